"""Moving, marking and bringing back: each change leaves its trace, and none happens twice."""

from datetime import datetime, time, timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import AppointmentRow, Booking, Status
from models.cells.cell import CellRow
from models.contact import message
from models.errors import ComptoirError, InvalidInput, SlotTaken
from models.hours import opening
from models.known import merge
from models.person.person import Person
from models.service.agent import Agent
from models.service.venue import Venue
from models.store.database import Database
from tests.conftest import receives_always
from tests.models.agenda.bookings import book, booking


def test_a_move_sent_again_moves_nothing_twice(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker))
    wanted = booking(marie, worker, time(10))
    moved = db.call(agenda.move, alice, booked.id, wanted, "enfant malade", "move-1")
    assert db.call(agenda.move, alice, booked.id, wanted, "enfant malade", "move-1") == moved
    assert (moved.moved, moved.sequence, len(db.call(agenda.moves, booked.id))) == (1, 1, 1)
    assert len(db.call(message.inbox, worker.id)) == 2
    # The person was moved again since, then the first form comes once more out of a slow line.
    again = db.call(agenda.move, alice, booked.id, booking(marie, worker, time(11)), "", "move-2")
    assert db.call(agenda.move, alice, booked.id, wanted, "enfant malade", "move-1") == again
    assert [clock.local(one.starts_at).hour for one in db.call(agenda.moves, booked.id)] == [9, 10]


def test_the_key_of_a_move_moves_no_other_appointment(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    first = book(db, alice, booking(marie, worker))
    other = book(db, alice, booking(marie, worker, time(10)), "other")
    db.call(agenda.move, alice, first.id, booking(marie, worker, time(11)), "", "key")
    with pytest.raises(ComptoirError, match="déjà servi"):
        db.call(agenda.move, alice, other.id, booking(marie, worker, time(9)), "", "key")
    assert db.call(agenda.get, other.id) == other


def test_a_move_without_a_key_can_be_made_again(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker))
    for hour in (10, 11):
        db.call(agenda.move, alice, booked.id, booking(marie, worker, time(hour)))
    assert [one.by for one in db.call(agenda.moves, booked.id)] == ["Alice Aubert"] * 2


def test_a_move_into_the_past_is_refused_and_who_took_a_time_is_who_moved_there(
    db: Database, alice: Agent, worker: Agent, marie: Person, people: list[Person], monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker))
    gone = monday - timedelta(hours=1)
    past = Booking(marie.id, "", worker.id or 0, gone, gone + timedelta(minutes=30), Venue.ON_SITE)
    with pytest.raises(InvalidInput, match="déjà passé"):
        db.call(agenda.move, alice, booked.id, past)
    db.call(agenda.move, worker, booked.id, booking(marie, worker, time(10)))
    with pytest.raises(SlotTaken, match="Bruno Blanc vient de réserver"):
        book(db, alice, booking(people[0], worker, time(10)), "other")


def test_each_change_counts_for_calendars_that_hold_a_copy(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker))
    assert booked.sequence == 0
    db.call(agenda.move, alice, booked.id, booking(marie, worker, time(10)))
    for status in (Status.EXCUSED, Status.EXCUSED, Status.UPCOMING, Status.REVOKED):
        db.call(agenda.mark, alice, booked.id, status)
    assert db.call(agenda.get, booked.id).sequence == 4


def test_an_appointment_that_comes_back_takes_another_place_of_the_group(
    db: Database, alice: Agent, carla: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, carla.id, capacity=2)
    first = book(db, alice, booking(people[0], carla), "a")
    second = book(db, alice, booking(people[1], carla), "b")
    db.call(agenda.mark, alice, first.id, Status.EXCUSED)
    db.call(agenda.mark, alice, second.id, Status.REVOKED)
    book(db, alice, booking(people[2], carla), "c")
    assert db.call(agenda.mark, alice, first.id, Status.UPCOMING).status is Status.UPCOMING
    assert db.call(lambda: AppointmentRow.get_by_id(first.id).seat) == 1
    with pytest.raises(SlotTaken):
        db.call(agenda.mark, alice, second.id, Status.UPCOMING)
    assert db.call(agenda.get, second.id).status is Status.REVOKED


def test_who_is_expected_elsewhere_by_now_does_not_come_back(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker))
    db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    book(db, alice, booking(marie, carla), "instead")
    with pytest.raises(InvalidInput, match="déjà rendez-vous à 09:00"):
        db.call(agenda.mark, alice, booked.id, Status.UPCOMING)


def test_a_cancellation_is_undone_even_if_the_hours_were_changed_since(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker))
    db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    [hours] = db.call(opening.ranges_of, [worker.id or 0])
    db.call(opening.close_range, alice, hours.id)
    assert db.call(agenda.mark, alice, booked.id, Status.UPCOMING).status is Status.UPCOMING


# --- the same person


def test_a_person_under_two_names_keeps_the_appointments_of_both(
    db: Database,
    alice: Agent,
    worker: Agent,
    carla: Agent,
    marie: Person,
    people: list[Person],
    monday: datetime,
) -> None:
    mine = book(db, alice, booking(marie, worker), "mine")
    theirs = book(db, alice, booking(people[0], carla, time(10)), "theirs")
    db.call(agenda.move, alice, theirs.id, booking(people[0], carla, time(10, 30)), "bus", "move")
    db.call(merge.merge, alice, marie.id, people[0].id)
    kept = db.call(agenda.upcoming, marie.id)
    assert [(one.id, one.person_id) for one in kept] == [(mine.id, marie.id), (theirs.id, marie.id)]
    assert [one.reason for one in db.call(agenda.moves, theirs.id)] == ["bus"]
    assert db.call(CellRow.select().count) == 18
    with pytest.raises(InvalidInput, match="déjà rendez-vous à 10:30"):
        book(db, alice, booking(marie, worker, time(10, 45)), "again")
