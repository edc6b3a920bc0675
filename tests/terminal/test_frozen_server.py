"""At a desk whose server falls silent: the keyboard lives, the screen says so, and it recovers by itself."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench.desk import __file__ as desk_program
from tests.models.conftest import prepare_server
from tests.server import Server, programs, started
from tests.terminal.conftest import Site
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.postgres]
# A look every second, 0.9 s of silence, and the picture.
SAID_WITHIN = 2.5


@pytest.fixture(scope="module")
def database_server(needs: Callable[[str], str]) -> Iterator[Server]:
    """A server of this file alone: it is put to sleep."""
    with started(programs() or Path(needs("initdb")).resolve().parent) as server:
        prepare_server(server)
        yield server


@pytest.fixture
def desk(site: Site, database_server: Server) -> Iterator[Terminal]:
    database_server.execute("CREATE DATABASE desk TEMPLATE prepared STRATEGY FILE_COPY")
    command = (sys.executable, desk_program, str(site.folder), database_server.url("desk"))
    terminal: Terminal = site.open_terminal(command=command, env=site.env)
    terminal.wait_for("Salle d’attente", 20)
    yield terminal
    database_server.execute("DROP DATABASE desk WITH (FORCE)")


def test_a_server_that_falls_silent_is_said_and_what_is_typed_stays_until_it_answers(
    desk: Terminal, database_server: Server
) -> None:
    desk.press("f2")
    desk.type("zbinden+\r")
    desk.wait_for("Prénom")
    with database_server.frozen():
        watch = Stopwatch(desk.process.pid)
        desk.wait_for("ne répond pas", 10)
        assert watch.seconds < SAID_WITHIN
        desk.type("Ursula")
        desk.wait_for("Ursula", 2)
    desk.wait_for("répond de nouveau", 15)
    desk.type("-Anna")
    desk.wait_for("Ursula-Anna")


def test_a_silent_server_traps_nobody_in_a_form_and_the_base_takes_it_back_when_it_answers(
    desk: Terminal, database_server: Server
) -> None:
    desk.press("f2")
    desk.type("zbinden+\r")
    desk.wait_for("Prénom")
    with database_server.frozen():
        desk.type("Ursula")
        desk.press("escape")
        desk.wait_for("gardé à part", 5)
        desk.wait_for("Salle d’attente", 1)
    desk.wait_for("répond de nouveau", 15)
    desk.press("f12")
    desk.wait_for("Ursula")
