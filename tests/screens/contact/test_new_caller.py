"""Somebody new who calls or comes: what is known of them is kept, the cursor asks for the rest."""

import pytest

from models.known import search
from models.person import person
from models.person.person import Person
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")
NUMBER = "022 555 01 23"


def kept(counter: Sitting, name: str) -> Person:
    """Who was kept under that name."""
    (found,) = counter.call(search.search, name)
    return counter.call(person.get, found.person_id)


async def call(counter: Sitting, name: str, *, caller: str = "1") -> None:
    """A call about somebody new, as far as what is asked."""
    await counter.press("f3", caller)
    await counter.fill(caller_phone=NUMBER)
    await counter.fill(person=name)
    await counter.press("enter")


async def settle(counter: Sitting) -> None:
    """The request, which only informs."""
    await counter.fill(theme="loyer")
    await counter.press("enter")
    await counter.to_field("outcome")
    await counter.press("i", "ctrl+s")
    assert counter.place == "desk", counter.text


async def test_the_number_somebody_new_calls_from_is_kept_as_theirs(sit: Sit) -> None:
    async with sit() as counter:
        await call(counter, "+Yilmaz Mehmet")
        assert f"{NUMBER} si rien n’est tapé" in counter.line_with("Téléphone  ")
        await settle(counter)
        assert kept(counter, "yilmaz").phone == "+41225550123"


async def test_another_number_typed_for_them_is_the_one_that_is_kept(sit: Sit) -> None:
    async with sit() as counter:
        await call(counter, "+Yilmaz Mehmet")
        await counter.fill(phone="079 555 01 24")
        await settle(counter)
        assert kept(counter, "yilmaz").phone == "+41795550124"


@pytest.mark.parametrize("caller", ["2", "3", "4"])
async def test_the_number_of_whoever_calls_for_somebody_is_not_theirs(sit: Sit, caller: str) -> None:
    async with sit() as counter:
        await call(counter, "+Yilmaz Mehmet", caller=caller)
        assert "si rien n’est tapé" not in counter.text
        await settle(counter)
        assert kept(counter, "yilmaz").phone == ""


async def test_who_does_not_give_a_name_leaves_no_number(sit: Sit) -> None:
    async with sit() as counter:
        await call(counter, "*")
        await settle(counter)
        assert all(not one.phone for one in counter.call(_everybody))


async def test_a_letter_from_the_middle_of_the_call_takes_the_number_along(sit: Sit) -> None:
    async with sit() as counter:
        await call(counter, "+Yilmaz Mehmet")
        await counter.press("f6")
        assert counter.form.values["phone"] == NUMBER


@pytest.mark.parametrize("place", ["desk", "f2", "f3", "f6"])
async def test_a_birth_date_typed_after_a_whole_name_is_no_first_name(sit: Sit, place: str) -> None:
    async with sit() as counter:
        if place != "desk":
            await counter.press(place)
            await counter.to_field("person")
        await counter.type("+Yilmaz Mehmet")
        await counter.press("enter")
        await counter.type("03051979")
        values = counter.form.values
        assert (values["family_name"], values["given_name"]) == ("Yilmaz", "Mehmet")
        assert values["birth_date"] == "03051979"


@pytest.mark.parametrize(("typed", "asked"), [("+", "family_name"), ("+Yilmaz", "given_name")])
async def test_the_cursor_is_in_the_first_field_still_empty(sit: Sit, typed: str, asked: str) -> None:
    async with sit() as counter:
        await counter.type(typed)
        await counter.press("enter")
        assert counter.form.state.focus == asked


async def test_the_whole_form_of_somebody_new_asks_for_what_is_empty(sit: Sit) -> None:
    async with sit() as counter:
        await counter.type("+Yilmaz Mehmet")
        await counter.press("ctrl+p")
        assert counter.place == "person"
        assert counter.form.state.focus not in ("family_name", "given_name")


async def test_up_leaves_the_lines_of_a_field_for_the_field_above(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("+Yilmaz Mehmet")
        await counter.press("enter")
        await counter.to_field("theme")
        await counter.type("loyer")
        await counter.press("up")
        assert counter.form.state.focus == "civility"
        await counter.to_field("commune")
        await counter.type("ca")
        await counter.press("down", "down", "up", "up", "up")
        assert counter.form.state.focus == "postcode"


def _everybody() -> list[Person]:
    return [person.from_row(row) for row in person.PersonRow.select()]
