"""An opening range in one line, for the lists of the screens and of the commands."""

from collections.abc import Mapping
from datetime import date, time

from models import clock
from models.dates import recurrence, span
from models.hours.opening_range import OpeningRange
from models.service.venue import Venue

# What is usual is not said.
_USUAL = (Venue.ON_SITE, Venue.PHONE)


def words(one: OpeningRange, sites: Mapping[int, str], motives: Mapping[str, str]) -> str:
    """All that a range says, with the names of the ``sites`` and of the ``motives`` of the profile."""
    parts = [one.words]
    if one.pause_from and one.pause_to:
        parts.append(f"pause {span.hour_words(one.pause_from)}–{span.hour_words(one.pause_to)}")
    if one.venues != _USUAL:
        parts.append(", ".join(venue.label for venue in one.venues))
    if one.capacity > 1:
        parts.append(f"groupe de {one.capacity}")
    if one.overbooking:
        parts.append(f"{one.overbooking} en surnombre")
    if one.minutes:
        parts.append(f"{one.minutes} min")
    if one.buffer:
        parts.append(f"battement {one.buffer} min")
    if one.motives:
        parts.append(", ".join(motives.get(motive, motive) for motive in one.motives))
    if one.site_id is not None:
        parts.append(sites.get(one.site_id, f"site {one.site_id}"))
    return "\u00a0; ".join(parts + _days(one))


def in_the_week(one: OpeningRange) -> tuple[bool, list[int], date, time]:
    """Sorts ranges by first weekday, then hour: morning and afternoon of the same days stand together.

    What comes on one day only, or by no weekly rule, stands after them by its first day.
    """
    codes = () if one.once else recurrence.weeks_of(one.rule)[0]
    weekdays = sorted(number for number, day in enumerate(recurrence.DAYS) if day[0] in codes)
    return not weekdays, weekdays, date.min if weekdays else one.starts_on, one.from_hour


def _days(one: OpeningRange) -> list[str]:
    """From when, until when, except when; nothing for a range of one day."""
    parts = []
    # Every other week is counted from the first: without it nobody knows which.
    weeks_apart = recurrence.weeks_of(one.rule)[1] > 1
    if not one.once and (one.starts_on > clock.today() or weeks_apart):
        parts.append(f"dès le {span.day_words(one.starts_on)}")
    if not one.once and one.ends_on:
        parts.append(f"jusqu’au {span.day_words(one.ends_on)}")
    left_out = [span.day_words(day) for day in one.exceptions if day >= clock.today()]
    return [*parts, "sauf " + ", ".join(left_out)] if left_out else parts
