"""Free slots: the times that an agent still has for a motive, earliest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models import agent, clock, holiday, opening
from models.agent import Role
from models.cell import CELL, cells, taken
from models.opening import Opening, Place


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: ``minutes`` with somebody of ``roles``, in the site's days ``first`` to ``last``.

    What follows narrows the search when given. ``with_roles`` asks for a second worker of these roles,
    at the same time or, ``consecutive``, just after. ``overbooking`` looks for times that are full
    already, on the ranges that allow one person more.
    """

    motive: str
    minutes: int
    roles: tuple[Role, ...]
    first: date
    last: date
    place: Place | None = None
    agent_id: int | None = None
    site_id: int | None = None
    language: str = ""
    # Where the person lives, as agents' sectors name it.
    postcode: str = ""
    commune: str = ""
    with_roles: tuple[Role, ...] = ()
    consecutive: bool = False
    overbooking: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time; instants are UTC.

    ``left`` is how many persons it still takes (0 for one above the capacity); ``second`` is the time
    with the other worker: the same one, or the one just after.
    """

    agent_id: int
    agent_name: str
    starts_at: datetime
    ends_at: datetime
    places: tuple[Place, ...]
    site_id: int | None = None
    left: int = 1
    second: "Slot | None" = None


def free(wish: Wish, limit: int = 50) -> list[Slot]:
    """At most ``limit`` slots that satisfy ``wish``, earliest first; none has passed or is on a holiday.

    Slots of one agent follow one another without overlapping, so that a list shows real choices.
    """
    agents = {one.id: one.name for one in agent.everyone(*wish.roles) if wish.agent_id in (None, one.id)}
    names = {agent_id: name for agent_id, name in agents.items() if agent_id is not None}
    found: list[Slot] = []
    for first, last in _stretches(max(wish.first, clock.today()), wish.last if names else date.min):
        found += _free_between(wish, names, first, last)
        if len(found) >= limit:
            break
    return found[:limit]


def _stretches(first: date, last: date) -> Iterator[tuple[date, date]]:
    """A day, then two, four… until ``last``: what is wanted is mostly found among the first."""
    length = timedelta(days=1)
    while first <= last:
        until = min(first + length - timedelta(days=1), last)
        yield first, until
        first, length = until + timedelta(days=1), 2 * length


def _free_between(wish: Wish, names: dict[int, str], first: date, last: date) -> list[Slot]:
    """Every slot of some days, earliest first."""
    ids = list(names)
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    start = max(start, _next_cell(clock.now()))
    if end <= start:
        return []
    closed = holiday.between(first, last)
    busy = taken(ids, start, end)
    for agent_id, absent_from, absent_to in opening.absences(ids, start, end):
        busy.update((agent_id, cell) for cell in cells(max(absent_from, start), min(absent_to, end)))
    found = [
        Slot(one.agent_id, names[one.agent_id], at, at + timedelta(minutes=wish.minutes), one.places)
        for one in opening.openings(ids, first, last, wish.motive)
        if clock.local(one.starts_at).date() not in closed and wish.place in (None, *one.places)
        for at in _starts(one, start, wish.minutes, busy)
    ]
    return sorted(found, key=lambda slot: (slot.starts_at, slot.agent_name))


def _starts(one: Opening, earliest: datetime, minutes: int, busy: set[tuple[int, int]]) -> Iterator[datetime]:
    """Starts of consecutive free stretches of ``minutes`` inside one opening."""
    length = timedelta(minutes=minutes)
    at = max(one.starts_at, earliest)
    while at + length <= one.ends_at:
        blocked = _last_busy(one.agent_id, cells(at, at + length), busy)
        if blocked is None:
            # Taken from here on: ranges of one agent that overlap do not offer the same time twice.
            busy.update((one.agent_id, cell) for cell in cells(at, at + length))
            yield at
            at += length
        else:
            at = datetime.fromtimestamp((blocked + 1) * CELL.total_seconds(), at.tzinfo)


def _last_busy(agent_id: int, wanted: Iterable[int], busy: set[tuple[int, int]]) -> int | None:
    return max((cell for cell in wanted if (agent_id, cell) in busy), default=None)


def _next_cell(instant: datetime) -> datetime:
    """The start of the next cell: nobody can be booked into the five minutes that run."""
    cell = int(instant.timestamp() // CELL.total_seconds()) + 1
    return datetime.fromtimestamp(cell * CELL.total_seconds(), instant.tzinfo)
