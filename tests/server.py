"""A PostgreSQL server of one run, for the tests and the measures: in a folder of its own, gone afterwards."""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.shared import alone

# Seconds: on a busy machine a server takes longer to answer than a desk would wait for it.
PATIENCE = 60


@dataclass
class Server:
    """Reached by a socket in its folder."""

    folder: Path
    programs: Path
    port: int
    # Where it answers besides.
    listen: str = ""

    def url(self, database: str, account: str = "comptoir") -> str:
        where = f"host={self.folder}&port={self.port}&connect_timeout={PATIENCE}"
        return f"postgresql://{account}@/{database}?{where}"

    def run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root, so a root of a container becomes nobody for it.
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            **account,
        )

    def start(self) -> None:
        options = (
            f"-k {self.folder} -p {self.port} -c listen_addresses={self.listen} -c fsync=off "
            "-c full_page_writes=off "
            "-c synchronous_commit=off -c shared_buffers=32MB -c lc_messages=C"
        )
        self.run(
            "pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start"
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Neither the server nor any of its sessions answers, and the system keeps their lines open."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        family = [first, *map(int, children)]
        for one in family:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in family:
                os.kill(one, signal.SIGCONT)

    def remove(self) -> None:
        """End it, and leave nothing of it."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)

    def execute(self, sql: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as session:
            session.execute(sql)


def programs() -> Path | None:
    """Where Debian keeps them, out of PATH, one folder a version; the latest, if there is one."""
    found = (one for one in Path("/usr/lib/postgresql").glob("*/bin") if (one / "initdb").exists())
    return max(found, default=None)


def start(where: Path) -> Server:
    """A running server without a database, by the programs of the folder ``where``."""
    # Not in a folder of pytest: the path of a socket has at most 107 bytes, and nobody cannot enter those.
    folder = Path(tempfile.mkdtemp(prefix="comptoir-", dir="/tmp"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Server(folder, where, free.getsockname()[1])
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    try:
        server.run(
            "initdb", "-D", f"{folder}/data", "-U", "comptoir", "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C.UTF-8",
        )  # fmt: skip
        server.start()
    except BaseException:
        server.remove()
        raise
    return server


@contextmanager
def started(where: Path) -> Iterator[Server]:
    """The server of :func:`start`, for as long as the block lasts."""
    server = start(where)
    try:
        yield server
    finally:
        server.remove()


@contextmanager
def in_common(meeting: Path, where: Path, prepare: Callable[[Server], None]) -> Iterator[Server]:
    """The one server of all the workers of a run, who find each other at ``meeting``.

    The first that comes starts and prepares it, the last that leaves ends it; a worker that was killed is
    not waited for, because the system lets go of its locks.
    """
    with meeting.with_name(f"{meeting.name}.users").open("w") as users:
        with alone(meeting):
            fcntl.flock(users, fcntl.LOCK_SH)
            if meeting.exists():
                folder, port = meeting.read_text().split("\n")
                server = Server(Path(folder), where, int(port))
            else:
                server = start(where)
                meeting.write_text(f"{server.folder}\n{server.port}")
                prepare(server)
        try:
            yield server
        finally:
            with alone(meeting):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another worker is still there
                else:
                    meeting.unlink()
                    server.remove()
