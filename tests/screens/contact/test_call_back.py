"""A call to give back: an outcome at the telephone, at the counter and of whoever was received."""

import pytest

from models import clock
from models.contact import message, request
from models.contact.message import MessageKind
from models.contact.request import Outcome, RequestForm
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.room.visit import Intake, VisitStatus
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def lopes(counter: Sitting) -> int:
    form = PersonForm(family_name="Lopes", given_name="Maria", phone="079 123 45 67")
    return counter.call(person.create, counter.app.agent, form, "CH", "lopes").id


async def begin(counter: Sitting, name: str) -> None:
    await counter.press("f2")
    await counter.type(name)
    await counter.press("enter")
    await counter.fill(theme="dett")
    await counter.press("enter")
    await counter.to_field("outcome")
    await counter.press("b")


async def test_at_the_counter_it_is_due_at_its_hour_at_the_number_that_is_known(sit: Sit) -> None:
    async with sit() as counter:
        who = lopes(counter)
        await begin(counter, "lop mar")
        assert "079 123 45 67 si rien n’est tapé" in counter.text
        await counter.type("14:30")
        await counter.press("ctrl+s")
        (back,) = counter.call(message.call_backs)
        assert (back.kind, back.person_id, back.phone) == (MessageKind.CALL_BACK, who, "+41791234567")
        assert back.due_at is not None
        assert f"{clock.local(back.due_at):%H:%M}" == "14:30"
        # Nobody waits for it: the visit is over, the request settled.
        assert counter.call(visit.present) == []
        assert counter.call(request.unsettled) == []


async def test_another_number_can_be_given(sit: Sit) -> None:
    async with sit() as counter:
        lopes(counter)
        await begin(counter, "lop mar")
        await counter.to_field("Au numéro")
        await counter.type("022 420 00 01")
        await counter.press("ctrl+s")
        assert [one.phone for one in counter.call(message.call_backs)] == ["+41224200001"]


async def test_without_any_number_it_is_asked_for_before_anything_is_kept(sit: Sit) -> None:
    async with sit() as counter:
        await begin(counter, "zwahlen ana+")
        await counter.press("ctrl+s")
        assert "Numéro manquant" in counter.text
        assert counter.form.state.focus == "call_back_phone"
        assert counter.call(visit.present) == []
        await counter.type("079 555 00 00")
        await counter.press("ctrl+s")
        assert [one.phone for one in counter.call(message.call_backs)] == ["+41795550000"]


async def test_an_impossible_hour_keeps_nothing(sit: Sit) -> None:
    async with sit() as counter:
        lopes(counter)
        await begin(counter, "lop mar")
        await counter.type("25:00")
        await counter.press("ctrl+s")
        assert "Heure impossible" in counter.text
        assert counter.form.state.focus == "call_back_at"
        assert counter.call(visit.latest, 1) is None


async def test_whoever_was_received_may_be_called_back(sit: Sit) -> None:
    async with sit() as counter:
        asked = RequestForm("dettes", outcome=Outcome.WAIT, words="attend un calcul")
        came = counter.call(
            visit.receive, counter.app.agent, Intake(lopes(counter), None, (asked,)), "CH", "k"
        ).visit
        await counter.press("ctrl+f", "down", "n", "t", "b")
        await counter.type("16")
        await counter.press("ctrl+s")
        (back,) = counter.call(message.call_backs)
        assert (back.body, back.phone) == ("attend un calcul", "+41791234567")
        assert counter.call(visit.get, came.id).status is VisitStatus.DONE
