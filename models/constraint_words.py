"""What the words of a constraint mean, one by one: « mardi », « après l’école », « entre 10 h et 12 h »."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from models import clock

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip

DayTest = Callable[[date], bool]
HourTest = Callable[[time], bool]
Part = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A test of the day or of the hour; or a word that names the day, the agent or the place."""

    day: DayTest | None = None
    hour: HourTest | None = None
    word: str = ""

    @property
    def is_weekday(self) -> bool:
        """Whether it is a word that names a day of the week."""
        return is_weekday(self.word)


# How the words are meant at a counter, not what any text of law says: school is over, a day is at its
# end. Said of a start, on the site's clock, from the first time to the second (left out).
_HOURS: dict[str, tuple[time, time | None]] = {
    "morning": (time(0), time(12)),
    "noon": (time(12), time(14)),
    "afternoon": (time(12), None),
    "evening": (time(17), None),
    "early": (time(0), time(10)),
    "late_morning": (time(10, 30), time(12)),
    "early_afternoon": (time(12), time(15)),
    "late": (time(16), None),
    "before_school": (time(0), time(8)),
    "after_school": (time(16), None),
}
# From which day to which, counted from today or from this week's Monday.
_DAYS: dict[str, tuple[int, int]] = {"today": (0, 0), "tomorrow": (1, 1), "after_tomorrow": (2, 2)}
_WEEKS: dict[str, tuple[int, int]] = {"this_week": (0, 6), "next_week": (7, 13)}
_MONTH = "janv?|fev|mars|avr|mai|juin|juil|aou|sep|oct|nov|dec"
_TOKEN = re.compile(
    rf"""
      (?P<refused>\b(?:pas|sauf|hors|excepte)\b(?:\s+l(?:e|a|es)\b)?)
    | (?P<also>\b(?:et|ou|ni)\b(?:\s+l(?:e|a|es)\b)?(?!\s*(?:apres|avant|des)\b))
    | (?P<after_tomorrow>\bapres[\s-]*demain\b)
    | (?P<after_school>\b(?:apres|sortie\s+de)\s+(?:la?\W*)?(?:ecole|classe)\b)
    | (?P<before_school>\bavant\s+(?:la?\W*)?(?:ecole|classe)\b)
    | (?P<late>\bfin\s+(?:de\s+(?:la\s+)?journee|d\W*apres[\s-]*midi)\b|\btard\b)
    | (?P<late_morning>\bfin\s+de\s+(?:la\s+)?matinee\b)
    | (?P<early>\bdebut\s+de\s+(?:la\s+)?(?:matinee|journee)\b|\btot\b)
    | (?P<early_afternoon>\bdebut\s+d\W*apres[\s-]*midi\b)
    | (?P<afternoon>\bapres[\s-]*midis?\b|\baprem\b)
    | (?P<within>\b(?:d\W*ici|dans))\s+(?P<ahead>\d{{1,3}}|une?|deux|trois|quatre)
        \s+(?P<unit>jour|semaine)s?\b
    | (?:\bentre|\bde)\s+(?P<from>\d{{1,2}})(?:\s*[h:]\s*(?P<from_minute>\d{{2}})?)?\s*(?:et|a|-|–)
        \s*(?P<to>\d{{1,2}})(?:\s*[h:]\s*(?P<to_minute>\d{{2}})?)?(?!\s*(?:\d|[./]|{_MONTH}))
    | (?P<from_h>\d{{1,2}})\s*[h:]\s*(?P<from_h_minute>\d{{2}})?\s*(?:a|-|–)
        \s*(?P<to_h>\d{{1,2}})(?:\s*[h:]\s*(?P<to_h_minute>\d{{2}})?)?
    | \b(?:entre\s+le|du)\s+(?P<from_day>\d{{1,2}})(?:er)?(?:\s*[./]\s*(?P<from_month>\d{{1,2}})[./]?
        |\s+(?P<from_name>{_MONTH})[a-z]*)?\s+(?:et(?:\s+le)?|au)\s+(?P<to_day>\d{{1,2}})(?:er)?
        (?:\s*[./]\s*(?P<to_month>\d{{1,2}})[./]?|\s+(?P<to_name>{_MONTH})[a-z]*)?
    | (?P<bound>\b(?:apres|avant|des|a\ partir|entre|d\W*ici|jusqu\W*au?|semaine\s+du)\b)
        (?:\s+(?P<day_follows>le|du|au)\b)?
    | (?P<morning>\bmatins?\b|\bmatinee\b) | (?P<noon>\bmidi\b) | (?P<evening>\bsoirs?\b|\bsoiree\b)
    | (?P<today>\baujourd\W?hui\b) | (?P<tomorrow>\bdemain\b)
    | (?P<this_week>\bcette\s+semaine\b) | (?P<next_week>\bsemaine\s+prochaine\b)
    | (?P<hour>\d{{1,2}})\s*[h:]\s*(?P<minute>\d{{2}})?
    | (?P<day>\d{{1,2}})(?:er)?(?:\s*[./]\s*(?P<month>\d{{1,2}})[\d./]*
        | \s+(?P<month_name>{_MONTH})[a-z]*)?
    | (?P<word>[^\W\d_]+)
    """,
    re.VERBOSE,
)
_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4}
# « midi » where an hour is expected.
_NOON = (
    (re.compile(r"\bentre\s+midi\s+et\s+(?:deux|2|14)\b(?:\s*h)?"), "midi"),
    (re.compile(r"\b(entre|et|jusqu\W*a|avant|des|partir\s+de)\s+midi\b"), r"\1 12 h"),
    (re.compile(r"(\d\s*h(?:\s*\d\d)?\s*(?:a|-|–)\s*)midi\b"), r"\g<1>12 h"),
    (re.compile(r"\bde\s+midi\s+(?=a\b)"), "de 12 h "),
)
_SMALL = frozenset(
    ("a", "au", "avec", "chez", "d", "dans", "de", "debut", "des", "du", "ecole", "en", "et", "fin", "h",
     "jour", "jours", "jusqu", "l", "la", "le", "les", "ou", "plus", "possible", "pour", "semaine", "si",
     "tres", "trop", "un", "une", "vers")
)  # fmt: skip
# A word that is still being typed must not empty the list.
_BEGUN = (
    "apres", "avant", "partir", "matin", "matinee", "midi", "soir", "demain", "aujourd", "semaine", "cette",
    "prochaine", "pas", "sauf", "excepte", "entre", "ecole", "journee", "debut", "sortie", "jusqu", "dans",
    "tard",
)  # fmt: skip


