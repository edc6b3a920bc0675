"""Who follows somebody, wherever they are met: card, search, waiting room, slots."""

import pytest

from models.contact.request import RequestForm
from models.person import person, referent
from models.person.person import PersonForm
from models.room import visit
from models.room.visit import Intake
from tests.screens.conftest import Sit
from tests.screens.views import worker

pytestmark = pytest.mark.usefixtures("monday")


async def test_the_card_says_who_follows_and_the_search_and_the_room_say_it_too(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        who = counter.call(person.create, alice, PersonForm(family_name="Lopes"), "CH", "k")
        await counter.type("lopes")
        await counter.press("ctrl+p")
        await counter.fill(referent="rey")
        await counter.press("enter", *"assistante sociale", "ctrl+s")
        assert [one.words for one in counter.call(referent.of_person, who.id)] == [
            "Mme Rey (assistante sociale), depuis le 23.11.2026"
        ]
        await counter.type("lopes")
        assert "réf. Mme Rey" in counter.line_with("LOPES")
        await counter.press("ctrl+p")
        assert "Mme Rey (assistante sociale), depuis le 23.11.2026" in counter.line_with("Suivi par")
        await counter.press("escape")
        counter.call(visit.receive, alice, Intake(who.id, None, (RequestForm("fin_chomage"),)), "CH", "v")
        await counter.app.screen.fill()  # type: ignore[attr-defined]
        await counter.settle()
        assert "(Mme Rey)" in counter.line_with("LOPES")


@pytest.mark.parametrize("login", ["rey", "favre"])
async def test_the_slots_of_who_follows_stand_first(sit: Sit, login: str) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        who = counter.call(person.create, alice, PersonForm(family_name="Lopes"), "CH", "k")
        counter.call(referent.follow, alice, who.id, worker(counter, login))
        name = {"rey": "Mme Rey", "favre": "M. Favre"}[login]
        asked = RequestForm("fin_chomage", motive="premier_entretien")
        counter.call(visit.receive, alice, Intake(who.id, None, (asked,)), "CH", "v")
        await counter.type("lopes")
        await counter.press("f5", "n")
        assert name in counter.line_with("Suivi par"), counter.text
        await counter.press("enter")
        await counter.to_field("slot")
        first = next(line for line in counter.lines if "nov." in line and line[:1] in " >" and ":" in line)
        assert name in first, counter.text
