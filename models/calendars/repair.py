"""What programs write beside the standard, brought back to it, line by line (RFC 5545 3.3)."""

import re
from datetime import UTC, date, datetime

from models.calendars.lines import property_name

_ONE = frozenset(("DTSTART", "DTEND", "RECURRENCE-ID"))
_MANY = frozenset(("RDATE", "EXDATE"))
_STAMP = re.compile(r"\d{8}(?:T\d{6}Z?)?")
_HEAD = re.compile(r'(?:[^:"]|"[^"]*")*')
# RFC 7529 names the calendar everybody counts by; a program's own parts say nothing of when.
_IDLE = re.compile(r"X-.*|RSCALE=GREGORIAN|SKIP=OMIT", re.IGNORECASE)
_UNTIL = re.compile(r"(?i)(?<=;UNTIL=)(\d{8})(?=;|$)")


def lines(found: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[int]]:
    """The lines of one event as the standard writes them, and the number of each that had to be left out.

    Only an exception to a rule is left out for what it says, and then the event takes more time, never
    less. A line that says nothing is as good as none.
    """
    kept, lost = [], []
    start = next((line for _, line in found if property_name(line) == "DTSTART"), "")
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


def _rule(value: str, start: str) -> str:
    """Without the spaces of Exchange (``BYDAY=MO, TU``) and what is no part of a rule.

    A last day without an hour is a day on which the event still takes place.
    """
    parts = re.sub(r"\s", "", value).split(";")
    rule = ";".join(part for part in parts if part and not _IDLE.fullmatch(part))
    if "T" in start.upper():
        zone = "Z" if start.upper().endswith("Z") else ""
        rule = _UNTIL.sub(rf"\g<1>T235959{zone}", f";{rule}")[1:]
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
