"""A folder thrown away when it is left, or by the next one when its process was killed."""

import fcntl
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

# Held for as long as its process lives: the system lets go of it however that ends.
LOCK = "ouvert"
_SIGNALS = (signal.SIGHUP, signal.SIGTERM)


@contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """A new folder for its owner alone, removed at the end, on SIGHUP and on SIGTERM too.

    First it removes those of ``prefix`` whose process is gone.
    """
    sweep(prefix)
    directory = Path(tempfile.mkdtemp(prefix=prefix))
    before = {number: signal.signal(number, _leave) for number in _SIGNALS}
    held = _lock(directory)
    try:
        yield directory
    finally:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        shutil.rmtree(directory, ignore_errors=True)
        os.close(held)
        for number, handler in before.items():
            signal.signal(number, handler)


def sweep(prefix: str) -> int:
    """Remove the folders of ``prefix`` whose process is gone; how many there were.

    Those of other people, and whatever has no lock of ours, are left alone.
    """
    return sum(_removed(one) for one in Path(tempfile.gettempdir()).glob(f"{prefix}*"))


def _removed(directory: Path) -> bool:
    with suppress(OSError):
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        held = os.open(directory / LOCK, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(directory)
            return True
        finally:
            os.close(held)
    return False


def _lock(directory: Path) -> int:
    # Under another name until it is held, or somebody else's sweep could take it for one left behind.
    path = directory / f"{LOCK}.tmp"
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    path.rename(directory / LOCK)
    return held


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
