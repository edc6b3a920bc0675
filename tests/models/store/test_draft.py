"""Drafts: nothing typed is lost, and nobody reads another's."""

from datetime import datetime
from typing import Any

import pytest

from models import clock
from models.errors import NotFound
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.store import draft, journal
from models.store.database import Database

STATE: dict[str, Any] = {
    "fields": {"family_name": "[/bold] 'é😀", "words": "deux\nlignes"},
    "cursor": ["words", 7],
    "person": None,
    "anonymous": False,
}


def test_a_form_comes_back_to_the_letter_with_its_cursor(db: Database, alice: Agent) -> None:
    db.call(draft.save, alice, "k1", "intake", "DUPONT Marie", STATE)
    [kept] = db.call(draft.parked, alice)
    assert (kept.key, kept.place, kept.title, kept.state) == ("k1", "intake", "DUPONT Marie", STATE)


def test_saving_again_replaces_and_comes_first(db: Database, alice: Agent, monday: datetime) -> None:
    db.call(draft.save, alice, "k1", "intake", "premier", {"a": 1})
    clock.advance(seconds=1)
    db.call(draft.save, alice, "k2", "phone", "second", {})
    assert [one.key for one in db.call(draft.parked, alice)] == ["k2", "k1"]
    clock.advance(seconds=1)
    db.call(draft.save, alice, "k1", "intake", "t" * 200, {"a": 2})
    first, second = db.call(draft.parked, alice)
    assert (first.key, first.state, len(first.title), second.key) == ("k1", {"a": 2}, 80, "k2")


def test_a_form_that_was_sent_is_no_longer_parked(db: Database, alice: Agent) -> None:
    db.call(draft.save, alice, "k1", "intake", "", {})
    db.call(draft.finish, alice, "k1")
    assert db.call(draft.parked, alice) == []
    with pytest.raises(NotFound):
        db.call(draft.restore, alice)


def test_what_was_set_aside_comes_back_the_last_first(db: Database, alice: Agent, monday: datetime) -> None:
    for key in ("k1", "k2"):
        db.call(draft.save, alice, key, "intake", "", {"key": key})
        db.call(draft.discard, alice, key)
        clock.advance(seconds=1)
    assert db.call(draft.parked, alice) == []
    assert [db.call(draft.restore, alice).key for _ in range(2)] == ["k2", "k1"]
    assert len(db.call(draft.parked, alice)) == 2
    with pytest.raises(NotFound, match="Aucun formulaire"):
        db.call(draft.restore, alice)


def test_nobody_touches_the_drafts_of_another(db: Database, alice: Agent) -> None:
    other = Agent(99, "zoe", "Zoé", Role.RECEPTION)
    db.call(draft.save, alice, "k1", "intake", "", {})
    db.call(draft.finish, other, "k1")
    db.call(draft.discard, other, "k1")
    assert db.call(draft.parked, other) == []
    assert [one.key for one in db.call(draft.parked, alice)] == ["k1"]


def test_typing_is_not_an_act_for_the_journal(db: Database, alice: Agent) -> None:
    before = db.call(journal.latest)
    db.call(draft.save, alice, "k1", "intake", "", STATE)
    assert db.call(journal.latest) == before
    assert SYSTEM.id is None
