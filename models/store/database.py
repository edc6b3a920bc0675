"""One database, one thread: opened here, migrated here, and every verb runs here.

The thread of the screens has no connection, so a query that strays there raises instead of
freezing the desk. ``await database.run(verb, …)`` from a screen, ``database.call(verb, …)`` elsewhere.
"""

import asyncio
import functools
import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, Self, TypeVar, cast

import peewee

from models.errors import ComptoirError, DatabaseRefused, DiskFull, NotFound, Unreachable
from models.store.engines.engine import Engine

P = ParamSpec("P")
T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
HISTORY = "schema_migration"
# Seconds that an answer may take when the program wants to end.
PATIENCE = 2
_AWAY = (
    "Serveur injoignable",
    "Le serveur de la base ne répond pas. Votre saisie reste à l’écran ; continuez, Comptoir dira "
    "quand il répond de nouveau.",
)

_proxy = peewee.DatabaseProxy()
_engine: Engine | None = None
_work = threading.local()
# Held while a transaction of this process lasts.
_turn = threading.RLock()
_vital: set[Callable[..., Any]] = set()
# What each verb needs, by its full name.
PERMISSIONS: dict[str, object] = {}


class Instant(peewee.DateTimeField):
    """An aware instant, stored as UTC without offset so that both engines order it alike."""

    def db_value(self, value: datetime | None) -> Any:
        if value is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(value)  # type: ignore[no-untyped-call]

    def python_value(self, value: Any) -> datetime | None:
        instant: datetime | None = super().python_value(value)  # type: ignore[no-untyped-call]
        return instant if instant is None else instant.replace(tzinfo=UTC)


class Row(peewee.Model):
    """Base of every table. Rows stay inside ``models``; verbs return frozen dataclasses."""

    if TYPE_CHECKING:  # Peewee adds ``id`` and the ``person_id`` of a foreign key by itself
        id: Any

        def __getattr__(self, name: str) -> Any: ...

    class Meta:
        database = _proxy
        legacy_table_names = False

    @classmethod
    def numbered(cls, number: int, title: str, message: str) -> Any:
        """The row of that number. Raises :class:`NotFound`, which says ``title`` and ``message``."""
        row = cls.get_or_none(cls.id == number)
        if row is None:
            raise NotFound(title, message)
        return row


def engine() -> Engine:
    """What differs between SQLCipher and PostgreSQL, for the database that is open."""
    if _engine is None:
        raise RuntimeError("no database is open")
    return _engine


class Actor(Protocol):
    """Who does something: an agent, or the program by itself, which has no number."""

    @property
    def id(self) -> int | None: ...

    def must(self, needed: Any) -> None:
        """Raises :class:`models.errors.Forbidden` for who may not do what needs this permission."""


