"""Taking a step of the waiting room back: one after the other, and never what a colleague did since."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from models import clock
from models.contact import message, request
from models.contact.request import Outcome
from models.errors import ComptoirError
from models.person.person import Person
from models.room import arrival, queue, ticket, visit
from models.room.visit import VisitStatus
from models.service import agent
from models.service.agent import Agent, AgentRow
from models.service.permission import Role
from models.store.database import Database
from tests.models.room.line import asks, books, comes, line


@pytest.fixture
def carla(db: Database) -> Agent:
    """The other receptionist."""
    row = db.call(AgentRow.create, login="carla", name="Carla Conti", role=Role.RECEPTION, password="")
    return db.call(agent.get, row.id)


def _steps(by: Agent, worker: Agent) -> dict[str, Callable[[int], Any]]:
    return {
        "call": lambda number: queue.call(by, number),
        "hold": lambda number: queue.hold(by, number, "attend"),
        "ahead": lambda number: queue.put_ahead(by, number, "malaise"),
        "transfer": lambda number: queue.transfer(by, number, worker.id, "bail"),
        "leave": lambda number: queue.leave(by, number),
        "remove": lambda number: queue.remove(by, number, "double"),
        "close": lambda number: queue.close(
            by, number, dict.fromkeys(queue.without_outcome(number), Outcome.UNMET)
        ),
    }


@pytest.mark.parametrize("what", ["call", "hold", "ahead", "transfer", "leave", "remove", "close"])
def test_a_mistaken_step_is_undone_at_the_same_place(
    db: Database, alice: Agent, worker: Agent, monday: datetime, what: str
) -> None:
    first = asks(db, alice, "A", Outcome.WAIT)
    clock.advance(minutes=5)
    asks(db, alice, "B", Outcome.WAIT)
    before = db.call(visit.get, first.id)
    requests = db.call(request.of_visit, first.id)
    db.call(_steps(alice, worker)[what], first.id)
    assert db.call(visit.get, first.id) != before
    assert "est de nouveau « attend »" in db.call(queue.undo, alice)
    assert db.call(visit.get, first.id) == before
    assert db.call(request.of_visit, first.id) == requests
    assert line(db) == [1, 2]


def test_several_steps_are_undone_one_after_the_other(db: Database, alice: Agent, monday: datetime) -> None:
    came = asks(db, alice, "A", Outcome.WAIT)
    before = db.call(visit.get, came.id)
    db.call(queue.call, alice, came.id)
    db.call(queue.hold, alice, came.id, "")
    db.call(queue.call, alice, came.id)
    db.call(queue.absent, alice, came.id)
    seen = [db.call(queue.undo, alice).partition("« ")[2].partition(" »")[0] for _ in range(4)]
    assert seen == ["appelé", "patiente", "appelé", "attend"]
    assert db.call(visit.get, came.id) == before
    with pytest.raises(ComptoirError, match="aucune étape"):
        db.call(queue.undo, alice)


def test_undoing_never_takes_back_what_a_colleague_did_since(
    db: Database, alice: Agent, carla: Agent, monday: datetime
) -> None:
    came = comes(db, carla, "A")
    db.call(queue.hold, alice, came.id)
    db.call(queue.call, carla, came.id)
    said = db.call(queue.undo, alice)
    assert "a changé depuis (Carla Conti" in said
    assert db.call(visit.get, came.id).status is VisitStatus.CALLED
    with pytest.raises(ComptoirError, match="aucune étape"):
        db.call(queue.undo, alice)
    assert "« patiente »" in db.call(queue.undo, carla)


def test_yesterdays_steps_are_left_alone(db: Database, alice: Agent, monday: datetime) -> None:
    db.call(queue.hold, alice, comes(db, alice, "A").id)
    clock.advance(days=1)
    with pytest.raises(ComptoirError, match="aucune étape"):
        db.call(queue.undo, alice)


def test_an_arrival_marked_by_mistake_is_no_visit_and_the_worker_is_told(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime
) -> None:
    booked = books(db, alice, worker, marie, time(9, 45))
    came = db.call(arrival.arrived, alice, booked.id)
    assert "l’intervenant est prévenu" in db.call(queue.undo, alice)
    assert db.call(visit.get, came.id).status is VisitStatus.NOT_ARRIVED
    assert db.call(visit.latest, marie.id) is None
    assert (db.call(visit.of_person, marie.id), db.call(ticket.gone), db.call(ticket.came)) == ([], [], set())
    assert "l’arrivée est annulée" in db.call(message.inbox, worker.id)[0].body
    # And when they do come, they are marked again.
    assert db.call(arrival.arrived, alice, booked.id).number == 2
