"""Constraints: the words that narrow a time, as people say them: « mardi matin ou jeudi après 15 h ».

A line is cut into words (:mod:`models.dates.constraint_words`), each gets its meaning
(:mod:`models.dates.constraint_meaning`, days in :mod:`models.dates.constraint_days`), and the line joins
these (:mod:`models.dates.constraint_line`) into alternatives, which are sets of days and hours
(:mod:`models.dates.constraint_sets`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from models import clock, text
from models.cells.days import Days
from models.dates import constraint_line
from models.dates.constraint_sets import Alternative, told
from models.dates.constraint_words import plain

# How far ahead the agendas are looked through when the delay leaves nothing.
HORIZON = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A time is meant when one of ``alternatives`` holds (any time when there are none) and no ``besides``.

    ``unknown`` are the words that were not understood; they narrow nothing.
    """

    alternatives: tuple[Alternative, ...] = ()
    besides: tuple[Alternative, ...] = ()
    unknown: tuple[str, ...] = ()
    _heard: dict[str, int] = field(default_factory=dict, init=False, compare=False, repr=False)
    _known: dict[tuple[date, date, int], int] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _words: list[str] = field(default_factory=list, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._words.extend(sorted({word for one in self._all for word in one.words()}))

    @property
    def _all(self) -> tuple[Alternative, ...]:
        return (*self.alternatives, *self.besides)

    def fits(self, start: datetime, *words: str) -> bool:
        """Whether a time that starts at ``start`` (aware), with somebody somewhere, is one of those meant."""
        local = clock.local(start)
        day, hour, heard = local.date(), local.time(), self._said(self.heard(*words))
        wanted = not self.alternatives or any(
            one.on(day, heard) and one.at(hour) for one in self.alternatives
        )
        return wanted and not any(one.on(day, heard) and one.at(hour) for one in self.besides)

    def heard(self, *words: str) -> int:
        """Which of the words asked for are among ``words``, who receives and where: one bit for each."""
        found = 0
        for one in words:
            if one not in self._heard:
                said = text.fold(one).split()
                self._heard[one] = sum(
                    1 << number
                    for number, word in enumerate(self._words)
                    if any(each.startswith(word) for each in said)
                )
            found |= self._heard[one]
        return found

    def starts(self, days: Days, heard: int) -> int:
        """The cells of ``days`` at which a time may begin of which so much was heard."""
        key = days.days[0], days.days[-1], heard
        if key not in self._known:
            said = self._said(heard)
            found = 0
            for one in self.alternatives or (Alternative(),):
                found |= _cells(one, days, said)
            for one in self.besides if found else ():
                found &= ~_cells(one, days, said)
            self._known[key] = found
        return self._known[key]

    @property
    def said(self) -> str:
        """What was understood, in French: « lundi matin ou jeudi après-midi, sauf le 3 décembre »."""
        return ", ".join(
            filter(None, (told(self.alternatives), *(f"sauf {one.said}" for one in self.besides)))
        )

    @property
    def lasting(self) -> bool:
        """Whether it is as good in any week: neither a date nor an exact time is named."""
        return all(one.lasting for one in self._all)

    def _said(self, heard: int) -> frozenset[str]:
        return frozenset(word for number, word in enumerate(self._words) if heard >> number & 1)


def _cells(one: Alternative, days: Days, heard: frozenset[str]) -> int:
    wanted = [day for day in days.days if one.on(day, heard)]
    return days.at(wanted, one.at) if wanted else 0


def read(words: str, known: Iterable[str] | None = None) -> Constraint:
    """What ``words`` ask for.

    A word that means nothing else is somebody’s name, or a place: one of ``known``, else it is said to be
    unknown and narrows nothing. Without ``known`` any word may be a name, and nobody of that name fits.
    """
    found = constraint_line.read(words, _spoken(known) if known is not None else lambda word: word)
    typed = {plain(one): one for one in re.findall(r"\w+", words)}
    unknown = tuple(typed.get(one, one) for one in found.unknown)
    return Constraint(found.alternatives, found.besides, unknown)


def _spoken(known: Iterable[str]) -> Callable[[str], str]:
    """Gives the name that a word begins, as it is written; nothing when it begins none."""
    folded = {text.fold(word): word for name in known for word in re.findall(r"[^\W\d_]+", name)}

    def spoken(word: str) -> str:
        begun = [whole for one, whole in folded.items() if one.startswith(word)]
        return begun[0] if len(begun) == 1 else f"{word}…" if begun else ""

    return spoken
