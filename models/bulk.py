"""Filling a new database with people and their past: never for one in use."""

from collections.abc import Sequence
from typing import Any

from models import journal, many
from models.agent import Agent
from models.appointment import AppointmentRow
from models.cell import CellRow
from models.database import Row, write
from models.person import PersonRow
from models.postcode import PostcodeRow
from models.visit import VisitRow

_ROWS: dict[str, type[Row]] = {
    "person": PersonRow,
    "visit": VisitRow,
    "appointment": AppointmentRow,
    "cell": CellRow,
}


@write
def load(by: Agent, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Add ``rows`` to ``table``, as :func:`models.many.insert_stored` takes them.

    Persons are not findable before :func:`models.person_index.rebuild`. One line of the journal tells of
    them all.
    """
    many.insert_stored(_ROWS[table], columns, rows)
    journal.note(by, f"{table}.loaded", subject=table, count=len(rows))


def places() -> list[tuple[str, str]]:
    """Every postcode of the site's list with each of its communes."""
    rows: Any = PostcodeRow.select(PostcodeRow.postcode, PostcodeRow.commune).distinct()
    return sorted(rows.tuples())
