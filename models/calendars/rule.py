"""How often an event comes back: whether its rule makes sense, and where to begin following it (RFC 5545)."""

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

# More often than every hour is no timetable, and a rule by the second would be followed for ever.
MOST_A_DAY = 24
# How much work one rule may be: twenty years of every hour.
MOST_STEPS = 300_000
# What a time costs that is kept, against one that is only counted.
_WEIGHT = 8
# 28 years, after which the days of the week fall on the same dates.
_SEARCHED = 28 * 366
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# RFC 5545 3.3.10: the largest value of each part, either way.
_MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}


def fault(rule: Any, start: date) -> str:
    """Why a rule that begins at ``start`` cannot be followed, in French; empty when it can."""
    if _too_often(rule):
        return f"la répétition revient plus de {MOST_A_DAY} fois par jour, ou ne se lit pas"
    if _never(rule, _day(start)):
        return "la répétition nomme un jour qui n’existe pas"
    return ""


def _too_often(rule: Any) -> bool:
    if _frequency(rule) not in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"):
        return True
    if any(int(every) < 1 for every in rule.get("INTERVAL", [])):
        return True
    return _times_a_day(rule) > MOST_A_DAY


def _never(rule: Any, start: date) -> bool:
    """A 30 February, or the third of the one time of a day, would be looked for until the year 9999."""
    for name, most in _MOST.items():
        values = [abs(int(value)) for value in rule.get(name) or []]
        if name == "BYSETPOS" and _frequency(rule) in ("DAILY", "HOURLY", "WEEKLY"):
            most = _times_a_day(rule) * _days_a_week(rule)
        if values and not any(1 <= value <= most for value in values):
            return True
    filters = [name for name in _SAYS if rule.get(name)]
    step = _step(rule)
    if not filters or (len(filters) == 1 and step == 1):
        return False
    days = range(start.toordinal(), date.max.toordinal(), step)[:_SEARCHED]
    named = [
        ({str(one)[-2:].upper() if name == "BYDAY" else int(one) for one in rule[name]}, _SAYS[name])
        for name in filters
    ]
    return not any(
        all(any(value in values for value in says(day)) for values, says in named)
        for day in map(date.fromordinal, days)
    )


def _of_month(day: date) -> tuple[int, int]:
    """Its number in the month, from the first and from the last."""
    return day.day, day.day - calendar.monthrange(day.year, day.month)[1] - 1


def _of_year(day: date) -> tuple[int, int]:
    number = day.toordinal() - date(day.year, 1, 1).toordinal() + 1
    return number, number - (366 if calendar.isleap(day.year) else 365) - 1


def _week(day: date) -> tuple[int, int, int]:
    """Its week from the first, and from the last of a year of 52 or 53."""
    week = day.isocalendar().week
    return week, week - 53, week - 54


_SAYS: dict[str, Callable[[date], tuple[int | str, ...]]] = {
    "BYMONTH": lambda day: (day.month,),
    "BYMONTHDAY": _of_month,
    "BYYEARDAY": _of_year,
    "BYWEEKNO": _week,
    "BYDAY": lambda day: (_WEEKDAYS[day.weekday()],),
}


def nearer(rule: Any, start: date, wanted: date) -> date:
    """A later beginning from which ``rule`` names the same times from ``wanted`` on; else ``start`` itself.

    A rule that ends after a number of times must be counted from where it begins.
    """
    day = _day(start)
    frequency = _frequency(rule)
    if rule.get("COUNT") or day >= wanted or frequency not in ("HOURLY", "DAILY", "WEEKLY"):
        return start
    if frequency == "HOURLY" and 24 % _interval(rule) and _interval(rule) % 24:
        return start
    length = 7 * _interval(rule) if frequency == "WEEKLY" else _step(rule)
    return start + timedelta(days=(wanted - day).days // length * length)


def steps(rule: Any, start: date, first: date, last: date) -> int:
    """About how much work it is to follow ``rule`` from ``start`` to ``last``.

    One for each time before ``first``, more for each that counts after it.
    """
    until = [_day(one) for one in rule.get("UNTIL") or []]
    stop = min([last, *until])
    before, found = _times(rule, start, min(first, stop)), _times(rule, start, stop)
    counts = [int(one) for one in rule.get("COUNT") or []]
    return min([before, *counts]) + _WEIGHT * min([found - before, *counts])


def _times(rule: Any, start: date, stop: date) -> int:
    """About how many times a rule names before ``stop``; those of a month or a year are far to find."""
    days = max(0, (stop - _day(start)).days) * _times_a_day(rule)
    if _frequency(rule) in ("MONTHLY", "YEARLY"):
        return days // 7
    return days * _days_a_week(rule) // (7 * _interval(rule))


def _days_a_week(rule: Any) -> int:
    return len(rule.get("BYDAY") or [0]) if _frequency(rule) == "WEEKLY" else 7


def _step(rule: Any) -> int:
    """How many days lie between two that a rule looks at."""
    if _frequency(rule) == "DAILY":
        return _interval(rule)
    return max(1, _interval(rule) // 24) if _frequency(rule) == "HOURLY" and _interval(rule) % 24 == 0 else 1


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _frequency(rule: Any) -> str:
    return str((rule.get("FREQ") or [""])[0]).upper()


def _interval(rule: Any) -> int:
    return max([1, *(int(one) for one in rule.get("INTERVAL") or [])])


def _times_a_day(rule: Any) -> int:
    hours = 24 if _frequency(rule) == "HOURLY" else len(rule.get("BYHOUR") or [0])
    return hours * len(rule.get("BYMINUTE") or [0]) * len(rule.get("BYSECOND") or [0])
