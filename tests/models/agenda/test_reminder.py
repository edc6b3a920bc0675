"""Who is called before an appointment: who agreed, two days before, until they are reached."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from models import clock
from models.agenda import agenda, reminder
from models.agenda.appointment import Booking, Status
from models.agenda.reminder import Answer
from models.errors import ComptoirError
from models.person import person
from models.person.person import Person, PersonForm, PersonRow
from models.service import holiday
from models.service.agent import Agent
from models.service.venue import Venue
from models.store import journal
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")
WEDNESDAY = date(2026, 11, 25)


def agreed(db: Database, alice: Agent, name: str, said: str = "yes", phone: str = "022 420 00 01") -> Person:
    form = PersonForm(family_name=name, phone=phone, language="tigrinya", interpreter=True)
    who = db.call(person.create, alice, form, "CH", name)
    db.call(lambda: PersonRow.update(reminders=said).where(PersonRow.id == who.id).execute())
    return who


def booked(db: Database, alice: Agent, worker: Agent, who: Person, day: date, hour: int = 9) -> int:
    start = clock.at(day, time(hour))
    wanted = Booking(who.id, "suivi", worker.id or 0, start, start + timedelta(minutes=30), Venue.ON_SITE)
    return db.call(agenda.book, alice, wanted, f"{who.id} {day} {hour}").id


def names(db: Database, day: date = WEDNESDAY) -> list[str]:
    return [one.appointment.person_name for one in db.call(reminder.due, day)]


def test_who_agreed_is_listed_with_number_and_language(db: Database, alice: Agent, worker: Agent) -> None:
    booked(db, alice, worker, agreed(db, alice, "Bekele"), WEDNESDAY)
    (one,) = db.call(reminder.due, WEDNESDAY)
    assert (one.appointment.person_name, one.appointment.person_phone) == ("BEKELE", "+41224200001")
    assert (one.language, one.interpreter, one.tried) == ("tigrinya", True, None)


def test_who_did_not_agree_has_no_number_or_must_not_be_called_is_not(
    db: Database, alice: Agent, worker: Agent
) -> None:
    for hour, (name, said, phone) in enumerate(
        (("Refuse", "no", "022 420 00 01"), ("Inconnu", "", "022 420 00 02"), ("Sans", "yes", "")), 9
    ):
        booked(db, alice, worker, agreed(db, alice, name, said, phone), WEDNESDAY, hour)
    quiet = agreed(db, alice, "Silence")
    booked(db, alice, worker, quiet, date(2026, 11, 26))
    db.call(lambda: PersonRow.update(no_call=True).where(PersonRow.id == quiet.id).execute())
    assert names(db) == []
    assert names(db, date(2026, 11, 26)) == []


def test_reached_leaves_the_list_and_comes_back_when_undone(
    db: Database, alice: Agent, worker: Agent
) -> None:
    who = agreed(db, alice, "Bekele")
    one = booked(db, alice, worker, who, WEDNESDAY)
    db.call(reminder.note, alice, one, Answer.REACHED)
    assert names(db) == []
    db.call(reminder.undo, alice, one)
    assert names(db) == ["BEKELE"]
    with pytest.raises(ComptoirError, match="Aucun appel"):
        db.call(reminder.undo, alice, one)
    actions = [line.action for line in db.call(journal.about, who.id)]
    assert actions[-2:] == ["reminder.noted", "reminder.undone"]


def test_who_does_not_answer_is_called_again_after_the_others(
    db: Database, alice: Agent, worker: Agent
) -> None:
    first = booked(db, alice, worker, agreed(db, alice, "Bekele"), WEDNESDAY, 9)
    booked(db, alice, worker, agreed(db, alice, "Lopes"), WEDNESDAY, 10)
    db.call(reminder.note, alice, first, Answer.NO_ANSWER)
    listed = db.call(reminder.to_call)
    assert [one.appointment.person_name for one in listed] == ["LOPES", "BEKELE"]
    assert listed[1].tried is Answer.NO_ANSWER
    # The day after she is still to be reached: her appointment is tomorrow.
    clock.advance(days=1)
    assert [one.appointment.person_name for one in db.call(reminder.to_call)] == ["BEKELE"]


def test_an_appointment_moved_after_the_call_is_called_about_again(
    db: Database, alice: Agent, worker: Agent
) -> None:
    who = agreed(db, alice, "Bekele")
    one = booked(db, alice, worker, who, WEDNESDAY)
    db.call(reminder.note, alice, one, Answer.REACHED)
    start = clock.at(WEDNESDAY, time(11))
    later = Booking(who.id, "suivi", worker.id or 0, start, start + timedelta(minutes=30), Venue.ON_SITE)
    db.call(agenda.move, alice, one, later, "")
    assert names(db) == ["BEKELE"]


def test_a_cancelled_appointment_is_not_called_about(db: Database, alice: Agent, worker: Agent) -> None:
    one = booked(db, alice, worker, agreed(db, alice, "Bekele"), WEDNESDAY)
    db.call(agenda.mark, alice, one, Status.EXCUSED)
    assert names(db) == []


def test_tomorrow_is_not_called_about_today(db: Database, alice: Agent, worker: Agent) -> None:
    booked(db, alice, worker, agreed(db, alice, "Bekele"), date(2026, 11, 24))
    assert db.call(reminder.to_call) == []


@pytest.mark.parametrize(
    ("today", "called_about"),
    [
        (date(2026, 11, 23), [25]),
        (date(2026, 11, 26), [28]),
        # On Friday: what Saturday and Sunday would have called about.
        (date(2026, 11, 27), [29, 30, 1]),
        # Thursday 24 December: Friday is Christmas, the weekend follows.
        (date(2026, 12, 24), [26, 27, 28, 29]),
    ],
)
def test_the_days_called_about_leave_none_out(today: date, called_about: list[int]) -> None:
    assert [day.day for day in reminder.days(today)] == called_about


@pytest.mark.parametrize("start", [date(2026, 11, 2), date(2026, 12, 14)])
def test_every_day_is_called_about_on_some_working_day(start: date) -> None:
    with clock.frozen(datetime(2026, 11, 2, 8, tzinfo=UTC)):
        covered = [
            day
            for shift in range(28)
            if (today := start + timedelta(days=shift)).weekday() < 5 and not holiday.name(today)
            for day in reminder.days(today)
        ]
    assert set(covered) >= {start + timedelta(days=shift) for shift in range(4, 27)}


def test_of_two_that_follow_one_another_one_call_reminds_of_both(
    db: Database, alice: Agent, worker: Agent
) -> None:
    who = agreed(db, alice, "Bekele")
    start = clock.at(WEDNESDAY, time(9))
    half = timedelta(minutes=30)
    first = Booking(who.id, "suivi", worker.id or 0, start, start + half, Venue.ON_SITE)
    after = replace(first, starts_at=first.ends_at, ends_at=first.ends_at + half)
    one, two = db.call(agenda.book_both, alice, first, after, "both")
    (listed,) = db.call(reminder.due, WEDNESDAY)
    assert (listed.appointment.id, [each.id for each in listed.then]) == (one.id, [two.id])
    db.call(reminder.note, alice, one.id, Answer.REACHED)
    assert db.call(reminder.due, WEDNESDAY) == []
    db.call(reminder.undo, alice, one.id)
    assert len(db.call(reminder.due, WEDNESDAY)) == 1
    # The first one cancelled, the other is called about by itself.
    db.call(agenda.mark, alice, one.id, Status.EXCUSED)
    (listed,) = db.call(reminder.due, WEDNESDAY)
    assert (listed.appointment.id, listed.then) == (two.id, ())
