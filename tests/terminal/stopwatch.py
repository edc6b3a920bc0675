"""Times that mean the same on a busy machine: what passed, less what programs waited for the processor."""

import os
import time
from collections.abc import Iterable
from pathlib import Path


class Stopwatch:
    """Started when made. ``programs`` are those whose time it is, with all that they start; and this test's.

    The system counts, for each thread, how long it was ready to run while others ran; whether one waits for
    the disk is seen at each look. A program that sleeps, hangs or works too much gets nothing off; one that
    only had to wait for its turn does.
    """

    def __init__(self, *programs: int) -> None:
        self._programs = programs
        self._before = _waits(programs)
        self._now = dict(self._before)
        self._began = self._looked = time.monotonic()
        self._disk = 0.0

    @property
    def waited(self) -> float:
        """The seconds of waiting since the start. Of what has ended, what was last seen counts."""
        self._now |= _waits(self._programs)
        since, self._looked = self._looked, time.monotonic()
        if any(state(thread) == "D" for thread in family(self._programs)):
            self._disk += self._looked - since
        return self._disk + sum(now - self._before.get(thread, 0) for thread, now in self._now.items()) / 1e9

    @property
    def seconds(self) -> float:
        """The seconds since the start, without the waiting."""
        return time.monotonic() - self._began - self.waited

    def sleep_until(self, seconds: float) -> None:
        """Sleep until the watch shows ``seconds``: the programs have had that time."""
        while (left := seconds - self.seconds) > 0:
            time.sleep(min(left, 0.05))


def state(thread: Path) -> str:
    """What a thread does: R runs, S sleeps, D waits for a disk, T is stopped, Z is over; "" if gone."""
    try:
        return (thread / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def family(programs: Iterable[int]) -> list[Path]:
    """The threads, in /proc, of programs and of everything they have started."""
    threads, known = [], list(programs)
    for program in known:
        try:
            for thread in Path(f"/proc/{program}/task").iterdir():
                threads.append(thread)
                known += map(int, (thread / "children").read_text().split())
        except OSError:
            continue  # it has just ended
    return threads


def _waits(programs: Iterable[int]) -> dict[str, int]:
    """Nanoseconds that each thread has waited so far; nothing where the system does not count."""
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}")
    waits = {}
    for thread in (mine, *family(programs)):
        try:
            waits[thread.name] = int((thread / "schedstat").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return waits
