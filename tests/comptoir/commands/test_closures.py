"""``comptoir fermetures``: when a site, or the whole service, receives nobody."""

from datetime import datetime

from models.hours import closure
from tests.comptoir.commands.agenda import ALL_DAY, booked
from tests.comptoir.conftest import Office, opened


def test_a_closure_is_noted_listed_and_taken_away(office: Office, monday: datetime) -> None:
    office(*ALL_DAY)
    booked()
    assert "Aucune fermeture à venir." in office("fermetures").out
    done = office(
        "fermetures", "ajouter", "--du", "24.11.2026 8:00", "--au", "24.11.2026 12:00", "--raison", "panne"
    )
    assert (done.code, done.err) == (0, "")
    assert "Fermeture 1 notée : tout le service, le 24.11.2026 de 8:00 à 12:00 (panne)." in done.out
    assert "Rendez-vous touchés : 1." in done.out
    listed = office("fermetures").out
    assert "1  tout le service, le 24.11.2026 de 8:00 à 12:00 (panne)" in listed
    assert "vendredi 25 décembre 2026, jour férié : Noël" in listed
    assert office("fermetures", "ajouter", "--du", "24.11.2026", "--site", "Ici").code == 1
    assert (
        "une fin qui vient après le début"
        in office("fermetures", "ajouter", "--du", "24.11.2026", "--au", "20.11.2026").err
    )
    assert "Fermeture 1 retirée" in office("fermetures", "retirer", "1").out
    with opened() as db:
        assert db.call(closure.coming) == []
    assert "Aucune fermeture ne porte le numéro 1" in office("fermetures", "retirer", "1").err


def test_a_closure_that_is_over_is_refused(office: Office) -> None:
    done = office("fermetures", "ajouter", "--du", "1.1.2020")
    assert (done.code, done.out) == (1, "")
    assert "Tout est déjà passé" in done.err
