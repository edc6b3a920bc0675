"""A moment as one types it: « 24.12 14:00 », « demain 14h », « 14:00 »; and from one to another."""

import re
from datetime import date, datetime, time, timedelta

from models import clock, text
from models.dates import reader
from models.dates.constraint_words import Part, is_weekday, month, next_weekday, part_of, plain
from models.errors import InvalidInput

# A day, an hour, or both.
_MOMENT = re.compile(r"(?P<day>.*?)\s*(?P<hour>\b\d{1,2}\s*(?:[:hH]\s*(?:\d{2})?))?\s*")
# Where an hour is likely: « 14 » is one, and « 9.15 », which is no day of any month.
_HOUR_ALONE = re.compile(r"\d{1,2}(?:\.(?:00|1[3-9]|[2-5]\d))?")
_MIDNIGHT = re.compile(r"\b24\s*[:hH]\s*(?:00)?\s*$")
# Days from today, by the name of the word among those of a constraint; of the past there are two.
_AHEAD = {"today": 0, "tomorrow": 1, "after_tomorrow": 2, "next_week": 7}
_BEHIND = {"hier": -1, "avant-hier": -2, "avant hier": -2}
_HALF_A_YEAR, _A_YEAR = 183, 366
# What is due in the course of a day is due by then.
END_OF_DAY = time(23, 59)


def read_day(value: str, field: str = "", *, ahead: bool = False) -> date:
    """A day as one says it: ``7.12``, ``7 décembre``, ``7.12.2027``, ``2027-12-07``, ``lundi``, ``demain``.

    A day without its year is the nearest one, or with ``ahead`` the next one; a weekday is the next one, two
    digits are a year of this century. Raises :class:`InvalidInput` naming ``field`` for what is no day.
    """
    said = plain(text.clean(value)).strip()
    part = part_of(said)
    word = part["word"] or ""
    if reader.is_written(value):
        found = reader.written(value, past=False)
    elif part["day"]:
        found = _nearest(int(part["day"]), month(part["month"], part["month_name"]), ahead=ahead)
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


def _nearest(day: int, of: int, *, ahead: bool) -> date | None:
    """The nearest day of that number in a month (0: any), of two as near the one ahead; or the next one."""
    shifts = range(_A_YEAR) if ahead else range(-_HALF_A_YEAR, _HALF_A_YEAR + 1)
    in_order = sorted(shifts, key=lambda days: (abs(days), -days))
    near = (clock.today() + timedelta(days=shift) for shift in in_order)
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
    return found, reader.read_hour(hour.strip(), field) if hour else None


def read_due(value: str, field: str = "") -> datetime:
    """By when something is due (UTC): ``14:30``, ``14``, ``demain``, ``lundi 9h``, ``7.12``.

    In the course of the day where no hour is typed, which is by :data:`END_OF_DAY`; today where nothing is.
    Raises :class:`InvalidInput` naming ``field`` for what is neither, and for a day that has passed.
    """
    if _HOUR_ALONE.fullmatch(text.clean(value)):
        return clock.at(clock.today(), reader.read_hour(value, field))
    day, hour = read(value, field, clock.today())
    if day < clock.today():
        raise InvalidInput("Jour passé", "Ce jour est passé. Écrivez par exemple demain 9:00.", field)
    return clock.at(day, hour or END_OF_DAY)


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
