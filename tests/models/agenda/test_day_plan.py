"""What each worker does in each slice of a day: the table behind the grid and the week."""

import logging
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda import agenda, day_plan
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status
from models.agenda.day_plan import Column, Plan, State
from models.hours import absence, closure, opening
from models.hours.busy import BusyRow
from models.hours.opening import OpeningRangeRow
from models.person import person
from models.person.person import PersonForm
from models.service import site
from models.service.agent import SYSTEM, Agent, AgentRow
from models.service.permission import Role
from models.service.venue import Venue
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")

TODAY = date(2026, 11, 23)
Book = Callable[..., Appointment]


def worker(db: Database, login: str, name: str, start: time = time(9), end: time = time(12)) -> int:
    made = db.call(AgentRow.create, login=login, name=name, role=Role.SOCIAL_WORKER, password="")
    days = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    db.call(opening.open_range, SYSTEM, made.id, days, start, end, starts_on=date(2020, 1, 6))
    return int(made.id)


@pytest.fixture
def rey(db: Database) -> int:
    return worker(db, "rey", "Mme Rey")


@pytest.fixture
def book(db: Database, alice: Agent) -> Book:
    def made(agent_id: int, hour: time, *, day: date = TODAY, minutes: int = 45, **more: Any) -> Appointment:
        number = db.call(lambda: AppointmentRow.select().count())
        who = db.call(person.create, alice, PersonForm(family_name=f"Nom{number}"), "CH", f"who-{number}")
        start = clock.at(day, hour)
        venue = Venue.ON_SITE
        booking = Booking(who.id, "suivi", agent_id, start, start + timedelta(minutes=minutes), venue, **more)
        with clock.frozen(clock.at(min(day, TODAY), time(6))):
            kept: Appointment = db.call(agenda.book, alice, booking, f"book-{number}")
        return kept

    return made


def at(plan: Plan, column: Column, hour: time) -> State:
    return column.slices[plan.hours.index(hour)].state


def test_rows_run_from_the_first_opening_to_the_last(db: Database, rey: int) -> None:
    worker(db, "favre", "M. Favre", time(10), time(15, 20))
    plan = db.call(day_plan.of_day, TODAY)
    assert [one.name for one in plan.columns] == ["M. Favre", "Mme Rey"]
    assert (plan.hours[0], plan.hours[-1]) == (time(9), time(15, 15))
    assert at(plan, plan.columns[0], time(9, 45)) is State.OUTSIDE
    assert at(plan, plan.columns[1], time(9, 45)) is State.FREE


