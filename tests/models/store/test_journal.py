"""The journal: no write without its line, and nobody's file opened unseen."""

import pytest

from models.person import person
from models.person.person import Person, PersonForm, PersonRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Database, write


@write(Permission.PERSON)
def _forgets_the_journal(by: Agent, person_id: int) -> None:
    PersonRow.update(commune="Nulle part").where(PersonRow.id == person_id).execute()


@write(Permission.PERSON)
def _breaks_after_its_line(by: Agent, person_id: int) -> None:
    PersonRow.update(commune="Nulle part").where(PersonRow.id == person_id).execute()
    journal.note(by, "person.changed", person=person_id)
    raise ZeroDivisionError


def test_a_write_without_a_journal_line_is_rolled_back(db: Database, alice: Agent, marie: Person) -> None:
    with pytest.raises(RuntimeError, match="left no line in the journal"):
        db.call(_forgets_the_journal, alice, marie.id)
    assert db.call(person.get, marie.id).commune == "Carouge"


def test_a_verb_that_breaks_leaves_neither_its_change_nor_its_line(
    db: Database, alice: Agent, marie: Person
) -> None:
    before = db.call(journal.latest)
    with pytest.raises(ZeroDivisionError):
        db.call(_breaks_after_its_line, alice, marie.id)
    assert db.call(person.get, marie.id).commune == "Carouge"
    assert db.call(journal.latest) == before


def test_who_opened_a_file_is_known(db: Database, alice: Agent, marie: Person) -> None:
    db.call(person.opened, alice, marie.id)
    lines = db.call(journal.about, marie.id)
    assert [line.action for line in lines] == ["person.created", "person.opened"]
    assert {line.agent_id for line in lines} == {alice.id}


def test_the_journal_names_the_changed_fields_and_not_their_values(
    db: Database, alice: Agent, marie: Person
) -> None:
    form = PersonForm(family_name="Dupont", given_name="Marie", birth_date="12.03.1980", note="a pleuré")
    db.call(person.change, alice, marie.id, form, "CH")
    line = db.call(journal.latest)[0]
    assert line.detail == {"fields": ["commune", "note", "phone"]}
    assert "pleuré" not in str(db.call(journal.about, marie.id))


def test_the_latest_lines_come_first_and_no_more_than_asked(
    db: Database, alice: Agent, marie: Person
) -> None:
    for _ in range(3):
        db.call(person.opened, alice, marie.id)
    lines = db.call(journal.latest, 2)
    assert [line.action for line in lines] == ["person.opened", "person.opened"]
    assert lines[0].at >= lines[1].at
