"""Constraints: the words that narrow a time, as people say them: « mardi matin », « après 15 h »."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from models import clock, slot, text
from models.constraint_words import (
    MONTHS,
    WEEKDAYS,
    DayTest,
    HourTest,
    Meaning,
    is_weekday,
    meaning,
    month,
    next_weekday,
    part_of,
    parts,
    plain,
)
from models.days import Days
from models.errors import InvalidInput
from models.slot import Slot, Wish

# How far ahead the agendas are looked through when the delay leaves nothing.
HORIZON = timedelta(days=182)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Constraint:
    """Every test of the day and of the hour holds, and of the words each is said or, refused, is not.

    One of ``weekdays`` is, if there is any. ``besides`` are hours of some days that are left out.
    """

    days: tuple[DayTest, ...] = ()
    hours: tuple[HourTest, ...] = ()
    # A word, and whether it is refused.
    words: tuple[tuple[str, bool], ...] = ()
    weekdays: tuple[str, ...] = ()
    besides: tuple[tuple[DayTest, HourTest], ...] = ()
    _heard: dict[str, int] = field(default_factory=dict, init=False, compare=False, repr=False)
    _known: dict[tuple[date, date, int], int] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def fits(self, start: datetime, *words: str) -> bool:
        """Whether a time that starts at ``start`` (aware), with somebody somewhere, is one of those meant."""
        local = clock.local(start)
        day, hour = local.date(), local.time()
        return (
            self._on(day, self.heard(*words))
            and all(test(hour) for test in self.hours)
            and not any(of(day) and at(hour) for of, at in self.besides)
        )

    def heard(self, *words: str) -> int:
        """Which of the words asked for are among ``words``, who receives and where: one bit for each."""
        found = 0
        for one in words:
            if one not in self._heard:
                said = text.fold(one).split()
                wanted = (*(word for word, _ in self.words), *self.weekdays)
                self._heard[one] = sum(
                    1 << number
                    for number, word in enumerate(wanted)
                    if any(each.startswith(word) for each in said)
                )
            found |= self._heard[one]
        return found

    def starts(self, days: Days, heard: int) -> int:
        """The cells of ``days`` at which a time may begin of which so much was heard."""
        key = days.days[0], days.days[-1], heard
        if key not in self._known:
            wanted = [day for day in days.days if self._on(day, heard)]
            found = days.at(wanted, lambda hour: all(test(hour) for test in self.hours)) if wanted else 0
            for of, at in self.besides:
                found &= ~days.at([day for day in wanted if of(day)], at)
            self._known[key] = found
        return self._known[key]

    def _on(self, day: date, heard: int) -> bool:
        names = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
        said = [
            bool(heard >> number & 1) or any(name.startswith(word) for name in names)
            for number, word in enumerate((*(word for word, _ in self.words), *self.weekdays))
        ]
        return (
            all(test(day) for test in self.days)
            and all(one is not refused for one, (_, refused) in zip(said, self.words, strict=False))
            and (not self.weekdays or any(said[len(self.words) :]))
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The slots for a wish; ``late`` when the delay leaves none and these come after it."""

    slots: tuple[Slot, ...]
    late: bool


def find(wish: Wish, words: str = "", limit: int = 50) -> Found:
    """The next slots of ``wish`` that ``words`` allow; the least late ones when its days have none."""
    said = read(words) if words.strip() else None
    slots = slot.free(wish, limit, said)
    if slots:
        return Found(tuple(slots), False)
    later = replace(wish, first=max(wish.first, wish.last + timedelta(days=1)), last=clock.today() + HORIZON)
    return Found(tuple(slot.free(later, limit, said)), True)


def read(words: str) -> Constraint:
    """What ``words`` ask for: any of the weekdays, and all the rest; nothing fits an unknown word."""
    said = _Said()
    for part in parts(words):
        said.add(part)
    return said.constraint


