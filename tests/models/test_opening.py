"""When an agent receives, and when not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models import clock, opening
from models.agent import Agent
from models.database import Database
from models.errors import InvalidInput, NotFound
from models.opening import Opening, OpeningRangeRow, Place

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def _openings(db: Database, who: Agent, first: date, last: date, motive: str = "") -> list[Opening]:
    assert who.id
    return db.call(lambda: list(opening.openings([who.id or 0], first, last, motive)))


def _open(db: Database, by: Agent, who: Agent, rule: str, **changes: object) -> opening.OpeningRange:
    wanted: dict[str, object] = {"starts_on": MONDAY, **changes}
    return db.call(opening.open_range, by, who.id, rule, time(14), time(16, 30), **wanted)  # type: ignore[arg-type]


def test_a_range_opens_on_its_days_at_the_hours_of_the_site(
    db: Database, alice: Agent, worker: Agent
) -> None:
    found = _openings(db, worker, MONDAY, SUNDAY)
    assert [clock.local(one.starts_at).strftime("%a %H:%M") for one in found] == [
        "Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00", "Fri 09:00",
    ]  # fmt: skip
    assert found[0].starts_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert {one.ends_at - one.starts_at for one in found} == {timedelta(hours=3)}


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY", [23, 24, 25, 26, 27, 28, 29]),
        ("FREQ=WEEKLY;BYDAY=TU,TH", [24, 26]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", [23]),
        ("FREQ=MONTHLY;BYDAY=4MO", [23]),
        ("FREQ=MONTHLY;BYDAY=1MO", []),
        ("FREQ=DAILY;UNTIL=20261124", [23, 24]),
        ("FREQ=DAILY;COUNT=1", [23]),
    ],
)
def test_the_rule_says_which_days(
    db: Database, alice: Agent, worker: Agent, rule: str, days: list[int]
) -> None:
    db.call(OpeningRangeRow.delete().execute)
    _open(db, alice, worker, rule)
    assert [clock.local(one.starts_at).day for one in _openings(db, worker, MONDAY, SUNDAY)] == days


def test_a_range_opens_neither_before_nor_after_its_term(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(OpeningRangeRow.delete().execute)
    _open(db, alice, worker, "FREQ=DAILY", starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 26))
    assert [clock.local(one.starts_at).day for one in _openings(db, worker, MONDAY, SUNDAY)] == [25, 26]
    assert _openings(db, worker, date(2026, 11, 27), SUNDAY) == []


def test_a_range_for_some_motives_is_closed_to_the_others(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(OpeningRangeRow.delete().execute)
    made = _open(db, alice, worker, "FREQ=DAILY", motives=("impots",), places=(Place.PHONE,))
    assert (made.motives, made.places) == (("impots",), (Place.PHONE,))
    assert len(_openings(db, worker, MONDAY, MONDAY, "impots")) == 1
    assert _openings(db, worker, MONDAY, MONDAY, "logement") == []
    assert _openings(db, worker, MONDAY, MONDAY)[0].places == (Place.PHONE,)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "tous les lundis",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;" + "X" * 200,
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(db: Database, alice: Agent, worker: Agent, rule: str) -> None:
    before = db.call(OpeningRangeRow.select().count)
    with pytest.raises(InvalidInput) as refused:
        _open(db, alice, worker, rule)
    assert refused.value.field == "rule"
    assert db.call(OpeningRangeRow.select().count) == before


def test_hours_and_terms_that_make_no_range_are_refused(db: Database, alice: Agent, worker: Agent) -> None:
    assert worker.id
    for from_hour, to_hour in ((time(12), time(12)), (time(12), time(9))):
        with pytest.raises(InvalidInput) as refused:
            db.call(opening.open_range, alice, worker.id, "FREQ=DAILY", from_hour, to_hour, starts_on=MONDAY)
        assert refused.value.field == "to_hour"
    with pytest.raises(InvalidInput) as refused:
        _open(db, alice, worker, "FREQ=DAILY", ends_on=MONDAY - timedelta(days=1))
    assert refused.value.field == "ends_on"


@pytest.mark.parametrize(
    ("rule", "changes", "meets"),
    [
        ("FREQ=DAILY", {}, True),
        ("FREQ=WEEKLY;BYDAY=MO", {}, False),
        ("FREQ=WEEKLY;BYDAY=FR", {}, True),
        ("FREQ=WEEKLY;BYDAY=TH", {"ends_on": MONDAY + timedelta(days=9)}, False),
        ("FREQ=WEEKLY;BYDAY=TH", {"ends_on": MONDAY + timedelta(days=10)}, True),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", {}, False),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", {"starts_on": MONDAY + timedelta(days=7)}, True),
        # Every 7 and every 2 weeks meet for the first time on the seventh of the latter.
        ("FREQ=WEEKLY;INTERVAL=7;BYDAY=TH", {}, True),
        ("FREQ=MONTHLY;BYDAY=1TH", {}, True),
    ],
)
def test_ranges_of_an_agent_that_ever_meet_are_refused(
    db: Database, alice: Agent, worker: Agent, rule: str, changes: dict[str, object], meets: bool
) -> None:
    """The range that is there opens on Thursdays and Fridays of every other week, from the next one on."""
    there = {"starts_on": MONDAY + timedelta(days=7)}
    first = _open(db, alice, worker, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,FR", **there)
    if meets:
        with pytest.raises(InvalidInput, match=f"la plage {first.id} ") as refused:
            _open(db, alice, worker, rule, **changes)
        assert refused.value.field == "from_hour"
    else:
        _open(db, alice, worker, rule, **changes)
    _open(db, alice, alice, rule, **changes)


def test_ranges_side_by_side_are_fine(db: Database, alice: Agent, worker: Agent) -> None:
    assert worker.id
    for start, end in ((time(8), time(9)), (time(12), time(14))):
        db.call(opening.open_range, alice, worker.id, "FREQ=DAILY", start, end, starts_on=MONDAY)
    with pytest.raises(InvalidInput, match="chevauche"):
        db.call(opening.open_range, alice, worker.id, "FREQ=DAILY", time(8, 55), time(9), starts_on=MONDAY)


def test_a_range_that_would_never_open_is_refused(db: Database, alice: Agent, worker: Agent) -> None:
    with pytest.raises(InvalidInput, match="Aucun de ces jours"):
        _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=SA", ends_on=MONDAY + timedelta(days=4))


def test_a_range_and_an_absence_can_be_taken_away(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _open(db, alice, worker, "FREQ=DAILY")
    assert made in db.call(opening.ranges)
    assert db.call(opening.close_range, alice, made.id) == made
    assert made not in db.call(opening.ranges)
    start = clock.at(MONDAY, time(10))
    number = db.call(opening.be_absent, alice, worker.id or 0, start, start + timedelta(hours=1), "cours")
    assert [one.reason for one in db.call(opening.coming_absences)] == ["cours"]
    db.call(opening.be_back, alice, number)
    assert db.call(opening.coming_absences) == []
    for verb in (opening.close_range, opening.be_back):
        with pytest.raises(NotFound):
            db.call(verb, alice, 999)


def test_ranges_and_absences_that_are_over_are_not_listed(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _open(db, alice, worker, "FREQ=DAILY", ends_on=MONDAY)
    db.call(opening.be_absent, alice, worker.id or 0, monday, monday + timedelta(hours=1))
    clock.advance(days=1)
    assert made not in db.call(opening.ranges)
    assert db.call(opening.coming_absences) == []


def test_an_absence_is_known_wherever_it_touches(db: Database, alice: Agent, worker: Agent) -> None:
    assert worker.id
    start = clock.at(MONDAY, time(10))
    db.call(opening.be_absent, alice, worker.id, start, start + timedelta(hours=2), "r" * 200)
    hour = timedelta(hours=1)

    def touched(first: datetime, last: datetime) -> bool:
        return bool(db.call(opening.absences, [worker.id or 0], first, last))

    assert touched(start - hour, start + hour)
    assert touched(start + hour, start + 3 * hour)
    assert not touched(start - hour, start)
    assert not touched(start + 2 * hour, start + 3 * hour)


def test_an_absence_that_ends_before_it_starts_is_refused(db: Database, alice: Agent, worker: Agent) -> None:
    assert worker.id
    start = clock.at(MONDAY, time(10))
    with pytest.raises(InvalidInput, match="finir après son début"):
        db.call(opening.be_absent, alice, worker.id, start, start)
