"""``comptoir plages`` and ``comptoir absences``: when the agents receive, and when not."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from comptoir import range_words
from models import absence, agent, clock, journal, opening, slot, text
from models.agent import Role
from models.opening import Place
from models.slot import Wish
from tests.comptoir.conftest import Office, book, opened

ADD = ("plages", "ajouter", "--agent", "rey", "--jours", "lu-ve", "--de", "8:30", "--a", "12:00")
AWAY = ("absences", "ajouter", "--agent", "rey", "--du")


def adding(days: str, start: str, end: str, *more: str) -> list[str]:
    return ["plages", "ajouter", "--agent", "rey", "--jours", days, "--de", start, "--a", end, *more]


def free(day: date) -> list[str]:
    wish = Wish("suivi", 60, (Role.SOCIAL_WORKER,), day, day)
    with opened() as db:
        return [f"{clock.local(one.starts_at):%H:%M}" for one in db.call(slot.free, wish)]


def test_the_places_of_the_command_are_those_of_the_program() -> None:
    assert [text.fold(name) for name in range_words.PLACES] == [text.fold(place.label) for place in Place]


def test_a_service_can_book_once_a_range_is_added(office: Office) -> None:
    tuesday = date(2026, 11, 24)
    assert free(tuesday) == []
    done = office(*ADD)
    assert (done.code, done.err) == (0, "")
    assert "Plage 1 ajoutée : Mme Rey, lu ma me je ve, 8:30–12:00" in done.out
    assert "Première fois : lundi 23 novembre 2026." in done.out
    assert free(tuesday) == ["08:30", "09:30", "10:30"]
    with opened() as db:
        line = next(one for one in db.call(journal.latest) if one.action == "opening.added")
    assert (line.agent_id, line.subject_id) == (None, 1)


def test_every_option_of_a_range_is_kept_and_listed(office: Office) -> None:
    done = office(
        *adding("Jeudi, ma", "13h30", "17", "--du", "1.12.2026", "--au", "30.6.2027", "--semaines", "2"),
        *("--lieux", "téléphone,visio", "--motifs", "suivi, premier_entretien"),
    )
    assert (done.code, done.err) == (0, "")
    with opened() as db:
        (kept,) = db.call(opening.ranges)
    assert kept.rule == "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,TH"
    assert (kept.from_hour, kept.to_hour) == (time(13, 30), time(17))
    assert (kept.starts_on, kept.ends_on) == (date(2026, 12, 1), date(2027, 6, 30))
    assert (kept.places, kept.motives) == ((Place.PHONE, Place.VIDEO), ("suivi", "premier_entretien"))
    listed = office("plages").out
    assert "Mme Rey (rey)" in listed
    for words in ("ma je, toutes les 2 semaines, 13:30–17:00", "dès le 1.12.2026", "jusqu’au 30.6.2027",
                  "téléphone, visio", "motifs : suivi, premier_entretien"):  # fmt: skip
        assert words in listed


def test_a_range_of_one_day_is_read_as_that_day(office: Office) -> None:
    said = office(*adding("lu", "9", "12", "--du", "30.11.2026", "--au", "30.11.2026")).out
    assert "Mme Rey, le 30.11.2026, 9:00–12:00" in said
    assert "dès le" not in said
    assert "jusqu’au" not in office("plages").out


def test_a_range_every_other_week_is_counted_from_the_week_of_its_first_day(office: Office) -> None:
    # From a Thursday: that week's Tuesday has passed, the next one that counts is twelve days later.
    said = office(*adding("ma", "9", "12", "--du", "26.11.2026", "--semaines", "2")).out
    assert "Première fois : mardi 8 décembre 2026." in said
    assert [bool(free(date(2026, 12, day))) for day in (1, 8, 15, 22)] == [False, True, False, True]


def test_an_overlap_is_refused_with_the_range_it_overlaps(office: Office) -> None:
    office(*ADD)
    done = office(*adding("je", "11:30", "13:00"))
    assert (done.code, done.out) == (1, "")
    assert "la plage 1 du même agent (lu ma me je ve, 8:30–12:00)" in done.err
    assert "jeudi 26 novembre 2026" in done.err
    for beside in (adding("je", "12:00", "13:00"), adding("sa", "9", "10")):
        assert office(*beside).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (adding("lu", "12", "9"), 1, "doit finir après son début"),
        (adding("lu", "25", "26"), 1, "n’est pas une heure"),
        (adding("lx", "9", "12"), 1, "« lx » n’est pas un jour"),
        (adding("l", "9", "12"), 1, "« l » n’est pas un jour"),
        (adding("lu", "9", "12", "--semaines", "9"), 1, "de 1 à 8 semaines"),
        (adding("lu", "9", "12", "--semaines", "deux"), 2, "--semaines : « deux » n’est pas un nombre"),
        (adding("lu", "9", "12", "--du", "31.2.2027"), 1, "n’existe pas au calendrier"),
        (adding("lu", "9", "12", "--au", "1.6.27"), 2, "écrivez l’année en quatre chiffres"),
        (adding("lu", "9", "12", "--au", "22.11.2026"), 1, "dernier jour vient avant le premier"),
        (adding("lu", "9", "12", "--du", "24.11.2026", "--au", "29.11.2026"), 1, "Aucun de ces jours"),
        (adding("lu", "9", "12", "--lieux", "gare"), 2, "parmi sur-place, telephone, domicile, visio"),
        (adding("lu", "9", "12", "--motifs", "suivis"), 2, "choisissez parmi premier_entretien"),
        (["plages", "ajouter", "--agent", "rex", *ADD[4:]], 1, "Vouliez-vous dire « rey »"),
        (["plages", "ajouter", "--agent", "rey"], 2, "Il manque --jours"),
        (["plages", "retirer", "7"], 1, "Aucune plage ne porte le numéro 7"),
        (["plages", "retirer", "sept"], 2, "NUMÉRO : « sept » n’est pas un nombre"),
        ([*AWAY, "2.1.2027", "--au", "24.12.2026"], 1, "doit finir après son début"),
        ([*AWAY, "2.1.2027 25:00"], 1, "n’est pas une heure"),
        (["absences", "retirer", "7"], 1, "Aucune absence ne porte le numéro 7"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Office, arguments: list[str], code: int, said: str
) -> None:
    done = office(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    with opened() as db:
        assert (db.call(opening.ranges), db.call(absence.coming)) == ([], [])


def test_nothing_is_planned_for_who_is_closed(office: Office) -> None:
    office("agents", "fermer", "rey")
    for arguments in (ADD, (*AWAY, "24.12.2026")):
        assert "Mme Rey est fermé" in office(*arguments).err


def test_a_range_of_who_receives_no_motive_is_said(office: Office) -> None:
    done = office("plages", "ajouter", "--agent", "admin", *ADD[4:])
    assert done.code == 0
    assert "aucun motif du profil n’est reçu par le rôle « administrateur »" in done.out


def test_a_range_taken_away_offers_nothing_and_keeps_what_is_booked(office: Office) -> None:
    office(*ADD)
    at = clock.at(date(2026, 11, 24), time(9, 30))
    with opened() as db:
        book(db, "rey", at, at + timedelta(hours=1))
    assert "Plage 1 retirée : Mme Rey, lu ma me je ve, 8:30–12:00" in office("plages", "retirer", "1").out
    assert free(date(2026, 11, 24)) == []
    assert "aucune plage" in office("plages").out
    with opened() as db:
        line = next(one for one in db.call(journal.latest) if one.action == "opening.removed")
        assert line.detail["rule"] == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    assert "Rendez-vous encore à son nom : 1." in office("agents", "fermer", "rey").out


def test_an_absence_of_days_lasts_to_the_end_of_the_last_and_says_what_it_hits(office: Office) -> None:
    office(*ADD)
    at = clock.at(date(2026, 11, 27), time(9, 30))
    with opened() as db:
        kept = book(db, "rey", at, at + timedelta(hours=1))
        book(db, "rey", at + timedelta(days=3), at + timedelta(days=3, hours=1))
    done = office(*AWAY, "25.11.2026", "--au", "27.11.2026", "--motif", "formation")
    assert (done.code, done.err) == (0, "")
    assert "Absence 1 notée : Mme Rey, du 25.11.2026 au 27.11.2026." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    assert f"vendredi 27 novembre 2026, 9:30–10:30, dossier {kept.person_id}" in done.out
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


def test_an_absence_can_be_taken_away_and_one_that_is_over_is_not_listed(
    office: Office, monday: datetime
) -> None:
    office(*AWAY, "24.11.2026")
    assert "Absence 1 retirée : Mme Rey, le 24.11.2026." in office("absences", "retirer", "1").out
    assert office("absences").out == "Aucune absence à venir.\n"
    office(*AWAY, "24.11.2026")
    clock.advance(days=2)
    assert office("absences").out == "Aucune absence à venir.\n"


# --- what check says of it


def test_check_says_that_nobody_receives_until_somebody_does(office: Office) -> None:
    done = office("check")
    assert (done.code, done.err) == (0, "")
    assert "aucun agent ne reçoit sur rendez-vous" in done.out
    office(*ADD)
    assert "ne reçoit" not in office("check").out
    office("agents", "fermer", "rey")
    assert "aucun agent ne reçoit" in office("check").out


def test_check_names_a_motive_and_a_role_that_the_profile_no_longer_has(office: Office, home: Path) -> None:
    office(*ADD, "--motifs", "depot_pieces")
    office("plages", "ajouter", "--agent", "admin", *ADD[4:])
    with opened() as db:
        db.call(
            opening.OpeningRangeRow.update(motives=["disparu"])
            .where(opening.OpeningRangeRow.agent_id == db.call(agent.find, "rey").agent.id)
            .execute
        )
    done = office("check")
    assert done.code == 1
    assert "Agenda : la plage 1 de Mme Rey est pour le motif « disparu »" in done.out
    assert "Agenda : Claude Martin a des plages, mais aucun motif" in done.out
