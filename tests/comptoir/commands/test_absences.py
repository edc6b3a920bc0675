"""``comptoir absences``: when the agents do not receive."""

from datetime import date, datetime, time, timedelta

import pytest

from models import clock
from models.hours import absence
from tests.comptoir.commands.agenda import ADD, ALL_DAY, TUESDAY, booked, free
from tests.comptoir.conftest import Office, book, opened

AWAY = ("absences", "ajouter", "--agent", "rey", "--du")


def test_an_absence_of_days_lasts_to_the_end_of_the_last_and_says_what_it_hits(office: Office) -> None:
    office(*ADD)
    at = clock.at(date(2026, 11, 27), time(9, 30))
    with opened() as db:
        kept = book(db, "rey", at, at + timedelta(hours=1))
        book(db, "rey", at + timedelta(days=3), at + timedelta(days=3, hours=1))
    done = office(*AWAY, "25.11.2026", "--au", "27.11.2026", "--raison", "formation")
    assert (done.code, done.err) == (0, "")
    assert "Absence 1 notée : Mme Rey, du 25.11.2026 au 27.11.2026." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    assert f"vendredi 27 novembre 2026, 9:30–10:30, fiche n° {kept.person_id}" in done.out
    assert "wahlen" not in done.out.lower()
    assert [bool(free(date(2026, 11, day))) for day in (24, 25, 26, 27, 30)] == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert "du 25.11.2026 au 27.11.2026 (formation) ; rendez-vous touchés : 1" in office("absences").out


@pytest.mark.parametrize(
    ("since", "until", "said", "left"),
    [
        ("24.11.2026", None, "le 24.11.2026", []),
        ("24.11.2026 10:30", None, "le 24.11.2026 de 10:30 à la fin du jour", ["08:30", "09:30"]),
        ("24.11.2026 8h30", "24.11.2026 10h30", "le 24.11.2026 de 8:30 à 10:30", ["10:30"]),
        (
            "23.11.2026 14:00",
            "24.11.2026 9:30",
            "du 23.11.2026 à 14:00 au 24.11.2026 à 9:30",
            ["09:30", "10:30"],
        ),
    ],
)
def test_an_absence_may_be_of_hours(
    office: Office, since: str, until: str | None, said: str, left: list[str]
) -> None:
    office(*ADD)
    assert f"Mme Rey, {said}." in office(*AWAY, since, *(["--au", until] if until else [])).out
    assert free(date(2026, 11, 24)) == left


def test_an_absence_that_comes_back_may_have_begun_already(office: Office) -> None:
    """Every second Friday, counted from the last one."""
    done = office(*AWAY, "20.11.2026", "--tous-les", "ve", "--semaines", "2")
    assert (done.code, done.err) == (0, "")
    office("plages", "ajouter", "--agent", "rey", "--jours", "ve", "--de", "8:30", "--a", "12:00")
    assert [bool(free(date(2026, month, day))) for month, day in ((11, 27), (12, 4), (12, 11))] == [
        *(True, False, True)
    ]


def test_an_absence_can_be_taken_away_and_one_that_is_over_is_not_listed(
    office: Office, monday: datetime
) -> None:
    office(*AWAY, "24.11.2026")
    assert "Absence 1 retirée : Mme Rey, le 24.11.2026." in office("absences", "retirer", "1").out
    assert office("absences").out == "Aucune absence à venir.\n"
    office(*AWAY, "24.11.2026")
    clock.advance(days=2)
    assert office("absences").out == "Aucune absence à venir.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([*AWAY, "1.1.2020"], 1, "Tout est déjà passé"),
        ([*AWAY, "2.1.2027", "--au", "24.12.2026"], 1, "une fin qui vient après le début"),
        ([*AWAY, "2.1.2027 25:00"], 1, "n’est pas une heure"),
        (["absences", "retirer", "7"], 1, "Aucune absence ne porte le numéro 7"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_and_changes_nothing(
    office: Office, arguments: list[str], code: int, said: str
) -> None:
    done = office(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    with opened() as db:
        assert db.call(absence.coming) == []


def test_an_absence_comes_back_and_says_what_it_hits(office: Office) -> None:
    office(*ALL_DAY)
    booked(TUESDAY + timedelta(days=7), time(9))
    done = office(
        *("absences", "ajouter", "--agent", "rey", "--du", "24.11.2026 8:00", "--au", "24.11.2026 10:00"),
        *("--tous-les", "ma", "--jusqu-au", "30.6.2027", "--raison", "colloque"),
    )
    assert (done.code, done.err) == (0, "")
    assert "Mme Rey, ma, 8:00–10:00, dès le 24.11.2026, jusqu’au 30.6.2027." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    assert "(colloque) ; rendez-vous touchés : 1" in office("absences").out
    with opened() as db:
        (noted,) = db.call(absence.coming)
    assert (noted.rule, noted.until) == ("FREQ=WEEKLY;BYDAY=TU", date(2027, 6, 30))
    done = office("absences", "ajouter", "--agent", "rey", "--du", "24.11.2026", "--jusqu-au", "1.6.2027")
    assert done.code == 2
    assert "vont avec --tous-les" in done.err


def test_nothing_is_planned_for_who_is_closed(office: Office) -> None:
    office("agents", "fermer", "rey")
    for arguments in (ADD, (*AWAY, "24.12.2026")):
        assert "Le compte de Mme Rey est fermé" in office(*arguments).err


def test_one_time_of_an_absence_that_comes_back_is_lifted_and_put_back(office: Office) -> None:
    office(*ALL_DAY)
    office(*AWAY, "24.11.2026 14:00", "--au", "24.11.2026 15:00", "--tous-les", "ma")
    assert "14:00" not in free(TUESDAY)
    done = office("absences", "lever", "1", "24.11.2026")
    assert (done.code, done.err) == (0, "") and "sauf le 24.11.2026" in done.out
    assert any(hour >= "14:00" for hour in free(TUESDAY) if hour < "15:00")
    assert "Rendez-vous touchés : aucun." in office("absences", "remettre", "1", "24.11.2026").out
    assert office("absences", "lever", "1", "25.11.2026").code == 1
