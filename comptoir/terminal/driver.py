"""The driver for a thin line: Textual draws on a canvas, and only what changed goes to the terminal."""

import os
import select
import signal
import sys
import termios
import tty
from contextlib import suppress
from types import FrameType
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from comptoir.terminal import capabilities
from comptoir.terminal.encode import CLEAR, Encoder
from comptoir.terminal.keys import KeyReader
from comptoir.terminal.parse import Canvas
from comptoir.terminal.wire import Wire

# Modes that every terminal keeps as we need them: no wrapping, no cursor.
_STEADY = "\x1b[?7l\x1b[?25l"
# A blank, repeated three times: does the cursor stand in the fifth column of the second line afterwards?
_CAN_REPEAT = "\x1b[2H \x1b[3b\x1b[6n"
_REPEATED = (4, 1)
# Seconds that leaving may wait for a line that takes nothing.
_PATIENCE = 0.5


class Undecodable(Message):
    """Bytes arrived that are no UTF-8 and were left out. Posted to the app once."""


class ThinDriver(LinuxDriver):
    """What Textual's driver does, in fewer bytes: see the modules of this folder.

    A terminal that is gone raises SIGHUP in this process, as one that says so does.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._known = capabilities.read(os.environ)
        width, height = self._get_terminal_size()
        self._canvas = Canvas(width, height, capabilities.fitter(self._known))
        self._encoder = Encoder(self._known, width, height)
        output = sys.__stdout__.fileno() if sys.__stdout__ else 1
        self._wire = Wire(output, self._canvas, self._encoder)
        self._told = False
        self._wake = os.pipe()
        os.set_blocking(self._wake[0], False)

    # --- what is shown

    def write(self, data: str) -> None:
        """Take what Textual draws. Never waits for the terminal."""
        with self._wire.news:
            painted, handed_on = self._canvas.feed(data)
            for sequence in handed_on:
                if wanted := self._wanted(sequence):
                    self._wire.control(wanted)
            if painted:
                self._wire.changed()

    def _wanted(self, sequence: str) -> str:
        """What becomes of a sequence that is not about cells: as it is, another one, or nothing.

        Left out are the mouse, focus reports, the keyboard and resize protocols of few terminals, the
        marks and queries of synchronised output, links and titles: nothing here needs them.
        """
        known = self._known
        if sequence in ("\x07", "\x1b[?7l", "\x1b[?7h", "\x1b[?25l", "\x1b[?25h"):
            return sequence
        if sequence == "\x1b[?1049l":  # what was on the screen is nobody's business afterwards
            return CLEAR + (sequence if known.alternate else "")
        if sequence == "\x1b[?1049h":
            return sequence if known.alternate else ""
        if sequence in ("\x1b[?2004h", "\x1b[?2004l"):
            return sequence if known.paste else ""
        return sequence if sequence.startswith("\x1b]52;") and known.clipboard else ""

    def repaint(self) -> None:
        """Send the whole screen again, whatever stands on it."""
        self._wire.control(_STEADY)
        self._wire.repaint()

    def _get_terminal_size(self) -> tuple[int, int]:
        # Textual's way trusts the environment first: an exported COLUMNS would hide every later size.
        try:
            width, height = os.get_terminal_size(self.fileno)
        except OSError:
            width, height = 0, 0
        if width > 0 and height > 0:
            return width, height
        known = super()._get_terminal_size()
        return known[0], known[1]

    # --- beginning and end

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._wire.start()
        # Textual also starts the thread of its own output; nothing is ever given to it.
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._leave_line_feeds_alone()
        self._watch_size()
        if self._known.repeat:
            self._wire.control(_CAN_REPEAT)
        self._resize(0)

    def _leave_line_feeds_alone(self) -> None:
        # So that a line feed goes straight down. Put back by Textual with all other settings.
        try:
            settings = termios.tcgetattr(self.fileno)
            settings[tty.OFLAG] &= ~termios.OPOST
            termios.tcsetattr(self.fileno, termios.TCSANOW, settings)
        except termios.error:
            pass

    def _watch_size(self) -> None:
        textual = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            # Not at once: a signal may come in the middle of a drawing.
            self._loop.call_soon_threadsafe(self._resize, 0.1)
            if callable(textual):
                textual(number, frame)

        signal.signal(signal.SIGWINCH, resized)

    def _resize(self, delay: float) -> None:
        """Paint everything for the size there is now; later, when Textual is about to draw for it anyway."""
        with self._wire.news:
            self._canvas.resize(*self._get_terminal_size())
            self._wire.repaint(delay)

    def _sigcont_application(self, *_: object) -> None:
        # The system sends SIGCONT with every hang-up too. Only what was put to sleep is woken: a second
        # start while the program ends would leave a thread behind, and the process with it, for ever.
        if self._must_signal_resume:
            super()._sigcont_application()

    def disable_input(self) -> None:
        """No more keys."""
        os.write(self._wake[1], b".")
        super().disable_input()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was, in bounded time."""
        self._wire.hush(_PATIENCE)
        super().stop_application_mode()
        self._wire.stop(_PATIENCE)

    # --- what is pressed

    def run_input_thread(self) -> None:
        """Read keys until told to end; raise SIGHUP when the terminal is gone."""
        keys = KeyReader(self._debug, self._wire.answered, self._position)
        with suppress(BlockingIOError):
            os.read(self._wake[0], 64)  # what ended the thread before, when the program was suspended
        ready = select.poll()
        ready.register(self.fileno, select.POLLIN)
        ready.register(self._wake[0], select.POLLIN)
        try:
            while not self.exit_event.is_set():
                found = dict(ready.poll(50 if keys.waiting else 1000))
                if self.fileno in found and not self._read(keys):
                    self._hung_up()
                    return
                for message in keys.tick():
                    self.process_message(message)
        finally:
            keys.close()

    def _read(self, keys: KeyReader) -> bool:
        """Pass on the keys that have come; false when there is no terminal any more."""
        try:
            data = os.read(self.fileno, 4096)
        except OSError:
            return False
        messages, lost = keys.feed(data)
        for message in messages:
            self.process_message(message)
        if lost and not self._told:
            self._told = True
            self.send_message(Undecodable())
        return bool(data)

    def _hung_up(self) -> None:
        # Again each second: while the app starts, nobody may be listening yet.
        while not self.exit_event.is_set():
            os.kill(os.getpid(), signal.SIGHUP)
            self.exit_event.wait(1)

    def _position(self, x: int, y: int) -> None:
        with self._wire.news:
            self._wire.answered()
            if self._known.repeat and y == _REPEATED[1]:
                self._encoder.repeat = x == _REPEATED[0]
