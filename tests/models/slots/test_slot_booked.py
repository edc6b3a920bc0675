"""Every slot that is proposed can be booked, until none is left: the search and the booking agree."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda import agenda, misfit
from models.agenda.appointment import AppointmentRow, Booking
from models.hours import absence, opening
from models.hours.busy import BusyRow
from models.hours.opening import OpeningRangeRow
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.slots import slot
from models.slots.slot import Slot
from models.slots.wish import Wish
from models.store.database import Database
from tests.conftest import PASSWORD

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def hosts(db: Database, worker: Agent) -> tuple[Agent, Agent]:
    """Two workers who receive on Tuesday; something of each morning is gone already."""
    carla = db.call(agent.create, SYSTEM, "carla", "Carla Costa", Role.SOCIAL_WORKER, PASSWORD)
    db.call(OpeningRangeRow.delete().execute)
    away = clock.at(TUESDAY, time(9, 20))
    db.call(absence.be_absent, SYSTEM, worker.id or 0, away, away + timedelta(minutes=13))
    start = clock.at(TUESDAY, time(11, 2))
    end = start + timedelta(minutes=9)
    db.call(BusyRow.create, agent_id=carla.id, calendar="hers", starts_at=start, ends_at=end)
    return worker, carla


def _opens(db: Database, hosts: tuple[Agent, Agent], **more: Any) -> None:
    for host in hosts:
        row, hours = host.id or 0, (time(8), time(12))
        db.call(opening.open_range, SYSTEM, row, "FREQ=WEEKLY;BYDAY=TU", *hours, starts_on=TUESDAY, **more)


def _wish(**more: Any) -> Wish:
    return Wish("suivi", 25, (Role.SOCIAL_WORKER,), TUESDAY, TUESDAY, Venue.ON_SITE, **more)


def _fill(db: Database, wish: Wish, reason: str = "") -> list[Slot]:
    """Book what is proposed, for somebody else each time, until nothing is proposed any more."""
    done: list[Slot] = []
    while found := db.call(slot.free, wish, 5):
        # The last of those shown: people do not always take the first.
        _take(db, found[-1], wish.consecutive, reason, f"{len(done)}{reason}")
        done.append(found[-1])
        assert len(done) < 200, "the same time is proposed for ever"
    return done


def _take(db: Database, one: Slot, consecutive: bool, reason: str, name: str) -> None:
    who = db.call(person.create, SYSTEM, PersonForm(family_name=f"Nom {name}"), "CH", name).id
    first = Booking(who, "suivi", one.agent_id, one.starts_at, one.ends_at, Venue.ON_SITE, overbooked=reason)
    after = one.second
    if after and consecutive:
        then = replace(first, agent_id=after.agent_id, starts_at=after.starts_at, ends_at=after.ends_at)
        db.call(agenda.book_both, SYSTEM, first, then, f"book-{name}")
    else:
        both = replace(first, second_agent_id=after.agent_id if after else None)
        db.call(agenda.book, SYSTEM, both, f"book-{name}")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"capacity": 3},
        {"buffer": 10},
        {"minutes": 40},
        {"pause_from": time(10), "pause_to": time(10, 20)},
        {"capacity": 2, "buffer": 5, "pause_from": time(9, 55), "pause_to": time(10, 35)},
    ],
)
def test_what_is_proposed_can_be_booked_until_nothing_is_left(
    db: Database, hosts: tuple[Agent, Agent], monday: datetime, more: dict[str, Any]
) -> None:
    _opens(db, hosts, **more)
    done = _fill(db, _wish())
    assert len(done) >= 4
    assert {one.agent_name for one in done} == {"Bruno Blanc", "Carla Costa"}
    assert db.call(misfit.misplaced) == []


@pytest.mark.parametrize("consecutive", [False, True])
def test_with_two_workers_too(
    db: Database, hosts: tuple[Agent, Agent], monday: datetime, consecutive: bool
) -> None:
    _opens(db, hosts, capacity=2)
    done = _fill(db, _wish(second_roles=(Role.SOCIAL_WORKER,), consecutive=consecutive))
    assert len(done) >= 4
    assert all(one.second and one.second.agent_id != one.agent_id for one in done)
    assert db.call(misfit.misplaced) == []


def test_above_the_capacity_too(db: Database, hosts: tuple[Agent, Agent], monday: datetime) -> None:
    _opens(db, hosts, capacity=2, overbooking=1)
    usual = _fill(db, _wish())
    above = _fill(db, _wish(overbooking=True), "urgent")
    assert usual
    assert above
    rows = db.call(lambda: list(AppointmentRow.select()))
    assert sum(row.overbooked != "" for row in rows) == len(above)
