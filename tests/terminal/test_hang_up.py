"""A line that drops, a window that closes, a machine that stops: what was typed is there afterwards."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.service import agent
from models.service.permission import Role
from models.store import draft
from models.store.draft import Draft
from tests.terminal.conftest import Open, Site, sign_in
from tests.terminal.stopwatch import Stopwatch, state
from tests.terminal.terminal import COMPTOIR, Terminal

pytestmark = pytest.mark.pty

# How long the program may take to keep what is typed and go.
GONE_WITHIN = 2.0


def begin_a_form(terminal: Terminal) -> None:
    """Half an intake of somebody new, seen on the screen."""
    terminal.press("f2")
    terminal.type("zbinden+\r")
    terminal.wait_for("Prénom")
    terminal.type("Ursula")
    terminal.wait_for("Ursula")


def wait_echo(terminal: Terminal, wanted: bool) -> None:
    """Wait until the terminal is a shell's (``True``) or the program's; 5 s at most."""
    watch = Stopwatch(terminal.process.pid)
    while terminal.echoes is not wanted:
        assert watch.seconds < 5
        terminal.wait_quiet(0.02)


def parked(site: Site) -> list[Draft]:
    """What waits for the receptionist to come back."""
    with site.database() as database:
        return database.call(lambda: draft.parked(agent.everyone(Role.RECEPTION)[0]))


@pytest.mark.parametrize("how", ["SIGHUP", "SIGTERM", "the window closes"])
def test_a_hang_up_keeps_the_half_filled_form(site: Site, how: str) -> None:
    terminal = site.open_desk()
    begin_a_form(terminal)
    # At once: nothing had the time to be kept by itself.
    terminal.type("-Anna")
    terminal.wait_for("Ursula-Anna")
    if how == "the window closes":
        terminal.hang_up()
    else:
        terminal.signal(getattr(signal, how))
    assert terminal.wait_end() < GONE_WITHIN
    # By itself, not by the signal; 120 is Python without a terminal to say goodbye to.
    assert terminal.process.returncode in (0, 120)
    again = site.open()
    sign_in(again, "accueil")
    again.wait_for("En attente de reprise : 1")
    again.press("f12")
    again.wait_for("Ursula-Anna")
    again.type("X")
    again.wait_for("Ursula-AnnaX")


def test_a_window_closed_on_the_desk_ends_the_program(site: Site) -> None:
    terminal = site.open_desk()
    terminal.wait_quiet()
    terminal.hang_up()
    assert terminal.wait_end() < GONE_WITHIN


def test_a_window_closed_without_any_signal_ends_the_program(
    site: Site, open_terminal: Open, needs: Callable[[str], str]
) -> None:
    # In a session of its own, as under some wrappers: the system tells the program nothing.
    terminal = open_terminal(command=(needs("setsid"), "--fork", "--wait", *COMPTOIR), env=site.env)
    sign_in(terminal, "accueil")
    terminal.wait_for("Salle d’attente")
    begin_a_form(terminal)
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
    (child,) = map(int, children.read_text("ascii").split())
    terminal.hang_up()
    watch = Stopwatch(child)
    # Whoever it was left to may take its time to bury it.
    while state(Path(f"/proc/{child}")) not in ("", "Z"):
        assert watch.seconds < GONE_WITHIN
        time.sleep(0.02)
    (kept,) = parked(site)
    assert kept.state["form"]["values"]["given_name"] == "Ursula"


def test_a_window_closed_on_the_sign_in_screen_ends_the_program(site: Site) -> None:
    terminal = site.open()
    terminal.wait_for("Identifiant")
    terminal.hang_up()
    assert terminal.wait_end() < GONE_WITHIN


def test_a_hang_up_under_the_lock_keeps_the_form_too(site: Site) -> None:
    terminal = site.open_desk()
    begin_a_form(terminal)
    terminal.press("ctrl+q")
    terminal.wait_for("verrouillé")
    terminal.signal(signal.SIGHUP)
    assert terminal.wait_end() < GONE_WITHIN
    (kept,) = parked(site)
    assert kept.state["form"]["values"]["given_name"] == "Ursula"


def test_kill_loses_less_than_a_second_of_typing(site: Site) -> None:
    terminal = site.open_desk()
    begin_a_form(terminal)
    typed_at: list[float] = []
    watch = Stopwatch(terminal.process.pid)
    for letter in "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz":
        terminal.type(letter)
        typed_at.append(watch.seconds)
        terminal.wait_quiet(0.03)
    killed_at = watch.seconds
    terminal.kill()
    (kept,) = parked(site)
    letters = len(kept.state["form"]["values"]["given_name"]) - len("Ursula")
    assert letters > 0
    first_lost = typed_at[letters] if letters < len(typed_at) else killed_at
    assert killed_at - first_lost <= 1.0


def test_after_a_kill_the_next_start_brings_the_form_back(site: Site) -> None:
    terminal = site.open_desk()
    begin_a_form(terminal)
    Stopwatch(terminal.process.pid).sleep_until(1)
    terminal.kill()
    again = site.open_desk()
    again.wait_for("En attente de reprise : 1")
    again.press("f12")
    again.wait_for("Ursula")


def test_a_program_put_to_sleep_gives_the_terminal_back_and_wakes_as_it_was(site: Site) -> None:
    terminal = site.open_desk()
    begin_a_form(terminal)
    terminal.signal(signal.SIGTSTP)
    wait_echo(terminal, True)
    # It gives the terminal back before it stops; what would wake it in between is lost.
    watch = Stopwatch(terminal.process.pid)
    while state(Path(f"/proc/{terminal.process.pid}")) != "T":
        assert watch.seconds < 5
    terminal.signal(signal.SIGCONT)
    wait_echo(terminal, False)
    terminal.wait_for("Ursula")
    terminal.type("-Anna")
    terminal.wait_for("Ursula-Anna")
    terminal.hang_up()
    assert terminal.wait_end() < GONE_WITHIN


def test_the_signal_to_go_on_wakes_nothing_that_does_not_sleep(site: Site) -> None:
    terminal = site.open_desk()
    # The system sends it with every hang-up; each time, one more reader of keys would be left behind.
    for _ in range(100):
        terminal.signal(signal.SIGCONT)
        terminal.wait_quiet(0.005)
    begin_a_form(terminal)
    terminal.hang_up()
    assert terminal.wait_end() < GONE_WITHIN
    assert len(parked(site)) == 1
