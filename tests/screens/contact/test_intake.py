"""F2: somebody stands at the counter."""

from datetime import datetime

import pytest

from models.contact import message, request
from models.contact.request import Outcome
from models.person import person
from models.room import visit
from models.room.visit import VisitStatus
from models.store import draft, journal
from models.triage.triage import Urgency
from tests.screens.conftest import Sit

pytestmark = pytest.mark.usefixtures("monday")


async def test_somebody_new_waits_with_a_ticket_in_few_keys(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("dupont marie+")
        await counter.press("enter", "ctrl+s")
        assert "Demande manquante" in counter.text
        await counter.type("loyer")
        await counter.press("enter", "ctrl+s")
        assert counter.place == "desk"
        assert "DUPONT Marie" in counter.line_with("09:41")
        (came,) = counter.call(visit.present)
        assert came.status is VisitStatus.WAITING
        assert came.number == 1


async def test_a_known_person_waits_in_four_keys_beyond_the_text(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        known = counter.call(
            person.create, alice, person.PersonForm(family_name="Lopes", given_name="Maria"), "CH", "k"
        )
        await counter.type("lop mar")
        await counter.press("f2")
        await counter.type("dett")
        await counter.press("enter", "ctrl+s")
        assert counter.call(visit.present)[0].person_id == known.id
        seen = [line.action for line in counter.call(journal.about, known.id)]
        assert "person.opened" in seen
        assert "visit.arrived" in seen


async def test_somebody_anonymous_is_received_without_a_name(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="dett")
        await counter.press("enter")
        await counter.press("ctrl+s")
        assert "anonyme" in counter.line_with("09:41")


async def test_what_is_known_is_answered_and_the_rest_is_asked_next(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("rey zoe+")
        await counter.press("enter")
        await counter.fill(birth_date="12.3.1980", postcode="1227")
        await counter.to_field("commune")
        await counter.press("enter")
        await counter.fill(theme="chom")
        await counter.press("enter")
        assert "oui" in counter.line_with("18 ans ou plus")
        assert "à compléter" in counter.line_with("Aide sociale")
        assert "titre de séjour" in counter.text
        assert "non" not in counter.line_with("Aide sociale").split()


async def test_a_missing_answer_is_never_a_refusal(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("sans nom+")
        await counter.press("enter")
        await counter.fill(theme="chom")
        await counter.press("enter")
        assert "à compléter" in counter.text
        assert "peu probable" not in counter.text


async def test_sleeping_outside_tonight_is_seen_today(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="heberg")
        await counter.press("enter", "enter")
        await counter.press("n", "o")
        assert "N1 : à voir aujourd’hui, car dort dehors cette nuit" in counter.text
        await counter.press("ctrl+s")
        (came,) = counter.call(visit.present)
        assert came.urgency is Urgency.N1


async def test_danger_shows_the_numbers_to_call(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="viol")
        await counter.press("enter", "enter", "o")
        assert "144" in counter.text
        assert "117" in counter.text


async def test_another_urgency_needs_a_word_of_why(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="dett")
        await counter.press("enter")
        await counter.to_field("urgency")
        await counter.press("1", "ctrl+s")
        assert "Pourquoi" in counter.text
        await counter.type("huissier demain")
        await counter.press("ctrl+s")
        (came,) = counter.call(visit.present)
        (asked,) = counter.call(request.of_visit, came.id)
        assert (asked.urgency, asked.urgency_reason) == (Urgency.N1, "huissier demain")


async def test_several_requests_in_one_visit_each_with_its_outcome(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+n")
        await counter.type("aliment")
        await counter.press("enter")
        await counter.to_field("outcome")
        await counter.press("i", "ctrl+s")
        (came,) = counter.call(visit.present)
        assert [one.outcome for one in counter.call(request.of_visit, came.id)] == [
            Outcome.WAIT,
            Outcome.INFORMED,
        ]


async def test_a_message_reaches_the_colleague_and_settles_the_request(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="dett")
        await counter.press("enter")
        await counter.to_field("outcome")
        await counter.press("m")
        await counter.type("rey")
        await counter.press("enter")
        await counter.type("a apporté son bail")
        await counter.press("ctrl+s")
        worker = counter.call(_agent_called, "rey")
        (slip,) = counter.call(message.inbox, worker)
        assert slip.body == "a apporté son bail"
        assert counter.call(visit.present) == []


async def test_escape_parks_and_f12_brings_back_the_cursor(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("martin+")
        await counter.press("enter")
        await counter.type("Jean")
        await counter.press("left", "left", "escape")
        assert counter.place == "desk"
        assert "En attente de reprise : 1" in counter.text
        await counter.press("f12")
        await counter.type("X")
        assert counter.form.values["given_name"] == "JeXan"
        assert len(counter.call(draft.parked, counter.app.agent)) == 1


async def test_a_form_sent_again_creates_nothing_twice(sit: Sit, monday: datetime) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="dett")
        await counter.press("enter", "escape")
        (parked,) = counter.call(draft.parked, counter.app.agent)
        await counter.press("f12", "ctrl+s")
        # The line was cut before the answer came: the draft is still there, and is sent again.
        counter.call(draft.save, counter.app.agent, parked.key, parked.place, parked.title, parked.state)
        await counter.press("f12", "ctrl+s")
        assert len(counter.call(visit.present)) == 1


async def test_keys_typed_before_the_place_is_open_fall_into_it(sit: Sit) -> None:
    async with sit() as counter:
        # One burst, as a slow line delivers it.
        await counter.press(
            "f2", "r", "e", "y", "plus", "enter", "z", "o", "e", "tab", "1", "2", "0", "3", "1", "9", "8", "0"
        )
        values = counter.form.values
        assert (values["family_name"], values["given_name"], values["birth_date"]) == (
            "Rey",
            "zoe",
            "12031980",
        )


def _agent_called(login: str) -> int:
    from models.service.agent import AgentRow

    return int(AgentRow.get(AgentRow.login == login).id)
