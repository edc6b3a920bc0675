"""Ctrl+R on a form: whatever was last done to it is taken back, the newest first."""

import pytest

from models import clock
from models.errors import ComptoirError
from models.known import merge
from models.known import undo as person_undo
from models.known.undo import Undone
from models.person import duplicate, person
from models.person.person import Person, PersonForm
from models.service.agent import Agent
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def twin(db: Database, alice: Agent) -> Person:
    form = PersonForm(family_name="Dupont", given_name="Marie", birth_date="12.03.1980")
    return db.call(person.create, alice, form, "CH", "twin")


def test_two_persons_marked_as_different_are_brought_together_again(
    db: Database, alice: Agent, marie: Person, twin: Person
) -> None:
    db.call(duplicate.mark_apart, alice, marie.id, twin.id)
    # From either side: whoever looks, looks at one of the two forms.
    back = db.call(person_undo.last, alice, twin.id)
    assert back == (Undone.APART, db.call(person.get, marie.id))
    assert [one.person_id for one in db.call(duplicate.of_person, marie.id, "CH")] == [twin.id]


def test_what_was_done_last_is_taken_back_first(
    db: Database, alice: Agent, marie: Person, twin: Person
) -> None:
    other = db.call(person.create, alice, PersonForm(family_name="Rey"), "CH", "other")
    for verb, *values in (
        (merge.merge, marie.id, other.id),
        (duplicate.mark_apart, marie.id, twin.id),
        (person.change, marie.id, PersonForm(family_name="Dupond"), "CH"),
    ):
        clock.advance(minutes=1)
        db.call(verb, alice, *values)
    done = [db.call(person_undo.last, alice, marie.id) for _ in range(3)]
    assert done == [(Undone.CHANGE, None), (Undone.APART, twin), (Undone.MERGE, other)]
    assert db.call(person.get, marie.id) == marie
    with pytest.raises(ComptoirError, match="Rien à défaire"):
        db.call(person_undo.last, alice, marie.id)


def test_homonyms_are_told_with_their_day(db: Database, alice: Agent, marie: Person, twin: Person) -> None:
    assert db.call(duplicate.homonyms, marie.id) == []
    db.call(duplicate.mark_apart, alice, twin.id, marie.id)
    (one,) = db.call(duplicate.homonyms, marie.id)
    assert (one.person, one.at, one.agent) == (twin, clock.now(), "Alice Aubert")