@pytest.mark.parametrize(("minutes", "rows"), [(15, 12), (10, 18), (5, 36)])
def test_a_day_is_cut_as_finely_as_asked(db: Database, rey: int, book: Book, minutes: int, rows: int) -> None:
    one = book(rey, time(10), minutes=20)
    plan = db.call(day_plan.of_day, TODAY, minutes)
    held = [n for n, slice_ in enumerate(plan.columns[0].slices) if slice_.appointments == (one,)]
    assert len(plan.hours) == rows
    assert plan.start(held[0], 0) == one.starts_at
    assert len(held) == -(-20 // minutes)


def test_who_has_no_hours_that_day_is_left_out_unless_expected(db: Database, rey: int, book: Book) -> None:
    one = book(rey, time(10))
    db.call(OpeningRangeRow.delete().execute)
    db.call(AgentRow.create, login="x", name="Personne", role=Role.SOCIAL_WORKER, password="")
    plan = db.call(day_plan.of_day, TODAY)
    assert [column.name for column in plan.columns] == ["Mme Rey"]
    assert plan.columns[0].slices[0].appointments == (one,)
    assert db.call(day_plan.of_day, TODAY + timedelta(days=1)) == Plan(0, 15, ())


def test_who_has_left_is_there_only_for_what_is_still_booked(
    db: Database, alice: Agent, rey: int, book: Book
) -> None:
    one = book(rey, time(10))
    worker(db, "favre", "M. Favre")
    db.call(AgentRow.update(active=False).execute)
    (column,) = (plan := db.call(day_plan.of_day, TODAY)).columns
    assert (column.name, plan.hours[0]) == ("Mme Rey", time(10))
    assert {held.appointments for held in column.slices} == {(one,)}


def test_what_keeps_somebody_away_is_said_without_its_reason(db: Database, rey: int, book: Book) -> None:
    def hours(start: time, end: time) -> tuple[Any, Any]:
        return clock.at(TODAY, start), clock.at(TODAY, end)

    book(rey, time(9, 15), minutes=15)
    db.call(absence.be_absent, SYSTEM, rey, *hours(time(9), time(9, 45)))
    db.call(
        closure.ClosureRow.create,
        starts_at=hours(time(10), time(10, 30))[0],
        ends_at=clock.at(TODAY, time(10, 30)),
    )
    start, end = hours(time(11), time(11, 20))
    db.call(BusyRow.create, agent_id=rey, calendar="x", starts_at=start, ends_at=end, uid="x")
    plan = db.call(day_plan.of_day, TODAY)
    (column,) = plan.columns
    said = {f"{hour:%H:%M}": one.state.value for hour, one in zip(plan.hours, column.slices, strict=True)}
    assert said == {
        **{"09:00": "absent", "09:15": "booked", "09:30": "absent", "09:45": "free"},
        **{"10:00": "closed", "10:15": "closed", "10:30": "free", "10:45": "free"},
        **{"11:00": "busy", "11:15": "busy", "11:30": "free", "11:45": "free"},
    }


def test_a_pause_is_one_on_the_days_of_its_range_only(db: Database, rey: int) -> None:
    db.call(OpeningRangeRow.delete().execute)
    db.call(
        opening.open_range,
        SYSTEM,
        rey,
        "FREQ=WEEKLY;BYDAY=MO",
        time(9),
        time(15),
        starts_on=date(2020, 1, 6),
        pause_from=time(12),
        pause_to=time(13),
    )
    plan = db.call(day_plan.of_week, rey, TODAY)
    monday, tuesday, *_ = plan.columns
    assert at(plan, monday, time(12, 45)) is State.PAUSE
    assert at(plan, monday, time(13)) is State.FREE
    assert at(plan, tuesday, time(12, 45)) is State.OUTSIDE
    db.call(OpeningRangeRow.update(ends_on=TODAY).execute)
    for start, end in ((time(9), time(12)), (time(13), time(15))):
        monday_after = TODAY + timedelta(days=7)
        db.call(opening.open_range, SYSTEM, rey, "FREQ=WEEKLY;BYDAY=MO", start, end, starts_on=monday_after)
    plan = db.call(day_plan.of_week, rey, TODAY + timedelta(days=7))
    assert at(plan, plan.columns[0], time(12, 45)) is State.OUTSIDE


def test_a_public_holiday_closes_the_day(db: Database, rey: int) -> None:
    plan = db.call(day_plan.of_day, TODAY, 15, None, frozenset({TODAY}))
    assert {one.state for one in plan.columns[0].slices} == {State.CLOSED}


def test_what_was_cancelled_gives_its_slices_back(db: Database, alice: Agent, rey: int, book: Book) -> None:
    one = book(rey, time(10))
    db.call(agenda.mark, alice, one.id, Status.EXCUSED)
    (column,) = db.call(day_plan.of_day, TODAY).columns
    assert {slice_.state for slice_ in column.slices} == {State.FREE}
    assert column.booked == 0


def test_a_joint_appointment_stands_in_both_columns(db: Database, rey: int, book: Book) -> None:
    favre = worker(db, "favre", "M. Favre")
    one = book(rey, time(10), second_agent_id=favre)
    plan = db.call(day_plan.of_day, TODAY)
    row = plan.hours.index(time(10))
    assert [column.slices[row].appointments for column in plan.columns] == [(one,), (one,)]
    week = db.call(day_plan.of_week, favre, TODAY)
    assert week.columns[0].booked == 1


def test_there_is_room_until_the_group_is_full(db: Database, rey: int, book: Book) -> None:
    db.call(OpeningRangeRow.update(capacity=2).execute)
    one = book(rey, time(10))
    (column,) = (plan := db.call(day_plan.of_day, TODAY)).columns
    held = column.slices[plan.hours.index(time(10))]
    assert (held.appointments, held.capacity, held.room) == ((one,), 2, True)
    book(rey, time(10))
    (column,) = db.call(day_plan.of_day, TODAY).columns
    assert not column.slices[plan.hours.index(time(10))].room


def test_each_site_is_a_page_and_who_is_elsewhere_says_so(
    db: Database, alice: Agent, rey: int, book: Book
) -> None:
    carouge = db.call(site.add, SYSTEM, "Carouge").id
    meyrin = db.call(site.add, SYSTEM, "Meyrin").id
    db.call(OpeningRangeRow.update(site_id=carouge).execute)
    favre = worker(db, "favre", "M. Favre", time(9), time(10))
    db.call(OpeningRangeRow.update(site_id=meyrin).where(OpeningRangeRow.agent_id == favre).execute)
    db.call(opening.open_range, SYSTEM, favre, "FREQ=DAILY", time(10), time(11), starts_on=date(2020, 1, 6))
    db.call(OpeningRangeRow.update(site_id=carouge).where(OpeningRangeRow.from_minute == 600).execute)
    first = db.call(day_plan.of_day, TODAY, 15, carouge)
    assert [page.name for page in first.pages] == ["Carouge", "Meyrin"]
    assert [column.name for column in first.columns] == ["M. Favre", "Mme Rey"]
    assert at(first, first.columns[0], time(9)) is State.ELSEWHERE
    second = db.call(day_plan.of_day, TODAY, 15, meyrin)
    assert (second.page, [column.name for column in second.columns]) == (1, ["M. Favre"])


def test_a_session_begins_at_the_site_it_sits_in(db: Database, alice: Agent, rey: int) -> None:
    db.call(site.add, SYSTEM, "Carouge")
    meyrin = db.call(site.add, SYSTEM, "Meyrin").id
    site.use(meyrin)
    try:
        assert db.call(day_plan.of_day, TODAY).page == 1
    finally:
        site.use(None)


def test_a_week_has_its_weekend_only_when_something_is_on_it(db: Database, rey: int, book: Book) -> None:
    assert len(db.call(day_plan.of_week, rey, TODAY).columns) == 5
    saturday = TODAY + timedelta(days=5)
    start = clock.at(saturday, time(9))
    db.call(opening.open_range, SYSTEM, rey, "FREQ=WEEKLY;BYDAY=SA", time(9), time(10), starts_on=saturday)
    book(rey, time(9), day=saturday)
    days = [one.day for one in db.call(day_plan.of_week, rey, TODAY).columns]
    assert days[-1] == clock.local(start).date()
    assert len(days) == 6


def test_the_night_the_clocks_change_has_its_hours_right(db: Database, rey: int) -> None:
    sunday = date(2026, 10, 25)
    db.call(opening.open_range, SYSTEM, rey, "FREQ=WEEKLY;BYDAY=SU", time(1), time(5), starts_on=sunday)
    plan = db.call(day_plan.of_week, rey, sunday - timedelta(days=6))
    assert at(plan, plan.columns[-1], time(1)) is State.FREE
    assert at(plan, plan.columns[-1], time(4, 45)) is State.FREE
    assert plan.start(plan.hours.index(time(4)), 5) == clock.at(sunday, time(4))


def test_forty_workers_cost_a_handful_of_queries(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(40):
        worker(db, f"w{number}", f"Mme {number:02d}")
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        assert len(db.call(day_plan.of_day, TODAY).columns) == 40
    assert 0 < len(caplog.records) <= 12
