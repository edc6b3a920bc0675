"""A terminal to play the real program in: a pseudo-terminal, a screen that understands it, a byte counter.

Nothing is read while nobody waits, as on a line that stands still; every ``wait_…`` reads.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.project import ROOT
from tests.terminal.stopwatch import Stopwatch, family, state

COMPTOIR = (sys.executable, "-m", "comptoir")
KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "delete": "\x1b[3~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    **dict(zip(("f1", "f2", "f3", "f4"), ("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"), strict=True)),
    **{
        f"f{number}": f"\x1b[{code}~"
        for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
# An Escape that other bytes follow at once is the start of a sequence: a hand needs longer than this.
AFTER_ESCAPE = 0.15
# A picture is whole when the program has rested for so long: the driver waits up to 25 ms for its rest.
PICTURE_RESTS = 0.03
# The column in which the text of a field begins, behind its mark and its label.
TEXT = 18
# More fields than any form has.
FIELDS = 60
# How long a program that never rests is waited for, once it has shown what was looked for.
PICTURE_WITHIN = 1.0
# How long the end of a program is waited for.
END_WITHIN = 10.0
# States of a thread in /proc: running or waiting for its turn, reading or writing a disk.
_AT_WORK = ("R", "D")
# Modes that pyte would print: pushing and popping the keyboard protocol, and device control strings.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=]\d*u|\x1bP.*?\x1b\\", re.DOTALL)
# Opening the terminal as the leader of a new session makes it the controlling one: closing it hangs up.
_IN_THE_TERMINAL = 'exec "$@" <>"$0" >&0 2>&0'


class Terminal:
    """``command`` running at ``size`` (columns, lines); use it in a ``with`` block.

    ``home`` is where HOME and the XDG folders are; ``env`` adds variables, or removes those given as ``""``.
    """

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self.last_byte_at = 0.0
        # Programs that work for this terminal besides the one in it: a server, whatever it has started.
        self.behind: list[int] = []
        self._fed = 0
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        self._set_size(*size)
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", _IN_THE_TERMINAL, os.ttyname(slave), *command],
            env=environment(home, env or {}),
            cwd=cwd or home,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Held until the program has opened it: a terminal that nobody holds reads as hung up.
        self._slave = slave

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self.hang_up()

    # --- the keyboard

    def type(self, words: str | bytes) -> None:
        """Type text, or raw bytes."""
        block = words.encode() if isinstance(words, str) else words
        while block:
            # What is shown must be read meanwhile, or neither side could write any more.
            self._read(0)
            if select.select([], [self._master], [], 1)[1]:
                block = block[os.write(self._master, block[:1024]) :]

    def press(self, *keys: str) -> None:
        """Press keys by name (``f2``, ``ctrl+s``, ``shift+tab``), single characters as they are."""
        for key in keys:
            self.type(KEYS.get(key, key))
            if key == "escape":
                until = time.monotonic() + AFTER_ESCAPE
                while time.monotonic() < until and self._read(0.05, until):
                    pass

    def to_field(self, label: str, key: str = "tab") -> None:
        """Press Tab (or ``shift+tab``) until the cursor is in the field of that label, however far it is."""
        passed: list[str] = []
        # What was typed before may still be on its way: a change of field must be that of our Tab.
        self.wait_quiet()
        while not (here := self._field()).startswith(label):
            assert len(passed) < FIELDS, f"no Tab leads to {label!r}, but to {passed}:\n{self.text}"
            passed.append(here)
            self.press(key)
            watch = Stopwatch(*self._programs)
            while self._field() in ("", here) and watch.seconds < 10 and self._read(0.02):
                pass

    def _field(self) -> str:
        """The label of the field that has the cursor."""
        return next((line[2:TEXT].rstrip() for line in self.lines if line.startswith("> ")), "")

    def paste(self, words: str) -> None:
        """Paste text as terminals do, between brackets."""
        self.type(f"\x1b[200~{words}\x1b[201~")

    # --- the screen

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        self._feed()
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.lines)

    @property
    def received(self) -> int:
        """How many bytes came so far; a mark for :meth:`bytes_since`."""
        return len(self.raw)

    def bytes_since(self, mark: int) -> int:
        """How many bytes came since ``received`` was ``mark``."""
        return len(self.raw) - mark

    def wait_for(self, words: str, timeout: float = 10) -> str:
        """Read until ``words`` stand on the screen; the first line that holds them. Fails with the screen.

        The picture that brings them is read to its end, so that the rest of it can be looked at as well.
        """
        watch = Stopwatch(*self._programs)
        while not (line := self._line_with(words)):
            if watch.seconds > timeout or not self._read(0.05):
                raise AssertionError(f"{words!r} never came on the screen:\n{self.text}")
        self._rest_of_the_picture()
        return self._line_with(words) or line

    def wait_gone(self, words: str, timeout: float = 10) -> None:
        """Read until ``words`` no longer stand on the screen."""
        watch = Stopwatch(*self._programs)
        while words in self.text:
            if watch.seconds > timeout or not self._read(0.05):
                raise AssertionError(f"{words!r} is still on the screen:\n{self.text}")

    def wait_quiet(self, quiet: float = 0.15, timeout: float = 10) -> None:
        """Read until the program rested, and nothing came, for ``quiet`` seconds."""
        start = at_work = time.monotonic()
        while time.monotonic() < min(max(self.last_byte_at, at_work) + quiet, start + timeout):
            if not self._read(0.01, start + timeout):
                break
            if not self._rests():
                at_work = time.monotonic()

    def wait_silence(self, seconds: float, within: float = 15) -> None:
        """Read until nothing came for so long; one that goes on sending every now and then fails."""
        start = time.monotonic()
        while time.monotonic() < max(start, self.last_byte_at) + seconds:
            assert time.monotonic() < start + within, f"never silent for {seconds} s:\n{self.text}"
            if not self._read(0.05):
                break

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        self._screen.resize(lines, columns)
        self._set_size(columns, lines)

    # --- the end

    @property
    def echoes(self) -> bool:
        """Whether the terminal is as a shell needs it: lines, echoed."""
        flags = termios.tcgetattr(self._slave)[3]
        return bool(flags & termios.ECHO and flags & termios.ICANON)

    @property
    def exit_code(self) -> int:
        """Wait for the end (10 s at most); the exit code, negative for a signal."""
        watch = Stopwatch(*self._programs)
        while self.process.poll() is None and watch.seconds < END_WITHIN:
            self._read(0.05)
        self._read(0)
        return self.process.wait(timeout=0.1)

    def wait_end(self) -> float:
        """Wait until the program has ended, reading nothing; how long it took, of its own time."""
        watch = Stopwatch(*self._programs)
        while self.process.poll() is None:
            assert watch.seconds < END_WITHIN, "the program does not end"
            time.sleep(0.005)
        return watch.seconds

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """End the program at once, as ``kill -9`` does."""
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.process.wait()

    def hang_up(self) -> None:
        """Close the window, as a line that drops; the screen keeps what it showed."""
        for descriptor in (self._slave, self._master):
            if descriptor >= 0:
                os.close(descriptor)
        self._slave = self._master = -1

    # --- reading

    def _read(self, timeout: float, until: float | None = None) -> bool:
        """Take what has come, waiting ``timeout`` at most; ``False`` once the program is gone."""
        if self._master < 0:
            return False
        if until is not None:
            timeout = max(0.0, min(timeout, until - time.monotonic()))
        while select.select([self._master], [], [], timeout)[0]:
            self.raw += os.read(self._master, 65536)
            self.last_byte_at = time.monotonic()
            timeout = 0
        return self.process.poll() is None

    def _line_with(self, words: str) -> str:
        return next((line for line in self.lines if words in line), "")

    def _rest_of_the_picture(self) -> None:
        watch, rested = Stopwatch(*self._programs), time.monotonic()
        while time.monotonic() < rested + PICTURE_RESTS and watch.seconds < PICTURE_WITHIN:
            seen = self.received
            going = self._read(0.005)
            if not self._rests() or self.received > seen:
                rested = time.monotonic()
            if not going:
                break
        self._read(0)

    def _rests(self) -> bool:
        """Whether every thread of the program, and of what it started, waits for something to happen.

        A machine that is busy with something else lets a program wait in the middle of a picture: no delay
        tells that apart from its end, the state of its threads does.
        """
        return not any(state(thread) in _AT_WORK for thread in family(self._programs))

    @property
    def _programs(self) -> list[int]:
        return [self.process.pid, *self.behind]

    def _feed(self) -> None:
        """Give the screen what came when somebody looks, but for a sequence of which the end is under way."""
        block = bytes(self.raw[self._fed :])
        cut = block.rfind(b"\x1b")
        if cut >= 0 and re.fullmatch(rb"\x1b(\[[0-9;?<>=]*|P[^\x1b]*)?", block[cut:]):
            block = block[:cut]
        self._fed += len(block)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", block))

    def _set_size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def furnish(folder: Path) -> None:
    """Make a site in ``folder`` furnished as the demonstration, in a process of its own."""
    subprocess.run([sys.executable, "-m", "tests.terminal.furnish", str(folder)], cwd=ROOT, check=True)


def environment(home: Path, changes: Mapping[str, str]) -> dict[str, str]:
    """A login of its own: nothing of the environment that runs the tests, but where programs are."""
    known = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
    }
    return {name: value for name, value in {**known, **changes}.items() if value}
