"""What a constraint is made of: sets of days and of hours that say what they are, and their alternatives."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from models import clock

MINUTES = 24 * 60
_ALL = (1 << MINUTES) - 1
# Days further ahead are not asked for at a counter.
_YEAR = 366

DayTest = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class HourSet:
    """Minutes of a day, one bit for each, and how they are said: « après 14 h ».

    ``exact`` is a time to come at (« à 10 h »), rather than when one can.
    """

    minutes: int
    said: str
    exact: bool = False

    def holds(self, hour: time) -> bool:
        """Whether a time begins then."""
        return bool(self.minutes >> (hour.hour * 60 + hour.minute) & 1)

    def meet(self, other: "HourSet") -> "HourSet":
        """What is in both."""
        both = self.minutes & other.minutes
        for one in (other, self):
            if both == one.minutes:
                return one
        return HourSet(both, f"{self.said} {other.said}", self.exact or other.exact)

    def join(self, other: "HourSet") -> "HourSet":
        """What is in one of them."""
        exact = self.exact or other.exact
        return HourSet(self.minutes | other.minutes, f"{self.said} ou {other.said}", exact)

    def meets(self, other: "HourSet") -> bool:
        """Whether there is anything in both."""
        return bool(self.minutes & other.minutes)

    def refused(self) -> "HourSet":
        """All the others: « pas avant 10 h » is « dès 10 h »."""
        for begins, instead in (("dès ", "avant "), ("avant ", "dès ")):
            if self.said.startswith(begins) and " ou " not in self.said:
                return HourSet(_ALL & ~self.minutes, instead + self.said.removeprefix(begins))
        return HourSet(_ALL & ~self.minutes, f"pas {self.alone}")

    @property
    def alone(self) -> str:
        """As it is said without a day before it: « le matin »."""
        articles = {"matin": "le ", "après-midi": "l’"}
        return articles.get(self.said, "") + self.said


def between(start: time, end: time | None, said: str) -> HourSet:
    """From a time of the site’s clock to another (left out); to midnight without one."""
    low, high = (start.hour * 60 + start.minute, end.hour * 60 + end.minute if end else MINUTES)
    return HourSet((1 << high) - (1 << low) if low < high else 0, said)


@dataclass(frozen=True, slots=True)
class DaySet:
    """Days that a test holds for, and how they are said: « mardi », « du 7 au 11 décembre ».

    ``dated`` ones are in some weeks only. One that is a ``word`` not typed to its end may also be a name.
    """

    test: DayTest
    said: str
    dated: bool = True
    word: str = ""
    # How all the others are said, where that is plainer: « pas avant le 3 » is « dès le 3 ».
    others: str = ""

    def holds(self, day: date, heard: Collection[str]) -> bool:
        """Whether a day is one of them, ``heard`` being the words that name who receives or where."""
        return self.test(day) or (bool(self.word) and self.word in heard)

    def refused(self) -> "DaySet":
        """All the others."""
        test = self.test
        return DaySet(lambda day: not test(day), self.others)

    def meet(self, other: "DaySet") -> "DaySet":
        """What is in both."""
        first, second = self.test, other.test
        dated = self.dated or other.dated
        return DaySet(lambda day: first(day) and second(day), f"{self.said} {other.said}", dated)

    def join(self, other: "DaySet") -> "DaySet":
        """What is in one of them."""
        first, second = self.test, other.test
        dated = self.dated or other.dated
        return DaySet(lambda day: first(day) or second(day), f"{self.said} ou {other.said}", dated)

    def meets(self, other: "DaySet") -> bool:
        """Whether a day ahead is in both."""
        ahead = (clock.today() + timedelta(days=shift) for shift in range(_YEAR))
        return any(self.test(day) and other.test(day) for day in ahead)


@dataclass(frozen=True, slots=True)
class Name:
    """Words that are all part of one name, and how they are said."""

    words: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the ``points`` (« mardi », « le 3 »), within ``span``, at one of ``hours``, one of ``names``.

    What is empty or ``None`` narrows nothing.
    """

    points: tuple[DaySet, ...] = ()
    span: DaySet | None = None
    hours: HourSet | None = None
    names: tuple[Name, ...] = ()

    def on(self, day: date, heard: Collection[str]) -> bool:
        """Whether a day is meant, with somebody somewhere of whom these words were heard."""
        return (
            (not self.points or any(one.holds(day, heard) for one in self.points))
            and (self.span is None or self.span.holds(day, heard))
            and (not self.names or any(all(word in heard for word in name.words) for name in self.names))
        )

    def at(self, hour: time) -> bool:
        """Whether an hour is meant."""
        return self.hours is None or self.hours.holds(hour)

    def words(self) -> set[str]:
        """Every word of which it has to be known whether it was heard."""
        days = (*self.points, *((self.span,) if self.span else ()))
        return {word for name in self.names for word in name.words} | {one.word for one in days if one.word}

    @property
    def parts(self) -> frozenset[str]:
        """Which of its four parts narrow anything."""
        return frozenset(one for one in ("points", "span", "hours", "names") if getattr(self, one))

    @property
    def lasting(self) -> bool:
        """Whether it is as good in any week: neither a date nor an exact time is named."""
        exact = self.hours is not None and self.hours.exact
        return not exact and self.span is None and not any(one.dated for one in self.points)

    @property
    def said(self) -> str:
        """In French: « mardi ou jeudi matin, du 7 au 11 décembre (Rey) »."""
        at = "" if self.hours is None else self.hours.said if self.points else self.hours.alone
        days = [f"{one.said} {at}".rstrip() for one in self.points] or [at]
        names = " ou ".join(one.said for one in self.names)
        found = ", ".join(filter(None, (" ou ".join(days), self.span.said if self.span else "")))
        return f"{found} ({names})" if found and names else found or names

    def filled(self, other: "Alternative", parts: Collection[str]) -> "Alternative":
        """With what ``other`` has of these parts, where this one has nothing."""
        missing = {one: getattr(other, one) for one in parts if one in other.parts - self.parts}
        return replace(self, **missing) if missing else self

    def meet(self, other: "Alternative") -> "Alternative":
        """What is in both; of hours or spans that exclude one another, this one’s."""
        found = self.filled(other, other.parts)
        if self.hours and other.hours and self.hours.meets(other.hours):
            found = replace(found, hours=self.hours.meet(other.hours))
        if self.span and other.span and self.span.meets(other.span):
            found = replace(found, span=self.span.meet(other.span))
        if self.names and other.names:
            both = tuple(
                Name((*one.words, *more.words), f"{one.said} {more.said}")
                for one in self.names
                for more in other.names
            )
            found = replace(found, names=both)
        return found

    def excludes(self, other: "Alternative") -> bool:
        """Whether hours or spans of the two have nothing in common."""
        apart = self.hours and other.hours and not self.hours.meets(other.hours)
        return bool(apart or (self.span and other.span and not self.span.meets(other.span)))

    def join(self, other: "Alternative") -> "Alternative":
        """With the hours, the span and the names of ``other`` as well, for the parts that both have."""
        found = self
        if self.hours and other.hours:
            found = replace(found, hours=self.hours.join(other.hours))
        if self.span and other.span:
            found = replace(found, span=self.span.join(other.span))
        if self.names and other.names:
            found = replace(found, names=(*self.names, *other.names))
        return found


def told(alternatives: Sequence[Alternative]) -> str:
    """In French; the span and the names that all of them have are said once, at the end."""
    shared = Alternative()
    if len(alternatives) > 1:
        first = alternatives[0]
        span = first.span if all(one.span == first.span for one in alternatives) else None
        names = first.names if all(one.names == first.names for one in alternatives) else ()
        shared = Alternative(span=span, names=names)
        alternatives = [
            replace(one, span=None if span else one.span, names=() if names else one.names)
            for one in alternatives
        ]
    several = " ou ".join(one.said for one in alternatives if one.parts)
    several = ", ".join(filter(None, (several, shared.span.said if shared.span else "")))
    of_all = " ou ".join(one.said for one in shared.names)
    return " ".join(filter(None, (several, f"({of_all})" if of_all else "")))
