"""kill -9 at any moment of a working day: what was acknowledged is there, and hardly a letter is lost."""

import random
import time

import pytest

from models.room.visit import VisitRow
from models.service import agent
from models.service.permission import Role
from models.store import draft
from models.store.draft import Draft
from tests.terminal.conftest import Site
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty


@pytest.mark.parametrize("times", [4, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])])
def test_killed_at_any_moment_nothing_acknowledged_is_lost(site: Site, times: int) -> None:
    chance = random.Random(20261122)
    acknowledged = unacknowledged = 0
    furnished = visits(site)
    for number in range(times):
        terminal = site.open_desk()
        if number:
            terminal.wait_for("En attente de reprise")
        for _ in range(chance.randint(0, 2)):
            receive_somebody(terminal)
            acknowledged += 1
        if chance.random() < 0.3:
            submit_and_kill(site, terminal, chance.uniform(0, 0.15))
            unacknowledged += 1
        else:
            type_and_kill(site, terminal, f"Kill{letters(number)}", chance.uniform(0.7, 1.5))
        with site.database() as database:
            assert database.call(database.engine.problems) == []
        assert acknowledged <= visits(site) - furnished <= acknowledged + unacknowledged


def visits(site: Site) -> int:
    """How many visits are kept."""
    with site.database() as database:
        return database.call(VisitRow.select().count)


def letters(number: int) -> str:
    """A name of its own for each number: digits would be read as a telephone number."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def parked(site: Site) -> list[Draft]:
    """What waits for the receptionist to come back."""
    with site.database() as database:
        (who,) = database.call(agent.everyone, Role.RECEPTION)
        return database.call(draft.parked, who)


def receive_somebody(terminal: Terminal) -> None:
    """Somebody anonymous, until the counter says that they wait."""
    terminal.press("f2")
    terminal.wait_for("Demande")
    terminal.type("*\r")
    terminal.press("pagedown")
    terminal.type("dett\r")
    terminal.wait_for("En ses mots")
    terminal.press("ctrl+s")
    terminal.wait_for("anonyme attend.")
    terminal.press("down", "escape")
    terminal.wait_gone("anonyme attend.")


def submit_and_kill(site: Site, terminal: Terminal, after: float) -> None:
    """The line breaks while a form is being kept: it may or may not have been."""
    before = len(parked(site))
    terminal.press("f2")
    terminal.type("*\r")
    terminal.press("pagedown")
    terminal.type("dett\r")
    terminal.wait_for("En ses mots")
    watch = Stopwatch(terminal.process.pid)
    while len(parked(site)) == before:
        assert watch.seconds < 5, "what is typed is never kept"
    terminal.press("ctrl+s")
    time.sleep(after)
    terminal.kill()


def type_and_kill(site: Site, terminal: Terminal, name: str, seconds: float) -> None:
    """Letters one by one until the line breaks; what was typed a second before must be in the draft."""
    terminal.press("f2")
    terminal.type(f"{name}+\r")
    terminal.wait_for("Prénom")
    typed_at: list[float] = []
    watch = Stopwatch(terminal.process.pid)
    while watch.seconds < seconds:
        terminal.type("a")
        typed_at.append(watch.seconds)
        terminal.wait_quiet(0.02)
    killed_at = watch.seconds
    terminal.kill()
    due = sum(one < killed_at - 1.0 for one in typed_at)
    if due:
        (latest, *_others) = [one for one in parked(site) if name.lower() in one.title.lower()]
        assert len(latest.state["form"]["values"]["given_name"]) >= due
