"""Where unfinished forms wait: in the database, or beside it while it cannot keep them."""

import asyncio
from typing import Any

from models.errors import ComptoirError
from models.store import draft
from models.store.database import PATIENCE, Actor, Database
from models.store.draft import Draft
from models.store.spare import Spare

_LATE = "La base ne répond pas encore."


class Parking:
    """The forms of whoever sits there, in ``database`` or in ``spare``."""

    def __init__(self, database: Database, spare: Spare) -> None:
        self._database = database
        self._spare = spare
        # Whether something may be kept in the spare file alone.
        self.beside = True

    async def keep(self, by: Actor, form: Draft) -> ComptoirError | None:
        """Keep a form of ``by``; why not in the database, when that was not possible.

        Raises :class:`ComptoirError` when the spare file cannot keep it either.
        """
        saving = asyncio.ensure_future(self._database.run(draft.save, by, *_saved(form)))
        # Whoever leaves a form does not wait for a server that fell silent.
        saving.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.wait({saving}, timeout=PATIENCE)
        why = saving.exception() if saving.done() else ComptoirError("Base occupée", _LATE)
        if why is not None and not isinstance(why, ComptoirError):
            raise why
        if why is not None:
            await asyncio.to_thread(self._spare.keep, by, form)
            self.beside = True
        elif self.beside:
            await asyncio.to_thread(self._spare.forget, form.key)
            await self.bring_back(by)
        return why

    def keep_now(self, by: Actor, form: Draft) -> None:
        """Like :meth:`keep`, for a program that ends: nothing else goes on meanwhile."""
        try:
            self._database.ask(draft.save, by, *_saved(form)).result(PATIENCE)
        except (ComptoirError, TimeoutError):
            self._spare.keep(by, form)

    async def parked(self, by: Actor) -> list[Draft]:
        """What ``by`` has left unfinished, the latest first.

        Raises :class:`ComptoirError` when the database does not tell, and nothing is beside it.
        """
        beside = await asyncio.to_thread(self._spare.parked, by) if self.beside else []
        try:
            kept = await self._database.run(draft.parked, by)
        except ComptoirError:
            if not beside:
                raise
            return beside
        keys = {one.key for one in beside}
        return beside + [one for one in kept if one.key not in keys]

    async def served(self, by: Actor, key: str) -> None:
        """The form of that key was submitted."""
        if self.beside:
            await asyncio.to_thread(self._spare.forget, key)
        await self._database.run(draft.finish, by, key)

    async def bring_back(self, by: Actor) -> None:
        """Let the database keep what is beside it. Raises :class:`ComptoirError` when it still cannot."""
        if self.beside:
            for form in await asyncio.to_thread(self._spare.parked, by):
                await self._database.run(draft.save, by, *_saved(form))
                await asyncio.to_thread(self._spare.forget, form.key)
            self.beside = False


def _saved(form: Draft) -> tuple[str, str, str, dict[str, Any]]:
    return form.key, form.place, form.title, form.state
