"""The demonstration makes sense whenever it is opened: at night, on a Sunday, on a public holiday."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from comptoir.demo import scene as demo
from comptoir.setup import access
from comptoir.setup.installation import SHIPPED
from models import clock
from models.agenda import agenda, misfit, proposal, reminder
from models.agenda.appointment import Appointment
from models.hours import opening
from models.room import visit
from models.service import agent
from models.service.permission import Role
from models.service.profile_file import load as load_profile
from models.store.database import Database

pytestmark = pytest.mark.usefixtures("monday")
PROFILE = SHIPPED / "geneve.toml"


@contextmanager
def _shown(directory: Path, moment: datetime) -> Iterator[Database]:
    with clock.frozen(moment):
        settings = demo.build(directory, "geneve")
        database = Database.open(access.open_engine(settings))
        try:
            yield database
        finally:
            database.close()


def _today(db: Database) -> list[Appointment]:
    return db.call(agenda.day, clock.today())


@pytest.mark.parametrize(
    ("day", "hour", "count"),
    [
        (date(2026, 11, 23), time(9, 41), 4),
        # A Sunday, at noon, and the last hour of a day.
        (date(2026, 11, 22), time(11, 50), 4),
        (date(2026, 11, 25), time(23, 30), 0),
    ],
)
def test_people_are_expected_around_the_present_hour(
    tmp_path: Path, day: date, hour: time, count: int
) -> None:
    with _shown(tmp_path, clock.at(day, hour)) as db:
        today = _today(db)
        assert len(today) == count
        assert all(abs(one.starts_at - clock.now()) < timedelta(hours=2) for one in today)
        assert len({one.agent_name for one in today}) == min(count, 2)
        assert _ahead(db) == 3
        _is_alive(db)
        # A day on which a range never opens is not left out of it.
        left_out = [one for one in db.call(opening.ranges) if one.exceptions]
        assert all(replace(one, exceptions=()).opens_on(day) for one in left_out)
        # What the demonstration shows, somebody could have booked.
        assert db.call(misfit.misplaced) == []
        assert len(db.call(visit.present)) == 3 + (count > 0)


def test_on_a_public_holiday_nobody_is_expected(tmp_path: Path) -> None:
    with _shown(tmp_path, clock.at(date(2026, 12, 25), time(10))) as db:
        assert (_today(db), _ahead(db), len(db.call(visit.present))) == ([], 3, 3)
        _is_alive(db)


@pytest.mark.parametrize("day", [date(2026, 11, 23) + timedelta(days=away) for away in range(3, 6)])
def test_there_is_somebody_to_call_on_any_day_of_the_week(tmp_path: Path, day: date) -> None:
    with _shown(tmp_path, clock.at(day, time(9, 41))) as db:
        assert _ahead(db) == 3
        assert db.call(misfit.misplaced) == []
        _is_alive(db)


def _is_alive(db: Database) -> None:
    """« À faire » shows two people to call before their appointments, and one who may come earlier."""
    to_call = db.call(reminder.to_call)
    assert len({one.appointment.person_id for one in to_call}) == 2
    # A Thursday calls about Saturday, when nobody receives: who was called in vain is called again.
    thursday = clock.today().weekday() == 3
    assert {one.tried for one in to_call} == {reminder.Answer.NO_ANSWER if thursday else None}
    (proposed,) = db.call(proposal.find, load_profile(PROFILE))
    booked = proposed.standby.booked
    assert booked is not None
    assert clock.now() < proposed.slot.starts_at < booked.starts_at
    assert clock.local(proposed.slot.starts_at).hour < 12


def _ahead(db: Database) -> int:
    """How many appointments there are in the days to come."""
    _start, tomorrow = clock.day_bounds(clock.today())
    workers = db.call(agent.everyone, Role.SOCIAL_WORKER)
    return sum(len(db.call(agenda.ahead, one.id or 0, tomorrow)) for one in workers)
