"""The days on which something comes back: an RFC 5545 rule (``FREQ=WEEKLY;BYDAY=MO,TH``), made and read."""

import calendar
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models import text
from models.errors import InvalidInput

# Monday first, as ``date.weekday`` counts: the code of the rule, the day, as it is abridged.
DAYS = (
    ("MO", "lundi", "lu"),
    ("TU", "mardi", "ma"),
    ("WE", "mercredi", "me"),
    ("TH", "jeudi", "je"),
    ("FR", "vendredi", "ve"),
    ("SA", "samedi", "sa"),
    ("SU", "dimanche", "di"),
)
# Longer than any cycle of two weekly rules of at most MOST_WEEKS (7 × 8 weeks), and than a whole year
# of monthly ones: two rules that do not meet within it never do.
LOOK_AHEAD = timedelta(days=800)
MOST_WEEKS = 8
# Ten years of Mondays to Fridays would be 2,600: nobody plans an agenda by counting that far.
MOST_TIMES = 1000
_LONG_ENOUGH = timedelta(days=5 * 366)
_LIFETIME = timedelta(days=100 * 366)
_CODES = [code for code, _, _ in DAYS]
_A_MONDAY = date(2001, 1, 1)


def read_days(value: str, field: str = "") -> tuple[str, ...]:
    """The codes of ``lu,ma,je``, ``lundi jeudi`` or ``lu-ve``, Monday first.

    Raises :class:`InvalidInput` naming ``field``.
    """
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", text.clean(value).strip(" ,;")):
        ends = [_day(word, field) for word in part.split("-", maxsplit=1)]
        found.update(range(ends[0], ends[-1] + 1) if ends[-1] >= ends[0] else ends)
    return tuple(DAYS[number][0] for number in sorted(found))


def _day(word: str, field: str) -> int:
    folded = text.fold(word)
    for number, (_, name, _short) in enumerate(DAYS):
        if len(folded) >= 2 and name.startswith(folded):
            return number
    raise InvalidInput(
        "Jour inconnu",
        f"« {word[:20]} » n’est pas un jour. Écrivez par exemple lu,ma,je (lu ma me je ve sa di).",
        field,
    )


def weekly(days: Iterable[str], every: int = 1) -> str:
    """The rule of these days, every week or every ``every`` weeks (from the week it starts in)."""
    if not 1 <= every <= MOST_WEEKS:
        raise InvalidInput(
            "Répétition impossible", f"Indiquez de 1 à {MOST_WEEKS} semaines entre deux fois.", "every"
        )
    # WKST: two weeks are counted from Monday to Monday.
    interval = f"INTERVAL={every};WKST=MO;" if every > 1 else ""
    return f"FREQ=WEEKLY;{interval}BYDAY={','.join(days)}"


def spoken(rule: str) -> str:
    """A rule in French: ``lu ma je``, ``lu, toutes les 2 semaines``; one that cannot be said, as it is."""
    match = re.fullmatch(r"FREQ=WEEKLY;(?:INTERVAL=(\d+);(?:WKST=MO;)?)?BYDAY=([A-Z,]+)", rule.upper())
    if match is None:
        return "tous les jours" if rule.upper() == "FREQ=DAILY" else rule
    shorts = {code: short for code, _, short in DAYS}
    said = " ".join(shorts.get(code, code) for code in match[2].split(","))
    return f"{said}, toutes les {match[1]} semaines" if int(match[1] or 1) > 1 else said


def days(rule: str, starts_on: date, first: date, last: date) -> tuple[date, ...]:
    """The days of ``rule``, counted from ``starts_on``, between ``first`` and ``last`` (both included).

    It costs as much as there are days between ``first`` and ``last``, however old the rule is.
    """
    read, first = _read(rule), max(first, starts_on)
    last = min(last, _last_day(rule, starts_on) or last)
    if first > last:
        return ()
    # Every week is every week, whichever it began in: agents who share a rule share its days.
    same = read.freq == "WEEKLY" and read.interval == 1 and read.weekdays
    return _walk(rule, _A_MONDAY if same else starts_on, first, last)


def falls_on(rule: str, starts_on: date, day: date) -> bool:
    """Whether ``day`` is one of the days of ``rule``, counted from ``starts_on``."""
    if day < starts_on:
        return False
    last = _last_day(rule, starts_on)
    return (last is None or day <= last) and _matches(_read(rule), starts_on, day)


def check(rule: str, starts_on: date) -> None:
    """Raises :class:`InvalidInput` when ``rule`` cannot be read, is not about days, or never comes."""
    try:
        read = _read(rule)
    except ValueError as error:
        raise InvalidInput(
            "Répétition illisible",
            f"« {rule[:40]} » n’est pas une règle du type FREQ=WEEKLY;BYDAY=MO,TH.",
            "rule",
        ) from error
    if read.count > MOST_TIMES:
        raise InvalidInput(
            "Répétition trop longue",
            f"Une règle compte au plus {MOST_TIMES} fois. Donnez plutôt un dernier jour.",
            "rule",
        )
    if not days(rule, starts_on, starts_on, starts_on + _LONG_ENOUGH):
        raise InvalidInput(
            "Répétition sans jour", "Aucun jour des cinq ans qui viennent ne répond à cette règle.", "rule"
        )


