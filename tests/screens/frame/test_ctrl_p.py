"""Ctrl+P wherever somebody is on the screen: what the guide promises."""

import importlib
from datetime import time

import pytest

from comptoir.program.navigation import SCREENS
from models.room import visit
from screens.frame import about as to
from screens.frame.form_place import FormPlace
from screens.frame.place import Place
from screens.person.person import PersonScreen
from screens.person.place import PersonPlace
from tests.screens.conftest import Sit, Sitting
from tests.screens.slots.played import known, received
from tests.screens.views import booked

pytestmark = pytest.mark.usefixtures("monday")


def test_no_place_has_a_way_of_its_own_to_the_form_of_the_person() -> None:
    for where in SCREENS.values():
        module, _, name = where.partition(":")
        screen = getattr(importlib.import_module(module), name)
        if issubclass(screen, Place):
            # What is chosen is each place's own; what opens on it is the same everywhere.
            assert screen.card in (Place.card, FormPlace.card, PersonPlace.card, PersonScreen.card), screen


async def opened(counter: Sitting, name: str) -> None:
    """The form of that person is in front; Escape goes back to where one was."""
    before = counter.place
    await counter.press("ctrl+p")
    assert counter.place == "person", counter.text
    assert counter.form.values["family_name"] == name
    await counter.press("escape")
    assert counter.place == before


@pytest.mark.parametrize("place", [(), ("f2",), ("f3",), ("f4",), ("f6",), ("f5", "n")])
async def test_from_whoever_was_searched_for(sit: Sit, place: tuple[str, ...]) -> None:
    async with sit() as counter:
        known(counter)
        await counter.type("lopes")
        if place == ("f3",):
            await counter.press("f3")
            await counter.fill(person="lopes")
            await counter.press("enter")
        else:
            await counter.press(*place)
        if place:
            await opened(counter, "Lopes")
        else:
            await counter.press("ctrl+p")
            assert counter.place == "person"


@pytest.mark.parametrize("keys", [("down",), ("down", "h"), ("down", "v"), ("s",)])
async def test_from_the_room_its_questions_and_what_is_due(sit: Sit, keys: tuple[str, ...]) -> None:
    async with sit() as counter:
        if keys == ("s",):
            received(counter)
            await counter.press("ctrl+f", "down", "s")
        else:
            counter.call(visit.arrive, counter.app.agent, known(counter).id)
            await counter.press("ctrl+f", *keys)
        await opened(counter, "Lopes")


async def test_from_the_agenda_and_from_two_forms_compared(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Dupont", "rey", time(10))
        await counter.press("f5")
        await opened(counter, "Dupont")
        one, other = known(counter), known(counter, "Lopez")
        counter.app.go(to.Merge(left=one.id, right=other.id))
        await counter.settle()
        await counter.press("ctrl+p")
        assert counter.place == "person"
        assert counter.form.values["family_name"] == "Lopes"
