"""Appointments: nobody is booked twice, nothing booked is lost, and every move leaves its trace."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status
from models.cells import cell
from models.cells.cell import CellRow
from models.contact import message, request
from models.contact.message import MessageKind
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError, InvalidInput, NotFound, SlotTaken
from models.person import person
from models.person.person import Person, PersonForm
from models.room import arrival, visit
from models.room.visit import Intake, VisitStatus
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import journal
from models.store.database import Database
from tests.conftest import PASSWORD, receives_always

TUESDAY = date(2026, 11, 24)


def _booking(who: Person, worker: Agent, hour: time = time(9), minutes: int = 45, **changes: Any) -> Booking:
    start = clock.at(TUESDAY, hour)
    end = start + timedelta(minutes=minutes)
    return Booking(who.id, "entretien", worker.id or 0, start, end, Venue.ON_SITE, **changes)


def _book(db: Database, by: Agent, booking: Booking, key: str = "form") -> Appointment:
    return db.call(agenda.book, by, booking, key)


@pytest.fixture
def worker(db: Database, worker: Agent) -> Agent:
    """Bruno, who receives at any hour here."""
    receives_always(db, worker.id)
    return worker


@pytest.fixture
def carla(db: Database, alice: Agent, worker: Agent) -> Agent:
    """Another worker, who receives at any hour too."""
    made = db.call(agent.create, SYSTEM, "carla", "Carla Costa", Role.SOCIAL_WORKER, PASSWORD)
    receives_always(db, made.id)
    return made


@pytest.fixture
def luc(db: Database, alice: Agent) -> Person:
    return db.call(person.create, alice, PersonForm(family_name="Favre", given_name="Luc"), "CH", "luc")


def test_a_booking_says_who_whom_when_and_where(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker, note="interprète\x1b[m albanais"))
    assert (booked.person_name, booked.person_phone) == ("DUPONT Marie", "+41224200001")
    assert (booked.agent_name, booked.venue, booked.status) == ("Bruno Blanc", Venue.ON_SITE, Status.UPCOMING)
    assert booked.starts_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert (booked.note, booked.moved) == ("interprète albanais", 0)
    assert db.call(agenda.get, booked.id) == booked
    assert db.call(agenda.day, TUESDAY) == [booked]
    assert db.call(agenda.upcoming, marie.id) == [booked]
    assert journal_actions(db, marie)[-1] == "appointment.booked"


def test_what_was_missed_is_found_last_first_and_only_that(
    db: Database, alice: Agent, worker: Agent, marie: Person, luc: Person, monday: datetime
) -> None:
    early, late, other, seen = (
        _book(db, alice, _booking(who, worker, hour), f"{hour}-{who.id}")
        for who, hour in ((marie, time(9)), (marie, time(11)), (luc, time(10)), (marie, time(14)))
    )
    with clock.frozen(clock.at(TUESDAY, time(18))):
        for one in (early, late, other):
            db.call(agenda.mark, alice, one.id, Status.ABSENT)
        db.call(agenda.mark, alice, seen.id, Status.SEEN)
        found = db.call(agenda.missed, marie.id, clock.at(TUESDAY, time()))
        assert [one.id for one in found] == [late.id, early.id]
        assert [one.id for one in db.call(agenda.missed, marie.id, late.starts_at)] == [late.id]


def journal_actions(db: Database, who: Person) -> list[str]:
    return [line.action for line in db.call(journal.about, who.id)]


def test_the_worker_gets_notice(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    [notice] = db.call(message.inbox, worker.id)
    assert notice.kind is MessageKind.NOTICE
    assert notice.person_id == marie.id
    assert "mar. 24 nov. 09:00, sur place" in notice.body
    assert booked.agent_id == worker.id


def test_booking_settles_the_request_and_happens_once(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    asked = RequestForm(theme="chomage", outcome=Outcome.APPOINTMENT)
    [number] = db.call(visit.receive, alice, Intake(marie.id, None, (asked,)), "CH", "visit").request_ids
    booking = _booking(marie, worker, request_id=number)
    assert _book(db, alice, booking) == _book(db, alice, booking)
    assert db.call(request.get, number).settled_at == monday
    assert db.call(AppointmentRow.select().count) == 1
    assert len(db.call(message.inbox, worker.id)) == 1


@pytest.mark.parametrize(
    ("hour", "minutes"), [(time(9), 45), (time(9, 40), 20), (time(8, 30), 35), (time(9, 20), 5)]
)
def test_a_time_already_booked_is_refused_naming_who_took_it(
    db: Database,
    alice: Agent,
    worker: Agent,
    marie: Person,
    luc: Person,
    monday: datetime,
    hour: time,
    minutes: int,
) -> None:
    _book(db, alice, _booking(marie, worker))
    with pytest.raises(SlotTaken, match="Alice Aubert vient de réserver ce créneau") as taken:
        _book(db, worker, _booking(luc, worker, hour, minutes), "other")
    assert "Dupont" not in str(taken.value)
    assert db.call(agenda.upcoming, luc.id) == []
    assert db.call(CellRow.select().count) == 9
    assert _book(db, alice, _booking(luc, worker, time(9, 45)), "other").person_id == luc.id


def test_after_a_refusal_the_same_form_books_another_time(
    db: Database, alice: Agent, worker: Agent, marie: Person, luc: Person, monday: datetime
) -> None:
    _book(db, alice, _booking(marie, worker))
    with pytest.raises(SlotTaken):
        _book(db, alice, _booking(luc, worker), "other")
    assert clock.local(_book(db, alice, _booking(luc, worker, time(10)), "other").starts_at).hour == 10


def test_two_workers_receive_at_the_same_time(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, luc: Person, monday: datetime
) -> None:
    _book(db, alice, _booking(marie, worker))
    _book(db, alice, _booking(luc, carla), "other")
    assert [one.agent_name for one in db.call(agenda.day, TUESDAY)] == ["Bruno Blanc", "Carla Costa"]
    assert [one.agent_name for one in db.call(agenda.day, TUESDAY, carla.id)] == ["Carla Costa"]


def test_nobody_is_expected_in_two_places_at_once(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, monday: datetime
) -> None:
    _book(db, alice, _booking(marie, worker))
    later = _book(db, alice, _booking(marie, carla, time(10)), "later")
    with pytest.raises(InvalidInput, match="déjà rendez-vous à 09:00"):
        _book(db, alice, _booking(marie, carla, time(9, 30)), "other")
    with pytest.raises(InvalidInput, match="déjà rendez-vous à 09:00"):
        db.call(agenda.move, alice, later.id, _booking(marie, carla, time(9, 30)))


def test_a_time_that_has_passed_or_lasts_nothing_is_refused(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    clock.advance(days=1)
    with pytest.raises(InvalidInput, match="déjà passé"):
        _book(db, alice, _booking(marie, worker))
    with pytest.raises(InvalidInput, match="finir après son début"):
        _book(db, alice, _booking(marie, worker, time(15), 0))
    assert db.call(CellRow.select().count) == 0


def test_moving_frees_the_time_and_keeps_the_trace(
    db: Database, alice: Agent, worker: Agent, marie: Person, luc: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    moved = db.call(agenda.move, alice, booked.id, _booking(marie, worker, time(9, 30)), "garde d’enfant")
    assert (moved.id, moved.moved, clock.local(moved.starts_at).time()) == (booked.id, 1, time(9, 30))
    line = db.call(journal.about, marie.id)[-1]
    assert line.action == "appointment.moved"
    # Why it was moved is what the person said: the journal does not repeat it.
    assert line.detail == {"before": "2026-11-24T09:00:00+01:00"}
    [trace] = db.call(agenda.moves, booked.id)
    assert (trace.by, trace.agent_name, trace.reason) == ("Alice Aubert", "Bruno Blanc", "garde d’enfant")
    assert (trace.at, trace.starts_at) == (monday, booked.starts_at)
    assert "était le 24.11. à 09:00" in db.call(message.inbox, worker.id)[0].body
    assert _book(db, alice, _booking(luc, worker, time(9), 30), "other").person_id == luc.id


def test_a_move_onto_a_taken_time_changes_nothing(
    db: Database, alice: Agent, worker: Agent, marie: Person, luc: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    _book(db, alice, _booking(luc, worker, time(10)), "other")
    with pytest.raises(SlotTaken, match="Alice Aubert"):
        db.call(agenda.move, alice, booked.id, _booking(marie, worker, time(10, 30)))
    assert db.call(agenda.get, booked.id) == booked
    with pytest.raises(SlotTaken):
        _book(db, alice, _booking(luc, worker), "third")


@pytest.mark.parametrize("status", [Status.EXCUSED, Status.REVOKED])
def test_cancelling_frees_the_time_and_tells_the_worker(
    db: Database, alice: Agent, worker: Agent, marie: Person, luc: Person, monday: datetime, status: Status
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    assert db.call(agenda.mark, alice, booked.id, status).status is status
    assert db.call(agenda.upcoming, marie.id) == []
    assert [one.status for one in db.call(agenda.day, TUESDAY)] == [status]
    assert status.label in db.call(message.inbox, worker.id)[0].body
    assert _book(db, alice, _booking(luc, worker), "other").person_id == luc.id
    with pytest.raises(ComptoirError, match="déjà «"):
        db.call(agenda.move, alice, booked.id, _booking(marie, worker, time(11)))


@pytest.mark.parametrize("status", [Status.ABSENT, Status.SEEN])
def test_an_absence_or_a_presence_gives_no_time_back(
    db: Database, alice: Agent, worker: Agent, marie: Person, luc: Person, monday: datetime, status: Status
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    with pytest.raises(ComptoirError, match="pas encore eu lieu"):
        db.call(agenda.mark, alice, booked.id, status)
    with clock.frozen(booked.starts_at + timedelta(minutes=15)):
        assert db.call(agenda.mark, alice, booked.id, status).status is status
    with pytest.raises(SlotTaken):
        _book(db, alice, _booking(luc, worker), "other")


def test_a_cancellation_is_undone_only_if_the_time_is_still_free(
    db: Database, alice: Agent, worker: Agent, marie: Person, luc: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    assert db.call(agenda.mark, alice, booked.id, Status.UPCOMING).status is Status.UPCOMING
    assert db.call(CellRow.select().count) == 9
    db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    _book(db, alice, _booking(luc, worker), "other")
    with pytest.raises(SlotTaken):
        db.call(agenda.mark, alice, booked.id, Status.UPCOMING)
    assert db.call(agenda.get, booked.id).status is Status.EXCUSED


def test_marking_the_same_twice_changes_nothing(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    first = db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    assert db.call(agenda.mark, alice, booked.id, Status.EXCUSED) == first
    assert len(db.call(message.inbox, worker.id)) == 2


def test_who_arrives_waits_for_the_worker_who_is_told_once(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    with clock.frozen(booked.starts_at - timedelta(minutes=10)):
        came = db.call(arrival.arrived, alice, booked.id)
        assert (came.number, came.agent_id, came.appointment_id) == (1, worker.id, booked.id)
        assert came.status is VisitStatus.WAITING
        assert db.call(arrival.arrived, alice, booked.id) == came
        assert len(db.call(visit.present)) == 1
    bodies = [one.body for one in db.call(message.inbox, worker.id)]
    assert sum("Est là (n° 1)" in body for body in bodies) == 1


def test_a_day_is_the_day_of_the_site(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = _book(db, alice, _booking(marie, worker, time(0, 0), 30))
    assert booked.starts_at.date() == date(2026, 11, 23)
    assert db.call(agenda.day, TUESDAY) == [booked]
    assert db.call(agenda.day, date(2026, 11, 23)) == []


def test_an_appointment_on_the_day_the_clock_changes_takes_the_hours_that_pass(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    start, end = clock.at(date(2027, 3, 28), time(1, 30)), clock.at(date(2027, 3, 28), time(3, 30))
    _book(db, alice, Booking(marie.id, "garde", worker.id or 0, start, end, Venue.PHONE))
    assert db.call(CellRow.select().count) == 12
    assert len(db.call(agenda.day, date(2027, 3, 28))) == 1


def test_a_time_that_starts_inside_a_cell_takes_it_whole() -> None:
    start = datetime(2026, 11, 24, 9, 3, tzinfo=UTC)
    assert len(cell.cells(start, start + timedelta(minutes=4))) == 2
    assert len(cell.cells(start, start + timedelta(minutes=2))) == 1


def test_an_appointment_that_is_not_there_is_not_found(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    for verb in (
        lambda: agenda.get(999),
        lambda: agenda.mark(alice, 999, Status.SEEN),
        lambda: arrival.arrived(alice, 999),
        lambda: agenda.move(alice, 999, _booking(marie, worker)),
    ):
        with pytest.raises(NotFound, match="Revenez à l’agenda"):
            db.call(verb)


def test_who_comes_early_may_be_received_but_not_be_absent(
    db: Database, alice: Agent, monday: datetime, marie: Person, worker: Agent
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    with clock.frozen(booked.starts_at - timedelta(minutes=30)):
        with pytest.raises(ComptoirError, match="Trop tôt"):
            db.call(agenda.mark, alice, booked.id, Status.ABSENT)
        assert db.call(agenda.mark, alice, booked.id, Status.SEEN).status is Status.SEEN


def test_an_arrival_is_of_today_and_of_an_appointment_that_stands(
    db: Database, alice: Agent, monday: datetime, marie: Person, worker: Agent
) -> None:
    booked = _book(db, alice, _booking(marie, worker))
    with pytest.raises(ComptoirError, match="autre jour"):
        db.call(arrival.arrived, alice, booked.id)
    db.call(agenda.mark, alice, booked.id, Status.REVOKED)
    with clock.frozen(booked.starts_at), pytest.raises(ComptoirError, match="annulé par le service"):
        db.call(arrival.arrived, alice, booked.id)
