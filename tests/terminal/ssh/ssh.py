"""Debian's OpenSSH server on loopback, with the very configuration that docs/deploiement.md ships."""

import getpass
import grp
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.project import ROOT
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import Terminal

if TYPE_CHECKING:
    from tests.terminal.conftest import Site

SHIPPED = ROOT / "docs" / "deploiement"
FRAGMENT, KEYS, SETTINGS = "sshd-comptoir.conf", "authorized_keys", "reglages.toml"
# How long the program may stay when the line is gone.
GONE_WITHIN = 2.0
# The account is the one that runs the tests: only root could make another, and could let it read Python.
ACCOUNT = getpass.getuser()
# Everything that the shipped fragment does not forbid is allowed here, so that it alone is what holds.
# StrictModes: the tests keep their keys under /tmp, where everybody may write.
LAX = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
AuthorizedKeysFile {folder}/keys_of_everybody
AllowTcpForwarding yes
AllowAgentForwarding yes
AllowStreamLocalForwarding yes
X11Forwarding yes
AcceptEnv *
Subsystem sftp internal-sftp
{rest}
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A private key, and the line that stands for it in a list of keys."""

    path: Path
    public: str


@dataclass(frozen=True, slots=True)
class Server:
    """A running server whose only door is the counter of ``site``."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    site: "Site"
    key: Key

    # --- the client

    def client(self, *options: str, tty: bool = True, key: Key | None = None) -> list[str]:
        """The ``ssh`` command that signs in; what is added to it is the remote command."""
        login = [*self._options(key), *options, "-tt" if tty else "-T", f"{ACCOUNT}@127.0.0.1"]
        return ["ssh", "-p", str(self.port), *login]

    def run(
        self,
        *command: str,
        options: Sequence[str] = (),
        key: Key | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """``ssh [options] account@server [command]`` to its end, without a terminal."""
        return self.program([*self.client(*options, tty=False, key=key), *command], env=env)

    def copy(self, program: str, source: str, target: str) -> subprocess.CompletedProcess[str]:
        """``scp`` or ``sftp`` from ``source`` to ``target``; ``remote:`` is the account on the server."""
        ends = [one.replace("remote:", f"{ACCOUNT}@127.0.0.1:") for one in (source, target)]
        return self.program([*program.split(), "-P", str(self.port), *self._options(None), *ends])

    def program(
        self, command: Sequence[str], env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Any program to its end; two minutes at most, for a machine that is busy."""
        return subprocess.run(
            command,
            env={**self._environment, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def open(self, *options: str, **variables: str) -> Terminal:
        """The counter in a terminal, through the server, waiting for somebody to sign in."""
        command = tuple(self.client(*options))
        terminal: Terminal = self.site.open_terminal(command=command, env=variables)
        terminal.behind.append(self.process.pid)
        terminal.wait_for("Identifiant")
        return terminal

    def _options(self, key: Key | None) -> list[str]:
        wanted = {
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "BatchMode": "yes",
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "GlobalKnownHostsFile": "none",
            "StrictHostKeyChecking": "yes",
            "ConnectTimeout": "10",
        }
        options = [part for name, value in wanted.items() for part in ("-o", f"{name}={value}")]
        return ["-F", "none", "-i", str((key or self.key).path), *options]

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TERM": "xterm"}

    # --- what the server sees

    @property
    def sessions(self) -> list[int]:
        """The processes that were started with this site's settings: the counters that people have open."""
        mark = f"COMPTOIR_REGLAGES={self.site.folder / SETTINGS}".encode()
        return [pid for pid in _processes() if mark in _environ(pid)]

    @property
    def connections(self) -> list[int]:
        """The processes of the server that serve a connection: one each, or two where it gives up rights."""
        return _below(self.process.pid)

    def environment_of_session(self) -> dict[str, str]:
        """The environment that the one open counter was started with."""
        (pid,) = self.sessions
        pairs = (pair.decode().partition("=") for pair in _environ(pid) if pair)
        return {name: value for name, _, value in pairs}

    def cpu(self) -> float:
        """Seconds of processor that the one open counter has used so far."""
        (pid,) = self.sessions
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_nobody(self, timeout: float) -> float:
        """Wait until no counter and no connection is left; how long it took."""
        watch = Stopwatch(self.process.pid, *self.sessions)
        while self.sessions or self.connections:
            if watch.seconds > timeout:
                raise AssertionError(f"still there: {self.sessions} {self.connections}\n{self.log}")
            time.sleep(0.02)
        return watch.seconds

    @property
    def log(self) -> str:
        """What the server wrote."""
        return (self.folder / "sshd.log").read_text("utf-8", errors="replace")

    def comptoir(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """``comptoir`` on the server itself, as its administrator runs it."""
        return self.program(
            [str(installed()), *arguments], env={"COMPTOIR_REGLAGES": str(self.site.folder / SETTINGS)}
        )


def installed() -> Path:
    """The installed program."""
    return Path(sys.executable).with_name("comptoir")


def substitutions(folder: Path, site: "Site", key: Key) -> dict[str, str]:
    """All that the tests change in the shipped files: the account, the paths, one key, a shorter patience."""
    return {
        "Match User comptoir": f"Match User {ACCOUNT}",
        "/etc/ssh/comptoir_keys": f"{folder}/{KEYS}",
        "/opt/comptoir/bin/comptoir": str(installed()),
        "/etc/comptoir": str(site.folder),
        "/srv/comptoir": str(site.folder),
        "ssh-ed25519 AAAA…": key.public,
        "ClientAliveInterval 30": "ClientAliveInterval 1",
        "ClientAliveCountMax 3": "ClientAliveCountMax 2",
    }


def substituted(name: str, changes: Mapping[str, str]) -> str:
    """A shipped file with the changes of :func:`substitutions`."""
    text = (SHIPPED / name).read_text("utf-8")
    for shipped, here in changes.items():
        text = text.replace(shipped, here)
    return text


def make_key(path: Path, comment: str = "") -> Key:
    """A new key pair."""
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path)], check=True
    )
    kind, body = path.with_suffix(".pub").read_text().split()[:2]
    return Key(path, f"{kind} {body}")


