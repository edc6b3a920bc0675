"""Several desks at the same instant: a freed slot goes to one person, the others still wait."""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from models import clock
from models.agenda import agenda, proposal, standby
from models.errors import ComptoirError, SlotTaken
from models.hours import opening
from models.service import agent, holiday
from models.service.agent import Agent, AgentRow
from models.service.permission import Role
from models.service.profile import Profile
from models.slots.slot import Slot
from models.store.database import Database
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY
from tests.models.agenda.test_standby import book, somebody, wants

pytestmark = pytest.mark.usefixtures("monday")


def _accept(open_engine: Callable[[], Any], slot: Slot, standby_id: int) -> str:
    desk = Database.open(open_engine())
    clock.use_zone("Europe/Zurich")
    holiday.use("CH", "GE")
    alice = desk.call(agent.get, 1)
    try:
        while True:
            try:
                desk.call(proposal.accept, alice, standby_id, slot, f"desk {standby_id}")
            except SlotTaken:
                return "taken"
            except ComptoirError as error:
                # Seven others write without a pause: what the desk then says is to press the key again.
                if error.title != "Base occupée":
                    return error.title
            else:
                return "accepted"
    finally:
        desk.close()


def _race(
    db: Database,
    alice: Agent,
    worker: Agent,
    rules: Profile,
    in_processes: Callable[..., list[Any]],
    open_engine: Callable[[], Any],
) -> None:
    """Four persons accept one slot at four desks: one has it, the three others still wait as before."""
    people = [somebody(db, alice, f"R{number}") for number in range(4)]
    days = [date(2026, 12, 7) + timedelta(days=number) for number in range(4)]
    kept = [
        book(db, alice, worker, who, clock.at(day, time(9))) for who, day in zip(people, days, strict=True)
    ]
    waits = [wants(db, alice, one) for one in kept]
    slot = db.call(proposal.find, rules)[0].slot
    ends = in_processes(partial(_accept, open_engine, slot), [one.id for one in waits])
    assert sorted(ends) == ["accepted", "taken", "taken", "taken"]
    moved = [db.call(agenda.get, one.id).moved for one in kept]
    assert sorted(moved) == [0, 0, 0, 1]
    assert len(db.call(standby.waiting)) == 3


def test_four_desks_give_a_slot_to_one_person_in_a_file(
    file_path: Path, in_processes: Callable[..., list[Any]], rules: Profile
) -> None:
    _at_desks(partial(SqlCipherEngine, file_path, KEY), in_processes, rules)


@pytest.mark.postgres
def test_four_desks_give_a_slot_to_one_person_on_a_server(
    server_url: str, in_processes: Callable[..., list[Any]], rules: Profile
) -> None:
    _at_desks(partial(PostgresEngine, server_url), in_processes, rules)


def _at_desks(
    open_engine: Callable[[], Any],
    in_processes: Callable[..., list[Any]],
    rules: Profile,
) -> None:
    db = Database.open(open_engine())
    try:
        alice = db.call(agent.get, 1)
        made = db.call(AgentRow.create, login="bruno", name="Bruno", role=Role.SOCIAL_WORKER, password="")
        worker = db.call(agent.get, made.id)
        rule, start = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 1, 5)
        db.call(opening.open_range, alice, made.id, rule, time(9), time(12), starts_on=start)
        _race(db, alice, worker, rules, in_processes, open_engine)
    finally:
        db.close()
