"""F2 of somebody whom today knows already: one small question, nobody twice in the line."""

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment
from models.contact import request
from models.room import queue, visit
from models.room.visit import Visit, VisitStatus
from tests.screens.conftest import Sit, Sitting
from tests.screens.desk.test_desk import expected, newcomer
from tests.screens.desk.test_room import enter

pytestmark = pytest.mark.usefixtures("monday")


async def f2(counter: Sitting, name: str) -> None:
    await counter.press("f2")
    await counter.type(name)
    await counter.press("enter")


def here(counter: Sitting) -> list[Visit]:
    return counter.call(visit.present)


async def test_who_waits_already_is_asked_about_and_what_they_ask_goes_to_their_ticket(sit: Sit) -> None:
    async with sit() as counter:
        (came,) = enter(counter, "Dupont")
        clock.advance(minutes=18)
        await f2(counter, "dupont")
        assert "n° 1, attend, ici depuis 09:41" in counter.line_with("Aujourd’hui")
        assert "ajouter à son ticket" in counter.line_with("Alors")
        await counter.type("loyer")
        await counter.press("enter", "ctrl+s")
        assert "Ajouté au n° 1 DUPONT." in counter.text
        assert [one.id for one in here(counter)] == [came.id]
        assert len(counter.call(request.of_visit, came.id)) == 2


async def test_another_ticket_is_given_only_to_who_wants_one(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Dupont")
        await f2(counter, "dupont")
        await counter.type("loyer")
        await counter.press("enter")
        await counter.to_field("again")
        await counter.press("n", "ctrl+s")
        assert sorted(one.number for one in here(counter)) == [1, 2]


async def test_who_is_expected_today_arrives_by_f2_without_being_asked_anything(sit: Sit) -> None:
    async with sit() as counter:
        one: Appointment = expected(counter, newcomer(counter, "Bekele", "Sara"))
        await f2(counter, "bekele")
        assert f"rendez-vous de 10:01 avec {one.agents}" in counter.line_with("Aujourd’hui")
        await counter.press("ctrl+s")
        (came,) = here(counter)
        assert (came.appointment_id, came.agent_id) == (one.id, one.agent_id)
        assert f"N° 1 BEKELE Sara attend\u00a0; avis à {one.agents}." in counter.text


async def test_who_left_an_hour_ago_takes_up_where_they_were(sit: Sit) -> None:
    async with sit() as counter:
        (came,) = enter(counter, "Dupont")
        counter.call(queue.leave, counter.app.agent, came.id)
        clock.advance(minutes=60)
        await f2(counter, "dupont")
        assert "n° 1, départ sans attendre, à 09:41" in counter.line_with("Aujourd’hui")
        await counter.press("ctrl+s")
        assert [(one.id, one.status) for one in here(counter)] == [(came.id, VisitStatus.WAITING)]
        assert "N° 1 DUPONT attend." in counter.text


async def test_somebody_else_taken_instead_is_not_asked_about(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Dupont")
        newcomer(counter, "Bekele", "Sara")
        await f2(counter, "dupont")
        await counter.fill(person="bekele")
        await counter.press("enter")
        assert "Aujourd’hui" not in counter.text
        await counter.type("loyer")
        await counter.press("enter", "ctrl+s")
        assert sorted(one.number for one in here(counter)) == [1, 2]


async def test_two_desks_that_receive_the_same_person_at_once_give_one_ticket(sit: Sit) -> None:
    async with sit() as counter:
        who = newcomer(counter, "Dupont")
        await f2(counter, "dupont")
        await counter.type("loyer")
        await counter.press("enter")
        # Meanwhile, at the other desk.
        came = counter.call(visit.arrive, counter.app.agent, who.id)
        await counter.press("ctrl+s")
        assert "Un autre poste a reçu cette personne" in counter.text
        assert "ajouter à son ticket" in counter.line_with("Alors")
        await counter.press("ctrl+s")
        assert [one.id for one in here(counter)] == [came.id]
        assert len(counter.call(request.of_visit, came.id)) == 1


async def test_at_the_telephone_it_is_said_where_the_person_is_today(sit: Sit) -> None:
    async with sit() as counter:
        one = expected(counter, newcomer(counter, "Bekele", "Sara"), minutes=4)
        clock.advance(minutes=16)
        await counter.press("f3", "1")
        await counter.fill(person="bekele")
        await counter.press("enter")
        assert f"rendez-vous de 09:45 avec {one.agents}, retard 12 min" in counter.line_with("Aujourd’hui")
        assert counter.call(agenda.get, one.id) == one
