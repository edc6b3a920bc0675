"""A letter written before something changed, one for somebody who calls, one of the example service."""

from datetime import time

import pytest

from models.contact import letter
from models.person import person
from models.person.person import Person
from tests.screens.conftest import Sit, Sitting
from tests.screens.slots.played import known
from tests.screens.views import booked

pytestmark = pytest.mark.usefixtures("monday")
HANDED, MISSING = "Remis en main propre", "Adresse à compléter"


def files(counter: Sitting) -> dict[str, bytes]:
    """The letters that were put in their folder."""
    return {one.name: one.read_bytes() for one in counter.letters.glob("*.docx")}


async def preview(counter: Sitting) -> str:
    """The whole letter as it would leave, of which the screen shows a part."""
    counter.app.screen.refresh_preview()  # type: ignore[attr-defined]
    await counter.settle()
    words: str = counter.app.screen._shown  # type: ignore[attr-defined]
    assert "LOPES" in words
    return words


async def write(counter: Sitting, name: str = "lopes") -> None:
    """A letter that asks for documents."""
    await counter.press("ctrl+f")
    await counter.type(name)
    await counter.press("f6", "2", "o", "ctrl+s")
    assert counter.place == "desk", counter.text


async def correct(counter: Sitting, **fields: str) -> None:
    """What is known of somebody is corrected in their form."""
    await counter.press("ctrl+f")
    await counter.type("lopes")
    await counter.press("ctrl+p")
    await counter.fill(**fields)
    await counter.press("ctrl+s")
    assert counter.place == "desk", counter.text


def lives(counter: Sitting, who: Person, address: str) -> None:
    """Somebody has an address."""
    told = person.form_of(who)
    from dataclasses import replace

    there = replace(told, address=address, postcode="1227", commune="Carouge")
    counter.call(person.change, counter.app.agent, who.id, there, "CH")


async def test_a_letter_with_the_address_of_before_is_said_and_asked(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        lives(counter, who, "Rue Ancienne 1")
        await write(counter)
        ((name, before),) = files(counter).items()
        await correct(counter, address="Rue Neuve 2")
        await counter.type("lopes")
        await counter.press("f6", "ctrl+r", "ctrl+r")
        assert "quelque chose a changé : l’adresse." in " ".join(counter.text.split())
        assert files(counter) == {name: before}
        # Asked, and wanted: the old one as it was.
        await counter.press("ctrl+r")
        assert "réimprimé" in counter.text
        assert files(counter) == {name: before}
        # A new one stands beside it, with the new address.
        await counter.press("escape")
        await write(counter)
        assert files(counter)[name] == before
        assert len(files(counter)) == 2
        latest, first = counter.call(letter.list_for, who.id)
        assert "Rue Neuve 2" in latest.values["usager_adresse"]
        assert "Rue Ancienne 1" in first.values["usager_adresse"]


async def test_a_letter_that_still_says_what_is_known_is_printed_again_at_once(sit: Sit) -> None:
    async with sit() as counter:
        lives(counter, known(counter), "Rue Ancienne 1")
        await write(counter)
        await counter.type("lopes")
        await counter.press("f6", "ctrl+r", "ctrl+r")
        assert "réimprimé" in counter.text


async def test_the_preview_of_an_old_letter_says_that_it_is_out_of_date(sit: Sit) -> None:
    async with sit() as counter:
        lives(counter, known(counter), "Rue Ancienne 1")
        await write(counter)
        await correct(counter, family_name="Lopez")
        await counter.type("lopez")
        await counter.press("f6", "ctrl+r", "enter")
        assert "changé depuis : le nom" in " ".join(counter.text.split())


async def test_a_confirmation_of_an_appointment_moved_since_is_out_of_date(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Dupont", "rey", time(10))
        await counter.type("dupont")
        await counter.press("f6", "1", "ctrl+s")
        counter.call(_move, one.id)
        await counter.type("dupont")
        await counter.press("f6", "ctrl+r", "ctrl+r")
        assert "le rendez-vous" in counter.line_with("a changé")


async def test_nothing_is_handed_over_to_somebody_on_the_telephone(sit: Sit) -> None:
    async with sit() as counter:
        known(counter)
        await counter.press("f3", "1")
        await counter.fill(person="lopes")
        await counter.press("enter", "f6", "2", "o")
        said = await preview(counter)
        assert HANDED not in said
        assert MISSING in said


async def test_nor_is_the_letter_that_a_call_leads_to(sit: Sit) -> None:
    async with sit() as counter:
        known(counter)
        await counter.press("f3", "1")
        await counter.fill(person="lopes")
        await counter.press("enter")
        await counter.fill(theme="loyer")
        await counter.press("enter")
        await counter.to_field("outcome")
        await counter.press("l", "ctrl+s")
        assert counter.place == "letters"
        await counter.press("2", "o")
        said = await preview(counter)
        assert HANDED not in said
        assert MISSING in said


async def test_who_stands_at_the_counter_is_handed_the_letter(sit: Sit) -> None:
    async with sit() as counter:
        known(counter)
        await counter.type("lopes")
        await counter.press("f6", "2", "o")
        assert HANDED in await preview(counter)


async def test_values_of_the_example_are_said_before_they_are_printed(sit: Sit) -> None:
    async with sit(demo=False) as counter:
        known(counter)
        await counter.type("lopes")
        await counter.press("f6", "2")
        warned = " ".join(counter.text.split())
        assert "Valeurs d’exemple du service sur ce courrier : nom, adresse, téléphone" in warned


async def test_a_demonstration_warns_of_nothing(sit: Sit) -> None:
    async with sit() as counter:
        known(counter)
        await counter.type("lopes")
        await counter.press("f6", "2")
        assert "exemple du service" not in counter.text


def _move(appointment_id: int) -> None:
    from datetime import timedelta

    from models.agenda.appointment import AppointmentRow

    row = AppointmentRow.get_by_id(appointment_id)
    row.starts_at, row.ends_at = row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1)
    row.save()


async def test_the_list_of_letters_marks_those_that_something_changed_since(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        lives(counter, who, "Rue Ancienne 1")
        await write(counter)
        await correct(counter, address="Rue Neuve 2")
        await write(counter)
        await counter.press("ctrl+f")
        await counter.type("lopes")
        await counter.press("f6", "ctrl+r")
        marked = [line for line in counter.lines if "23.11.2026 09:41" in line]
        # The new one first, which is true; then the one of before.
        assert ["changé depuis (l’adresse) : " in line for line in marked] == [False, True]
