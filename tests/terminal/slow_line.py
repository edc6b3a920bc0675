"""A slow line: a terminal that the program reaches at so many bytes a second, so many seconds late.

The line takes bytes from the program no faster than it carries them: what is written too fast stays with the
program. The terminal at the far end answers when it is asked whether it is there, as real ones do.
"""

import os
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Queue
from typing import NamedTuple

from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import TEXT, Terminal

# A serial line of 9,600 baud: ten bits for a byte.
BAUD_9600 = 960.0
# A link around the world: 300 ms there and back.
FAR = 0.15
AS_FAST_AS_CAN_BE = float("inf")

_REQUEST, _REPLY = b"\x1b[5n", b"\x1b[0n"
# The line is read this often (seconds), so that bytes come evenly; an idle one is looked at this often.
_TICK, _LOOK = 0.01, 0.05

# Seconds between two letters of a practised hand, and between two keys of one that is held.
TYPING, HELD = 0.08, 0.033

Deliver = Callable[[bytes], None]


class Way:
    """One direction of a line: what ``source`` gives is delivered ``delay`` seconds after it was carried."""

    def __init__(self, source: int, deliver: Deliver, rate: float, delay: float) -> None:
        self.flows = threading.Event()
        self.flows.set()
        self._source, self._deliver = source, deliver
        self._rate, self._delay = rate, delay
        self._portion = 4096 if rate == AS_FAST_AS_CAN_BE else max(1, int(rate * _TICK))
        self._under_way: Queue[tuple[float, bytes]] = Queue()
        self._ended = self._carrying = False
        self._threads = [threading.Thread(target=one, daemon=True) for one in (self._carry, self._arrive)]
        for thread in self._threads:
            thread.start()

    @property
    def empty(self) -> bool:
        """Whether nothing is under way, nor waits to be carried by a line that flows."""
        return not (
            self._carrying
            or self._under_way.unfinished_tasks
            or (self.flows.is_set() and self._waits_for_it(0))
        )

    def end(self) -> None:
        """Carry nothing any more."""
        self._ended = True
        self.flows.set()
        self._under_way.put((0, b""))
        for thread in self._threads:
            thread.join()

    def _carry(self) -> None:
        free = 0.0
        while not self._ended:
            self.flows.wait()
            if not self._waits_for_it(_LOOK) or not self.flows.is_set():
                continue
            self._carrying = True
            try:
                block = os.read(self._source, self._portion)
            except OSError:
                self._carrying = False
                return
            # From when the line was free: sleeping a little too long must not make it slower.
            free = max(free, time.monotonic() - _TICK) + len(block) / self._rate
            time.sleep(max(0.0, free - time.monotonic()))
            self._under_way.put((time.monotonic() + self._delay, block))
            self._carrying = False

    def _waits_for_it(self, timeout: float) -> bool:
        return bool(select.select([self._source], [], [], timeout)[0])

    def _arrive(self) -> None:
        while not self._ended:
            due, block = self._under_way.get()
            time.sleep(max(0.0, due - time.monotonic()))
            if block:
                self._deliver(block)
            self._under_way.task_done()


class SlowTerminal(Terminal):
    """A terminal at the end of a line of ``rate`` bytes a second and ``delay`` seconds, each way.

    ``down`` goes to the screen, ``up`` comes from the keys; a way stands still while ``flows`` is cleared.
    """

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        *,
        rate: float = AS_FAST_AS_CAN_BE,
        delay: float = 0.0,
        answers: bool = True,
        env: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(command, home, env=env)
        self._program = self._master
        self._near, self._far = socket.socketpair()
        self._master = self._near.fileno()
        self._answers = answers
        self._seen = b""
        self.down = Way(self._program, self._show, rate, delay)
        self.up = Way(self._far.fileno(), self._key, rate, delay)

    def hang_up(self) -> None:
        """Close the line, once."""
        if self._master < 0:
            return
        for way in (self.down, self.up):
            way.end()
        os.close(self._slave)
        os.close(self._program)
        self._slave = self._master = -1
        self._near.close()
        self._far.close()

    def _rests(self) -> bool:
        """As of any terminal; what is on the line has not arrived either."""
        return self.up.empty and super()._rests() and self.down.empty

    def _show(self, block: bytes) -> None:
        """Bytes came to the terminal."""
        self._far.sendall(block)
        if not self._answers:
            return
        self._seen += block
        asked = self._seen.count(_REQUEST)
        self._seen = self._seen[-len(_REQUEST) + 1 :]
        for _ in range(asked):
            self._near.sendall(_REPLY)

    def _key(self, block: bytes) -> None:
        """Keys came to the program."""
        while block:
            block = block[os.write(self._program, block) :]


def field(terminal: Terminal) -> str:
    """The text of the field that has the cursor; an empty one may show its hint, in brackets."""
    text = next((line[TEXT:] for line in terminal.lines if line.startswith("> ")), "")
    return "" if text.lstrip().startswith("(") else text


class Delay(NamedTuple):
    """Seconds from a key to its letter on the screen, and those less the waiting for the processor."""

    whole: float
    own: float


def type_and_watch(terminal: Terminal, words: str) -> list[Delay]:
    """Type as a practised hand does; how long it took until each letter (no space) was visible.

    The field that has the cursor must be on the screen already.
    """
    before = len(field(terminal))
    stopwatch = Stopwatch(terminal.process.pid)
    # When, and how much waiting there had been until then.
    pressed: list[tuple[float, float]] = []
    shown: list[tuple[float, float]] = []

    def watch(until: float) -> None:
        while len(shown) < len(words) and time.monotonic() < until:
            terminal.wait_quiet(0.005, 0.02)
            new = len(field(terminal)) - before - len(shown)
            shown.extend([(terminal.last_byte_at, stopwatch.waited)] * new)

    for letter in words:
        pressed.append((time.monotonic(), stopwatch.waited))
        terminal.type(letter)
        watch(pressed[-1][0] + TYPING)
    watch(pressed[-1][0] + 5)
    assert len(shown) == len(words), f"{words!r} never came:\n{terminal.text}"
    pairs = [one for one in zip(words, pressed, shown, strict=True) if one[0] != " "]
    return [Delay(seen[0] - typed[0], seen[0] - typed[0] - seen[1] + typed[1]) for _, typed, seen in pairs]


def hold(terminal: Terminal, key: str, times: int) -> None:
    """Hold a key: it comes ``times`` times, as fast as keyboards repeat."""
    for _ in range(times):
        terminal.press(key)
        terminal.wait_quiet(HELD, HELD)
