"""An alarm: known at every desk of its site until one colleague, and one only, takes it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.errors import ComptoirError
from models.room import alarm
from models.room.alarm import Alarm
from models.service import agent, site
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.waiting_room import Room
from models.store import journal
from models.store.database import Database


@pytest.fixture(autouse=True)
def stand_up() -> Iterator[None]:
    yield
    site.use(None)


@pytest.fixture
def bob(db: Database) -> Agent:
    return db.call(agent.create, SYSTEM, "bob", "Bob Blanc", Role.SOCIAL_WORKER, "long enough", public=True)


def seen(db: Database) -> list[str]:
    return [one.where for one in db.call(alarm.standing)]


def test_an_alarm_says_where_and_who_until_somebody_takes_it(db: Database, alice: Agent, bob: Agent) -> None:
    given = db.call(alarm.give, alice, Room(counters={alice.login: "guichet 1"}))
    assert seen(db) == [f"guichet 1, {alice.name}"]
    taken = db.call(alarm.take, bob, given.id)
    assert (taken.taken_by, taken.taker) == (bob.id, "Bob Blanc")
    assert seen(db) == []
    lines = [(one.action, one.agent_id, one.subject_id) for one in db.call(journal.latest, 2)]
    assert lines == [("alarm.taken", bob.id, given.id), ("alarm.given", alice.id, given.id)]


def test_the_key_pressed_twice_gives_one_alarm(db: Database, alice: Agent) -> None:
    assert db.call(alarm.give, alice).id == db.call(alarm.give, alice).id
    assert len(seen(db)) == 1


def test_an_alarm_that_was_taken_can_be_given_again(db: Database, alice: Agent, bob: Agent) -> None:
    db.call(alarm.take, bob, db.call(alarm.give, alice).id)
    db.call(alarm.give, alice)
    assert len(seen(db)) == 1


def test_two_who_come_at_once_do_not_both_take_it(db: Database, alice: Agent, bob: Agent) -> None:
    given = db.call(alarm.give, alice)

    def take(who: Agent) -> Alarm | str:
        try:
            return db.call(alarm.take, who, given.id)
        except ComptoirError as error:
            return error.message

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(take, (alice, bob)))
    taken = next(one for one in done if isinstance(one, Alarm))
    assert f"{taken.taker} y répond déjà." in done


def test_the_other_site_is_told_nothing(db: Database, alice: Agent) -> None:
    here, there = (db.call(site.add, SYSTEM, name).id for name in ("Jonction", "Meyrin"))
    site.use(here)
    db.call(alarm.give, alice)
    site.use(there)
    assert seen(db) == []
    # A desk that says no site sees every room, and every alarm.
    site.use(None)
    assert len(seen(db)) == 1


def test_the_alarm_of_a_desk_that_says_no_site_is_told_to_all(db: Database, alice: Agent) -> None:
    there = db.call(site.add, SYSTEM, "Meyrin").id
    db.call(alarm.give, alice)
    site.use(there)
    assert len(seen(db)) == 1
