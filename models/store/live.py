"""Live notices: somebody else wrote, so what is on the screen may be old; or the server does not answer."""

import threading
from collections.abc import Callable
from concurrent.futures import wait

from models.errors import Unreachable
from models.store.database import Database

# What a colleague does must be seen within two seconds, and so must a server that fell silent.
EVERY = 1.0
LATE = 0.9
# The server itself gives up a wait for a colleague's write after five seconds: nothing it does takes longer.
GIVE_UP = 8.0
_LOOK = 0.1


class Watch:
    """Asks the database about every second whether another session wrote, on threads of its own.

    ``tell`` is called on one of them, and only when there is something to tell: the screens sleep until then.
    ``tell_away`` is called with whether the server is away, when that changes: a statement waits for its
    answer, or the line is lost. One that stays silent is hung up on, and until it answers again, asked
    beside the session, every verb is refused at once: nobody waits for it twice.
    """

    def __init__(
        self,
        database: Database,
        tell: Callable[[], object],
        tell_away: Callable[[bool], object] = bool,
        *,
        every: float = EVERY,
    ) -> None:
        self._database = database
        self._tell = tell
        self._tell_away = tell_away
        self._every = every
        self._away = False
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
        while not self._over.wait(self._every):
            if self._database.away:
                if not self._database.engine.answers():
                    continue
                self._database.away = False
            if self._changed() and not self._over.is_set():
                self._tell()

    def _changed(self) -> bool:
        try:
            asked = self._database.ask(self._database.engine.changed)
            while not wait([asked], _LOOK).done:
                if self._over.is_set():
                    return False
                self._listen()
            changed = asked.result()
        except Unreachable:
            self._database.away = True
            self._set_away(True)
            return False
        except Exception:  # a database being closed: whoever acts next is told
            return False
        # What was missed meanwhile is read as soon as it is back.
        back = self._away
        self._set_away(False)
        return changed or back

    def _listen(self) -> None:
        silence = self._database.engine.silence()
        if silence > GIVE_UP:
            self._database.away = True
            self._database.engine.hang_up()
        elif silence > LATE:
            self._set_away(True)

    def _set_away(self, away: bool) -> None:
        if away is not self._away and not self._over.is_set():
            self._away = away
            self._tell_away(away)
