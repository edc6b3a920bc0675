"""A copy of a server's database by ``pg_dump``, as it was at one instant; ``pg_restore`` is the way back."""

import os
import re
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from typing import IO, Any, cast

from models.errors import ComptoirError
from models.store.engines.archive import DUMP, Archive, Content, Step

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_PIECE = 1 << 20


class ServerCopy:
    """What of :class:`models.store.engines.engine.Engine` is about backups; ``url`` is the database."""

    kind = "postgres"
    url: str
    # What the engine adds to its address.
    line: dict[str, Any]

    def content(self) -> Content:
        with self._picture() as (held, _name):
            return held

    def copy_into(self, archive: Archive, step: Step) -> Content:
        archive.make_tables()
        with self._picture() as (held, name):
            archive.put(DUMP, self._dumped(name, len(held.counts), step))
        return held

    def counted(self, archive: Archive) -> dict[str, int]:
        """How many rows a dump holds by table, as it would be restored; without a server."""
        command = ("pg_restore", "--data-only", "--schema=public", "--file=-")
        found: dict[str, int] = {}
        table = ""
        with _running(command, {}, archive.take(DUMP)) as lines:
            for line in lines:
                if table:
                    # One row a line: what a value has of ends of lines is escaped.
                    if line == b"\\.\n":
                        table = ""
                    else:
                        found[table] += 1
                elif begun := re.match(rb'COPY public\."?(\w+)"? ', line):
                    table = begun[1].decode()
                    found[table] = 0
        return found

    def is_empty(self) -> bool:
        with self._another() as session:
            return session.execute(_TABLES).fetchone() is None

    def take_from(self, archive: Archive, step: Step) -> None:
        command = (
            "pg_restore", "--schema=public", "--no-owner", "--no-privileges", "--single-transaction",
            "--exit-on-error", f"--dbname={self._address()}",
        )  # fmt: skip
        with _running(command, self._secret(), archive.take(DUMP)) as lines:
            for _line in lines:
                pass
        with self._another() as session:
            session.execute("ANALYZE")
        step(1, 1)

    def in_use(self) -> bool:
        """Never: what is restored goes into an empty database."""
        return False

    @contextmanager
    def _picture(self) -> Iterator[tuple[Content, str]]:
        """What the database holds, and the name under which pg_dump sees the same."""
        with self._another() as session:
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            name = session.execute("SELECT pg_export_snapshot()").fetchone()[0]
            tables = [row[0] for row in session.execute(_TABLES)]
            counts = {
                one: session.execute(f'SELECT count(*) FROM public."{one}"').fetchone()[0] for one in tables
            }
            last = session.execute("SELECT id, at FROM public.journal ORDER BY id DESC LIMIT 1").fetchone()
            number, at = last or (0, None)
            yield Content(counts, number, at and at.replace(tzinfo=UTC)), name

    def _dumped(self, snapshot: str, tables: int, step: Step) -> Iterator[bytes]:
        command = (
            "pg_dump", "--format=custom", "--schema=public", "--no-owner", "--no-privileges", "--verbose",
            f"--snapshot={snapshot}", f"--dbname={self._address()}",
        )  # fmt: skip
        done = 0

        def said(line: str) -> None:
            nonlocal done
            done += "dumping contents of table" in line

        with _running(command, self._secret(), (), said) as output:
            while piece := output.read(_PIECE):
                step(min(done, tables), tables)
                yield piece

    def _another(self) -> Any:
        import psycopg

        return psycopg.connect(self.url, autocommit=True, **self.line)

    def _address(self) -> str:
        """Without the password: other accounts of this machine read the command lines of its programs."""
        import psycopg

        given: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(self.url)
        given.pop("password", None)
        if "sslmode" in self.line:
            given["sslmode"] = self.line["sslmode"]
        return psycopg.conninfo.make_conninfo(**given)

    def _secret(self) -> dict[str, str]:
        """What the programs read of their environment, and other accounts do not."""
        import psycopg

        password = psycopg.conninfo.conninfo_to_dict(self.url).get("password")
        return {"PGPASSWORD": str(password)} if password else {}


def at_home(given: Mapping[str, Any]) -> bool:
    """Whether every host of an address is this machine: what goes there passes no cable."""
    hosts = f"{given.get('host') or ''},{given.get('hostaddr') or ''}".split(",")
    return all(one.startswith("/") or one in ("", "localhost", "127.0.0.1", "::1") for one in hosts)


@contextmanager
def _running(
    command: tuple[str, ...],
    secret: dict[str, str],
    content: Iterable[bytes],
    said: Any = None,
) -> Iterator[Any]:
    """The output of a program of PostgreSQL that is given ``content``. Raises :class:`ComptoirError`."""
    environment = {**os.environ, **secret, "LC_ALL": "C.UTF-8"}
    try:
        program = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except FileNotFoundError as error:
        raise ComptoirError(
            "PostgreSQL incomplet",
            f"Le programme {command[0]} manque sur ce poste. Installez « postgresql-client ».",
        ) from error
    stdin, stdout, stderr = (
        cast(IO[bytes], program.stdin),
        cast(IO[bytes], program.stdout),
        cast(IO[bytes], program.stderr),
    )
    errors: list[str] = []
    faults: list[BaseException] = []

    def listen() -> None:
        for line in stderr:
            words = line.decode(errors="replace")
            errors.append(words)
            del errors[:-20]
            if said is not None:
                said(words)

    def feed() -> None:
        try:
            for piece in content:
                stdin.write(piece)
            stdin.close()
        except BrokenPipeError:
            pass  # it has said why on its stderr
        except BaseException as error:
            faults.append(error)

    helpers = [threading.Thread(target=one, daemon=True) for one in (listen, feed)]
    for one in helpers:
        one.start()
    try:
        yield stdout
    except BaseException:
        program.kill()
        raise
    finally:
        for one in helpers:
            one.join()
        code = program.wait()
        for pipe in (stdout, stderr):
            pipe.close()
    if faults:
        raise faults[0]
    if code:
        raise ComptoirError("PostgreSQL refuse", _sentence(command[0], errors))


def _sentence(program: str, errors: list[str]) -> str:
    said = "".join(errors)
    if "version mismatch" in said:
        return f"{program} est plus ancien que le serveur. Installez le client PostgreSQL de sa version."
    told = [line.split("error: ", 1)[1].strip() for line in errors if "error: " in line]
    return f"{program} dit : {told[-1] if told else said.strip()[-200:]}"
