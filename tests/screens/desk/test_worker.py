"""A worker’s own day: what a key marks can be taken back, and a notice is read to its end."""

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Status
from models.contact import message
from models.room import arrival, queue
from models.room.visit import VisitStatus
from models.service import agent
from models.service.agent import Agent, Role
from tests.screens.conftest import Sit, Sitting
from tests.screens.desk.test_desk import expected, newcomer
from tests.screens.desk.test_room import enter, now

pytestmark = pytest.mark.usefixtures("monday")


def booked_with(counter: Sitting) -> tuple[Agent, Appointment]:
    """Somebody is expected, by whom."""
    one = expected(counter, newcomer(counter, "Bekele", "Sara"))
    workers = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    return next(each for each in workers if each.id == one.agent_id), one


def status(counter: Sitting, one: Appointment) -> Status:
    return counter.call(agenda.get, one.id).status


@pytest.mark.parametrize(("key", "marked"), [("h", Status.SEEN), ("b", Status.ABSENT)])
async def test_a_mark_is_taken_back_by_the_key_that_undoes(sit: Sit, key: str, marked: Status) -> None:
    async with sit() as counter:
        host, one = booked_with(counter)
        path = counter.path
    clock.advance(minutes=30)
    async with sit(who=host, path=path) as counter:
        await counter.press(key)
        assert status(counter, one) is marked
        await counter.press("u")
        assert status(counter, one) is Status.UPCOMING
        assert "BEKELE Sara est de nouveau « à venir »" in counter.text.replace("\u00a0", " ")
        await counter.press("u")
        assert "Rien à annuler" in counter.text


async def test_taking_back_that_somebody_was_received_takes_back_the_mark_too(sit: Sit) -> None:
    async with sit() as counter:
        host, one = booked_with(counter)
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        path = counter.path
    clock.advance(minutes=30)
    async with sit(who=host, path=path) as counter:
        await counter.press("n", "h")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.DONE, Status.SEEN)
        await counter.press("u")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.CALLED, Status.UPCOMING)
        await counter.press("u")
        assert now(counter, came).status is VisitStatus.WAITING


async def test_who_was_called_and_marked_absent_leaves_the_room(sit: Sit) -> None:
    async with sit() as counter:
        host, one = booked_with(counter)
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        path = counter.path
    clock.advance(minutes=30)
    async with sit(who=host, path=path) as counter:
        await counter.press("b")
        # They are in the room: nobody has called them yet.
        assert "est là, n° 1" in counter.text
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.WAITING, Status.UPCOMING)
        await counter.press("n", "b")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.ABSENT, Status.ABSENT)
        await counter.press("u")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.CALLED, Status.UPCOMING)


async def test_a_notice_is_read_to_its_end(sit: Sit) -> None:
    async with sit() as counter:
        host, _one = booked_with(counter)
        body = "Monsieur demande s’il faut apporter aussi le bail et les trois dernières fiches de salaire."
        counter.call(message.send, counter.app.agent, host.id, body)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        assert counter.line_with("Monsieur demande").endswith("…")
        await counter.press("down", "enter")
        read = " ".join(line.strip() for line in counter.lines)
        assert f"Alice Aubert, 09:41 : {body}" in read.replace("\u00a0", " ")
        assert counter.line_with("faut apporter…").startswith("> lu ")


async def test_who_was_sent_on_is_called_picked_and_received_with_an_outcome(sit: Sit) -> None:
    async with sit() as counter:
        host = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
        first, second = enter(counter, "Un", "Deux")
        for one in (second, first):
            counter.call(queue.transfer, counter.app.agent, one.id, host.id)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        await counter.press("down", "n")
        assert counter.line_with("UN ").startswith("> ")
        await counter.press("h")
        assert counter.place == "room"
        await counter.press("i")
        assert counter.place == "worker"
        assert now(counter, first).status is VisitStatus.DONE
        assert "UN a été reçu" in counter.text
        await counter.press("h")
        assert now(counter, second).status is VisitStatus.WAITING
        await counter.press("n", "b")
        assert now(counter, second).status is VisitStatus.ABSENT
        await counter.press("u", "u", "u")
        assert now(counter, first).status is VisitStatus.CALLED
