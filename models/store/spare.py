"""Unfinished forms that the database cannot keep: a small encrypted file of this post, until it can again.

Its room is taken when it is made, on a disk that still has some: a full one keeps a form all the same.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from models.errors import ComptoirError
from models.store.database import Actor
from models.store.draft import Draft

# Some thirty forms, written to their limits.
ROOM = 1 << 20
_NOWHERE = "Ni la base ni ce poste ne peuvent la garder. Elle reste à l’écran : notez l’essentiel sur papier."


class Spare:
    """The file at ``path``, sealed by ``key`` (64 hexadecimal digits)."""

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key

    def prepare(self) -> None:
        """Take the room for it, once. Raises :class:`ComptoirError` where there is none."""
        if not self.path.exists():
            with self._open() as session:
                session.execute("CREATE TABLE room (bytes BLOB)")
                session.execute(f"INSERT INTO room VALUES (zeroblob({ROOM}))")
                session.execute("DROP TABLE room")

    def keep(self, by: Actor, form: Draft) -> None:
        """Keep a form of ``by``, replacing what was kept under its key.

        Raises :class:`ComptoirError` when that is not possible either.
        """
        with self._open() as session:
            session.execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?)",
                (form.key, by.id, msgspec.json.encode(form).decode()),
            )

    def parked(self, by: Actor) -> list[Draft]:
        """What is kept here of ``by``, the latest first."""
        if not self.path.exists():
            return []
        with self._open() as session:
            rows = session.execute("SELECT form FROM draft WHERE agent_id = ?", (by.id,)).fetchall()
        forms = [msgspec.json.decode(form, type=Draft) for (form,) in rows]
        return sorted(forms, key=lambda one: one.updated_at, reverse=True)

    def forget(self, key: str) -> None:
        """The form of that key is kept elsewhere, or has served."""
        if self.path.exists():
            with self._open() as session:
                session.execute("DELETE FROM draft WHERE key = ?", (key,))

    @contextmanager
    def _open(self) -> Iterator[Any]:
        from sqlcipher3 import dbapi2  # 2 MB that a desk of a server does without, as long as all is well

        mask = os.umask(0o077)
        try:
            with closing(dbapi2.connect(str(self.path), timeout=2, isolation_level=None)) as session:
                session.execute(f"""PRAGMA key = "x'{self._key}'" """)
                # In place, and nothing beside: neither takes room that a full disk does not have.
                session.execute("PRAGMA journal_mode = memory")
                session.execute("PRAGMA secure_delete = on")
                session.execute("CREATE TABLE IF NOT EXISTS draft (key TEXT PRIMARY KEY, agent_id, form)")
                yield session
        except (dbapi2.Error, OSError) as error:
            raise ComptoirError("Saisie non gardée", _NOWHERE) from error
        finally:
            os.umask(mask)
