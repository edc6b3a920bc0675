"""What every verb of every test is held to, whichever it is: nothing stays open behind it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine


def open_behind(database: Database) -> str:
    """What the session of ``database`` holds open between two verbs, in a word; empty for nothing.

    Asked on its thread. Both engines are asked by their own means, not by what Peewee believes.
    """
    if database.engine.database.is_closed():
        return ""
    session = database.engine.database.connection()  # type: ignore[no-untyped-call]
    if not isinstance(database.engine, SqlCipherEngine):
        state = session.info.transaction_status.name
        return "" if state in ("IDLE", "UNKNOWN") else f"a transaction ({state})"
    if session.in_transaction:
        return "a transaction"
    try:
        # SQLite refuses to change a function while any statement of the session is under way.
        session.create_function("nothing_is_open", 0, lambda: 1)
    except session.OperationalError:
        return "a statement"
    return ""


@contextmanager
def verbs() -> Iterator[list[str]]:
    """While this lasts every verb that leaves something open behind is named in the list, wherever called."""
    faults: list[str] = []
    inner = Database._explained

    def explained(database: Database, task: Callable[[], Any]) -> Any:
        try:
            return inner(database, task)
        finally:
            if left := open_behind(database):
                verb = getattr(task, "func", task)
                faults.append(f"{verb.__module__}.{verb.__qualname__} left {left} open")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_explained", explained)
        yield faults
