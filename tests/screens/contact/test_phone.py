"""F3: somebody is on the line, while somebody else stands at the counter."""

import pytest

from models import clock
from models.contact import call, message
from models.contact.call import Caller, CallRow
from models.contact.message import MessageKind
from models.person import person
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def latest_call(counter: Sitting) -> call.Call:
    return counter.call(
        call.get, counter.call(lambda: CallRow.select().order_by(CallRow.id.desc()).first().id)
    )


async def test_the_clock_starts_with_the_key(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3")
        assert "Téléphone depuis 09:41" in counter.text
        assert counter.lines[0].endswith("lundi 23 novembre")
        clock.advance(minutes=4)
        await counter.press("9", "ctrl+s")
        kept = latest_call(counter)
        assert kept.caller is Caller.WRONG_NUMBER
        assert (kept.ended_at - kept.started_at).total_seconds() == 240


@pytest.mark.parametrize("number", ["079 123 45 67", "+41 79 123 45 67"])
async def test_a_number_typed_before_who_calls_is_kept_whole(sit: Sit, number: str) -> None:
    async with sit() as counter:
        await counter.press("f3")
        await counter.type(number)
        assert counter.line_with("Qui appelle").endswith("la personne")
        assert number in counter.line_with("Numéro")
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        kept = latest_call(counter)
        assert (kept.caller, kept.phone) == (Caller.PERSON, "+41791234567")


async def test_a_key_that_answers_nothing_is_told(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3", "1")
        await counter.type("0781234567")
        await counter.press("enter", "z")
        assert "« Pays » attend s ou f : « z » n’a pas été pris." in counter.text
        await counter.paste("Zoug Léa")
        assert "« Zoug Léa » n’a pas été pris." in counter.text
        await counter.press("s")
        assert "n’a pas été pris" not in counter.text


async def test_a_call_keeps_caller_and_person_apart(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        form = person.PersonForm(family_name="Lopes", given_name="Maria")
        known = counter.call(person.create, alice, form, "CH", "k")
        await counter.press("f3", "2")
        await counter.fill(caller_name="son fils Paulo", caller_phone="079 123 45 67", person="lop mar")
        await counter.press("enter")
        await counter.type("dett")
        await counter.press("enter", "ctrl+s")
        kept = latest_call(counter)
        assert (kept.caller, kept.caller_name) == (Caller.RELATIVE, "son fils Paulo")
        assert (kept.person_id, kept.phone) == (known.id, "+41791234567")


async def test_a_call_to_give_back_is_due_at_its_hour(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3", "1")
        await counter.fill(caller_phone="022 000 00 00", theme="dett")
        await counter.press("enter")
        await counter.to_field("outcome")
        await counter.press("b")
        await counter.type("09:15")
        await counter.press("ctrl+s")
        (back,) = counter.call(message.call_backs)
        assert back.kind is MessageKind.CALL_BACK
        assert back.phone == "+41220000000"
        assert "1 en retard (09:15)" in counter.text


async def test_an_impossible_number_is_said_and_nothing_is_lost(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3", "1")
        await counter.fill(caller_phone="12", theme="dett")
        await counter.press("enter", "ctrl+s")
        assert "n’est pas un numéro complet" in counter.text
        assert counter.form.state.focus == "caller_phone"
        assert counter.form.values["theme"]


async def test_the_phone_over_a_walk_in_and_back_in_two_keys(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("rey zoe+")
        await counter.press("enter")
        await counter.type("Anna")
        await counter.press("left")
        before = counter.form.state.as_json()
        lines = counter.lines
        await counter.press("f3")
        assert counter.place == "phone"
        assert "En attente de reprise : 1" in counter.text
        await counter.press("f12")
        assert counter.place == "intake"
        assert counter.form.state.as_json() == before
        assert counter.lines[:-3] == lines[:-3]


async def test_two_parked_forms_are_listed_the_latest_first(sit: Sit) -> None:
    async with sit() as counter:
        for name in ("premier+", "second+"):
            await counter.press("f2")
            await counter.type(name)
            await counter.press("enter", "escape")
            clock.advance(minutes=1)
        await counter.press("f12")
        assert counter.place == "parked"
        assert "Second" in next(line for line in counter.lines if "accueil" in line)
        await counter.press("down", "enter")
        assert counter.form.values["family_name"] == "Premier"


async def test_the_form_one_comes_from_is_not_what_f12_brings_back(sit: Sit) -> None:
    async with sit() as counter:
        for name in ("premier+", "second+"):
            await counter.press("f2")
            await counter.type(name)
            await counter.press("enter", "escape")
            clock.advance(minutes=1)
        await counter.press("f3", "1", "f12")
        assert "téléphone" not in "\n".join(counter.lines[3:8])
        await counter.press("enter")
        assert counter.form.values["family_name"] == "Second"


async def test_a_discarded_draft_can_be_brought_back(sit: Sit) -> None:
    async with sit() as counter:
        for name in ("premier+", "second+"):
            await counter.press("f2")
            await counter.type(name)
            await counter.press("enter", "escape")
            clock.advance(minutes=1)
        await counter.press("f12", "delete")
        assert "Écarter ce formulaire" in counter.text
        assert "Second" in counter.text
        await counter.press("delete")
        assert "accueil Second" not in counter.text
        await counter.press("u")
        assert "Second" in counter.text


async def test_an_open_form_is_set_aside_once_asked_and_comes_back_until_the_day_ends(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("premier+")
        await counter.press("enter", "ctrl+x")
        assert "Écarter ce formulaire" in counter.text
        assert counter.place == "intake"
        await counter.press("ctrl+x")
        assert counter.place == "desk"
        assert "En attente de reprise" not in counter.text
        await counter.press("f12", "u", "enter")
        assert counter.form.values["family_name"] == "Premier"
        await counter.press("ctrl+x", "ctrl+x")
        clock.advance(days=1)
        await counter.press("f12", "u")
        assert "Rien à reprendre" in counter.text
