"""Every slot proposed can be kept, and none is missed: held against a slow and obvious reckoning."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.cells import cell
from models.cells.cell import CellRow
from models.hours import fit
from models.hours.absence import AbsenceRow
from models.hours.busy import BusyRow
from models.hours.closure import ClosureRow
from models.hours.opening import OpeningRangeRow
from models.service import holiday
from models.service.agent import AgentRow
from models.service.permission import EVERYWHERE, Role
from models.service.venue import Venue
from models.slots import slot
from models.slots.slot import Slot
from models.slots.wish import Wish
from models.store.database import Database
from tests.models.slots.slot_oracle import Proposed, Time, proposals

# A plain week, the two on which the clock changes, and one with public holidays.
STARTS = (date(2026, 11, 23), date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 23))
RULES = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH,FR,SU", "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=FR,SU,MO")
FAST = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Columns = dict[str, object]


@dataclass(frozen=True)
class Service:
    """What is stored of a few agents, counted from 0; times are in minutes from the first midnight."""

    start: date
    days: int
    now: int
    roles: list[Role]
    ranges: list[tuple[int, Columns]]
    absences: list[tuple[int, int, int, bool]]
    busy: list[tuple[int, int, int]]
    closures: list[tuple[int | None, int, int]]
    booked: list[tuple[int, int, int, int]]

    def keep(self) -> None:
        """Put it in the place of what is stored."""
        for row in (OpeningRangeRow, AbsenceRow, BusyRow, ClosureRow, CellRow):
            row.delete().execute()
        AgentRow.delete().where(AgentRow.id > 1).execute()
        ids = [
            AgentRow.create(login=f"agent{number}", name=f"Agent {number}", role=role, password="-").id
            for number, role in enumerate(self.roles)
        ]
        for number, columns in self.ranges:
            OpeningRangeRow.create(agent_id=ids[number], **columns)
        for number, start, length, daily in self.absences:
            again = (
                {"rule": "FREQ=DAILY;INTERVAL=2", "until": self.start + timedelta(days=4)} if daily else {}
            )
            AbsenceRow.create(agent_id=ids[number], **self._times(start, length), **again)
        for number, start, length in self.busy:
            BusyRow.create(agent_id=ids[number], calendar="Outlook", **self._times(start, length))
        for site, start, length in self.closures:
            ClosureRow.create(site_id=site, **self._times(start, length))
        first = int(self.at(0).timestamp()) // 300
        cells = {
            (ids[number], first + at, seat)
            for number, start, length, seat in self.booked
            for at in range(start, start + length)
        }
        if cells:
            cell.take(1, list(cells))

    def at(self, minute: int) -> datetime:
        """So many minutes after the first midnight."""
        return clock.day_bounds(self.start)[0] + timedelta(minutes=minute)

    def _times(self, start: int, length: int) -> Columns:
        return {"starts_at": self.at(start), "ends_at": self.at(start + length)}


def a_range(chance: Random, start: date, first: int, last: int) -> Columns:
    """A range between two cells of the day."""
    begins = chance.randint(first, last - 20)
    ends = chance.randint(begins + 15, min(begins + 90, last))
    pause = chance.randint(begins + 3, ends - 3) * 5
    pauses = chance.random() < 0.4
    return {
        "starts_on": start - timedelta(days=chance.choice((0, 1, 7, 100))),
        "ends_on": chance.choice((None, None, start + timedelta(days=1))),
        "rule": chance.choice(RULES),
        # A few begin and end between two cells.
        "from_minute": begins * 5 + chance.choice((0, 0, 0, 2)),
        "to_minute": ends * 5 - chance.choice((0, 0, 0, 1)),
        "pause_from": pause if pauses else None,
        "pause_to": min(pause + chance.randint(1, 60), ends * 5) if pauses else None,
        "venues": chance.choice((["on_site"], ["on_site", "phone"], ["on_site", "phone"], ["phone"])),
        "motives": chance.choice(([], [], ["entretien"], ["impots"])),
        "site_id": chance.choice((None, None, 1, 2)),
        "minutes": chance.choice((None, None, 20, 60)),
        "buffer": chance.choice((0, 0, 5, 15)),
        "capacity": chance.choice((1, 1, 2, 3)),
        "overbooking": chance.choice((0, 1, 2)),
        "exceptions": chance.choice(([], [], [], [str(start)], [str(start + timedelta(days=1))])),
    }


@st.composite
def a_service(draw: st.DrawFn) -> Service:
    """Two or three agents over some days, drawn by a number: their days are full of what may go wrong."""
    chance = Random(draw(st.integers(0, 2**32)))
    start, days = chance.choice(STARTS), chance.choice((3, 3, 4))
    roles = [chance.choice((Role.SOCIAL_WORKER, Role.MANAGER)) for _ in range(chance.choice((2, 3)))]
    halves = chance.choice((((0, 70), (72, 287)), ((80, 150), (155, 250))))
    ranges = [
        (number, a_range(chance, start, *half))
        for number in range(len(roles))
        for half in halves
        if chance.random() < 0.8
    ]
    booked = [
        (number, day * 288 + int(str(columns["from_minute"])) // 5 + chance.randint(-3, 40), length, seat)
        for number, columns in ranges
        for day in range(days)
        for length in (3, 9)
        for seat in (*range(chance.choice((1, 2))), chance.randint(0, 4))
        if chance.random() < 0.7
    ]
    who, hour = range(len(roles)), range(days * 1440)
    return Service(
        start,
        days,
        chance.choice((-60, -60, chance.randint(0, 1440))),
        roles,
        ranges,
        [(chance.choice(who), chance.choice(hour), chance.randint(1, 300), chance.random() < 0.5)]
        * chance.randint(0, 1),
        [(chance.choice(who), chance.choice(hour), chance.randint(1, 200)) for _ in range(days * 2)],
        [(chance.choice((None, 1, 1)), chance.choice(hour), chance.randint(1, 900)) for _ in range(2)],
        booked,
    )


@st.composite
def a_wish(draw: st.DrawFn, service: Service) -> Wish:
    """Something to look for in these days."""
    chance = Random(draw(st.integers(0, 2**32)))
    teams = ((Role.SOCIAL_WORKER,), EVERYWHERE, EVERYWHERE)
    return Wish(
        "entretien",
        chance.choice((5, 10, 20, 30, 45, 90)),
        chance.choice(teams),
        service.start,
        service.start + timedelta(days=service.days - 1),
        chance.choice((None, None, Venue.ON_SITE, Venue.PHONE)),
        site_id=chance.choice((None, None, 1)),
        second_roles=chance.choice(((), (), *teams)),
        consecutive=chance.random() < 0.5,
        overbooking=chance.random() < 0.4,
    )


def check(db: Database, service: Service, wish: Wish) -> None:
    """Both reckonings find the same, and what they find can be booked."""
    clock.use_zone("Europe/Zurich")
    holiday.use("CH", "GE")
    with clock.frozen(service.at(service.now) + timedelta(seconds=30)):
        db.call(service.keep)
        found = db.call(slot.free, wish, 100_000)
        assert Counter(map(_proposed, found)) == db.call(proposals, wish)
        for one in found[:40]:
            assert db.call(_refusal, one, wish) == ""
            assert (one.left == 0) is wish.overbooking
        few = db.call(slot.free, wish, 3)
    assert few == found[:3]
    assert all(one.starts_at <= after.starts_at for one, after in pairwise(found))


def _proposed(one: Slot) -> Proposed:
    return _time(one), _time(one.second) if one.second else None


def _time(one: Slot) -> Time:
    return one.agent_id, one.starts_at, one.ends_at


def _refusal(one: Slot, wish: Wish) -> str:
    """What booking would say of it."""
    for each in (one, *([one.second] if one.second else [])):
        at = each.agent_id, each.starts_at, each.ends_at
        opened = fit.opening_at(*at, wish.motive, each.venues[0])
        more = opened.overbooking if opened and wish.overbooking else 0
        if opened is None or cell.find(*at, opened.capacity, more) is None:
            return "no seat"
        venue = wish.venue or each.venues[0]
        if words := fit.refusal([at[0]], *at[1:], wish.motive, venue, each.site_id):
            return words
    return ""


@given(data=st.data())
@FAST
def test_every_slot_proposed_can_be_kept_and_none_is_missed(db: Database, data: st.DataObject) -> None:
    service = data.draw(a_service())
    check(db, service, data.draw(a_wish(service)))


@pytest.mark.soak
@pytest.mark.timeout(1800)
@given(data=st.data())
@settings(FAST, max_examples=1500)
def test_every_slot_proposed_can_be_kept_and_none_is_missed_over_and_over(
    db: Database, data: st.DataObject
) -> None:
    service = data.draw(a_service())
    check(db, service, data.draw(a_wish(service)))
