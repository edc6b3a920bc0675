"""Recurring appointments: the same hour on the wall clock, what cannot be is said, nothing happens twice."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models import clock
from models.agenda import agenda, series
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status
from models.agenda.series import Planned, Repeated
from models.cells.cell import CellRow
from models.contact import message
from models.errors import ComptoirError, InvalidInput
from models.hours import absence
from models.person import person
from models.person.person import Person, PersonForm
from models.service.agent import Agent
from models.service.venue import Venue
from models.store.database import Database
from tests.conftest import receives_always

THURSDAY = date(2026, 11, 26)


@pytest.fixture
def weekly(db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime) -> Appointment:
    """Marie on a Thursday at half past nine, for 45 minutes."""
    return db.call(agenda.book, alice, _booking(marie, worker, THURSDAY), "first")


def _booking(who: Person, host: Agent, day: date, hour: time = time(9, 30), minutes: int = 45) -> Booking:
    start = clock.at(day, hour)
    end = start + timedelta(minutes=minutes)
    return Booking(who.id, "suivi", host.id or 0, start, end, Venue.ON_SITE)


def _repeat(db: Database, by: Agent, one: Appointment, every: int, times: int, key: str = "form") -> Repeated:
    return db.call(series.repeat, by, one.id, every, times, key)


def _on(found: Any) -> list[str]:
    return [f"{clock.local(one.starts_at):%d.%m. %H:%M}" for one in found]


def test_a_plan_says_each_time_and_what_stands_in_its_way(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    luc = db.call(person.create, alice, PersonForm(family_name="Favre"), "CH", "luc")
    db.call(agenda.book, alice, _booking(luc, worker, date(2026, 12, 10), time(10)), "luc-1")
    start, end = clock.day_bounds(date(2026, 12, 17))
    db.call(absence.be_absent, alice, worker.id or 0, start, end, "formation")
    before = db.call(CellRow.select().count)
    planned = db.call(series.plan, weekly.id, 1, 6)
    assert _on(planned) == [
        "03.12. 09:30", "10.12. 09:30", "17.12. 09:30", "24.12. 09:30", "31.12. 09:30", "07.01. 09:30",
    ]  # fmt: skip
    assert [one.refusal.replace("\u00a0", " ") for one in planned] == [
        "",
        "le créneau est déjà pris",
        "Bruno Blanc ne reçoit pas : absence",
        "",
        # Geneva's own.
        "jour férié : Restauration de la République",
        "",
    ]
    assert [one.day for one in planned][:1] == [date(2026, 12, 3)]
    assert db.call(CellRow.select().count) == before


def test_what_can_be_is_booked_and_the_rest_is_reported(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    start, end = clock.day_bounds(date(2026, 12, 10))
    db.call(absence.be_absent, alice, worker.id or 0, start, end)
    done = _repeat(db, alice, weekly, 2, 3)
    assert _on(done.made) == ["24.12. 09:30", "07.01. 09:30"]
    assert [(one.day, one.refusal != "") for one in done.missed] == [(date(2026, 12, 10), True)]
    first = db.call(agenda.get, weekly.id)
    assert {one.series for one in (first, *done.made)} == {first.series} != {""}
    assert {one.ends_at - one.starts_at for one in done.made} == {timedelta(minutes=45)}
    assert db.call(agenda.upcoming, marie.id) == [first, *done.made]
    # One notice for all of them.
    assert [one.body for one in db.call(message.inbox, worker.id)][:-1] == [
        "Rendez-vous répété 2 fois, jusqu’au jeu. 7 janv. : jeu. 26 nov. 09:30, sur place"
    ]


def test_the_hour_is_the_one_on_the_wall_on_both_sides_of_summer_time(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    one = db.call(agenda.book, alice, _booking(marie, worker, date(2027, 3, 23)), "march")
    done = _repeat(db, alice, one, 1, 2)
    assert _on(done.made) == ["30.03. 09:30", "06.04. 09:30"]
    assert [made.starts_at.hour for made in (one, *done.made)] == [8, 7, 7]
    assert {made.ends_at - made.starts_at for made in done.made} == {timedelta(minutes=45)}


def test_a_repetition_sent_again_books_nothing_twice(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    start, end = clock.day_bounds(date(2026, 12, 10))
    db.call(absence.be_absent, alice, worker.id or 0, start, end)
    done = _repeat(db, alice, weekly, 1, 4)
    again = _repeat(db, alice, weekly, 1, 4)
    assert again == done
    assert db.call(AppointmentRow.select().count) == 1 + len(done.made) == 4
    assert len(db.call(message.inbox, worker.id)) == 2


def test_a_repetition_cut_halfway_leaves_nothing(
    db: Database, alice: Agent, weekly: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, count = agenda.book, 0

    def cut(*args: Any, **more: Any) -> Appointment:
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        return book(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(agenda, "book", cut)
        with pytest.raises(KeyboardInterrupt):
            _repeat(db, alice, weekly, 1, 4)
    assert db.call(AppointmentRow.select().count) == 1
    assert db.call(agenda.get, weekly.id).series == ""
    assert len(_repeat(db, alice, weekly, 1, 4).made) == 4


def test_the_rest_is_cancelled_and_what_was_before_stays(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    done = _repeat(db, alice, weekly, 1, 4)
    second = done.made[1]
    assert db.call(series.rest, second.id) == list(done.made[2:])
    gone = db.call(series.cancel_rest, alice, second.id, Status.REVOKED)
    assert [one.id for one in gone] == [one.id for one in done.made[2:]]
    assert db.call(series.cancel_rest, alice, second.id, Status.REVOKED) == []
    assert _on(db.call(agenda.upcoming, marie.id)) == ["26.11. 09:30", "03.12. 09:30", "10.12. 09:30"]
    assert {db.call(agenda.get, one.id).status for one in done.made[2:]} == {Status.REVOKED}
    [latest, *earlier] = [each.body for each in db.call(message.inbox, worker.id)]
    assert "Les 2 rendez-vous suivants sont annulés (annulé par le service)" in latest
    assert len(earlier) == 2
    # Their times are free again.
    assert [one.refusal for one in db.call(series.plan, second.id, 1, 2)] == ["", ""]


def test_what_was_cancelled_is_brought_back_where_its_time_is_still_free(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    done = _repeat(db, alice, weekly, 1, 4)
    gone = [one.id for one in db.call(series.cancel_rest, alice, weekly.id, Status.EXCUSED)]
    luc = db.call(person.create, alice, PersonForm(family_name="Favre"), "CH", "luc")
    db.call(agenda.book, alice, _booking(luc, worker, date(2026, 12, 10), time(10)), "luc-1")
    elsewhere = _booking(marie, alice, date(2026, 12, 24), time(9))
    receives_always(db, alice.id)
    db.call(agenda.book, alice, elsewhere, "elsewhere")
    back = db.call(series.bring_back, alice, weekly.id, gone)
    assert _on(back.made) == ["03.12. 09:30", "17.12. 09:30"]
    assert [(one.day, one.refusal) for one in back.missed] == [
        (date(2026, 12, 10), "le créneau est déjà pris"),
        (date(2026, 12, 24), "déjà un rendez-vous"),
    ]
    assert {one.status for one in back.made} == {Status.UPCOMING}
    assert db.call(agenda.get, done.made[1].id).status is Status.EXCUSED
    # One notice for all of them, and a retry brings back nothing more.
    assert "2 rendez-vous suivants sont rétablis" in db.call(message.inbox, worker.id)[0].body
    again = db.call(series.bring_back, alice, weekly.id, gone)
    assert [one.id for one in again.made] == [one.id for one in back.made]
    assert db.call(AppointmentRow.select().count) == 7


@pytest.fixture
def pair(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> tuple[Appointment, Appointment]:
    """Marie on a Thursday with one worker, then with another."""
    receives_always(db, alice.id)
    first = _booking(marie, worker, THURSDAY)
    return db.call(agenda.book_both, alice, first, _booking(marie, alice, THURSDAY, time(10, 15)), "pair")


@pytest.mark.parametrize("which", [0, 1])
def test_one_of_two_that_follow_one_another_is_repeated_with_the_other(
    db: Database,
    alice: Agent,
    worker: Agent,
    marie: Person,
    pair: tuple[Appointment, Appointment],
    which: int,
) -> None:
    start, end = clock.day_bounds(date(2026, 12, 10))
    # Without the second the first is not booked either.
    db.call(absence.be_absent, alice, alice.id or 0, start, end)
    assert [one.refusal != "" for one in db.call(series.plan, pair[which].id, 1, 3)] == [False, True, False]
    done = _repeat(db, alice, pair[which], 1, 3)
    assert _on(done.made) == ["03.12. 09:30", "03.12. 10:15", "17.12. 09:30", "17.12. 10:15"]
    assert [one.agent_name for one in done.made] == ["Bruno Blanc", "Alice Aubert"] * 2
    assert [one.day for one in done.missed] == [date(2026, 12, 10)]
    assert _repeat(db, alice, pair[which], 1, 3) == done
    assert len(db.call(agenda.upcoming, marie.id)) == 6
    for who in (worker, alice):
        assert "répété 2 fois" in db.call(message.inbox, who.id)[0].body
    # What goes with it is not what follows: it stays when the rest is cancelled, and the rest comes back.
    gone = db.call(series.cancel_rest, alice, pair[which].id, Status.REVOKED)
    assert _on(gone) == _on(done.made)
    assert db.call(agenda.upcoming, marie.id) == list(pair)
    back = db.call(series.bring_back, alice, pair[which].id, [one.id for one in gone])
    assert (_on(back.made), back.missed) == (_on(done.made), ())


def test_one_that_was_moved_stays_in_its_series(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    done = _repeat(db, alice, weekly, 1, 2)
    moved = db.call(agenda.move, alice, done.made[0].id, _booking(marie, worker, date(2026, 12, 4)))
    assert db.call(series.rest, weekly.id) == [moved, done.made[1]]


def test_an_appointment_alone_has_no_rest(db: Database, alice: Agent, weekly: Appointment) -> None:
    assert db.call(series.rest, weekly.id) == []
    assert db.call(series.cancel_rest, alice, weekly.id, Status.EXCUSED) == []


def test_joint_appointments_are_repeated_with_both(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    db.call(AppointmentRow.update(second_agent_id=alice.id).where(AppointmentRow.id == weekly.id).execute)
    [missed] = _repeat(db, alice, weekly, 1, 1).missed
    assert "Alice Aubert" in missed.refusal
    receives_always(db, alice.id)
    [made] = _repeat(db, alice, weekly, 1, 1, "again").made
    assert made.agents == "Bruno Blanc et Alice Aubert"


@pytest.mark.parametrize(
    ("every", "times", "words"),
    [(0, 3, "semaines"), (9, 3, "semaines"), (1, 0, "26 fois"), (1, 27, "26 fois")],
)
def test_a_repetition_that_makes_no_sense_is_refused(
    db: Database, alice: Agent, weekly: Appointment, every: int, times: int, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        db.call(series.plan, weekly.id, every, times)
    with pytest.raises(InvalidInput, match=words):
        _repeat(db, alice, weekly, every, times)


def test_what_was_cancelled_is_not_repeated_and_an_attendance_cancels_nothing(
    db: Database, alice: Agent, weekly: Appointment
) -> None:
    with pytest.raises(InvalidInput, match="qui annule"):
        db.call(series.cancel_rest, alice, weekly.id, Status.SEEN)
    db.call(agenda.mark, alice, weekly.id, Status.EXCUSED)
    with pytest.raises(ComptoirError, match="excusé"):
        _repeat(db, alice, weekly, 1, 2)


def test_what_has_passed_is_reported_not_booked(
    db: Database, alice: Agent, worker: Agent, marie: Person, weekly: Appointment
) -> None:
    with clock.frozen(clock.at(date(2026, 12, 8), time(8))):
        done = _repeat(db, alice, weekly, 1, 3)
    assert _on(done.made) == ["10.12. 09:30", "17.12. 09:30"]
    assert done.missed == (
        Planned(date(2026, 12, 3), clock.at(date(2026, 12, 3), time(9, 30)), "ce moment est déjà passé"),
    )


@given(
    day=some.dates(date(2026, 1, 1), date(2030, 12, 31)),
    hour=some.times().map(lambda at: at.replace(second=0, microsecond=0)),
    every=some.integers(1, 8),
    times=some.integers(1, 26),
)
def test_every_time_is_the_same_weekday_and_hour(day: date, hour: time, every: int, times: int) -> None:
    clock.use_zone("Europe/Zurich")
    start = clock.at(day, hour)
    wanted = series.wanted(_alone(start), every, times)
    assert len(wanted) == times
    for number, one in enumerate(wanted, 1):
        local = clock.local(one.starts_at)
        assert local.date() == clock.local(start).date() + timedelta(weeks=number * every)
        # In the hour that a spring night leaves out, what was half past two is half past three.
        assert local.time() == clock.local(start).time() or (local.month, local.hour) == (3, 3)
        assert one.ends_at - one.starts_at == timedelta(minutes=30)


def _alone(start: datetime) -> Appointment:
    end = start + timedelta(minutes=30)
    return Appointment(1, 2, "", "", "suivi", 3, "", start, end, Venue.PHONE, Status.UPCOMING, None, 0, "")
