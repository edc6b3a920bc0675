"""Requests: open until what was decided has happened."""

from datetime import datetime

import pytest

from models import clock
from models.contact import request
from models.contact.request import Outcome, RequestForm
from models.errors import NotFound
from models.person.person import Person
from models.room import visit
from models.room.visit import Intake
from models.service.agent import Agent
from models.store.database import Database
from models.triage.triage import Urgency


def _ask(db: Database, by: Agent, who: Person, outcome: Outcome, urgency: Urgency = Urgency.N4) -> int:
    form = RequestForm(theme="logement", outcome=outcome, urgency=urgency)
    received = db.call(visit.receive, by, Intake(who.id, None, (form,)), "CH", f"{outcome}-{urgency}")
    return received.request_ids[0]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_what_is_told_on_the_spot_is_settled_at_once(
    db: Database, alice: Agent, marie: Person, monday: datetime, outcome: Outcome
) -> None:
    kept = db.call(request.get, _ask(db, alice, marie, outcome))
    settled = outcome in (Outcome.INFORMED, Outcome.UNMET)
    assert kept.settled_at == (monday if settled else None)


def test_settling_twice_keeps_the_first_instant(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    asked = _ask(db, alice, marie, Outcome.LETTER)
    db.call(request.settle, alice, asked)
    clock.advance(hours=1)
    db.call(request.settle, alice, asked)
    assert db.call(request.get, asked).settled_at == monday


def test_what_is_still_to_be_done_the_most_urgent_first(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    calm = _ask(db, alice, marie, Outcome.LETTER)
    urgent = _ask(db, alice, marie, Outcome.APPOINTMENT, Urgency.N1)
    _ask(db, alice, marie, Outcome.WAIT)
    _ask(db, alice, marie, Outcome.INFORMED)
    assert [one.id for one in db.call(request.unsettled)] == [urgent, calm]
    assert [one.id for one in db.call(request.unsettled, 1)] == [urgent]
    db.call(request.settle, alice, urgent)
    assert [one.id for one in db.call(request.unsettled)] == [calm]


def test_a_request_that_is_not_there_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        db.call(request.get, 999)
