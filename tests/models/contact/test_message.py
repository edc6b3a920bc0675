"""Messages: read by whom they are for, until they are handled."""

from datetime import datetime, timedelta

import pytest

from models import clock
from models.contact import message, request
from models.contact.message import MessageKind, MessageStatus
from models.contact.request import Outcome, RequestForm
from models.errors import InvalidInput, NotFound
from models.person.person import Person
from models.room import visit
from models.room.visit import Intake
from models.service.agent import Agent
from models.store.database import Database


def test_a_message_waits_for_its_reader_until_it_is_handled(
    db: Database, alice: Agent, worker: Agent, marie: Person
) -> None:
    assert worker.id
    sent = db.call(message.send, alice, worker.id, "Rappelez-la\x1b[2J\nce soir", person_id=marie.id)
    [read] = db.call(message.inbox, worker.id)
    assert read == sent
    assert (read.body, read.person_name, read.from_id) == ("Rappelez-la\nce soir", "DUPONT Marie", alice.id)
    assert db.call(message.unread, worker.id) == 1
    db.call(message.mark, worker, sent.id, MessageStatus.READ)
    assert db.call(message.unread, worker.id) == 0
    assert len(db.call(message.inbox, worker.id)) == 1
    db.call(message.mark, worker, sent.id, MessageStatus.HANDLED)
    assert db.call(message.inbox, worker.id) == []


def test_the_reception_has_its_own_box(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(message.send, worker, None, "Je serai en retard")
    assert alice.id and worker.id
    assert [one.body for one in db.call(message.inbox, None)] == ["Je serai en retard"]
    assert db.call(message.inbox, worker.id) == []
    assert db.call(message.unread, alice.id) == 0


def test_the_newest_message_is_first_and_no_more_than_asked(db: Database, alice: Agent) -> None:
    for number in range(4):
        db.call(message.send, alice, None, str(number))
    assert [one.body for one in db.call(message.inbox, None, 3)] == ["3", "2", "1"]


def test_an_empty_message_is_refused(db: Database, alice: Agent) -> None:
    with pytest.raises(InvalidInput) as refused:
        db.call(message.send, alice, None, " \n\u200b")
    assert refused.value.field == "body"


def test_calls_to_give_back_come_by_when_they_are_due(db: Database, alice: Agent, monday: datetime) -> None:
    for body, hours in (("demain", 24), ("un jour", None), ("tout de suite", 1)):
        due = None if hours is None else clock.now() + timedelta(hours=hours)
        db.call(message.send, alice, None, body, kind=MessageKind.CALL_BACK, phone="+41224200000", due_at=due)
    db.call(message.send, alice, None, "un mot")
    waiting = db.call(message.call_backs)
    assert [one.body for one in waiting] == ["tout de suite", "demain", "un jour"]
    db.call(message.mark, alice, waiting[0].id, MessageStatus.HANDLED)
    assert len(db.call(message.call_backs)) == 2


def test_sending_settles_the_request_it_answers(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    asked = RequestForm(theme="logement", outcome=Outcome.MESSAGE)
    [number] = db.call(visit.receive, alice, Intake(marie.id, None, (asked,)), "CH", "visit").request_ids
    db.call(message.send, alice, None, "À voir", request_id=number)
    assert db.call(request.get, number).settled_at == monday


def test_a_message_that_is_not_there_is_not_found(db: Database, alice: Agent) -> None:
    with pytest.raises(NotFound):
        db.call(message.mark, alice, 999, MessageStatus.READ)
    with pytest.raises(NotFound):
        db.call(message.get, 999)
