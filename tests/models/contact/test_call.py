"""The telephone: kept once, with what was asked, however it ends."""

from datetime import datetime, timedelta

import pytest

from models import clock
from models.contact import call, request
from models.contact.call import Call, Caller, CallForm, CallRow, Direction
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError, InvalidInput, NotFound
from models.known import search
from models.person.person import Person, PersonForm
from models.service.agent import Agent
from models.store.database import Database

TAXES = RequestForm(theme="impots", words="ne sait pas remplir", outcome=Outcome.APPOINTMENT)


def _record(db: Database, by: Agent, form: CallForm, key: str = "form") -> Call:
    return db.call(call.record, by, form, "CH", key)


def test_a_call_keeps_who_for_whom_and_how_long(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    clock.advance(minutes=7)
    form = CallForm(
        monday,
        Caller.RELATIVE,
        " Luc\x1b[1m Dupont ",
        "022 420 00 09",
        marie.id,
        requests=(TAXES,),
        note="rappeler",
    )
    kept = _record(db, alice, form)
    assert kept.ended_at - kept.started_at == timedelta(minutes=7)
    assert (kept.person_id, kept.caller, kept.caller_name) == (marie.id, Caller.RELATIVE, "Luc Dupont")
    assert (kept.phone, kept.note, kept.direction) == ("+41224200009", "rappeler", Direction.INCOMING)
    [asked] = db.call(request.of_call, kept.id)
    assert (asked.id, asked.theme, asked.person_id, asked.call_id) == (
        *kept.request_ids,
        "impots",
        marie.id,
        kept.id,
    )
    assert db.call(call.get, kept.id) == kept


def test_the_form_sent_twice_keeps_one_call(db: Database, alice: Agent, monday: datetime) -> None:
    form = CallForm(monday, Caller.PERSON, new_person=PersonForm(family_name="Favre"), requests=(TAXES,))
    assert _record(db, alice, form) == _record(db, alice, form)
    assert db.call(CallRow.select().count) == 1
    assert len(db.call(search.search, "favre")) == 1


def test_a_wrong_number_needs_nothing_more(db: Database, alice: Agent, monday: datetime) -> None:
    assert _record(db, alice, CallForm(monday, Caller.WRONG_NUMBER)).request_ids == ()


def test_an_empty_call_is_refused(db: Database, alice: Agent, monday: datetime) -> None:
    with pytest.raises(ComptoirError, match="un mot suffit"):
        _record(db, alice, CallForm(monday, Caller.PERSON, note=" \n "))
    assert db.call(CallRow.select().count) == 0


def test_a_note_alone_is_enough(db: Database, alice: Agent, monday: datetime) -> None:
    assert _record(db, alice, CallForm(monday, Caller.PARTNER, note="A demandé l’horaire")).person_id is None


def test_half_a_number_is_refused_with_its_field(db: Database, alice: Agent, monday: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        _record(db, alice, CallForm(monday, Caller.PERSON, caller_phone="022", note="x"))
    assert refused.value.field == "caller_phone"


def test_a_call_that_is_not_there_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        db.call(call.get, 999)
