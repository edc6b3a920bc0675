"""Public holidays of the canton or the département in which the service is.

They are worked out once and kept: the library that knows them takes ten megabytes and a tenth of a second.
"""

import functools
from datetime import date
from typing import Any

import peewee

from models import clock
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Row, write

# As far ahead as appointments are looked for.
YEARS = 2

# What the library calls a département otherwise: Alsace is one, the islands have letters.
_CALLED = {"67": "6AE", "68": "6AE", "975": "PM", "977": "BL", "978": "MF"}

_country, _subdivision = "CH", "GE"


class HolidayRow(Row):
    country = peewee.CharField(max_length=2)
    subdivision = peewee.CharField(max_length=10)
    year = peewee.IntegerField()
    # ISO day → its name in French.
    days = peewee.JSONField(default=dict)

    class Meta:
        table_name = "holiday"
        indexes = ((("country", "subdivision", "year"), True),)


def use(country: str, subdivision: str) -> None:
    """Set where the service is: ``CH``, ``GE``. A country that is not known has no holidays."""
    global _country, _subdivision
    _country, _subdivision = country, subdivision


def between(first: date, last: date) -> frozenset[date]:
    """The public holidays from ``first`` to ``last``, both included."""
    found = (_of_year(_country, _subdivision, year) for year in range(first.year, last.year + 1))
    return frozenset(day for days in found for day in days if first <= day <= last)


def name(day: date) -> str:
    """The name in French of the public holiday that ``day`` is, or nothing."""
    return _of_year(_country, _subdivision, day.year).get(day, "")


def named(first: date, last: date) -> dict[date, str]:
    """The public holidays from ``first`` to ``last``, both included, each with its name, in their order."""
    return {day: name(day) for day in sorted(between(first, last))}


def known() -> bool:
    """Whether the holidays of this year and the next are kept."""
    return all(_kept(_country, _subdivision, year) is not None for year in _years())


@write(Permission.SETTINGS)
def learn(by: Agent) -> None:
    """Work out the holidays of this year and the next, and keep them; those kept before are replaced."""
    for year in _years():
        days = {day.isoformat(): words for day, words in _calculated(_country, _subdivision, year).items()}
        HolidayRow.delete().where(_row_of(_country, _subdivision, year)).execute()
        HolidayRow.create(country=_country, subdivision=_subdivision, year=year, days=days)
    journal.note(by, "holiday.learned", subject="holiday", years=list(_years()))


def _years() -> range:
    return range(clock.today().year, clock.today().year + YEARS)


@functools.cache
def _of_year(country: str, subdivision: str, year: int) -> dict[date, str]:
    kept = _kept(country, subdivision, year)
    return _calculated(country, subdivision, year) if kept is None else kept


def _kept(country: str, subdivision: str, year: int) -> dict[date, str] | None:
    base = HolidayRow._meta.database
    # A command may ask from another thread than the database's.
    if base.obj is None or base.is_closed():
        return None
    row = HolidayRow.get_or_none(_row_of(country, subdivision, year))
    return None if row is None else {date.fromisoformat(day): words for day, words in row.days.items()}


def _row_of(country: str, subdivision: str, year: int) -> Any:
    return (
        (HolidayRow.country == country) & (HolidayRow.subdivision == subdivision) & (HolidayRow.year == year)
    )


def _calculated(country: str, subdivision: str, year: int) -> dict[date, str]:
    import holidays  # 60 ms and 11 MB: only for a year that is not kept

    known = holidays.list_supported_countries()
    if country not in known:
        return {}
    called = _CALLED.get(subdivision, subdivision)
    division = called if called in known[country] else None
    found = holidays.country_holidays(country, division, years=year, language="fr")
    return {day: words.replace("'", "’") for day, words in found.items()}
