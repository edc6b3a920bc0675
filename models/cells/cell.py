"""Cells: the five-minute pieces of an agent's time.

UNIQUE (agent, cell, seat) is what makes double booking impossible. Free slots are looked for in the runs:
one row for an appointment instead of one for each of its cells.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

import peewee

from models.store.database import Row

CELL = timedelta(minutes=5)
# The cells of the longest run, eight hours: whoever reads runs looks back so far for those under way.
LONGEST = 96


class CellRow(Row):
    agent_id = peewee.IntegerField()
    cell = peewee.IntegerField()
    # Which of the places: 0 is the only one, except where several persons are received at once.
    seat = peewee.IntegerField(default=0)
    appointment_id = peewee.IntegerField(index=True)
    # On the first of the cells that an appointment takes in a row on one seat, how many they are; else 0.
    run = peewee.IntegerField(default=0)

    class Meta:
        table_name = "cell"
        primary_key = peewee.CompositeKey("agent_id", "cell", "seat")


# What is taken can be read from this index alone.
CellRow.add_index(CellRow.agent_id, CellRow.seat, CellRow.cell, CellRow.run, where=CellRow.run > 0)


def cells(start: datetime, end: datetime) -> range:
    """Numbers of the cells that the time from ``start`` to ``end`` (aware) touches, from 1970 in UTC."""
    size = CELL.total_seconds()
    return range(int(start.timestamp() // size), int(-(-end.timestamp() // size)))


def find(
    agent_id: int, start: datetime, end: datetime, capacity: int = 1, overbooking: int = 0
) -> list[tuple[int, int]] | None:
    """(cell, seat) for one more person over the whole of this time, or ``None`` when there is no room.

    The first seat that is free all along; seats from ``capacity`` on are those above it. When none is
    free all along, the person changes seats on the way: what counts is how many are there at once.
    """
    wanted, seats = cells(start, end), range(capacity + overbooking)
    used = _used(agent_id, wanted)
    for seat in seats:
        if all(seat not in used.get(cell, ()) for cell in wanted):
            return [(cell, seat) for cell in wanted]
    free = [next((seat for seat in seats if seat not in used.get(cell, ())), -1) for cell in wanted]
    return None if -1 in free else list(zip(wanted, free, strict=True))


def _used(agent_id: int, wanted: range) -> dict[int, set[int]]:
    query: Any = CellRow.select(CellRow.cell, CellRow.seat).where(_within(agent_id, wanted))
    used: dict[int, set[int]] = {}
    for cell, seat in query.tuples():
        used.setdefault(cell, set()).add(seat)
    return used


def _within(agent_id: int, wanted: range) -> Any:
    return (CellRow.agent_id == agent_id) & (CellRow.cell >= wanted.start) & (CellRow.cell < wanted.stop)


def take(appointment_id: int, places: list[tuple[int, int, int]]) -> None:
    """Reserve (agent, cell, seat) for an appointment. Raises ``peewee.IntegrityError`` when one is taken."""
    columns = [CellRow.agent_id, CellRow.cell, CellRow.seat, CellRow.run, CellRow.appointment_id]
    CellRow.insert_many([(*one, appointment_id) for one in with_runs(places)], columns).execute()


def with_runs(places: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int, int]]:
    """(agent, cell, seat, run) for each (agent, cell, seat) that an appointment takes, as rows hold them.

    More than :data:`LONGEST` cells in a row are several runs.
    """
    runs: list[list[tuple[int, int, int]]] = []
    for place in sorted(places, key=itemgetter(0, 2, 1)):
        agent_id, number, seat = place
        if runs and runs[-1][-1] == (agent_id, number - 1, seat) and len(runs[-1]) < LONGEST:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [(*place, 0 if at else len(run)) for run in runs for at, place in enumerate(run)]


def release(appointment_id: int) -> None:
    """Give back the cells of an appointment."""
    CellRow.delete().where(CellRow.appointment_id == appointment_id).execute()


def held() -> dict[int, dict[int, tuple[int, int, int]]]:
    """How many cells, the first and the last, each appointment holds of each agent, by their numbers."""
    found: dict[int, dict[int, tuple[int, int, int]]] = {}
    run = (peewee.fn.COUNT(CellRow.cell), peewee.fn.MIN(CellRow.cell), peewee.fn.MAX(CellRow.cell))
    query: Any = CellRow.select(CellRow.appointment_id, CellRow.agent_id, *run)
    for number, agent_id, *span in query.group_by(CellRow.appointment_id, CellRow.agent_id).tuples():
        found.setdefault(number, {})[agent_id] = tuple(span)
    return found


def rested(agent_id: int, start: datetime, end: datetime, capacity: int, rest: timedelta) -> bool:
    """Whether a seat is free over this time and the ``rest`` after it, each taken one with its own rest.

    As free slots are counted: somebody takes a seat for the appointment and for the rest that follows.
    """
    used = _used(agent_id, cells(start - rest, end + rest))
    length = int(rest / CELL)
    for number in cells(start, end + rest):
        resting = {seat for before in range(length + 1) for seat in used.get(number - before, ())}
        if resting.issuperset(range(capacity)):
            return False
    return True


def holder(agent_id: int, start: datetime, end: datetime) -> int | None:
    """The appointment booked last among those that hold part of this time, or ``None``."""
    query = CellRow.select(peewee.fn.MAX(CellRow.appointment_id)).where(_within(agent_id, cells(start, end)))
    return query.scalar()  # type: ignore[no-any-return]
