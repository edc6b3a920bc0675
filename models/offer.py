"""Offers: all the times that one agent, or two, have for a wish, before any is made a slot."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Protocol

from models import bits, lane
from models.agent import Agent
from models.days import Days
from models.lane import Lane
from models.opening import Place

if TYPE_CHECKING:  # slot.py makes slots of the offers, so it is the one that imports
    from models.slot import Wish


class Said(Protocol):
    """What was said of the time: :class:`models.constraint.Constraint`."""

    def heard(self, *words: str) -> int:
        """Which of the words asked for are among ``words``: who receives, and where."""

    def starts(self, days: Days, heard: int) -> int:
        """The cells at which a time may begin of which so much was heard."""


@dataclass(slots=True)
class Offer:
    """Times with one agent, or with two.

    They follow one another in ``starts``, on each day from the first, ``apart`` cells from one to the next
    at the least; of these the ``wanted`` are proposed.
    """

    lanes: tuple[Lane, ...]
    places: tuple[Place, ...]
    starts: int
    wanted: int
    apart: int

    def on(self, start: int, end: int) -> Iterator[int]:
        """The positions proposed on a day, which begins at ``start`` and ends at ``end``."""
        day = bits.stretch(0, end - start)
        wanted = self.wanted >> start & day
        for position in bits.one_by_one(self.starts >> start & day, self.apart) if wanted else ():
            if wanted >> position & 1:
                yield start + position
            if not wanted >> position + 1:
                return


def of_one(lanes: list[Lane], days: Days, wish: "Wish", said: Said | None) -> list[Offer]:
    """The offers of agents who receive alone."""
    # What cannot be meant need not be looked up.
    allowed = {
        id(one): starts
        for one in lanes
        if (starts := bits.runs(one.room, one.length) & _allowed(said, days, wish, one))
    }
    hopes = -1 if said is None else 0
    for may in allowed.values():
        hopes |= may
    lanes = lane.fill([one for one in lanes if id(one) in allowed], days, wish, hopes)
    _part(lanes)
    offers = []
    for one in lanes:
        starts, wanted = _starts(one, one.length, wish)
        offers.append(Offer((one,), one.one.places, starts, wanted & allowed[id(one)], one.length + one.rest))
    return [one for one in offers if one.wanted]


def of_two(
    team: list[Agent], others: list[Agent], lanes: list[Lane], days: Days, wish: "Wish", said: Said | None
) -> list[Offer]:
    """The offers of two agents, at the same time or one after the other; each two of them once."""
    by_agent: dict[int | None, list[Lane]] = {}
    for one in lane.fill(lanes, days, wish):
        by_agent.setdefault(one.agent.id, []).append(one)
    ranks = {one.id: rank for rank, one in enumerate(team)}
    seconds = {one.id for one in others}
    offers = []
    for first, second in product(team, others):
        turned = not wish.consecutive and first.id in seconds and second.id in ranks
        if first.id == second.id or (turned and ranks[first.id] > ranks[second.id]):
            continue
        for one in by_agent.get(first.id, ()):
            starts, wanted = _starts(one, one.length, wish)
            for other in by_agent.get(second.id, ()) if starts else ():
                # At the same time, for the length of the first; or the second from where the first ends.
                length = other.length if wish.consecutive else one.length
                other_starts, other_wanted = _starts(other, length, wish)
                if wish.consecutive:
                    other_starts, other_wanted = other_starts >> one.length, other_wanted >> one.length
                # Above the capacity of one of the two is enough.
                both = (wanted & other_starts) | (starts & other_wanted)
                if both and (places := _common(one, other)):
                    both &= _allowed(said, days, wish, one, other)
                    apart = max(one.length + one.rest, length + other.rest)
                    offers.append(Offer((one, other), places, starts & other_starts, both, apart))
    return [one for one in offers if one.wanted]


def _common(one: Lane, other: Lane) -> tuple[Place, ...]:
    """Where two agents both receive; nowhere when each is at a site of their own."""
    sites = {one.one.site_id, other.one.site_id} - {None}
    return tuple(place for place in one.one.places if place in other.one.places) if len(sites) < 2 else ()


def _starts(one: Lane, length: int, wish: "Wish") -> tuple[int, int]:
    """Where a time may begin at all, and those of them that are wished for."""
    ordinary = one.ordinary(length)
    if not wish.overbooking:
        return ordinary, ordinary
    above = one.above(length)
    return ordinary | above, above


def _allowed(said: Said | None, days: Days, wish: "Wish", *lanes: Lane) -> int:
    """The cells at which what was said lets a time of these agents begin."""
    if said is None:
        return -1
    places = [wish.place] if wish.place else list(lanes[0].one.places)
    places = [one for one in places if all(one in other.one.places for other in lanes)]
    names = (other.agent.name for other in lanes)
    return said.starts(days, said.heard(*names, *(one.label for one in places)))


def _part(lanes: list[Lane]) -> None:
    """Ranges of one agent that overlap do not offer the same time twice.

    They are refused today, but an older database may hold some.
    """
    before: dict[int | None, list[Lane]] = {}
    for one in lanes:
        others = before.setdefault(one.agent.id, [])
        for other in others:
            if one.room & other.room:
                starts = bits.one_by_one(other.ordinary(other.length), other.length + other.rest)
                for position in starts:
                    one.room &= ~bits.stretch(position, position + other.length)
        others.append(one)
