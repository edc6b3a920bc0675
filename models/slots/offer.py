"""Offers: all the times that agents have for a wish, each alone, before any is made a slot."""

import functools
from dataclasses import dataclass
from operator import or_
from typing import TYPE_CHECKING, Protocol

from models.cells import bits
from models.cells.days import Days
from models.service.venue import Venue
from models.slots import lane
from models.slots.lane import Lane

if TYPE_CHECKING:  # slot.py makes slots of the offers, so it is the one that imports
    from models.slots.wish import Wish


class Said(Protocol):
    """What was said of the time: :class:`models.dates.constraint.Constraint`."""

    def heard(self, *words: str) -> int:
        """Which of the words asked for are among ``words``: who receives, and where."""

    def starts(self, days: Days, heard: int) -> int:
        """The cells at which a time may begin of which so much was heard."""


# Who comes first at the same time: how many appointments an agent has, then the name.
Rank = tuple[int, str, int]
# A time that is proposed: its position, with whom, and where.
Time = tuple[int, tuple[Lane, ...], tuple[Venue, ...]]


@dataclass(slots=True)
class Offer:
    """The times with one agent that are proposed, where each begins."""

    lane: Lane
    times: int


def of_one(lanes: list[Lane], days: Days, wish: "Wish", said: Said | None) -> list[Offer]:
    """The offers of agents who receive alone.

    Their times follow one another from the first of each day on; of these the ones that are meant count.
    """
    # What cannot be meant need not be looked up.
    allowed = {
        id(one): starts
        for one in lanes
        if (starts := bits.runs(one.room, one.length) & meant(said, days, wish, one))
    }
    lanes = [one for one in lanes if id(one) in allowed]
    hopes = -1
    if said is not None:
        # All of the time, which may go on after midnight.
        longest = max((one.length for one in lanes), default=0)
        hopes = bits.spread(functools.reduce(or_, allowed.values(), 0), longest)
    lanes = lane.fill(lanes, days, wish, hopes)
    _part(lanes)
    offers = []
    for one in lanes:
        starts, wanted = begins(one, one.length, wish)
        if wanted := wanted & allowed[id(one)]:
            offers.append(Offer(one, days.in_turn(starts, one.length + one.rest) & wanted))
    return [one for one in offers if one.times]


def begins(one: Lane, length: int, wish: "Wish") -> tuple[int, int]:
    """Where a time may begin at all, and those of them that are wished for."""
    ordinary = one.ordinary(length)
    if not wish.overbooking:
        return ordinary, ordinary
    above = one.above(length)
    return ordinary | above, above


def meant(said: Said | None, days: Days, wish: "Wish", *lanes: Lane) -> int:
    """The cells at which what was said lets a time of these agents begin."""
    if said is None:
        return -1
    venues = [wish.venue] if wish.venue else list(lanes[0].one.venues)
    venues = [one for one in venues if all(one in other.one.venues for other in lanes)]
    names = (other.agent.name for other in lanes)
    return said.starts(days, said.heard(*names, *(one.label for one in venues)))


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
