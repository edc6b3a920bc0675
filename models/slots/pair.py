"""Pairs: the times that two agents have for a wish, together or one after the other, before any is a slot.

Two hundred agents make twenty thousand pairs: they are taken all at once, and one by one only at the times
that come first.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import product
from typing import TYPE_CHECKING

from models.cells import bits
from models.cells.days import Days
from models.service.agent import Agent
from models.service.venue import Venue
from models.slots import lane, offer
from models.slots.lane import Lane
from models.slots.offer import Rank, Said, Time

if TYPE_CHECKING:  # slot.py makes slots of the times, so it is the one that imports
    from models.slots.wish import Wish


@dataclass(slots=True)
class _Half:
    """One of the two: where a time of both may begin for it, and those of them that are wished for."""

    lane: Lane
    starts: int
    wanted: int


@dataclass(slots=True)
class _Match:
    """All pairs of some firsts and some seconds: alike but for who they are and when they have time.

    ``hits`` are where one of the pairs may begin; times of one pair are ``apart`` cells at the least.
    """

    firsts: list[_Half]
    seconds: list[_Half]
    venues: tuple[Venue, ...]
    apart: int
    hits: int
    _followed: dict[tuple[int, int], int] = field(default_factory=dict)

    def on(self, start: int, end: int) -> "_Match":
        """The same on a day, which begins at ``start`` and ends at ``end``; counted from there."""
        day = bits.stretch(0, end - start)
        return _Match(
            _of_day(self.firsts, start, day),
            _of_day(self.seconds, start, day),
            self.venues,
            self.apart,
            self.hits >> start & day,
        )

    def at(self, position: int, may: Callable[[Lane, Lane], bool]) -> "Iterator[tuple[Lane, Lane, _Match]]":
        """The pairs that are proposed at a position of the day, in the order of the halves."""
        seconds = [one for one in self.seconds if one.starts >> position & 1]
        for first in self.firsts:
            if first.starts >> position & 1:
                for second in seconds:
                    # Above the capacity of one of the two is enough.
                    wanted = (first.wanted | second.wanted) >> position & 1
                    if wanted and may(first.lane, second.lane) and self._follows(first, second, position):
                        yield first.lane, second.lane, self

    def _follows(self, first: _Half, second: _Half, position: int) -> bool:
        """Whether a position is one of those of a pair that follow one another from the day’s first."""
        key = id(first), id(second)
        if key not in self._followed:
            positions = bits.one_by_one(first.starts & second.starts, self.apart)
            self._followed[key] = sum(1 << one for one in positions)
        return bool(self._followed[key] >> position & 1)


def of_two(
    team: list[Agent],
    others: list[Agent],
    lanes: list[Lane],
    days: Days,
    wish: "Wish",
    said: Said | None,
    rank: Callable[[Agent], Rank],
) -> Iterator[Time]:
    """The times of one of ``team`` with one of ``others``, each two of them once, earliest first.

    At the same time they come as ``rank`` says of the first, then of the second.
    """
    may = _once(team, others, wish)
    hopes = -1 if said is None else _hopes(team, others, lanes, days, wish, said)
    filled = lane.fill(lanes, days, wish, hopes) if hopes else []
    matches = list(_matches(team, others, filled, days, wish, said, may))
    if not any(one.hits for one in matches):
        return
    ranks = {one.id: rank(one) for one in (*team, *others)}
    for one in matches:
        for halves in (one.firsts, one.seconds):
            halves.sort(key=lambda half: ranks[half.lane.agent.id])

    def order(found: tuple[Lane, Lane, _Match]) -> tuple[Rank, Rank]:
        return ranks[found[0].agent.id], ranks[found[1].agent.id]

    for start, end in days.spans(_any(matches)):
        today = [one.on(start, end) for one in matches]
        for position in bits.one_by_one(_any(today), 1):
            at = [one.at(position, may) for one in today if one.hits >> position & 1]
            for first, second, one in at[0] if len(at) == 1 else merge(*at, key=order):
                yield start + position, (first, second), one.venues


def _any(matches: Iterable[_Match]) -> int:
    """Where a time of one of them may begin."""
    found = 0
    for one in matches:
        found |= one.hits
    return found


def _of_day(halves: list[_Half], start: int, day: int) -> list[_Half]:
    return [
        _Half(one.lane, starts, one.wanted >> start & day)
        for one in halves
        if (starts := one.starts >> start & day)
    ]


def _once(team: list[Agent], others: list[Agent], wish: "Wish") -> Callable[[Lane, Lane], bool]:
    """Says whether two lanes are a pair: two agents, and at the same time only one way round."""
    ranks = {one.id: number for number, one in enumerate(team)}
    seconds = {one.id for one in others}

    def may(first: Lane, second: Lane) -> bool:
        one, other = first.agent.id, second.agent.id
        if one == other:
            return False
        turned = not wish.consecutive and one in seconds and other in ranks
        return not turned or ranks[one] < ranks[other]

    return may


def _hopes(
    team: list[Agent], others: list[Agent], lanes: list[Lane], days: Days, wish: "Wish", said: Said
) -> int:
    """The cells of all times that may be meant: what is booked on other days need not be looked up."""
    found = 0
    for some, them in product(_alike(team, lanes, said), _alike(others, lanes, said)):
        one, other = some[0], them[0]
        if _common(one, other):
            found |= offer.meant(said, days, wish, one, other)
    # All of both, which may go on after midnight.
    return bits.spread(found, 2 * max((one.length for one in lanes), default=0))


def _matches(
    team: list[Agent],
    others: list[Agent],
    lanes: list[Lane],
    days: Days,
    wish: "Wish",
    said: Said | None,
    may: Callable[[Lane, Lane], bool],
) -> Iterator[_Match]:
    """What can be a pair, by what lanes have in common; those without a time are left out."""
    firsts, seconds = _alike(team, lanes, said), _alike(others, lanes, said)
    for some, them in product(firsts, seconds):
        one, other = some[0], them[0]
        venues = _common(one, other)
        meant = offer.meant(said, days, wish, one, other) if venues else 0
        if not meant or not any(may(*two) for two in product(some, them)):
            continue
        # At the same time, for the length of the first; or the second from where the first ends.
        length = other.length if wish.consecutive else one.length
        early = _halves(some, one.length, 0, wish)
        late = _halves(them, length, one.length if wish.consecutive else 0, wish)
        if hits := _hits(early, late) & meant:
            yield _Match(early, late, venues, max(one.length + one.rest, length + other.rest), hits)


def _alike(agents: list[Agent], lanes: list[Lane], said: Said | None) -> list[list[Lane]]:
    """The lanes of ``agents`` by length, rest, site, places and what was heard of their names."""
    wanted = {one.id for one in agents}
    found: dict[tuple[object, ...], list[Lane]] = {}
    for one in lanes:
        if one.agent.id in wanted:
            heard = said.heard(one.agent.name) if said else 0
            key = one.length, one.rest, one.one.site_id, tuple(one.one.venues), heard
            found.setdefault(key, []).append(one)
    return list(found.values())


def _halves(lanes: list[Lane], length: int, shift: int, wish: "Wish") -> list[_Half]:
    found = []
    for one in lanes:
        starts, wanted = offer.begins(one, length, wish)
        if starts >> shift:
            found.append(_Half(one, starts >> shift, wanted >> shift))
    return found


def _hits(firsts: list[_Half], seconds: list[_Half]) -> int:
    """Where a first and a second may begin that are not the same agent, and one of them is wished for."""
    agents: dict[int | None, int] = {}
    first = second = wanted = once = twice = 0
    for one in firsts:
        first |= one.starts
    for one in seconds:
        second |= one.starts
    if not first & second:
        return 0
    for one in (*firsts, *seconds):
        wanted |= one.wanted
        agents[one.lane.agent.id] = agents.get(one.lane.agent.id, 0) | one.starts
    for starts in agents.values():
        twice |= once & starts
        once |= starts
    return first & second & twice & wanted


def _common(one: Lane, other: Lane) -> tuple[Venue, ...]:
    """Where two agents both receive; nowhere when each is at a site of their own."""
    sites = {one.one.site_id, other.one.site_id} - {None}
    return tuple(venue for venue in one.one.venues if venue in other.one.venues) if len(sites) < 2 else ()
