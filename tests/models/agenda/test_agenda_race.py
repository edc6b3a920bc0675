"""Several desks that book at the same instant: nobody is booked twice, and no booking is lost."""

import time as stopwatch
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.agenda import agenda
from models.agenda.appointment import AppointmentRow, Booking
from models.cells.cell import CELL, CellRow, cells
from models.errors import ComptoirError, SlotTaken
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store.database import Database
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY, PASSWORD, receives_always

FIRST_DAY = datetime(2036, 1, 7, tzinfo=UTC)
# How many times of five minutes a day has here, and the persons a group takes at once.
EACH_DAY, GROUP = 250, 3


@dataclass(frozen=True)
class _Desk:
    """One of the desks: who books there, for whom, with the two workers or into the group, how often."""

    where: str
    number: int
    person_id: int
    single: int
    other: int
    group: int
    tries: int


def _booking(desk: _Desk, number: int) -> Booking:
    """The time of that number: with one worker, with both or the second alone, or in the group."""
    day, cell = divmod(number, EACH_DAY)
    start = FIRST_DAY + timedelta(days=day) + cell * CELL
    kind, second = number % 3, None
    if kind == 0:
        agent = desk.single
    elif kind == 1:
        # Half of the desks want both workers at once, the others one of the two.
        agent, second = (desk.single, desk.other) if desk.number % 2 else (desk.other, None)
    else:
        agent = desk.group
    return Booking(
        desk.person_id, "entretien", agent, start, start + CELL, Venue.PHONE, second_agent_id=second
    )


def _book_all(desk: _Desk) -> tuple[list[int], int]:
    """Try every time once, in an order of this desk's own: (ids of what it got, how often it was refused)."""
    made = PostgresEngine(desk.where) if "://" in desk.where else SqlCipherEngine(Path(desk.where), KEY)
    here = Database.open(made)
    alice = here.call(agent.get, 1)
    kept: list[int] = []
    refused = 0
    for step in range(desk.tries):
        booking = _booking(desk, (step * 7 + desk.number * 19) % desk.tries)
        key = f"{desk.number}-{step}"
        try:
            kept.append(_patiently(here, alice, booking, key))
        except SlotTaken:
            refused += 1
        else:
            # Now and then the line was cut before the answer: the same form is sent again.
            if step % 10 == 0:
                assert _patiently(here, alice, booking, key) == kept[-1]
    here.close()
    return kept, refused


def _patiently(here: Database, alice: Agent, booking: Booking, key: str) -> int:
    while True:
        try:
            return here.call(agenda.book, alice, booking, key).id
        except SlotTaken:
            raise
        except ComptoirError as error:
            # Seven others write without a pause: what the desk then says is to press the key again.
            if error.title != "Base occupée":
                raise RuntimeError(str(error)) from None


def _race(
    db: Database, alice: Agent, where: str, in_processes: Callable[..., list[Any]], count: int, tries: int
) -> None:
    """Let ``count`` desks try the same ``tries`` times, then read everything back."""
    assert tries % 7 and tries % 3 == 0, "every desk must come by every time"
    workers = [
        db.call(agent.create, SYSTEM, f"w{number}", f"Worker {number}", Role.SOCIAL_WORKER, PASSWORD).id or 0
        for number in range(3)
    ]
    for number, worker_id in enumerate(workers):
        receives_always(db, worker_id, starts_on=date(2036, 1, 1), capacity=GROUP if number == 2 else 1)
    persons = [
        db.call(person.create, alice, PersonForm(family_name=f"P{number}"), "CH", f"p{number}").id
        for number in range(count)
    ]
    single, other, group = workers
    desks = [_Desk(where, number, persons[number], single, other, group, tries) for number in range(count)]
    began = stopwatch.perf_counter()
    done = in_processes(_book_all, desks)
    seconds = stopwatch.perf_counter() - began
    kept = sorted(number for ids, _ in done for number in ids)
    refused = sum(lost for _, lost in done)
    rows = db.call(lambda: list(AppointmentRow.select().order_by(AppointmentRow.id)))
    assert kept == [row.id for row in rows], "what a desk was told is not what is kept"
    assert len(kept) + refused == count * tries
    # Every time went to one desk and to one only, those of the group to as many as it takes.
    assert len(kept) == tries // 3 * (2 + min(GROUP, count))
    _nobody_twice(rows, group=workers[2])
    columns = (CellRow.agent_id, CellRow.cell, CellRow.appointment_id)
    taken = db.call(lambda: set(CellRow.select(*columns).tuples()))
    assert taken == {
        (host, cells(row.starts_at, row.ends_at)[0], row.id) for row in rows for host in _receivers(row)
    }
    said = f"{count} processes × {tries}: {len(kept)} kept, {refused} refused, 0 double, 0 lost, "
    print(f"\n{said}{count * tries / seconds:.0f} tries/s, {len(kept) / seconds:.0f} kept/s")  # noqa: T201


def _nobody_twice(rows: list[Any], group: int) -> None:
    """Read from the appointments themselves, not from the cells that are to protect them."""
    received = Counter((agent, row.starts_at) for row in rows for agent in _receivers(row))
    assert all(times <= (GROUP if agent == group else 1) for (agent, _), times in received.items())
    attends = Counter((row.person_id, row.starts_at) for row in rows)
    assert set(attends.values()) == {1}
    assert any(row.second_agent_id for row in rows), "no joint appointment won"


def _receivers(row: Any) -> list[int]:
    return [row.agent_id] if row.second_agent_id is None else [row.agent_id, row.second_agent_id]


@pytest.mark.parametrize("tries", [150, pytest.param(3000, marks=pytest.mark.soak)])
def test_eight_desks_never_book_the_same_time_nor_lose_one(
    file_db: Database, file_path: Path, in_processes: Callable[..., list[Any]], tries: int
) -> None:
    _race(file_db, file_db.call(agent.get, 1), str(file_path), in_processes, 8, tries)


@pytest.mark.postgres
@pytest.mark.parametrize("tries", [60, pytest.param(600, marks=pytest.mark.soak)])
def test_four_desks_of_a_server_never_book_the_same_time_nor_lose_one(
    server_url: str, in_processes: Callable[..., list[Any]], tries: int
) -> None:
    db = Database.open(PostgresEngine(server_url))
    try:
        _race(db, db.call(agent.get, 1), server_url, in_processes, 4, tries)
    finally:
        db.close()
