"""Slots within the words and the delay."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from models import clock
from models.dates import constraint
from models.dates.constraint import HORIZON, Constraint, read
from models.service import agent
from models.service.agent import Agent
from models.service.profile import Motive, Profile
from models.service.venue import Venue
from models.slots import slot
from models.slots.slot import Slot
from models.slots.wish import Wish, wish_for


@dataclass(frozen=True, slots=True)
class Found:
    """The slots for a wish; ``late`` when the delay leaves none and these come after it.

    ``said`` is what was understood of the words, ``None`` when nothing was said.
    """

    slots: tuple[Slot, ...]
    late: bool
    said: Constraint | None = None


def find(wish: Wish, words: str = "", limit: int = 50) -> Found:
    """The next slots of ``wish`` that ``words`` allow; the least late ones when its days have none."""
    said = read(words, names(agent.everyone())) if words.strip() else None
    slots = slot.free(wish, limit, said)
    if slots:
        return Found(tuple(slots), False, said)
    later = replace(wish, first=max(wish.first, wish.last + timedelta(days=1)), last=clock.today() + HORIZON)
    return Found(tuple(slot.free(later, limit, said)), True, said)


def names(agents: Iterable[Agent]) -> list[str]:
    """The names that may be asked for: those of agents, and of places."""
    return [*(one.name for one in agents), *(venue.label for venue in Venue)]


def next_slots(profile: Profile) -> list[tuple[Motive, Slot | None]]:
    """A verb for the database thread: the next free slot of each motive, wherever it may take place."""
    return [(motive, _next_slot(profile, motive)) for motive in profile.motives]


def _next_slot(profile: Profile, motive: Motive) -> Slot | None:
    """One search when the first time of all is at one of the motive’s places, as it mostly is."""
    horizon = clock.today() + constraint.HORIZON
    found = slot.free(wish_for(profile, motive, "", horizon), 1)
    if not found or {venue.value for venue in found[0].venues} & set(motive.venues):
        return found[0] if found else None
    slots = [
        one for venue in motive.venues for one in slot.free(wish_for(profile, motive, venue, horizon), 1)
    ]
    return min(slots, key=lambda one: one.starts_at, default=None)
