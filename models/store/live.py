"""Live notices: somebody else wrote, so what is on the screen may be old."""

import threading
from collections.abc import Callable

from models.store.database import Database

# What a colleague does must be seen within two seconds. A server that is away is asked less often: each
# question then takes seconds of the one thread on which somebody may be waiting.
EVERY = 1.0
AWAY = 10.0


class Watch:
    """Asks the database about every second whether another session wrote, on threads of its own.

    ``tell`` is called on one of them, and only when there is something to tell: the screens sleep until then.
    """

    def __init__(self, database: Database, tell: Callable[[], object], *, every: float = EVERY) -> None:
        self._database = database
        self._tell = tell
        self._every = self._pause = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to watch; what is written from now on is told."""
        self._changed()
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; nothing is told after this returns."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while True:
            if self._over.wait(self._pause):
                return
            if self._changed() and not self._over.is_set():
                self._tell()

    def _changed(self) -> bool:
        try:
            changed = self._database.call(self._database.engine.changed)
        except Exception:  # a server that is away, a database being closed: whoever acts next is told
            self._pause = AWAY
            return False
        # What was missed meanwhile is read as soon as it is back.
        back, self._pause = self._pause != self._every, self._every
        return changed or back
