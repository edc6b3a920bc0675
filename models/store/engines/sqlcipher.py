"""The default engine: one encrypted SQLCipher file, written by several receptionists at once."""

import functools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import peewee
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from models import clock
from models.errors import ComptoirError, DatabaseRefused, DiskFull
from models.store.engines.claim import Claim
from models.store.engines.engine import causes
from models.store.engines.file_copy import FileCopy
from models.store.engines.file_search import FileSearch
from models.store.engines.mark import Mark

# Bytes that a full disk still has for signing in and for locking a desk: some hundred times.
_RESERVE = 1 << 19
# The first release without the WAL-reset bug, which can corrupt a file written by several processes.
_SAFE = (3, 51, 3)

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "case_sensitive_like": 1,
    # Milliseconds to wait for whoever writes. Not by ``timeout``, which Peewee does not hand on to SQLCipher.
    "busy_timeout": 5000,
}


_DAMAGED = (
    "Base abîmée",
    "Ce qui est écrit ne se relit plus. Votre saisie reste à l’écran : notez-la, arrêtez, et prévenez la "
    "personne qui gère les sauvegardes (« comptoir restaurer --essai »).",
)
_REPLACED = (
    "Base remplacée",
    "Le fichier de la base n’est plus celui que ce poste a ouvert. Rien n’a été enregistré, votre saisie "
    "reste à l’écran : notez-la, puis quittez et rouvrez Comptoir.",
)


class _Whole(dbapi2.Cursor):
    """Reads all of an answer at once, as the PostgreSQL driver does.

    An answer of which somebody wanted only the beginning would hold its picture of the file until it is
    forgotten: the next transaction of this session is then refused at once, should a colleague have written.
    """

    def execute(self, sql: str, values: Sequence[object] = ()) -> Any:
        super().execute(sql, values)
        rows: Iterator[Any] = iter(super().fetchall() if self.description else ())
        # Not methods: the first is called for every row there is.
        self.fetchone = functools.partial(next, rows, None)
        self.fetchall: Callable[[], list[Any]] = functools.partial(list, rows)
        return self

    # It would find nothing left.
    fetchmany = None

    def __iter__(self) -> Any:
        return iter(self.fetchone, None)


class _OneFile(SqlCipherDatabase):
    """Like its parent, but a wrong key does not write to the terminal, and no answer stays half read."""

    def _connect(self) -> Any:
        mute = dbapi2.connect(":memory:")
        mute.execute("PRAGMA cipher_log_level = NONE")
        mute.close()
        return super()._connect()

    def cursor(self, named_cursor: object = None) -> Any:
        if self.is_closed():
            return super().cursor()
        return self._state.conn.cursor(_Whole)


