"""When an agent receives, and when not."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from models import clock
from models.errors import InvalidInput, NotFound
from models.hours import opening, opening_exception, opening_range
from models.hours.opening import OpeningRangeRow
from models.hours.opening_range import Opening
from models.service.agent import Agent
from models.service.venue import Venue
from models.store import journal
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def _openings(db: Database, who: Agent, first: date, last: date, motive: str = "") -> list[Opening]:
    assert who.id
    return db.call(lambda: list(opening.openings([who.id or 0], first, last, motive)))


def _open(db: Database, by: Agent, who: Agent, rule: str, **changes: object) -> opening_range.OpeningRange:
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
    made = _open(db, alice, worker, "FREQ=DAILY", motives=("impots",), venues=(Venue.PHONE,))
    assert (made.motives, made.venues) == (("impots",), (Venue.PHONE,))
    assert len(_openings(db, worker, MONDAY, MONDAY, "impots")) == 1
    assert _openings(db, worker, MONDAY, MONDAY, "logement") == []
    assert _openings(db, worker, MONDAY, MONDAY)[0].venues == (Venue.PHONE,)


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
        db.call(opening.open_range, alice, worker.id or 0, "FREQ=DAILY", start, end, starts_on=MONDAY)
    with pytest.raises(InvalidInput, match="chevauche"):
        db.call(opening.open_range, alice, worker.id, "FREQ=DAILY", time(8, 55), time(9), starts_on=MONDAY)


def test_a_range_that_would_never_open_is_refused(db: Database, alice: Agent, worker: Agent) -> None:
    with pytest.raises(InvalidInput, match="Aucun de ces jours"):
        _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=SA", ends_on=MONDAY + timedelta(days=4))


def test_a_range_can_be_taken_away(db: Database, alice: Agent, worker: Agent, monday: datetime) -> None:
    made = _open(db, alice, worker, "FREQ=DAILY")
    assert made in db.call(opening.ranges)
    assert db.call(opening.close_range, alice, made.id) == made
    assert made not in db.call(opening.ranges)
    with pytest.raises(NotFound):
        db.call(opening.close_range, alice, made.id)


def test_a_range_that_is_over_is_not_listed(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _open(db, alice, worker, "FREQ=DAILY", ends_on=MONDAY)
    assert made in db.call(opening.ranges)
    clock.advance(days=1)
    assert made not in db.call(opening.ranges)
    assert _openings(db, worker, MONDAY, MONDAY, "")


def _hours(found: list[Opening]) -> list[str]:
    return [f"{clock.local(one.starts_at):%d %H:%M}-{clock.local(one.ends_at):%H:%M}" for one in found]


def test_a_pause_makes_two_openings_of_one(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(OpeningRangeRow.delete().execute)
    _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=MO", pause_from=time(15), pause_to=time(15, 30))
    assert _hours(_openings(db, worker, MONDAY, SUNDAY)) == ["23 14:00-15:00", "23 15:30-16:30"]
    # A pause at the edge takes the edge away, and leaves no opening of no length.
    db.call(OpeningRangeRow.delete().execute)
    _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=MO", pause_from=time(14), pause_to=time(15))
    assert _hours(_openings(db, worker, MONDAY, SUNDAY)) == ["23 15:00-16:30"]


def test_what_an_opening_allows_comes_with_it(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(OpeningRangeRow.delete().execute)
    more = {
        "site_id": 4,
        "minutes": 20,
        "buffer": 10,
        "capacity": 8,
        "overbooking": 2,
        "motives": ("atelier",),
    }
    made = _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=MO", **more)
    (found,) = _openings(db, worker, MONDAY, SUNDAY)
    for name, value in more.items():
        assert getattr(found, name) == getattr(made, name) == value


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"capacity": 0}, "capacity"),
        ({"capacity": 51}, "capacity"),
        ({"overbooking": -1}, "overbooking"),
        ({"buffer": 61}, "buffer"),
        ({"buffer": -5}, "buffer"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 7}, "minutes"),
        ({"minutes": 485}, "minutes"),
        ({"minutes": 155}, "minutes"),
        ({"pause_from": time(14), "pause_to": time(16, 30)}, "minutes"),
        ({"pause_from": time(14, 30)}, "pause"),
        ({"pause_from": time(15), "pause_to": time(15)}, "pause"),
        ({"pause_from": time(13), "pause_to": time(15)}, "pause"),
        ({"pause_from": time(16), "pause_to": time(17)}, "pause"),
        ({"venues": ()}, "venues"),
    ],
)
def test_what_no_range_can_allow_is_refused(
    db: Database, alice: Agent, worker: Agent, more: dict[str, object], field: str
) -> None:
    """From 14:00 to 16:30, that is two hours and a half."""
    before = db.call(OpeningRangeRow.select().count)
    with pytest.raises(InvalidInput) as refused:
        _open(db, alice, worker, "FREQ=DAILY", **more)
    assert refused.value.field == field
    assert db.call(OpeningRangeRow.select().count) == before


def test_hours_that_cross_midnight_are_refused_with_what_to_do(
    db: Database, alice: Agent, worker: Agent
) -> None:
    with pytest.raises(InvalidInput, match="faites deux plages"):
        db.call(opening.open_range, alice, worker.id or 0, "FREQ=DAILY", time(22), time(2), starts_on=MONDAY)


def test_a_range_fits_in_the_pause_of_another(db: Database, alice: Agent, worker: Agent) -> None:
    _open(db, alice, worker, "FREQ=DAILY", pause_from=time(15), pause_to=time(15, 30))
    for start, end in ((time(14, 55), time(15, 10)), (time(15, 10), time(15, 35))):
        with pytest.raises(InvalidInput, match="chevauche"):
            db.call(opening.open_range, alice, worker.id or 0, "FREQ=DAILY", start, end, starts_on=MONDAY)
    db.call(opening.open_range, alice, worker.id or 0, "FREQ=DAILY", time(15), time(15, 30), starts_on=MONDAY)


def test_a_range_changed_keeps_its_number_and_the_rest_of_what_it_says(
    db: Database, alice: Agent, worker: Agent
) -> None:
    made = _open(db, alice, worker, "FREQ=DAILY", motives=("impots",), capacity=3)
    changed = db.call(opening.change_range, alice, made.id, to_hour=time(17), motives=(), minutes=45)
    assert changed == replace(made, to_hour=time(17), motives=(), minutes=45)
    assert db.call(opening.get, made.id) == changed
    line = next(one for one in db.call(journal.latest) if one.action == "opening.changed")
    assert (line.subject_id, line.detail["hours"]) == (made.id, ["14:00:00", "16:30:00"])


def test_a_range_is_not_changed_into_what_none_can_be(db: Database, alice: Agent, worker: Agent) -> None:
    """The worker receives every morning from 9 to 12 besides."""
    made = _open(db, alice, worker, "FREQ=DAILY")
    with pytest.raises(InvalidInput, match="chevauche"):
        db.call(opening.change_range, alice, made.id, from_hour=time(11))
    with pytest.raises(InvalidInput, match="finir après son début"):
        db.call(opening.change_range, alice, made.id, to_hour=time(13))
    with pytest.raises(NotFound):
        db.call(opening.change_range, alice, 999, to_hour=time(13))
    assert db.call(opening.get, made.id) == made


def test_a_day_left_out_opens_nothing_until_it_is_put_back(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    db.call(OpeningRangeRow.delete().execute)
    made = _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=MO,WE")
    wednesday = date(2026, 11, 25)
    left = db.call(opening.change_range, alice, made.id, **opening_exception.leaving_out(made, wednesday))
    assert left.exceptions == (wednesday,)
    assert _hours(_openings(db, worker, MONDAY, SUNDAY)) == ["23 14:00-16:30"]
    back = db.call(opening.change_range, alice, made.id, **opening_exception.putting_back(left, wednesday))
    assert back.exceptions == ()
    assert len(_openings(db, worker, MONDAY, SUNDAY)) == 2


def test_only_a_day_to_come_of_the_range_is_left_out_and_only_one_left_out_is_put_back(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=MO,WE", starts_on=MONDAY - timedelta(days=14))
    wednesday = date(2026, 11, 25)
    left = replace(made, exceptions=(wednesday,))
    out, back = opening_exception.leaving_out, opening_exception.putting_back
    for change, one, day, words in (
        (out, made, date(2026, 11, 24), "n’ouvre pas le mardi 24 novembre"),
        (out, left, wednesday, "déjà laissé de côté"),
        (out, made, MONDAY - timedelta(days=7), "est passé"),
        (back, left, MONDAY, "Seulement le mercredi 25 novembre 2026"),
        (back, made, MONDAY, "aucun jour de côté"),
    ):
        with pytest.raises(InvalidInput, match=words) as error:
            change(one, day)
        assert error.value.field == "exceptions"


def test_days_left_out_that_have_passed_are_forgotten(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=MO,WE")
    left = db.call(opening.change_range, alice, made.id, exceptions=(MONDAY, date(2026, 11, 25)))
    clock.advance(days=1)
    later = db.call(opening.change_range, alice, made.id, buffer=5)
    assert (left.exceptions, later.exceptions) == ((MONDAY, date(2026, 11, 25)), (date(2026, 11, 25),))


def test_another_range_may_open_on_a_day_left_out(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    made = _open(db, alice, worker, "FREQ=WEEKLY;BYDAY=SA")
    saturday = date(2026, 11, 28)
    with pytest.raises(InvalidInput, match="chevauche"):
        _open(db, alice, worker, "FREQ=DAILY", starts_on=saturday, ends_on=saturday)
    db.call(opening.change_range, alice, made.id, **opening_exception.leaving_out(made, saturday))
    _open(db, alice, worker, "FREQ=DAILY", starts_on=saturday, ends_on=saturday, capacity=5)
    assert [one.capacity for one in _openings(db, worker, saturday, saturday)] == [5]


def test_hours_may_last_until_midnight(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(OpeningRangeRow.delete().execute)
    made = db.call(
        opening.open_range, alice, worker.id or 0, "FREQ=DAILY", time(18), time(), starts_on=MONDAY
    )
    assert made.words.endswith("18:00–24:00") and db.call(opening.get, made.id) == made
    (first, *_) = _openings(db, worker, MONDAY, SUNDAY)
    assert (first.starts_at, first.ends_at) == (clock.at(MONDAY, time(18)), clock.day_bounds(MONDAY)[1])
    # It meets what comes before it that day, and nothing of the next.
    db.call(opening.open_range, alice, worker.id or 0, "FREQ=DAILY", time(), time(6), starts_on=MONDAY)
    with pytest.raises(InvalidInput, match="chevauche"):
        db.call(
            opening.open_range, alice, worker.id or 0, "FREQ=DAILY", time(23), time(23, 30), starts_on=MONDAY
        )
