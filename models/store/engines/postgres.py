"""PostgreSQL 15 or later, for a network of sites: one server, the same tables and verbs as the file."""

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import peewee

from models.errors import ComptoirError, DatabaseRefused, DiskFull, Unreachable
from models.store.engines.engine import causes
from models.store.engines.server_copy import ServerCopy, at_home
from models.store.engines.server_search import ServerSearch

OLDEST = 150_000
# "comptoir" in eight bytes: the lock that every transaction takes, so that verbs written for a file with
# one writer at a time (next ticket, "is it still free?") hold here too.
_WRITER = 0x636F6D70746F6972
# The same but for its last byte: the lock of Engine.claim, which belongs to the session.
_CLAIM = 0x636F6D70746F6900
_SESSION = (
    # Long enough for a colleague's write, short enough to say that something is stuck.
    "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s'; SET timezone = 'UTC'; "
    # Compiling a query takes longer than any of these runs.
    "SET jit = off; "
    # So that the server notices too, and lets go of what a machine that lost its power has locked.
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
)
# So that a line that fell is noticed in seconds rather than in the hours of the TCP defaults.
_LINE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "comptoir",
}

_KEPT = "Rien n’a été enregistré, votre saisie reste à l’écran. "
_FULL = ("Disque plein", f"{_KEPT}Faites libérer de la place sur le serveur, puis validez à nouveau.")
_READ_ONLY = ("Base en lecture seule", f"{_KEPT}Prévenez la personne qui gère le serveur.")
_BUSY = ("Base occupée", "Un autre poste écrit. Votre saisie reste à l’écran ; validez à nouveau.")
_CROWDED = ("Serveur saturé", f"{_KEPT}Trop de postes sont connectés ; réessayez dans un instant.")
_DAMAGED = ("Base abîmée", "Arrêtez la saisie et prévenez la personne qui gère les sauvegardes.")
_FORBIDDEN = (
    "Droits insuffisants",
    (
        f"{_KEPT}Le compte du serveur n’a pas tous les droits sur cette base : prévenez la personne qui "
        "gère le serveur."
    ),
)
_LOST = (
    "Connexion perdue",
    "Le serveur de la base ne répond plus. Votre saisie reste à l’écran ; validez à nouveau : "
    "la connexion sera rétablie, et rien ne sera créé deux fois.",
)
_CHANGED = (
    "Base mise à jour",
    f"{_KEPT}Les tables viennent de changer ; validez à nouveau, la connexion est refaite.",
)
# By SQLSTATE (PostgreSQL documentation, appendix A); two characters stand for the whole class.
_SENTENCES = {
    "53100": _FULL,
    "58030": _FULL,
    "25006": _READ_ONLY,
    "55P03": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "57014": _BUSY,
    "53300": _CROWDED,
    "42501": _FORBIDDEN,
    "25P03": _LOST,
    "57P01": _LOST,
    "57P02": _LOST,
    "57P03": _LOST,
    "57P04": _LOST,
    "08": _LOST,
    "XX": _DAMAGED,
    "0A000": _CHANGED,
}

_KINDS = {_DAMAGED: DatabaseRefused, _LOST: Unreachable, _FULL: DiskFull}


