"""Kept letters: found again, exact, once, and settling the request that waited for one."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock
from models.contact import letter, request
from models.contact.letter import LetterForm
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError, NotFound
from models.person import person
from models.person.person import Person, PersonForm
from models.room import visit
from models.room.visit import Intake
from models.service.agent import Agent
from models.store import document
from models.store.database import Database
from models.store.document import DocumentRow


@pytest.fixture
def camille(db: Database, alice: Agent) -> Person:
    form = PersonForm(family_name="Muller", given_name="Camille")
    return db.call(person.create, alice, form, "CH", "key-camille")


def _form(content: bytes = b"contenu", **changes: Any) -> LetterForm:
    return LetterForm("pieces", "Demande de documents", content, "5e" * 32, {"pieces": ["Bail"]}, **changes)


def test_a_letter_is_kept_once_per_key_with_its_very_bytes(
    db: Database, alice: Agent, camille: Person
) -> None:
    first = db.call(letter.keep, alice, _form(person_id=camille.id), "key-1")
    again = db.call(letter.keep, alice, _form(b"autre", person_id=camille.id), "key-1")
    assert again == first
    assert first.values == {"pieces": ["Bail"]}
    assert first.agent == alice.name
    assert db.call(letter.content, first.id) == b"contenu"


def test_the_same_bytes_are_kept_once(db: Database, alice: Agent) -> None:
    one = db.call(letter.keep, alice, _form(), "key-1")
    two = db.call(letter.keep, alice, _form(), "key-2")
    assert one.id != two.id
    assert one.document_id == two.document_id


def test_letters_are_listed_newest_first_by_person_and_by_day(
    db: Database, alice: Agent, camille: Person, monday: datetime
) -> None:
    old = db.call(letter.keep, alice, _form(person_id=camille.id), "key-1")
    clock.advance(days=1)
    new = db.call(letter.keep, alice, _form(), "key-2")
    assert [one.id for one in db.call(letter.recent)] == [new.id, old.id]
    assert [one.id for one in db.call(letter.recent, clock.today())] == [new.id]
    assert [one.id for one in db.call(letter.recent, clock.today() - timedelta(days=1))] == [old.id]
    assert [one.id for one in db.call(letter.list_for, camille.id)] == [old.id]
    assert db.call(letter.recent, None, 1) == [new]


def test_a_letter_settles_the_request_that_waited_for_it_and_no_other(
    db: Database, alice: Agent, camille: Person
) -> None:
    forms = (
        RequestForm(theme="papiers", outcome=Outcome.LETTER),
        RequestForm(theme="logement", outcome=Outcome.APPOINTMENT),
    )
    received = db.call(visit.receive, alice, Intake(camille.id, None, forms), "CH", "key-visit")
    for number, request_id in enumerate(received.request_ids):
        db.call(letter.keep, alice, _form(person_id=camille.id, request_id=request_id), f"key-{number}")
    settled, still_open = (db.call(request.get, one) for one in received.request_ids)
    assert settled.settled_at is not None
    assert still_open.settled_at is None


def test_a_document_that_changed_is_not_handed_out(db: Database, alice: Agent) -> None:
    kept = db.call(letter.keep, alice, _form(), "key-1")
    db.call(lambda: DocumentRow.update(content=b"faux").execute())
    with pytest.raises(ComptoirError, match="abîmé"):
        db.call(letter.content, kept.id)


def test_what_is_gone_is_said_to_be(db: Database) -> None:
    with pytest.raises(NotFound):
        db.call(letter.get, 99)
    with pytest.raises(NotFound):
        db.call(document.read, 99)
