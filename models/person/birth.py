"""When somebody was born, as far as it is known: the day, the month, or the year alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import clock, text
from models.dates import reader
from models.errors import InvalidInput
from models.glossary import Word

# Nobody is older.
_OLDEST = 130
# What offices write for a part of a date that nobody knows, and before one that is guessed.
_UNKNOWN = r"(?:00|xx?|\?\??)"
_ABOUT = re.compile(r"^(?:vers|environ|env\.?|ca\.?|en|~)\s*", re.IGNORECASE)
_YEAR = re.compile(rf"(?:{_UNKNOWN}[\s./-]+){{0,2}}(\d{{4}})|(\d{{4}})-00-00", re.IGNORECASE)
_MONTH = re.compile(
    rf"(?:{_UNKNOWN}[\s./-]+)?(\d{{1,2}})[\s./-]+(\d{{4}})|(\d{{4}})-(\d\d)(?:-00)?", re.IGNORECASE
)
_NAMED = re.compile(r"([a-z]{3,}) (\d{4})")


class Precision(Word):
    """What is known of a birth date that is not known to the day; nothing stands for one that is."""

    MONTH = "month", "mois"
    YEAR = "year", "année"


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born; ``day`` is the first possible one where ``precision`` says it is not known."""

    day: date
    precision: str = ""

    @property
    def shown(self) -> str:
        """``12.03.1980``, ``mars 1980``, ``1980``."""
        return self._as(f"{self.day:%d.%m.%Y}")

    @property
    def written(self) -> str:
        """``12 mars 1980``, ``mars 1980``, ``1980``."""
        return self._as(text.long_date(self.day).partition(" ")[2])

    @property
    def telling(self) -> bool:
        """Whether it helps to tell who somebody is: the first of January is what offices write for a year."""
        return not self.precision and (self.day.day, self.day.month) != (1, 1)

    @property
    def last(self) -> date:
        """The last day possible."""
        if self.precision == Precision.YEAR:
            return date(self.day.year, 12, 31)
        if self.precision == Precision.MONTH:
            following = date(self.day.year + self.day.month // 12, self.day.month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return self.day

    def aged(self, years: int) -> bool | None:
        """Whether they are ``years`` old today; ``None`` where it depends on the day."""
        youngest, oldest = (text.age_on(day, clock.today()) for day in (self.last, self.day))
        return None if youngest < years <= oldest else youngest >= years

    def _as(self, whole: str) -> str:
        if self.precision == Precision.YEAR:
            return f"{self.day.year}"
        return f"{text.MONTHS[self.day.month - 1]} {self.day.year}" if self.precision else whole


def read(value: str, field: str = "") -> Birth | None:
    """A birth date as :func:`models.dates.reader.written`, or as far as it is known: ``mars 1980``,
    ``03.1980``, ``1980``, ``00.00.1980``, ``vers 1980``. ``None`` when empty.

    Raises :class:`InvalidInput` naming ``field`` for no date, one to come and one of 130 years ago.
    """
    value = text.clean(value)
    if not value:
        return None
    day = reader.written(value)
    born = Birth(day) if day else _part(value)
    if born is None:
        raise InvalidInput(
            "Date impossible",
            f"« {value[:30]} » n’existe pas au calendrier. Écrivez par exemple 12.03.1980.",
            field,
        )
    if born.day > clock.today():
        raise InvalidInput("Date de naissance", "Cette date est à venir. Vérifiez l’année.", field)
    if clock.today().year - born.day.year > _OLDEST:
        raise InvalidInput("Date de naissance", "Cette date a plus de 130 ans. Vérifiez l’année.", field)
    return born


def of(one: Any) -> Birth | None:
    """The birth date of a person, or of a row."""
    return Birth(one.birth_date, one.birth_precision) if one.birth_date else None


def of_columns(columns: Mapping[str, Any]) -> Birth | None:
    """The birth date in the columns of a row."""
    return Birth(columns["birth_date"], columns["birth_precision"]) if columns["birth_date"] else None


def shown(one: Any) -> str:
    """The birth date of a person or a row as it is read; empty when nothing is known of it."""
    born = of(one)
    return born.shown if born else ""


def _part(value: str) -> Birth | None:
    """A month or a year; ``None`` for anything else."""
    value = _ABOUT.sub("", value)
    if match := _YEAR.fullmatch(value):
        year, month = match[1] or match[2], 0
    elif match := _MONTH.fullmatch(value):
        year, month = match[2] or match[3], int(match[1] or match[4])
    elif match := _NAMED.fullmatch(text.fold(value)):
        months = [n for n, one in enumerate(text.MONTHS, 1) if text.fold(one).startswith(match[1])]
        year, month = match[2], months[0] if len(months) == 1 else -1
    else:
        return None
    if int(year) == 0 or month not in range(13):
        return None
    return Birth(date(int(year), month or 1, 1), Precision.MONTH if month else Precision.YEAR)
