"""Who sits there: created, signed in, kept out when guessed at."""

import pytest
from argon2 import PasswordHasher

from models.errors import ComptoirError, InvalidInput, NotFound
from models.service import agent, guess, password
from models.service.agent import SYSTEM, Agent, AgentRow
from models.service.permission import Role
from models.store import journal
from models.store.database import Database
from tests.conftest import PASSWORD

# As the program hashes a password, before tests/conftest.py makes that cheap.
_AT_FULL_COST = password.kept


def test_the_right_password_signs_in_however_the_login_is_typed(db: Database) -> None:
    assert db.call(agent.sign_in, " Alice ", PASSWORD) == Agent(1, "alice", "Alice Aubert", Role.RECEPTION)
    assert db.call(journal.latest, 1)[0].action == "agent.signed_in"


def test_the_password_is_kept_as_argon2id_and_nowhere_as_typed(db: Database) -> None:
    stored = db.call(lambda: AgentRow.get_by_id(1).password)
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_guess_costs_what_argon2_advises_for_a_login_that_nobody_has_too(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password, "kept", _AT_FULL_COST)
    made = db.call(agent.create, SYSTEM, "zoe", "Zoé", Role.RECEPTION, PASSWORD)
    stored = db.call(lambda: AgentRow.get_by_id(made.id).password)
    assert not any(PasswordHasher().check_needs_rehash(one) for one in (stored, password._NOBODY))
    assert db.call(agent.sign_in, "zoe", PASSWORD) == made


def test_a_public_password_costs_nothing_and_signs_in_all_the_same(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password, "kept", _AT_FULL_COST)
    made = db.call(agent.create, SYSTEM, "zoe", "Zoé", Role.RECEPTION, PASSWORD, public=True)
    assert db.call(lambda: AgentRow.get_by_id(made.id).password).startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert db.call(agent.sign_in, "zoe", PASSWORD) == made


def test_a_wrong_login_and_a_wrong_password_are_told_alike(db: Database) -> None:
    said = []
    for login, typed in (("alice", "une mauvaise idée"), ("personne", PASSWORD)):
        with pytest.raises(ComptoirError) as refused:
            db.call(agent.sign_in, login, typed)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert [line.action for line in db.call(journal.latest, 2)] == ["agent.refused", "agent.refused"]


def test_somebody_who_left_no_longer_signs_in(db: Database) -> None:
    db.call(lambda: AgentRow.update(active=False).execute())
    with pytest.raises(ComptoirError, match="Connexion refusée"):
        db.call(agent.sign_in, "alice", PASSWORD)
    assert db.call(agent.everyone) == []


@pytest.mark.parametrize(
    ("login", "name", "password", "field"),
    [
        ("", "Zoé", PASSWORD, "login"),
        ("zoe", " ", PASSWORD, "login"),
        ("zoe", "Zoé", "court", "password"),
        ("Alice", "Une autre Alice", PASSWORD, "login"),
        ("z" * 41, "Zoé", PASSWORD, "login"),
        ("zoe", "Z" * 81, PASSWORD, "login"),
    ],
)
def test_an_agent_that_cannot_be_is_refused(
    db: Database, login: str, name: str, password: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        db.call(agent.create, SYSTEM, login, name, Role.RECEPTION, password)
    assert refused.value.field == field
    assert len(db.call(agent.everyone)) == 1


def test_everyone_of_some_roles_by_name(db: Database) -> None:
    for login, role in (("zoe", Role.SOCIAL_WORKER), ("bruno", Role.MANAGER), ("carla", Role.SOCIAL_WORKER)):
        db.call(agent.create, SYSTEM, login, login.title(), role, PASSWORD)
    names = [one.name for one in db.call(agent.everyone, Role.SOCIAL_WORKER, Role.MANAGER)]
    assert names == ["Bruno", "Carla", "Zoe"]


def test_who_is_not_there_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound, match="n’est plus dans la liste"):
        db.call(agent.get, 999)


def test_leaving_the_desk_is_journaled(db: Database, alice: Agent) -> None:
    db.call(agent.lock, alice)
    assert (line := db.call(journal.latest, 1)[0]).action == "agent.locked_desk"
    assert line.agent_id == alice.id


def test_the_last_administrator_cannot_be_closed(db: Database, alice: Agent) -> None:
    boss, other = (
        db.call(agent.create, SYSTEM, login, login.title(), Role.ADMIN, PASSWORD)
        for login in ("boss", "other")
    )
    db.call(agent.close, SYSTEM, boss.id or 0)
    with pytest.raises(ComptoirError, match="que Other n’administre"):
        db.call(agent.close, SYSTEM, other.id or 0)
    assert {one.agent.login: one.active for one in db.call(agent.accounts)} == {
        "alice": True, "other": True, "boss": False,
    }  # fmt: skip
    db.call(agent.reopen, SYSTEM, boss.id or 0)
    db.call(agent.close, SYSTEM, other.id or 0)


def test_who_is_closed_is_offered_nowhere_and_stays_known(db: Database, alice: Agent) -> None:
    assert alice.id
    db.call(agent.close, SYSTEM, alice.id)
    assert db.call(agent.everyone) == []
    assert db.call(agent.get, alice.id) == alice
    assert db.call(agent.find, " ALICE ") == agent.Account(alice, False)


