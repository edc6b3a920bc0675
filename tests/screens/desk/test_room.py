"""The waiting room by its keys: one key a step, each undone, the keys shown are those that act."""

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Status
from models.contact import message, request
from models.contact.request import Outcome, RequestForm
from models.person.person import PersonForm
from models.room import arrival, ticket, visit
from models.room.visit import Intake, Visit, VisitStatus
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from models.store import draft
from models.triage.triage import Urgency
from screens.desk.desk import DeskScreen
from screens.desk.line import _ACTS, _GONE
from tests.screens.conftest import Sit, Sitting
from tests.screens.desk.test_desk import expected, newcomer

pytestmark = pytest.mark.usefixtures("monday")


def enter(counter: Sitting, *names: str, urgency: Urgency = Urgency.N4) -> list[Visit]:
    """People take a seat, each with something to ask."""
    came = []
    for name in names:
        form = RequestForm("dettes", outcome=Outcome.WAIT, urgency=urgency)
        intake = Intake(None, PersonForm(family_name=name), (form,))
        came.append(counter.call(visit.receive, counter.app.agent, intake, "CH", name).visit)
    return came


def now(counter: Sitting, one: Visit) -> Visit:
    return counter.call(visit.get, one.id)


async def in_the_room(counter: Sitting) -> None:
    """Read the room again and put the cursor on its first line."""
    await counter.press("ctrl+f", "down")


# Calling


async def test_somebody_is_called_out_of_turn_recalled_and_marked_absent(sit: Sit) -> None:
    async with sit() as counter:
        first, second = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        await counter.press("down", "enter")
        assert now(counter, second).status is VisitStatus.CALLED
        assert "N° 2 DEUX : numéro appelé, accueil" in counter.text.replace("\u00a0", " ")
        await counter.press("r")
        assert "numéro appelé encore une fois" in counter.text
        await counter.press("i")
        assert now(counter, second).status is VisitStatus.ABSENT
        assert "DEUX" not in "\n".join(counter.lines[:15])
        assert now(counter, first).status is VisitStatus.WAITING


async def test_who_was_called_last_is_the_one_that_the_key_of_done_means(sit: Sit) -> None:
    async with sit() as counter:
        first, second = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        await counter.press("down", "n", "t", "i")
        assert counter.place == "desk"
        kept = now(counter, first)
        assert (kept.status, counter.call(request.of_visit, first.id)[0].outcome) == (
            VisitStatus.DONE,
            Outcome.INFORMED,
        )
        await counter.press("t", "down", "t")
        assert "Pas encore appelé" in counter.text
        assert now(counter, second).status is VisitStatus.WAITING


async def test_whoever_is_received_with_a_message_is_told_what_was_noted_and_to_whom_it_goes(
    sit: Sit,
) -> None:
    async with sit() as counter:
        enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("down", "enter", "t", "m")
        await counter.to_field("À qui")
        await counter.type("rey")
        await counter.press("enter")
        await counter.type("rappellera lundi")
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        said = " ".join(counter.text.split())
        assert "UN : entretien terminé ; u défaire." in said
        assert ": message à Mme Rey." in said


