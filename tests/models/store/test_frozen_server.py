"""A server that falls silent without hanging up: told within two seconds, given up, found again by itself."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import Unreachable
from models.service import agent
from models.store import live
from models.store.database import Database
from models.store.engines.postgres import PostgresEngine
from models.store.live import Watch
from tests.models.conftest import prepare_server
from tests.server import Server, started

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server(server_programs: Path) -> Iterator[Server]:
    """A server of this file alone: it is put to sleep."""
    with started(server_programs) as server:
        prepare_server(server)
        yield server


@pytest.fixture
def told() -> list[bool]:
    return []


@pytest.fixture
def read_again() -> threading.Semaphore:
    return threading.Semaphore(0)


@pytest.fixture
def desk(
    server_url: str, told: list[bool], read_again: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    monkeypatch.setattr(live, "GIVE_UP", 2.0)
    opened = Database.open(PostgresEngine(server_url))
    watch = Watch(opened, read_again.release, told.append)
    watch.start()
    yield opened
    watch.stop()
    opened.close()


def wait_until(told: list[bool], wanted: list[bool]) -> None:
    limit = time.monotonic() + 30
    while told != wanted:
        assert time.monotonic() < limit, told
        time.sleep(0.02)


def test_an_idle_desk_is_told_that_the_server_fell_silent_and_that_it_answers_again(
    server: Server, desk: Database, told: list[bool], read_again: threading.Semaphore
) -> None:
    assert not read_again.acquire(blocking=False)
    with server.frozen():
        wait_until(told, [True])
    wait_until(told, [True, False])
    assert read_again.acquire(timeout=5), "what was missed meanwhile is not read"
    assert desk.call(agent.get, 1).login == "alice"


def test_what_waits_for_a_silent_server_is_given_up_and_what_comes_after_is_refused_at_once(
    server: Server, desk: Database, told: list[bool]
) -> None:
    with server.frozen():
        with pytest.raises(Unreachable, match="ne répond plus"):
            desk.call(agent.get, 1)
        wait_until(told, [True])
        with pytest.raises(Unreachable, match="ne répond pas"):
            desk.ask(agent.get, 1).result(1)
    wait_until(told, [True, False])
    assert desk.call(agent.get, 1).login == "alice"


def test_a_program_that_ends_does_not_wait_for_a_silent_server(
    server: Server, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.store.database.PATIENCE", 0.5)
    desk = Database.open(PostgresEngine(server_url))
    with server.frozen():
        waiting = desk.ask(agent.get, 1)
        while desk.engine.silence() <= 0.5:
            time.sleep(0.02)
        desk.close()
        with pytest.raises(Unreachable):
            waiting.result(1)
