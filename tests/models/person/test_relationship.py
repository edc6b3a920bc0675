"""Who is close to whom."""

import pytest

from models.errors import InvalidInput
from models.person import person, relationship
from models.person.person import Person, PersonForm
from models.person.relationship import Kinship
from models.service.agent import Agent
from models.store import journal
from models.store.database import Database


@pytest.fixture
def leo(db: Database, alice: Agent) -> Person:
    return db.call(person.create, alice, PersonForm(family_name="Dupont", given_name="Léo"), "CH", "leo")


def _seen(db: Database, who: Person) -> list[tuple[Kinship, str]]:
    return [(one.kind, one.person.name) for one in db.call(relationship.relatives, who.id)]


def test_a_relationship_is_seen_from_both_sides(
    db: Database, alice: Agent, marie: Person, leo: Person
) -> None:
    db.call(relationship.relate, alice, marie.id, leo.id, Kinship.CHILD)
    assert _seen(db, marie) == [(Kinship.CHILD, "DUPONT Léo")]
    assert _seen(db, leo) == [(Kinship.PARENT, "DUPONT Marie")]
    assert "relationship.noted" in [line.action for line in db.call(journal.about, marie.id)]


def test_noted_again_it_is_corrected_from_either_side(
    db: Database, alice: Agent, marie: Person, leo: Person
) -> None:
    db.call(relationship.relate, alice, marie.id, leo.id, Kinship.CHILD)
    db.call(relationship.relate, alice, leo.id, marie.id, Kinship.SIBLING)
    assert _seen(db, marie) == [(Kinship.SIBLING, "DUPONT Léo")]
    db.call(relationship.part, alice, marie.id, leo.id)
    assert _seen(db, leo) == []


def test_nobody_is_their_own_relative(db: Database, alice: Agent, marie: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        db.call(relationship.relate, alice, marie.id, marie.id, Kinship.OTHER)
    assert refused.value.field == "relative"
