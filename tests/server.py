"""A PostgreSQL server of one run, for the tests and the measures: in a folder of its own, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Server:
    """Reached by a socket in its folder."""

    folder: Path
    programs: Path
    port: int

    def url(self, database: str, account: str = "comptoir") -> str:
        return f"postgresql://{account}@/{database}?host={self.folder}&port={self.port}"

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
            f"-k {self.folder} -p {self.port} -c listen_addresses= -c fsync=off -c full_page_writes=off "
            "-c synchronous_commit=off -c shared_buffers=32MB -c lc_messages=C"
        )
        self.run(
            "pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start"
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")

    def execute(self, sql: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as session:
            session.execute(sql)


def programs() -> Path | None:
    """Where Debian keeps them, out of PATH, one folder a version; the latest, if there is one."""
    found = (one for one in Path("/usr/lib/postgresql").glob("*/bin") if (one / "initdb").exists())
    return max(found, default=None)


@contextmanager
def started(where: Path) -> Iterator[Server]:
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
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder)
