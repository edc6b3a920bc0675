"""What programs write beside the standard, brought back to it, line by line (RFC 5545 3.3)."""

import re
from datetime import UTC, date, datetime

from models import clock
from models.calendars.lines import property_name

_ONE = frozenset(("DTSTART", "DTEND", "RECURRENCE-ID"))
_MANY = frozenset(("RDATE", "EXDATE"))
_STAMP = re.compile(r"\d{8}(?:T\d{6}Z?)?")
_HEAD = re.compile(r'(?:[^:"]|"[^"]*")*')
# RFC 7529 names the calendar everybody counts by; a program's own parts say nothing of when.
_IDLE = re.compile(r"X-.*|RSCALE=GREGORIAN|SKIP=OMIT", re.IGNORECASE)
_UNTIL = re.compile(r"(?i)(?<=;UNTIL=)(\d{8})(?=;|$)")
_LAST = re.compile(r"(?i)(?<=;UNTIL=)(\d{8}T\d{6}Z?)(?=;|$)")


def lines(found: list[tuple[int, str]], series: str = "") -> tuple[list[tuple[int, str]], list[int]]:
    """The lines of one event as the standard writes them, and the number of each that had to be left out.

    ``series`` is the DTSTART of the series that an exception belongs to: which time it means is said as
    that is, a day or an hour. Only an exception to a rule is left out for what it says, and then the event
    takes more time, never less. A line that says nothing is as good as none.
    """
    kept, lost = [], []
    start = next((line for _, line in found if property_name(line) == "DTSTART"), "")
    series = series or start
    for number, line in found:
        head, value = split(line)
        name = property_name(line)
        if name == "EXRULE":  # withdrawn from the standard in 2009
            lost.append(number)
            continue
        if name in _ONE | _MANY:
            stamps = [_stamp(one) for one in value.split(",") if one.strip()]
            if name == "EXDATE" and not all(_STAMP.fullmatch(one) for one in stamps):
                lost.append(number)
                stamps = [one for one in stamps if _STAMP.fullmatch(one)]
            if name not in ("DTSTART", "DTEND"):
                head, stamps = _of_series(head, stamps, series)
            value = ",".join(stamps)
        elif name == "RRULE":
            value = _rule(value, split(start)[1].strip())
        elif name == "DURATION":
            value = value.strip()
        if value or ":" not in line or name not in (*_ONE, *_MANY, "RRULE", "DURATION"):
            kept.append((number, f"{head}:{value}" if ":" in line else line))
    return kept, lost


def split(line: str) -> tuple[str, str]:
    """The name of a property with its parameters, and its value; a colon may stand inside quotes."""
    match = _HEAD.match(line)
    head = match[0] if match else ""
    return head, line[len(head) + 1 :]


def _of_series(head: str, stamps: list[str], series: str) -> tuple[str, list[str]]:
    """The times of a series that are left out, moved or added, as the series says its own.

    Of whole days the day by the site's clock (programs write midnight as an instant of UTC); of hours the
    hour of the series on that day.
    """
    line, start = split(series)
    start = _stamp(start)
    hours = "T" in start
    if not start or all(("T" in one) == hours or "/" in one for one in stamps):
        return head, stamps
    name = property_name(head)
    if not hours:
        kept = re.sub(r'(?i);(?:VALUE|TZID)=("[^"]*"|[^;]*)', "", head)
        return f"{kept};VALUE=DATE", [one if "/" in one else _day(one) for one in stamps]
    # A day left out of hours is understood as it is; one that is moved has to say its hour.
    if name != "RECURRENCE-ID" or not _STAMP.fullmatch(stamps[0]):
        return head, stamps
    return line.replace(property_name(line), name, 1), [f"{stamps[0]}T{start.partition('T')[2]}"]


def _day(stamp: str) -> str:
    """The day, by the site's clock, of a stamp as the standard writes it; any other as it is."""
    if not _STAMP.fullmatch(stamp) or not stamp.endswith("Z"):
        return stamp[:8] if _STAMP.fullmatch(stamp) else stamp
    return f"{clock.local(datetime.strptime(stamp, '%Y%m%dT%H%M%SZ').replace(tzinfo=UTC)):%Y%m%d}"


def _rule(value: str, start: str) -> str:
    """Without the spaces of Exchange (``BYDAY=MO, TU``) and what is no part of a rule.

    A last day without an hour is a day on which the event still takes place; whole days end on a day.
    """
    parts = re.sub(r"\s", "", value).split(";")
    rule = ";".join(part for part in parts if part and not _IDLE.fullmatch(part))
    if "T" in start.upper():
        zone = "Z" if start.upper().endswith("Z") else ""
        return _UNTIL.sub(rf"\g<1>T235959{zone}", f";{rule}")[1:]
    if start:
        return _LAST.sub(lambda found: _day(found[1].upper()), f";{rule}")[1:]
    return rule


def _stamp(value: str) -> str:
    """``2026-11-24T09:00+01:00`` and ``20261124T0900`` as the standard writes them."""
    value = value.strip()
    if "/" in value or _STAMP.fullmatch(value):
        return value
    try:
        if "T" not in value.upper():
            return f"{date.fromisoformat(value):%Y%m%d}"
        read = datetime.fromisoformat(value.upper())
    except ValueError:
        return value
    if read.tzinfo is None:
        return f"{read:%Y%m%dT%H%M%S}"
    return f"{read.astimezone(UTC):%Y%m%dT%H%M%SZ}"
