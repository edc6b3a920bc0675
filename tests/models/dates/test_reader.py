"""Days and hours as they are written, with their year: birth dates, and the end of what is noted."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates import moment, reader


@pytest.mark.parametrize(
    "typed",
    [
        "12.3.1980",
        "12/03/80",
        "12-3-1980",
        "12 3 1980",
        "12031980",
        "1980-03-12",
        " 12.03.1980 ",
        "12. 3. 80",
    ],
)
def test_a_day_is_read_as_people_write_it(monday: datetime, typed: str) -> None:
    assert reader.written(typed) == date(1980, 3, 12)


def test_no_date_is_no_error() -> None:
    assert reader.written(" ") is None


@pytest.mark.parametrize(
    "typed",
    [
        "31.02.1980",
        "29.02.2023",
        "00.01.1980",
        "1.13.1980",
        "31021980",
        "1980-02-31",
        "12.3",
        "hier",
        "12.3.198",
        "٣١",
    ],
)
def test_what_is_no_day_of_the_calendar_is_none(typed: str) -> None:
    assert reader.written(typed) is None


@pytest.mark.parametrize(
    ("typed", "year"), [("1.1.26", 2026), ("1.1.27", 1927), ("1.1.00", 2000), ("1.1.99", 1999)]
)
def test_two_digits_are_a_year_of_the_last_hundred(monday: datetime, typed: str, year: int) -> None:
    day = reader.written(typed)
    assert day is not None
    assert day.year == year


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 1, 1)))
def test_every_day_is_read_back_from_every_way_to_write_it(day: date) -> None:
    for style in ("%d.%m.%Y", "%d/%m/%Y", "%d%m%Y", "%Y-%m-%d"):
        assert reader.written(day.strftime(style).zfill(8)) == day


@given(st.text(max_size=20))
def test_a_date_is_read_or_none_whatever_was_typed(typed: str) -> None:
    assert isinstance(reader.written(typed), date | None)


@pytest.mark.parametrize(
    "typed", ["12.3.2027", "12/03/27", "12-3-2027", "12 3 2027", "12032027", "12 mars 2027"]
)
def test_what_is_written_with_its_year_is_understood_wherever_a_day_is_asked_for(typed: str) -> None:
    assert moment.read_day(typed) == date(2027, 3, 12)


def test_a_year_of_two_digits_is_past_for_a_birth_and_of_this_century_elsewhere() -> None:
    assert reader.written("12.3.80") == date(1980, 3, 12)
    assert moment.read_day("12.3.80") == date(2080, 3, 12)
