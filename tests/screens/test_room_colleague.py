"""A colleague works in the same room: what a key means is one’s own person, not theirs."""

import pytest

from models import clock, queue
from models.agent import SYSTEM
from models.visit import VisitStatus
from tests.screens.conftest import Sit
from tests.screens.test_room import enter, in_the_room, now

pytestmark = pytest.mark.usefixtures("monday")


@pytest.mark.parametrize(("key", "status"), [("t", "done"), ("i", "absent"), ("r", "called")])
async def test_what_is_for_somebody_called_means_whom_one_called_oneself(
    sit: Sit, key: str, status: str
) -> None:
    async with sit() as counter:
        mine, theirs, *_ = enter(counter, "Mien", "Leur", "Attend")
        await in_the_room(counter)
        await counter.press("n")
        clock.advance(minutes=1)
        counter.call(queue.call, SYSTEM, theirs.id)
        await in_the_room(counter)
        await counter.press(key)
        if counter.place == "room":
            await counter.press("i")
        assert now(counter, mine).status is VisitStatus(status)
        assert now(counter, theirs).status is VisitStatus.CALLED
        assert now(counter, theirs).shown_at == clock.now()


async def test_whom_a_colleague_called_is_theirs_until_picked(sit: Sit) -> None:
    async with sit() as counter:
        _waits, theirs = enter(counter, "Attend", "Leur")
        counter.call(queue.call, SYSTEM, theirs.id)
        await in_the_room(counter)
        await counter.press("i")
        assert "Pas encore appelé" in counter.text
        assert now(counter, theirs).status is VisitStatus.CALLED
        await counter.press("down", "i")
        assert now(counter, theirs).status is VisitStatus.ABSENT


async def test_what_is_said_of_a_step_takes_one_line(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Kratochvilova-Zbinden")
        await in_the_room(counter)
        for key, said in (("n", "u annuler."), ("i", "e remet.")):
            await counter.press(key)
            assert counter.line_with("N° 1 KRATOCHVILOVA-ZBINDEN").endswith(said), key


# What is read and said


async def test_who_was_removed_shows_why_and_not_why_they_once_passed_before_the_others(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        counter.call(queue.put_ahead, counter.app.agent, one.id, "sa fille a de la fièvre")
        await in_the_room(counter)
        assert "fièvre" in counter.line_with("UN ") or "sa fille" in counter.line_with("UN ")
        await counter.press("h", "enter")
        assert "sa fille" not in counter.line_with("UN ")
        await counter.press("x")
        await counter.type("se trompe de service")
        await counter.press("enter", "g")
        assert "se trompe de service" in counter.line_with("UN ")


@pytest.mark.parametrize("key", ["h", "v", "x", "o"])
async def test_a_step_that_cannot_be_is_refused_before_a_reason_is_asked(sit: Sit, key: str) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("p", "g", "escape", "down", key)
        assert counter.place == "desk"
        assert "Pas pour cette personne" in counter.text
        assert now(counter, one).status is VisitStatus.LEFT


async def test_whom_somebody_is_sent_to_is_said(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("v")
        await counter.type("rey")
        await counter.press("enter", "enter")
        assert "UN est envoyé à Mme Rey, avec un avis" in counter.text
        await counter.press("v", "enter", "enter")
        assert "UN est envoyé à l’accueil" in counter.text
