"""All that says when people are received, and what no longer fits it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from models import clock
from models.agenda import misfit
from models.hours import absence, closure, opening
from models.hours.absence import Absence
from models.hours.closure import Closure
from models.hours.opening_range import OpeningRange
from models.service import holiday, site
from models.service.agent import Agent
from models.service.profile import Profile

# How far ahead the public holidays are named.
HOLIDAYS_AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Hours:
    """All that says when people are received."""

    agents: Sequence[Agent] = ()
    ranges: Sequence[OpeningRange] = ()
    absences: Sequence[Absence] = ()
    closures: Sequence[Closure] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    # Their names by their numbers.
    sites: Mapping[int, str] = field(default_factory=dict)
    misplaced: int = 0


def hours(profile: Profile) -> Hours:
    """The hours of today and of what comes."""
    first, ranges = clock.today(), opening.ranges()
    receives = {one.agent_id for one in ranges}
    return Hours(
        sorted(opening.receivers(profile), key=lambda who: who.id not in receives),
        ranges,
        absence.coming(),
        closure.coming(),
        holiday.named(first, first + HOLIDAYS_AHEAD),
        site.names(),
        len(misfit.misplaced()),
    )
