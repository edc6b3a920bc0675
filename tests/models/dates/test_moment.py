"""A day as people type it."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import clock
from models.dates import moment
from models.errors import InvalidInput

pytestmark = pytest.mark.usefixtures("monday")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("7.12", date(2026, 12, 7)),
        ("7 décembre", date(2026, 12, 7)),
        ("7.12.2027", date(2027, 12, 7)),
        ("2027-12-07", date(2027, 12, 7)),
        ("hier", date(2026, 11, 22)),
        ("7/1/27", date(2027, 1, 7)),
        ("3.11", date(2026, 11, 3)),
        ("lundi", date(2026, 11, 30)),
        ("mardi", date(2026, 11, 24)),
        ("demain", date(2026, 11, 24)),
        ("Aujourd’hui", date(2026, 11, 23)),
    ],
)
def test_a_day_is_read_as_it_is_said(said: str, day: date) -> None:
    assert moment.read_day(said) == day


@pytest.mark.parametrize(
    "said", ["", "31.2", "31.2.2027", "32", "zz", "mardi matin", "2027-02-30", "7.13", "0.0", "1.1.0000"]
)
def test_what_is_no_day_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        moment.read_day(said, "day")
    assert refused.value.field == "day"
    assert "7.12" in refused.value.message


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("0123456789.:/h -apresvntlmdi", max_size=20))
def test_whatever_is_typed_is_a_day_or_is_refused_in_one_sentence(words: str) -> None:
    try:
        moment.read_day(words)
    except InvalidInput as refused:
        assert refused.title == "Jour illisible"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("24.11 18:00", "24:00"),
        ("24.11 18h", "24.11 24h"),
        ("24.11 18:00", ""),
        ("24.11 18:00", "25.11 0:00"),
    ],
)
def test_until_midnight_is_until_the_day_is_over(first: str, last: str) -> None:
    start, end = moment.read_span(first, last, ("du", "au"))
    day = date(2026, 11, 24)
    assert (start, end) == (clock.at(day, time(18)), clock.day_bounds(day)[1])
