"""What a verb may leave behind (nothing), and how long it may keep others from writing."""

from collections.abc import Callable
from typing import Any

from models.person import person
from models.person.person import PersonForm, PersonRow
from models.service.agent import Agent
from models.store.database import Database, engine


def _new_person(db: Database, by: Agent, key: str) -> None:
    db.call(person.create, by, PersonForm(family_name=f"Dupont {key}"), "CH", key)


# Nothing stays open behind a verb


def test_an_answer_half_read_hides_no_colleague_and_stops_no_write(
    db: Database, alice: Agent, reopen: Callable[[], Database]
) -> None:
    for key in ("one", "two"):
        _new_person(db, alice, key)
    half_read = PersonRow.select().namedtuples()
    assert db.call(lambda: next(iter(half_read))).family_name == "Dupont one"
    here, other = engine(), reopen()
    try:
        _new_person(other, alice, "meanwhile")
        count: Any = "SELECT count(*) FROM person"
        assert db.call(lambda: here.database.execute_sql(count).fetchone()) == (3,)  # type: ignore[no-untyped-call]

        def write() -> None:
            with here.database.atomic():
                here.database.execute_sql("DELETE FROM person")  # type: ignore[no-untyped-call]

        db.call(write)
    finally:
        other.close()


def test_the_tests_see_a_statement_that_a_verb_leaves_open(file_db: Database, left_open: list[str]) -> None:
    session: Any = file_db.call(engine().database.connection)

    def leave() -> Any:
        return session.cursor().execute("SELECT id FROM schema_migration")

    half_read = file_db.call(leave)
    assert [one.split(">.")[1] for one in left_open] == ["leave left a statement open"]
    left_open.clear()
    file_db.call(half_read.close)
    assert not left_open


def test_the_tests_see_a_transaction_that_a_verb_leaves_open(db: Database, left_open: list[str]) -> None:
    db.call(engine().database.begin)
    assert "begin left a transaction" in left_open[0]
    left_open.clear()
    db.call(engine().database.rollback)
    assert not left_open
