"""What only a server can do: be away, hang up, refuse an account, serve two desks at the same instant."""

import builtins
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from models.errors import ComptoirError, DatabaseRefused
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.service import agent
from models.service.agent import Agent
from models.store import draft
from models.store.database import Database, engine
from models.store.engines import postgres
from models.store.engines.postgres import PostgresEngine
from tests.models.conftest import prepare_server
from tests.server import Server, started

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server(server_programs: Path) -> Iterator[Server]:
    """A server of this file alone: it is stopped, and its rules are changed."""
    with started(server_programs) as server:
        prepare_server(server)
        yield server


@pytest.fixture
def desk(server_url: str) -> Iterator[Database]:
    opened = Database.open(PostgresEngine(server_url))
    yield opened
    opened.close()


@pytest.fixture
def alice(desk: Database) -> Agent:
    return desk.call(agent.get, 1)


@pytest.fixture
def meddler(server_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Another session of the same database, beside Comptoir."""
    with psycopg.connect(server_url, autocommit=True) as session:
        yield session


def _hang_up(meddler: psycopg.Connection[Any]) -> None:
    meddler.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE application_name = 'comptoir' AND datname = current_database()"
    )


def _refusal(url: str) -> ComptoirError:
    with pytest.raises(ComptoirError) as refused:
        Database.open(PostgresEngine(url))
    return refused.value


def test_a_dropped_connection_is_said_and_the_next_verb_connects_again(
    desk: Database, alice: Agent, meddler: psycopg.Connection[Any]
) -> None:
    form = PersonForm(family_name="Dupont")
    _hang_up(meddler)
    with pytest.raises(ComptoirError, match="Le serveur de la base ne répond plus"):
        desk.call(person.create, alice, form, "CH", "key")
    kept = desk.call(person.create, alice, form, "CH", "key")
    assert desk.call(person.get, kept.id) == kept


def test_a_connection_dropped_inside_a_write_leaves_nothing_of_it(
    desk: Database, alice: Agent, meddler: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = person.index

    def cut_then_index(row: Any) -> None:
        _hang_up(meddler)
        index(row)

    monkeypatch.setattr(person, "index", cut_then_index)
    with pytest.raises(ComptoirError, match="validez à nouveau"):
        desk.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "key")
    monkeypatch.undo()
    kept = desk.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "key")
    assert meddler.execute("SELECT id FROM person").fetchall() == [(kept.id,)]


def test_a_server_that_is_away_is_said_and_found_again(server: Server, server_url: str) -> None:
    desk = Database.open(PostgresEngine(server_url))
    server.stop()
    try:
        with pytest.raises(ComptoirError, match="ne répond plus"):
            desk.call(agent.get, 1)
        with pytest.raises(DatabaseRefused, match="Serveur injoignable"):
            desk.call(agent.get, 1)
        assert _refusal(server_url).title == "Serveur injoignable"
    finally:
        server.start()
    assert desk.call(agent.get, 1).login == "alice"
    desk.close()


def test_an_unknown_base_and_an_unknown_account_are_said(server: Server) -> None:
    assert "« absente »" in _refusal(server.url("absente")).message
    assert _refusal(server.url("prepared", "personne")).title in ("Base introuvable", "Serveur injoignable")


def test_a_wrong_password_is_said(server: Server, server_url: str) -> None:
    rules = server.folder / "data" / "pg_hba.conf"
    before = rules.read_text()
    server.execute("CREATE ROLE desk LOGIN PASSWORD 'secret'")
    rules.write_text("local all desk scram-sha-256\n" + before)
    server.execute("SELECT pg_reload_conf()")
    try:
        name = server_url.rpartition("/")[2]
        wrong = server_url.replace("comptoir@", "desk:faux@")
        while (refusal := _refusal(wrong)).title != "Mot de passe refusé":
            assert refusal.title == "Base à préparer", name  # the server has not read its rules yet
        assert "faux" not in refusal.message
    finally:
        rules.write_text(before)
        server.execute("SELECT pg_reload_conf()")
        server.execute("DROP ROLE desk")


def test_an_address_that_cannot_be_read_is_said() -> None:
    with pytest.raises(ComptoirError, match="ne se lit pas"):
        PostgresEngine("postgresql://[oops")


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name == "psycopg":
            raise ImportError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ComptoirError, match=r"comptoir\[postgres\]"):
        PostgresEngine("postgresql://localhost/comptoir")


def test_a_server_too_old_is_refused(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OLDEST", 990_000)
    assert _refusal(server_url).title == "Serveur trop ancien"


def test_a_base_that_cannot_hold_every_letter_is_refused(server: Server) -> None:
    server.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    try:
        assert "UTF-8" in _refusal(server.url("latin")).message
    finally:
        server.execute("DROP DATABASE latin WITH (FORCE)")


def test_a_base_without_its_tables_says_how_to_prepare_it(server: Server) -> None:
    server.execute("CREATE DATABASE vide")
    try:
        assert "comptoir init" in _refusal(server.url("vide")).message
    finally:
        server.execute("DROP DATABASE vide WITH (FORCE)")


def test_a_read_only_server_is_said(desk: Database, alice: Agent) -> None:
    desk.call(lambda: engine().database.execute_sql("SET default_transaction_read_only = on"))  # type: ignore[no-untyped-call]
    with pytest.raises(ComptoirError, match="lecture seule"):
        desk.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "key")


def test_a_desk_that_writes_too_long_makes_the_other_wait_then_say_so(
    desk: Database, alice: Agent, meddler: psycopg.Connection[Any]
) -> None:
    desk.call(lambda: engine().database.execute_sql("SET lock_timeout = '50ms'"))  # type: ignore[no-untyped-call]
    with meddler.transaction():
        meddler.execute("SELECT pg_advisory_xact_lock(%s)", (postgres._WRITER,))
        with pytest.raises(ComptoirError, match="Un autre poste écrit"):
            desk.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "key")
    assert (
        desk.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "key").family_name == "Dupont"
    )


def test_a_lost_driver_error_of_the_program_is_not_disguised(desk: Database) -> None:
    with pytest.raises(Exception, match="does not exist") as raised:
        desk.call(lambda: engine().database.execute_sql("SELECT * FROM nowhere"))  # type: ignore[no-untyped-call]
    assert not isinstance(raised.value, ComptoirError)


def test_an_index_left_half_built_is_found(desk: Database, meddler: psycopg.Connection[Any]) -> None:
    meddler.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'visit_day_number'::regclass")
    assert desk.call(desk.engine.problems) == ["index visit_day_number : incomplet, à reconstruire (REINDEX)"]


def test_what_no_column_takes_does_not_lose_a_draft(desk: Database, alice: Agent) -> None:
    desk.call(draft.save, alice, "key", "intake", "Accueil", {"words": "a\0b\ud800c", "cursor": [1, 2]})
    assert desk.call(draft.parked, alice)[0].state == {"words": "abc", "cursor": [1, 2]}


def test_desks_at_the_same_instant_never_give_the_same_ticket(
    server_url: str, in_processes: Callable[..., list[Any]]
) -> None:
    given = in_processes(_take_tickets, [server_url] * 4)
    numbers = sorted(number for numbers in given for number in numbers)
    assert numbers == list(range(1, 101))


def _take_tickets(url: str) -> list[int]:
    desk = Database.open(PostgresEngine(url))
    alice = desk.call(agent.get, 1)
    form = PersonForm(anonymous=True)
    someone = desk.call(person.create, alice, form, "CH", f"desk-{os.getpid()}")
    numbers = [desk.call(visit.arrive, alice, someone.id).number for _ in range(25)]
    desk.close()
    return numbers


def test_a_desk_that_was_open_while_a_column_changed_goes_on(
    desk: Database, meddler: psycopg.Connection[Any]
) -> None:
    for _ in range(8):  # from the fifth time on the driver has the server keep the plan
        desk.call(agent.get, 1)
    meddler.execute("ALTER TABLE agent ALTER COLUMN name TYPE text")
    with pytest.raises(ComptoirError, match="Les tables viennent de changer"):
        desk.call(agent.get, 1)
    assert desk.call(agent.get, 1).name == "Alice Aubert"


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("postgresql://a@serveur/c", "require"),
        ("postgresql://a@localhost,serveur/c", "require"),
        ("postgresql://a@serveur/c?sslmode=verify-full", None),
        ("postgresql://a@serveur/c?sslmode=disable", None),
        ("postgresql://a@localhost/c", None),
        ("postgresql://a@/c?host=/run/postgresql", None),
        ("postgresql://a@serveur/c?hostaddr=127.0.0.1", "require"),
    ],
)
def test_off_this_machine_a_line_is_encrypted_unless_the_address_says_else(
    address: str, asked: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PostgresEngine(address).line.get("sslmode") == asked
    monkeypatch.setenv("PGSSLMODE", "verify-ca")
    assert "sslmode" not in PostgresEngine(address).line


def test_a_server_without_encryption_is_told_as_such(server: Server) -> None:
    server.stop()
    server.listen = "127.0.0.2"
    server.start()
    try:
        refused = _refusal(f"postgresql://comptoir@127.0.0.2:{server.port}/prepared")
        assert refused.title == "Liaison non chiffrée"
        assert "TLS" in refused.message
        # Who asks for it does without, and the check says so each time.
        plain = Database.open(
            PostgresEngine(f"postgresql://comptoir@127.0.0.2:{server.port}/prepared?sslmode=disable")
        )
        assert "n’est pas chiffrée" in plain.call(plain.engine.problems)[0]
        plain.close()
    finally:
        server.stop()
        server.listen = ""
        server.start()