async def test_who_went_is_shown_on_demand_and_put_back_in_line(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("p")
        assert "1 sorti sans être reçu (g)" in counter.text
        await counter.press("g")
        assert "parti" in counter.line_with("UN ")
        assert "e remettre" in counter.line_with("remettre")
        await counter.press("e")
        assert now(counter, one).status is VisitStatus.WAITING
        await counter.press("u", "u")
        assert now(counter, one).status is VisitStatus.WAITING


# What needs a word


async def test_holding_takes_a_key_and_enter_and_the_reason_is_read_by_all(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("h")
        assert counter.place == "room"
        assert "Faire patienter" in counter.text
        await counter.type("cherche ses papiers")
        await counter.press("enter")
        assert counter.place == "desk"
        assert now(counter, one).status is VisitStatus.HELD
        assert "cherche ses papiers" in counter.line_with("UN ")
        # The cursor is where it was: the next key acts on the same person.
        await counter.press("e")
        assert now(counter, one).status is VisitStatus.WAITING


async def test_how_long_is_said_of_the_wait_and_not_of_the_call(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Un")
        clock.advance(minutes=20)
        await in_the_room(counter)
        await counter.press("o")
        assert "UN, attend depuis 20 min" in counter.text
        await counter.press("escape", "down", "enter", "v")
        assert "UN, appelé à 10:01" in counter.text


async def test_passing_before_the_others_asks_why_and_says_who_decided(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Un", urgency=Urgency.N1)
        (two,) = enter(counter, "Deux")
        await in_the_room(counter)
        await counter.press("down", "o", "enter")
        assert "Raison manquante" in counter.text
        await counter.type("femme enceinte")
        await counter.press("enter")
        assert now(counter, two).ahead_reason == "femme enceinte"
        lines = [line for line in counter.lines if "UN " in line or "DEUX" in line]
        assert "avant" in lines[0] and "femme enceinte" in lines[0]
        await counter.press("?")
        assert "passe avant" in counter.text
        assert "Alice Aubert" in counter.line_with("passe avant")
        await counter.press("u")
        assert now(counter, two).ahead_at is None


async def test_a_transfer_picks_a_worker_who_is_told(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("v")
        assert "bureau 12" in counter.line_with("Mme Rey")
        await counter.type("rey")
        await counter.press("enter")
        await counter.type("bail")
        await counter.press("enter")
        rey = next(each for each in counter.call(agent.everyone) if each.login == "rey")
        assert now(counter, one).agent_id == rey.id
        assert "bail" in counter.call(message.inbox, rey.id)[0].body
        assert "Mme Rey" in counter.line_with("UN ")


async def test_removing_asks_why(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("x")
        await counter.type("double")
        await counter.press("ctrl+s")
        assert (now(counter, one).status, now(counter, one).reason) == (VisitStatus.REMOVED, "double")


async def test_a_reason_half_written_survives_the_telephone(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("x")
        await counter.type("dou")
        await counter.press("f3")
        assert counter.place == "phone"
        assert "retirer de la file" in counter.text
        await counter.press("escape", "f12")
        assert counter.place == "room"
        await counter.type("ble")
        await counter.press("enter")
        assert now(counter, one).reason == "double"
        assert counter.call(draft.parked, counter.app.agent) == []
        # Home from elsewhere, letters are letters again.
        await counter.press("f3", "escape")
        await counter.type("n")
        assert "Chercher" in counter.line_with("Chercher")
        assert counter.form.has_focus


# The end


async def test_an_outcome_is_one_key_and_one_that_needs_a_place_leads_there(sit: Sit) -> None:
    async with sit() as counter:
        first, second = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        await counter.press("n", "t")
        assert "Quelle suite" in counter.text
        await counter.press("r")
        assert counter.place == "slots"
        assert now(counter, first).status is VisitStatus.AT_COUNTER
        assert counter.call(request.of_visit, first.id)[0].outcome is Outcome.APPOINTMENT
        await counter.press("escape")
        await in_the_room(counter)
        await counter.press("n", "t", "i")
        assert now(counter, second).status is VisitStatus.DONE


async def test_a_message_is_written_before_the_visit_ends(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("n", "t", "m")
        await counter.type("favre")
        await counter.press("enter")
        await counter.type("rappeler demain")
        await counter.press("enter")
        favre = next(each for each in counter.call(agent.everyone) if each.login == "favre")
        assert counter.call(message.inbox, favre.id)[0].body == "rappeler demain"
        assert now(counter, one).status is VisitStatus.DONE


async def test_who_was_received_by_appointment_is_not_expected_again(sit: Sit) -> None:
    async with sit() as counter:
        booked = expected(counter, newcomer(counter, "Bekele", "Sara"))
        await in_the_room(counter)
        await counter.press("a", "up", "up", "down", "n", "t")
        assert counter.call(agenda.get, booked.id).status is Status.SEEN
        assert "BEKELE" not in "\n".join(line for line in counter.lines[:16])


# What is shown


async def test_the_keys_shown_are_those_that_act_on_who_is_picked(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, "Un", "Deux")
        await in_the_room(counter)
        assert "Entrée appeler" in counter.lines[-2]
        assert "i absent" not in counter.lines[-2]
        await counter.press("enter")
        assert "t terminé" in counter.lines[-2]
        assert "i absent" in counter.lines[-2]
        await counter.press("up")
        assert "Entrée appeler" in counter.lines[-2]


async def test_every_key_line_fits_and_every_key_is_in_the_help(sit: Sit) -> None:
    async with sit() as counter:
        desk = counter.app.screen
        assert isinstance(desk, DeskScreen)
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        for status in VisitStatus:
            picked = desk.waiting()
            assert picked is not None
            object.__setattr__(picked.visit, "status", status)
            line = desk.keys_line()
            assert len(line) <= 80, line
            acts = _ACTS.get(status, _GONE)
            assert sum(len(part) > 0 for part in line.split("  ")) >= min(5, len(acts))
        assert now(counter, one).status is VisitStatus.WAITING
        keys = [each.key for each in desk.KEYS]
        assert len(keys) == len(set(keys))
        await counter.press("f1")
        shown = counter.text
        for _ in range(4):
            await counter.press("pagedown")
            shown += counter.text
        for each in desk.KEYS:
            assert each.help[:40] in shown, each


async def test_a_full_room_is_said_with_what_to_tell_people(sit: Sit) -> None:
    async with sit() as counter:
        enter(counter, *(f"Personne {number}" for number in range(20)))
        await in_the_room(counter)
        assert "20 personnes, PLEINE" in counter.text
        assert "Proposez de revenir à une heure dite" in counter.text
        await counter.press("n")
        assert "PLEINE" not in counter.text
        assert "Proposez de revenir" not in counter.text


async def test_a_booked_person_who_is_early_waits_from_their_hour(sit: Sit) -> None:
    async with sit() as counter:
        expected(counter, newcomer(counter, "Bekele", "Sara"), minutes=19)
        enter(counter, "Avant")
        await in_the_room(counter)
        await counter.press("a")
        assert "en avance" in counter.line_with("BEKELE")
        assert "10:00" in counter.line_with("BEKELE")


async def test_what_somebody_else_does_is_shown_and_the_pick_stays(sit: Sit) -> None:
    async with sit() as counter:
        _first, second = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        await counter.press("down")
        counter.call(visit.receive, *_someone(counter, "Urgent"))
        counter.app.catch_up()
        await counter.settle()
        lines = [line for line in counter.lines if "UN " in line or "DEUX" in line or "URGENT" in line]
        assert "URGENT" in lines[0]
        assert lines[2].startswith(">")
        await counter.press("enter")
        assert now(counter, second).status is VisitStatus.CALLED


def _someone(counter: Sitting, name: str) -> tuple[Agent, Intake, str, str]:
    form = RequestForm("dettes", outcome=Outcome.WAIT, urgency=Urgency.N1)
    return counter.app.agent, Intake(None, PersonForm(family_name=name), (form,)), "CH", name


async def test_what_is_typed_stays_while_the_room_changes(sit: Sit) -> None:
    async with sit() as counter:
        newcomer(counter, "Dupont", "Marie")
        await counter.type("dup")
        enter(counter, "Un")
        counter.app.catch_up()
        await counter.settle()
        assert "DUPONT Marie" in counter.text
        await counter.type("o")
        assert "dupo" in counter.line_with("Chercher")


# A worker's own screen


async def test_a_worker_sees_who_was_sent_to_them_and_calls_them(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        rey = next(each for each in counter.call(agent.everyone) if each.login == "rey")
        await in_the_room(counter)
        await counter.press("v")
        await counter.type("rey")
        await counter.press("enter", "enter")
        path = counter.path
    async with sit(who=rey, path=path) as counter:
        assert counter.place == "worker"
        assert "1 personne dans la salle" in counter.text
        assert "là, n° 1" in counter.line_with("Dettes")
        await counter.press("n")
        assert now(counter, one).status is VisitStatus.CALLED
        assert now(counter, one).counter == "bureau 12"
        assert "appelé, n° 1" in counter.text
        await counter.press("r")
        assert "numéro appelé encore une fois" in counter.text
        assert counter.call(ticket.shown)[0].number == 1
        await counter.press("u", "u")
        assert now(counter, one).status is VisitStatus.WAITING


async def test_a_worker_who_marks_an_appointment_kept_ends_the_visit(sit: Sit) -> None:
    async with sit() as counter:
        booked = expected(counter, newcomer(counter, "Bekele", "Sara"))
        came = counter.call(arrival.arrived, counter.app.agent, booked.id)
        host = next(
            each for each in counter.call(agent.everyone, Role.SOCIAL_WORKER) if each.id == booked.agent_id
        )
        path = counter.path
    async with sit(who=host, path=path) as counter:
        await counter.press("n", "h")
        assert now(counter, came).status is VisitStatus.DONE
        assert counter.call(agenda.get, booked.id).status is Status.SEEN
