"""The driver in a real pseudo-terminal: what it sends, what it waits for, how it ends."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comptoir.terminal.capabilities import FAMILIES
from comptoir.terminal.encode import CLEAR
from tests.terminal.conftest import Open, Site
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty

SKETCH = (sys.executable, str(Path(__file__).with_name("driver_sketch.py")))


def sketch(open_terminal: Open, how: str = "", **env: str) -> Terminal:
    terminal: Terminal = open_terminal(how, command=SKETCH, env=env)
    terminal.wait_for("prêt")
    terminal.wait_quiet()
    return terminal


def answer(terminal: Terminal, column: int = 5) -> None:
    """Tell the program what a terminal that repeats characters (or, in column 2, does not) would."""
    terminal.type(f"\x1b[2;{column}R")
    terminal.wait_quiet()


UNKNOWN = re.compile(rb"\x1b\[[<>=]|\x1b\[\?(1000|1003|1004|1006|1015|1016|2026|2048)|\x1b\]|\$p")
COLOURED = re.compile(rb"\x1b\[[\d;]*\b([34][0-8]|9[0-7]|10[0-7])\b[\d;]*m")


@pytest.mark.parametrize("term", [*FAMILIES, "xterm-kitty", "unheard-of"])
def test_a_terminal_is_only_sent_what_it_knows(open_terminal: Open, term: str) -> None:
    terminal = sketch(open_terminal, TERM=term)
    terminal.type("Zoé")
    terminal.press("ctrl+n")
    terminal.wait_for("Zoé")
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0
    assert not UNKNOWN.search(terminal.raw)
    # A terminal that nobody has heard of is a new one: it may keep what has left its first screen.
    plain = term in ("linux", "vt220")
    assert (b"\x1b[?1049h" in terminal.raw) == (b"\x1b[?2004h" in terminal.raw) == (not plain)
    # A vt220 has neither; the others may.
    assert term != "vt220" or not re.search(rb"\x1b\[\d*[Gdb]", terminal.raw)


@pytest.mark.parametrize(("term", "env"), [("vt220", {}), ("xterm-256color", {"NO_COLOR": "1"})])
def test_a_monochrome_terminal_gets_no_colour(site: Site, term: str, env: dict[str, str]) -> None:
    terminal = site.desk(TERM=term, NO_COLOR=env.get("NO_COLOR", ""))
    terminal.press("f2")
    terminal.wait_for("Accueil")
    terminal.wait_quiet()
    assert not COLOURED.search(terminal.raw)


def test_what_was_on_the_screen_is_cleared_and_the_line_given_back(open_terminal: Open) -> None:
    terminal = sketch(open_terminal, TERM="linux")
    terminal.type("DUPONT")
    terminal.wait_for("DUPONT")
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0
    assert terminal.text.strip() == ""
    assert terminal.echoes
    assert terminal.raw.endswith(b"\x1b[?7h" + CLEAR.encode() + b"\x1b[?25h")


def test_bytes_that_are_no_utf8_are_left_out_and_said_once(open_terminal: Open) -> None:
    terminal = sketch(open_terminal)
    terminal.type("Zo\xe9tte".encode("latin-1"))
    terminal.wait_for("illisible 1")
    terminal.type(b"\xff\xfe et S\xf6ren.")
    terminal.wait_for("Zotte et Sren.")
    assert "illisible 1" in terminal.text


def test_repeating_is_believed_when_the_terminal_shows_it(open_terminal: Open) -> None:
    for column, repeats in ((5, True), (2, False)):
        terminal = sketch(open_terminal)
        assert b"\x1b[2H \x1b[3b\x1b[6n" in terminal.raw
        answer(terminal, column)
        mark = terminal.received
        terminal.press("ctrl+r")
        terminal.wait_for("réglé")
        assert (b"-\x1b[39b" in terminal.raw[mark:]) == repeats


def test_the_screen_is_painted_anew_on_demand_and_for_another_size(open_terminal: Open) -> None:
    terminal = sketch(open_terminal)
    terminal.type("Zoé")
    terminal.press("ctrl+n")
    terminal.wait_for("ligne 1")
    terminal.wait_quiet()
    shown = terminal.text
    mark = terminal.received
    terminal.press("ctrl+l")
    terminal.wait_quiet()
    assert b"\x1b[?7l\x1b[?25l" + CLEAR.encode() in terminal.raw[mark:]
    assert terminal.text == shown
    mark = terminal.received
    terminal.resize(100, 12)
    terminal.wait_quiet(0.4)
    assert terminal.raw[mark:].count(b"\x1b[J") == 1
    assert [line[:80].rstrip() for line in terminal.lines] == shown.split("\n")[:12]


def test_a_line_that_stands_still_never_stops_the_program_and_gets_no_old_screens(
    open_terminal: Open,
) -> None:
    terminal = sketch(open_terminal, "busy")
    mark = terminal.received
    Stopwatch(terminal.process.pid).sleep_until(2)  # nobody reads
    terminal.press("ctrl+s")
    count = int(terminal.wait_for("fini").split()[1])
    terminal.wait_for(f"ligne {count} ")
    assert count > 50
    # Every screen would have been more than a kilobyte.
    assert terminal.bytes_since(mark) < 30_000


def test_leaving_does_not_wait_for_a_line_that_stands_still(open_terminal: Open) -> None:
    terminal = open_terminal("leave", command=SKETCH)
    terminal.wait_for("ligne")
    assert terminal.wait_end() < 3.5  # nobody reads


def test_big_screens_wait_for_a_terminal_that_is_behind(open_terminal: Open) -> None:
    terminal = sketch(open_terminal)
    answer(terminal)
    mark = terminal.received
    for _ in range(12):
        terminal.press("ctrl+n")
        terminal.wait_quiet(0.1)
    behind = terminal.bytes_since(mark)
    assert behind < 5_000
    terminal.type("Zoé")  # what is typed comes with what waits
    for _ in range(8):
        terminal.type("\x1b[0n")
        terminal.wait_quiet(0.1)
    terminal.wait_for("ligne 12 ")
    terminal.wait_for("Zoé")


def ignoring_hang_ups(open_terminal: Open, how: str) -> Terminal:
    command = ("/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh", *SKETCH)
    terminal: Terminal = open_terminal(how, command=command)
    terminal.wait_for("prêt")
    return terminal


def test_a_closed_window_is_noticed_though_hang_ups_were_ignored(open_terminal: Open) -> None:
    terminal = ignoring_hang_ups(open_terminal, "")
    terminal.hang_up()
    assert terminal.wait_end() < 2


def test_an_orphan_that_hears_nothing_uses_no_processor(open_terminal: Open) -> None:
    terminal = ignoring_hang_ups(open_terminal, "deaf")
    terminal.hang_up()
    Stopwatch(terminal.process.pid).sleep_until(0.5)
    before = processor(terminal.process.pid)
    time.sleep(1.5)
    assert processor(terminal.process.pid) - before < 0.1


def status(process: int) -> list[str]:
    """What the system says of a process, from its state on."""
    return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()


def processor(process: int) -> float:
    """Seconds of processor time a process has used."""
    fields = status(process)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_job_control_gives_the_terminal_back_and_takes_it_again(open_terminal: Open) -> None:
    terminal = sketch(open_terminal)
    terminal.type("Zoé")
    terminal.wait_for("Zoé")
    terminal.signal(signal.SIGTSTP)
    terminal.wait_gone("Zoé")
    watch = Stopwatch(terminal.process.pid)
    while status(terminal.process.pid)[0] != "T" and watch.seconds < 5:
        time.sleep(0.02)
    assert terminal.echoes
    terminal.signal(signal.SIGCONT)
    terminal.wait_for("Zoé")
    assert not terminal.echoes
    terminal.type("tte")
    terminal.wait_for("Zoétte")


@pytest.mark.parametrize("term", FAMILIES)
def test_the_built_in_table_says_what_terminfo_says(term: str) -> None:
    script = (
        "import sys; from comptoir.terminal import capabilities as known\n"
        "print(known._from_terminfo(sys.argv[1]) or known.family(sys.argv[1]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, term], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == str(FAMILIES[term])
