"""The days that a constraint names: « le 7 décembre », « semaine prochaine », « du lundi au mercredi »."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from models import clock, text
from models.dates.constraint_sets import DaySet
from models.dates.constraint_words import MONTHS, Part, is_weekday, month, next_weekday, weekday

DAY = timedelta(days=1)
_SHIFTS = {"today": (0, "aujourd’hui"), "tomorrow": (1, "demain"), "after_tomorrow": (2, "après-demain")}
# Which days of a week, and of a month, its beginning, middle and end are.
_WEEK_PARTS = {"debut": (0, 1), "milieu": (1, 3), "fin": (3, 4)}
_MONTH_PARTS = {"debut": (1, 10), "mi": (11, 20), "milieu": (11, 20), "fin": (21, 31)}
_NONE = " (n’existe pas)"
_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "huit": 8, "quinze": 15}


def one_day(part: Part) -> DaySet | None:
    """« demain », « lundi prochain », « le 7 décembre »."""
    for name, (shift, said) in _SHIFTS.items():
        if part[name] or (name == "today" and part["now"]):
            return _only(clock.today() + shift * DAY, said)
    if part["coming"]:
        day = next_weekday(part["coming"]) + timedelta(days=7 if part["in_eight"] else 0)
        return _only(day, text.short_date(day))
    if part["near"]:
        day = next_weekday(part["near"])
        day = clock.today() if clock.today().weekday() == day.weekday() else day
        return _only(day, text.short_date(day))
    if part["day"]:
        number, of = int(part["day"]), month(part["month"], part["month_name"])
        said = f"le {'1er' if number == 1 else number}"
        if of:
            said += f" {text.MONTHS[of - 1]}" if of <= 12 else f".{part['month']}"
        if not _exists(number, of):
            said += _NONE
        return DaySet(lambda day: day.day == number and of in (0, day.month), said)
    return None


def _exists(number: int, of: int) -> bool:
    """Whether some year has that day, of that month or, with 0, of any."""
    try:
        date(2028, of or 1, number)
    except ValueError:
        return False
    return True


def of_week(part: Part) -> DaySet | None:
    """« mardi », « du lundi au mercredi », « en semaine », « début de semaine »."""
    word = part["word"] or ""
    if is_weekday(word):
        number = weekday(word)
        full = word.removesuffix("s") == text.DAYS[number]
        test = _of_week(number, number)
        return DaySet(test, text.DAYS[number], False, "" if full else word)
    for first, last in (("from_wd", "to_wd"), ("from_weekday", "to_weekday")):
        start, end = part[first], part[last]
        if start and end:
            low, high = weekday(start), weekday(end)
            said = f"du {text.DAYS[low]} au {text.DAYS[high]}"
            return DaySet(_of_week(low, high), said, False)
    if part["weekend"] or part["working"]:
        low, high = (5, 6) if part["weekend"] else (0, 4)
        return DaySet(_of_week(low, high), f"du {text.DAYS[low]} au {text.DAYS[high]}", False)
    if part["week_part"]:
        low, high = _WEEK_PARTS[part["week_part"]]
        return DaySet(_of_week(low, high), f"du {text.DAYS[low]} au {text.DAYS[high]}", False)
    return None


def span(part: Part) -> DaySet | None:
    """« semaine prochaine », « du 7 au 11 décembre », « dans 15 jours », « fin décembre »."""
    if (days := days_of(part)) and not part["day"] and not is_weekday(part["word"] or ""):
        first, last = days
        if part["week"] and first is None:
            return no_day(f"semaine {part['week']}{_NONE}")
        word = part["word"] or ""
        found = within(first, last, told(first, last))
        # « dec » may also begin somebody’s name.
        return replace(found, word="" if word in MONTHS else word)
    if part["from_day"]:
        to = month(part["to_month"], part["to_name"])
        start = _next_day(part["from_day"], month(part["from_month"], part["from_name"]) or to)
        end = _next_day(part["to_day"], to, start) if start else None
        return (
            within(start, end, told(start, end))
            if start and end
            else no_day(f"du {part['from_day']} au {part['to_day']}{_NONE}")
        )
    if part["even"] or part["odd"]:
        odd = 1 if part["odd"] else 0
        said = "semaines impaires" if odd else "semaines paires"
        return DaySet(lambda day: day.isocalendar().week % 2 == odd, said)
    return _ahead(part)


def _ahead(part: Part) -> DaySet | None:
    """« dans 15 jours », « d’ici une semaine », « sous 48 h », « sous quinzaine »."""
    if part["fortnight"]:
        return until(clock.today() + timedelta(days=8 if part["eight"] else 15))
    if part["hours_ahead"]:
        days = int(part["hours_ahead"]) // 24
    elif part["ahead"]:
        number = _NUMBERS.get(part["ahead"]) or int(part["ahead"])
        days = {"sem": 7, "moi": 30}.get((part["unit"] or "")[:3], 1) * number
    else:
        return None
    day = clock.today() + min(days, 3650) * DAY
    return since(day) if part["within"] == "dans" else until(day)


def days_of(part: Part) -> tuple[date | None, date | None] | None:
    """The first and last day of what names some: a date, a weekday, a week, a month; else ``None``."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    if part["this_week"] or part["next_week"]:
        first = monday + timedelta(days=7 if part["next_week"] else 0)
        return first, first + 6 * DAY
    if part["week"]:
        mondays = (monday + timedelta(weeks=ahead) for ahead in range(54))
        week = int(part["week"])
        first_day = next((one for one in mondays if one.isocalendar().week == week), None)
        return first_day, first_day + 6 * DAY if first_day else None
    if found := one_day(part):
        return first_of(found), first_of(found)
    word = part["word"] or ""
    if is_weekday(word):
        return next_weekday(word), next_weekday(word)
    return _of_month(part, word)


