"""What is looked for: minutes with somebody, somewhere, within some days."""

from dataclasses import dataclass
from datetime import date

from models import clock
from models.service.permission import Role
from models.service.profile import Motive, Profile
from models.service.venue import Venue


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: ``minutes`` with somebody of ``roles``, in the site's days ``first`` to ``last``.

    What follows narrows the search when given. ``second_roles`` asks for a second worker of these roles,
    at the same time or, ``consecutive``, just after. ``overbooking`` looks for times that are full
    already, on the ranges that allow one person more.
    """

    motive: str
    minutes: int
    roles: tuple[Role, ...]
    first: date
    last: date
    venue: Venue | None = None
    agent_id: int | None = None
    site_id: int | None = None
    language: str = ""
    # Where the person lives, as agents' sectors name it.
    postcode: str = ""
    commune: str = ""
    second_roles: tuple[Role, ...] = ()
    consecutive: bool = False
    overbooking: bool = False


def wish_for(profile: Profile, motive: Motive, venue: str, deadline: date) -> Wish:
    """What to look for: any agent of the motive's roles, from today to ``deadline``."""
    return Wish(
        motive=motive.id,
        minutes=motive.minutes,
        roles=tuple(Role(role) for role in motive.roles),
        first=clock.today(),
        last=deadline,
        venue=Venue(venue) if venue else None,
        second_roles=tuple(Role(role) for role in motive.second_roles),
        consecutive=motive.consecutive,
    )