def test_a_new_password_takes_the_place_of_the_old_one(db: Database, alice: Agent) -> None:
    assert alice.id
    with pytest.raises(InvalidInput, match="10 caractères"):
        db.call(agent.set_password, SYSTEM, alice.id, "court")
    db.call(agent.set_password, SYSTEM, alice.id, "une autre phrase longue")
    assert db.call(agent.sign_in, "alice", "une autre phrase longue") == alice
    with pytest.raises(ComptoirError, match="Connexion refusée"):
        db.call(agent.sign_in, "alice", PASSWORD)


def test_verbs_on_nobody_are_refused(db: Database, alice: Agent) -> None:
    for verb in (agent.close, agent.reopen):
        with pytest.raises(NotFound):
            db.call(verb, SYSTEM, 999)
    with pytest.raises(NotFound, match="Vouliez-vous dire"):
        db.call(agent.find, "alicia")


def test_languages_and_sectors_are_kept_once_each_in_order(db: Database, alice: Agent) -> None:
    said = db.call(agent.set_languages, SYSTEM, 1, [" portugais", "Albanais", "albanais ", "", "arabe\x1b[m"])
    assert said.languages == ("albanais", "arabe", "portugais")
    assert db.call(agent.set_sectors, SYSTEM, 1, ("Vernier", "1203", "vernier")).sectors == (
        "1203",
        "vernier",
    )
    kept = db.call(agent.get, 1)
    assert (kept.languages, kept.sectors) == (("albanais", "arabe", "portugais"), ("1203", "vernier"))
    actions = [line.action for line in db.call(journal.latest)]
    assert actions[:2] == ["agent.sectors_set", "agent.languages_set"]
    assert db.call(agent.set_sectors, SYSTEM, 1, ()).sectors == ()


def test_too_many_or_too_long_sectors_are_refused(db: Database, alice: Agent) -> None:
    for words in ([str(number) for number in range(41)], ["x" * 61]):
        with pytest.raises(InvalidInput) as refused:
            db.call(agent.set_sectors, SYSTEM, 1, words)
        assert refused.value.field == "sectors"
    assert db.call(agent.get, 1).sectors == ()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (" " * 10, "4 caractères différents"),
        ("aaaaaaaaaaaa", "4 caractères différents"),
        ("\u00e9e\u0301\u00e9e\u0301\u00e9e\u0301\u00e9e\u0301\u00e9e\u0301", "4 caractères différents"),
        ("abab abab abab", "4 caractères différents"),
        ("neuf lett", "au moins 10 caractères"),
        ("Alice Aubert", "votre nom ou votre identifiant"),
        ("alicealice1", "votre nom ou votre identifiant"),
        ("AUBERT-alice!!", "votre nom ou votre identifiant"),
    ],
)
def test_a_weak_password_is_refused_in_a_sentence_wherever_it_is_given(
    db: Database, alice: Agent, typed: str, why: str
) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        db.call(agent.set_password, SYSTEM, 1, typed)
    assert refused.value.field == "password"
    with pytest.raises(InvalidInput, match=why):
        db.call(agent.change_password, alice, PASSWORD, typed)
    assert db.call(agent.sign_in, "alice", PASSWORD) == alice


@pytest.mark.parametrize("typed", ["quatre mots sans rapport", "!?#%&*+=$@", "alice au pays des merveilles"])
def test_a_password_that_says_enough_is_taken(db: Database, alice: Agent, typed: str) -> None:
    db.call(agent.change_password, alice, PASSWORD, typed)
    assert db.call(agent.sign_in, "alice", typed) == alice
    assert [one.action for one in db.call(journal.latest, 2)] == ["agent.signed_in", "agent.password_changed"]
    with pytest.raises(ComptoirError):
        db.call(agent.sign_in, "alice", PASSWORD)


def test_trying_for_the_present_password_of_an_open_desk_gets_slow_too(db: Database, alice: Agent) -> None:
    for _ in range(guess.FREE):
        with pytest.raises(InvalidInput, match="pas le vôtre"):
            db.call(agent.change_password, alice, "une mauvaise idée", "quatre mots sans rapport")
    with pytest.raises(ComptoirError, match="Trop d’essais"):
        db.call(agent.change_password, alice, PASSWORD, "quatre mots sans rapport")


def test_who_is_there_still_is_asked_of_the_account(db: Database, alice: Agent) -> None:
    assert db.call(agent.still, alice) == alice
    now = db.call(agent.set_role, SYSTEM, 1, Role.MANAGER)
    assert db.call(agent.still, alice) == now and now.role.label == "responsable"
    db.call(agent.close, SYSTEM, 1)
    assert db.call(agent.still, alice) is None


def test_the_last_administrator_keeps_that_role(db: Database) -> None:
    boss = db.call(agent.create, SYSTEM, "boss", "Boss", Role.ADMIN, PASSWORD)
    with pytest.raises(ComptoirError, match="Dernier administrateur"):
        db.call(agent.set_role, SYSTEM, boss.id or 0, Role.MANAGER)
    other = db.call(agent.create, SYSTEM, "autre", "Autre", Role.ADMIN, PASSWORD)
    assert db.call(agent.set_role, SYSTEM, boss.id or 0, Role.MANAGER).role == Role.MANAGER
    assert db.call(agent.set_role, SYSTEM, other.id or 0, Role.ADMIN).role == Role.ADMIN
