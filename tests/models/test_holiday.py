"""Public holidays: those of where the service is."""

from collections.abc import Iterator
from datetime import date

import pytest

from models import holiday

YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def at_geneva_again() -> Iterator[None]:
    yield
    holiday.use("CH", "GE")


def test_holidays_are_those_of_the_site() -> None:
    holiday.use("CH", "GE")
    geneva = holiday.between(*YEAR)
    holiday.use("FR", "74")
    france = holiday.between(*YEAR)
    assert date(2026, 9, 10) in geneva - france
    assert date(2026, 7, 14) in france - geneva


def test_a_country_that_is_not_known_has_none() -> None:
    holiday.use("XX", "")
    assert holiday.between(*YEAR) == frozenset()


def test_a_holiday_is_named_in_french_and_another_day_is_not() -> None:
    assert holiday.name(date(2026, 9, 10)) == "Jeûne genevois"
    assert holiday.name(date(2026, 9, 11)) == ""
