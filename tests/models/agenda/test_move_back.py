"""A move is taken back: everything is as it was, whoever else moved along."""

from dataclasses import replace
from datetime import time

import pytest

from models import clock
from models.agenda import agenda, consecutive
from models.agenda.appointment import Booking, Status
from models.agenda.move_back import move_back
from models.contact import message
from models.errors import ComptoirError, SlotTaken
from models.person.person import Person
from models.service.agent import Agent
from models.service.venue import Venue
from models.store.database import Database
from tests.models.agenda.bookings import book, booking

pytestmark = pytest.mark.usefixtures("monday")


def at(one: Booking, hour: int, minute: int = 0) -> Booking:
    start = clock.at(clock.local(one.starts_at).date(), time(hour, minute))
    return replace(one, starts_at=start, ends_at=start + (one.ends_at - one.starts_at))


def test_an_appointment_is_where_it_was_at_its_place_and_its_time_is_free_again(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, people: list[Person]
) -> None:
    wanted = booking(marie, worker)
    booked = book(db, alice, wanted)
    elsewhere = replace(at(wanted, 10), agent_id=carla.id or 0, venue=Venue.PHONE)
    db.call(agenda.move, alice, booked.id, elsewhere, "grève")
    back = db.call(move_back, alice, booked.id)
    assert replace(back, sequence=0) == booked
    assert back.sequence == 2
    assert db.call(agenda.moves, booked.id) == []
    # Both are told, and the time it was moved to is free.
    assert "déplacé" in db.call(message.inbox, worker.id)[0].body
    assert "confié" in db.call(message.inbox, carla.id)[0].body
    book(db, alice, replace(elsewhere, person_id=people[0].id), "other")


def test_two_that_moved_together_come_back_together(
    db: Database, alice: Agent, worker: Agent, marie: Person
) -> None:
    wanted = booking(marie, worker)
    pair = db.call(agenda.book_both, alice, wanted, at(wanted, 9, 45), "pair")
    db.call(consecutive.move_both, alice, pair[0].id, at(wanted, 9, 45), at(wanted, 10, 30), "", "move")
    db.call(move_back, alice, pair[1].id)
    assert [db.call(agenda.get, one.id).starts_at for one in pair] == [one.starts_at for one in pair]


def test_a_time_that_somebody_else_has_by_now_is_not_taken_back(
    db: Database, alice: Agent, worker: Agent, marie: Person, people: list[Person]
) -> None:
    wanted = booking(marie, worker)
    booked = book(db, alice, wanted)
    now = db.call(agenda.move, alice, booked.id, at(wanted, 10))
    book(db, alice, replace(wanted, person_id=people[0].id), "other")
    with pytest.raises(SlotTaken):
        db.call(move_back, alice, booked.id)
    assert db.call(agenda.get, booked.id) == now


def test_what_never_moved_or_is_over_is_left(
    db: Database, alice: Agent, worker: Agent, marie: Person
) -> None:
    wanted = booking(marie, worker)
    booked = book(db, alice, wanted)
    with pytest.raises(ComptoirError, match="pas été déplacé"):
        db.call(move_back, alice, booked.id)
    db.call(agenda.move, alice, booked.id, at(wanted, 10))
    db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    with pytest.raises(ComptoirError, match="déjà"):
        db.call(move_back, alice, booked.id)
