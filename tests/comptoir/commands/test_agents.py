"""``comptoir agents``: who may sign in."""

from datetime import datetime, time, timedelta

import pytest

from comptoir.commands import agents as cli_agents
from models import clock
from models.errors import ComptoirError
from models.service import agent, guess
from models.service.permission import EVERYWHERE, Role
from models.store import journal
from tests.comptoir.conftest import PASSWORD, Office, book, opened
from tests.comptoir.test_cli import in_a_terminal

ADD = ("agents", "ajouter", "--identifiant", "Jean-Luc", "--nom", "Jean-Luc Roy", "--role")


def test_the_roles_of_the_command_are_those_of_the_program() -> None:
    assert cli_agents.ROLES.split(", ") == [role.label.replace(" ", "-") for role in EVERYWHERE]


def test_agents_are_listed_with_their_role_and_whether_they_are_active(office: Office) -> None:
    office("agents", "fermer", "rey")
    lines = [line.split("  ") for line in office("agents").out.splitlines()]
    assert [[part.strip() for part in line if part.strip()] for line in lines] == [
        ["admin", "Claude Martin", "administrateur", "actif"],
        ["rey", "Mme Rey", "travailleur social", "fermé"],
    ]


@pytest.mark.parametrize("role", cli_agents.ROLES.split(", "))
def test_an_agent_is_added_and_can_sign_in(office: Office, role: str) -> None:
    done = office(*ADD, role, typed=f"{PASSWORD}\n")
    assert (done.code, done.err) == (0, "")
    assert "identifiant jean.luc" in done.out
    assert ("plages ajouter --agent jean.luc" in done.out) == (role == "travailleur-social")
    with opened() as db:
        made = db.call(agent.sign_in, "jean-luc", PASSWORD)
        assert (made.name, made.role.label) == ("Jean-Luc Roy", role.replace("-", " "))
        lines = [one for one in db.call(journal.latest, 2) if one.action == "agent.created"]
        assert (lines[0].agent_id, lines[0].subject_id) == (None, made.id)


@pytest.mark.parametrize(
    ("arguments", "typed", "code", "said"),
    [
        ([*ADD, "accueil"], "court\n", 1, "au moins 10 caractères"),
        ([*ADD, "accueil"], "", 1, "au moins 10 caractères"),
        ([*ADD, "chef"], "", 2, "choisissez parmi accueil, travailleur-social"),
        ([*ADD[:4], "--role", "accueil"], "", 2, "Il manque --nom"),
        (
            ["agents", "ajouter", "--identifiant", "REY", "--nom", "X", "--role", "accueil"],
            "",
            1,
            "déjà pris",
        ),
        (["agents", "fermer", "ray"], "", 1, "Vouliez-vous dire « rey » ?"),
        (["agents", "fermer", "admin"], "", 1, "n’administre Comptoir"),
        (["agents", "mot-de-passe", "rey"], "court\n", 1, "au moins 10 caractères"),
        (["agents", "fermer"], "", 2, "Il manque IDENTIFIANT"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Office, arguments: list[str], typed: str, code: int, said: str
) -> None:
    with opened() as db:
        before = db.call(agent.accounts), db.call(journal.latest)
    done = office(*arguments, typed=typed)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    with opened() as db:
        assert (db.call(agent.accounts), db.call(journal.latest)) == before


def test_a_password_is_changed_and_lifts_the_pause_after_too_many_failures(office: Office) -> None:
    office("agents", "mot-de-passe", "rey", typed=f"{PASSWORD}\n")
    with opened() as db:
        for _ in range(guess.FREE):
            with pytest.raises(ComptoirError):
                db.call(agent.sign_in, "rey", "une mauvaise idée")
        with pytest.raises(ComptoirError, match="Trop d’essais"):
            db.call(agent.sign_in, "rey", PASSWORD)
    done = office("agents", "mot-de-passe", "rey", typed="une autre phrase longue\n")
    assert (done.code, done.err) == (0, "")
    assert "une autre phrase" not in done.out
    guess.use("another desk")
    with opened() as db:
        assert db.call(agent.sign_in, "rey", "une autre phrase longue").login == "rey"
        with pytest.raises(ComptoirError, match="Connexion refusée"):
            db.call(agent.sign_in, "rey", PASSWORD)
        assert "agent.password_set" in [one.action for one in db.call(journal.latest)]


def test_who_is_closed_cannot_sign_in_until_reopened(office: Office) -> None:
    office("agents", "mot-de-passe", "rey", typed=f"{PASSWORD}\n")
    assert office("agents", "fermer", "rey").code == 0
    with opened() as db, pytest.raises(ComptoirError, match="Connexion refusée"):
        db.call(agent.sign_in, "rey", PASSWORD)
    assert office("agents", "rouvrir", "rey").code == 0
    with opened() as db:
        assert db.call(agent.sign_in, "rey", PASSWORD).name == "Mme Rey"
        done = [one.action for one in db.call(journal.latest)]
        assert {"agent.closed", "agent.reopened"} <= set(done)


def test_closing_says_which_appointments_lie_ahead_without_a_name(office: Office, monday: datetime) -> None:
    at = clock.at(clock.today() + timedelta(days=1), time(9))
    with opened() as db:
        kept = book(db, "rey", at, at + timedelta(minutes=45))
    said = office("agents", "fermer", "rey").out
    assert "Rendez-vous encore à son nom : 1." in said
    assert f"mardi 24 novembre 2026, 9:00–9:45, fiche n° {kept.person_id}" in said
    assert "wahlen" not in said.lower()


def test_an_administrator_may_be_closed_when_there_is_another(office: Office) -> None:
    assert office(*ADD, "administrateur", typed=f"{PASSWORD}\n").code == 0
    assert office("agents", "fermer", "admin").code == 0
    assert "n’administre Comptoir" in office("agents", "fermer", "jean-luc").err


@pytest.mark.pty
def test_the_new_password_is_asked_twice_and_never_shown(office: Office, home: object) -> None:
    answers = ["court", PASSWORD, "autre chose, mal tapée", PASSWORD, PASSWORD]
    environ = {"HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "linux"}
    code, shown = in_a_terminal(environ, "agents", "mot-de-passe", "rey", answers=answers)
    assert code == 0, shown
    assert "Trop court" in shown
    assert "pas pareils" in shown
    assert not [secret for secret in ("court\r", PASSWORD, "autre chose") if secret in shown]
    with opened() as db:
        assert db.call(agent.sign_in, "rey", PASSWORD).login == "rey"


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
    done = office("agents", "modifier", "rey", "--secteurs", "1203,vernier,Verniez,9999,Vernie,74")
    assert done.code == 0
    assert "Attention : 9999, Verniez :" in done.out
    # A commune of that name is far away: most likely a slip.
    assert "À vérifier : hors du service (GE) : 74 (74), Vernie (72)." in done.out


def test_a_role_is_changed_and_the_last_administrator_keeps_theirs(office: Office) -> None:
    done = office("agents", "modifier", "rey", "--role", "responsable")
    assert done.code == 0 and done.out.startswith("Mme Rey, responsable")
    with opened() as db:
        assert db.call(agent.find, "rey").agent.role == Role.MANAGER
    assert "n’administre Comptoir" in office("agents", "modifier", "admin", "--role", "accueil").err
    assert "choisissez parmi accueil" in office("agents", "modifier", "rey", "--role", "chef").err
