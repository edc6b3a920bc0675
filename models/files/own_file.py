"""Files for their owner alone: written whole or not at all, never through a link, never over another."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.errors import ComptoirError, reason


@contextmanager
def reserved(path: Path) -> Iterator[Callable[[bytes], None]]:
    """A new file (0600), empty until what this gives is called with its content, which then is on the disk.

    Nothing stays of it when the block fails. Raises :class:`FileExistsError` when there is one, and other
    :class:`OSError` as the folder refuses.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:

            def fill(content: bytes) -> None:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())

            yield fill
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def create(path: Path, content: bytes) -> None:
    """Write a new file and let it reach the disk. Raises as :func:`reserved`."""
    with reserved(path) as fill:
        fill(content)


def replace(path: Path, content: bytes) -> None:
    """Let ``path`` hold ``content`` (0600): who reads it sees old or new. Raises as :func:`replaced`."""
    with replaced(path, content):
        pass


@contextmanager
def replaced(path: Path, content: bytes) -> Iterator[None]:
    """Like :func:`replace`, once the block is through: ``content`` is on the disk before it begins.

    Raises :class:`ComptoirError`. Whatever fails, the file is as it was and nothing is left beside it.
    """
    fresh = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}")
    try:
        create(fresh, content)
        try:
            yield
            fresh.replace(path)
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritten(path, error) from error


def unwritten(path: Path, error: OSError) -> ComptoirError:
    """What to say of a file that the system refused."""
    return ComptoirError(
        "Fichier impossible à écrire", f"{path} n’a pas pu être écrit\u00a0: {reason(error)}."
    )


def make_folder(folder: Path) -> None:
    """Make ``folder``, for its owner alone, unless it is there. Raises :class:`ComptoirError`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ComptoirError("Dossier impossible à créer", f"{folder} : {reason(error)}.") from error


def holds(path: Path, content: bytes) -> bool:
    """Whether ``path`` is a file with exactly these bytes."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as file:
        return os.fstat(file.fileno()).st_size == len(content) and file.read() == content
