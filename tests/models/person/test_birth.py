"""When somebody was born, as far as it is known: the day, the month, or the year alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import clock
from models.errors import InvalidInput
from models.known import merge, search
from models.lists import person_export
from models.person import birth, person
from models.person import change as person_change
from models.person.birth import Birth, Precision
from models.person.person import Person, PersonForm
from models.service.agent import Agent
from models.service.permission import Role
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1980", "1980"),
        ("vers 1980", "1980"),
        ("env. 1980", "1980"),
        ("00.00.1980", "1980"),
        ("xx/xx/1980", "1980"),
        ("?? ?? 1980", "1980"),
        ("1980-00-00", "1980"),
        ("03.1980", "mars 1980"),
        ("3/1980", "mars 1980"),
        ("00.03.1980", "mars 1980"),
        ("mars 1980", "mars 1980"),
        ("Févr. 1980", "février 1980"),
        ("1980-03", "mars 1980"),
        ("1980-03-00", "mars 1980"),
        ("12.03.1980", "12.03.1980"),
        ("12 mars 1980", "12.03.1980"),
        ("01.01.1980", "01.01.1980"),
    ],
)
def test_a_birth_date_is_kept_as_far_as_it_is_known(typed: str, shown: str) -> None:
    born = birth.read(typed)
    assert born is not None and born.shown == shown


def test_no_birth_date_is_no_error() -> None:
    assert birth.read(" ") is None


@pytest.mark.parametrize("typed", ["2027", "12.2026", "24.11.2026", "31.12.26"])
def test_nobody_is_born_tomorrow(typed: str) -> None:
    with pytest.raises(InvalidInput, match="est à venir"):
        birth.read(typed)


@pytest.mark.parametrize("typed", ["1895", "01.01.1895", "03.1895", "1.1.0001"])
def test_nobody_is_older_than_130_years(typed: str) -> None:
    with pytest.raises(InvalidInput, match="130 ans"):
        birth.read(typed)


@pytest.mark.parametrize("typed", ["13.1980", "00.13.1980", "31.02.1980", "ju 1980", "0000", "80", "19800"])
def test_what_is_neither_a_day_nor_a_month_nor_a_year_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="n’existe pas au calendrier") as refused:
        birth.read(typed, "birth_date")
    assert refused.value.field == "birth_date"


def test_who_is_born_today_is_born() -> None:
    assert birth.read("23.11.2026") == Birth(clock.today())


@given(st.dates(date(1900, 1, 1), date(2026, 11, 1)), st.sampled_from(["", *Precision]))
def test_what_is_shown_reads_as_the_same_birth_date(day: date, precision: str) -> None:
    first = {Precision.YEAR: day.replace(month=1, day=1), Precision.MONTH: day.replace(day=1)}
    born = Birth(first.get(Precision(precision), day) if precision else day, precision)
    assert birth.read(born.shown) == born
    assert born.day <= day <= born.last


@given(st.text("0123456789 ./-x?mars", max_size=14))
def test_a_birth_date_is_read_or_refused_whatever_was_typed(typed: str) -> None:
    try:
        birth.read(typed)
    except InvalidInput as refused:
        assert refused.message


def test_whether_somebody_is_of_age_may_depend_on_the_day() -> None:
    assert [Birth(date(year, 1, 1), Precision.YEAR).aged(18) for year in (2007, 2008, 2009)] == [
        True, None, False,
    ]  # fmt: skip
    assert [Birth(date(2008, month, 1), Precision.MONTH).aged(18) for month in (10, 11, 12)] == [
        True, None, False,
    ]  # fmt: skip
    assert [Birth(date(2008, 11, day)).aged(18) for day in (23, 24)] == [True, False]


def test_who_knows_the_year_alone_is_found_listed_and_corrected(
    db: Database, alice: Agent, tmp_path: Path
) -> None:
    def made(key: str, born: str) -> Person:
        form = PersonForm(family_name="Haile", given_name="Sara", birth_date=born)
        return db.call(person.create, alice, form, "CH", key)

    sara = made("a", "1990")
    assert (sara.born, person.form_of(sara).birth_date) == ("1990", "1990")
    (found,) = db.call(search.search, "1990 haile")
    assert (found.person_id, found.born) == (sara.id, "1990")
    assert db.call(search.search, "01.01.1990") == []
    manager = Agent(None, "", "Manon", Role.MANAGER)
    db.call(person_export.export, manager, tmp_path / "tous.csv")
    assert ";1990;" in (tmp_path / "tous.csv").read_text("utf-8")
    known = replace(person.form_of(sara), birth_date="04.1990")
    assert db.call(person.change, alice, sara.id, known, "CH").born == "avril 1990"
    (told,) = db.call(person_change.history, sara.id)
    assert (told.before, told.after) == ("1990", "avril 1990")
    assert db.call(person.undo_change, alice, sara.id).born == "1990"
    # Of two the day is kept, and comes back as far as it was known.
    day = made("b", "07.04.1990")
    db.call(merge.merge, alice, sara.id, day.id)
    assert db.call(person.get, sara.id).born == "07.04.1990"
