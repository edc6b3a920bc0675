"""Several desks that call at the same instant, and how each learns what the others did."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from models.errors import ComptoirError
from models.person import person
from models.person.person import PersonForm
from models.room import queue, visit
from models.room.visit import VisitStatus
from models.service import agent, site
from models.service.agent import SYSTEM, Agent
from models.service.waiting_room import Room
from models.store import draft
from models.store.database import Database, engine
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY
from tests.models.room.line import comes


def test_a_session_learns_that_another_one_wrote(
    db: Database, alice: Agent, reopen: Callable[[], Database], monday: datetime
) -> None:
    db.call(db.engine.changed)
    assert not db.call(db.engine.changed)
    # The verbs of this process go to the session opened last.
    other = reopen()
    try:
        comes(other, alice, "A")
        assert db.call(db.engine.changed)
        assert not db.call(db.engine.changed)
    finally:
        other.close()


def test_what_a_colleague_is_typing_is_no_news(
    db: Database, alice: Agent, reopen: Callable[[], Database]
) -> None:
    db.call(db.engine.changed)
    other = reopen()
    try:
        other.call(draft.save, alice, "key", "intake", "accueil", {"values": {"family_name": "Dup"}})
        assert not db.call(db.engine.changed)
    finally:
        other.close()


# Two desks at the same instant


@pytest.fixture(autouse=True)
def stand_up() -> Iterator[None]:
    yield
    site.use(None)


def _fill(db: Database, people: int, rooms: Sequence[int | None] = (None,)) -> None:
    def enter() -> None:
        with engine().database.atomic():
            for number in range(people):
                site.use(rooms[number % len(rooms)])
                who = person.create(SYSTEM, PersonForm(family_name=f"N{number}"), "CH", f"n{number}")
                visit.arrive(SYSTEM, who.id)

    db.call(enter)


def _call_often(open_engine: Callable[[], Any], calls: int, where: int | None) -> list[tuple[Any, int]]:
    """Everybody whom a desk of the site ``where`` called: of which site, with which number."""
    site.use(where)
    desk = Database.open(open_engine())
    alice = desk.call(agent.get, 1)
    called: list[tuple[Any, int]] = []
    while len(called) < calls:
        try:
            one = desk.call(queue.call_next, alice)
            called.append((one.site_id, one.number))
        except ComptoirError as error:
            # Seven others write without a pause: what the desk then says is to press the key again.
            if error.title != "Base occupée":
                raise RuntimeError(error.title) from None
    desk.close()
    return called


def _race(in_processes: Callable[..., list[Any]], task: Any, rooms: list[int | None], calls: int) -> None:
    """A desk for each of ``rooms``, all calling at once until everybody was called."""
    given = in_processes(partial(_call_often, task, calls), rooms)
    for room, called in zip(rooms, given, strict=True):
        assert {at for at, _number in called} == {room}, "somebody of another room was called"
    everybody = [one for called in given for one in called]
    assert len(everybody) == len(set(everybody)), "somebody was called twice"
    for room in set(rooms):
        numbers = sorted(number for at, number in everybody if at == room)
        assert numbers == list(range(1, rooms.count(room) * calls + 1)), "somebody was lost"


@pytest.mark.parametrize("calls", [60, pytest.param(500, marks=pytest.mark.soak)])
def test_eight_desks_that_call_at_once_never_call_the_same_person(
    file_db: Database, file_path: Any, in_processes: Callable[..., list[Any]], calls: int
) -> None:
    _fill(file_db, 8 * calls)
    _race(in_processes, partial(SqlCipherEngine, file_path, KEY), [None] * 8, calls)
    assert file_db.call(visit.present)[0].status is VisitStatus.CALLED
    assert file_db.call(queue._waiting_for(SYSTEM, Room()).count) == 0


@pytest.mark.postgres
def test_four_desks_of_a_server_never_call_the_same_person(
    server_url: str, in_processes: Callable[..., list[Any]]
) -> None:
    desk = Database.open(PostgresEngine(server_url))
    try:
        _fill(desk, 4 * 25)
        _race(in_processes, partial(PostgresEngine, server_url), [None] * 4, 25)
    finally:
        desk.close()


def _two_sites(db: Database) -> list[int | None]:
    return [db.call(site.add, SYSTEM, name).id for name in ("Jonction", "Meyrin")]


def test_desks_of_two_sites_that_call_at_once_empty_each_its_own_room(
    file_db: Database, file_path: Any, in_processes: Callable[..., list[Any]]
) -> None:
    rooms = _two_sites(file_db)
    _fill(file_db, 8 * 20, rooms)
    _race(in_processes, partial(SqlCipherEngine, file_path, KEY), rooms * 4, 20)


@pytest.mark.postgres
def test_desks_of_two_sites_of_a_server_empty_each_its_own_room(
    server_url: str, in_processes: Callable[..., list[Any]]
) -> None:
    desk = Database.open(PostgresEngine(server_url))
    try:
        rooms = _two_sites(desk)
        _fill(desk, 4 * 12, rooms)
        _race(in_processes, partial(PostgresEngine, server_url), rooms * 2, 12)
    finally:
        desk.close()
