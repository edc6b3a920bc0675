"""What a worker notes of an appointment, and the visit that goes with it."""

from datetime import time

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Status
from models.contact import request
from models.errors import ComptoirError
from models.person.person import Person
from models.room import arrival, queue, visit
from models.room import outcome as appointment_step
from models.room.visit import VisitStatus
from models.service.agent import Agent
from models.store.database import Database
from tests.models.room.line import books, comes

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def booked(db: Database, alice: Agent, worker: Agent, marie: Person) -> Appointment:
    one = books(db, alice, worker, marie, time(10))
    clock.advance(minutes=30)
    return one


@pytest.mark.parametrize("status", [Status.SEEN, Status.ABSENT])
def test_an_appointment_of_somebody_in_no_room_is_marked_and_that_is_all(
    db: Database, worker: Agent, booked: Appointment, status: Status
) -> None:
    one, stepped = db.call(appointment_step.note, worker, booked.id, status)
    assert (one.status, stepped) == (status, False)
    with pytest.raises(ComptoirError, match="étape"):
        db.call(queue.undo, worker)


@pytest.mark.parametrize(
    ("status", "ends"), [(Status.SEEN, VisitStatus.DONE), (Status.ABSENT, VisitStatus.ABSENT)]
)
def test_who_was_called_leaves_the_room_in_the_same_step(
    db: Database, alice: Agent, worker: Agent, booked: Appointment, status: Status, ends: VisitStatus
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    db.call(queue.call, worker, came.id)
    one, stepped = db.call(appointment_step.note, worker, booked.id, status)
    kept = db.call(visit.get, came.id)
    assert (one.status, stepped, kept.status, kept.closed_at) == (status, True, ends, clock.now())
    db.call(queue.undo, worker)
    assert db.call(visit.get, came.id).status is VisitStatus.CALLED
    assert db.call(agenda.get, booked.id).status is Status.UPCOMING


def test_who_is_there_and_was_not_called_is_not_absent(
    db: Database, alice: Agent, worker: Agent, booked: Appointment
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    with pytest.raises(ComptoirError, match="est là, n° 1"):
        db.call(appointment_step.note, worker, booked.id, Status.ABSENT)
    assert db.call(agenda.get, booked.id).status is Status.UPCOMING
    assert db.call(visit.get, came.id).status is VisitStatus.WAITING


def test_what_waited_for_the_appointment_is_answered_by_it(
    db: Database, alice: Agent, worker: Agent, booked: Appointment
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    # Marked absent by mistake before, and corrected.
    db.call(queue.call, worker, came.id)
    db.call(agenda.mark, worker, booked.id, Status.ABSENT)
    one, _stepped = db.call(appointment_step.note, worker, booked.id, Status.SEEN)
    assert one.status is Status.SEEN
    assert db.call(queue.without_outcome, came.id) == []
    assert db.call(request.unsettled) == []


@pytest.mark.parametrize("status", [Status.EXCUSED, Status.REVOKED])
def test_who_is_there_stays_in_the_room_when_the_appointment_is_cancelled(
    db: Database, alice: Agent, worker: Agent, booked: Appointment, status: Status
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    one, stepped = db.call(appointment_step.note, alice, booked.id, status)
    assert (one.status, stepped) == (status, False)
    assert db.call(visit.get, came.id).status is VisitStatus.WAITING


def test_the_step_of_one_appointment_is_undone_though_another_was_taken_since(
    db: Database, alice: Agent, worker: Agent, booked: Appointment
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    db.call(appointment_step.note, alice, booked.id, Status.SEEN)
    other = comes(db, alice, "Bekele")
    db.call(queue.call, alice, other.id)
    db.call(queue.undo, alice, booked.id)
    assert db.call(visit.get, came.id).status is VisitStatus.WAITING
    assert db.call(agenda.get, booked.id).status is Status.UPCOMING
    assert db.call(visit.get, other.id).status is VisitStatus.CALLED
