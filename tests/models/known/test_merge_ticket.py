"""One person, two tickets: merged while both sides wait, they keep one place in the line."""

from datetime import datetime, time

import pytest

from models import clock
from models.contact import request
from models.contact.request import Outcome, RequestForm
from models.known import merge
from models.person import person
from models.person.person import Person, PersonForm
from models.room import arrival, queue, ticket, visit
from models.room.visit import Intake, Visit, VisitStatus
from models.service.agent import Agent
from models.store.database import Database
from models.triage.triage import Urgency
from tests.models.room.line import books, comes, line

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def twin(db: Database, alice: Agent) -> Person:
    form = PersonForm(family_name="Dupond", given_name="Marie", birth_date="12.03.1980")
    return db.call(person.create, alice, form, "CH", "twin")


def _asks(db: Database, alice: Agent, who: Person, urgency: Urgency = Urgency.N4) -> Visit:
    form = RequestForm("ressources", urgency=urgency, outcome=Outcome.WAIT)
    kept = db.call(visit.receive, alice, Intake(who.id, None, (form,)), "CH", f"asks-{who.id}-{clock.now()}")
    clock.advance(minutes=1)
    return kept.visit


def test_the_earlier_ticket_stays_in_line_and_the_other_says_why_it_went(
    db: Database, alice: Agent, marie: Person, twin: Person
) -> None:
    first = _asks(db, alice, twin)
    comes(db, alice, "Entre")
    second = _asks(db, alice, marie)
    assert line(db) == [1, 2, 3]
    db.call(merge.merge, alice, marie.id, twin.id)
    assert line(db) == [1, 2]
    gone = db.call(visit.get, second.id)
    assert gone.status is VisitStatus.REMOVED
    assert gone.closed_at is not None
    assert db.call(ticket.why, second.id).endswith("même personne que le n° 1.")
    # What was asked with the other ticket is asked for an outcome with the one that stays.
    assert len(db.call(queue.without_outcome, first.id)) == 2
    assert db.call(request.of_visit, second.id) == []


def test_undone_both_wait_again_as_they_did(db: Database, alice: Agent, marie: Person, twin: Person) -> None:
    first, second = _asks(db, alice, marie), _asks(db, alice, twin, Urgency.N1)
    assert line(db) == [2, 1]
    before = db.call(visit.present)
    done = db.call(merge.merge, alice, marie.id, twin.id)
    kept = db.call(visit.get, first.id)
    assert (line(db), kept.urgency) == ([1], Urgency.N1)
    db.call(merge.undo, alice, done.id)
    assert db.call(visit.present) == before
    for one in (first, second):
        assert len(db.call(queue.without_outcome, one.id)) == 1


def test_who_is_being_received_keeps_that_place(
    db: Database, alice: Agent, marie: Person, twin: Person
) -> None:
    _asks(db, alice, marie)
    second = _asks(db, alice, twin)
    db.call(queue.call, alice, second.id)
    db.call(merge.merge, alice, marie.id, twin.id)
    assert [(one.number, one.status) for one in db.call(visit.present)] == [(2, VisitStatus.CALLED)]


def test_the_appointment_goes_over_to_the_ticket_that_stays(
    db: Database, alice: Agent, worker: Agent, marie: Person, twin: Person
) -> None:
    booked = books(db, alice, worker, twin, time(10))
    first = _asks(db, alice, marie)
    db.call(arrival.arrived, alice, booked.id)
    done = db.call(merge.merge, alice, marie.id, twin.id)
    kept = db.call(visit.get, first.id)
    assert (kept.appointment_id, kept.agent_id, kept.line_at) == (booked.id, worker.id, booked.starts_at)
    assert line(db) == [1]
    db.call(merge.undo, alice, done.id)
    assert db.call(visit.get, first.id) == first


def test_two_appointments_keep_two_tickets(
    db: Database, alice: Agent, worker: Agent, marie: Person, twin: Person
) -> None:
    for who, at in ((marie, time(9, 45)), (twin, time(11))):
        db.call(arrival.arrived, alice, books(db, alice, worker, who, at).id)
    db.call(merge.merge, alice, marie.id, twin.id)
    assert line(db) == [1, 2]


def test_two_tickets_of_one_side_are_left_alone(
    db: Database, alice: Agent, marie: Person, twin: Person
) -> None:
    _asks(db, alice, marie)
    _asks(db, alice, marie)
    db.call(merge.merge, alice, marie.id, twin.id)
    assert line(db) == [1, 2]


def test_a_ticket_of_another_day_is_left_alone(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: datetime
) -> None:
    old = _asks(db, alice, twin)
    clock.advance(days=1)
    _asks(db, alice, marie)
    db.call(merge.merge, alice, marie.id, twin.id)
    assert db.call(visit.get, old.id).status is VisitStatus.WAITING


def test_the_room_can_put_the_ticket_back_and_the_merge_is_still_undone(
    db: Database, alice: Agent, marie: Person, twin: Person
) -> None:
    _asks(db, alice, marie)
    _asks(db, alice, twin)
    done = db.call(merge.merge, alice, marie.id, twin.id)
    assert "n° 2 est de nouveau" in db.call(queue.undo, alice)
    assert line(db) == [1, 2]
    db.call(merge.undo, alice, done.id)
    assert line(db) == [1, 2]
    assert [one.person_id for one in db.call(visit.present)] == [marie.id, twin.id]


def test_what_happened_to_the_ticket_that_stayed_is_not_undone_with_the_merge(
    db: Database, alice: Agent, marie: Person, twin: Person
) -> None:
    first = _asks(db, alice, marie)
    second = _asks(db, alice, twin)
    done = db.call(merge.merge, alice, marie.id, twin.id)
    db.call(queue.call, alice, first.id)
    asked = db.call(queue.without_outcome, first.id)
    db.call(queue.close, alice, first.id, dict.fromkeys(asked, Outcome.INFORMED))
    db.call(merge.undo, alice, done.id)
    assert db.call(visit.get, first.id).status is VisitStatus.DONE
    # Two persons after all: the other one still waits.
    assert line(db) == [second.number]
