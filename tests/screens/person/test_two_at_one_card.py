"""Two people at one card: what each changed is kept, and what both changed is shown with both values."""

from dataclasses import replace
from typing import Any

import pytest

from models.person import person
from models.person.person import Person, PersonForm
from models.room import visit
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def card(counter: Sitting) -> Person:
    """Somebody whom both correct."""
    form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 420 00 01", commune="Carouge")
    return counter.call(person.create, counter.app.agent, form, "CH", "k")


def colleague(counter: Sitting) -> Agent:
    """Who sits at the other desk."""
    return counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]


def corrects(counter: Sitting, who: Person, **fields: Any) -> None:
    """The other desk corrects the card as it is now."""
    now = person.form_of(counter.call(person.get, who.id))
    counter.call(person.change, colleague(counter), who.id, replace(now, **fields), "CH", now)


async def opened(counter: Sitting) -> None:
    """The card, open here."""
    await counter.press("ctrl+f")
    await counter.type("lop mar")
    await counter.press("ctrl+p")
    assert counter.place == "person"


async def test_each_of_two_keeps_what_they_changed(sit: Sit) -> None:
    async with sit() as counter:
        who = card(counter)
        await opened(counter)
        await counter.fill(phone="079 555 00 00")
        corrects(counter, who, commune="Lancy")
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        kept = counter.call(person.get, who.id)
        assert (kept.phone, kept.commune) == ("+41795550000", "Lancy")


async def test_a_field_that_both_changed_is_shown_with_both_values_and_the_second_one_decides(
    sit: Sit,
) -> None:
    async with sit() as counter:
        who = card(counter)
        await opened(counter)
        await counter.fill(address="Rue de la Gare 3", commune="Onex")
        corrects(counter, who, commune="Lancy")
        await counter.press("ctrl+s")
        assert counter.place == "person"
        said = " ".join(counter.text.split())
        assert "Lancy" in said and "Onex" in said
        assert counter.form.state.focus == "commune"
        assert counter.call(person.get, who.id).commune == "Lancy"
        # Both were read: what stands in the form is now what is wanted.
        await counter.press("ctrl+s")
        assert counter.place == "desk", counter.text
        kept = counter.call(person.get, who.id)
        assert (kept.commune, kept.address) == ("Onex", "Rue de la Gare 3")


async def test_the_value_of_the_colleague_typed_instead_is_kept_without_a_word(sit: Sit) -> None:
    async with sit() as counter:
        who = card(counter)
        await opened(counter)
        await counter.fill(address="Rue de la Gare 3", commune="Onex")
        corrects(counter, who, commune="Lancy")
        await counter.press("ctrl+s")
        await counter.fill(commune="Lancy")
        await counter.press("ctrl+s")
        assert counter.place == "desk", counter.text
        kept = counter.call(person.get, who.id)
        assert (kept.commune, kept.address) == ("Lancy", "Rue de la Gare 3")


async def begin(counter: Sitting) -> None:
    """Somebody known at the counter, their form corrected in the short lines."""
    await counter.press("f2")
    await counter.type("lop mar")
    await counter.press("enter")
    await counter.type("dett")
    await counter.press("enter", "ctrl+e")
    await counter.fill(address="Rue de la Gare 3")


async def test_corrections_parked_at_the_counter_put_nothing_back_that_a_colleague_changed(sit: Sit) -> None:
    async with sit() as counter:
        who = card(counter)
        await begin(counter)
        await counter.press("f3", "escape")
        corrects(counter, who, commune="Lancy")
        await counter.press("f12")
        assert counter.place == "intake"
        assert counter.form.values["commune"] == "Lancy"
        await counter.press("ctrl+s")
        kept = counter.call(person.get, who.id)
        assert (kept.address, kept.commune) == ("Rue de la Gare 3", "Lancy")


async def test_at_the_counter_too_the_second_one_reads_both_values_and_decides(sit: Sit) -> None:
    async with sit() as counter:
        who = card(counter)
        await begin(counter)
        corrects(counter, who, address="Rue du Lac 1", commune="Lancy")
        await counter.press("ctrl+s")
        assert counter.place == "intake"
        said = " ".join(counter.text.split())
        assert "Rue du Lac 1" in said and "Rue de la Gare 3" in said
        assert counter.call(visit.present) == []
        await counter.press("ctrl+s")
        assert counter.place == "desk", counter.text
        kept = counter.call(person.get, who.id)
        assert (kept.address, kept.commune) == ("Rue de la Gare 3", "Lancy")
        assert len(counter.call(visit.present)) == 1


async def test_corrections_begun_of_one_person_are_not_those_of_another(sit: Sit) -> None:
    async with sit() as counter:
        who = card(counter)
        other = PersonForm(family_name="Bekele", given_name="Sara", commune="Meyrin")
        sara = counter.call(person.create, counter.app.agent, other, "CH", "k2")
        await begin(counter)
        await counter.to_field("person")
        await counter.press("ctrl+u")
        await counter.type("bekele")
        await counter.press("enter", "ctrl+s")
        assert counter.place == "desk", counter.text
        assert counter.call(person.get, who.id).address == ""
        kept = counter.call(person.get, sara.id)
        assert (kept.name, kept.address, kept.commune) == ("BEKELE Sara", "", "Meyrin")
