"""A moment as one types it: « 24.12 14:00 », « demain 14h », « 14:00 »; and from one to another."""

import re
from datetime import date, datetime, time, timedelta

from models import clock, text
from models.dates.constraint_words import Part, is_weekday, month, next_weekday, part_of, plain
from models.errors import InvalidInput

# A day, an hour, or both.
_MOMENT = re.compile(r"(?P<day>.*?)\s*(?P<hour>\b\d{1,2}\s*(?:[:hH]\s*(?:\d{2})?))?\s*")
_MIDNIGHT = re.compile(r"\b24\s*[:hH]\s*(?:00)?\s*$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = re.compile(r"\d+\s*[./]\s*\d+\s*[./]\s*(\d{4}|\d{2})")
# Days from today, by the name of the word among those of a constraint; of the past there are two.
_AHEAD = {"today": 0, "tomorrow": 1, "after_tomorrow": 2, "next_week": 7}
_BEHIND = {"hier": -1, "avant-hier": -2, "avant hier": -2}
_HALF_A_YEAR = 183


def read_day(value: str, field: str = "") -> date:
    """A day as one says it: ``7.12``, ``7 décembre``, ``7.12.2027``, ``2027-12-07``, ``lundi``, ``demain``.

    A day without its year is the nearest one; a weekday is the next one. Raises :class:`InvalidInput`
    naming ``field`` for what is no day.
    """
    said = plain(text.clean(value)).strip()
    part = part_of(said)
    word = part["word"] or ""
    if iso := _ISO.fullmatch(said):
        found = _exact(iso[1], int(iso[2]), iso[3])
    elif part["day"]:
        of, year = month(part["month"], part["month_name"]), _YEAR.fullmatch(said)
        found = _exact(year[1], of, part["day"]) if year else _nearest(int(part["day"]), of)
    elif is_weekday(word):
        found = next_weekday(word)
    else:
        found = _from_today(said, part)
    if found is None:
        raise InvalidInput(
            "Jour illisible",
            f"« {text.clean(value)[:30]} » n’est pas un jour. Écrivez par exemple 7.12, lundi ou demain.",
            field,
        )
    return found


def _exact(year: str, of: int, day: str) -> date | None:
    """A day with its year, of two or four digits; ``None`` when the calendar has no such day."""
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), of, int(day))
    except ValueError:
        return None


def _nearest(day: int, of: int) -> date | None:
    """The nearest day of that number in a month (0: any); of two as near, the one ahead."""
    shifts = sorted(range(-_HALF_A_YEAR, _HALF_A_YEAR + 1), key=lambda days: (abs(days), -days))
    near = (clock.today() + timedelta(days=shift) for shift in shifts)
    return next((one for one in near if one.day == day and of in (0, one.month)), None)


def _from_today(said: str, part: Part) -> date | None:
    """« demain », « hier »; ``None`` for what is no such word."""
    ahead = next((shift for name, shift in _AHEAD.items() if part[name]), _BEHIND.get(said))
    return None if ahead is None else clock.today() + timedelta(days=ahead)


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
    # Until midnight is until the day is over.
    last_day, until = read(_MIDNIGHT.sub("", last), fields[1], day)
    start = clock.at(day, since or time())
    end = clock.at(last_day, until) if until else clock.day_bounds(last_day)[1]
    if end <= start:
        raise InvalidInput("Fin avant le début", "Écrivez une fin qui vient après le début.", fields[1])
    if end <= clock.now() and not again:
        raise InvalidInput("Moment passé", "Tout est déjà passé. Écrivez une fin à venir.", fields[1])
    return start, end
