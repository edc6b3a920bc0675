"""What people say of the time they want, and of the day they look for."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import clock, constraint
from models.errors import InvalidInput

pytestmark = pytest.mark.usefixtures("monday")

TIMES = {
    "mardi matin": clock.at(date(2026, 11, 24), time(9, 15)),
    "mardi soir": clock.at(date(2026, 11, 24), time(17, 30)),
    "jeudi": clock.at(date(2026, 11, 26), time(13, 30)),
    "décembre": clock.at(date(2026, 12, 1), time(10)),
}


def kept(words: str) -> set[str]:
    said = constraint.read(words)
    return {name for name, start in TIMES.items() if said.fits(start, "Mme Rey", "sur place")}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", set(TIMES)),
        ("mardi matin", {"mardi matin", "décembre"}),
        ("MARDIS", {"mardi matin", "mardi soir", "décembre"}),
        ("mardi ou jeudi", set(TIMES)),
        ("pas mardi", {"jeudi"}),
        ("pas le matin", {"mardi soir", "jeudi"}),
        ("après-midi", {"mardi soir", "jeudi"}),
        ("après 15 h", {"mardi soir"}),
        ("avant 10", {"mardi matin"}),
        ("9h15", {"mardi matin"}),
        ("demain", {"mardi matin", "mardi soir"}),
        ("après-demain", set()),
        ("semaine prochaine", {"décembre"}),
        ("24.11", {"mardi matin", "mardi soir"}),
        ("dès le 26 novembre", {"jeudi", "décembre"}),
        ("après le 26", {"décembre"}),
        ("avant le 1er décembre", {"mardi matin", "mardi soir", "jeudi"}),
        ("avec mme rey", set(TIMES)),
        ("pas Rey", set()),
        ("Favre", set()),
        ("31.2", set()),
        ("25:99", set()),
    ],
)
def test_words_narrow_times(words: str, expected: set[str]) -> None:
    assert kept(words) == expected


@pytest.mark.parametrize("begun", ["m", "ma", "a", "apr", "av", "dem", "sem", "p"])
def test_a_word_that_is_being_typed_does_not_empty_the_list(begun: str) -> None:
    assert kept(begun) == set(TIMES)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("7.12", date(2026, 12, 7)),
        ("7 décembre", date(2026, 12, 7)),
        ("7.12.2027", date(2027, 12, 7)),
        ("7/1/27", date(2027, 1, 7)),
        ("3.11", date(2026, 11, 3)),
        ("lundi", date(2026, 11, 30)),
        ("mardi", date(2026, 11, 24)),
        ("demain", date(2026, 11, 24)),
        ("Aujourd’hui", date(2026, 11, 23)),
    ],
)
def test_a_day_is_read_as_it_is_said(said: str, day: date) -> None:
    assert constraint.read_day(said) == day


@pytest.mark.parametrize(
    "said", ["", "31.2", "31.2.2027", "32", "zz", "mardi matin", "7.13", "0.0", "1.1.0000"]
)
def test_what_is_no_day_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        constraint.read_day(said, "day")
    assert refused.value.field == "day"
    assert "7.12" in refused.value.message


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60) | st.text("0123456789.:/h apresvntlmdi", max_size=20), st.sampled_from(sorted(TIMES))
)
def test_whatever_is_typed_is_answered(words: str, name: str) -> None:
    constraint.read(words).fits(TIMES[name], "Mme Rey", "sur place")
    try:
        constraint.read_day(words)
    except InvalidInput as refused:
        assert refused.title == "Jour illisible"
