"""The line: who is next, for whom, and every step from being called to going."""

from datetime import datetime, time

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Status
from models.contact import message, request
from models.contact.request import Outcome
from models.errors import ComptoirError, InvalidInput
from models.person.person import Person
from models.room import arrival, queue, ticket, visit
from models.room.ticket import Shown
from models.room.visit import VisitStatus
from models.service import agent
from models.service.agent import Agent, AgentRow
from models.service.permission import Role
from models.service.waiting_room import Room
from models.store import journal
from models.store.database import Database
from models.triage.triage import Urgency
from tests.models.room.line import asks, books, comes, line

ROOM = Room(counters={"alice": "guichet 1", "bruno": "bureau 12"})


@pytest.fixture
def carla(db: Database) -> Agent:
    """The other receptionist."""
    row = db.call(AgentRow.create, login="carla", name="Carla Conti", role=Role.RECEPTION, password="")
    return db.call(agent.get, row.id)


# The order


def test_the_line_is_by_urgency_then_by_arrival(db: Database, alice: Agent, monday: datetime) -> None:
    for name, urgency in (("A", Urgency.N4), ("B", Urgency.N3), ("C", Urgency.N1), ("D", Urgency.N3)):
        comes(db, alice, name, urgency)
    assert line(db) == [3, 2, 4, 1]
    assert [db.call(queue.call_next, alice).number for _ in range(4)] == [3, 2, 4, 1]
    with pytest.raises(ComptoirError, match="La salle est vide"):
        db.call(queue.call_next, alice)


