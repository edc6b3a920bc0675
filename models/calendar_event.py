"""One event of a calendar, as icalendar reads it: whether it makes sense, from when to when (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models import clock
from models.calendar_lines import Block

# More often than every hour is no timetable, and a rule by the second would be followed for ever.
MOST_A_DAY = 24
MOST_DATES = 10_000
# RFC 5545 3.3.10: the largest value of each part, either way.
_MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
# What icalendar and its companion raise for values that make no sense.
NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ArithmeticError)


def parse(block: Block, lines: Iterable[str]) -> Any:
    """The event of these ``lines`` of ``block``. Raises ``ValueError`` with the reason, in French."""
    from icalendar import Event  # 90 ms: only when a calendar is read

    try:
        event: Any = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
        reason = _fault(block, event)
    except NONSENSE:
        reason = _broken(block)
    if reason:
        raise ValueError(reason)
    return event


def _fault(block: Block, event: Any) -> str:
    """Why an event that parses still says no time; empty when it does."""
    for name, _ in event.errors:
        if name != "ATTENDEE":
            return f"{name} ne se lit pas" if name else _broken(block)
    starts = every(event, "DTSTART")
    if len(starts) != 1 or not hasattr(starts[0], "dt"):
        return "DTSTART manque" if not starts else "DTSTART ne se lit pas"
    for name in ("DTEND", "DURATION", "RECURRENCE-ID"):
        found = every(event, name)
        if len(found) > 1 or (found and not hasattr(found[0], "dt")):
            return f"{name} ne se lit pas"
    start, end = span(event)
    if end < start:
        return "la fin vient avant le début"
    dates = [one for name in ("RDATE", "EXDATE") for part in every(event, name) for one in part.dts]
    if len(dates) > MOST_DATES:
        return f"plus de {MOST_DATES} dates"
    if any(_too_often(rule) for rule in every(event, "RRULE")):
        return f"la répétition revient plus de {MOST_A_DAY} fois par jour, ou ne se lit pas"
    if any(_never(rule) for rule in every(event, "RRULE")):
        return "la répétition nomme un jour qui n’existe pas"
    return ""


def _too_often(rule: Any) -> bool:
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    if frequency not in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"):
        return True
    if any(int(every) < 1 for every in rule.get("INTERVAL", [])):
        return True
    return _times_a_day(rule) > MOST_A_DAY


def _never(rule: Any) -> bool:
    """A 30 February, or the third of the one time of a day, would be looked for until the year 9999."""
    for name, most in _MOST.items():
        values = [abs(int(value)) for value in rule.get(name) or []]
        if name == "BYSETPOS" and str(rule["FREQ"][0]).upper() in ("DAILY", "HOURLY"):
            most = _times_a_day(rule)
        if values and not any(1 <= value <= most for value in values):
            return True
    months, days = rule.get("BYMONTH"), rule.get("BYMONTHDAY")
    return bool(months and days) and not any(
        abs(int(day)) <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[int(month) - 1]
        for month in months
        for day in days
    )


def _times_a_day(rule: Any) -> int:
    hours = 24 if str(rule["FREQ"][0]).upper() == "HOURLY" else len(rule.get("BYHOUR") or [0])
    return hours * len(rule.get("BYMINUTE") or [0]) * len(rule.get("BYSECOND") or [0])


def _broken(block: Block) -> str:
    """The first line that cannot be one, for a sentence."""
    for number, line in block.lines:
        if ":" not in line:
            return f"la ligne {number} n’a pas de deux-points"
    return "les heures ne se lisent pas"


def span(event: Any) -> tuple[datetime, datetime]:
    """From when to when (UTC); RFC 5545 3.6.1: without an end a day lasts that day, an hour no time."""
    start = event["DTSTART"].dt
    if event.get("DTEND") is not None:
        end = event["DTEND"].dt
    elif event.get("DURATION") is not None:
        length = event["DURATION"].dt
        end = _after(start, length) if isinstance(start, datetime) else start + length
    else:
        end = start
    if not isinstance(start, datetime) and not isinstance(end, datetime) and end == start:
        end = start + timedelta(days=1)  # as several programs write a single day
    return _instant(start), _instant(end)


def _after(start: datetime, length: timedelta) -> datetime:
    """RFC 5545 3.3.6: days are counted on the calendar, hours by the clock."""
    days = timedelta(days=length.days)
    return _instant(start + days) + (length - days)


def _instant(value: date) -> datetime:
    """A whole day begins at the site's midnight, an hour without zone is the site's."""
    if not isinstance(value, datetime):
        return clock.at(value, time())
    if value.tzinfo is None:
        return clock.at(value.date(), value.time())
    return value.astimezone(UTC)


def periods(line: str) -> list[tuple[datetime, datetime]]:
    """The times of one FREEBUSY line, in UTC (RFC 5545 3.8.2.6); none when it says they are free.

    Raises ``ValueError`` for a line that cannot be read.
    """
    from icalendar import vPeriod

    head, _, values = line.partition(":")
    if "FBTYPE=FREE" in head.upper().replace('"', ""):
        return []
    try:
        read: Any = vPeriod.from_ical
        found = [read(value.strip()) for value in values.split(",") if value.strip()]
        return [
            (_instant(start), _instant(start) + end if isinstance(end, timedelta) else _instant(end))
            for start, end in found
        ]
    except NONSENSE:
        raise ValueError("les heures ne se lisent pas") from None


def every(event: Any, name: str) -> list[Any]:
    """The values of a property, which icalendar gives bare when there is one."""
    found = event.get(name)
    return [] if found is None else found if isinstance(found, list) else [found]
