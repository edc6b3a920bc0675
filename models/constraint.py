"""Constraints: the words that narrow a time, as people say them: « mardi matin », « après 15 h »."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from models import clock, slot, text
from models.errors import InvalidInput
from models.slot import Slot, Wish

# How far ahead the agendas are looked through when the delay leaves nothing.
HORIZON = timedelta(days=182)
# With words every slot is looked at, at each letter typed: forty agendas take a quarter of a second.
NEAR = timedelta(days=56)

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip
# Said of a start, on the site's clock.
_PHRASES: dict[str, Callable[[datetime], bool]] = {
    "morning": lambda start: start.hour < 12,
    "noon": lambda start: 12 <= start.hour < 14,
    "afternoon": lambda start: start.hour >= 12,
    "evening": lambda start: start.hour >= 17,
    "today": lambda start: start.date() == clock.today(),
    "tomorrow": lambda start: start.date() == clock.today() + timedelta(days=1),
    "after_tomorrow": lambda start: start.date() == clock.today() + timedelta(days=2),
    "this_week": lambda start: _week(start.date()) == _week(clock.today()),
    "next_week": lambda start: _week(start.date()) == _week(clock.today()) + timedelta(days=7),
}
_TOKEN = re.compile(
    r"""
      (?P<refused>\b(?:pas|sauf|hors)\b(?:\s+l(?:e|a|es)\b)?)
    | (?P<after_tomorrow>\bapres[\s-]*demain\b)
    | (?P<afternoon>\bapres[\s-]*midis?\b|\baprem\b)
    | (?P<bound>\b(?:apres|avant|des|a\ partir)\b)(?:\s+(?P<day_follows>le|du)\b)?
    | (?P<morning>\bmatins?\b|\bmatinee\b) | (?P<noon>\bmidi\b) | (?P<evening>\bsoirs?\b)
    | (?P<today>\baujourd\W?hui\b) | (?P<tomorrow>\bdemain\b)
    | (?P<this_week>\bcette\s+semaine\b) | (?P<next_week>\bsemaine\s+prochaine\b)
    | (?P<hour>\d{1,2})\s*[h:]\s*(?P<minute>\d{2})?
    | (?P<day>\d{1,2})(?:er)?(?:\s*[./]\s*(?P<month>\d{1,2})[\d./]*
        | \s+(?P<month_name>janv?|fev|mars|avr|mai|juin|juil|aou|sep|oct|nov|dec)[a-z]*)?
    | (?P<word>[^\W\d_]+)
    """,
    re.VERBOSE,
)
_SMALL = frozenset(
    ("a", "au", "avec", "chez", "d", "de", "des", "du", "en", "et", "h", "jour", "jours", "l", "la", "le",
     "les", "ou", "possible", "pour", "si", "un", "une", "vers")
)  # fmt: skip
# A word that is still being typed must not empty the list.
_BEGUN = (
    "apres", "avant", "partir", "matin", "midi", "soir", "demain", "aujourd", "semaine", "cette", "prochaine",
    "pas", "sauf",
)  # fmt: skip

Test = Callable[[datetime, tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True)
class Constraint:
    """Every one of ``tests`` must hold, and one of ``weekdays`` if there is any."""

    tests: tuple[Test, ...]
    weekdays: tuple[Test, ...]

    def fits(self, start: datetime, *words: str) -> bool:
        """Whether a time that starts at ``start`` (aware), with somebody somewhere, is one of those meant."""
        local = clock.local(start)
        said = (WEEKDAYS[local.weekday()], MONTHS[local.month - 1], *text.fold(" ".join(words)).split())
        if self.weekdays and not any(test(local, said) for test in self.weekdays):
            return False
        return all(test(local, said) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Found:
    """The slots for a wish; ``late`` when the delay leaves none and these come after it."""

    slots: tuple[Slot, ...]
    late: bool


def find(wish: Wish, words: str = "", limit: int = 50) -> Found:
    """The next slots of ``wish`` that ``words`` allow; the least late ones when its days have none."""
    allowed = read(words)
    unlimited = 1_000_000 if words.strip() else limit
    furthest = clock.today() + (NEAR if words.strip() else HORIZON)
    for late, last in ((False, wish.last), (True, furthest)):
        slots = [
            one
            for one in slot.free(replace(wish, last=last), unlimited)
            if allowed.fits(one.starts_at, one.agent_name, *_places(wish, one))
        ]
        if slots:
            return Found(tuple(slots[:limit]), late)
    return Found((), True)


def _places(wish: Wish, one: Slot) -> list[str]:
    return [place.label for place in ([wish.place] if wish.place else one.places)]


def read(words: str) -> Constraint:
    """What ``words`` ask for: any of the weekdays, and all the rest; nothing fits an unknown word."""
    tests: list[Test] = []
    weekdays: list[Test] = []
    bound, day_follows, refused = "", False, False
    for match in _TOKEN.finditer(_plain(words)):
        part = match.groupdict()
        if part["refused"]:
            refused = True
        elif part["bound"]:
            bound, day_follows = part["bound"], bool(part["day_follows"])
        else:
            test = (
                _bounded(bound, day_follows, part) if bound and (part["hour"] or part["day"]) else _test(part)
            )
            if test is None:
                continue
            any_of = bool(part["word"]) and not refused and _is_weekday(part["word"])
            (weekdays if any_of else tests).append(_not(test) if refused else test)
            bound, refused = "", False
    return Constraint(tuple(tests), tuple(weekdays))


def read_day(value: str, field: str = "") -> date:
    """A day as one says it: ``7.12``, ``7 décembre``, ``7.12.2027``, ``lundi``, ``demain``, ``aujourd’hui``.

    A day without its year is the nearest one; a weekday is the next one. Raises :class:`InvalidInput`
    naming ``field`` for what is no day.
    """
    plain = _plain(text.clean(value))
    match = _TOKEN.fullmatch(plain.strip())
    part = match.groupdict() if match else {}
    year = (
        re.fullmatch(r".*\b(\d{4}|\d{2})", plain)
        if re.fullmatch(r"\d+\s*[./]\s*\d+\s*[./]\s*\d+", plain)
        else None
    )
    today = clock.today()
    near = [
        today + timedelta(days=shift)
        for shift in sorted(range(-183, 184), key=lambda days: (abs(days), -days))
    ]
    found: date | None = None
    if part.get("day") and part.get("word") is None:
        month = _month(part)
        if year is not None:
            found = _date(int(year[1]) + (2000 if len(year[1]) == 2 else 0), month, int(part["day"]))
        else:
            found = next(
                (day for day in near if day.day == int(part["day"]) and month in (0, day.month)), None
            )
    elif part.get("word") and _is_weekday(part["word"]):
        ahead = (today + timedelta(days=shift) for shift in range(1, 8))
        found = next(
            day for day in ahead if WEEKDAYS[day.weekday()].startswith(part["word"].removesuffix("s"))
        )
    else:
        shifts = {"today": 0, "tomorrow": 1, "after_tomorrow": 2, "next_week": 7}
        found = next(
            (today + timedelta(days=shift) for name, shift in shifts.items() if part.get(name)), None
        )
    if found is None:
        raise InvalidInput(
            "Jour illisible",
            f"« {text.clean(value)[:30]} » n’est pas un jour. Écrivez par exemple 7.12, lundi ou demain.",
            field,
        )
    return found


def _test(part: dict[str, str | None]) -> Test | None:
    for name, holds in _PHRASES.items():
        if part[name]:
            return lambda start, _words, holds=holds: holds(start)  # type: ignore[misc]
    if part["hour"]:
        hour, minute = int(part["hour"]), part["minute"]
        return lambda start, _words: start.hour == hour and (minute is None or start.minute == int(minute))
    if part["day"]:
        day, month = int(part["day"]), _month(part)
        return lambda start, _words: start.day == day and month in (0, start.month)
    word = part["word"] or ""
    if word in _SMALL or any(begun != word and begun.startswith(word) for begun in _BEGUN):
        return None
    stem = word.removesuffix("s") if _is_weekday(word) else word
    return lambda _start, words: any(one.startswith(stem) for one in words)


def _bounded(bound: str, day_follows: bool, part: dict[str, str | None]) -> Test:
    """What comes after « après », « dès » or « avant »: an hour, or a day when « le » or a month says so."""
    before, strictly = bound == "avant", bound == "apres"
    if part["hour"] or not (day_follows or _month(part)):
        hour, minute = int(part["hour"] or part["day"] or 0), int(part["minute"] or 0)
        if hour > 23 or minute > 59:
            return _never
        limit = time(hour, minute)
        return lambda start, _words: start.time() < limit if before else start.time() >= limit
    number, month = int(part["day"] or 0), _month(part)
    ahead = (clock.today() + timedelta(days=shift) for shift in range(366))
    day = next((one for one in ahead if one.day == number and month in (0, one.month)), None)
    if day is None:
        return _never
    if before:
        return lambda start, _words: start.date() < day
    return lambda start, _words: start.date() > day or (not strictly and start.date() == day)


def _never(_start: datetime, _words: tuple[str, ...]) -> bool:
    return False


def _not(test: Test) -> Test:
    return lambda start, words: not test(start, words)


def _is_weekday(word: str) -> bool:
    return len(word) > 2 and any(name.startswith(word.removesuffix("s")) for name in WEEKDAYS)


def _month(part: dict[str, str | None]) -> int:
    """1 to 12, or 0 when no month was said."""
    if part["month"]:
        return int(part["month"]) or 13
    name = part["month_name"]
    return next((number for number, one in enumerate(MONTHS, 1) if name and one.startswith(name)), 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _plain(words: str) -> str:
    """Without case and accents, punctuation kept: ``Après-midi, 15:30`` → ``apres-midi, 15:30``."""
    lowered = unicodedata.normalize("NFKD", words.casefold().replace("’", "'").replace("\u00a0", " "))
    return "".join(letter for letter in lowered if not unicodedata.combining(letter))
