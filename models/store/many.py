"""Many rows of a table in one statement. Peewee would take longer to write it than the engine to run it."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from models.store.database import Row, atomic, engine

T = TypeVar("T")
# Seconds between two transactions, at most: half of the looks of a session that waits find it free.
_PAUSE = 0.03


def insert(table: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add ``rows``, their values in the order of ``columns``; what :class:`Row` has as JSON is given as text.

    Runs inside a transaction.
    """
    meta: Any = table._meta
    fields = [meta.combined[name] for name in columns]
    stored = [None if one.field_type == "JSON" else one.db_value for one in fields]
    insert_stored(
        table,
        columns,
        (
            [value if store is None else store(value) for store, value in zip(stored, row, strict=True)]
            for row in rows
        ),
    )


def insert_stored(table: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add ``rows`` whose values are as the engine stores them: instants as text, nothing looked at.

    What ``columns`` leaves out gets its default.
    """
    meta: Any = table._meta
    fields = [meta.combined[name] for name in columns]
    # By name: two fields compared make a condition of SQL.
    named = {"id", *(one.name for one in fields)}
    left = [one for one in meta.sorted_fields if one.name not in named]
    defaults = tuple(_default(one) for one in left)
    names = [one.column_name for one in (*fields, *left)]
    engine().load(meta.table_name, names, ((*row, *defaults) for row in rows))


def in_turns(things: Sequence[T], most: int, keep: Callable[[Sequence[T]], object]) -> None:
    """Give ``things`` to ``keep``, at most ``most`` in one transaction: everybody else writes between two.

    What was kept stays when this is stopped on its way: ``keep`` must not mind to be given it again.
    """
    for start in range(0, len(things), most):
        began = time.monotonic()
        with atomic():
            keep(things[start : start + most])
        time.sleep(min(time.monotonic() - began, _PAUSE))


def numbers(table: type[Row], count: int) -> range:
    """Numbers for ``count`` new rows, free as long as the transaction lasts: nobody else writes meanwhile."""
    meta: Any = table._meta
    last = engine().database.execute_sql(f"SELECT max(id) FROM {meta.table_name}").fetchone()[0] or 0  # type: ignore[no-untyped-call]
    return range(last + 1, last + 1 + count)


def _default(field: Any) -> object:
    """What a column that nobody names holds, as it is stored."""
    value = field.default() if callable(field.default) else field.default
    return field.db_value(value)
