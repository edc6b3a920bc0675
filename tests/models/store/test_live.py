"""Live notices: told once that another session wrote, never for nothing, and never in the way."""

import threading
import time
from collections.abc import Callable

from models.person import person
from models.person.person import PersonForm
from models.service.agent import Agent
from models.store import draft
from models.store.database import Database
from models.store.live import Watch

OFTEN = 0.02


def test_a_watch_tells_once_of_what_another_session_wrote(
    db: Database, alice: Agent, reopen: Callable[[], Database]
) -> None:
    told = threading.Semaphore(0)
    watch = Watch(db, told.release, every=OFTEN)
    watch.start()
    other = reopen()  # the verbs of this process go to the session opened last
    try:
        assert not told.acquire(timeout=10 * OFTEN)
        other.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "key")
        assert told.acquire(timeout=5)
        assert not told.acquire(timeout=10 * OFTEN)
        other.call(draft.save, alice, "key", "intake", "accueil", {"values": {"family_name": "Dup"}})
        assert not told.acquire(timeout=10 * OFTEN)
    finally:
        watch.stop()
        other.close()


def test_nothing_is_told_after_the_watch_has_stopped(
    db: Database, alice: Agent, reopen: Callable[[], Database]
) -> None:
    told = threading.Semaphore(0)
    watch = Watch(db, told.release, every=OFTEN)
    watch.start()
    watch.stop()
    other = reopen()
    try:
        other.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "key")
        assert not told.acquire(timeout=10 * OFTEN)
    finally:
        other.close()


def test_a_database_that_is_closed_first_ends_quietly(db: Database) -> None:
    watch = Watch(db, lambda: None, every=OFTEN)
    watch.start()
    db.close()
    start = time.monotonic()
    watch.stop()
    assert time.monotonic() - start < 1
