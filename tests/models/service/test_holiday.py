"""Public holidays: those of where the service is."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from models import clock
from models.service import holiday
from models.service.agent import SYSTEM, Agent
from models.store.database import Database

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


def test_what_was_worked_out_once_is_read_without_the_library(
    db: Database, alice: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    holiday.use("FR", "74")
    with clock.frozen(datetime(2031, 5, 4, tzinfo=UTC)):
        assert not db.call(holiday.known)
        db.call(holiday.learn, SYSTEM)
        assert db.call(holiday.known)
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert db.call(holiday.name, date(2031, 7, 14)) == "Fête nationale"
    assert db.call(holiday.name, date(2032, 7, 15)) == ""
    with pytest.raises(ImportError):
        db.call(holiday.name, date(2033, 7, 14))


def test_learning_again_replaces_what_was_kept(db: Database, alice: Agent) -> None:
    holiday.use("CH", "GE")
    with clock.frozen(datetime(2031, 5, 4, tzinfo=UTC)):
        db.call(holiday.learn, SYSTEM)
        db.call(holiday.learn, SYSTEM)
        assert db.call(lambda: holiday.HolidayRow.select().count()) == holiday.YEARS


def test_a_holiday_is_named_in_french_and_another_day_is_not() -> None:
    assert holiday.name(date(2026, 9, 10)) == "Jeûne genevois"
    assert holiday.name(date(2026, 9, 11)) == ""


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "name"),
    [
        ("CH", "GE", date(2027, 9, 9), "Jeûne genevois"),
        ("CH", "GE", date(2027, 12, 31), "Restauration de la République"),
        ("FR", "57", date(2027, 3, 26), "Vendredi saint"),
        ("FR", "67", date(2027, 3, 26), "Vendredi saint"),
        ("FR", "68", date(2027, 12, 26), "Saint-Étienne"),
        ("FR", "971", date(2027, 5, 27), "Abolition de l’esclavage"),
        ("FR", "974", date(2027, 12, 20), "Abolition de l’esclavage"),
        ("FR", "977", date(2027, 10, 9), "Abolition de l’esclavage"),
        ("FR", "74", date(2027, 3, 26), ""),
        ("FR", "2A", date(2027, 12, 31), ""),
    ],
)
def test_a_canton_and_a_departement_have_holidays_of_their_own(
    country: str, subdivision: str, day: date, name: str
) -> None:
    holiday.use(country, subdivision)
    assert holiday.name(day) == name
