"""The counter over SSH, as docs/deploiement.md sets it up: one door, behind it the counter and nothing else."""

import configparser
import os
import re
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models import clock
from tests.scenarios.script import GENEVA_WALK_IN_BEGUN, GENEVA_WALK_IN_ENDED
from tests.scenarios.test_days import check_geneva_walk_in, in_terminal
from tests.terminal import ssh
from tests.terminal.conftest import Site, sign_in
from tests.terminal.ssh import Server
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.ssh]

Start = Callable[..., Server]
# How long after the line is gone the program may stay; for a frozen client, what the server waits besides:
# two questions without an answer, one second each, and the one that was under way.
GONE_WITHIN, NOTICED_WITHIN = 2.0, 4.0
GREETING = b"a service that only this machine may reach\n"


@pytest.fixture
def start(needs: Callable[[str], str], site: Site, tmp_path: Path) -> Iterator[Start]:
    """``start()`` gives a server with the shipped configuration; ``start(fragment=False, keys=…)`` without."""
    sshd = needs("sshd")
    needs("ssh")
    folder = tmp_path / "ssh"
    folder.mkdir()
    started: list[Server] = []

    def one(*, fragment: bool = True, keys: str = "") -> Server:
        started.append(ssh.start(sshd, folder, site, fragment=fragment, keys=keys))
        return started[-1]

    yield one
    for server in started:
        ssh.stop(server)


@pytest.fixture
def server(start: Start) -> Server:
    """A server with the shipped configuration."""
    return start()


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
        time.sleep(1)
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
    wait_until(lambda: len(server.sessions) == 1)
    second.press("f2")
    second.wait_for("Accueil")


def test_in_tmux_as_shipped_the_keys_arrive_and_an_idle_screen_sends_nothing(
    server: Server, site: Site, needs: Callable[[str], str], tmp_path: Path
) -> None:
    tmux = (needs("tmux"), "-S", str(tmp_path / "tmux.sock"), "-f", str(ssh.SHIPPED / "tmux.conf"))
    terminal = site.open_terminal(command=(*tmux, "new-session", shlex.join(server.client())))
    try:
        terminal.wait_for("Identifiant")
        sign_in(terminal, "accueil")
        terminal.wait_for("Salle d’attente")
        terminal.press("f2")
        terminal.wait_for("Accueil")
        assert len(terminal.lines[23]) > 0, "tmux took the last line"
        terminal.press("escape")
        terminal.wait_for("Salle d’attente")
        terminal.press("f10")
        terminal.wait_for("Recevoir quelqu’un")
        terminal.wait_quiet(0.5)
        mark = terminal.received
        time.sleep(1)
        terminal.wait_quiet()
        assert terminal.bytes_since(mark) == 0
    finally:
        server.program([*tmux, "kill-server"])
    server.wait_nobody(GONE_WITHIN)


# --- what else is asked for at the door


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("sh",),
        ("cat", "/etc/passwd"),
        ("comptoir", "reglages"),
        ("; touch {there}",),
        ("$(touch {there})",),
        ("mosh-server", "new"),
    ],
)
def test_without_a_terminal_everything_is_refused_in_one_sentence(
    server: Server, asked: tuple[str, ...], tmp_path: Path
) -> None:
    there = tmp_path / "there"
    refused = server.run(*(one.format(there=there) for one in asked))
    assert refused.returncode == 2
    assert refused.stdout == ""
    (sentence,) = refused.stderr.splitlines()
    assert "ssh -t" in sentence
    assert not there.exists()
    server.wait_nobody(GONE_WITHIN)


def test_with_a_terminal_a_shell_is_still_the_counter(server: Server, site: Site) -> None:
    terminal = site.open_terminal("sh", command=tuple(server.client()))
    terminal.wait_for("Identifiant")
    terminal.press("ctrl+z")
    terminal.type("\x03\x1c")
    terminal.wait_quiet()
    assert "Identifiant" in terminal.text
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0
    server.wait_nobody(GONE_WITHIN)


@pytest.mark.parametrize("program", ["scp", "scp -O", "sftp -b -"])
def test_no_file_goes_in_or_out(server: Server, program: str, tmp_path: Path) -> None:
    secret, target = tmp_path / "secret", tmp_path / "target"
    secret.write_text("secret")
    for source, aim in ((f"remote:{secret}", str(target)), (str(secret), f"remote:{target}")):
        assert server.copy(program, source, aim).returncode != 0
        assert not target.exists()
    server.wait_nobody(GONE_WITHIN)