def test_who_has_an_appointment_joins_the_line_at_their_hour(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = books(db, alice, worker, marie, time(9, 45))
    comes(db, alice, "Avant")  # 09:41
    early = db.call(arrival.arrived, alice, booked.id)  # 09:42, for 09:45
    clock.advance(minutes=1)
    comes(db, alice, "Encore avant")  # 09:43
    clock.advance(minutes=3)
    comes(db, alice, "Après")  # 09:47
    assert line(db) == [1, 3, 2, 4]
    # Who came early waits from the booked hour on.
    assert early.waits_since == booked.starts_at


def test_who_comes_late_to_an_appointment_waits_from_their_arrival_at_their_booked_place(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = books(db, alice, worker, marie, time(9, 45))
    clock.advance(minutes=6)
    comes(db, alice, "Sans rendez-vous")  # 09:47
    late = db.call(arrival.arrived, alice, booked.id)  # 09:48
    assert line(db) == [2, 1]
    assert late.waits_since == late.arrived_at


def test_the_line_says_why_somebody_stands_where_they_do(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    first = comes(db, alice, "A", Urgency.N3)
    booked = db.call(arrival.arrived, alice, books(db, alice, worker, marie, time(9, 45)).id)
    third = comes(db, alice, "C")
    assert db.call(ticket.why, first.id) == "N° 1 : place 1 sur 3, urgence N3 puis l’heure : arrivée à 09:41."
    assert "place 3 sur 3, urgence N4 puis l’heure : rendez-vous de 09:45, arrivée à 09:42" in db.call(
        ticket.why, booked.id
    )
    db.call(queue.put_ahead, alice, third.id, "femme enceinte")
    said = db.call(ticket.why, third.id)
    assert "place 1 sur 3, passe avant : femme enceinte (Alice Aubert, 09:43)" in said
    db.call(queue.hold, alice, third.id, "cherche ses papiers")
    assert db.call(ticket.why, third.id) == "N° 3 : patiente : cherche ses papiers."


def test_nobody_is_put_before_the_others_without_a_reason(
    db: Database, alice: Agent, monday: datetime
) -> None:
    comes(db, alice, "A", Urgency.N1)
    last = comes(db, alice, "B")
    with pytest.raises(InvalidInput) as refused:
        db.call(queue.put_ahead, alice, last.id, " \x1b ")
    assert refused.value.field == "reason"
    kept = db.call(queue.put_ahead, alice, last.id, "femme enceinte")
    assert (kept.ahead_by, kept.ahead_reason) == (alice.id, "femme enceinte")
    assert line(db) == [2, 1]
    assert "visit.put_ahead" in [line.action for line in db.call(journal.about, last.person_id or 0)]


# Who is next for whom


def test_a_worker_calls_only_those_who_came_for_them(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    comes(db, alice, "A")
    theirs = comes(db, alice, "B", agent_id=worker.id)
    called = db.call(queue.call_next, worker, ROOM)
    assert (called.id, called.counter) == (theirs.id, "bureau 12")
    with pytest.raises(ComptoirError, match="salle est vide"):
        db.call(queue.call_next, worker, ROOM)


def test_the_reception_calls_the_whole_line_and_sends_each_to_the_right_door(
    db: Database, alice: Agent, carla: Agent, worker: Agent, monday: datetime
) -> None:
    comes(db, alice, "A", agent_id=worker.id)
    comes(db, alice, "B")
    comes(db, alice, "C", agent_id=carla.id)
    assert db.call(queue.call_next, alice, ROOM).counter == "bureau 12"
    assert db.call(queue.call_next, alice, ROOM).counter == "guichet 1"
    # The third was sent to the other counter.
    with pytest.raises(ComptoirError):
        db.call(queue.call_next, alice, ROOM)
    assert db.call(queue.call_next, carla, ROOM).number == 3


def test_a_reception_that_keeps_to_its_own_leaves_the_others_to_their_workers(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    comes(db, alice, "A", agent_id=worker.id)
    comes(db, alice, "B")
    assert db.call(queue.call_next, alice, Room(next_one="accueil")).number == 2


def test_a_worker_is_named_to_the_public_only_when_the_profile_says_so(worker: Agent, alice: Agent) -> None:
    assert Room().counter_of(worker) == ""
    assert Room(show_names=True).counter_of(worker) == "Bruno Blanc"
    assert Room().counter_of(alice) == "accueil"


# The steps


def test_called_then_received_then_gone(db: Database, alice: Agent, monday: datetime) -> None:
    came = asks(db, alice, "A", Outcome.WAIT)
    clock.advance(minutes=8)
    called = db.call(queue.call, alice, came.id)
    assert (called.status, called.called_at, called.shown_at) == (
        VisitStatus.CALLED,
        clock.now(),
        clock.now(),
    )
    with pytest.raises(ComptoirError, match="Prenez le suivant"):
        db.call(queue.call, alice, came.id)
    clock.advance(minutes=20)
    (asked,) = db.call(queue.without_outcome, came.id)
    closed = db.call(queue.close, alice, came.id, {asked: Outcome.INFORMED})
    assert (closed.status, closed.closed_at) == (VisitStatus.DONE, clock.now())
    assert db.call(visit.present) == []
    kept = db.call(request.get, asked)
    assert (kept.outcome, kept.settled_at) == (Outcome.INFORMED, clock.now())
    actions = [line.action for line in db.call(journal.about, came.person_id or 0)]
    assert actions[-3:] == ["visit.received", "visit.called", "visit.closed"]


def test_nobody_is_done_before_it_is_said_what_came_of_it(
    db: Database, alice: Agent, monday: datetime
) -> None:
    came = asks(db, alice, "A", Outcome.WAIT, Outcome.INFORMED)
    (asked,) = db.call(queue.without_outcome, came.id)
    db.call(queue.call, alice, came.id)
    for outcomes in ({}, {asked: Outcome.WAIT}):
        with pytest.raises(InvalidInput, match="une lettre suffit"):
            db.call(queue.close, alice, came.id, outcomes)
    # An appointment has still to be found: they stay at the counter until it is.
    kept = db.call(queue.close, alice, came.id, {asked: Outcome.APPOINTMENT})
    assert (kept.status, kept.closed_at) == (VisitStatus.AT_COUNTER, None)
    db.call(request.settle, alice, asked)
    assert db.call(visit.finish_counter, alice, came.id).status is VisitStatus.DONE


def test_who_was_received_by_appointment_is_no_longer_expected(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = books(db, alice, worker, marie, time(9, 45))
    came = db.call(arrival.arrived, alice, booked.id)
    db.call(queue.call_next, worker)
    db.call(queue.close, alice, came.id)
    assert db.call(agenda.get, booked.id).status is Status.SEEN
    assert db.call(ticket.came) == {booked.id}
    db.call(queue.undo, alice)
    assert db.call(agenda.get, booked.id).status is Status.UPCOMING
    assert db.call(visit.get, came.id).status is VisitStatus.CALLED


def test_who_is_recalled_comes_first_on_the_public_screen_again(
    db: Database, alice: Agent, monday: datetime
) -> None:
    for name in "ABCDE":
        comes(db, alice, name)
    called = []
    for _ in range(5):
        called.append(db.call(queue.call_next, alice, ROOM))
        clock.advance(seconds=5)
    assert db.call(ticket.shown) == [Shown(number, "guichet 1") for number in (5, 4, 3, 2)]
    db.call(queue.recall, alice, called[2].id)
    assert [one.number for one in db.call(ticket.shown)] == [3, 5, 4, 2]
    # A call that was a mistake is not left on the wall.
    db.call(queue.undo, alice)
    db.call(queue.undo, alice)
    assert [one.number for one in db.call(ticket.shown)] == [4, 3, 2, 1]


def test_who_is_held_stays_in_the_room_and_is_not_next(db: Database, alice: Agent, monday: datetime) -> None:
    first = comes(db, alice, "A")
    comes(db, alice, "B")
    db.call(queue.hold, alice, first.id, "attend\nson fils")
    assert db.call(visit.get, first.id).reason == "attend son fils"
    assert db.call(queue.call_next, alice).number == 2
    assert [one.number for one in db.call(visit.present)] == [1, 2]
    db.call(queue.back_in_line, alice, first.id)
    assert db.call(queue.call_next, alice).number == 1


def test_who_is_sent_to_a_worker_keeps_their_place_and_the_worker_is_told(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    first = comes(db, alice, "A")
    comes(db, alice, "B", agent_id=worker.id)
    db.call(queue.call_next, alice, ROOM)
    sent = db.call(queue.transfer, alice, first.id, worker.id, "bail à relire")
    assert (sent.status, sent.agent_id, sent.shown_at) == (VisitStatus.WAITING, worker.id, None)
    assert db.call(ticket.shown) == []
    (notice,) = db.call(message.inbox, worker.id)
    assert notice.body == "Vous attend ; noté par Alice Aubert (n° 1) : bail à relire"
    assert db.call(queue.call_next, worker).number == 1
    back = db.call(queue.transfer, alice, first.id, None)
    assert (back.status, back.agent_id) == (VisitStatus.WAITING, None)


def test_absent_at_the_call_and_gone_unseen_are_two_things_and_both_come_back(
    db: Database, alice: Agent, monday: datetime
) -> None:
    first, second, _third = (comes(db, alice, name) for name in "ABC")
    with pytest.raises(ComptoirError, match="attend"):
        db.call(queue.absent, alice, first.id)
    db.call(queue.call_next, alice)
    assert db.call(queue.absent, alice, first.id).status is VisitStatus.ABSENT
    assert db.call(queue.leave, alice, second.id).status is VisitStatus.LEFT
    assert {one.number for one in db.call(ticket.gone)} == {1, 2}
    assert line(db) == [3]
    # Who comes back waits from then on; who was only marked by mistake is where they were.
    clock.advance(minutes=10)
    back = db.call(queue.back_in_line, alice, first.id)
    assert (back.status, back.line_at, back.waits_since) == (VisitStatus.WAITING, clock.now(), clock.now())
    assert line(db) == [3, 1]
    for _ in range(2):
        db.call(queue.undo, alice)
    assert line(db) == [2, 3]


def test_what_was_asked_stays_open_for_who_left(db: Database, alice: Agent, monday: datetime) -> None:
    came = asks(db, alice, "A", Outcome.WAIT)
    gone = db.call(queue.leave, alice, came.id)
    assert (gone.status, gone.closed_at) == (VisitStatus.LEFT, clock.now())
    assert len(db.call(queue.without_outcome, came.id)) == 1


def test_somebody_is_taken_off_the_line_for_a_reason_only(
    db: Database, alice: Agent, monday: datetime
) -> None:
    came = comes(db, alice, "A")
    with pytest.raises(InvalidInput, match="vos collègues le liront"):
        db.call(queue.remove, alice, came.id, "")
    gone = db.call(queue.remove, alice, came.id, "double du n° 2")
    assert (gone.status, gone.reason) == (VisitStatus.REMOVED, "double du n° 2")
    assert db.call(visit.present) == []
