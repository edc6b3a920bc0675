"""A slow and obvious reckoning of free times: every five minutes of every opening is looked at by itself.

It shares nothing with :mod:`models.slots.slot` but the verbs that say when agents receive, and the cells.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from models import clock
from models.cells.cell import CellRow
from models.hours import absence, busy, closure, opening
from models.hours.opening_range import Opening
from models.service import agent, holiday
from models.slots.wish import Wish

FIVE = timedelta(minutes=5)
# (agent, start, end), and the same of the second one when there is one.
Time = tuple[int, datetime, datetime]
Proposed = tuple[Time, Time | None]


@dataclass
class _Known:
    """Everything that is stored about some agents, read once."""

    gone: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=lambda: defaultdict(list))
    closed: list[tuple[int | None, datetime, datetime]] = field(default_factory=list)
    seats: dict[tuple[int, datetime], set[int]] = field(default_factory=lambda: defaultdict(set))
    openings: list[Opening] = field(default_factory=list)


def proposals(wish: Wish) -> Counter[Proposed]:
    """What :func:`models.slots.slot.free` has to propose, without a limit; a verb for the database thread."""
    team = [one.id or 0 for one in agent.everyone(*wish.roles)]
    others = [one.id or 0 for one in agent.everyone(*wish.second_roles)] if wish.second_roles else []
    known = _read([*{*team, *others}], wish)
    mine = [one for one in known.openings if one.agent_id in team]
    found: Counter[Proposed] = Counter()
    if not wish.second_roles:
        for one in mine:
            found.update(_of_one(one, wish, known))
        return found
    for one in mine:
        for other in known.openings:
            same_day = clock.local(one.starts_at).date() == clock.local(other.starts_at).date()
            turned = not wish.consecutive and one.agent_id in others and other.agent_id in team
            if (
                same_day
                and other.agent_id in others
                and one.agent_id != other.agent_id
                and not (turned and team.index(one.agent_id) > team.index(other.agent_id))
                and set(one.venues) & set(other.venues)
                and (None in (one.site_id, other.site_id) or one.site_id == other.site_id)
            ):
                found.update(_of_two(one, other, wish, known))
    return found


def _read(agent_ids: list[int], wish: Wish) -> _Known:
    start, end = clock.day_bounds(wish.first)[0], clock.day_bounds(wish.last)[1]
    known = _Known(closed=closure.between(start, end))
    for agent_id, since, until in (
        *absence.between(agent_ids, start, end),
        *busy.between(agent_ids, start, end),
    ):
        known.gone[agent_id].append((since, until))
    for row in CellRow.select():
        known.seats[row.agent_id, datetime.fromtimestamp(row.cell * 300, UTC)].add(row.seat)
    holidays = holiday.between(wish.first, wish.last)
    for one in opening.openings(agent_ids, wish.first, wish.last, wish.motive):
        if clock.local(one.starts_at).date() in holidays:
            continue
        if wish.venue in (None, *one.venues) and (
            wish.site_id is None or one.site_id in (None, wish.site_id)
        ):
            known.openings.append(one)
    return known


def _of_one(one: Opening, wish: Wish, known: _Known) -> Iterable[Proposed]:
    length, rest = timedelta(minutes=one.minutes or wish.minutes), timedelta(minutes=one.buffer)
    after = datetime.min.replace(tzinfo=UTC)
    for start in _every_five_minutes(one):
        ordinary, above = _room(one, start, length, wish, known)
        if start < after or not (ordinary or (above and wish.overbooking)):
            continue
        after = start + length + rest
        if not wish.overbooking or not ordinary:
            yield (one.agent_id, start, start + length), None


def _of_two(one: Opening, other: Opening, wish: Wish, known: _Known) -> Iterable[Proposed]:
    length = timedelta(minutes=one.minutes or wish.minutes)
    second = timedelta(minutes=other.minutes or wish.minutes) if wish.consecutive else length
    apart = max(length + timedelta(minutes=one.buffer), second + timedelta(minutes=other.buffer))
    after = datetime.min.replace(tzinfo=UTC)
    for start in _every_five_minutes(one):
        later = start + length if wish.consecutive else start
        rooms = _room(one, start, length, wish, known), _room(other, later, second, wish, known)
        fits = all(ordinary or (above and wish.overbooking) for ordinary, above in rooms)
        if start < after or not fits:
            continue
        after = start + apart
        if not wish.overbooking or not all(ordinary for ordinary, _ in rooms):
            yield (one.agent_id, start, start + length), (other.agent_id, later, later + second)


def _every_five_minutes(one: Opening) -> Iterable[datetime]:
    at = datetime.fromtimestamp(-(-one.starts_at.timestamp() // 300) * 300, UTC)
    while at < one.ends_at:
        yield at
        at += FIVE


def _room(one: Opening, start: datetime, length: timedelta, wish: Wish, known: _Known) -> tuple[bool, bool]:
    """Whether there is a seat at that time; whether it is full, with a seat above the capacity."""
    end, rest = start + length, timedelta(minutes=one.buffer)
    if start < one.starts_at or end > one.ends_at or start < clock.this_minute():
        return False, False
    sites = {None, one.site_id, wish.site_id}
    away = [*known.gone[one.agent_id], *((s, e) for site, s, e in known.closed if site in sites)]
    # Whoever is away for a minute is away for the five minutes that it is part of.
    if any(since < cell + FIVE and until > cell for since, until in away for cell in _cells(start, end)):
        return False, False
    ordinary = all(len(_resting(one, cell, rest, known)) < one.capacity for cell in _cells(start, end + rest))
    present = [len(_resting(one, cell, timedelta(), known)) for cell in _cells(start, end)]
    most = one.capacity + one.overbooking
    everybody = [sum(s < most for s in known.seats[one.agent_id, cell]) for cell in _cells(start, end)]
    return ordinary, max(present) >= one.capacity and max(everybody) < most


def _resting(one: Opening, cell: datetime, rest: timedelta, known: _Known) -> set[int]:
    """The ordinary seats that somebody takes then, or that rest after somebody."""
    return {
        seat
        for before in range(rest // FIVE + 1)
        for seat in known.seats[one.agent_id, cell - before * FIVE]
        if seat < one.capacity
    }


def _cells(start: datetime, end: datetime) -> list[datetime]:
    return [start + number * FIVE for number in range(-(-(end - start) // FIVE))]