def _of_month(part: Part, word: str) -> tuple[date, date] | None:
    """« décembre », « fin décembre », « début du mois », « mois prochain »."""
    today = clock.today()
    begun = next(
        (number for number, one in enumerate(MONTHS, 1) if len(word) > 2 and one.startswith(word)), 0
    )
    number = month(None, part["part_name"]) if part["month_part"] else begun
    ahead = 1 if part["next_month"] or part["part_next"] else 0
    if part["this_month"] or part["next_month"] or (part["month_part"] and not part["part_name"]):
        number = (today.month + ahead - 1) % 12 + 1
    if not number:
        return None
    first = date(today.year + (number < today.month), number, 1)
    low, high = _MONTH_PARTS[part["month_part"]] if part["month_part"] else (1, 31)
    if number == today.month and high < today.day:
        # « début du mois », said on the 23rd: the next one.
        first = (first + 31 * DAY).replace(day=1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return max(first.replace(day=low), today), last.replace(day=min(high, last.day))


def first_of(days: DaySet | None) -> date | None:
    """The next of some days, today counted; ``None`` when there is none within a year."""
    ahead = (clock.today() + timedelta(days=shift) for shift in range(366))
    return next((day for day in ahead if days and days.test(day)), None)


def _next_day(number: str | None, of: int, start: date | None = None) -> date | None:
    """The next such day of the month, today counted; ``None`` when there is none within a year."""
    since = start or clock.today()
    ahead = (since + timedelta(days=shift) for shift in range(366))
    return next((day for day in ahead if day.day == int(number or 0) and of in (0, day.month)), None)


def _only(the: date, said: str) -> DaySet:
    return DaySet(lambda day: day == the, said)


def _of_week(low: int, high: int) -> Callable[[date], bool]:
    if low <= high:
        return lambda day: low <= day.weekday() <= high
    return lambda day: day.weekday() >= low or day.weekday() <= high


def within(first: date | None, last: date | None, said: str) -> DaySet:
    """The days from ``first`` to ``last``, both included; ``None`` leaves an end open."""
    return DaySet(lambda day: (first is None or first <= day) and (last is None or day <= last), said)


def since(first: date) -> DaySet:
    """That day and all after it."""
    found = within(first, None, f"dès le {text.short_date(first)}")
    return replace(found, others=f"jusqu’au {text.short_date(first - DAY)}")


def until(last: date) -> DaySet:
    """That day and all before it."""
    found = within(None, last, f"jusqu’au {text.short_date(last)}")
    return replace(found, others=f"dès le {text.short_date(last + DAY)}")


def told(first: date | None, last: date | None) -> str:
    """``du lun. 30 nov. au dim. 6 déc.``."""
    return f"du {text.short_date(first)} au {text.short_date(last)}" if first and last else "jamais"


def no_day(said: str) -> DaySet:
    """A day that does not exist."""
    return DaySet(lambda _day: False, said)