class _Said:
    """What was read so far, and what the next word stands after."""

    def __init__(self) -> None:
        self.constraint = Constraint()
        self.bound, self.day_follows, self.refused, self.again = "", False, False, False
        # The day just refused: « pas lundi matin » leaves out that morning, « pas lundi ni mardi » both days.
        self.before: Meaning | None = None

    def add(self, part: dict[str, str | None]) -> None:
        """Take in one more part."""
        if part["refused"]:
            self.refused, self.before = True, None
        elif part["also"]:
            self.again = self.before is not None
        elif part["bound"]:
            self.bound, self.day_follows, self.before = part["bound"], bool(part["day_follows"]), None
        elif found := meaning(part, self.bound, self.day_follows):
            of_day = found.is_weekday or found.day is not None
            self.refused = self.refused or (self.again and of_day)
            self._keep(found, None if self.again else self.before)
            self.before = found if self.refused and of_day else None
            self.bound, self.refused, self.again = "", False, False

    def _keep(self, one: Meaning, before: Meaning | None) -> None:
        said = self.constraint
        if before is not None and one.hour and not self.refused:
            self._leave_out(before, one.hour)
        elif one.day:
            self.constraint = replace(said, days=(*said.days, _not(one.day) if self.refused else one.day))
        elif one.hour:
            self.constraint = replace(said, hours=(*said.hours, _not(one.hour) if self.refused else one.hour))
        elif one.is_weekday and not self.refused:
            self.constraint = replace(said, weekdays=(*said.weekdays, one.word))
        else:
            self.constraint = replace(said, words=(*said.words, (one.word, self.refused)))

    def _leave_out(self, day: Meaning, hour: HourTest) -> None:
        """Only these hours of the day that was refused before."""
        said = self.constraint
        if day.day:
            of, said = day.day, replace(said, days=said.days[:-1])
        else:
            of, said = _named(day.word), replace(said, words=said.words[:-1])
        self.constraint = replace(said, besides=(*said.besides, (of, hour)))


def read_day(value: str, field: str = "") -> date:
    """A day as one says it: ``7.12``, ``7 décembre``, ``7.12.2027``, ``lundi``, ``demain``, ``aujourd’hui``.

    A day without its year is the nearest one; a weekday is the next one. Raises :class:`InvalidInput`
    naming ``field`` for what is no day.
    """
    said = plain(text.clean(value))
    part = part_of(said)
    year = (
        re.fullmatch(r".*\b(\d{4}|\d{2})", said)
        if re.fullmatch(r"\d+\s*[./]\s*\d+\s*[./]\s*\d+", said)
        else None
    )
    today = clock.today()
    near = [
        today + timedelta(days=shift)
        for shift in sorted(range(-183, 184), key=lambda days: (abs(days), -days))
    ]
    found: date | None = None
    if part.get("day") and part.get("word") is None:
        of = month(part["month"], part["month_name"])
        if year is not None:
            found = _date(int(year[1]) + (2000 if len(year[1]) == 2 else 0), of, int(part["day"] or 0))
        else:
            found = next(
                (day for day in near if day.day == int(part["day"] or 0) and of in (0, day.month)), None
            )
    elif is_weekday(part.get("word") or ""):
        found = next_weekday(part["word"] or "")
    else:
        shifts = {"today": 0, "tomorrow": 1, "after_tomorrow": 2, "next_week": 7}
        past = {"hier": -1, "avant-hier": -2, "avant hier": -2}.get(said.strip())
        ahead = next((shift for name, shift in shifts.items() if part.get(name)), past)
        found = None if ahead is None else today + timedelta(days=ahead)
    if found is None:
        raise InvalidInput(
            "Jour illisible",
            f"« {text.clean(value)[:30]} » n’est pas un jour. Écrivez par exemple 7.12, lundi ou demain.",
            field,
        )
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _not(test: Callable[[T], bool]) -> Callable[[T], bool]:
    return lambda what: not test(what)


def _named(word: str) -> DayTest:
    return lambda day: WEEKDAYS[day.weekday()].startswith(word)
