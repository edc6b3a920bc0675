"""Free slots: the times that an agent still has for a motive, earliest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models import agent, clock, constraint, opening
from models.agent import Role
from models.cell import CELL, cells, taken
from models.opening import Opening, Place


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: ``minutes`` with somebody of ``roles``, in the site's days ``first`` to ``last``.

    ``country`` and ``subdivision`` (``CH``, ``GE``) give the public holidays; ``place`` or
    ``agent_id`` narrow the search when given.
    """

    motive: str
    minutes: int
    roles: tuple[Role, ...]
    first: date
    last: date
    country: str
    subdivision: str
    place: Place | None = None
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time; instants are UTC."""

    agent_id: int
    agent_name: str
    starts_at: datetime
    ends_at: datetime
    places: tuple[Place, ...]


def free(wish: Wish, limit: int = 50) -> list[Slot]:
    """At most ``limit`` slots that satisfy ``wish``, earliest first; none has passed or is on a holiday.

    Slots of one agent follow one another without overlapping, so that a list shows real choices.
    """
    agents = {one.id: one for one in agent.everyone(*wish.roles) if wish.agent_id in (None, one.id)}
    ids = [agent_id for agent_id in agents if agent_id is not None]
    start, end = clock.day_bounds(wish.first)[0], clock.day_bounds(wish.last)[1]
    start = max(start, _next_cell(clock.now()))
    if not ids or end <= start:
        return []
    closed = holidays(wish.country, wish.subdivision, wish.first, wish.last)
    busy = taken(ids, start, end)
    for agent_id, absent_from, absent_to in opening.absences(ids, start, end):
        busy.update((agent_id, cell) for cell in cells(max(absent_from, start), min(absent_to, end)))
    found = [
        Slot(one.agent_id, agents[one.agent_id].name, at, at + timedelta(minutes=wish.minutes), one.places)
        for one in opening.openings(ids, wish.first, wish.last, wish.motive)
        if clock.local(one.starts_at).date() not in closed and wish.place in (None, *one.places)
        for at in _starts(one, start, wish.minutes, busy)
    ]
    return sorted(found, key=lambda slot: (slot.starts_at, slot.agent_name))[:limit]


@dataclass(frozen=True, slots=True)
class Found:
    """The slots for a wish; ``late`` when the delay leaves none and these come after it."""

    slots: tuple[Slot, ...]
    late: bool


# How far ahead an agenda is looked through when the delay leaves nothing.
HORIZON = timedelta(days=182)


def find(wish: Wish, words: str = "", limit: int = 50) -> Found:
    """The next slots of ``wish`` that ``words`` allow (« mardi matin »); the least late when its days have none."""
    allowed = constraint.read(words)
    unlimited = 1_000_000 if words.strip() else limit
    for late, last in ((False, wish.last), (True, clock.today() + HORIZON)):
        slots = [
            one
            for one in free(replace(wish, last=last), unlimited)
            if allowed.fits(one.starts_at, one.agent_name, *(place.label for place in one.places))
        ]
        if slots:
            return Found(tuple(slots[:limit]), late)
    return Found((), True)


def holiday(country: str, subdivision: str, day: date) -> str:
    """The name in French of the public holiday that ``day`` is there, or nothing."""
    import holidays as calendar  # 60 ms: only where a day is shown

    known = calendar.list_supported_countries()
    if country not in known:
        return ""
    division = subdivision if subdivision in known[country] else None
    return str(calendar.country_holidays(country, division, years=day.year, language="fr").get(day, ""))


def holidays(country: str, subdivision: str, first: date, last: date) -> frozenset[date]:
    """Public holidays of a canton or département between two days; none for a country that is not known."""
    import holidays as calendar  # 60 ms: only where slots are looked for

    years = range(first.year, last.year + 1)
    known = calendar.list_supported_countries()
    if country not in known:
        return frozenset()
    division = subdivision if subdivision in known[country] else None
    return frozenset(
        day for day in calendar.country_holidays(country, division, years=years) if first <= day <= last
    )


def _starts(one: Opening, earliest: datetime, minutes: int, busy: set[tuple[int, int]]) -> Iterator[datetime]:
    """Starts of consecutive free stretches of ``minutes`` inside one opening."""
    length = timedelta(minutes=minutes)
    at = max(one.starts_at, earliest)
    while at + length <= one.ends_at:
        blocked = _last_busy(one.agent_id, cells(at, at + length), busy)
        if blocked is None:
            # Taken from here on, so that ranges of one agent that overlap do not offer the same time twice.
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
