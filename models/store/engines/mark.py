"""The last acknowledged write, noted beside a file: should the file come back without it, that is known."""

import fcntl
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from models import clock

ENDING = "-confirme"


class Mark:
    """A small file beside a base. It need not reach the disk with each write: one too low alarms nobody."""

    def __init__(self, base: Path) -> None:
        self.path = base.with_name(base.name + ENDING)

    def note(self, line: int) -> None:
        """The line ``line`` of the journal was acknowledged. Never in the way: a disk may be full."""
        with suppress(OSError):
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                # A colleague who wrote later may have been quicker here.
                if line > _line(os.pread(handle, 80, 0)):
                    os.pwrite(handle, f"{line:012d} {clock.now():%Y-%m-%dT%H:%M:%S%z}\n".encode(), 0)
            finally:
                os.close(handle)

    def read(self) -> tuple[int, datetime | None]:
        """The last line that was acknowledged, and when (UTC); 0 when nothing is known."""
        try:
            said = self.path.read_bytes()[:80]
            return _line(said), datetime.fromisoformat(said.decode("ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return 0, None

    def forget(self) -> None:
        """What is missing is known and accepted."""
        self.path.unlink(missing_ok=True)


def _line(said: bytes) -> int:
    number = said.partition(b" ")[0]
    return int(number) if number.isdigit() else 0
