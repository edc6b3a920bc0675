"""A moment as one types it: « 24.12 14:00 », « demain 14h », « 14:00 »; and from one to another."""

import re
from datetime import date, datetime, time

from models import clock, constraint, text
from models.errors import InvalidInput

# A day, an hour, or both.
_MOMENT = re.compile(r"(?P<day>.*?)\s*(?P<hour>\b\d{1,2}\s*(?:[:hH]\s*(?:\d{2})?))?\s*")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_day(value: str, field: str = "") -> date:
    """A day as :func:`constraint.read_day` reads it, or as computers write it (``2026-12-24``).

    Raises :class:`InvalidInput` naming ``field``.
    """
    if _ISO.fullmatch(value.strip()):
        day = text.read_date(value, field)
        if day is not None:
            return day
    return constraint.read_day(value, field)


def read(value: str, field: str, day: date) -> tuple[date, time | None]:
    """The day typed, or ``day``, and the hour that follows it if there is one.

    Raises :class:`InvalidInput` naming ``field``.
    """
    match = _MOMENT.fullmatch(text.clean(value))
    said, hour = (match["day"], match["hour"]) if match else (value, None)
    found = read_day(said, field) if said.strip() else day
    return found, text.read_hour(hour.strip(), field) if hour else None


def read_span(
    first: str, last: str, fields: tuple[str, str], *, again: bool = False
) -> tuple[datetime, datetime]:
    """From when to when (UTC): whole days where no hour is typed, the same day where no last one is.

    What comes back ``again`` may have begun long ago. Raises :class:`InvalidInput` naming one of ``fields``
    for an end before the start, or one that has passed.
    """
    day, since = read(first, fields[0], clock.today())
    last_day, until = read(last, fields[1], day)
    start = clock.at(day, since or time())
    end = clock.at(last_day, until) if until else clock.day_bounds(last_day)[1]
    if end <= start:
        raise InvalidInput("Fin avant le début", "Écrivez une fin qui vient après le début.", fields[1])
    if end <= clock.now() and not again:
        raise InvalidInput("Moment passé", "Tout est déjà passé. Écrivez une fin à venir.", fields[1])
    return start, end
