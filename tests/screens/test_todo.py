"""What is due, and how it stops being due."""

from datetime import timedelta

import pytest

from models import call, clock, message, orientation, partner, person, request
from models.call import Caller, CallForm, CallRow, Direction
from models.message import Kind
from models.orientation import OrientationForm, OrientationStatus
from models.person import PersonForm
from models.request import Outcome, RequestForm
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def lopes(counter: Sitting) -> int:
    form = PersonForm(family_name="Lopes", given_name="Maria")
    return counter.call(person.create, counter.app.agent, form, "CH", "lopes").id


def to_call_back(counter: Sitting, who: int) -> None:
    counter.call(
        message.send,
        counter.app.agent,
        None,
        "demande où en est son dossier",
        kind=Kind.CALL_BACK,
        person_id=who,
        phone="+41220000000",
        due_at=clock.now() - timedelta(minutes=26),
    )


async def test_a_late_call_is_given_back_from_the_list_and_leaves_it(sit: Sit) -> None:
    async with sit() as counter:
        who = lopes(counter)
        to_call_back(counter, who)
        await counter.press("ctrl+f")
        assert "1 en retard (09:15)" in counter.text
        await counter.press("down", "s")
        assert "en retard 09:15" in counter.line_with("LOPES Maria")
        await counter.press("enter")
        assert counter.place == "phone"
        assert "+41220000000" in counter.line_with("Numéro")
        await counter.press("1")
        counter.form.put_cursor("theme")
        await counter.type("dett")
        await counter.press("enter", "ctrl+s")
        assert counter.call(message.call_backs) == []
        kept = counter.call(lambda: CallRow.select().order_by(CallRow.id.desc()).first().id)
        assert counter.call(call.get, kept).direction is Direction.OUTGOING


async def test_a_slip_to_the_reception_is_dealt_with_and_can_come_back(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(message.send, counter.app.agent, None, "le plombier passe à 11 h")
        await counter.press("ctrl+f")
        assert "1 message" in counter.text
        await counter.press("down", "s", "t")
        assert "plombier" not in counter.text
        await counter.press("u")
        assert "plombier" in counter.text


async def test_a_request_goes_on_where_it_was_left(sit: Sit) -> None:
    async with sit() as counter:
        who = lopes(counter)
        asked = RequestForm("dettes", "aide_administrative", outcome=Outcome.APPOINTMENT)
        form = CallForm(clock.now(), Caller.PERSON, person_id=who, requests=(asked,))
        kept = counter.call(call.record, counter.app.agent, form, "CH", "k")
        await counter.press("ctrl+f", "down", "s", "enter")
        assert counter.place == "slots"
        assert "LOPES Maria" in counter.text
        await counter.press("escape", "down", "s", "t")
        assert counter.call(request.get, kept.request_ids[0]).settled_at is not None


async def test_an_orientation_is_asked_about_after_ten_days(sit: Sit) -> None:
    async with sit() as counter:
        who = lopes(counter)
        (somewhere, *_others) = counter.call(partner.search, "caritas")
        form = OrientationForm(who, somewhere.id, consent=True)
        sent = counter.call(orientation.record, counter.app.agent, form, "k")
        clock.advance(days=10)
        await counter.press("ctrl+f", "down", "s")
        assert "LOPES Maria" in counter.line_with("Caritas")
        await counter.press("v")
        assert counter.call(orientation.get, sent.id).status is OrientationStatus.ACCEPTED
        assert "Rien n’est en attente" in counter.text


async def test_a_key_that_is_not_for_the_line_is_said(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(message.send, counter.app.agent, None, "le plombier passe à 11 h")
        await counter.press("ctrl+f", "down", "s", "v")
        assert "Pas pour cette ligne" in counter.text