class SqlCipherEngine(FileSearch, FileCopy):
    """An encrypted file opened with a raw 256-bit key (64 hexadecimal digits)."""

    def __init__(self, path: Path, key: str) -> None:
        super().__init__()
        self.path = path
        self._key = key
        self.database = _OneFile(
            str(path),
            passphrase=f"x'{key}'",
            pragmas=_PRAGMAS,
            lock_type="IMMEDIATE",
            autoconnect=False,
        )
        self._version = self._line = -1
        self._mark = Mark(path)
        self._opened: os.stat_result | None = None
        self._reserve = path.with_name(f"{path.name}-reserve")
        self._claim = Claim(path.with_name(f"{path.name}-import"))

    def connect(self, create: bool = False) -> None:
        if dbapi2.sqlite_version_info < _SAFE:
            raise DatabaseRefused(
                "Moteur trop ancien",
                f"SQLite {dbapi2.sqlite_version} peut abîmer la base quand plusieurs postes écrivent. "
                "Réinstallez Comptoir avec ses versions verrouillées.",
            )
        if not create and not self.path.exists():
            raise DatabaseRefused(
                "Base introuvable",
                f"Il n’y a pas de base à {self.path}. Vérifiez le chemin, ou lancez « comptoir init ».",
            )
        # Whatever SQLite creates here (base, -wal, -shm) is for its owner alone.
        mask = os.umask(0o077)
        try:
            self.database.connect()
            self.database.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
            self._keep_room()
        except (peewee.DatabaseError, dbapi2.DatabaseError, sqlite3.DatabaseError) as error:
            raise self._refusal(error) from error
        finally:
            os.umask(mask)
        self._opened = os.stat(self.path)
        self._refuse_what_lost()

    def _refuse_what_lost(self) -> None:
        """Raises :class:`DatabaseRefused` when the file is without writes that were acknowledged."""
        line, at = self._mark.read()
        if at is None or not self.database.table_exists("journal") or self._last_line() >= line:
            return
        self.database.close()
        raise DatabaseRefused(
            "Écritures manquantes",
            "La base s’arrête avant la dernière écriture confirmée, "
            f"celle du {clock.local(at):%d.%m.%Y à %H:%M} (n° {line}) : son fichier « -wal » a été coupé, "
            "ou c’est une copie. Ne saisissez plus rien. "
            "« comptoir restaurer --essai » la compare à la sauvegarde ; « comptoir check --reprendre » "
            "continue sans ce qui manque.",
        )

    def _last_line(self) -> int:
        return self.database.execute_sql("SELECT max(id) FROM journal").fetchone()[0] or 0

    def acknowledged(self) -> None:
        self._mark.note(self._last_line())

    def accept_loss(self) -> int:
        line, _at = self._mark.read()
        self._mark.forget()
        return line

    def begin_write(self) -> None:
        if self._replaced():
            raise DatabaseRefused(*_REPLACED)

    def _replaced(self) -> bool:
        """Whether another file, or none, is where the one stood that is open: nobody would read it again."""
        try:
            return self._opened is not None and not os.path.samestat(self._opened, os.stat(self.path))
        except OSError:
            return True

    def _refusal(self, error: Exception) -> ComptoirError:
        if "not a database" in str(error):
            return DatabaseRefused(
                "Clé refusée",
                f"{self.path} ne s’ouvre pas avec cette clé, ou n’est pas une base de Comptoir. "
                "Vérifiez le fichier de clé ; rien n’a été modifié.",
            )
        if "unable to open" in str(error) and self.path.is_file():
            return DatabaseRefused(
                "Base en lecture seule",
                f"{self.path} est là, mais il faut pouvoir écrire dans ce fichier et dans son dossier. "
                "Faites-en vérifier les droits.",
            )
        if "unable to open" in str(error):
            return DatabaseRefused(
                "Base introuvable", f"Impossible d’ouvrir {self.path}. Vérifiez le chemin et vos droits."
            )
        return self.explain(peewee.DatabaseError(str(error))) or DatabaseRefused(
            "Base illisible", f"{error}."
        )

    def reconnect(self) -> None:
        """A file does not hang up."""

    def make_room(self) -> bool:
        try:
            self._reserve.unlink()
        except OSError:
            return False
        return True

    def _keep_room(self) -> None:
        """Take some room of the disk while it has any, and keep it until it is needed."""
        with suppress(OSError):  # it is there, or this folder is read only, or there is no room already
            with self._reserve.open("xb", buffering=0) as file:
                taken = file.write(bytes(_RESERVE))
            if taken < _RESERVE:
                self._reserve.unlink()

    def silence(self) -> float:
        return 0

    def hang_up(self) -> None:
        """See ``reconnect``."""

    def answers(self) -> bool:
        return True

    def changed(self) -> bool:
        # SQLite counts what other connections commit; the journal tells a step from a draft being kept.
        version = self.database.execute_sql("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return False
        before, self._version = self._line, version
        self._line = self.database.execute_sql("SELECT max(id) FROM journal").fetchone()[0] or 0
        return -1 < before != self._line

    def explain(self, error: Exception) -> ComptoirError | None:
        failures = (peewee.PeeweeException, dbapi2.Error)
        said = " ".join(str(one) for one in causes(error) if isinstance(one, failures))
        if "disk is full" in said or "disk I/O" in said:
            return DiskFull(
                "Disque plein",
                "Rien n’a été enregistré, votre saisie reste à l’écran. "
                "Faites libérer de la place, puis validez à nouveau.",
            )
        # What SQLCipher cannot decipher any more it says is no database, and then that it may not be written.
        if "not a database" in said or "malformed" in said or ("readonly" in said and self._may_write()):
            return DatabaseRefused(*(_REPLACED if self._replaced() else _DAMAGED))
        if "readonly" in said:
            return ComptoirError(
                "Base en lecture seule",
                "Rien n’a été enregistré, votre saisie reste à l’écran. "
                "Faites vérifier les droits du dossier de la base, puis validez à nouveau.",
            )
        if "locked" in said:
            return ComptoirError(
                "Base occupée", "Un autre poste écrit. Votre saisie reste à l’écran ; validez à nouveau."
            )
        return None

    def _may_write(self) -> bool:
        return all(os.access(one, os.W_OK) for one in (self.path, self.path.parent) if one.exists())

    def problems(self) -> list[str]:
        found = [row[0] for row in self.database.execute_sql("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = self.database.execute_sql("PRAGMA foreign_key_check").fetchall()
        found += [f"{row[0]} {row[1]} : renvoie vers {row[2]}, qui n’existe pas" for row in orphans]
        return found + [
            f"chiffrement : {row[0]}" for row in self.database.execute_sql("PRAGMA cipher_integrity_check")
        ]

    def claim(self) -> bool:
        return self._claim.take()

    def release(self) -> None:
        self._claim.release()

    def begin_loading(self) -> None:
        # Whoever fills a new file throws it away when that fails: nothing has to survive a power cut yet.
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -300000"):
            self.database.execute_sql(f"PRAGMA {pragma}")

    def end_loading(self) -> None:
        for pragma in ("cache_size = -2000", "synchronous = full", "journal_mode = wal"):
            self.database.execute_sql(f"PRAGMA {pragma}")

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        marks = ", ".join("?" for _ in columns)
        self.database.cursor().executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows
        )
