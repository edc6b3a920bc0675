"""Public holidays of the canton or the département in which the service is."""

import functools
from datetime import date

_country, _subdivision = "CH", "GE"


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
    if day not in between(day, day):
        return ""
    names = _calendar(_country, _subdivision, day.year, language="fr")
    return str(names.get(day, ""))


@functools.cache
def _of_year(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(_calendar(country, subdivision, year))


def _calendar(country: str, subdivision: str, year: int, language: str | None = None) -> dict[date, str]:
    import holidays  # 60 ms: only where slots are looked for

    known = holidays.list_supported_countries()
    if country not in known:
        return {}
    division = subdivision if subdivision in known[country] else None
    return dict(holidays.country_holidays(country, division, years=year, language=language))
