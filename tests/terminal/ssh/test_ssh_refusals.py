"""What is asked for at the door of docs/deploiement.md besides the counter: all of it is refused."""

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.conftest import Site, Start, sign_in
from tests.terminal.ssh import ssh
from tests.terminal.ssh.ssh import GONE_WITHIN, Server, wait_until

pytestmark = [pytest.mark.pty, pytest.mark.ssh]

GREETING = b"a service that only this machine may reach\n"


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
        terminal = server.open("-o", "SendEnv=LC_ALL", *options, **variables)
        seen = server.environment_of_session()
        terminal.kill()
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


@pytest.mark.parametrize("way", ["another key", "a password", "keyboard-interactive"])
def test_nothing_but_a_known_key_opens(server: Server, way: str) -> None:
    if way == "another key":
        refused = server.run(key=ssh.make_key(server.folder / "stranger"))
    else:
        name = way.rpartition(" ")[2]
        refused = server.run(options=("-o", f"PreferredAuthentications={name}", "-o", "BatchMode=no"))
    assert refused.returncode == 255
    # The only way that the server offers.
    assert "Permission denied (publickey)" in refused.stderr
    assert refused.stdout == ""


# --- the two locks, one without the other; and none, to see that these tests can fail


def test_the_line_of_a_key_holds_alone(start_server: Start, site: Site, tmp_path: Path) -> None:
    changes = ssh.substitutions(tmp_path / "ssh", site, ssh.Key(tmp_path, "{key}"))
    server = start_server(fragment=False, keys=ssh.substituted(ssh.KEYS, changes))
    for asked in ((), ("sh",), ("cat", "/etc/passwd")):
        refused = server.run(*asked)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "ssh -t" in refused.stderr
    with service() as port:
        assert through(server, "-L", port) == b""
    terminal = server.open()
    sign_in(terminal, "accueil")
    terminal.wait_for("Salle d’attente")


def test_without_them_the_same_server_gives_everything(start_server: Start, tmp_path: Path) -> None:
    server = start_server(fragment=False, keys="{key}\n")
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


# --- helpers


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
        # -9: a client that waits for an answer it will not get lets a polite signal wait as well.
        client.kill()
        client.wait()


def listens(port: int) -> bool:
    """Whether somebody on this machine listens to ``port``; asking the kernel opens no channel."""
    local = f"0100007F:{port:04X}"
    rows = (row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return any(row[1] == local and row[3] == "0A" for row in rows)
