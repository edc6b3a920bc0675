"""The story of a person, by keyboard: opened from anywhere, filtered, searched, read whole, and back."""

from datetime import time
from typing import Any

import pytest

from models import clock
from models.contact import message
from models.contact.request import RequestForm
from models.known import story
from models.person import person
from models.person.person import PersonForm
from models.room import queue, visit
from models.room.visit import Intake
from models.service import agent
from models.store import journal
from tests.screens.conftest import Sit, Sitting
from tests.screens.views import booked, worker

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def came() -> Any:
    """Somebody who came this morning, with a request; their number."""

    def make(counter: Sitting, name: str = "Lopes") -> int:
        asked = RequestForm("fin_chomage", words="plus rien depuis octobre", answers={"majeur": "oui"})
        intake = Intake(None, PersonForm(family_name=name, given_name="Maria"), (asked,))
        return counter.call(visit.receive, counter.app.agent, intake, "CH", f"came-{name}").person_id

    return make


async def test_from_the_search_one_key_shows_what_happened_and_escape_comes_home(sit: Sit, came: Any) -> None:
    async with sit() as counter:
        who = came(counter)
        await counter.type("lopes")
        await counter.press("ctrl+o")
        assert counter.place == "story"
        assert "LOPES Maria" in counter.text
        assert "tout : 2 lignes" in counter.text
        assert "23.11.2026 09:41 demande     Fin de droits de chômage" in counter.text
        line = counter.call(journal.about, who)[-1]
        assert (line.action, line.agent_id) == ("person.story_opened", counter.app.agent.id)
        await counter.press("escape")
        assert counter.place == "desk"


async def test_enter_reads_a_request_whole_and_escape_returns_to_its_line(sit: Sit, came: Any) -> None:
    async with sit() as counter:
        came(counter)
        await counter.type("lopes")
        await counter.press("ctrl+o", "d", "enter")
        assert "Dit : plus rien depuis octobre" in counter.text
        assert f"{counter.profile.question('majeur').text} oui" in counter.text
        await counter.press("escape")
        assert counter.line_with(">").startswith("> 23.11.2026 09:41 demande")
        await counter.press("f4")
        assert (counter.place, "LOPES Maria" in counter.text) == ("orientation", True)


async def test_a_key_shows_one_kind_and_a_word_searches_in_all(sit: Sit, came: Any) -> None:
    async with sit() as counter:
        who = came(counter)
        counter.call(message.send, counter.app.agent, None, "Rappeler après le bail", person_id=who)
        await counter.type("lopes")
        await counter.press("ctrl+o", "m")
        assert "messages : 1 ligne" in counter.text
        await counter.press("a", "slash", *"octobre")
        assert "tout : 1 ligne" in counter.text
        assert "bail" not in counter.text
        await counter.press("enter", "escape")
        assert "tout : 3 lignes" in counter.text


async def test_a_form_comes_back_to_the_letter(sit: Sit, came: Any) -> None:
    async with sit() as counter:
        came(counter)
        await counter.type("lopes")
        await counter.press("f2")
        await counter.to_field("theme")
        await counter.type("chôm")
        before = counter.form.values.copy()
        await counter.press("ctrl+o")
        assert counter.place == "story"
        await counter.press("escape")
        assert (counter.place, counter.form.values) == ("intake", before)


async def test_from_the_agenda_and_back_to_the_same_appointment(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Arnaud", "rey", time(10))
        booked(counter, "Bekele", "favre", time(11))
        await counter.press("f5", "down", "ctrl+o")
        assert "BEKELE Maria" in counter.text
        await counter.press("escape")
        assert counter.place == "agenda"
        assert "BEKELE" in counter.line_with("> ")


async def test_a_worker_opens_it_from_a_notice(sit: Sit, came: Any) -> None:
    async with sit() as counter:
        who = came(counter)
        counter.call(message.send, counter.app.agent, worker(counter, "rey"), "À voir", person_id=who)
        rey, path = counter.call(agent.find, "rey").agent, counter.path
    async with sit(who=rey, path=path) as counter:
        await counter.press("down", "ctrl+o")
        assert "LOPES Maria" in counter.text
        assert "demande" in counter.text
        await counter.press("escape")
        assert counter.place == "worker"


async def test_who_left_this_morning_is_told_wherever_they_are_met_again(sit: Sit, came: Any) -> None:
    async with sit() as counter:
        who = came(counter)
        came_last = counter.call(visit.latest, who)
        assert came_last is not None
        counter.call(queue.leave, counter.app.agent, came_last.id)
        clock.advance(minutes=30)
        await counter.type("lopes")
        assert "départ 09:41" in counter.line_with("LOPES")
        await counter.press("ctrl+o")
        assert "Départ sans attendre ce matin à 09:41 (n° 1)" in counter.text


async def test_a_long_story_goes_on_below_the_last_line(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        who = counter.call(person.create, alice, PersonForm(family_name="Lopes"), "CH", "k").id
        for number in range(story.PAGE + 3):
            counter.call(message.send, alice, None, f"message {number}.", person_id=who)
        await counter.type("lopes")
        await counter.press("ctrl+o", "end", "down")
        assert f"{story.PAGE + 3} lignes, {story.PAGE + 1} à {story.PAGE + 3}" in counter.text
        assert "message 2." in counter.line_with("> ")
        await counter.press("up")
        assert "message 3." in counter.line_with("> ")


async def test_without_anybody_chosen_it_says_so(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("ctrl+o")
        assert "Aucune personne choisie" in counter.text
