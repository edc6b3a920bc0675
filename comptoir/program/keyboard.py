"""Type-ahead: keys wait their turn, so that none falls into the screen that is just being left.

On a bad line keys arrive in bunches, and a practised hand types faster than a screen opens. Each key is
fully handled before the next is looked at; what must finish first (a place opening, a form being
kept) holds the keys meanwhile. None is lost, none lands in the wrong field.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from models import text
from screens.frame.widgets.grid import Grid
from screens.frame.widgets.lines import Lines

Dispatch = Callable[[events.Event], Awaitable[None]]

# A widget that goes away while it handles a key never says so: go on after this long.
PATIENCE = 0.5


class Keyboard:
    """The queue of one app. ``dispatch`` is what Textual does with a key that is not held."""

    def __init__(self, app: App[None], dispatch: Dispatch) -> None:
        self._app = app
        self._dispatch = dispatch
        self._waiting: deque[events.Event] = deque()
        self._holds = 0
        self._running: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether every key that arrived has been handled."""
        return not self._waiting and not self._holds and (self._running is None or self._running.done())

    def take(self, event: events.Event) -> None:
        """A key or a paste arrived from the terminal."""
        if isinstance(event, events.Key) and event.key == "ctrl+j":
            # Enter typed while the program was still starting: the terminal had made a line feed of it.
            event = events.Key("enter", "\r")
        elif isinstance(event, events.Key) and event.character and text.as_typed(event.character) == " ":
            # A no-break space is what Shift and the space bar type on some keyboards.
            event = events.Key("space", " ")
        self._waiting.append(event)
        self._run()

    def hold(self) -> None:
        """Keep the keys that come, until :meth:`release` was called as often."""
        self._holds += 1

    def release(self) -> None:
        """What the keys waited for is done."""
        self._holds -= 1
        self._run()

    def _run(self) -> None:
        if self._waiting and not self._holds and (self._running is None or self._running.done()):
            self._running = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        while self._waiting and not self._holds:
            focused: MessagePump = self._app.focused or self._app.screen
            await self._dispatch(self._meant(self._waiting.popleft()))
            # Twice: once for the key itself, once for what its handler told the screen.
            await self._handled(focused)
            await self._handled(focused)

    def _meant(self, event: events.Event) -> events.Event:
        """In a list, a capital that is no command is the small letter that is one: Caps Lock is on."""
        if not isinstance(event, events.Key) or not isinstance(self._app.focused, (Lines, Grid)):
            return event
        small = event.key.lower()
        if small == event.key or len(small) > 1:
            return event
        known = self._app.screen.active_bindings
        return events.Key(small, small) if event.key not in known and small in known else event

    async def _handled(self, pump: MessagePump | None) -> None:
        """Wait until a key has gone from ``pump`` up to the app: queues are first in, first out."""
        while pump is not None:
            done = asyncio.Event()
            if pump.is_running and pump.call_later(done.set):
                try:
                    await asyncio.wait_for(done.wait(), PATIENCE)
                except TimeoutError:
                    return
            pump = pump._parent
