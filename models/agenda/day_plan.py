"""What each worker does in each slice of a day: what the grid of a day and the week of one worker show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models import clock
from models.agenda import day_facts
from models.agenda.appointment import Appointment
from models.agenda.day_facts import Facts, Span, touching
from models.glossary import Word
from models.hours import opening
from models.hours.opening_range import Opening
from models.service import agent, site
from models.service.permission import Role
from models.service.venue import Venue

DAY = 24 * 60
# The slices a day may be cut in, in minutes; the first is the one proposed.
SLICES = (15, 10, 5)


class State(Word):
    """What a slice of somebody's day is, in a word short enough for a cell. Nothing says why."""

    FREE = "free", "."
    BOOKED = "booked", "pris"
    ABSENT = "absent", "abs."
    CLOSED = "closed", "fermé"
    BUSY = "busy", "occupé"
    PAUSE = "pause", "pause"
    ELSEWHERE = "elsewhere", "ailleurs"
    OUTSIDE = "outside", ""


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice of one worker's day; ``capacity`` and ``places`` are those of the range it is in."""

    state: State
    appointments: tuple[Appointment, ...] = ()
    capacity: int = 1
    places: tuple[Venue, ...] = ()

    @property
    def room(self) -> bool:
        """Whether somebody can still be booked in it."""
        free = self.state is State.FREE
        return free or (self.state is State.BOOKED and len(self.appointments) < self.capacity)


@dataclass(frozen=True, slots=True)
class Column:
    """One day of one worker; ``booked`` is how many appointments they have that day."""

    agent_id: int
    name: str
    day: date
    slices: tuple[Slice, ...]
    booked: int


