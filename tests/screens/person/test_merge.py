"""Two forms of one person, side by side."""

from dataclasses import replace

import pytest

from models.contact.request import RequestForm
from models.known import merge
from models.person import duplicate, person
from models.person.person import Person, PersonForm
from models.room import visit
from models.room.visit import Intake
from models.store import draft
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def _two(counter: Sitting) -> tuple[Person, Person]:
    alice = counter.app.agent
    first = PersonForm(
        family_name="Lopes", given_name="Maria", birth_date="12.03.1980", phone="022 420 00 01"
    )
    second = PersonForm(
        family_name="Lopes", given_name="Maria José", birth_date="12.03.1980", email="maria@exemple.ch"
    )
    one = counter.call(person.create, alice, first, "CH", "one")
    other = counter.call(person.create, alice, second, "CH", "other")
    counter.call(visit.receive, alice, Intake(other.id, None, (RequestForm("dettes"),)), "CH", "came")
    return one, other


async def _compare(counter: Sitting, words: str = "022 420 00 01") -> None:
    await counter.type(words)
    await counter.press("ctrl+p")
    assert "Peut-être déjà connue : LOPES Maria José" in counter.text
    await counter.press("ctrl+d")
    assert counter.place == "merge", counter.text


async def test_both_sides_stand_beside_each_other_the_fuller_one_proposed(sit: Sit) -> None:
    async with sit() as counter:
        _two(counter)
        await _compare(counter)
        line = counter.line_with("Prénom")
        assert "1 Maria " in line
        assert "[2 Maria José]" in line
        assert "[1 022 420 00 01]" in counter.line_with("Téléphone")
        assert "Pareil des deux côtés : nom, naissance." in counter.text


@pytest.mark.parametrize(
    ("profile", "region", "codes", "called"),
    [
        ("geneve", "CH", ("1201", "1202"), ("NPA", "Permis")),
        ("france", "FR", ("74000", "74100"), ("Code postal", "Titre de séjour")),
    ],
)
async def test_fields_are_called_as_on_the_form_of_the_country(
    sit: Sit, profile: str, region: str, codes: tuple[str, str], called: tuple[str, str]
) -> None:
    async with sit(profile) as counter:
        alice, both = counter.app.agent, _two(counter)
        for known, postcode, permit in zip(both, codes, ("B", "C"), strict=True):
            form = replace(person.form_of(known), postcode=postcode, permit=permit)
            counter.call(person.change, alice, known.id, form, region)
        await _compare(counter)
        assert codes[0] in counter.line_with(called[0])
        assert "[1 B]" in counter.line_with(called[1])


async def test_digits_choose_and_the_merge_says_what_it_moved(sit: Sit) -> None:
    async with sit() as counter:
        one, other = _two(counter)
        await _compare(counter)
        await counter.press("1")
        assert "[1 Maria]" in counter.line_with("Prénom")
        await counter.press("ctrl+s")
        assert counter.place == "person"
        said = " ".join(counter.text.split())
        assert "une seule fiche, relue" in said
        assert "1 passage" in said
        assert "1 demande" in said
        kept = counter.call(person.get, one.id)
        assert (kept.given_name, kept.email) == ("Maria", "maria@exemple.ch")
        assert counter.call(merge.remaining, other.id) == 0
        assert counter.call(visit.present)[0].person_id == one.id
        await counter.press("ctrl+r")
        assert "réunion est défaite" in counter.text
        assert counter.call(person.get, other.id) == other
        assert counter.call(person.get, one.id) == one


async def test_what_was_typed_in_the_form_is_there_after_the_merge(sit: Sit) -> None:
    async with sit() as counter:
        one, _other = _two(counter)
        await counter.type("022 420 00 01")
        await counter.press("ctrl+p")
        await counter.fill(address="Rue de la Gare 3")
        await counter.press("ctrl+d", "ctrl+s")
        assert counter.place == "person"
        assert counter.form.values["address"] == "Rue de la Gare 3"
        assert counter.form.values["email"] == "maria@exemple.ch"
        await counter.press("ctrl+s")
        assert counter.call(person.get, one.id).address == "Rue de la Gare 3"
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_two_persons_are_marked_as_such_and_no_longer_shown(sit: Sit) -> None:
    async with sit() as counter:
        one, other = _two(counter)
        await _compare(counter)
        await counter.press("n")
        assert counter.place == "person"
        assert "Peut-être déjà connue" not in counter.text
        assert counter.call(duplicate.of_person, one.id, "CH") == []
        assert counter.call(person.get, other.id) == other


async def test_a_wrong_not_the_same_is_undone_at_once(sit: Sit) -> None:
    async with sit() as counter:
        one, _other = _two(counter)
        await _compare(counter)
        await counter.press("n")
        assert "Ctrl+R défait" in counter.text
        await counter.press("ctrl+r")
        assert "peuvent de nouveau être rapprochées" in " ".join(counter.text.split())
        assert "Peut-être déjà connue : LOPES Maria José" in counter.text
        assert len(counter.call(duplicate.of_person, one.id, "CH")) == 1


async def test_a_wrong_not_the_same_is_found_and_undone_later_on_either_form(sit: Sit) -> None:
    async with sit() as counter:
        one, other = _two(counter)
        counter.call(duplicate.mark_apart, counter.app.agent, one.id, other.id)
        # Something else was done since: Ctrl+R would take that back.
        form = PersonForm(family_name="Lopes", given_name="Maria José", birth_date="12.03.1980", note="vue")
        counter.call(person.change, counter.app.agent, other.id, form, "CH")
        await counter.type(f"#{other.id}")
        await counter.press("ctrl+p")
        await counter.to_field("together")
        await counter.settle()
        assert "LOPES Maria, 12.03.1980" in counter.line_with("Pas la même")
        await counter.press("ctrl+t")
        assert "Notée comme une autre personne que LOPES Maria" in counter.text
        await counter.press("ctrl+t")
        await counter.to_field("together")
        await counter.press("1", "ctrl+s")
        assert [found.person_id for found in counter.call(duplicate.of_person, one.id, "CH")] == [other.id]


async def test_any_other_form_can_be_chosen_for_the_comparison(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        one, _other = _two(counter)
        form = PersonForm(family_name="Rodrigues", given_name="Maria")
        third = counter.call(person.create, alice, form, "CH", "third")
        await counter.type("022 420 00 01")
        await counter.press("ctrl+p")
        await counter.fill(twin="rodrigues")
        await counter.press("enter", "ctrl+d")
        assert counter.place == "merge"
        assert "Rodrigues" in counter.line_with("Nom ")
        await counter.press("ctrl+s")
        assert counter.call(person.get, third.id).id == one.id


async def test_the_telephone_interrupts_and_the_choices_come_back(sit: Sit) -> None:
    async with sit() as counter:
        _two(counter)
        await _compare(counter)
        await counter.press("1", "f3")
        assert counter.place == "phone"
        await counter.press("escape")
        titles = [one.title for one in counter.call(draft.parked, counter.app.agent)]
        assert "réunir LOPES Maria" in titles
        waiting = next(one for one in counter.call(draft.parked, counter.app.agent) if one.place == "merge")
        counter.app.reopen(waiting)
        await counter.settle()
        assert "[1 Maria]" in counter.line_with("Prénom")


async def test_escape_changes_nothing(sit: Sit) -> None:
    async with sit() as counter:
        one, other = _two(counter)
        await _compare(counter)
        await counter.press("escape")
        assert counter.place == "person"
        assert counter.call(person.get, other.id) == other
        assert counter.call(person.get, one.id) == one
