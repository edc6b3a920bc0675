"""The words of everybody: what the index holds after a contact, an upgrade, a deletion."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import clock
from models.known import search
from models.person import person
from models.person.person import Person, PersonForm, PersonRow
from models.service.agent import SYSTEM
from models.store.database import HISTORY, Database, engine
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY

# How the index was before there was 0002.
_FILE_BEFORE = (
    "CREATE VIRTUAL TABLE person_search USING fts5("
    "folded, tokenize = \"unicode61 remove_diacritics 0\", prefix = '1 2 3')",
    "CREATE VIRTUAL TABLE person_word USING fts5vocab(person_search, row)",
    "INSERT INTO person_search (rowid, folded) SELECT id, lower(family_name) FROM person",
)
_SERVER_BEFORE = (
    "CREATE TABLE person_search ("
    "person_id integer PRIMARY KEY REFERENCES person ON DELETE CASCADE, folded tsvector NOT NULL)",
    "CREATE INDEX person_search_folded ON person_search USING gin (folded)",
    "CREATE TABLE person_word (word text PRIMARY KEY)",
    "INSERT INTO person_search SELECT id, to_tsvector('simple', family_name) FROM person",
)


def _sql(statement: str) -> Any:
    return engine().database.execute_sql(statement)  # type: ignore[no-untyped-call]


def _go_back(statements: tuple[str, ...]) -> None:
    engine().drop_search()
    for statement in (
        *statements,
        "ALTER TABLE person DROP COLUMN nickname",
        "ALTER TABLE person DROP COLUMN birth_precision",
        f"DELETE FROM {HISTORY} WHERE substr(name, 1, 4) IN ('0002', '0008', '0020')",
    ):
        _sql(statement)


def _upgraded(connect: Callable[[], Any], statements: tuple[str, ...]) -> None:
    """Persons kept before 0002 are found after 0020, the latest seen first, and go on being kept."""
    before = Database.open(connect())
    forms = {
        name: PersonForm(family_name=name, given_name="Marie") for name in ("Krasniqi", "Dupont", "Dupond")
    }
    numbers = {name: before.call(person.create, SYSTEM, form, "CH", name).id for name, form in forms.items()}
    before.call(person.touch, numbers["Dupond"])
    before.call(_go_back, statements)
    before.close()
    after = Database.open(connect(), migrate=True)
    try:
        assert [one.person_id for one in after.call(search.search, "dup mar")] == [
            numbers["Dupond"],
            numbers["Dupont"],
        ]
        assert [one.person_id for one in after.call(search.search, "krasnichi")] == [numbers["Krasniqi"]]
        kept = after.call(
            person.change, SYSTEM, numbers["Dupont"], PersonForm(family_name="Durand", nickname="Mimi"), "CH"
        )
        assert kept.nickname == "Mimi"
        assert [one.person_id for one in after.call(search.search, "mimi")] == [kept.id]
        assert after.call(after.engine.problems) == []
    finally:
        after.close()


def test_a_file_of_before_is_searched_like_a_new_one(file_path: Path) -> None:
    _upgraded(lambda: SqlCipherEngine(file_path, KEY), _FILE_BEFORE)


@pytest.mark.postgres
def test_a_server_of_before_is_searched_like_a_new_one(server_url: str) -> None:
    _upgraded(lambda: PostgresEngine(server_url), _SERVER_BEFORE)


def test_a_contact_leaves_one_line_of_the_index_for_each_person(
    db: Database, marie: Person, monday: object
) -> None:
    for days in (3, 2, 2, 0):
        with clock.frozen(clock.now() - timedelta(days=days)):
            db.call(person.touch, marie.id)
        assert db.call(lambda: _sql("SELECT count(*) FROM person_search").fetchone()[0]) == 1
        assert [one.person_id for one in db.call(search.search, "marie")] == [marie.id]


def test_who_is_deleted_leaves_nothing_to_find(db: Database, marie: Person, monday: object) -> None:
    db.call(person.touch, marie.id)
    db.call(lambda: PersonRow.delete().where(PersonRow.id == marie.id).execute())
    assert db.call(lambda: _sql("SELECT count(*) FROM person_search").fetchone()[0]) == 0
