"""Ranges that say more, changed and left out; absences that come back; closures; languages and sectors."""

from datetime import date, datetime, time, timedelta

import pytest

from models import absence, agent, clock, closure, opening, site
from models.agent import SYSTEM
from tests.comptoir.conftest import Office, book, opened

ADD = ("plages", "ajouter", "--agent", "rey", "--jours", "lu-ve", "--de", "8:30", "--a", "17:00")
TUESDAY = date(2026, 11, 24)


def kept(number: int = 1) -> opening.OpeningRange:
    with opened() as db:
        return db.call(opening.get, number)


def booked(day: date = TUESDAY, hour: time = time(9, 30)) -> None:
    at = clock.at(day, hour)
    with opened() as db:
        book(db, "rey", at, at + timedelta(hours=1))


def test_all_that_a_range_can_say_is_kept_and_listed(office: Office) -> None:
    with opened() as db:
        centre = db.call(site.add, SYSTEM, "Centre")
    done = office(
        *ADD,
        *("--pause", "12:00-13:30", "--duree", "30", "--battement", "5", "--personnes", "8"),
        *("--surnombre", "2", "--site", "centre"),
    )
    assert (done.code, done.err) == (0, "")
    one = kept()
    assert (one.pause_from, one.pause_to) == (time(12), time(13, 30))
    assert (one.minutes, one.buffer, one.capacity, one.overbooking, one.site_id) == (30, 5, 8, 2, centre.id)
    for words in ("pause 12:00–13:30", "durée 30 min", "battement 5 min", "8 personnes à la fois",
                  "2 en surnombre", "site Centre"):  # fmt: skip
        assert words in done.out
        assert words in office("plages").out


def test_a_range_changed_keeps_its_number_and_says_whom_it_hits(office: Office) -> None:
    office(*ADD, "--pause", "12:00-13:00", "--au", "30.6.2027")
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
    office(*ADD)
    booked()
    done = office("plages", "exclure", "1", "24.11.2026")
    assert "Plage 1 : sans le 24.11.2026." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    assert kept().exceptions == (TUESDAY,)
    assert "sauf 24.11.2026" in office("plages").out
    assert "elle ouvre à nouveau le 24.11.2026" in office("plages", "remettre", "1", "24.11.2026").out
    assert kept().exceptions == ()


def test_taking_a_range_away_and_leaving_show_whom_it_hits(office: Office) -> None:
    office(*ADD)
    booked()
    assert "Rendez-vous touchés : 1." in office("plages", "retirer", "1").out
    office(*ADD)
    assert "Rendez-vous encore à son nom : 1." in office("agents", "fermer", "rey").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([*ADD, "--pause", "midi"], 2, "écrivez 12:00-13:00"),
        ([*ADD, "--pause", "18-19"], 1, "dans les heures de la plage"),
        ([*ADD, "--personnes", "0"], 1, "de 1 à 50 personnes"),
        ([*ADD, "--duree", "7"], 1, "de 5 en 5"),
        ([*ADD, "--battement", "90"], 1, "de 0 à 60 minutes"),
        ([*ADD, "--site", "Nulle part"], 1, "Aucun site"),
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


def test_an_absence_comes_back_and_says_what_it_hits(office: Office) -> None:
    office(*ADD)
    booked(TUESDAY + timedelta(days=7), time(9))
    done = office(
        *("absences", "ajouter", "--agent", "rey", "--du", "24.11.2026 8:00", "--au", "24.11.2026 10:00"),
        *("--tous-les", "ma", "--jusqu-au", "30.6.2027", "--motif", "colloque"),
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


def test_a_closure_is_noted_listed_and_taken_away(office: Office, monday: datetime) -> None:
    office(*ADD)
    booked()
    assert "Aucune fermeture à venir." in office("fermetures").out
    done = office(
        "fermetures", "ajouter", "--du", "24.11.2026 8:00", "--au", "24.11.2026 12:00", "--motif", "panne"
    )
    assert (done.code, done.err) == (0, "")
    assert "Fermeture 1 notée : tout le service, le 24.11.2026 de 8:00 à 12:00 (panne)." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    listed = office("fermetures").out
    assert "1  tout le service, le 24.11.2026 de 8:00 à 12:00 (panne)" in listed
    assert "vendredi 25 décembre 2026, jour férié : Noël" in listed
    assert office("fermetures", "ajouter", "--du", "24.11.2026", "--site", "Ici").code == 1
    assert (
        "doit finir après" in office("fermetures", "ajouter", "--du", "24.11.2026", "--au", "20.11.2026").err
    )
    assert "Fermeture 1 retirée" in office("fermetures", "retirer", "1").out
    with opened() as db:
        assert db.call(closure.coming) == []
    assert "Aucune fermeture ne porte le numéro 1" in office("fermetures", "retirer", "1").err


def test_languages_and_sectors_replace_those_there_were(office: Office) -> None:
    done = office(
        "agents", "modifier", "rey", "--langues", "Portugais, albanais", "--secteurs", "1203,Vernier"
    )
    assert (done.code, done.err) == (0, "")
    assert "Mme Rey : langues : albanais, Portugais ; secteurs : 1203, Vernier." in done.out
    assert "secteurs : 1203" in office("agents").out
    office("agents", "modifier", "rey", "--langues", "")
    with opened() as db:
        who = db.call(agent.find, "rey").agent
    assert (who.languages, len(who.sectors)) == ((), 2)
    assert office("agents", "modifier", "rey").code == 2


def test_a_sector_that_is_nowhere_is_said(office: Office) -> None:
    done = office("agents", "modifier", "rey", "--secteurs", "1203,vernier,Vernie,9999")
    assert done.code == 0
    assert "Attention : 9999, Vernie :" in done.out
