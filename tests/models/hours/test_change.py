"""A change of the hours is made once, and undone by nobody but its verbs."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from models import clock
from models.errors import InvalidInput
from models.hours import absence, closure, opening
from models.hours import change as hours
from models.hours.absence import Absence
from models.hours.change import Change
from models.hours.closure import Closure
from models.hours.opening_range import OpeningRange
from models.service.agent import Agent
from models.service.venue import Venue
from models.store import journal
from models.store.database import Database

TUESDAY = date(2026, 11, 24)


def test_a_change_sent_twice_is_made_once(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    day, who = clock.day_bounds(TUESDAY), worker.id or 0
    venues = Venue.ON_SITE, Venue.PHONE
    evening = OpeningRange(0, who, TUESDAY, None, "FREQ=DAILY", time(17), time(19), venues, (), capacity=4)
    for number, change in enumerate(
        (
            Change(absence=Absence(0, who, *day, "cours")),
            Change(closure=Closure(0, None, *day, "panne")),
            Change(added=evening),
        )
    ):
        first = db.call(hours.keep, alice, change, f"form-{number}")
        assert db.call(hours.keep, alice, change, f"form-{number}") == first
    assert [one.reason for one in db.call(absence.coming)] == ["cours"]
    assert [one.reason for one in db.call(closure.coming)] == ["panne"]
    kept = [one for one in db.call(opening.ranges) if one.from_hour == time(17)]
    assert kept == [replace(evening, id=kept[0].id)]
    assert "absence.added" in [line.action for line in db.call(journal.latest)]


def test_a_range_is_changed_or_taken_away_under_its_number(
    db: Database, alice: Agent, worker: Agent, monday: datetime
) -> None:
    one = db.call(opening.ranges_of, [worker.id or 0])[0]
    wanted = replace(one, to_hour=time(11), motives=("impots",))
    assert db.call(hours.keep, alice, Change(removed=one.id, added=wanted), "change") == one.id
    assert db.call(opening.get, one.id) == wanted
    with pytest.raises(InvalidInput):
        db.call(hours.keep, alice, Change(removed=one.id, added=replace(one, to_hour=time(8))), "wrong")
    assert db.call(opening.get, one.id) == wanted
    db.call(hours.keep, alice, Change(removed=one.id), "away")
    assert db.call(opening.ranges) == []