@pytest.mark.parametrize("how", ["-L", "-D", "-W"])
def test_no_local_port_is_forwarded(server: Server, how: str) -> None:
    with service() as port:
        assert through(server, how, port) == b""
    assert "administratively prohibited" in server.log or "refused" in server.log


def test_no_remote_port_is_forwarded(server: Server) -> None:
    with service() as port:
        options = ("-N", "-o", "ExitOnForwardFailure=yes", "-R", f"127.0.0.1:0:127.0.0.1:{port}")
        refused = server.run(options=options)
    assert refused.returncode == 255
    assert "forwarding failed" in refused.stderr


def test_neither_agent_nor_display_is_forwarded(server: Server, tmp_path: Path) -> None:
    agent = tmp_path / "agent"
    running = subprocess.Popen(["ssh-agent", "-D", "-a", agent], stdout=subprocess.DEVNULL)
    try:
        wait_until(agent.exists)
        server.open("-A", "-X", "-Y", SSH_AUTH_SOCK=str(agent), DISPLAY="127.0.0.1:99")
        seen = server.environment_of_session()
    finally:
        running.terminate()
        running.wait()
    assert {"SSH_AUTH_SOCK", "DISPLAY"}.isdisjoint(seen)


def test_a_client_brings_no_variable_but_its_charset(server: Server, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    brought = {
        "COMPTOIR_BASE": str(tmp_path / "other.db"),
        "COMPTOIR_REGLAGES": str(tmp_path / "other.toml"),
        "LD_PRELOAD": "libutil.so.1",
        "PYTHONPATH": str(tmp_path),
        "PYTHONSTARTUP": str(tmp_path / "evil.py"),
        "BASH_ENV": str(tmp_path / "evil.sh"),
        "ENV": str(tmp_path / "evil.sh"),
        "TEXTUAL_LOG": str(trace),
        "TEXTUAL": "debug",
        "TERMINFO": str(tmp_path),
        "LOCPATH": str(tmp_path),
        "LC_NAME": "fr_CH.UTF-8",
    }

    def session(*options: str, **variables: str) -> dict[str, str]:
        server.open("-o", "SendEnv=LC_ALL", *options, **variables).kill()
        seen = server.environment_of_session()
        server.wait_nobody(GONE_WITHIN)
        # Another line has another port; everything else must be the same.
        return {name: value for name, value in seen.items() if not name.startswith("SSH_")}

    plain = session()
    assert plain["COMPTOIR_REGLAGES"] == str(server.site.folder / ssh.SETTINGS)
    assert plain["LC_ALL"] == "C.UTF-8"
    assert session("-o", f"SendEnv={' '.join(brought)}", **brought) == plain
    values = " ".join(f"{name}={value}" for name, value in brought.items())
    assert session("-o", f"SetEnv={values}") == plain
    assert not trace.exists()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"LC_ALL": "fr_CH.ISO-8859-1"}, "UTF-8"),
        ({"LANG": "de_CH.ISO-8859-1", "LC_ALL": ""}, "UTF-8"),
        ({"TERM": "dumb"}, "TERM"),
    ],
)
def test_an_unfit_terminal_is_refused_through_the_line_too(
    server: Server, site: Site, variables: dict[str, str], said: str
) -> None:
    command = tuple(server.client("-o", "SendEnv=LANG LC_ALL"))
    refused = site.open_terminal(command=command, env=variables)
    assert refused.exit_code == 2
    assert said in refused.text
    assert b"\x1b" not in refused.raw


@pytest.mark.parametrize("term", ["../../../../etc/passwd", "no-such-terminal", "xterm\x1b]0;title\x07"])
def test_an_odd_terminal_name_is_only_a_name(server: Server, term: str) -> None:
    terminal = server.open(TERM=term)
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0
    assert b"\x1b]0;title" not in terminal.raw


def test_another_key_does_not_open(server: Server) -> None:
    stranger = ssh.make_key(server.folder / "stranger")
    refused = server.run(key=stranger)
    assert refused.returncode == 255
    assert "Permission denied (publickey)" in refused.stderr
    assert refused.stdout == ""


# --- the two locks, one without the other; and none, to see that these tests can fail


