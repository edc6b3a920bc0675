"""Nobody stands in the line twice, and a ticket goes where its appointment goes."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking, Status
from models.agenda.move_back import move_back
from models.contact import message, request
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError, InvalidInput
from models.person import person
from models.person.person import Person, PersonForm
from models.person.whom import Whom
from models.room import again, arrival, contact, follow, queue, visit
from models.room.again import Again
from models.room.contact import Contact
from models.room.visit import VisitStatus
from models.service.agent import Agent
from models.store.database import Database
from models.triage.triage import Urgency
from tests.models.room.line import books, comes, line

pytestmark = pytest.mark.usefixtures("monday")

GRAVE = RequestForm("violences", words="il est là", outcome=Outcome.WAIT, urgency=Urgency.N0)


@pytest.fixture
def booked(db: Database, alice: Agent, worker: Agent, marie: Person) -> Appointment:
    return books(db, alice, worker, marie, time(10))


def walks_in(db: Database, by: Agent, who: Person, key: str = "walk") -> visit.Visit:
    """A ticket of its own, whatever today knows of the person."""
    found = db.call(again.already, who.id)
    asked = (contact.Asked(RequestForm("dettes", outcome=Outcome.WAIT)),)
    wanted = Contact(Whom(who.id), asked, known=found.again if found else None)
    kept = db.call(contact.keep, by, wanted, "CH", key)
    assert kept.visit is not None
    return kept.visit


def again_of(db: Database, who: Person) -> Again:
    found = db.call(again.already, who.id)
    assert found is not None
    return found.again


def keeps(db: Database, by: Agent, who: Person, *forms: RequestForm, key: str = "again") -> contact.Kept:
    asked = tuple(contact.Asked(form) for form in forms)
    return db.call(contact.keep, by, Contact(Whom(who.id), asked, again=again_of(db, who)), "CH", key)


def test_nobody_who_is_nowhere_today_is_found(db: Database, marie: Person) -> None:
    assert db.call(again.already, marie.id) is None


def test_what_is_asked_besides_is_added_to_the_ticket_and_the_most_urgent_counts(
    db: Database, alice: Agent, marie: Person
) -> None:
    first = comes(db, alice, "Autre", Urgency.N2)
    came = walks_in(db, alice, marie)
    kept = keeps(db, alice, marie, GRAVE)
    assert kept.visit is not None
    assert (kept.visit.id, kept.visit.number, kept.visit.urgency) == (came.id, came.number, Urgency.N0)
    assert [one.theme for one in db.call(request.of_visit, came.id)] == ["dettes", "violences"]
    assert kept.request_ids == (db.call(request.of_visit, came.id)[1].id,)
    assert line(db) == [came.number, first.number]
    # Sent once more out of a slow line, nothing is added again.
    asked = (contact.Asked(GRAVE),)
    retry = Contact(Whom(marie.id), asked, again=Again(visit=came.id))
    assert db.call(contact.keep, alice, retry, "CH", "again").request_ids == kept.request_ids
    assert len(db.call(request.of_visit, came.id)) == 2


def test_who_is_expected_arrives_with_what_they_ask_and_without_asking_anything(
    db: Database, alice: Agent, worker: Agent, marie: Person, people: list[Person], booked: Appointment
) -> None:
    other = books(db, alice, worker, people[0], time(11))
    kept = keeps(db, alice, marie, GRAVE)
    assert kept.visit is not None
    assert (kept.visit.appointment_id, kept.visit.agent_id) == (booked.id, worker.id)
    assert (kept.visit.status, kept.visit.urgency) == (VisitStatus.WAITING, Urgency.N0)
    alone = keeps(db, alice, people[0], key="alone")
    assert alone.visit is not None
    assert (alone.visit.appointment_id, alone.request_ids) == (other.id, ())


def test_who_went_without_being_received_is_back_with_the_same_number(
    db: Database, alice: Agent, marie: Person
) -> None:
    came = walks_in(db, alice, marie)
    db.call(queue.leave, alice, came.id)
    clock.advance(minutes=60)
    kept = keeps(db, alice, marie)
    assert kept.visit is not None
    assert (kept.visit.number, kept.visit.status) == (came.number, VisitStatus.WAITING)
    assert [one.theme for one in db.call(request.of_visit, came.id)] == ["dettes"]
    # The latest step is undone as any.
    db.call(queue.undo, alice)
    assert db.call(visit.get, came.id).status is VisitStatus.LEFT


def test_a_visit_that_is_over_by_now_takes_nothing_more(db: Database, alice: Agent, marie: Person) -> None:
    came = walks_in(db, alice, marie)
    going_on = again_of(db, marie)
    open_ones = db.call(queue.without_outcome, came.id)
    db.call(queue.close, alice, came.id, dict.fromkeys(open_ones, Outcome.INFORMED))
    with pytest.raises(InvalidInput) as refused:
        db.call(again.go_on, alice, going_on, (GRAVE,))
    assert refused.value.field == "again"
    assert db.call(again.already, marie.id) is None


def test_who_waits_already_keeps_their_ticket_when_their_appointment_is_marked_arrived(
    db: Database, alice: Agent, worker: Agent, marie: Person, booked: Appointment
) -> None:
    came = walks_in(db, alice, marie)
    arrived = db.call(arrival.arrived, alice, booked.id)
    assert (arrived.id, arrived.number, arrived.agent_id) == (came.id, came.number, worker.id)
    assert arrived.line_at == booked.starts_at
    assert len(db.call(visit.present)) == 1
    db.call(arrival.not_arrived, alice, booked.id)
    back = db.call(visit.get, came.id)
    assert (back.status, back.appointment_id, back.agent_id) == (VisitStatus.WAITING, None, None)
    # Once more, and undone in the room.
    db.call(arrival.arrived, alice, booked.id)
    db.call(queue.undo, alice)
    assert db.call(visit.get, came.id) == back
    # Whoever receives learns of each arrival, and that it was none.
    told = [one.body.partition(" : ")[0].partition(" (")[0] for one in db.call(message.inbox, worker.id)]
    assert len(told) == 5
    assert told[0] == told[2] == "N’est pas là, l’arrivée est annulée"


def test_who_came_for_an_appointment_went_and_is_marked_arrived_again_has_one_ticket(
    db: Database, alice: Agent, booked: Appointment
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    db.call(queue.leave, alice, came.id)
    clock.advance(minutes=5)
    back = db.call(arrival.arrived, alice, booked.id)
    assert (back.id, back.status) == (came.id, VisitStatus.WAITING)


def test_who_is_here_for_another_appointment_gets_no_second_ticket(
    db: Database, alice: Agent, worker: Agent, marie: Person, booked: Appointment
) -> None:
    later = books(db, alice, worker, marie, time(11))
    came = db.call(arrival.arrived, alice, booked.id)
    with pytest.raises(ComptoirError, match=f"N° {came.number} .* un autre rendez-vous"):
        db.call(arrival.arrived, alice, later.id)
    db.call(queue.close, alice, came.id)
    assert db.call(arrival.arrived, alice, later.id).appointment_id == later.id


def moved(one: Appointment, hours: int, days: int = 0) -> Booking:
    start = one.starts_at + timedelta(hours=hours, days=days)
    end = start + timedelta(minutes=45)
    return Booking(one.person_id, one.motive, one.agent_id, start, end, one.venue)


def test_the_ticket_follows_an_appointment_that_moves_and_comes_back_with_it(
    db: Database, alice: Agent, worker: Agent, carla: Agent, booked: Appointment
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    db.call(queue.call, worker, came.id)
    wanted = replace(moved(booked, 1), agent_id=carla.id or 0)
    db.call(follow.following, alice, booked.id, agenda.move, booked.id, wanted)
    now = db.call(visit.get, came.id)
    assert (now.agent_id, now.line_at, now.appointment_id) == (carla.id, wanted.starts_at, booked.id)
    # What was done before the move is undone without tearing them apart.
    db.call(queue.undo, worker)
    undone = db.call(visit.get, came.id)
    assert (undone.status, undone.agent_id, undone.line_at) == (
        VisitStatus.WAITING, carla.id, wanted.starts_at,
    )  # fmt: skip
    db.call(follow.following, alice, booked.id, move_back, booked.id)
    back = db.call(visit.get, came.id)
    assert (back.agent_id, back.line_at) == (worker.id, booked.starts_at)


def test_an_appointment_whose_person_is_here_is_not_moved_to_another_day(
    db: Database, alice: Agent, booked: Appointment
) -> None:
    came = db.call(arrival.arrived, alice, booked.id)
    with pytest.raises(ComptoirError, match="Notez d’abord son départ"):
        db.call(follow.following, alice, booked.id, agenda.move, booked.id, moved(booked, 0, days=1))
    assert db.call(agenda.get, booked.id) == booked
    db.call(queue.leave, alice, came.id)
    db.call(follow.following, alice, booked.id, agenda.move, booked.id, moved(booked, 0, days=1))
    assert db.call(agenda.get, booked.id).moved == 1


def test_an_anonymous_visit_is_nobody_s_again(db: Database, alice: Agent) -> None:
    who = db.call(person.create, alice, PersonForm(anonymous=True), "CH", "nobody")
    db.call(visit.arrive, alice, who.id)
    other = db.call(person.create, alice, PersonForm(anonymous=True), "CH", "nobody-2")
    assert db.call(again.already, other.id) is None


def test_a_cancelled_appointment_is_not_expected(db: Database, alice: Agent, booked: Appointment) -> None:
    db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    assert db.call(again.already, booked.person_id) is None
