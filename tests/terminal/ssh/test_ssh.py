"""The counter over SSH, as docs/deploiement.md sets it up: a day through it, and the line that is cut."""

import configparser
import os
import re
import shlex
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenarios.script import GENEVA_WALK_IN_BEGUN, GENEVA_WALK_IN_ENDED
from tests.scenarios.test_days import check_geneva_walk_in, in_terminal
from tests.terminal.conftest import Site, sign_in
from tests.terminal.ssh import ssh
from tests.terminal.ssh.ssh import GONE_WITHIN, Server
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.ssh]

# What the server waits for a frozen client: two questions of one second each, and the one under way.
NOTICED_WITHIN = 4.0


# --- a day through it


def test_a_whole_intake_with_its_letter(server: Server) -> None:
    terminal = desk(server)
    named = Path(server.environment_of_session()["SSH_USER_AUTH"]).read_text("utf-8")
    assert named.split()[:3] == ["publickey", *server.key.public.split()]
    in_terminal(terminal, (*GENEVA_WALK_IN_BEGUN, *GENEVA_WALK_IN_ENDED))
    read_back(server)
    terminal.press("ctrl+q")
    terminal.wait_for("verrouillé")
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0
    assert terminal.echoes
    server.wait_nobody(GONE_WITHIN)
    all_in_order(server)


@pytest.mark.parametrize(
    "cut", ["the client is killed", "the client is frozen", "the server's side is killed"]
)
def test_a_line_cut_in_the_middle_loses_nothing(server: Server, cut: str) -> None:
    terminal = desk(server)
    in_terminal(terminal, GENEVA_WALK_IN_BEGUN)
    # What is on the screen has reached the program; the rest may still be under way on the line that is cut.
    terminal.wait_for("plus de chômage depuis octo")
    before = server.cpu()
    if cut == "the client is killed":
        terminal.signal(signal.SIGKILL)
        server.wait_nobody(GONE_WITHIN)
    elif cut == "the client is frozen":
        terminal.signal(signal.SIGSTOP)
        Stopwatch(server.process.pid).sleep_until(1)
        assert server.cpu() - before < 0.3, "somebody is away, and the processor is busy"
        server.wait_nobody(NOTICED_WITHIN + GONE_WITHIN)
    else:
        for pid in server.connections:
            os.kill(pid, signal.SIGKILL)
        server.wait_nobody(GONE_WITHIN)
    all_in_order(server)

    again = desk(server)
    again.wait_for("En attente de reprise : 1")
    again.press("f12")
    again.wait_for("plus de chômage depuis octo")
    in_terminal(again, GENEVA_WALK_IN_ENDED)
    read_back(server)


def test_two_lines_at_once_are_two_counters(server: Server) -> None:
    first, second = desk(server), desk(server, "admin")
    assert len(server.sessions) == 2
    first.kill()
    ssh.wait_until(lambda: len(server.sessions) == 1)
    second.press("f2")
    second.wait_for("Accueil")


def test_in_tmux_as_shipped_the_keys_arrive_and_an_idle_screen_sends_nothing(
    server: Server, site: Site, needs: Callable[[str], str], tmp_path: Path
) -> None:
    tmux = (needs("tmux"), "-S", str(tmp_path / "tmux.sock"), "-f", str(ssh.SHIPPED / "tmux.conf"))
    terminal = site.open_terminal(command=(*tmux, "new-session", shlex.join(server.client())))
    try:
        terminal.wait_for("Identifiant")
        asked = server.program([*tmux, "display-message", "-p", "#{pid}"])
        terminal.behind += [server.process.pid, int(asked.stdout)]
        sign_in(terminal, "accueil")
        terminal.wait_for("Salle d’attente")
        terminal.press("f2")
        terminal.wait_for("> Qui")
        terminal.wait_for("F10 Menu")
        assert "F10 Menu" in terminal.lines[23], "tmux took the last line"
        terminal.press("escape")
        terminal.wait_for("Salle d’attente")
        terminal.press("f10")
        terminal.wait_for("Recevoir quelqu’un")
        # On a busy machine the last of the picture takes its time through two programs and a line.
        terminal.wait_silence(1)
        mark = terminal.received
        Stopwatch(*terminal.behind).sleep_until(1)
        terminal.wait_quiet()
        assert terminal.bytes_since(mark) == 0
    finally:
        server.program([*tmux, "kill-server"])
    server.wait_nobody(GONE_WITHIN)


# --- the files that the page ships beside


def test_every_change_of_the_tests_meets_a_shipped_line(site: Site, tmp_path: Path) -> None:
    shipped = "".join(
        (ssh.SHIPPED / name).read_text("utf-8") for name in (ssh.FRAGMENT, ssh.KEYS, ssh.SETTINGS)
    )
    key = ssh.Key(tmp_path, "ssh-ed25519 KEY")
    for text in ssh.substitutions(tmp_path, site, key):
        assert text in shipped, text


def test_the_nightly_unit_runs_the_check(server: Server) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    changes = ssh.substitutions(server.folder, server.site, server.key)
    unit.read_string(ssh.substituted("comptoir-check.service", changes))
    service = unit["Service"]
    name, _, value = service["Environment"].partition("=")
    done = server.program(shlex.split(service["ExecStart"]), env={name: value})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Tout fonctionne" in done.stdout
    server.site.path.write_bytes(b"not a database any more")
    assert server.program(shlex.split(service["ExecStart"]), env={name: value}).returncode == 3


def test_the_page_names_every_file_it_ships() -> None:
    page = (ssh.SHIPPED.parent / "deploiement.md").read_text("utf-8")
    for path in ssh.SHIPPED.iterdir():
        assert f"deploiement/{path.name}" in page, path.name
    linked = set(re.findall(r"deploiement/([\w.-]+)", page))
    assert linked == {path.name for path in ssh.SHIPPED.iterdir()}


# --- helpers


def desk(server: Server, login: str = "accueil") -> Terminal:
    """The desk of an agent, through the line."""
    terminal = server.open()
    sign_in(terminal, login)
    terminal.wait_for("Salle d’attente")
    return terminal


def read_back(server: Server) -> None:
    """The walk-in is in the database, its letter on the server's disk."""
    with server.site.database() as database:
        check_geneva_walk_in(database, server.site.folder / "courriers")


def all_in_order(server: Server) -> None:
    """The database was closed (its side files are gone) and the program's own check is content."""
    beside = {path.name for path in server.site.folder.glob("comptoir.db*")}
    assert not beside & {"comptoir.db-wal", "comptoir.db-shm"}
    checked = server.comptoir("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "Tout fonctionne" in checked.stdout
