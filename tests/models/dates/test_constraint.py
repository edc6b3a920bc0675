"""What people say of the time they want."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import clock
from models.cells.days import Days
from models.dates import constraint

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


# The hours of a day, each by its own name.
HOURS = ("07:45", "09:00", "10:00", "11:30", "12:30", "15:00", "16:00", "17:30")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("le matin", "07:45 09:00 10:00 11:30"),
        ("pas avant 15 h", "15:00 16:00 17:30"),
        ("pas après 12 h", "07:45 09:00 10:00 11:30"),
        ("avant midi", "07:45 09:00 10:00 11:30"),
        ("après midi", "12:30 15:00 16:00 17:30"),
        ("dès midi", "12:30 15:00 16:00 17:30"),
        ("à midi", "12:30"),
        ("après l’école", "16:00 17:30"),
        ("après la classe", "16:00 17:30"),
        ("pas après l'école", "07:45 09:00 10:00 11:30 12:30 15:00"),
        ("avant l’école", "07:45"),
        ("fin de journée", "16:00 17:30"),
        ("en fin d’après-midi", "16:00 17:30"),
        ("fin de matinée", "11:30"),
        ("début de matinée", "07:45 09:00"),
        ("début d’après-midi", "12:30"),
        ("pas trop tôt", "10:00 11:30 12:30 15:00 16:00 17:30"),
        ("en soirée", "17:30"),
        ("entre 10 h et 12 h", "10:00 11:30"),
        ("entre 10 et 12", "10:00 11:30"),
        ("de 9h30 à 12h30", "10:00 11:30"),
        ("10h-12h", "10:00 11:30"),
        ("entre 10 h et midi", "10:00 11:30"),
        ("entre midi et deux", "12:30"),
        ("de midi à 16 h", "12:30 15:00"),
        ("jusqu’à 10 h", "07:45 09:00"),
        ("à partir de 15 h", "15:00 16:00 17:30"),
        ("entre 10 h", "10:00 11:30 12:30 15:00 16:00 17:30"),
        ("vers 10 h", "10:00"),
        ("entre 25 h et 26 h", ""),
    ],
)
def test_words_narrow_hours(words: str, expected: str) -> None:
    said = constraint.read(words)
    day = date(2026, 11, 24)
    assert [
        hour for hour in HOURS if said.fits(clock.at(day, time.fromisoformat(hour)), "Mme Rey", "sur place")
    ] == expected.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pas le mercredi", "24 26 27 30 1 3 4 7"),
        ("sauf lundi et mardi", "25 26 27 2 3 4"),
        ("pas lundi ni jeudi", "24 25 27 1 2 4"),
        ("pas jeudi ou vendredi", "24 25 30 1 2 7"),
        ("la semaine du 7 décembre", "7"),
        ("semaine du 26", "24 25 26 27"),
        ("du 26 au 30 novembre", "26 27 30"),
        ("entre le 26 novembre et le 2 décembre", "26 27 30 1 2"),
        ("du 30.11 au 2.12", "30 1 2"),
        ("d’ici jeudi", "24 25 26"),
        ("d’ici 7 jours", "24 25 26 27 30"),
        ("dans une semaine", "30 1 2 3 4 7"),
        ("dans 1 semaine", "30 1 2 3 4 7"),
        ("dans 10 jours", "3 4 7"),
        ("jusqu’au 25", "24 25"),
        ("avant jeudi", "24 25"),
        ("après jeudi", "27 30 1 2 3 4 7"),
        ("dès vendredi", "27 30 1 2 3 4 7"),
        ("dès la semaine prochaine", "30 1 2 3 4 7"),
        ("avant décembre", "24 25 26 27 30"),
        ("après novembre", "1 2 3 4 7"),
        ("en décembre", "1 2 3 4 7"),
    ],
)
def test_words_narrow_days(words: str, expected: str) -> None:
    """The days from Tuesday 24 November to Monday 7 December."""
    said = constraint.read(words)
    days = [date(2026, 11, 24) + timedelta(days=shift) for shift in range(14)]
    kept = [day for day in days if day.weekday() < 5 and said.fits(clock.at(day, time(10)), "Mme Rey")]
    assert [str(day.day) for day in kept] == expected.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("le matin sauf lundi", {"mardi 9"}),
        ("pas lundi matin", {"lundi 15", "mardi 9", "mardi 15"}),
        ("pas le lundi après-midi", {"lundi 9", "mardi 9", "mardi 15"}),
        ("pas lundi et après 14 h", {"mardi 15"}),
        ("pas lundi, le matin", {"mardi 9"}),
        ("mardi pas le matin", {"mardi 15"}),
        ("pas lundi ni mardi matin", {"mardi 15"}),
    ],
)
def test_a_refused_day_may_be_refused_in_part(words: str, expected: set[str]) -> None:
    said = constraint.read(words)
    days = {"lundi": date(2026, 11, 30), "mardi": date(2026, 12, 1)}
    assert {
        f"{name} {hour}"
        for name, day in days.items()
        for hour in (9, 15)
        if said.fits(clock.at(day, time(hour)))
    } == expected


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            """mardi lundis jeudi matin après-midi pas sauf et ou après avant dès 15h 10h30 9 24.11 décembre
            rey sur entre midi demain semaine prochaine du 7 fin de journée l’école""".split()  # noqa: SIM905
        ),
        max_size=6,
    ),
    first=st.sampled_from((date(2026, 11, 24), date(2026, 3, 27), date(2026, 10, 23))),
)
def test_a_time_is_allowed_in_a_list_when_it_is_allowed_by_itself(words: list[str], first: date) -> None:
    """What slots are looked for with, five minutes by five minutes, over the change of the clock too."""
    said, days = constraint.read(" ".join(words)), Days(first, first + timedelta(days=3))
    heard = ("Mme Rey", "sur place")
    starts = said.starts(days, said.heard(*heard))
    for position in range(days.begins[0], days.begins[-1]):
        assert bool(starts >> position & 1) is said.fits(days.instant(position), *heard)
    assert starts >> days.begins[-1] == 0


@pytest.mark.parametrize(
    "begun",
    [
        "m",
        "ma",
        "a",
        "apr",
        "av",
        "dem",
        "sem",
        "semaine",
        "p",
        "entre",
        "fin",
        "fin de",
        "début",
        "après l’éc",
        "jusqu",
    ],
)
def test_a_word_that_is_being_typed_does_not_empty_the_list(begun: str) -> None:
    assert kept(begun) == set(TIMES)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60) | st.text("0123456789.:/h apresvntlmdi", max_size=20), st.sampled_from(sorted(TIMES))
)
def test_whatever_is_typed_is_answered(words: str, name: str) -> None:
    constraint.read(words).fits(TIMES[name], "Mme Rey", "sur place")
