"""When an agent does not receive, once or again and again."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from models import clock
from models.errors import InvalidInput, NotFound
from models.hours import absence
from models.hours.absence import Absence
from models.service.agent import Agent
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")

MONDAY = date(2026, 11, 23)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def _away(
    db: Database, by: Agent, who: Agent, start: time, end: time, day: date = MONDAY, **more: object
) -> Absence:
    times = clock.at(day, start), clock.at(day, end)
    return db.call(absence.be_absent, by, who.id or 0, *times, **more)  # type: ignore[arg-type]


def _times(db: Database, who: Agent, first: date, last: date) -> list[str]:
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    found = db.call(absence.between, [who.id or 0], start, end)
    return [
        f"{clock.local(since):%d.%m %H:%M}-{clock.local(until):%H:%M}" for _, since, until in sorted(found)
    ]


def test_an_absence_can_be_taken_away(db: Database, alice: Agent, worker: Agent, monday: datetime) -> None:
    made = _away(db, alice, worker, time(10), time(11), reason="cours")
    assert db.call(absence.coming) == [made]
    assert made.reason == "cours"
    assert db.call(absence.be_back, alice, made.id) == made
    assert db.call(absence.coming) == []
    with pytest.raises(NotFound):
        db.call(absence.be_back, alice, made.id)


def test_the_same_absence_is_not_noted_twice(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _away(db, alice, worker, time(10), time(11))
    with pytest.raises(InvalidInput, match=f"numéro {made.id}"):
        _away(db, alice, worker, time(10), time(11), reason="cours")
    _away(db, alice, worker, time(10), time(11), rule="FREQ=WEEKLY")
    db.call(absence.be_back, alice, made.id)
    _away(db, alice, worker, time(10), time(11))


def test_an_absence_that_is_over_is_not_listed(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    _away(db, alice, worker, time(10), time(11))
    again = _away(db, alice, worker, time(10), time(11), rule="FREQ=DAILY", until=MONDAY + timedelta(days=2))
    clock.advance(days=1)
    assert db.call(absence.coming) == [again]
    clock.advance(days=2)
    assert db.call(absence.coming) == []


def test_an_absence_is_known_wherever_it_touches(db: Database, alice: Agent, worker: Agent) -> None:
    _away(db, alice, worker, time(10), time(12), reason="r" * 200)
    start = clock.at(MONDAY, time(10))

    def touched(first: datetime, last: datetime) -> bool:
        return bool(db.call(absence.between, [worker.id or 0], first, last))

    assert touched(start - HOUR, start + HOUR)
    assert touched(start + HOUR, start + 3 * HOUR)
    assert not touched(start - HOUR, start)
    assert not touched(start + 2 * HOUR, start + 3 * HOUR)
    assert not db.call(absence.between, [alice.id or 0], start, start + HOUR)


def test_an_absence_comes_back_at_the_same_hour_of_the_clock(
    db: Database, alice: Agent, worker: Agent
) -> None:
    _away(db, alice, worker, time(14), time(16), rule="FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO")
    assert _times(db, worker, MONDAY, date(2026, 12, 24)) == [
        "23.11 14:00-16:00", "07.12 14:00-16:00", "21.12 14:00-16:00",
    ]  # fmt: skip
    assert _times(db, worker, MONDAY - timedelta(days=60), MONDAY - timedelta(days=1)) == []
    # Summer time has come: the instant is another, the hour is the same.
    assert _times(db, worker, date(2027, 4, 12), date(2027, 4, 12)) == ["12.04 14:00-16:00"]


def test_an_absence_that_comes_back_stops_on_its_last_day(db: Database, alice: Agent, worker: Agent) -> None:
    _away(db, alice, worker, time(14), time(16), rule="FREQ=DAILY", until=MONDAY + timedelta(days=1))
    assert _times(db, worker, MONDAY, MONDAY + timedelta(days=9)) == [
        "23.11 14:00-16:00",
        "24.11 14:00-16:00",
    ]


def test_whole_days_that_come_back_are_whole_days(db: Database, alice: Agent, worker: Agent) -> None:
    day = clock.day_bounds(MONDAY)
    db.call(absence.be_absent, alice, worker.id or 0, *day, rule="FREQ=MONTHLY;BYDAY=4MO")
    assert _times(db, worker, MONDAY, date(2027, 1, 31)) == [
        "23.11 00:00-00:00", "28.12 00:00-00:00", "25.01 00:00-00:00",
    ]  # fmt: skip
    night = clock.at(MONDAY, time(23)), clock.at(MONDAY + timedelta(days=1), time(9))
    db.call(absence.be_absent, alice, alice.id or 0, *night, rule="FREQ=WEEKLY;BYDAY=MO")
    assert _times(db, alice, date(2026, 12, 1), date(2026, 12, 1)) == ["30.11 23:00-09:00"]


@pytest.mark.parametrize(
    ("times", "more", "field"),
    [
        ((time(10), time(10)), {}, "ends_at"),
        ((time(10), time(9)), {}, "ends_at"),
        ((time(9), time(10)), {"rule": "FREQ=DAILY", "until": MONDAY - timedelta(days=1)}, "until"),
        ((time(9), time(10)), {"rule": "FREQ=WEEKLY;BYDAY=FR", "until": MONDAY}, "until"),
        ((time(9), time(10)), {"day": MONDAY - WEEK, "rule": "FREQ=DAILY", "until": MONDAY - DAY}, "until"),
        ((time(9), time(10)), {"rule": "FREQ=MINUTELY"}, "rule"),
        ((time(9), time(10)), {"rule": "FREQ=DAILY;COUNT=10000"}, "rule"),
    ],
)
def test_what_makes_no_absence_is_refused(
    db: Database, alice: Agent, worker: Agent, times: tuple[time, time], more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _away(db, alice, worker, *times, **more)
    assert refused.value.field == field
    assert db.call(absence.AbsenceRow.select().count) == 0


def test_an_absence_says_when_it_is(db: Database, alice: Agent, worker: Agent) -> None:
    start, end = clock.day_bounds(MONDAY)
    whole = Absence(0, 1, start, end, "")
    assert whole.words == "le 23.11.2026"
    assert Absence(0, 1, start, end + timedelta(days=2), "").words == "du 23.11.2026 au 25.11.2026"
    again = Absence(0, 1, start + 14 * HOUR, start + 16 * HOUR, "", "FREQ=WEEKLY;BYDAY=MO", date(2027, 6, 30))
    assert again.words == "lu, 14:00–16:00, dès le 23.11.2026, jusqu’au 30.6.2027"


def test_one_time_of_an_absence_that_comes_back_is_lifted(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _away(db, alice, worker, time(14), time(15), rule="FREQ=WEEKLY;BYDAY=MO")
    second = MONDAY + WEEK
    assert db.call(absence.next_day, made) == MONDAY
    lifted = db.call(absence.lift, alice, made.id, second)
    assert lifted.lifted == (second,) and "sauf le 30.11.2026" in lifted.words
    assert _times(db, worker, MONDAY, MONDAY + 2 * WEEK) == ["23.11 14:00-15:00", "07.12 14:00-15:00"]
    for day in (second, second + DAY, MONDAY - WEEK):
        with pytest.raises(InvalidInput, match="ne revient pas"):
            db.call(absence.lift, alice, made.id, day)
    assert db.call(absence.lift_no_more, alice, made.id, second) == made
    with pytest.raises(InvalidInput, match="a bien lieu"):
        db.call(absence.lift_no_more, alice, made.id, second)


def test_an_absence_of_once_is_taken_away_rather_than_lifted(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _away(db, alice, worker, time(14), time(15))
    assert db.call(absence.next_day, made) is None
    with pytest.raises(InvalidInput):
        db.call(absence.lift, alice, made.id, MONDAY)