def parts(words: str) -> Iterator[Part]:
    """What stands in ``words``, one after the other, each by its name."""
    said = plain(words)
    for pattern, instead in _NOON:
        said = pattern.sub(instead, said)
    return (match.groupdict() for match in _TOKEN.finditer(said))


def part_of(words: str) -> Part:
    """What ``words`` are when they are one thing; empty otherwise."""
    match = _TOKEN.fullmatch(plain(words).strip())
    return match.groupdict() if match else {}


def meaning(part: Part, bound: str = "", day_follows: bool = False) -> Meaning | None:
    """What a part asks for, after ``bound`` (« avant », « dès »…) if any; ``None`` when that is nothing."""
    if bound and (found := _bounded(bound, day_follows, part)):
        return found
    for name, (start, end) in _HOURS.items():
        if part[name]:
            return Meaning(hour=_hours(start, end))
    for name, span in (_DAYS | _WEEKS).items():
        if part[name]:
            return Meaning(day=_days(*(_base(name) + timedelta(days=shift) for shift in span)))
    return _span(part) or _exact(part) or _word(part["word"] or "")


def plain(words: str) -> str:
    """Without case and accents, punctuation kept: ``Après-midi, 15:30`` → ``apres-midi, 15:30``."""
    lowered = unicodedata.normalize("NFKD", words.casefold().replace("’", "'").replace("\u00a0", " "))
    return "".join(letter for letter in lowered if not unicodedata.combining(letter))


def is_weekday(word: str) -> bool:
    """Whether a word is a day of the week, or begins one."""
    return len(word) > 2 and any(name.startswith(word.removesuffix("s")) for name in WEEKDAYS)


def month(number: str | None, name: str | None) -> int:
    """1 to 12 (13 for a number that is none), or 0 when no month was said."""
    if number:
        return int(number) or 13
    return next((index for index, one in enumerate(MONTHS, 1) if name and one.startswith(name)), 0)


def next_weekday(word: str) -> date:
    """The next day of that name, today not counted."""
    ahead = (clock.today() + timedelta(days=shift) for shift in range(1, 8))
    return next(day for day in ahead if WEEKDAYS[day.weekday()].startswith(word.removesuffix("s")))


