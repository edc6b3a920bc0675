"""What one process holds at a time: a file beside the database that the system locks while it lives."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path


class Claim:
    """``flock`` of a file of our own: closing one of the database itself would drop the locks of SQLite."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: int | None = None

    def take(self) -> bool:
        """Hold it; ``False`` when another process, or another session of this one, has it."""
        if self._held is not None:
            return False
        while True:
            held = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Whoever held it before may have removed the file in the meantime.
                if os.path.samestat(os.fstat(held), os.stat(self._path)):
                    self._held = held
                    return True
            except FileNotFoundError:
                pass
            except BlockingIOError:
                os.close(held)
                return False
            os.close(held)

    def release(self) -> None:
        """Let go, and leave nothing behind."""
        if self._held is not None:
            with suppress(OSError):
                self._path.unlink()
            os.close(self._held)
            self._held = None
