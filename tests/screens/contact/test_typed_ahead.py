"""Keys typed ahead fall where they were meant, or nowhere."""

from collections.abc import Iterator

import pytest

from models.contact.request import Outcome
from models.service.profile import Profile
from models.service.profile_file import load
from screens.contact import intake, phone, triage_form
from screens.contact.triage_form import request_items
from screens.frame.forms import ChoiceField, Item, Values, fields
from screens.person import form as person_form
from tests.project import PROFILES
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


async def _asked_about_violence(counter: Sitting) -> None:
    await counter.press("f2")
    await counter.type("*")
    await counter.press("enter", "tab")
    await counter.type("viol")
    await counter.press("enter", "enter")


async def test_an_answer_to_a_question_that_vanished_does_not_orient_anybody(sit: Sit) -> None:
    async with sit() as counter:
        await _asked_about_violence(counter)
        await counter.press("n", "n", "n", "n", "n", "o", "o", "o")
        assert counter.form.state.focus == "outcome"
        assert not counter.form.values.get("outcome")
        await counter.press("p")
        assert counter.form.values["outcome"] == Outcome.ORIENTATION


async def test_tab_stops_at_the_last_field_and_a_word_typed_there_renames_nobody(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("+Dupont Marie")
        await counter.press("enter", *["tab"] * 30)
        last = fields(counter.form._items)[-1].id
        assert counter.form.state.focus == last
        shown = counter.form.values["person.typed"]
        await counter.type("nouvelle")
        assert counter.form.values["person.typed"] == shown
        assert counter.form.values["family_name"] == "Dupont"
        await counter.press(*["shift+tab"] * 40)
        assert counter.form.state.focus == "person"


def _forms(profile: Profile) -> Iterator[list[Item]]:
    """The fields of a walk-in and of a call, of somebody new, for every theme and first answer."""
    for theme in profile.themes:
        for answer in ("", "oui", "non"):
            values: Values = {"person": person_form.NEW, "theme": theme.id, "urgency": "N1"}
            values |= {f"q.{one.id}": answer for one in profile.questions if answer}
            who = person_form.person_items(values, None, profile.service.phone_region)
            yield [*who, *request_items(profile, values, intake.OUTCOMES)]
            called = request_items(profile, values, phone.OUTCOMES, profile.call_questions)
            yield [ChoiceField("caller", "Qui appelle", phone.CALLERS), *who, *called]


@pytest.mark.parametrize("name", ["geneve", "france"])
def test_the_same_letter_never_means_two_things_in_one_form(name: str) -> None:
    profile = load(PROFILES / f"{name}.toml")
    for items in _forms(profile):
        meanings: dict[str, str] = {}
        for item in items:
            if not isinstance(item, ChoiceField):
                continue
            # Questions are answered alike: what was meant for one is never taken for anything but an answer.
            kind = "question" if item.id.startswith("q.") else item.id
            for choice in item.choices:
                if choice.key.isalpha():
                    assert meanings.setdefault(choice.key, kind) == kind, (choice.key, item.id)


@pytest.mark.parametrize("name", ["geneve", "france"])
def test_every_answer_of_a_question_has_its_key(name: str) -> None:
    profile = load(PROFILES / f"{name}.toml")
    for one in profile.questions:
        item = triage_form._question(one)
        keys = [choice.key for choice in item.choices]
        assert len(set(keys)) == len(keys) == (3 if one.kind == "oui_non" else len(one.choices) + 1)