def _span(part: Part) -> Meaning | None:
    """« entre 10 h et 12 h », « 10 h - 12 h », « du 7 au 11 décembre », « dans 15 jours »."""
    for start, end in (("from", "to"), ("from_h", "to_h")):
        if part[start]:
            first, last = (_hour(part[one], part[f"{one}_minute"]) for one in (start, end))
            return Meaning(hour=_hours(first, last)) if first and last else Meaning(hour=_never)
    if part["from_day"]:
        to = month(part["to_month"], part["to_name"])
        since = _next_day(part["from_day"], month(part["from_month"], part["from_name"]) or to)
        until = _next_day(part["to_day"], to, since) if since else None
        return Meaning(day=_days(since, until) if since and until else _never)
    if part["ahead"]:
        number = _NUMBERS.get(part["ahead"]) or int(part["ahead"])
        day = clock.today() + timedelta(days=number * (7 if part["unit"] == "semaine" else 1))
        return Meaning(day=_days(day, None) if part["within"] == "dans" else _days(None, day))
    return None


def _exact(part: Part) -> Meaning | None:
    """« 10 h », « 9 h 15 », « 24.11 », « le 7 »."""
    if part["hour"]:
        hour, minute = int(part["hour"]), part["minute"]
        return Meaning(hour=lambda at: at.hour == hour and (minute is None or at.minute == int(minute)))
    if part["day"]:
        number, of = int(part["day"]), month(part["month"], part["month_name"])
        return Meaning(day=lambda day: day.day == number and of in (0, day.month))
    return None


def _word(word: str) -> Meaning | None:
    if not word or word in _SMALL or any(begun != word and begun.startswith(word) for begun in _BEGUN):
        return None
    return Meaning(word=word.removesuffix("s") if is_weekday(word) else word)


def _bounded(bound: str, day_follows: bool, part: Part) -> Meaning | None:
    """What comes after « après », « dès », « avant »…: an hour, or a day when « le » or a month says so."""
    before = bound == "avant" or bound.startswith(("jusqu", "d"))
    before = before and bound != "des"
    of_day = day_follows or bound.endswith(("au", "du")) or bool(part["month"] or part["month_name"])
    if part["hour"] or (part["day"] and not of_day):
        limit = _hour(part["hour"] or part["day"], part["minute"])
        if limit is None:
            return Meaning(hour=_never)
        return Meaning(hour=_hours(time(0), limit) if before else _hours(limit, None))
    days = _day_of(part)
    if days is None:
        return None
    first, last = days
    if first is None or last is None:
        return Meaning(day=_never)
    if bound.startswith("semaine"):
        monday = first - timedelta(days=first.weekday())
        return Meaning(day=_days(monday, monday + timedelta(days=6)))
    one = timedelta(days=1)
    if before:
        return Meaning(day=_days(None, first - one if bound == "avant" else last))
    return Meaning(day=_days(last + one if bound == "apres" else first, None))


def _day_of(part: Part) -> tuple[date | None, date | None] | None:
    """The first and last day of what names some: a date, a weekday, a month, « demain »; else ``None``."""
    for name, (first, last) in (_DAYS | _WEEKS).items():
        if part[name]:
            return _base(name) + timedelta(days=first), _base(name) + timedelta(days=last)
    if part["day"]:
        day = _next_day(part["day"], month(part["month"], part["month_name"]))
        return day, day
    word = part["word"] or ""
    if is_weekday(word):
        return next_weekday(word), next_weekday(word)
    if word in MONTHS:
        first_day = _next_day("1", MONTHS.index(word) + 1, clock.today().replace(day=1))
        if first_day is not None:
            return first_day, (first_day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return None


def _base(name: str) -> date:
    """The day from which today or this week is counted."""
    today = clock.today()
    return today if name in _DAYS else today - timedelta(days=today.weekday())


def _next_day(number: str | None, of: int, start: date | None = None) -> date | None:
    """The next such day of the month, today counted; ``None`` when there is none within a year."""
    since = start or clock.today()
    ahead = (since + timedelta(days=shift) for shift in range(366))
    return next((day for day in ahead if day.day == int(number or 0) and of in (0, day.month)), None)


def _hour(hour: str | None, minute: str | None) -> time | None:
    number, minutes = int(hour or 0), int(minute or 0)
    return time(number, minutes) if number < 24 and minutes < 60 else None


def _hours(start: time, end: time | None) -> HourTest:
    return lambda at: start <= at and (end is None or at < end)


def _days(first: date | None, last: date | None) -> DayTest:
    return lambda day: (first is None or first <= day) and (last is None or day <= last)


def _never(_at: object) -> bool:
    return False