class PostgresEngine(ServerSearch, ServerCopy):
    """A database of a server, at ``url`` (``postgresql://agent@server/comptoir``)."""

    def __init__(self, url: str) -> None:
        """Raises :class:`ComptoirError` when Comptoir was installed without its ``postgres`` extra."""
        try:
            import psycopg  # an extra: a counter that has a file does without
        except ImportError as error:
            raise ComptoirError(
                "PostgreSQL indisponible",
                "Ce poste n’a pas de quoi joindre un serveur. Installez « comptoir[postgres] ».",
            ) from error
        super().__init__()
        self.url = url
        self._line = -1
        # The session, and since when an answer of the server is waited for: what other threads may look at.
        self._now: Any = None
        self._asked_at: float | None = None
        # The session that holds the lock of ``claim``.
        self._claimed: Any = None
        self._driver_error = psycopg.Error
        self._hung_up = psycopg.OperationalError
        try:
            given = psycopg.conninfo.conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            raise ComptoirError(
                "Adresse illisible",
                "L’adresse du serveur ne se lit pas. Écrivez postgresql://compte@serveur/base.",
            ) from error
        self.name = str(given.get("dbname", ""))
        self.line = {key: value for key, value in _LINE.items() if key not in given}
        if not ({"sslmode", "service"} & given.keys() or "PGSSLMODE" in os.environ or at_home(given)):
            self.line["sslmode"] = "require"
        self.database: peewee.Database = _one_writer(
            "postgresql://" + url.split("://", 1)[1], self.line, self._waiting
        )

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self._asked_at = time.monotonic()
        try:
            yield
        finally:
            self._asked_at = None

    def connect(self, create: bool = False) -> None:
        """``create`` changes nothing: a server's databases are made by whoever runs it."""
        try:
            with self._waiting():
                self.database.connect()
        except peewee.PeeweeException as error:
            raise self._refusal(error) from error
        self._now = self._session()
        if self.database.server_version < OLDEST:
            raise DatabaseRefused(
                "Serveur trop ancien", "Comptoir demande PostgreSQL 15 ou plus récent. Rien n’a été modifié."
            )
        self._sql(_SESSION)
        if self._sql("SHOW server_encoding").fetchone()[0] != "UTF8":
            raise DatabaseRefused(
                "Base sans accents", f"La base « {self.name} » n’est pas en UTF-8. Recréez-la en UTF-8."
            )

    def reconnect(self) -> None:
        if not self.database.is_closed():
            if not self._session().closed:
                return
            self.database.close()
        self.connect()

    def _refusal(self, error: Exception) -> ComptoirError:
        # No SQLSTATE before there is a session, and servers speak the language of their administrator.
        said = str(error)
        if "password" in said or "mot de passe" in said:
            return DatabaseRefused(
                "Mot de passe refusé",
                "Le serveur de la base refuse ce compte. Vérifiez l’adresse dans les réglages.",
            )
        if self.name in said and ("does not exist" in said or "n'existe pas" in said):
            return DatabaseRefused(
                "Base introuvable",
                f"Le serveur ne connaît pas « {self.name} », base ou compte. "
                "Vérifiez l’adresse dans les réglages.",
            )
        if "SSL" in said and "required" in said:
            return DatabaseRefused(
                "Liaison non chiffrée",
                "Le serveur n’offre pas de liaison chiffrée (TLS), et rien ne part sans elle. Faites-la "
                "activer. Sur un câble à vous seul, « ?sslmode=disable » à la fin de l’adresse s’en passe.",
            )
        if "too many" in said or "remaining connection slots" in said:
            return DatabaseRefused(*_CROWDED)
        return Unreachable(
            "Serveur injoignable",
            "Le serveur de la base ne répond pas. Vérifiez le réseau et l’adresse dans les réglages.",
        )

    def make_room(self) -> bool:
        return False  # whoever runs the server looks after its disk

    def silence(self) -> float:
        asked_at = self._asked_at
        return 0 if asked_at is None else time.monotonic() - asked_at

    def hang_up(self) -> None:
        # The thread that waits for an answer reads the end of the line instead. With ``close`` it would
        # wait on, and the system could give its number to another file meanwhile.
        if self._now is None:
            return
        with suppress(OSError, self._driver_error), socket.socket(fileno=os.dup(self._now.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)

    def answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url, **{**self.line, "connect_timeout": 2}).close()
        except psycopg.Error as error:
            # What refuses answers; which it is, the next verb tells.
            return not isinstance(self._refusal(error), Unreachable)
        return True

    def changed(self) -> bool:
        # One index is looked at. Transactions take turns, so the last line is that of the last write.
        before, self._line = self._line, self._sql("SELECT max(id) FROM journal").fetchone()[0] or 0
        return -1 < before != self._line

    def explain(self, error: Exception) -> ComptoirError | None:
        for cause in causes(error):
            if not isinstance(cause, self._driver_error):
                continue
            state = cause.sqlstate or ""
            sentence = _SENTENCES.get(state) or _SENTENCES.get(state[:2])
            if not state and isinstance(cause, self._hung_up):
                sentence = _LOST
            if sentence is _CHANGED:
                # This session keeps the plan of a query by its old columns, and would refuse it for ever.
                self._session().close()
            if sentence is not None:
                return _KINDS.get(sentence, ComptoirError)(*sentence)
        return None

    def problems(self) -> list[str]:
        return list(self._problems())

    def _problems(self) -> Iterator[str]:
        session = self._session()
        host = session.info.host
        if not (at_home({"host": host}) or session.pgconn.ssl_in_use):
            yield f"la liaison avec {host} n’est pas chiffrée : ajoutez « ?sslmode=require » à l’adresse"
        for (name,) in self._sql("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"):
            yield f"index {name} : incomplet, à reconstruire (REINDEX)"
        failures = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
        if count := self._sql(failures).fetchone()[0]:
            yield f"{count} pages ne se relisent plus telles qu’elles ont été écrites"

    def begin_write(self) -> None:
        """The server knows its files."""

    def acknowledged(self) -> None:
        """What a server acknowledged, its own log keeps."""

    def accept_loss(self) -> int:
        """See ``acknowledged``: none."""
        return 0

    def claim(self) -> bool:
        # A session gets its own lock a second time; after a lost line it is another session.
        if self._claimed is self._session():
            return False
        if self._sql("SELECT pg_try_advisory_lock(%s)", (_CLAIM,)).fetchone()[0]:
            self._claimed = self._session()
            return True
        return False

    def release(self) -> None:
        claimed, self._claimed = self._claimed, None
        if claimed is not None and not claimed.closed and claimed is self._session():
            self._sql("SELECT pg_advisory_unlock(%s)", (_CLAIM,))

    def begin_loading(self) -> None:
        """A server has its own ways to be fast."""

    def end_loading(self) -> None:
        """See ``begin_loading``."""

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        with self._session().cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if "id" in columns:  # the next one created must not get a number that was loaded
            last = f"(SELECT max(id) FROM {table})"
            self._sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last}) WHERE {last} > 0")

    def _session(self) -> Any:
        return self.database.connection()  # type: ignore[no-untyped-call]

    def _sql(self, sql: str, values: Sequence[object] = ()) -> Any:
        return self.database.execute_sql(sql, values)  # type: ignore[no-untyped-call]


def _one_writer(url: str, line: dict[str, Any], waiting: Callable[[], Any]) -> peewee.Database:
    """Peewee's PostgreSQL, where a transaction waits for the one that is writing.

    ``waiting`` is entered for as long as an answer of the server is.
    """
    import psycopg
    from playhouse.postgres_ext import Psycopg3Database

    class Asking(psycopg.Cursor[Any]):
        def execute(self, *args: Any, **kwargs: Any) -> Any:
            with waiting():
                return super().execute(*args, **kwargs)

    class OneWriter(Psycopg3Database):
        def begin(self, isolation_level: Any = None) -> None:
            super().begin(isolation_level)
            try:
                self.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITER,))
            except BaseException:
                self.rollback()
                raise

    return OneWriter(url, autoconnect=False, cursor_factory=Asking, **line)
