"""One event of a calendar, as icalendar reads it: whether it makes sense, from when to when (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models import clock
from models.calendars import rule as calendar_rule
from models.calendars.lines import Block

MOST_DATES = 10_000
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
    faults = (calendar_rule.fault(rule, starts[0].dt) for rule in every(event, "RRULE"))
    return next(filter(None, faults), "")


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
        times = [
            (_instant(start), _instant(start) + end if isinstance(end, timedelta) else _instant(end))
            for start, end in found
        ]
    except NONSENSE:
        raise ValueError("les heures ne se lisent pas") from None
    if any(end < start for start, end in times):
        raise ValueError("la fin vient avant le début")
    return times


def begin_later(event: Any, wanted: date) -> None:
    """Let a series that began long ago begin shortly before ``wanted``, where its rules allow it."""
    rules = every(event, "RRULE")
    if len(rules) == 1:
        start = event["DTSTART"].dt
        later = calendar_rule.nearer(rules[0], start, wanted)
        event["DTSTART"].dt = later
        if event.get("DTEND") is not None:
            event["DTEND"].dt += later - start


def steps(event: Any, first: date, last: date) -> int:
    """About how much work it is to follow the rules of a series from ``first`` to ``last``."""
    start = event["DTSTART"].dt
    return sum(calendar_rule.steps(rule, start, first, last) for rule in every(event, "RRULE"))


def every(event: Any, name: str) -> list[Any]:
    """The values of a property, which icalendar gives bare when there is one."""
    found = event.get(name)
    return [] if found is None else found if isinstance(found, list) else [found]