def read(needed: object) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Run a verb that gives personal data only for an actor, its first argument, who has ``needed``."""

    def decorate(verb: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(verb)
        def allowed(*args: P.args, **kwargs: P.kwargs) -> T:
            cast(Actor, args[0]).must(needed)
            return verb(*args, **kwargs)

        PERMISSIONS[f"{verb.__module__}.{verb.__qualname__}"] = needed
        return allowed

    return decorate


def write(needed: object) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """As :func:`read`, and run the verb in one transaction with its journal line.

    A verb that wrote nothing in the journal is rolled back: at this counter a write without a trace
    is a defect. Verbs may call one another; the outermost one commits.
    """

    def decorate(verb: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(verb)
        def transaction(*args: P.args, **kwargs: P.kwargs) -> T:
            before = getattr(_work, "lines", 0)
            outermost = not _proxy.in_transaction()
            if outermost:
                engine().begin_write()
            with atomic():
                result = verb(*args, **kwargs)
                if getattr(_work, "lines", 0) == before:
                    raise RuntimeError(f"{verb.__module__}.{verb.__name__} left no line in the journal")
            if outermost:
                engine().acknowledged()
            return result

        return read(needed)(transaction)

    return decorate


def vital(verb: Callable[P, T]) -> Callable[P, T]:
    """``verb`` is possible on a full disk too: some room is kept for it, and it is then tried again."""
    _vital.add(verb)
    return verb


@contextmanager
def atomic() -> Iterator[None]:
    """All or nothing for the block: a transaction, or a savepoint inside the one that is open."""
    with _turn, _proxy.atomic():
        yield


def between_writes() -> AbstractContextManager[object]:
    """A block during which no transaction is under way in this process: it may be put to sleep there."""
    return _turn


def count_journal_line() -> None:
    """Called by :mod:`models.store.journal` for each line, so that :func:`write` can tell there is one."""
    _work.lines = getattr(_work, "lines", 0) + 1


class Database:
    """An open database and its one thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._connected = False
        # Whether the server is known to be away: verbs are then refused at once. Set by who watches it.
        self.away = False

    @classmethod
    def open(cls, engine: Engine, *, migrate: bool = False) -> Self:
        """Connect, check the version and, with ``migrate``, bring the tables up to date.

        Raises :class:`DatabaseRefused` for a wrong key, a later version or tables not yet prepared.
        """
        database = cls(engine)
        try:
            database.call(database._connect, migrate)
        except BaseException:
            database.close()
            raise
        return database

    async def run(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``verb`` on the database thread without blocking the screens."""
        return await asyncio.wrap_future(self.ask(verb, *args, **kwargs))

    def call(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``verb`` on the database thread and wait for it: commands and tests only."""
        return self.ask(verb, *args, **kwargs).result()

    def close(self) -> None:
        """Finish what was asked, close the connection, end the thread. May be called twice.

        A server that does not answer is not waited for.
        """
        if self.away or self.engine.silence() > PATIENCE:
            self.away = True
            self.engine.hang_up()
        try:
            self._thread.submit(self.engine.database.close).result()
        except RuntimeError:
            return
        self._thread.shutdown()

    def ask(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``verb`` on the database thread; what it will give."""
        return self._thread.submit(self._explained, functools.partial(verb, *args, **kwargs))

    def _explained(self, task: Callable[[], T]) -> T:
        """The one place where an engine's error becomes a sentence."""
        try:
            if self.away:
                raise Unreachable(*_AWAY)
            if self._connected:
                self.engine.reconnect()
            return task()
        except ComptoirError:
            raise
        except Exception as error:
            explanation = self.engine.explain(error)
            if explanation is None:
                raise
            verb = getattr(task, "func", task)
            if isinstance(explanation, DiskFull) and verb in _vital and self.engine.make_room():
                return self._explained(task)
            raise explanation from error

    def _connect(self, migrate: bool) -> None:
        global _engine
        self.engine.connect(create=migrate)
        self._connected = True
        _proxy.initialize(self.engine.database)
        _engine = self.engine
        applied = self._applied()
        known = sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))
        later = applied - set(known)
        if later:
            raise DatabaseRefused(
                "Base plus récente",
                "Cette base a été préparée par une version plus récente de Comptoir. "
                "Mettez ce poste à jour ; rien n’a été modifié.",
            )
        if applied != set(known):
            if not migrate:
                raise DatabaseRefused(
                    "Base à préparer",
                    "Les tables ne sont pas à jour. Lancez « comptoir init » ; rien n’est perdu.",
                )
            self._upgrade(set(known))

    def _upgrade(self, known: set[str]) -> None:
        """Run the migrations that are missing, all or none, at one desk while others wait for it."""
        from playhouse.migrations import Runner  # 20 ms: only when there is something to migrate

        runner = Runner(self.engine.database, str(MIGRATIONS), table_name=HISTORY)
        with runner.migrator.migration_context():
            # Whoever had to wait finds it done.
            if self._applied() != known:
                runner.up()

    def _applied(self) -> set[str]:
        if not self.engine.database.table_exists(HISTORY):
            return set()
        rows: Any = self.engine.database.execute_sql(f"SELECT name FROM {HISTORY}")  # type: ignore[no-untyped-call]
        return {name for (name,) in rows}


def once(key: str, kind: str, make: Callable[[], int], content: object = None) -> int:
    """The id that ``make`` created under the idempotency ``key``, creating it only the first time.

    A form keeps its key until it is acknowledged, so a retry after a cut line finds what the first
    try created instead of creating it twice. ``content`` is what the form says, in dataclasses: a retry
    that says something else is refused (:class:`ComptoirError`), because the first try was kept and what
    was corrected since would be lost in silence. Runs inside the caller's transaction.
    """
    stands_for = hashlib.sha256(repr(content).encode()).hexdigest() if content is not None else ""
    receipt = ReceiptRow.get_or_none(ReceiptRow.key == key)
    if receipt is None:
        receipt = ReceiptRow.create(key=key, kind=kind, subject_id=make(), content=stands_for)
    elif receipt.kind != kind:
        raise ComptoirError(
            "Envoi déjà fait", "Ce formulaire a déjà servi à autre chose. Rouvrez-le depuis le comptoir."
        )
    elif stands_for and receipt.content not in ("", stands_for):
        raise ComptoirError(
            "Déjà enregistré",
            "Ce formulaire a été gardé avant votre dernière correction, qui ne l’est pas. "
            "Échap le ferme ; reprenez la correction depuis la fiche ou la liste.",
        )
    return int(receipt.subject_id)


class ReceiptRow(Row):
    """What an idempotency key created."""

    key = peewee.CharField(primary_key=True, max_length=80)
    kind = peewee.CharField(max_length=20)
    subject_id = peewee.IntegerField()
    # A digest of what was kept; empty where the key alone says it.
    content = peewee.CharField(max_length=64, default="")

    class Meta:
        table_name = "receipt"
