"""When a site, or the whole service, receives nobody."""

from datetime import date, datetime, time, timedelta

import pytest

from models import clock
from models.errors import InvalidInput, NotFound
from models.hours import closure
from models.service.agent import Agent
from models.store import journal
from models.store.database import Database

MONDAY = date(2026, 11, 23)


def test_a_closure_is_known_until_it_is_over_or_taken_away(
    db: Database, alice: Agent, monday: datetime
) -> None:
    start, end = clock.at(MONDAY, time(14)), clock.at(MONDAY, time(16))
    made = db.call(closure.add, alice, start, end, "réunion  du service", site_id=3)
    everywhere = db.call(closure.add, alice, *clock.day_bounds(date(2026, 12, 24)), "pont")
    assert (made.reason, made.words) == ("réunion du service", "le 23.11.2026 de 14:00 à 16:00")
    assert db.call(closure.coming) == [made, everywhere]
    assert db.call(closure.between, start, end) == [(3, start, end)]
    assert db.call(closure.between, end, end + timedelta(hours=1)) == []
    clock.advance(hours=8)
    assert db.call(closure.coming) == [everywhere]
    assert db.call(closure.remove, alice, everywhere.id) == everywhere
    assert db.call(closure.coming) == []
    actions = [line.action for line in db.call(journal.latest)]
    assert actions[:3] == ["closure.removed", "closure.added", "closure.added"]


def test_what_makes_no_closure_is_refused(db: Database, alice: Agent) -> None:
    start = clock.at(MONDAY, time(14))
    with pytest.raises(InvalidInput, match="finir après son début") as refused:
        db.call(closure.add, alice, start, start, "réunion")
    assert refused.value.field == "ends_at"
    with pytest.raises(NotFound):
        db.call(closure.remove, alice, 7)


def test_the_same_closure_is_not_noted_twice(db: Database, alice: Agent) -> None:
    day = clock.day_bounds(date(2026, 12, 24))
    made = db.call(closure.add, alice, *day, "pont")
    with pytest.raises(InvalidInput, match=f"numéro {made.id}"):
        db.call(closure.add, alice, *day)
    db.call(closure.add, alice, *day, site_id=3)
    assert len(db.call(closure.between, *day)) == 2
