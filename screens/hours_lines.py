"""The hours as lines: each agent with their ranges and absences, then the closures and holidays to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from models import absence, clock, closure, fit, holiday, opening, recurrence, span, text
from models.absence import Absence
from models.agent import Agent
from models.closure import Closure
from models.opening import OpeningRange, Place
from models.profile import Profile
from models.site import Site
from screens import hours_items
from screens.widgets.lines import Line

# How far ahead the public holidays are named.
HOLIDAYS_AHEAD = timedelta(days=90)
USUAL = (Place.ON_SITE, Place.PHONE)


@dataclass(frozen=True, slots=True)
class Hours:
    """All that says when people are received."""

    agents: Sequence[Agent] = ()
    ranges: Sequence[OpeningRange] = ()
    absences: Sequence[Absence] = ()
    closures: Sequence[Closure] = ()
    holidays: Sequence[tuple[date, str]] = ()
    sites: Sequence[Site] = ()
    misplaced: int = 0


def read(profile: Profile) -> Hours:
    """A verb for the database thread."""
    first, ranges = clock.today(), opening.ranges()
    receives = {one.agent_id for one in ranges}
    days = sorted(holiday.between(first, first + HOLIDAYS_AHEAD))
    return Hours(
        sorted(hours_items.everyone(profile), key=lambda who: who.id not in receives),
        ranges,
        absence.coming(),
        closure.coming(),
        [(day, holiday.name(day)) for day in days],
        hours_items.sites(),
        len(fit.misplaced()),
    )


def lines(hours: Hours, profile: Profile) -> list[Line]:
    """What is to be moved, the agents by name, then the closures."""
    found: list[Line] = []
    if hours.misplaced:
        count = text.counted(hours.misplaced, "rendez-vous à déplacer", "rendez-vous à déplacer")
        found.append(Line("misplaced:", f"{count}, hors des heures (Entrée)"))
    for who in hours.agents:
        found.append(Line(f"agent:{who.id}", _agent_words(who, hours)))
        own = sorted((one for one in hours.ranges if one.agent_id == who.id), key=_in_the_week)
        found += [Line(f"range:{one.id}", f"   {range_words(one, profile, hours.sites)}") for one in own]
        away = [one for one in hours.absences if one.agent_id == who.id]
        found += [Line(f"absence:{one.id}", f"   absence {_with(one.words, one.reason)}") for one in away]
    if hours.closures or hours.holidays:
        found.append(Line("", "Fermetures et jours fériés"))
    found += [Line(f"closure:{one.id}", f"   {_closure_words(one, hours.sites)}") for one in hours.closures]
    found += [Line("", f"   férié le {span.day_words(day)} ({name})") for day, name in hours.holidays]
    return found


def _in_the_week(one: OpeningRange) -> tuple[bool, list[int], date, time]:
    """By first weekday, then hour: the morning and the afternoon of the same days stand together.

    What comes on one day only, or by no weekly rule, stands after them by its first day.
    """
    codes = () if one.once else recurrence.weeks_of(one.rule)[0]
    weekdays = sorted(number for number, day in enumerate(recurrence.DAYS) if day[0] in codes)
    return not weekdays, weekdays, date.min if weekdays else one.starts_on, one.from_hour


def range_words(one: OpeningRange, profile: Profile, sites: Sequence[Site]) -> str:
    """A range in one line: what is usual is not said."""
    labels = {motive.id: motive.label for motive in profile.motives}
    parts = [one.words]
    if one.pause_from and one.pause_to:
        parts.append(f"pause {span.hour_words(one.pause_from)}–{span.hour_words(one.pause_to)}")
    if one.places != USUAL:
        parts.append(", ".join(place.label for place in one.places))
    if one.capacity > 1:
        parts.append(f"groupe de {one.capacity}")
    if one.overbooking:
        parts.append(f"{one.overbooking} en surnombre")
    if one.minutes:
        parts.append(f"{one.minutes} min")
    if one.buffer:
        parts.append(f"battement {one.buffer} min")
    parts += [labels.get(motive, motive) for motive in one.motives]
    parts += [site.name for site in sites if site.id == one.site_id]
    if one.starts_on > clock.today() and not one.once:
        parts.append(f"dès le {span.day_words(one.starts_on)}")
    if one.ends_on and not one.once:
        parts.append(f"jusqu’au {span.day_words(one.ends_on)}")
    left_out = [day for day in one.exceptions if day >= clock.today()]
    if left_out:
        parts.append("sauf " + ", ".join(span.day_words(day) for day in left_out))
    return "\u00a0; ".join(parts)


def _agent_words(who: Agent, hours: Hours) -> str:
    now = clock.now()
    own = [one for one in hours.absences if one.agent_id == who.id]
    away = any(absence.times(one, now, now + timedelta(minutes=1)) for one in own)
    known = any(one.agent_id == who.id for one in hours.ranges)
    return who.name + ("  (absence en cours)" if away else "" if known else "  (aucune plage)")


def _closure_words(one: Closure, sites: Sequence[Site]) -> str:
    where = next((site.name for site in sites if site.id == one.site_id), "partout")
    return _with(f"fermé {one.words}, {where}", one.reason)


def _with(words: str, reason: str) -> str:
    return f"{words} ({reason})" if reason else words
