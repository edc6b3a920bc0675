"""What was taken away from the hours comes back as it was, from plain JSON."""

import json
from datetime import date, datetime

import pytest

from models import clock
from models.hours import absence, closure, opening, undo
from models.service.agent import Agent
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")


@pytest.mark.parametrize("kind", ["range", "absence", "closure"])
def test_what_was_taken_away_comes_back(db: Database, alice: Agent, worker: Agent, kind: str) -> None:
    who, day = worker.id or 0, clock.day_bounds(date(2026, 11, 24))
    away = db.call(absence.be_absent, alice, who, *day, "cours", rule="FREQ=WEEKLY")
    closed = db.call(closure.add, alice, *day, "panne")

    def kept() -> list[object]:
        return [(one.reason, one.starts_at) for one in db.call(absence.coming) + db.call(closure.coming)] + [
            (one.from_hour, one.venues, one.rule) for one in db.call(opening.ranges_of, [who])
        ]

    before = kept()
    number = {"range": db.call(opening.ranges_of, [who])[0].id, "absence": away.id, "closure": closed.id}[
        kind
    ]
    taken = db.call(undo.remove, alice, kind, number)
    assert len(kept()) == len(before) - 1
    done, number, was = json.loads(json.dumps(taken))
    assert db.call(undo.take_back, alice, (done, number, was)).endswith("remise.")
    assert sorted(map(repr, kept())) == sorted(map(repr, before))


def test_an_absence_says_the_next_day_it_comes_back(db: Database, alice: Agent, worker: Agent) -> None:
    day: tuple[datetime, datetime] = clock.day_bounds(date(2026, 11, 24))
    away = db.call(absence.be_absent, alice, worker.id or 0, *day, "cours", rule="FREQ=WEEKLY;BYDAY=TU")
    assert db.call(absence.next_day_of, away.id) == date(2026, 11, 24)
    assert db.call(absence.next_day_of, away.id + 1) is None
