"""Files for their owner alone: written whole or not at all, never through a link, never over another."""

import os
from pathlib import Path


def create(path: Path, content: bytes) -> None:
    """Write a new file (0600) and let it reach the disk; nothing stays of one that cannot be written.

    Raises :class:`FileExistsError` when there is one, and other :class:`OSError` as the folder refuses.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def holds(path: Path, content: bytes) -> bool:
    """Whether ``path`` is a file with exactly these bytes."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as file:
        return os.fstat(file.fileno()).st_size == len(content) and file.read() == content