@dataclass(frozen=True, slots=True)
class Page:
    """A place to look at; ``site_id`` is ``None`` for what takes place at no site."""

    site_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Columns of slices of ``minutes``, the first one beginning ``first`` minutes after midnight.

    ``pages`` are the places of a service that has several, ``page`` the one this is about.
    """

    first: int
    minutes: int
    columns: tuple[Column, ...]
    pages: tuple[Page, ...] = ()
    page: int = 0

    @property
    def hours(self) -> tuple[time, ...]:
        """The local hour at which each row begins."""
        rows = len(self.columns[0].slices) if self.columns else 0
        return tuple(_hour(self.first + row * self.minutes) for row in range(rows))

    def start(self, row: int, column: int) -> datetime:
        """The instant at which a slice begins."""
        return clock.at(self.columns[column].day, self.hours[row])


def of_day(
    day: date, minutes: int = SLICES[0], wanted: int | None = None, closed_days: Collection[date] = ()
) -> Plan:
    """Every worker who has hours or appointments on ``day``, by name, at one of the service's places.

    ``wanted`` is the id of a site, 0 for no site, ``None`` for the site this session sits in.
    ``closed_days`` are public holidays: their calendar is slow to come by, so the caller reads it.
    """
    accounts = {one.agent.id or 0: one for one in agent.accounts()}
    names = {agent_id: one.agent.name for agent_id, one in accounts.items()}
    facts = day_facts.gather(list(names), day, day, closed_days)
    for agent_id, one in accounts.items():
        if not one.active:  # who has left receives no more; what is booked with them is still to be seen
            facts.openings[agent_id].clear()
    pages = _pages(facts)
    page = _page_number(pages, wanted)
    there = _At(pages[page].site_id) if pages else _ANYWHERE
    shown = [one for one in names if there.anything(facts, one)]
    shown.sort(key=lambda one: (not facts.openings[one], names[one]))
    first, rows = _rows(there, facts, [(one, day) for one in shown], minutes)
    columns = (_column(there, facts, one, names[one], day, (first, rows, minutes)) for one in shown)
    return Plan(first, minutes, tuple(columns), pages, page)


def of_week(
    agent_id: int, monday: date, minutes: int = SLICES[0], closed_days: Collection[date] = ()
) -> Plan:
    """Monday to Friday of one worker, and the days of the weekend that have something."""
    name, last = agent.get(agent_id).name, monday + timedelta(days=6)
    facts = day_facts.gather([agent_id], monday, last, closed_days)
    held = [(one.starts_at, one.ends_at) for one in facts.held(agent_id)]
    week = [monday + timedelta(days=number) for number in range(7)]
    days = [day for day in week if day.weekday() < 5 or touching(held, *clock.day_bounds(day))]
    first, rows = _rows(_ANYWHERE, facts, [(agent_id, day) for day in days], minutes)
    columns = (_column(_ANYWHERE, facts, agent_id, name, day, (first, rows, minutes)) for day in days)
    return Plan(first, minutes, tuple(columns))


def workers() -> list[agent.Agent]:
    """Who has a week to show, by name: social workers, and whoever else has opening ranges."""
    ranged = {one.agent_id for one in opening.ranges()}
    return [one for one in agent.everyone() if one.id in ranged or one.role == Role.SOCIAL_WORKER]


# --- places


@dataclass(frozen=True, slots=True)
class _At:
    """The place a table is about: a site, what is at none, or every place."""

    site_id: int | None
    everywhere: bool = False

    def here(self, site_id: int | None) -> bool:
        return self.everywhere or site_id == self.site_id

    def anything(self, facts: Facts, agent_id: int) -> bool:
        return any(self.here(one.site_id) for one in facts.held(agent_id))

    def closed(self, facts: Facts, start: datetime, end: datetime) -> bool:
        return any(
            (closed is None or closed == self.site_id) and since < end and until > start
            for closed, since, until in facts.closures
        )


_ANYWHERE = _At(None, everywhere=True)


def _pages(facts: Facts) -> tuple[Page, ...]:
    """The sites that are open or hold something, then what is at no site; nothing for a single place."""
    held = [one.site_id for some in facts.openings.values() for one in some]
    held += [one.site_id for some in facts.appointments.values() for one in some]
    known = site.everyone(closed=True)
    pages = [Page(one.id, one.name) for one in known if one.active or one.id in held]
    if pages and None in held:
        pages.append(Page(None, "sans site"))
    return tuple(pages)


def _page_number(pages: Sequence[Page], wanted: int | None) -> int:
    here = site.here() if wanted is None else (wanted or None)
    return next((n for n, one in enumerate(pages) if one.site_id == here), 0)


# --- rows and cells


def _rows(there: _At, facts: Facts, wanted: list[tuple[int, date]], minutes: int) -> tuple[int, int]:
    """(minute of the day of the first row, how many rows) that hold every opening and appointment."""
    begin, finish = DAY, 0
    for agent_id, day in wanted:
        start, end = clock.day_bounds(day)
        for one in facts.held(agent_id):
            if there.here(one.site_id) and one.starts_at < end and one.ends_at > start:
                begin = min(begin, _minute(max(one.starts_at, start)))
                finish = max(finish, DAY if one.ends_at >= end else _minute(one.ends_at))
    if finish <= begin:
        return 0, 0
    begin = begin // minutes * minutes
    return begin, -(-(finish - begin) // minutes)


def _column(
    there: _At, facts: Facts, agent_id: int, name: str, day: date, shape: tuple[int, int, int]
) -> Column:
    """``shape`` is the first minute, the number of rows and the minutes of each."""
    first, rows, minutes = shape
    start, end = clock.day_bounds(day)
    edges = [clock.at(day, _hour(first + row * minutes)) for row in range(rows)]
    booked = [one for one in facts.appointments[agent_id] if one.starts_at < end and one.ends_at > start]
    slices = [
        _slice(there, facts, agent_id, day, (edge, edge + timedelta(minutes=minutes)), booked)
        for edge in edges
    ]
    return Column(agent_id, name, day, tuple(slices), len([one for one in booked if there.here(one.site_id)]))


def _slice(
    there: _At,
    facts: Facts,
    agent_id: int,
    day: date,
    span: Span,
    booked: list[Appointment],
) -> Slice:
    """What is booked is shown whatever else is so; then what keeps somebody away; then that they receive."""
    start, end = span
    held = [one for one in booked if one.starts_at < end and one.ends_at > start]
    inside = [one for one in facts.openings[agent_id] if one.starts_at < end and one.ends_at > start]
    receives = [one for one in inside if there.here(one.site_id)]
    capacity = max((one.capacity for one in receives), default=1)
    venues = receives[0].venues if receives else ()
    here = tuple(one for one in held if there.here(one.site_id))
    if here:
        return Slice(State.BOOKED, here, capacity, venues)
    if held or (inside and not receives):
        return Slice(State.ELSEWHERE)
    if not receives:
        return Slice(State.PAUSE if _in_pause(facts, agent_id, day, span) else State.OUTSIDE)
    if touching(facts.absences[agent_id], start, end):
        return Slice(State.ABSENT)
    if day in facts.closed_days or _closed(there, facts, receives, start, end):
        return Slice(State.CLOSED)
    if touching(facts.busy[agent_id], start, end):
        return Slice(State.BUSY)
    return Slice(State.FREE, (), capacity, venues)


def _closed(there: _At, facts: Facts, receives: list[Opening], start: datetime, end: datetime) -> bool:
    """Closed everywhere, or where these openings are."""
    if not there.everywhere:
        return there.closed(facts, start, end)
    return all(_At(one.site_id).closed(facts, start, end) for one in receives)


def _in_pause(facts: Facts, agent_id: int, day: date, span: Span) -> bool:
    """Whether it is a pause between two openings of that day: on a day off there is none."""
    own = facts.openings[agent_id]
    for one in facts.ranges[agent_id]:
        if one.pause_from is None or one.pause_to is None:
            continue
        since, until = clock.at(day, one.pause_from), clock.at(day, one.pause_to)
        in_force = one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)
        around = any(it.ends_at == since for it in own) and any(it.starts_at == until for it in own)
        if in_force and around and touching([(since, until)], *span):
            return True
    return False


def _minute(instant: datetime) -> int:
    local = clock.local(instant)
    return local.hour * 60 + local.minute


def _hour(minute: int) -> time:
    return time(*divmod(minute % DAY, 60))