def start(sshd: str, folder: Path, site: "Site", *, fragment: bool, keys: str) -> Server:
    """A server on a free port of 127.0.0.1.

    ``fragment``: with the shipped Match block. ``keys``: the list that the lax part of the server reads,
    ``{key}`` and the shipped lines being replaced as everywhere.
    """
    key, host = make_key(folder / "key"), make_key(folder / "host_key")
    changes = substitutions(folder, site, key)
    for name, target in ((FRAGMENT, folder), (KEYS, folder), (SETTINGS, site.folder)):
        (target / name).write_text(substituted(name, changes), "utf-8")
    (folder / "keys_of_everybody").write_text(keys.format(key=key.public), "utf-8")
    port = free_port()
    rest = f"Include {folder / FRAGMENT}" if fragment else ""
    (folder / "sshd_config").write_text(LAX.format(port=port, folder=folder, rest=rest), "utf-8")
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host.public}\n", "utf-8")
    if os.geteuid() == 0:
        # Debian's service makes it at each start; the server wants it when it runs as root.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    command = [sshd, "-D", "-f", str(folder / "sshd_config"), "-E", str(folder / "sshd.log")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    server = Server(process, port, folder, site, key)
    try:
        _wait_greeting(server)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: Server) -> None:
    """End the server, its connections and the counters that they opened."""
    for pid in (*server.sessions, *(server.connections if server.process.poll() is None else ())):
        try:
            os.kill(pid, 15)
        except ProcessLookupError:
            continue
    server.process.terminate()
    server.process.wait(timeout=10)


def unfit() -> str:
    """Why this account cannot start a server that gives terminals; empty when it can."""
    if os.geteuid() == 0:
        return ""
    master, slave = os.openpty()
    try:
        group = grp.getgrgid(os.fstat(slave).st_gid).gr_name
    finally:
        os.close(master)
        os.close(slave)
    # sshd gives each terminal to the group "tty": only root may, unless the system has done it already.
    return "" if group == "tty" else "terminals of this machine are not of the group tty: sshd needs root"


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something is so; 10 s at most."""
    watch = Stopwatch()
    while not true():
        assert watch.seconds < 10
        time.sleep(0.02)


def _wait_greeting(server: Server) -> None:
    watch = Stopwatch(server.process.pid)
    while watch.seconds < 5 and server.process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", server.port), 1) as line:
                if line.recv(4) == b"SSH-":
                    return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"sshd did not start:\n{server.log}")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _below(pid: int) -> list[int]:
    """The server's processes below ``pid``."""
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        servers = [child for child in children if Path(f"/proc/{child}/comm").read_text() == "sshd\n"]
    except OSError:
        return []
    return [found for child in servers for found in (child, *_below(child))]


def _environ(pid: int) -> list[bytes]:
    """The variables a process was started with; none when it is gone, or somebody else's."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []
