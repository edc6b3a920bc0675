"""Cells: the five-minute pieces of an agent's time.

UNIQUE (agent, cell, seat) is what makes double booking impossible.
"""

from datetime import datetime, timedelta
from typing import Any

import peewee

from models.database import Row

CELL = timedelta(minutes=5)


class CellRow(Row):
    agent_id = peewee.IntegerField()
    cell = peewee.IntegerField()
    # Which of the places: 0 is the only one, except where several persons are received at once.
    seat = peewee.IntegerField(default=0)
    appointment_id = peewee.IntegerField(index=True)

    class Meta:
        table_name = "cell"
        primary_key = peewee.CompositeKey("agent_id", "cell", "seat")


def cells(start: datetime, end: datetime) -> range:
    """Numbers of the cells that the time from ``start`` to ``end`` (aware) touches, from 1970 in UTC."""
    size = CELL.total_seconds()
    return range(int(start.timestamp() // size), int(-(-end.timestamp() // size)))


def take(agent_id: int, appointment_id: int, start: datetime, end: datetime) -> None:
    """Reserve the cells for an appointment. Raises ``peewee.IntegrityError`` when one is taken."""
    CellRow.insert_many([(agent_id, cell, 0, appointment_id) for cell in cells(start, end)]).execute()


def release(appointment_id: int) -> None:
    """Give back the cells of an appointment."""
    CellRow.delete().where(CellRow.appointment_id == appointment_id).execute()


def taken(agent_ids: list[int], start: datetime, end: datetime) -> set[tuple[int, int]]:
    """(agent, cell) of what is reserved between ``start`` and ``end``."""
    wanted = cells(start, end)
    query = CellRow.select(CellRow.agent_id, CellRow.cell).where(
        CellRow.agent_id.in_(agent_ids), CellRow.cell >= wanted.start, CellRow.cell < wanted.stop
    )
    rows: Any = query.tuples()
    return set(rows)


def holder(agent_id: int, start: datetime, end: datetime) -> int | None:
    """The appointment that holds part of this time, or ``None``."""
    wanted = cells(start, end)
    row = CellRow.get_or_none(
        CellRow.agent_id == agent_id, CellRow.cell >= wanted.start, CellRow.cell < wanted.stop
    )
    return int(row.appointment_id) if row else None
