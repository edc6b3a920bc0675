"""The public screen in a real terminal, beside a desk: numbers within two seconds, and nothing else."""

import signal

import pytest

from models.person import person
from models.person.person import PersonForm
from models.room import queue, visit
from models.service import agent
from models.service.permission import Role
from models.service.waiting_room import Room
from tests.terminal.conftest import Site
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty

WITHIN = 2.0


@pytest.fixture
def wall(site: Site) -> Terminal:
    """``comptoir affichage``: nobody signs in."""
    terminal: Terminal = site.open_terminal("affichage", env=site.env)
    terminal.wait_for("Numéros appelés")
    terminal.wait_quiet(0.4)
    return terminal


def call_somebody(site: Site, name: str = "Zbinden") -> int:
    """A desk calls somebody who has just come."""
    with site.database() as database:
        alice = database.call(agent.everyone, Role.RECEPTION)[0]
        who = database.call(person.create, alice, PersonForm(family_name=name), "CH", name)
        came = database.call(visit.arrive, alice, who.id)
        return database.call(
            queue.call, alice, came.id, Room(counters={"accueil": "salle 3 bis au fond"})
        ).number


def test_a_called_number_is_on_the_wall_within_two_seconds_and_no_name_with_it(
    site: Site, wall: Terminal
) -> None:
    call_somebody(site)
    wall.wait_for("S A L L E   3   B I S", WITHIN)
    assert "####" in wall.text
    for secret in (b"ZBINDEN", b"Zbinden", b"DUPONT", b"Rey", b"Favre", b"Alice"):
        assert secret not in wall.raw


def test_the_wall_sends_nothing_while_nobody_is_called(site: Site, wall: Terminal) -> None:
    call_somebody(site)
    wall.wait_for("S A L L E", WITHIN)
    wall.wait_quiet(0.4)
    mark = wall.received
    with site.database() as database:  # somebody comes: nothing to show
        alice = database.call(agent.everyone, Role.RECEPTION)[0]
        who = database.call(person.create, alice, PersonForm(family_name="Autre"), "CH", "autre")
        database.call(visit.arrive, alice, who.id)
    wall.wait_quiet(2.5)
    assert wall.bytes_since(mark) == 0


def test_the_wall_takes_no_key_but_the_one_that_leaves(wall: Terminal) -> None:
    mark = wall.received
    for key in (
        "n",
        "f1",
        "f2",
        "f10",
        "ctrl+f",
        "ctrl+g",
        "ctrl+p",
        "ctrl+c",
        "ctrl+z",
        "escape",
        "enter",
        "tab",
    ):
        wall.press(key)
    wall.wait_quiet(0.6)
    assert wall.process.poll() is None
    assert wall.bytes_since(mark) == 0
    wall.press("ctrl+q")
    assert wall.exit_code == 0


def test_the_wall_fills_a_larger_window(site: Site, wall: Terminal) -> None:
    call_somebody(site)
    wall.wait_for("S A L L E", WITHIN)
    wall.resize(132, 43)
    wall.wait_quiet(0.6)
    assert "S A L L E" in wall.text


def test_the_wall_ends_when_its_window_does(wall: Terminal) -> None:
    wall.signal(signal.SIGHUP)
    assert wall.wait_end() < WITHIN


def test_a_base_that_is_not_there_is_said(site: Site) -> None:
    site.path.unlink()
    terminal = site.open_terminal("affichage", env=site.env)
    terminal.wait_for("comptoir init")
    assert terminal.exit_code == 1
