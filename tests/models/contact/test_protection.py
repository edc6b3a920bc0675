"""Protected persons: no list names them, their form is opened for a reason that is kept and told."""

from dataclasses import replace

import pytest

from models import clock
from models.contact import message, protection
from models.errors import Forbidden, InvalidInput, ReasonNeeded
from models.known import merge, search, story
from models.person import duplicate, person, relationship
from models.person.person import PROTECTED, Person, PersonForm
from models.person.relationship import Kinship
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.store import journal
from models.store.database import Database
from tests.conftest import PASSWORD


@pytest.fixture
def boss(db: Database) -> Agent:
    """The responsable."""
    return db.call(agent.create, SYSTEM, "boss", "Mme Chef", Role.MANAGER, PASSWORD)


@pytest.fixture
def hidden(db: Database, alice: Agent) -> Person:
    """Somebody who is protected."""
    form = PersonForm(family_name="Zbinden", given_name="Ursula", birth_date="12.03.1980", protected=True)
    return db.call(person.create, alice, form, "CH", "hidden")


def test_a_search_finds_them_and_tells_nothing_of_them(db: Database, alice: Agent, hidden: Person) -> None:
    (found,) = db.call(search.asked, alice, "zbinden")
    assert (found.person_id, found.name) == (hidden.id, PROTECTED)
    assert (found.born_as, found.born, found.commune, found.phone_tail) == ("", "", "", "")
    (same,) = db.call(
        duplicate.find, PersonForm(family_name="Zbinden", given_name="Ursula", birth_date="12.03.1980"), "CH"
    )
    assert (same.name, same.born) == (PROTECTED, "")


def test_a_relative_who_is_protected_is_not_named(
    db: Database, alice: Agent, marie: Person, hidden: Person
) -> None:
    db.call(relationship.relate, alice, marie.id, hidden.id, Kinship.SIBLING)
    assert [one.person.name for one in db.call(relationship.relatives, marie.id)] == [PROTECTED]


def test_the_form_is_opened_once_it_was_said_why_and_that_day_only(
    db: Database, alice: Agent, boss: Agent, hidden: Person
) -> None:
    with pytest.raises(ReasonNeeded) as asked:
        db.call(person.opened, alice, hidden.id)
    assert asked.value.person_id == hidden.id
    with pytest.raises(InvalidInput, match="Raison"):
        db.call(protection.unseal, alice, hidden.id, "  x ")
    db.call(protection.unseal, alice, hidden.id, "rendez-vous de 10 h")
    assert db.call(person.opened, alice, hidden.id).family_name == "Zbinden"
    with pytest.raises(ReasonNeeded):
        db.call(person.opened, boss, hidden.id)
    clock.advance(days=1)
    with pytest.raises(ReasonNeeded):
        db.call(person.opened, alice, hidden.id)


def test_the_reason_is_journaled_and_the_responsable_is_told(
    db: Database, alice: Agent, boss: Agent, hidden: Person
) -> None:
    db.call(protection.unseal, alice, hidden.id, "rendez-vous de 10 h")
    lines = [one for one in db.call(journal.about, hidden.id) if one.action == "person.unsealed"]
    assert [(one.agent_id, one.detail) for one in lines] == [(alice.id, {"reason": "rendez-vous de 10 h"})]
    (told,) = db.call(message.inbox, boss.id)
    assert told.body.startswith(f"Fiche n° {hidden.id} ouverte par Alice Aubert")
    assert told.body.endswith("rendez-vous de 10 h")
    assert (told.person_id, told.person_name) == (hidden.id, PROTECTED)


def test_without_a_responsable_the_administrator_is_told(db: Database, alice: Agent, hidden: Person) -> None:
    admin = db.call(agent.create, SYSTEM, "admin", "Claude", Role.ADMIN, PASSWORD)
    db.call(protection.unseal, alice, hidden.id, "rendez-vous")
    assert len(db.call(message.inbox, admin.id)) == 1


def test_reception_protects_and_only_a_responsable_takes_it_back(
    db: Database, alice: Agent, boss: Agent, marie: Person
) -> None:
    db.call(person.change, alice, marie.id, PersonForm(family_name="Dupont", protected=True), "CH")
    assert db.call(person.get, marie.id).name == PROTECTED
    with pytest.raises(Forbidden, match="lever la protection d’une fiche"):
        db.call(person.change, alice, marie.id, PersonForm(family_name="Dupont"), "CH")
    with pytest.raises(Forbidden):
        db.call(person.undo_change, alice, marie.id)
    assert db.call(person.get, marie.id).protected
    db.call(person.change, boss, marie.id, PersonForm(family_name="Dupont"), "CH")
    assert db.call(person.get, marie.id).name == "DUPONT"


def test_two_forms_made_one_stay_protected_when_either_was(
    db: Database, alice: Agent, marie: Person, hidden: Person
) -> None:
    done = db.call(merge.merge, alice, marie.id, hidden.id)
    assert done.person.protected
    db.call(merge.undo, alice, done.id)
    assert not db.call(person.get, marie.id).protected and db.call(person.get, hidden.id).protected


def test_what_must_be_known_before_calling_them_needs_no_reason(db: Database, alice: Agent) -> None:
    hidden = PersonForm(family_name="Zbinden", protected=True)
    form = replace(hidden, alert="vient avec un chien", alert_reason="vu", alert_until="1.1.2030")
    who = db.call(person.create, alice, form, "CH", "k")
    assert "vient avec un chien" in db.call(person.warned, alice, who.id)
    assert db.call(journal.latest, 1)[0].action == "person.warned"


def test_their_story_is_told_for_the_same_reason(db: Database, alice: Agent, hidden: Person) -> None:
    with pytest.raises(ReasonNeeded):
        db.call(story.opened, alice, hidden.id)
    db.call(protection.unseal, alice, hidden.id, "rendez-vous de 10 h")
    assert db.call(story.opened, alice, hidden.id).family_name == "Zbinden"
