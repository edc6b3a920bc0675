"""``comptoir plages``: when the agents receive."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from comptoir.commands import range_options
from models import clock, text
from models.hours import opening, opening_range
from models.service import agent, site
from models.service.agent import SYSTEM
from models.service.venue import Venue
from models.store import journal
from tests.comptoir.commands.agenda import ADD, ALL_DAY, TUESDAY, booked, free
from tests.comptoir.conftest import Office, book, opened


def adding(days: str, start: str, end: str, *more: str) -> list[str]:
    return ["plages", "ajouter", "--agent", "rey", "--jours", days, "--de", start, "--a", end, *more]


def kept(number: int = 1) -> opening_range.OpeningRange:
    with opened() as db:
        return db.call(opening.get, number)


def test_the_places_of_the_command_are_those_of_the_program() -> None:
    assert [text.fold(name) for name in range_options.VENUES] == [text.fold(place.label) for place in Venue]


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
    assert (kept.venues, kept.motives) == ((Venue.PHONE, Venue.VIDEO), ("suivi", "premier_entretien"))
    listed = office("plages").out
    assert "Mme Rey (rey)" in listed
    for words in ("ma je, toutes les 2 semaines, 13:30–17:00", "dès le 1.12.2026", "jusqu’au 30.6.2027",
                  "téléphone, visio", "suivi, premier_entretien"):  # fmt: skip
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


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (adding("lu", "12", "9"), 1, "doit finir après son début"),
        (adding("lu", "25", "26"), 1, "n’est pas une heure"),
        (adding("lx", "9", "12"), 1, "« lx » n’est pas un jour"),
        (adding("l", "9", "12"), 1, "« l » n’est pas un jour"),
        (adding("lu", "9", "12", "--semaines", "9"), 1, "de 1 à 8 semaines"),
        (adding("lu", "9", "12", "--semaines", "deux"), 2, "--semaines : « deux » n’est pas un nombre"),
        (adding("lu", "9", "12", "--du", "31.2.2027"), 1, "« 31.2.2027 » n’est pas un jour"),
        (adding("lu", "9", "12", "--au", "1.6.20"), 1, "dernier jour vient avant le premier"),
        (adding("lu", "9", "12", "--du", "1.6.20", "--au", "1.6.21"), 1, "est déjà passé"),
        (adding("lu", "9", "12", "--au", "22.11.2026"), 1, "dernier jour vient avant le premier"),
        (adding("lu", "9", "12", "--du", "24.11.2026", "--au", "29.11.2026"), 1, "Aucun de ces jours"),
        (adding("lu", "9", "12", "--lieux", "gare"), 2, "parmi sur-place, telephone, domicile, visio"),
        (adding("lu", "9", "12", "--motifs", "suivis"), 2, "choisissez parmi premier_entretien"),
        (["plages", "ajouter", "--agent", "rex", *ADD[4:]], 1, "Vouliez-vous dire « rey »"),
        (["plages", "ajouter", "--agent", "rey"], 2, "Il manque --jours"),
        (["plages", "retirer", "7"], 1, "Aucune plage ne porte le numéro 7"),
        (["plages", "retirer", "sept"], 2, "NUMÉRO : « sept » n’est pas un nombre"),
    ],
)
def test_a_range_that_cannot_be_is_refused_and_changes_nothing(
    office: Office, arguments: list[str], code: int, said: str
) -> None:
    done = office(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    with opened() as db:
        assert db.call(opening.ranges) == []


def test_all_that_a_range_can_say_is_kept_and_listed(office: Office) -> None:
    with opened() as db:
        centre = db.call(site.add, SYSTEM, "Centre")
    done = office(
        *ALL_DAY,
        *("--pause", "12:00-13:30", "--duree", "30", "--battement", "5", "--personnes", "8"),
        *("--surnombre", "2", "--site", "centre"),
    )
    assert (done.code, done.err) == (0, "")
    one = kept()
    assert (one.pause_from, one.pause_to) == (time(12), time(13, 30))
    assert (one.minutes, one.buffer, one.capacity, one.overbooking, one.site_id) == (30, 5, 8, 2, centre.id)
    for words in ("pause 12:00–13:30", "; 30 min", "battement 5 min", "groupe de 8",
                  "2 en surnombre", "; Centre"):  # fmt: skip
        assert words in done.out
        assert words in office("plages").out


def test_a_range_changed_keeps_its_number_and_says_whom_it_hits(office: Office) -> None:
    office(*ALL_DAY, "--pause", "12:00-13:00", "--au", "30.6.2027")
    booked()
    booked(hour=time(15))
    done = office("plages", "modifier", "1", "--a", "15:30", "--duree", "45")
    assert (done.code, done.err) == (0, "")
    assert "Plage 1 : modifiée." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    assert "mardi 24 novembre 2026, 15:00–16:00" in done.out
    assert (kept().to_hour, kept().minutes, kept().pause_from) == (time(15, 30), 45, time(12))
    done = office("plages", "modifier", "1", "--pause", "aucune", "--au", "aucun", "--duree", "0")
    assert "Rendez-vous touchés : aucun." in done.out
    assert (kept().pause_from, kept().ends_on, kept().minutes) == (None, None, None)
    office("plages", "modifier", "1", "--semaines", "2", "--du", "30.11.2026")
    assert kept().rule == "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO,TU,WE,TH,FR"
    office("plages", "modifier", "1", "--jours", "lu")
    assert kept().rule == "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO"


def test_a_day_left_out_says_whom_it_hits_and_can_be_put_back(office: Office) -> None:
    office(*ALL_DAY)
    booked()
    done = office("plages", "exclure", "1", "24.11.2026")
    assert "Plage 1 : sans le 24.11.2026." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    assert kept().exceptions == (TUESDAY,)
    assert "sauf 24.11.2026" in office("plages").out
    assert "elle ouvre à nouveau le 24.11.2026" in office("plages", "remettre", "1", "24.11.2026").out
    assert kept().exceptions == ()
    for arguments, said in (
        (("remettre", "1", "24.11.2026"), "ne laisse pas de côté le mardi 24 novembre 2026"),
        (("exclure", "1", "20.11.2026"), "est passé"),
    ):
        done = office("plages", *arguments)
        assert (done.code, done.out) == (1, "")
        assert said in done.err


def test_taking_a_range_away_and_leaving_show_whom_it_hits(office: Office) -> None:
    office(*ALL_DAY)
    booked()
    assert "Rendez-vous touchés : 1." in office("plages", "retirer", "1").out
    office(*ALL_DAY)
    assert "Rendez-vous encore à son nom : 1." in office("agents", "fermer", "rey").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([*ALL_DAY, "--pause", "midi"], 2, "écrivez 12:00-13:00"),
        ([*ALL_DAY, "--pause", "18-19"], 1, "dans les heures de la plage"),
        ([*ALL_DAY, "--personnes", "0"], 1, "de 1 à 50 personnes"),
        ([*ALL_DAY, "--duree", "7"], 1, "de 5 en 5"),
        ([*ALL_DAY, "--battement", "90"], 1, "de 0 à 60 minutes"),
        ([*ALL_DAY, "--site", "Nulle part"], 1, "Aucun site"),
        (["plages", "modifier", "1"], 2, "Dites ce qui change"),
        (["plages", "modifier", "7", "--a", "11"], 1, "Aucune plage ne porte le numéro 7"),
        (["plages", "modifier", "1", "--a", "7"], 1, "doit finir après son début"),
        (["plages", "exclure", "1", "28.11.2026"], 1, "n’ouvre pas le samedi 28 novembre"),
        (["plages", "exclure", "7", "24.11.2026"], 1, "Aucune plage"),
    ],
)
def test_what_no_range_can_be_is_refused_and_changes_nothing(
    office: Office, arguments: list[str], code: int, said: str
) -> None:
    office("plages", "ajouter", "--agent", "rey", "--jours", "lu", "--de", "7", "--a", "8")
    before = kept()
    done = office(*arguments)
    assert done.code == code
    assert said in done.err
    with opened() as db:
        assert db.call(opening.ranges) == [before]


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
