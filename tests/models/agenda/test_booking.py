"""What a booking takes: two workers, the places of a group, one above the capacity; and what it may not."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking, Status
from models.cells import cell
from models.cells.cell import CellRow
from models.contact import message
from models.errors import InvalidInput, SlotTaken
from models.hours import absence
from models.person.person import Person
from models.room import arrival, visit
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.venue import Venue
from models.store.database import Database
from tests.conftest import receives_always
from tests.models.agenda.bookings import TUESDAY, book, booking


def _seats(db: Database, host: Agent) -> list[int]:
    """The seats taken with an agent, each once."""
    query: Any = CellRow.select(CellRow.seat).where(CellRow.agent_id == host.id).distinct()
    return sorted(db.call(lambda: [seat for (seat,) in query.tuples()]))


# --- two workers


def test_a_joint_appointment_takes_the_time_of_both_workers_and_tells_both(
    db: Database,
    alice: Agent,
    worker: Agent,
    carla: Agent,
    marie: Person,
    people: list[Person],
    monday: datetime,
) -> None:
    booked = book(db, alice, booking(marie, worker, second_agent_id=carla.id))
    assert booked.agents == "Bruno Blanc et Carla Costa"
    for host in (worker, carla):
        assert db.call(agenda.day, TUESDAY, host.id) == [booked]
        assert db.call(agenda.ahead, host.id or 0, monday) == [booked]
        [notice] = db.call(message.inbox, host.id)
        assert "Nouveau rendez-vous" in notice.body
        with pytest.raises(SlotTaken, match="Alice Aubert"):
            book(db, alice, booking(people[0], host, time(9, 30)), f"other-{host.id}")
    assert db.call(agenda.day, TUESDAY) == [booked]


def test_a_joint_appointment_needs_both_workers_and_takes_nothing_when_one_is_booked(
    db: Database,
    alice: Agent,
    worker: Agent,
    carla: Agent,
    marie: Person,
    people: list[Person],
    monday: datetime,
) -> None:
    book(db, alice, booking(people[0], carla, time(9, 40), 5), "first")
    with pytest.raises(SlotTaken):
        book(db, alice, booking(marie, worker, second_agent_id=carla.id), "both")
    assert db.call(agenda.day, TUESDAY, worker.id) == []
    assert book(db, alice, booking(people[1], worker), "other").second_agent_id is None


def test_both_workers_must_receive_and_be_two(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    with pytest.raises(InvalidInput, match="la même personne"):
        book(db, alice, booking(marie, worker, second_agent_id=worker.id))
    with pytest.raises(InvalidInput, match="heures de Bruno Blanc"):
        book(db, alice, booking(marie, carla, time(15), second_agent_id=worker.id))


def test_both_workers_learn_that_somebody_came_and_that_they_did_not(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker, second_agent_id=carla.id))
    with clock.frozen(booked.starts_at):
        came = db.call(arrival.arrived, alice, booked.id)
        assert "Est là (n° 1)" in db.call(message.inbox, carla.id)[0].body
        db.call(arrival.not_arrived, alice, booked.id)
    assert came.id not in [one.id for one in db.call(visit.present)]
    for host in (worker, carla):
        assert "l’arrivée est annulée" in db.call(message.inbox, host.id)[0].body


def test_moving_a_joint_appointment_to_one_worker_frees_the_other_and_tells_them(
    db: Database,
    alice: Agent,
    worker: Agent,
    carla: Agent,
    marie: Person,
    people: list[Person],
    monday: datetime,
) -> None:
    booked = book(db, alice, booking(marie, worker, second_agent_id=carla.id))
    moved = db.call(agenda.move, alice, booked.id, booking(marie, worker, time(10)), "", "move")
    assert (moved.second_agent_id, moved.agents, moved.sequence) == (None, "Bruno Blanc", 1)
    assert "confié à Bruno Blanc (était le 24.11. à 09:00)" in db.call(message.inbox, carla.id)[0].body
    assert "déplacé (était le 24.11. à 09:00)" in db.call(message.inbox, worker.id)[0].body
    assert book(db, alice, booking(people[0], carla), "other").agent_id == carla.id


def test_two_appointments_that_belong_together_are_booked_both_or_neither(
    db: Database,
    alice: Agent,
    worker: Agent,
    carla: Agent,
    marie: Person,
    people: list[Person],
    monday: datetime,
) -> None:
    book(db, alice, booking(people[0], carla, time(9, 45)), "other")
    first, second = booking(marie, worker), booking(marie, carla, time(9, 45))
    with pytest.raises(SlotTaken):
        db.call(agenda.book_both, alice, first, second, "pair")
    assert db.call(agenda.upcoming, marie.id) == []
    second = booking(marie, carla, time(10, 30))
    one, other = db.call(agenda.book_both, alice, first, second, "pair")
    assert one.series == other.series != ""
    assert db.call(agenda.book_both, alice, first, second, "pair") == (one, other)
    assert db.call(agenda.upcoming, marie.id) == [one, other]


# --- groups, and one more


def test_a_group_takes_as_many_as_it_has_places(
    db: Database, alice: Agent, carla: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, carla.id, capacity=3)
    for number in range(3):
        book(db, alice, booking(people[number], carla), f"k{number}")
    assert _seats(db, carla) == [0, 1, 2]
    with pytest.raises(SlotTaken, match="Alice Aubert vient de réserver la dernière place"):
        book(db, alice, booking(people[3], carla), "k3")
    assert len(db.call(agenda.day, TUESDAY, carla.id)) == 3


def test_nobody_is_in_two_groups_at_once_nor_twice_in_one(
    db: Database, alice: Agent, worker: Agent, carla: Agent, people: list[Person], monday: datetime
) -> None:
    for host in (worker, carla):
        receives_always(db, host.id, capacity=3)
    book(db, alice, booking(people[0], carla))
    for host, hour in ((carla, time(9)), (worker, time(9)), (worker, time(9, 30))):
        with pytest.raises(InvalidInput, match="déjà rendez-vous à 09:00"):
            book(db, alice, booking(people[0], host, hour), f"again-{host.id}-{hour}")
    assert _seats(db, carla) == [0]


def test_there_is_room_as_long_as_nobody_is_too_many_at_any_moment(
    db: Database, alice: Agent, carla: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, carla.id, capacity=2)
    early = book(db, alice, booking(people[0], carla, time(9), 30), "a")
    book(db, alice, booking(people[1], carla, time(9), 30), "b")
    book(db, alice, booking(people[2], carla, time(9, 30), 30), "c")
    db.call(agenda.mark, alice, early.id, Status.EXCUSED)
    # Seat 0 is free until half past, seat 1 from then on: never more than two are there.
    kept = book(db, alice, booking(people[3], carla, time(9), 60), "d")
    assert db.call(CellRow.select().where(CellRow.appointment_id == kept.id).count) == 12
    with pytest.raises(SlotTaken):
        book(db, alice, booking(people[4], carla, time(9, 30), 5), "e")


def test_one_more_is_taken_with_a_reason_where_the_range_allows_it(
    db: Database, alice: Agent, carla: Agent, people: list[Person], monday: datetime
) -> None:
    book(db, alice, booking(people[0], carla), "first")
    with pytest.raises(SlotTaken, match="plus personne ne peut y être ajouté"):
        book(db, alice, booking(people[1], carla, overbooked="dort dehors"), "second")
    receives_always(db, carla.id, overbooking=1)
    with pytest.raises(SlotTaken):
        book(db, alice, booking(people[1], carla), "second")
    above = book(db, alice, booking(people[1], carla, overbooked="dort dehors"), "second")
    assert above.overbooked == "dort dehors"
    assert _seats(db, carla) == [0, 1]
    with pytest.raises(SlotTaken, match="plus personne"):
        book(db, alice, booking(people[2], carla, overbooked="aussi"), "third")


def test_a_place_that_is_free_after_all_is_taken_before_one_too_many(
    db: Database, alice: Agent, carla: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, carla.id, overbooking=1)
    kept = book(db, alice, booking(people[0], carla, overbooked="dort dehors"))
    assert (kept.overbooked, _seats(db, carla)) == ("", [0])


def test_a_reason_opens_no_door_that_is_shut(
    db: Database, alice: Agent, carla: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, carla.id, overbooking=1)
    start, end = clock.day_bounds(TUESDAY)
    db.call(absence.be_absent, alice, carla.id or 0, start, end)
    with pytest.raises(InvalidInput, match="Carla Costa ne reçoit pas"):
        book(db, alice, booking(people[0], carla, overbooked="dort dehors"))


# --- what does not fit


def test_a_time_outside_the_hours_is_refused_for_booking_and_for_moving(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    with pytest.raises(InvalidInput, match="En dehors des heures de Bruno Blanc") as refused:
        book(db, alice, booking(marie, worker, time(11, 30)))
    assert (refused.value.title, refused.value.field) == ("Pas à ce moment", "starts_at")
    booked = book(db, alice, booking(marie, worker, time(11, 15)))
    with pytest.raises(InvalidInput, match="En dehors des heures"):
        db.call(agenda.move, alice, booked.id, booking(marie, worker, time(15)))
    assert db.call(agenda.get, booked.id) == booked
    assert db.call(agenda.moves, booked.id) == []


def test_a_public_holiday_is_refused(
    db: Database, alice: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    start = clock.at(date(2026, 12, 25), time(10))
    christmas = Booking(marie.id, "suivi", carla.id or 0, start, start + timedelta(minutes=30), Venue.PHONE)
    with pytest.raises(InvalidInput, match="Jour férié\u00a0: Noël"):
        book(db, alice, christmas)


def test_who_has_left_receives_nobody_more(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, worker))
    db.call(agent.close, SYSTEM, carla.id or 0)
    for wanted in (
        booking(marie, carla, time(10)),
        booking(marie, worker, time(10), second_agent_id=carla.id),
    ):
        with pytest.raises(InvalidInput, match="Carla Costa n’est plus en service"):
            book(db, alice, wanted, "other")
    with pytest.raises(InvalidInput, match="plus en service"):
        db.call(agenda.move, alice, booked.id, booking(marie, carla))


def test_what_is_booked_with_somebody_who_left_can_be_moved_to_another(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    booked = book(db, alice, booking(marie, carla))
    db.call(agent.close, SYSTEM, carla.id or 0)
    moved = db.call(agenda.move, alice, booked.id, booking(marie, worker), "départ", "key")
    assert moved.agent_name == "Bruno Blanc"
    assert [one.agent_name for one in db.call(agenda.moves, booked.id)] == ["Carla Costa"]


def test_an_appointment_is_at_the_site_of_its_range(
    db: Database, alice: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    receives_always(db, carla.id, site_id=7)
    booked = book(db, alice, booking(marie, carla))
    assert booked.site_id == 7
    with pytest.raises(InvalidInput, match="autre site"):
        db.call(agenda.move, alice, booked.id, booking(marie, carla, time(11), site_id=8))
    receives_always(db, carla.id, site_id=8)
    assert db.call(agenda.move, alice, booked.id, booking(marie, carla, time(11))).site_id == 8


# --- cells


def test_seats_are_looked_for_in_the_whole_length_first(db: Database) -> None:
    start = clock.at(TUESDAY, time(9))
    half, end = start + timedelta(minutes=10), start + timedelta(minutes=20)
    first = cell.cells(start, half)
    db.call(cell.take, 1, [(5, number, 0) for number in first])
    assert db.call(cell.find, 5, start, end) is None
    assert {seat for _, seat in db.call(cell.find, 5, start, end, 2) or []} == {1}
    assert {seat for _, seat in db.call(cell.find, 5, start, end, 1, 1) or []} == {1}
    assert {seat for _, seat in db.call(cell.find, 5, half, end) or []} == {0}


# --- the rest between two appointments


@pytest.mark.parametrize(("hour", "kept"), [(time(9, 45), False), (time(9, 50), False), (time(10), True)])
def test_nobody_is_booked_into_the_rest_after_an_appointment(
    db: Database, alice: Agent, worker: Agent, people: list[Person], monday: datetime, hour: time, kept: bool
) -> None:
    receives_always(db, worker.id, buffer=15)
    book(db, alice, booking(people[0], worker, time(9)))
    if kept:
        book(db, alice, booking(people[1], worker, hour), "second")
        return
    with pytest.raises(InvalidInput, match="garde 15 minutes entre deux rendez-vous"):
        book(db, alice, booking(people[1], worker, hour), "second")


def test_nobody_is_booked_so_that_the_rest_before_the_next_is_cut(
    db: Database, alice: Agent, worker: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, worker.id, buffer=15)
    book(db, alice, booking(people[0], worker, time(10)))
    with pytest.raises(InvalidInput, match="garde 15 minutes"):
        book(db, alice, booking(people[1], worker, time(9, 10)), "second")
    book(db, alice, booking(people[1], worker, time(9)), "second")


def test_an_appointment_may_be_moved_into_its_own_rest(
    db: Database, alice: Agent, worker: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, worker.id, buffer=15)
    kept = book(db, alice, booking(people[0], worker, time(9)))
    moved = db.call(agenda.move, alice, kept.id, booking(people[0], worker, time(9, 50)))
    assert clock.local(moved.starts_at).time() == time(9, 50)


def test_two_of_a_group_come_at_once_and_the_rest_counts_once_it_is_full(
    db: Database, alice: Agent, worker: Agent, people: list[Person], monday: datetime
) -> None:
    receives_always(db, worker.id, buffer=15, capacity=2)
    for number in (0, 1):
        book(db, alice, booking(people[number], worker, time(9)), f"form-{number}")
    with pytest.raises(InvalidInput, match="garde 15 minutes"):
        book(db, alice, booking(people[2], worker, time(9, 45)), "third")
    book(db, alice, booking(people[2], worker, time(10)), "third")