def weeks_of(rule: str) -> tuple[tuple[str, ...], int]:
    """The codes of the days of a weekly rule, and how many weeks apart; no day for another rule."""
    read = _read(rule)
    if read.freq != "WEEKLY":
        return (), 1
    return tuple(_CODES[day] for _, day in read.weekdays), read.interval


# --- rules as they are written


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a rule says; ``weekdays`` are (which of the month or 0, day of the week)."""

    freq: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    until: date | None = None
    count: int = 0
    week_start: int = 0


@functools.lru_cache(maxsize=1024)
def _read(rule: str) -> _Rule:
    """The parts of RFC 5545 that say days. Raises ``ValueError`` for the others, and for what is no rule."""
    if len(rule) > 200:
        raise ValueError(rule)
    parts = dict(part.split("=", 1) for part in rule.upper().strip(";").split(";"))
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "UNTIL", "COUNT", "WKST"}
    # Days, not hours: a rule by the minute would be read for ever.
    if not set(parts) <= known or parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError(rule)
    read = _Rule(
        parts["FREQ"],
        _number(parts.get("INTERVAL", "1"), 1, 1000),
        tuple(_weekday(word) for word in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
        _numbers(parts.get("BYMONTHDAY", ""), -31, 31),
        _numbers(parts.get("BYMONTH", ""), 1, 12),
        date.fromisoformat(parts["UNTIL"][:8]) if "UNTIL" in parts else None,
        _number(parts["COUNT"], 1, 10**9) if "COUNT" in parts else 0,
        _CODES.index(parts.get("WKST", "MO")),
    )
    numbered = any(which for which, _ in read.weekdays)
    if numbered and (read.freq in ("DAILY", "WEEKLY") or (read.freq == "YEARLY" and not read.months)):
        raise ValueError(rule)
    if read.freq == "WEEKLY" and read.monthdays:
        raise ValueError(rule)
    return read


def _weekday(word: str) -> tuple[int, int]:
    match = re.fullmatch(r"([+-]?[1-5])?([A-Z]{2})", word)
    if match is None:
        raise ValueError(word)
    return int(match[1] or 0), _CODES.index(match[2])


def _number(word: str, least: int, most: int) -> int:
    number = int(word)
    if not least <= number <= most or number == 0:
        raise ValueError(word)
    return number


def _numbers(words: str, least: int, most: int) -> tuple[int, ...]:
    return tuple(_number(word, least, most) for word in words.split(",")) if words else ()


# --- the days of a rule


@functools.lru_cache(maxsize=4096)
def _walk(rule: str, starts_on: date, first: date, last: date) -> tuple[date, ...]:
    read = _read(rule)
    if read.freq == "WEEKLY" and not read.months:
        return tuple(_weeks(read, starts_on, first, last))
    wanted = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in wanted if _matches(read, starts_on, day))


def _weeks(read: _Rule, starts_on: date, first: date, last: date) -> Iterator[date]:
    """The days of a weekly rule: only those are looked at."""
    offsets = sorted({(day - read.week_start) % 7 for _, day in read.weekdays}) or [
        (starts_on.weekday() - read.week_start) % 7
    ]
    week = _week(first, read)
    week += timedelta(weeks=-((week - _week(starts_on, read)).days // 7) % read.interval)
    while week <= last:
        for offset in offsets:
            day = week + timedelta(days=offset)
            if first <= day <= last:
                yield day
        week += timedelta(weeks=read.interval)


def _week(day: date, read: _Rule) -> date:
    return day - timedelta(days=(day.weekday() - read.week_start) % 7)


def _matches(read: _Rule, starts_on: date, day: date) -> bool:
    """Whether a rule that neither counts nor ends falls on ``day``."""
    if read.months and day.month not in read.months:
        return False
    if read.freq == "DAILY":
        apart = (day - starts_on).days
    elif read.freq == "WEEKLY":
        apart = (_week(day, read) - _week(starts_on, read)).days // 7
    elif read.freq == "MONTHLY":
        apart = (day.year - starts_on.year) * 12 + day.month - starts_on.month
    else:
        apart = day.year - starts_on.year
    return apart % read.interval == 0 and _is_day(read, starts_on, day)


def _is_day(read: _Rule, starts_on: date, day: date) -> bool:
    if read.weekdays or read.monthdays:
        return _is_weekday(read, day) and _is_monthday(read, day)
    if read.freq == "WEEKLY":
        return day.weekday() == starts_on.weekday()
    if read.freq == "YEARLY" and not read.months and day.month != starts_on.month:
        return False
    return read.freq == "DAILY" or day.day == starts_on.day


def _is_weekday(read: _Rule, day: date) -> bool:
    if not read.weekdays:
        return True
    forward, backward = (day.day - 1) // 7 + 1, -((_length(day) - day.day) // 7) - 1
    return any(
        weekday == day.weekday() and which in (0, forward, backward) for which, weekday in read.weekdays
    )


def _is_monthday(read: _Rule, day: date) -> bool:
    return not read.monthdays or not {day.day, day.day - _length(day) - 1}.isdisjoint(read.monthdays)


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


@functools.lru_cache(maxsize=1024)
def _last_day(rule: str, starts_on: date) -> date | None:
    """The last day of a rule that ends or counts; a count is walked once, and for at most a lifetime."""
    read = _read(rule)
    if not read.count:
        return read.until
    left, day = read.count, starts_on
    for _ in range(_LIFETIME.days):
        left -= _matches(read, starts_on, day)
        if not left:
            break
        day += timedelta(days=1)
    return min(day, read.until or day)
