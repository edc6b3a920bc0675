"""Many rows at once, as they are stored: for a database that is being filled, never for one in use."""

from collections.abc import Sequence
from typing import Any

from models import journal, many
from models.agent import Agent
from models.appointment import AppointmentRow
from models.cell import CellRow
from models.database import Row, engine, write
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
    """Add ``rows`` to ``table``, their values in the order of ``columns``, as text where they are instants.

    What ``columns`` leaves out gets its default. Persons are not findable before
    :func:`models.person_index.rebuild`. One line of the journal tells of them all.
    """
    meta: Any = _ROWS[table]._meta
    left = [one for one in meta.sorted_fields if one.column_name not in columns and one.column_name != "id"]
    defaults = tuple(many.default(one) for one in left)
    named = [*columns, *(one.column_name for one in left)]
    engine().load(table, named, (row + defaults for row in rows))
    journal.note(by, f"{table}.loaded", subject=table, count=len(rows))


def places() -> list[tuple[str, str]]:
    """Every postcode of the site's list with each of its communes."""
    rows: Any = PostcodeRow.select(PostcodeRow.postcode, PostcodeRow.commune).distinct()
    return sorted(rows.tuples())