def test_the_line_of_a_key_holds_alone(start: Start, tmp_path: Path) -> None:
    changes = {"ssh-ed25519 AAAA…": "{key}"}
    folder = tmp_path / "ssh"
    site_changes = ssh.substitutions(folder, Site(tmp_path / "site", Terminal), ssh.Key(folder, "{key}"))
    server = start(fragment=False, keys=ssh.substituted(ssh.KEYS, site_changes | changes))
    for asked in ((), ("sh",), ("cat", "/etc/passwd")):
        refused = server.run(*asked)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "ssh -t" in refused.stderr
    with service() as port:
        assert through(server, "-L", port) == b""
    terminal = server.open()
    sign_in(terminal, "accueil")
    terminal.wait_for("Salle d’attente")


def test_without_them_the_same_server_gives_everything(start: Start, tmp_path: Path) -> None:
    server = start(fragment=False, keys="{key}\n")
    assert server.run("cat", "/etc/passwd").stdout.startswith("root:")
    assert server.run("printenv", "LD_BIND_NOW", options=("-o", "SetEnv=LD_BIND_NOW=1")).stdout == "1\n"
    secret, target = tmp_path / "secret", tmp_path / "target"
    secret.write_text("secret")
    assert server.copy("scp", f"remote:{secret}", str(target)).returncode == 0
    assert target.read_text() == "secret"
    with service() as port:
        for how in ("-L", "-D", "-W"):
            assert through(server, how, port) == GREETING
        remote = ("-o", "ExitOnForwardFailure=yes", "-R", f"127.0.0.1:0:127.0.0.1:{port}")
        assert server.run("true", options=remote).returncode == 0


def test_the_other_accounts_of_the_machine_stay_as_they_are(
    server: Server, needs: Callable[[str], str]
) -> None:
    asked = [
        needs("sshd"),
        "-T",
        "-f",
        str(server.folder / "sshd_config"),
        "-C",
        "host=h,addr=127.0.0.1,user=",
    ]
    for account, forced, forwarding in (
        (ssh.ACCOUNT, "umask 077; exec", "no"),
        ("somebody-else", "none", "yes"),
    ):
        told = server.program([*asked[:-1], asked[-1] + account]).stdout
        assert f"\nforcecommand {forced}" in told
        assert f"\nallowtcpforwarding {forwarding}" in told


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
    assert "Tout est en ordre" in done.stdout
    server.site.path.write_bytes(b"not a database any more")
    assert server.program(shlex.split(service["ExecStart"]), env={name: value}).returncode == 1


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
    clock.use_zone("Europe/Zurich")
    server.read(lambda database: check_geneva_walk_in(database, server.site.folder / "courriers"))


def all_in_order(server: Server) -> None:
    """The database was closed (its side files are gone) and the program's own check is content."""
    assert [path.name for path in server.site.folder.glob("comptoir.db*")] == ["comptoir.db"]
    checked = server.comptoir("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "Tout est en ordre" in checked.stdout


@contextmanager
def service() -> Iterator[int]:
    """A service of this machine that greets whoever comes; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                line.sendall(GREETING)

    threading.Thread(target=greet, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def through(server: Server, how: str, port: int) -> bytes:
    """What the service on ``port`` says through the server."""
    if how == "-W":
        return server.run(options=("-W", f"127.0.0.1:{port}")).stdout.encode()
    here = ssh.free_port()
    forward = f"127.0.0.1:{here}" + (f":127.0.0.1:{port}" if how == "-L" else "")
    client = subprocess.Popen(
        server.client("-N", how, forward, tty=False), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: listens(here))
        with socket.create_connection(("127.0.0.1", here), 5) as line:
            if how == "-D":
                line.sendall(b"\x05\x01\x00")
                assert line.recv(2) == b"\x05\x00"
                line.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2, "big"))
                # Ten bytes say that the way is open, or the line is closed.
                if len(line.recv(10)) < 10:
                    return b""
            return line.recv(len(GREETING))
    finally:
        client.terminate()
        client.wait()


def listens(port: int) -> bool:
    """Whether somebody on this machine listens to ``port``; asking the kernel opens no channel."""
    local = f"0100007F:{port:04X}"
    rows = (row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return any(row[1] == local and row[3] == "0A" for row in rows)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is so; 10 s at most."""
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)
