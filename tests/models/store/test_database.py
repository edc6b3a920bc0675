"""What must hold whatever the counter does: one thread, whole writes, the tables the models describe."""

import asyncio
import importlib
import pkgutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peewee
import pytest

import models
from models.errors import ComptoirError
from models.person import person
from models.person.person import Person, PersonForm, PersonRow
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import database
from models.store.database import HISTORY, MIGRATIONS, Database, ReceiptRow, Row, engine, once
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY


def _execute(sql: str) -> Any:
    return engine().database.execute_sql(sql).fetchall()  # type: ignore[no-untyped-call]


def _new_person(db: Database, by: Agent, key: str) -> Person:
    return db.call(person.create, by, PersonForm(family_name=f"Dupont {key}"), "CH", key)


# One thread


def test_every_verb_runs_on_the_one_database_thread(db: Database) -> None:
    names = {db.call(lambda: threading.current_thread().name) for _ in range(5)}
    assert len(names) == 1
    assert threading.current_thread().name not in names


def test_a_query_on_the_thread_of_the_screens_raises(db: Database) -> None:
    with pytest.raises(peewee.InterfaceError, match="not opened"):
        PersonRow.select().count()


async def test_the_screens_go_on_while_the_database_works(db: Database) -> None:
    held = threading.Event()
    slow = asyncio.ensure_future(db.run(held.wait, 60))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not slow.done()
    held.set()
    assert await slow


def test_closing_twice_is_harmless(reopen: Callable[[], Database]) -> None:
    opened = reopen()
    opened.close()
    opened.close()


# Whole writes


def test_a_form_sent_twice_creates_once(db: Database, alice: Agent) -> None:
    assert _new_person(db, alice, "form-1") == _new_person(db, alice, "form-1")
    assert db.call(PersonRow.select().count) == 1


def test_the_key_of_one_form_does_not_serve_another(db: Database, alice: Agent) -> None:
    _new_person(db, alice, "form-1")
    with pytest.raises(ComptoirError, match="a déjà servi à autre chose"):
        db.call(once, "form-1", "visit", lambda: 1)


def test_a_form_that_fails_keeps_its_key_for_the_next_try(db: Database, alice: Agent) -> None:
    def breaks() -> int:
        raise ZeroDivisionError

    @database.write(Permission.PERSON)
    def verb(by: Agent) -> None:
        once("form-1", "person", breaks)

    with pytest.raises(ZeroDivisionError):
        db.call(verb, alice)
    assert db.call(ReceiptRow.select().count) == 0
    assert _new_person(db, alice, "form-1").family_name == "Dupont form-1"


def test_what_one_desk_kept_the_other_sees(
    reopen: Callable[[], Database], alice: Agent, db: Database
) -> None:
    kept = _new_person(db, alice, "form-1")
    other = reopen()
    try:
        assert other.call(person.get, kept.id) == kept
    finally:
        other.close()


# The migrations make the tables that the models describe


def _described() -> dict[str, Any]:
    for module in pkgutil.walk_packages(models.__path__, "models."):
        importlib.import_module(module.name)
    tables = {}
    for row in Row.__subclasses__():
        meta: Any = row._meta
        columns = {(field.column_name, field.null) for field in meta.sorted_fields}
        indexes = {_index(meta, one) for one in meta.indexes}
        indexes |= {
            ((one.column_name,), bool(one.unique), False)
            for one in meta.sorted_fields
            if one.unique or one.index
        }
        tables[meta.table_name] = (columns, indexes - {(("id",), True, False)})
    return tables


def _index(meta: Any, one: Any) -> tuple[tuple[str, ...], bool, bool]:
    """The columns of an index, whether it is unique, and whether it holds some of the rows only."""
    if isinstance(one, peewee.Index):
        made: Any = one
        names = tuple(field.column_name for field in made._expressions)
        return names, bool(made._unique), made._where is not None
    return tuple(meta.combined[name].column_name for name in one[0]), bool(one[1]), False


def _stored() -> dict[str, Any]:
    base: Any = engine().database
    tables = {}
    for name in base.get_tables():
        if name == HISTORY or name.startswith(("person_search", "person_word", "sqlite_")):
            continue
        keys = {column.name for column in base.get_columns(name) if column.primary_key}
        columns = {(column.name, column.null) for column in base.get_columns(name)}
        indexes = {
            (tuple(index.columns), bool(index.unique), " WHERE " in str(index.sql))
            for index in base.get_indexes(name)
        }
        # The index of a primary key is the engine's own.
        tables[name] = (columns, {one for one in indexes if not (one[1] and set(one[0]) == keys)})
    return tables


def test_the_migrations_make_exactly_what_the_models_describe(db: Database) -> None:
    stored, described = db.call(_stored), db.call(_described)
    assert set(stored) == set(described)
    for name, wanted in described.items():
        assert stored[name] == wanted, name


def test_the_stored_columns_are_as_wide_as_the_models_say(db: Database) -> None:
    base: Any = db.engine.database
    on_file = isinstance(db.engine, SqlCipherEngine)
    if on_file:
        found = str(db.call(_execute, "SELECT sql FROM sqlite_master WHERE type = 'table'"))
    else:
        tables = db.call(base.get_tables)
        found = str(
            {(name, one.name, one.full_type) for name in tables for one in db.call(base.get_columns, name)}
        )
    for row in Row.__subclasses__():
        meta: Any = row._meta
        for field in meta.sorted_fields:
            if isinstance(field, peewee.CharField):
                name, width = field.column_name, field.max_length
                wide = f"'{meta.table_name}', '{name}', 'character varying({width})'"
                assert (f'"{name}" VARCHAR({width})' if on_file else wide) in found


def test_preparing_a_prepared_base_changes_nothing(file_path: Path) -> None:
    for _ in range(2):
        opened = Database.open(SqlCipherEngine(file_path, KEY), migrate=True)
        assert opened.call(lambda: len(_execute(f"SELECT * FROM {HISTORY}"))) == len(
            list(MIGRATIONS.glob("[0-9]*.py"))
        )
        assert opened.call(agent.get, 1).name == "Alice Aubert"
        opened.close()
