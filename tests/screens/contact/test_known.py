"""Who is perhaps known already: by the e-mail of the short form, and by the number somebody calls from."""

import pytest

from models.contact import call, message
from models.contact.call import CallRow
from models.person import person
from models.person.person import Person, PersonForm
from models.room import visit
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def _create(counter: Sitting, **fields: str) -> Person:
    told = {"family_name": "Lopes", "given_name": "Maria", "phone": "022 420 00 01"} | fields
    form = PersonForm(**told)  # type: ignore[arg-type]
    return counter.call(person.create, counter.app.agent, form, "CH", "-".join(told.values()))


def _words(counter: Sitting) -> str:
    return " ".join(counter.text.split())


# --- the e-mail of somebody new


async def test_the_short_form_keeps_an_email(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("zwahlen ana+")
        await counter.press("enter")
        await counter.fill(email="Ana.Z@Exemple.ch")
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        (came,) = counter.call(visit.present)
        assert counter.call(person.get, came.person_id or 0).email == "ana.z@exemple.ch"


async def test_tab_and_enter_pass_over_an_empty_email_and_stop_at_a_written_one(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("zwahlen ana+")
        await counter.press("enter")
        await counter.to_field("phone")
        await counter.press("tab")
        assert counter.form.state.focus == "postcode"
        await counter.press("shift+tab")
        assert counter.form.state.focus == "phone"
        await counter.press("enter")
        assert counter.form.state.focus == "postcode"
        await counter.press("up")
        assert counter.form.state.focus == "email"
        await counter.type("a@b.ch")
        await counter.press("up", "tab")
        assert counter.form.state.focus == "email"


async def test_the_same_email_is_said_while_it_is_typed_and_refuses_nothing(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter, email="lopes@exemple.ch")
        await counter.press("f2")
        await counter.type("lopes paulo+")
        await counter.press("enter")
        await counter.fill(email="LOPES@exemple.c")
        assert "Peut-être déjà connue" not in counter.text
        await counter.type("h")
        assert "LOPES Maria" in counter.line_with("Peut-être déjà connue")
        assert "(même e-mail)" in _words(counter)
        # A couple may share one.
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        (came,) = counter.call(visit.present)
        assert came.person_id != known.id
        assert counter.call(person.get, came.person_id or 0).email == known.email


async def test_an_impossible_email_is_said_and_nothing_is_lost(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("zwahlen ana+")
        await counter.press("enter")
        await counter.fill(email="ana")
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        assert "Adresse e-mail" in counter.text
        assert counter.form.state.focus == "email"


async def test_the_email_of_somebody_known_is_there_to_be_corrected(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter, email="lopes@exemple.ch")
        await counter.press("f2")
        await counter.type("lopes")
        await counter.press("enter", "ctrl+e")
        assert counter.form.values["email"] == "lopes@exemple.ch"
        await counter.to_field("email")
        await counter.press("ctrl+u")
        await counter.type("maria@exemple.ch")
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        assert counter.call(person.get, known.id).email == "maria@exemple.ch"


# --- the number somebody calls from


async def test_who_is_known_under_the_number_is_proposed_and_taken(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await counter.press("f3", "1")
        await counter.type("022 420 00 0")
        assert "LOPES" not in counter.text
        await counter.type("1")
        assert "LOPES Maria" in counter.line_with("Peut-être déjà connue")
        assert "(même téléphone)" in _words(counter)
        await counter.press("ctrl+d")
        assert counter.form.values["person"] == str(known.id)
        assert counter.form.values["caller_phone"] == "022 420 00 01"
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        kept = counter.call(lambda: CallRow.select().order_by(CallRow.id.desc()).first().id)
        assert counter.call(call.get, kept).person_id == known.id


async def test_everybody_of_the_number_is_listed_where_the_person_is_named(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        paulo = _create(counter, given_name="Paulo")
        await counter.press("f3", "2")
        await counter.fill(caller_phone="+41 22 420 00 01")
        await counter.to_field("person")
        assert "même téléphone" in counter.line_with("LOPES Paulo")
        await counter.press("down", "down", "enter")
        assert counter.form.values["person"] == str(paulo.id)


async def test_enter_past_the_proposed_takes_nobody(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await counter.press("f3", "1")
        await counter.fill(caller_phone="022 420 00 01")
        await counter.to_field("person")
        await counter.press("enter")
        assert not counter.form.values.get("person")
        assert counter.form.state.focus == "theme"


async def test_a_partners_number_names_nobody(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await counter.press("f3", "3")
        await counter.fill(caller_phone="022 420 00 01")
        await counter.to_field("person")
        assert "LOPES" not in counter.text


async def test_somebody_new_on_a_known_number_is_compared_with_its_owner(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await counter.press("f3", "1")
        await counter.fill(caller_phone="022 420 00 01", person="lopes paulo+")
        await counter.press("enter")
        assert "LOPES Maria" in counter.line_with("Peut-être déjà connue")
        await counter.to_field("caller_phone")
        await counter.press("backspace")
        assert "Peut-être déjà connue" not in counter.text


async def test_giving_up_who_was_taken_leaves_the_field_as_it_was(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await counter.press("f3", "1")
        await counter.type("022 420 00 01")
        await counter.press("ctrl+d", "ctrl+d")
        assert not counter.form.values.get("person")
        assert "Peut-être déjà connue" in counter.text


async def test_a_call_back_opened_from_the_desk_knows_its_number(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        counter.call(
            message.send, counter.app.agent, None, "à rappeler", kind=message.MessageKind.CALL_BACK,
            phone="+41224200001",
        )  # fmt: skip
        await counter.press("down", "s", "enter")
        assert counter.place == "phone"
        await counter.press("1")
        assert "LOPES Maria" in counter.text
