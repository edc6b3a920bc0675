"""Free slots: what a slow and obvious reckoning finds, and nothing that cannot be kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.cells.cell import CellRow
from models.hours import absence, opening
from models.hours.absence import AbsenceRow
from models.hours.opening import OpeningRangeRow
from models.person.person import Person
from models.service import agent, holiday
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.slots import slot
from models.slots.slot import Slot
from models.slots.wish import Wish
from models.store.database import Database

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def sunday() -> Iterator[None]:
    """The day before, so that the whole of Monday is still to come."""
    clock.use_zone("Europe/Zurich")
    holiday.use("CH", "GE")
    with clock.frozen(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


def _wish(first: date = MONDAY, last: date = MONDAY, minutes: int = 45, **changes: object) -> Wish:
    wanted: dict[str, object] = {"motive": "entretien", "roles": (Role.SOCIAL_WORKER,), **changes}
    return Wish(minutes=minutes, first=first, last=last, **wanted)  # type: ignore[arg-type]


def _hours(slots: list[Slot]) -> list[str]:
    return [clock.local(one.starts_at).strftime("%H:%M") for one in slots]


def test_the_slots_of_a_morning_follow_one_another(db: Database, worker: Agent) -> None:
    slots = db.call(slot.free, _wish())
    assert _hours(slots) == ["09:00", "09:45", "10:30", "11:15"]
    assert {(one.agent_name, one.venues) for one in slots} == {("Bruno Blanc", (Venue.ON_SITE, Venue.PHONE))}
    assert {one.ends_at - one.starts_at for one in slots} == {timedelta(minutes=45)}


def test_what_is_booked_is_not_offered(db: Database, alice: Agent, worker: Agent, marie: Person) -> None:
    at = clock.at(MONDAY, time(9, 45))
    booking = Booking(marie.id, "entretien", worker.id or 0, at, at + timedelta(minutes=45), Venue.ON_SITE)
    db.call(agenda.book, alice, booking, "key")
    assert _hours(db.call(slot.free, _wish())) == ["09:00", "10:30", "11:15"]
    assert _hours(db.call(slot.free, _wish(minutes=50))) == ["10:30"]


def test_an_absence_is_not_offered(db: Database, alice: Agent, worker: Agent) -> None:
    start = clock.at(MONDAY, time(9, 2))
    db.call(absence.be_absent, alice, worker.id or 0, start, start + timedelta(minutes=20))
    assert _hours(db.call(slot.free, _wish())) == ["09:25", "10:10", "10:55"]


def test_what_has_passed_or_runs_is_not_offered(db: Database, worker: Agent) -> None:
    with clock.frozen(clock.at(MONDAY, time(9, 41))):
        assert _hours(db.call(slot.free, _wish())) == ["09:45", "10:30", "11:15"]
    with clock.frozen(clock.at(MONDAY, time(9, 45))):
        assert _hours(db.call(slot.free, _wish()))[0] == "09:45"
    with clock.frozen(clock.at(MONDAY, time(9, 46))):
        assert _hours(db.call(slot.free, _wish()))[0] == "09:50"
    with clock.frozen(clock.at(MONDAY, time(12))):
        assert db.call(slot.free, _wish()) == []
        assert db.call(slot.free, _wish(first=date(2026, 11, 1), last=MONDAY)) == []


def test_what_begins_this_very_minute_is_offered_and_taken(
    db: Database, alice: Agent, worker: Agent, marie: Person
) -> None:
    at = clock.at(MONDAY, time(9, 45))
    with clock.frozen(at + timedelta(seconds=40)):
        assert _hours(db.call(slot.free, _wish()))[0] == "09:45"
        booking = Booking(
            marie.id, "entretien", worker.id or 0, at, at + timedelta(minutes=45), Venue.ON_SITE
        )
        assert db.call(agenda.book, alice, booking, "key").starts_at == at
    with clock.frozen(at + timedelta(seconds=60)):
        assert "09:45" not in _hours(db.call(slot.free, _wish()))


def test_hours_until_midnight_are_offered_to_the_end(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(OpeningRangeRow.delete().execute)
    db.call(opening.open_range, alice, worker.id or 0, "FREQ=DAILY", time(22, 30), time(), starts_on=MONDAY)
    # The night on which the clock changes, too.
    for day in (MONDAY, date(2027, 3, 28), date(2027, 10, 31)):
        assert _hours(db.call(slot.free, _wish(day, day))) == ["22:30", "23:15"]


def test_the_earliest_come_first_and_no_more_than_asked(db: Database, alice: Agent, worker: Agent) -> None:
    carla = db.call(agent.create, SYSTEM, "carla", "Carla Costa", Role.SOCIAL_WORKER, "dix lettres au moins")
    db.call(
        opening.open_range, alice, carla.id or 0, "FREQ=DAILY", time(9, 45), time(10, 30), starts_on=MONDAY
    )
    found = db.call(slot.free, _wish(last=date(2026, 11, 27)), 3)
    assert [(one.agent_name[:5], *_hours([one])) for one in found] == [
        ("Bruno", "09:00"), ("Bruno", "09:45"), ("Carla", "09:45"),
    ]  # fmt: skip


def test_the_place_the_role_the_agent_and_the_motive_narrow_the_choice(
    db: Database, alice: Agent, worker: Agent
) -> None:
    assert db.call(slot.free, _wish(venue=Venue.PHONE))
    assert db.call(slot.free, _wish(venue=Venue.HOME)) == []
    assert db.call(slot.free, _wish(roles=(Role.MANAGER,))) == []
    assert db.call(slot.free, _wish(agent_id=worker.id))
    assert db.call(slot.free, _wish(agent_id=alice.id)) == []
    db.call(OpeningRangeRow.update(motives=["impots"]).execute)
    assert db.call(slot.free, _wish()) == []
    assert db.call(slot.free, _wish(motive="impots"))


def test_ranges_that_overlap_do_not_offer_the_same_time_twice(
    db: Database, alice: Agent, worker: Agent
) -> None:
    # Refused today, but an older database may hold some.
    db.call(
        OpeningRangeRow.create,
        agent_id=worker.id,
        starts_on=MONDAY,
        rule="FREQ=DAILY",
        from_minute=10 * 60 + 30,
        to_minute=13 * 60,
        venues=["on_site"],
    )
    slots = db.call(slot.free, _wish())
    assert _hours(slots) == ["09:00", "09:45", "10:30", "11:15", "12:00"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 9, 10), "Jeûne genevois"),
        (date(2026, 12, 25), "Noël"),
        (date(2026, 12, 31), "Restauration de la République"),
        (date(2027, 1, 1), "Nouvel an"),
        (date(2027, 3, 26), "Vendredi saint"),
    ],
)
def test_nobody_is_booked_on_a_public_holiday_of_geneva(
    db: Database, worker: Agent, day: date, name: str
) -> None:
    with clock.frozen(datetime(2026, 6, 1, tzinfo=UTC)):
        assert day.weekday() < 5, name
        assert db.call(slot.free, _wish(day, day)) == []
        holiday.use("", "")
        assert db.call(slot.free, _wish(day, day))


@pytest.mark.parametrize(("day", "offset"), [(date(2026, 3, 29), 2), (date(2026, 10, 25), 1)])
def test_on_the_days_the_clock_changes_hours_are_those_on_the_wall(
    db: Database, alice: Agent, worker: Agent, day: date, offset: int
) -> None:
    with clock.frozen(datetime(2026, 1, 10, tzinfo=UTC)):
        db.call(
            opening.open_range,
            alice,
            worker.id or 0,
            "FREQ=WEEKLY;BYDAY=SU",
            time(9),
            time(12),
            starts_on=date(2026, 1, 5),
        )
        slots = db.call(slot.free, _wish(day, day))
    assert _hours(slots) == ["09:00", "09:45", "10:30", "11:15"]
    assert slots[0].starts_at == datetime(day.year, day.month, day.day, 9 - offset, tzinfo=UTC)


def test_a_night_range_counts_the_hours_that_pass_when_the_clock_changes(
    db: Database, alice: Agent, worker: Agent
) -> None:
    """On the last Sunday of March 02:00 does not exist, in October it comes twice."""
    db.call(OpeningRangeRow.delete().execute)
    with clock.frozen(datetime(2026, 1, 10, tzinfo=UTC)):
        db.call(
            opening.open_range,
            alice,
            worker.id or 0,
            "FREQ=DAILY",
            time(1),
            time(4),
            starts_on=date(2026, 1, 5),
        )
        counted = [
            len(db.call(slot.free, _wish(day, day, 60)))
            for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25))
        ]
    assert counted == [3, 2, 4]


@given(
    ranges=st.lists(st.tuples(st.integers(6 * 12, 18 * 12), st.integers(1, 60)), min_size=1, max_size=3),
    busy=st.lists(st.tuples(st.integers(5 * 60, 20 * 60), st.integers(1, 120)), max_size=4),
    minutes=st.integers(1, 24).map(lambda cells: cells * 5),
    now=st.integers(0, 24 * 60 - 1),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_slots_are_those_an_obvious_reckoning_finds(
    db: Database,
    worker: Agent,
    ranges: list[tuple[int, int]],
    busy: list[tuple[int, int]],
    minutes: int,
    now: int,
) -> None:
    """Walk the day minute by minute; a time is free when no minute of its cells is taken."""
    midnight = clock.at(MONDAY, time())
    agent_id = worker.id or 0

    def fill() -> None:
        for row in (OpeningRangeRow, AbsenceRow, CellRow):
            row.delete().execute()
        for first, length in ranges:
            OpeningRangeRow.create(
                agent_id=agent_id,
                starts_on=MONDAY,
                rule="FREQ=DAILY",
                from_minute=first * 5,
                to_minute=(first + length) * 5,
                venues=["on_site"],
            )
        for first, length in busy:
            start = midnight + timedelta(minutes=first)
            AbsenceRow.create(agent_id=agent_id, starts_at=start, ends_at=start + timedelta(minutes=length))

    db.call(fill)
    with clock.frozen(midnight + timedelta(minutes=now, seconds=30)):
        found = [
            int((one.starts_at - midnight).total_seconds()) // 60
            for one in db.call(slot.free, _wish(minutes=minutes), 999)
        ]

    taken = {minute // 5 for first, length in busy for minute in range(first, first + length)}
    earliest = now + -now % 5
    expected = []
    for first, length in ranges:
        minute = first * 5
        while minute + minutes <= (first + length) * 5:
            wanted = set(range(minute // 5, (minute + minutes) // 5))
            if minute >= earliest and not wanted & taken:
                expected.append(minute)
                taken |= wanted
            minute += 5
    assert found == sorted(expected)
    assert all(second - first >= minutes for first, second in pairwise(found))
