"""A colleague works in the same room: what a key means is one’s own person, not theirs."""

import pytest

from models import clock
from models.person import person
from models.person.person import PersonForm
from models.room import queue, visit
from models.room.visit import VisitStatus
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from tests.screens.conftest import Sit
from tests.screens.desk.test_desk import expected, newcomer
from tests.screens.desk.test_room import enter, in_the_room, now

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
        for key, said in (("n", "u défaire."), ("i", "e remet.")):
            await counter.press(key)
            assert counter.line_with("N° 1 KRATOCHVILOVA-ZBINDEN").endswith(said), key


# What is read and said


@pytest.mark.parametrize(("days", "warned"), [(0, True), (1, False)])
async def test_an_alert_is_read_by_whoever_calls_until_its_last_day(
    sit: Sit, days: int, warned: bool
) -> None:
    form = PersonForm(
        family_name="Un",
        no_call=True,
        alert="deux collègues",
        alert_reason="menaces",
        alert_until="23.11.2026",
    )
    async with sit() as counter:
        agents = {one.role: one for one in counter.call(agent.everyone)}
        rey = agents[Role.SOCIAL_WORKER]
        who = counter.call(person.create, counter.app.agent, form, "CH", "un")
        clock.advance(days=days)
        came = counter.call(visit.arrive, counter.app.agent, who.id, agent_id=rey.id)
        await in_the_room(counter)
        await counter.press("n")
        assert "UN : numéro appelé" in counter.text
        assert ("ALERTE" in counter.text and "deux collègues (menaces" in counter.text) is warned
        # They are there: not to telephone them matters to nobody now.
        assert "NE PAS APPELER" not in counter.text
        await counter.press("u")
        path = counter.path
    async with sit(who=rey, path=path) as counter:
        await counter.press("n")
        assert now(counter, came).status is VisitStatus.CALLED
        assert ("deux collègues" in counter.text) is warned


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
        assert "UN : envoi à Mme Rey, avec un avis" in counter.text
        await counter.press("v", "enter", "enter")
        assert "UN : envoi à l’accueil" in counter.text


# A line that goes


@pytest.mark.parametrize("key", ["t", "i", "p", "enter"])
async def test_after_a_step_no_key_acts_on_whoever_slid_under_the_cursor(sit: Sit, key: str) -> None:
    async with sit() as counter:
        mine, theirs, waits = enter(counter, "Mien", "Leur", "Attend")
        await in_the_room(counter)
        await counter.press("n")
        counter.call(queue.call, SYSTEM, theirs.id)
        # They stand one after the other: who waits, whom one called oneself, whom a colleague called.
        await in_the_room(counter)
        await counter.press("down", "t", "i")
        assert now(counter, mine).status is VisitStatus.DONE
        assert "> " not in "\n".join(counter.lines[2:14])
        await counter.press(key)
        assert now(counter, theirs).status is VisitStatus.CALLED
        assert now(counter, waits).status is VisitStatus.WAITING
        assert "Choisissez une personne" in counter.text
        await counter.press("u")
        assert counter.line_with("MIEN").startswith("> ")


async def test_an_arrow_picks_again_after_the_picked_line_went(sit: Sit) -> None:
    async with sit() as counter:
        _one, two = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        await counter.press("p")
        assert "Entrée appeler" not in counter.lines[-2]
        await counter.press("down")
        assert "Entrée appeler" in counter.lines[-2]
        assert counter.line_with("DEUX").startswith("> ")
        await counter.press("enter")
        assert now(counter, two).status is VisitStatus.CALLED


async def test_who_was_called_is_the_one_picked(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Un", "Deux", "Trois")
        await in_the_room(counter)
        await counter.press("down", "down", "n")
        assert counter.line_with("> ").split()[:3] == [">", "1", "09:41"]
        assert "t terminé" in counter.lines[-2]


@pytest.mark.parametrize("key", ["t", "i", "p"])
async def test_whom_a_colleague_calls_is_picked_no_more(sit: Sit, key: str) -> None:
    async with sit() as counter:
        one, two = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        counter.call(queue.call, SYSTEM, one.id)
        counter.app.catch_up()
        await counter.settle()
        assert not counter.line_with("UN ").startswith(">")
        await counter.press(key)
        assert now(counter, one).status is VisitStatus.CALLED
        assert now(counter, two).status is VisitStatus.WAITING
        counter.call(queue.undo, SYSTEM)
        counter.app.catch_up()
        await counter.settle()
        assert counter.line_with("UN ").startswith("> ")


async def test_whom_a_colleague_took_off_the_line_leaves_nobody_picked(sit: Sit) -> None:
    async with sit() as counter:
        one, two = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        counter.call(queue.leave, SYSTEM, one.id)
        counter.app.catch_up()
        await counter.settle()
        await counter.press("p")
        assert now(counter, two).status is VisitStatus.WAITING


async def test_an_arrival_pressed_twice_is_one_arrival(sit: Sit) -> None:
    async with sit() as counter:
        first = expected(counter, newcomer(counter, "Bekele", "Sara"), 15)
        second = expected(counter, newcomer(counter, "Zbinden", "Luc"), 75)
        await counter.press("ctrl+f", "down")
        counter.app.screen.query_one("#expected").focus()
        await counter.press("a", "a")
        came = {one.appointment_id for one in counter.call(visit.present)}
        assert came == {first.id}, second
        assert "Choisissez un rendez-vous" in counter.text
