"""The line to the terminal: one thread that always sends the newest screen, and never queues an older one."""

import os
import select
import threading
import time
from collections import deque

from comptoir.terminal.encode import Encoder
from comptoir.terminal.parse import Canvas

# Bytes encoded at once: what is decided now cannot be dropped any more.
_PORTION = 1024
# Below this many cells a change is a keystroke's: it does not wait for the rest of a picture.
_KEYSTROKE = 250
# A bigger change waits this long (seconds) for the rest of it, at most so long in all.
_SETTLE, _SETTLE_MOST = 0.008, 0.025
# Ask "are you there" after this many bytes. A change waits while so many are unanswered, or a question is
# that old (seconds): the line is slow then, and what a held key paints must not queue up on it.
_ASK, _UNDER_WAY, _LATE = 256, 1024, 0.5
# So few cells are a letter's: one typed right behind a new picture goes with it.
_LETTER = 8
# A terminal that stopped answering is no longer waited for.
_PATIENCE = 3.0

REQUEST = "\x1b[5n"


class Wire:
    """Sends a canvas to a terminal. The canvas may only be touched while holding ``news``."""

    def __init__(self, descriptor: int, canvas: Canvas, encoder: Encoder) -> None:
        self.news = threading.Condition()
        self._descriptor = descriptor
        self._canvas = canvas
        self._encoder = encoder
        self._first: deque[str] = deque()  # sequences that are not about cells, in their order
        self._thread: threading.Thread | None = None
        self._stopping = self._broken = self._sending = False
        self._dirty = self._painting = False
        self._dirty_since = self._dirty_last = 0.0
        self._sent = self._asked = self._arrived = 0
        self._requests: deque[tuple[int, float]] = deque()
        self._answers = False
        self._last = 0.0

    # --- from the program's side

    def start(self) -> None:
        """Begin to send."""
        with self.news:
            self._stopping = False
            self._requests.clear()
            self._arrived = self._asked = self._sent
            self._painting = True
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def control(self, sequence: str) -> None:
        """Send ``sequence`` as it is, before the next screen."""
        with self.news:
            self._first.append(sequence)
            self.news.notify_all()

    def changed(self, delay: float = 0.0) -> None:
        """The canvas has changed; it is sent now, or after ``delay`` seconds unless it changes again."""
        now = time.monotonic()
        with self.news:
            if not self._dirty:
                self._dirty_since = now + delay
            self._dirty = True
            self._dirty_last = now + delay
            self.news.notify_all()

    def repaint(self, delay: float = 0.0) -> None:
        """Send everything again."""
        with self.news:
            self._encoder.forget()
            self.changed(delay)

    def answered(self) -> None:
        """The terminal replied to a request: what was sent before it has arrived."""
        with self.news:
            self._answers = True
            if self._requests:
                self._arrived, _ = self._requests.popleft()
            self.news.notify_all()

    def hush(self, patience: float) -> None:
        """No more screens; returns when what was being sent is out, or after ``patience`` seconds."""
        with self.news:
            self._painting = False
            self.news.wait_for(lambda: not self._sending, patience)

    def stop(self, patience: float) -> None:
        """Send the sequences that wait, then end; a stalled line is left alone after ``patience`` seconds."""
        with self.news:
            self._stopping = True
            self.news.notify_all()
        if self._thread is not None:
            self._thread.join(patience)
            self._thread = None

    # --- the thread

    def _run(self) -> None:
        while self._thread is threading.current_thread():
            with self.news:
                while not (portion := self._next()):
                    if self._stopping:
                        return
                    self.news.wait(self._pause())
                self._sending = True
            self._send(portion.encode("utf-8", "replace"))
            with self.news:
                self._sending = False
                self.news.notify_all()

    def _next(self) -> str:
        """What to send now; empty when there is nothing, or when it has to wait."""
        if self._broken:
            self._first.clear()
            return ""
        if self._first:
            portion = "".join(self._first)
            self._first.clear()
            return portion
        if not self._dirty or not self._painting or self._stopping or self._pause():
            return ""
        portion, complete = self._encoder.encode(self._canvas.screen, _PORTION)
        self._dirty = not complete
        self._sent += len(portion)
        self._last = time.monotonic()
        if self._sent - self._asked >= _ASK:
            self._requests.append((self._sent, self._last))
            self._asked = self._sent
            portion += REQUEST
        return portion

    def _pause(self) -> float | None:
        """Seconds to wait before the canvas may be sent: 0 now, ``None`` until something happens."""
        if not self._dirty or not self._painting or self._broken:
            return None
        now = time.monotonic()
        if self._dirty_last > now:
            return self._dirty_last - now
        cells = self._encoder.changed(self._canvas.screen)
        if self._answers and self._late(now, _UNDER_WAY if cells > _LETTER else 2 * _UNDER_WAY):
            waited = now - self._last
            if waited < _PATIENCE:
                return _PATIENCE - waited
            # An answer that was lost must not make every later one look late.
            self._answers = False
            self._requests.clear()
            self._arrived = self._sent
        if cells <= _KEYSTROKE:
            return 0.0
        return max(0.0, min(self._dirty_last + _SETTLE, self._dirty_since + _SETTLE_MOST) - now)

    def _late(self, now: float, most: int) -> bool:
        """Whether the line still carries more than ``most`` bytes, or anything for long."""
        if not self._requests:
            return False
        return self._sent - self._arrived > most or now - self._requests[0][1] > _LATE

    def _send(self, data: bytes) -> None:
        """Write it all, in pieces, each when the line takes it. A line that is gone takes everything."""
        line = select.poll()
        line.register(self._descriptor, select.POLLOUT)
        try:
            while data:
                ((_, state),) = line.poll()
                if state & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
                    raise OSError("the terminal is gone")
                data = data[os.write(self._descriptor, data[:256]) :]
        except OSError:
            self._broken = True
