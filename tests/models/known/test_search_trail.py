"""Nobody lists everybody by searching: a page at a time, and each search leaves its line."""

import pytest

from models.known import search
from models.person import person
from models.person.person import Person, PersonForm
from models.service.agent import Agent
from models.store import journal
from models.store.database import Database


@pytest.fixture(autouse=True)
def _nothing_under_way() -> None:
    search._under_way.clear()


def lines(db: Database) -> list[str]:
    """What was searched for, oldest first."""
    every = reversed(db.call(journal.latest, 1000))
    return [one.detail["words"] for one in every if one.action == "person.searched"]


def test_the_letters_of_one_search_are_one_line(db: Database, alice: Agent, marie: Person) -> None:
    for typed in ("d", "du", "dup", "dupo", "dup", "dupont"):
        db.call(search.asked, alice, typed)
    assert lines(db) == [] and search.under_way(alice)
    for typed in ("m", "ma", "marie"):
        db.call(search.asked, alice, typed)
    assert lines(db) == ["dupont"]
    db.call(search.settle, alice)
    db.call(search.settle, alice)
    assert lines(db) == ["dupont", "marie"] and not search.under_way(alice)


def test_searches_of_two_agents_do_not_mix(db: Database, alice: Agent, worker: Agent) -> None:
    for who, typed in ((alice, "dup"), (worker, "rey"), (alice, "dupont"), (worker, "reymond")):
        db.call(search.asked, who, typed)
    for who in (alice, worker):
        db.call(search.settle, who)
    assert lines(db) == ["dupont", "reymond"]
    assert [one.agent_id for one in db.call(journal.latest, 2)] == [worker.id, alice.id]


def test_no_search_gives_more_than_a_page(db: Database, alice: Agent) -> None:
    for number in range(search.LIMIT + 5):
        form = PersonForm(family_name=f"Dupont {chr(97 + number % 26)}{number}")
        db.call(person.create, alice, form, "CH", f"k{number}")
    assert len(db.call(search.asked, alice, "d")) == search.LIMIT
    assert db.call(search.asked, alice, "") == db.call(search.asked, alice, "*") == []
    db.call(search.settle, alice)
