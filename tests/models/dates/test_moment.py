"""A day as people type it."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import clock
from models.dates import moment, words
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


@pytest.mark.parametrize(
    ("said", "day"),
    [("30.12", date(2026, 12, 30)), ("30.6", date(2027, 6, 30)), ("23.11", date(2026, 11, 23)),
     ("22 novembre", date(2027, 11, 22)), ("31.12.27", date(2027, 12, 31)), ("lundi", date(2026, 11, 30))],
)  # fmt: skip
def test_the_end_of_something_is_a_day_to_come(said: str, day: date) -> None:
    assert moment.read_day(said, ahead=True) == day


@pytest.mark.parametrize(
    ("said", "day", "hour"),
    [
        ("14:30", date(2026, 11, 23), time(14, 30)),
        ("14h30", date(2026, 11, 23), time(14, 30)),
        ("14", date(2026, 11, 23), time(14)),
        ("14.30", date(2026, 11, 23), time(14, 30)),
        ("demain 9h", date(2026, 11, 24), time(9)),
        ("7.12", date(2026, 12, 7), moment.END_OF_DAY),
        ("", date(2026, 11, 23), moment.END_OF_DAY),
        ("aujourd’hui", date(2026, 11, 23), moment.END_OF_DAY),
        ("lundi", date(2026, 11, 30), moment.END_OF_DAY),
    ],
)
def test_when_to_call_back_is_read_as_it_is_said(said: str, day: date, hour: time) -> None:
    assert moment.read_due(said) == clock.at(day, hour)


@pytest.mark.parametrize("said", ["hier", "3.11", "25:00", "quand il peut"])
def test_no_call_is_given_back_yesterday(said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        moment.read_due(said, "call_back_at")
    assert refused.value.field == "call_back_at"


@pytest.mark.parametrize(
    ("said", "read"),
    [("14:30", "14:30"), ("", "aujourd’hui"), ("aujourd’hui", "aujourd’hui"), ("7.12", "7.12."),
     ("demain 9h", "24.11. 09:00")],
)  # fmt: skip
def test_what_is_due_today_is_not_due_at_one_minute_to_midnight(said: str, read: str) -> None:
    assert words.due_words(moment.read_due(said)) == read
