"""Filling a new database with people and their past: never for one in use."""

from collections.abc import Sequence
from typing import Any

from models.agenda.appointment import AppointmentRow
from models.cells.cell import CellRow
from models.person.person import PersonRow
from models.room.visit import VisitRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.postcode import PostcodeRow
from models.store import journal, many
from models.store.database import Row, write

_ROWS: dict[str, type[Row]] = {
    "person": PersonRow,
    "visit": VisitRow,
    "appointment": AppointmentRow,
    "cell": CellRow,
}


@write(Permission.IMPORT)
def load(by: Agent, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Add ``rows`` to ``table``, as :func:`models.store.many.insert_stored` takes them.

    Persons are not findable before :func:`models.store.person_index.rebuild`. One line of the journal tells
    of them all.
    """
    many.insert_stored(_ROWS[table], columns, rows)
    journal.note(by, f"{table}.loaded", subject=table, count=len(rows))


def places() -> list[tuple[str, str]]:
    """Every postcode of the site's list with each of its communes."""
    rows: Any = PostcodeRow.select(PostcodeRow.postcode, PostcodeRow.commune).distinct()
    return sorted(rows.tuples())
