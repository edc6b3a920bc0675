"""Free slots: the times that an agent still has for a motive, earliest first."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from operator import or_

from models import clock
from models.cells import bits
from models.cells.days import Days
from models.hours import opening
from models.hours.opening_range import OpeningRange
from models.service import agent, language, sector
from models.service.agent import Agent
from models.service.venue import Venue
from models.slots import lane, offer, pair
from models.slots.lane import Lane
from models.slots.offer import Offer, Rank, Said, Time
from models.slots.wish import Wish


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
    venues: tuple[Venue, ...]
    site_id: int | None = None
    left: int = 1
    second: "Slot | None" = None


def free(wish: Wish, limit: int = 50, said: Said | None = None) -> list[Slot]:
    """At most ``limit`` slots that satisfy ``wish`` and what was ``said`` of the time, earliest first.

    None has passed or is on a holiday. At the same time whoever has fewer appointments in the days that
    were looked at comes first, then by name. Slots of one agent in one opening follow one another without
    overlapping, rests between them, so that a list shows real choices; they begin at full five minutes.
    """
    team, others = _teams(wish)
    agents = list({one.id: one for one in (*team, *others)}.values())
    if not team or (wish.second_roles and not others):
        return []
    ranges = opening.ranges_of([one.id for one in agents if one.id is not None])
    found: list[Slot] = []
    begin = max(wish.first, clock.today())
    for first, last in _stretches(begin, wish.last):
        days = Days(first, last)
        lanes = lane.opened(wish, agents, ranges, days)
        rank = _rank(ranges, begin, last)
        if wish.second_roles:
            times = pair.of_two(team, others, lanes, days, wish, said, rank)
        else:
            times = _of_one(offer.of_one(lanes, days, wish, said), days, rank)
        found += (_slot(time, days, wish) for time in islice(times, limit - len(found)))
        if len(found) >= limit:
            break
    return found


def _stretches(first: date, last: date) -> Iterator[tuple[date, date]]:
    """A week, then four, then all the rest: what is wanted is mostly found among the first."""
    for days in (7, 28, (last - first).days + 1):
        if first <= last:
            until = min(first + timedelta(days=days - 1), last)
            yield first, until
            first = until + timedelta(days=1)


def _teams(wish: Wish) -> tuple[list[Agent], list[Agent]]:
    """Who may receive, and who may be the second; an agent who is wished for is one of them."""
    suits = _suits(wish)
    team = [one for one in agent.everyone(*wish.roles) if suits(one)]
    others = [one for one in agent.everyone(*wish.second_roles) if suits(one)] if wish.second_roles else []
    if wish.agent_id is None:
        return team, others
    alone = [one for one in team if one.id == wish.agent_id]
    if alone or not wish.second_roles:
        return alone, others
    return team, [one for one in others if one.id == wish.agent_id]


def _suits(wish: Wish) -> Callable[[Agent], bool]:
    """Whether an agent speaks the language and receives from where the person lives."""
    wanted = language.key(wish.language)
    homes = sector.homes(wish.postcode, wish.commune)

    def suits(one: Agent) -> bool:
        if wanted not in ("", language.OWN) and wanted not in map(language.key, one.languages):
            return False
        return sector.receives(one.sectors, homes)

    return suits


def _rank(ranges: list[OpeningRange], first: date, last: date) -> Callable[[Agent], Rank]:
    """Who comes first at the same time: who has fewest appointments on these days, then by name."""
    # Asked only where there is something to propose.
    loads = functools.cache(functools.partial(lane.loads, ranges, first, last))
    return lambda one: (loads()[one.id], one.name, one.id or 0)


def _of_one(offers: list[Offer], days: Days, rank: Callable[[Agent], Rank]) -> Iterator[Time]:
    """The times of ``offers``, earliest first, at the same time as ``rank`` says."""
    offers = sorted(offers, key=lambda one: rank(one.lane.agent))
    every = functools.reduce(or_, (one.times for one in offers), 0)
    for start, end in days.spans(every):
        day = bits.stretch(0, end - start)
        today = [(one.lane, times) for one in offers if (times := one.times >> start & day)]
        for position in bits.one_by_one(every >> start & day, 1):
            for one, times in today:
                if times >> position & 1:
                    yield start + position, (one,), one.one.venues


def _slot(time: Time, days: Days, wish: Wish) -> Slot:
    position, lanes, venues = time
    first = lanes[0]
    found = _with(first, position, first.minutes, venues, days, wish)
    if len(lanes) == 1:
        return found
    if wish.consecutive:
        second = _with(lanes[1], position + first.length, lanes[1].minutes, venues, days, wish)
    else:
        second = _with(lanes[1], position, first.minutes, venues, days, wish)
    return replace(found, left=min(found.left, second.left), second=second)


def _with(one: Lane, position: int, minutes: int, venues: tuple[Venue, ...], days: Days, wish: Wish) -> Slot:
    start = days.instant(position)
    return Slot(
        one.one.agent_id,
        one.agent.name,
        start,
        start + timedelta(minutes=minutes),
        venues,
        one.one.site_id if one.one.site_id is not None else wish.site_id,
        one.left(position, lane.cells_of(minutes)),
    )
