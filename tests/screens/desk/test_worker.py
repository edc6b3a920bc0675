"""A worker’s own day: what a key marks can be taken back, and a notice is read to its end."""

from datetime import time

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Status
from models.contact import message, request
from models.contact.message import MessageStatus
from models.contact.request import Outcome, RequestForm
from models.person.person import PersonForm
from models.room import arrival, queue, visit
from models.room.visit import Intake, Visit, VisitStatus
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.triage.triage import Urgency
from tests.screens.conftest import Sit, Sitting
from tests.screens.desk.test_desk import expected, newcomer
from tests.screens.desk.test_room import enter, now
from tests.screens.views import booked

pytestmark = pytest.mark.usefixtures("monday")


def booked_with(counter: Sitting) -> tuple[Agent, Appointment]:
    """Somebody is expected, by whom."""
    one = expected(counter, newcomer(counter, "Bekele", "Sara"))
    workers = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    return next(each for each in workers if each.id == one.agent_id), one


def status(counter: Sitting, one: Appointment) -> Status:
    return counter.call(agenda.get, one.id).status


@pytest.mark.parametrize(("key", "marked"), [("h", Status.SEEN), ("b", Status.ABSENT)])
async def test_a_mark_is_taken_back_by_the_key_that_undoes(sit: Sit, key: str, marked: Status) -> None:
    async with sit() as counter:
        host, one = booked_with(counter)
        path = counter.path
    clock.advance(minutes=30)
    async with sit(who=host, path=path) as counter:
        await counter.press(key)
        assert status(counter, one) is marked
        await counter.press("u")
        assert status(counter, one) is Status.UPCOMING
        assert "BEKELE Sara est de nouveau « à venir »" in counter.text.replace("\u00a0", " ")
        await counter.press("u")
        assert "Rien à défaire" in counter.text


async def test_taking_back_that_somebody_was_received_takes_back_the_mark_too(sit: Sit) -> None:
    async with sit() as counter:
        host, one = booked_with(counter)
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        path = counter.path
    clock.advance(minutes=30)
    async with sit(who=host, path=path) as counter:
        await counter.press("n", "h")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.DONE, Status.SEEN)
        await counter.press("u")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.CALLED, Status.UPCOMING)
        await counter.press("u")
        assert now(counter, came).status is VisitStatus.WAITING


async def test_who_was_called_and_marked_absent_leaves_the_room(sit: Sit) -> None:
    async with sit() as counter:
        host, one = booked_with(counter)
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        path = counter.path
    clock.advance(minutes=30)
    async with sit(who=host, path=path) as counter:
        await counter.press("b")
        # They are in the room: nobody has called them yet.
        assert "est là, n° 1" in counter.text
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.WAITING, Status.UPCOMING)
        await counter.press("n", "b")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.ABSENT, Status.ABSENT)
        await counter.press("u")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.CALLED, Status.UPCOMING)


async def test_a_notice_is_read_to_its_end(sit: Sit) -> None:
    async with sit() as counter:
        host, _one = booked_with(counter)
        body = "Monsieur demande s’il faut apporter aussi le bail et les trois dernières fiches de salaire."
        counter.call(message.send, counter.app.agent, host.id, body)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        assert counter.line_with("Monsieur demande").endswith("…")
        await counter.press("down", "enter")
        read = " ".join(line.strip() for line in counter.lines)
        assert f"Alice Aubert, 09:41 : {body}" in read.replace("\u00a0", " ")
        assert counter.line_with("faut apporter…").startswith("> lu ")
        await counter.press("t")
        assert "Avis « Monsieur demande s’il faut apporter… » : traité." in counter.text


