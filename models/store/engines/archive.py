"""One backup: an encrypted file with a base, the files that lay beside it, and what it must count."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlcipher3 import dbapi2

from models.errors import ComptoirError

Step = Callable[[int, int], object]

# The dump of a server is one of the files; the tables of a file lie beside these three.
DUMP = "base.dump"
_TABLES = (
    "CREATE TABLE archive_about (about TEXT NOT NULL)",
    "CREATE TABLE archive_file (name TEXT PRIMARY KEY, size INTEGER NOT NULL, sha256 TEXT NOT NULL)",
    "CREATE TABLE archive_chunk (name TEXT, number INTEGER, content BLOB, PRIMARY KEY (name, number))",
)
_CHUNK = 1 << 20
_RAW = re.compile(r"[0-9a-fA-F]{64}")


def session(path: Path | str, secret: str) -> Any:
    """A connection to an encrypted file, keyed by 64 hexadecimal digits or by a passphrase.

    Nothing is read yet: a wrong key shows with the first query, as ``DatabaseError``.
    """
    mute = dbapi2.connect(":memory:")
    mute.execute("PRAGMA cipher_log_level = NONE")
    mute.close()
    opened = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    key = f"\"x'{secret}'\"" if _RAW.fullmatch(secret) else "'{}'".format(secret.replace("'", "''"))
    opened.execute(f"PRAGMA key = {key}")
    return opened


def counts(opened: Any) -> dict[str, int]:
    """How many rows each table of a file has, but for those of an archive."""
    tables = opened.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        r"AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'archive\_%' ESCAPE '\' ORDER BY name"
    ).fetchall()
    return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}


@dataclass(frozen=True, slots=True)
class Content:
    """What a base held at one instant: rows by table, number and instant (UTC) of the journal's last line."""

    counts: dict[str, int]
    last_line: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class About:
    """What a backup says of itself: which ``engine`` it is of, when it was made (UTC), what it holds."""

    engine: str
    made_at: datetime
    content: Content


class Archive:
    """A backup that is open: being made, or read again."""

    def __init__(self, path: Path, secret: str) -> None:
        self.path = path
        self.session = session(path, secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.session.close()

    def begin(self) -> None:
        """An empty file, thrown away when it cannot be filled: nothing has to survive a power cut yet."""
        for pragma in ("journal_mode = off", "synchronous = off"):
            self.session.execute(f"PRAGMA {pragma}")

    def make_tables(self) -> None:
        """After the tables of a base were copied: they replace all that the file had."""
        for table in _TABLES:
            self.session.execute(table)

    def drop_tables(self) -> None:
        """What a restored base does without."""
        for name in ("archive_about", "archive_file", "archive_chunk"):
            self.session.execute(f"DROP TABLE {name}")

    def put(self, name: str, content: Iterable[bytes]) -> None:
        """Keep a file under ``name``, piece by piece."""
        digest, size = hashlib.sha256(), 0
        with self.session:
            for number, piece in enumerate(_pieces(content)):
                self.session.execute("INSERT INTO archive_chunk VALUES (?, ?, ?)", (name, number, piece))
                digest.update(piece)
                size += len(piece)
            self.session.execute(
                "INSERT INTO archive_file VALUES (?, ?, ?)", (name, size, digest.hexdigest())
            )

    def names(self) -> list[str]:
        """The names of the files that are kept."""
        return [row[0] for row in self.session.execute("SELECT name FROM archive_file ORDER BY name")]

    def take(self, name: str) -> Iterator[bytes]:
        """The pieces of a file. Raises :class:`ComptoirError` at their end when they are not what was put."""
        digest = hashlib.sha256()
        pieces = self.session.execute(
            "SELECT content FROM archive_chunk WHERE name = ? ORDER BY number", (name,)
        )
        for (piece,) in pieces:
            digest.update(piece)
            yield piece
        kept = self.session.execute("SELECT sha256 FROM archive_file WHERE name = ?", (name,)).fetchone()
        if kept is None or kept[0] != digest.hexdigest():
            raise damaged(self.path, f"« {name} » ne se relit pas tel qu’il a été gardé")

    def finish(self, about: About) -> None:
        """Say what it holds, and leave one file, that can be read where nothing can be written."""
        self.session.execute(
            "INSERT INTO archive_about VALUES (?)", (json.dumps(asdict(about), default=str),)
        )
        self.session.execute("PRAGMA journal_mode = delete")

    def about(self) -> About:
        """What it says of itself. Raises :class:`ComptoirError` for a wrong key or another file."""
        try:
            said = self.session.execute("SELECT about FROM archive_about").fetchone()
        except dbapi2.DatabaseError as error:
            raise ComptoirError(
                "Sauvegarde illisible",
                f"{self.path} ne s’ouvre pas avec cette clé, ou n’est pas une sauvegarde entière. "
                "Indiquez sa clé avec --cle, ou prenez une autre sauvegarde.",
            ) from error
        if said is None:
            raise damaged(self.path, "elle n’a pas été finie")
        table = json.loads(said[0])
        held = table["content"]
        last_at = held["last_at"] and datetime.fromisoformat(held["last_at"])
        content = Content(held["counts"], held["last_line"], last_at)
        return About(table["engine"], datetime.fromisoformat(table["made_at"]), content)

    def verify_pages(self) -> None:
        """Read every page and every file again. Raises :class:`ComptoirError`."""
        for pragma in ("cipher_integrity_check", "integrity_check"):
            for (said,) in self.session.execute(f"PRAGMA {pragma}").fetchall():
                if said != "ok":
                    raise damaged(self.path, str(said))
        for name in self.names():
            for _piece in self.take(name):
                pass


def damaged(path: Path, why: str) -> ComptoirError:
    """What to say of a backup that does not hold what it says."""
    return ComptoirError(
        "Sauvegarde abîmée", f"{path} : {why}. Prenez une autre sauvegarde ; celle-ci n’a rien remplacé."
    )


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """``content`` in pieces of a size that a database likes."""
    held = bytearray()
    for one in content:
        held += one
        while len(held) >= _CHUNK:
            yield bytes(held[:_CHUNK])
            del held[:_CHUNK]
    if held:
        yield bytes(held)
