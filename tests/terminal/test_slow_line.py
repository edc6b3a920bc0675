"""The desk over bad lines: far away, at 9,600 baud, and standing still."""

import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pytest

from comptoir.setup.settings import in_directory
from tests.bench.desk import __file__ as desk_program
from tests.scenarios.script import GENEVA_PHONE, GENEVA_WALK_IN_BEGUN, GENEVA_WALK_IN_ENDED, Step, Type
from tests.scenarios.test_days import check_geneva_phone, check_geneva_walk_in, in_terminal
from tests.terminal.conftest import Open, Site, copy_site
from tests.terminal.slow_line import BAUD_9600, FAR, Delay, SlowTerminal, hold, type_and_watch
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty

SCENARIO = (*GENEVA_WALK_IN_BEGUN, *GENEVA_PHONE, *GENEVA_WALK_IN_ENDED)
ROUND_TRIP = 2 * FAR


@pytest.fixture
def new_site(_furnished: Path, tmp_path: Path, open_terminal: Open) -> Callable[[str], Site]:
    """A furnished site under a name of its own."""

    def make(name: str) -> Site:
        return copy_site(_furnished, tmp_path / name / "site", open_terminal)

    return make


def desk(site: Site) -> Sequence[str]:
    """The command that opens the desk of a site, its receptionist signed in."""
    return [sys.executable, str(desk_program), str(site.folder)]


def check_the_scenario(site: Site) -> None:
    """What the walk-in and the call must have left in the database and on paper."""
    letters = in_directory(site.folder).letters
    with site.database() as database:
        check_geneva_walk_in(database, letters)
        check_geneva_phone(database, letters)


# --- far away


def play_and_watch(terminal: Terminal, steps: Sequence[Step]) -> list[Delay]:
    """Play a script; the delay of every letter typed."""
    delays = []
    for step in steps:
        if isinstance(step, Type):
            terminal.wait_quiet(ROUND_TRIP + 0.15)
            delays += type_and_watch(terminal, step.words)
        else:
            in_terminal(terminal, [step])
    return delays


def test_far_away_every_letter_is_visible_after_one_round_trip(site: Site) -> None:
    with SlowTerminal(desk(site), site.folder, delay=FAR) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        delays = play_and_watch(terminal, SCENARIO)
    assert len(delays) > 120
    assert min(one.whole for one in delays) >= ROUND_TRIP, "the line is not as long as it should be"
    own = sorted(one.own for one in delays)
    assert median(own) <= ROUND_TRIP + 0.05
    assert own[int(0.95 * len(own))] <= ROUND_TRIP + 0.15
    check_the_scenario(site)


# --- at 9,600 baud


def without_numbers(terminal: Terminal) -> list[str]:
    """The screen without what differs from one minute, or one site, to the next."""
    terminal.wait_quiet(1)
    return [re.sub(r" +", " ", re.sub(r"\d+|here|away", "0", line)) for line in terminal.lines]


def painted_anew(terminal: Terminal) -> str:
    """The screen after everything was sent again."""
    mark = terminal.received
    terminal.press("ctrl+l")
    terminal.wait_quiet(1)
    assert terminal.bytes_since(mark) > 300
    return terminal.text


def test_at_9600_baud_a_place_is_there_within_three_seconds(site: Site) -> None:
    with SlowTerminal(desk(site), site.folder, rate=BAUD_9600) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        terminal.wait_quiet(1)
        for key in ("f2", "f3", "f4", "f5", "f6", "escape", "f10", "escape", "f1"):
            watch, pressed = Stopwatch(terminal.process.pid), time.monotonic()
            terminal.press(key)
            terminal.wait_quiet(0.4)
            assert 0 < terminal.last_byte_at - pressed <= 3 + watch.waited, key


def test_at_9600_baud_the_whole_scenario_plays_and_nothing_is_lost(new_site: Callable[[str], Site]) -> None:
    fast, slow = new_site("here"), new_site("away")
    with Terminal(desk(fast), fast.folder) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        in_terminal(terminal, SCENARIO)
        expected = without_numbers(terminal)
    with SlowTerminal(desk(slow), slow.folder, rate=BAUD_9600) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        in_terminal(terminal, SCENARIO)
        assert without_numbers(terminal) == expected
        shown = terminal.text
        assert painted_anew(terminal) == shown
    check_the_scenario(slow)


def test_at_9600_baud_a_burst_of_letters_ends_in_the_newest_text(site: Site) -> None:
    words = "".join(chr(ord("a") + number % 26) for number in range(200))
    with SlowTerminal(desk(site), site.folder, rate=BAUD_9600) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        terminal.press("f2")
        terminal.type("essai+\r")
        terminal.wait_for("> Prénom")
        terminal.wait_quiet(0.5)
        watch, typed = Stopwatch(terminal.process.pid), time.monotonic() + len(words) / BAUD_9600
        terminal.type(words)
        terminal.wait_for(words[-25:])
        terminal.wait_quiet(1)
        assert terminal.last_byte_at - typed <= 1.5 + watch.waited
        shown = terminal.text
        assert painted_anew(terminal) == shown


def test_at_9600_baud_the_list_stops_soon_after_a_held_arrow_is_let_go(site: Site) -> None:
    with SlowTerminal(desk(site), site.folder, rate=BAUD_9600) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        terminal.press("f4", "tab", "tab", "tab")
        terminal.wait_quiet(1)
        mark = terminal.received
        hold(terminal, "down", 60)
        watch, let_go = Stopwatch(terminal.process.pid), time.monotonic()
        # While the key is held the line has enough to do, or this would prove nothing.
        assert terminal.bytes_since(mark) > BAUD_9600
        terminal.wait_quiet(1)
        assert terminal.last_byte_at - let_go <= 1.5 + watch.waited
        shown = terminal.text
        assert painted_anew(terminal) == shown


# --- standing still


@pytest.mark.parametrize("answers", [True, False], ids=["answering", "mute"])
def test_a_line_that_stands_still_does_not_hold_the_program(site: Site, answers: bool) -> None:
    with SlowTerminal(desk(site), site.folder, answers=answers) as terminal:
        terminal.wait_for("Salle d’attente", 20)
        terminal.wait_quiet(0.5)
        terminal.down.flows.clear()
        # More than the system keeps for a terminal that does not read.
        for key in ("f4", "f5", "f6", "f3", "f2") * 8:
            terminal.press(key)
        terminal.wait_quiet(0.5)  # the keys have come, and nothing more can be written
        terminal.up.flows.clear()
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_end() <= 2
        assert terminal.process.returncode == 0