async def test_who_was_sent_on_is_called_picked_and_received_with_an_outcome(sit: Sit) -> None:
    async with sit() as counter:
        host = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
        first, second = enter(counter, "Un", "Deux")
        for one in (second, first):
            counter.call(queue.transfer, counter.app.agent, one.id, host.id)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        await counter.press("down", "n")
        assert counter.line_with("UN ").startswith("> ")
        await counter.press("h")
        assert counter.place == "room"
        await counter.press("i")
        assert counter.place == "worker"
        assert now(counter, first).status is VisitStatus.DONE
        assert "UN : entretien terminé" in counter.text
        await counter.press("h")
        assert now(counter, second).status is VisitStatus.WAITING
        await counter.press("n", "b")
        assert now(counter, second).status is VisitStatus.ABSENT
        await counter.press("u", "u", "u")
        assert now(counter, first).status is VisitStatus.CALLED


def sent(counter: Sitting, host: Agent, name: str, urgency: Urgency, words: str) -> Visit:
    form = RequestForm("violences", words=words, outcome=Outcome.WAIT, urgency=urgency)
    intake = Intake(None, PersonForm(family_name=name), (form,))
    one = counter.call(visit.receive, counter.app.agent, intake, "CH", name).visit
    return counter.call(queue.transfer, counter.app.agent, one.id, host.id)


async def test_who_is_in_danger_stands_first_with_their_own_words_and_the_others_by_hour(sit: Sit) -> None:
    async with sit() as counter:
        host, _one = booked_with(counter)
        sent(counter, host, "Calme", Urgency.N4, "une attestation")
        clock.advance(minutes=1)
        came = sent(counter, host, "Danger", Urgency.N0, "il est devant la porte")
        path = counter.path
    async with sit(who=host, path=path) as counter:
        order = [
            name for line in counter.lines for name in ("DANGER", "CALME", "BEKELE") if f" {name}" in line
        ]
        # Notices name them too, below.
        assert order[:3] == ["DANGER", "CALME", "BEKELE"]
        line = counter.line_with("DANGER")
        assert " N0 " in line
        assert "il est devant la" in line
        # Being called changes nothing of why they are here.
        await counter.press("n")
        assert "il est devant la" in counter.line_with("DANGER")
        await counter.press("enter")
        assert "«\u00a0il est devant la porte\u00a0»" in counter.text
        assert now(counter, came).status is VisitStatus.CALLED


async def test_who_came_for_an_appointment_with_something_grave_is_not_closed_without_its_outcome(
    sit: Sit,
) -> None:
    async with sit() as counter:
        host, one = booked_with(counter)
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        form = RequestForm("violences", outcome=Outcome.WAIT, urgency=Urgency.N0)
        counter.call(request.add, counter.app.agent, form, person_id=one.person_id, visit_id=came.id)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        await counter.press("n", "h")
        assert counter.place == "room"
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.CALLED, Status.UPCOMING)
        await counter.press("i")
        assert counter.place == "worker"
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.DONE, Status.SEEN)
        await counter.press("u")
        assert (now(counter, came).status, status(counter, one)) == (VisitStatus.CALLED, Status.UPCOMING)


async def test_a_telephone_appointment_bears_the_number_and_ctrl_p_opens_the_card(sit: Sit) -> None:
    async with sit() as counter:
        who = newcomer(counter, "Bekele", "Sara", phone="079 123 41 47")
        one = expected(counter, who, venue=Venue.PHONE)
        host = counter.call(agent.get, one.agent_id)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        assert "079 123 41 47" in counter.line_with("BEKELE")
        assert "à appeler" in counter.line_with("BEKELE")
        await counter.press("ctrl+p")
        assert counter.place == "person"
        assert "Bekele" in counter.text


async def test_a_day_of_eleven_appointments_is_seen_whole_above_an_empty_list_of_notices(sit: Sit) -> None:
    async with sit() as counter:
        host = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
        for n in range(11):
            hour = time(10 + n // 4, n % 4 * 15) if n < 8 else time(14, n % 4 * 15)
            booked(counter, f"Personne{n}", host.login, hour, minutes=15)
        for notice in counter.call(message.inbox, host.id or 0):
            counter.call(message.mark, host, notice.id, MessageStatus.HANDLED)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        assert [n for n in range(11) if f"PERSONNE{n}" not in counter.text] == []
        assert "de plus" not in counter.text
