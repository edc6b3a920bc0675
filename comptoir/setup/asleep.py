"""Ctrl+Z: a command goes to sleep between two transactions, never in one that everybody waits for."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from models.store import database


@contextmanager
def between_writes() -> Iterator[None]:
    """While this lasts, Ctrl+Z waits for the end of the transaction that is open. In the main thread."""
    before = signal.getsignal(signal.SIGTSTP)
    if before is signal.SIG_DFL:
        signal.signal(signal.SIGTSTP, _sleep)
    try:
        yield
    finally:
        if before is signal.SIG_DFL:
            signal.signal(signal.SIGTSTP, before)


def _sleep(_number: int, _frame: FrameType | None) -> None:
    # Alone in its session nobody could ever wake it; the system ignores the key then as well.
    if os.getpgrp() != os.getsid(0):
        with database.between_writes():
            signal.raise_signal(signal.SIGSTOP)
