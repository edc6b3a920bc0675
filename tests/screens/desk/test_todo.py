"""What is due, and how it stops being due."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda import agenda, proposal, reminder, standby
from models.agenda.appointment import Appointment, Booking
from models.agenda.proposal import Proposal
from models.contact import call, message, orientation, request
from models.contact.call import Caller, CallForm, CallRow, Direction
from models.contact.message import MessageKind
from models.contact.orientation import OrientationForm, OrientationStatus
from models.contact.request import Outcome, RequestForm
from models.hours import absence
from models.network import partner
from models.person import person
from models.person.person import PersonForm
from models.person.whom import Whom
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def lopes(counter: Sitting) -> int:
    form = PersonForm(family_name="Lopes", given_name="Maria")
    return counter.call(person.create, counter.app.agent, form, "CH", "lopes").id


def to_call_back(counter: Sitting, who: int) -> None:
    counter.call(
        message.send,
        counter.app.agent,
        None,
        "demande où en est son dossier",
        kind=MessageKind.CALL_BACK,
        person_id=who,
        phone="+41220000000",
        due_at=clock.now() - timedelta(minutes=26),
    )


async def test_a_late_call_is_given_back_from_the_list_and_leaves_it(sit: Sit) -> None:
    async with sit() as counter:
        who = lopes(counter)
        to_call_back(counter, who)
        await counter.press("ctrl+f")
        assert "1 en retard (09:15)" in counter.text
        await counter.press("down", "s")
        assert "en retard 09:15" in counter.line_with("LOPES Maria")
        await counter.press("enter")
        assert counter.place == "phone"
        assert "+41220000000" in counter.line_with("Numéro")
        await counter.press("1")
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        assert counter.call(message.call_backs) == []
        kept = counter.call(lambda: CallRow.select().order_by(CallRow.id.desc()).first().id)
        assert counter.call(call.get, kept).direction is Direction.OUTGOING


async def test_a_slip_to_the_reception_is_dealt_with_and_can_come_back(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(message.send, counter.app.agent, None, "le plombier passe à 11 h")
        await counter.press("ctrl+f")
        assert "1 message" in counter.text
        await counter.press("down", "s", "t")
        assert "message « le plombier passe à 11 h » : traité ; u pour défaire." in counter.text
        assert "Rien n’est en attente." in counter.text
        await counter.press("u")
        assert "message « le plombier passe à 11 h » : la dernière marque est défaite." in counter.text
        assert counter.line_with("> message").endswith("le plombier passe à 11…")


async def test_a_request_goes_on_where_it_was_left(sit: Sit) -> None:
    async with sit() as counter:
        who = lopes(counter)
        asked = RequestForm("dettes", "aide_administrative", outcome=Outcome.APPOINTMENT)
        form = CallForm(clock.now(), Caller.PERSON, person_id=who, requests=(asked,))
        kept = counter.call(call.record, counter.app.agent, form, "CH", "k")
        await counter.press("ctrl+f", "down", "s", "enter")
        assert counter.place == "slots"
        assert "LOPES Maria" in counter.text
        await counter.press("escape", "down", "s", "t")
        assert counter.call(request.get, kept.request_ids[0]).settled_at is not None


async def test_an_orientation_is_asked_about_after_ten_days(sit: Sit) -> None:
    async with sit() as counter:
        who = lopes(counter)
        (somewhere, *_others) = counter.call(partner.search, "caritas")
        form = OrientationForm(Whom(who), somewhere.id, consent=True)
        sent = counter.call(orientation.record, counter.app.agent, form, "CH", "k")
        clock.advance(days=10)
        await counter.press("ctrl+f", "down", "s")
        assert "LOPES Maria" in counter.line_with("Caritas")
        await counter.press("v")
        assert counter.call(orientation.get, sent.id).status is OrientationStatus.ACCEPTED
        assert "Rien n’est en attente" in counter.text


async def test_a_key_that_is_not_for_the_line_is_said(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(message.send, counter.app.agent, None, "le plombier passe à 11 h")
        await counter.press("ctrl+f", "down", "s", "v")
        assert "Pas pour cette ligne" in counter.text


def social_worker(counter: Sitting) -> Agent:
    found: list[Agent] = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    return next(one for one in found if one.login == "rey")


def booked(counter: Sitting, who: int, day: date, hour: int = 9) -> Appointment:
    start = clock.at(day, time(hour))
    rey = social_worker(counter).id or 0
    wanted = Booking(who, "suivi", rey, start, start + timedelta(minutes=45), Venue.ON_SITE)
    return counter.call(agenda.book, counter.app.agent, wanted, f"{who} {day} {hour}")


def with_phone(counter: Sitting, name: str = "Lopes", **more: Any) -> int:
    form = PersonForm(family_name=name, given_name="Maria", phone="022 000 02 08", **more)
    return counter.call(person.create, counter.app.agent, form, "CH", name).id


def wants_earlier(counter: Sitting, one: Appointment) -> None:
    counter.call(
        standby.want,
        counter.app.agent,
        one.person_id,
        motive=one.motive,
        appointment_id=one.id,
        key=f"want {one.id}",
    )


async def test_a_freed_slot_is_offered_read_out_and_accepted_in_two_keys(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, with_phone(counter), date(2026, 12, 4))
        wants_earlier(counter, one)
        await counter.press("ctrl+f", "escape")
        await counter.press("f2", "escape")
        assert "1 plus tôt" in counter.line_with("À faire")
        await counter.press("down", "s")
        line = counter.line_with("LOPES Maria")
        assert "plus tôt" in line
        assert "lun. 23.11 09:45" in line
        assert "022 000 02 08" in line
        await counter.press("enter")
        assert "au lieu du vendredi 4 décembre à 09:00" in counter.text.replace("\n ", " ")
        assert counter.call(agenda.get, one.id).moved == 0
        await counter.press("enter")
        assert "rendez-vous déplacé, lundi 23 novembre à 09:45" in counter.text.replace("\n ", " ")
        kept = counter.call(agenda.get, one.id)
        assert (clock.local(kept.starts_at).date(), kept.moved) == (clock.today(), 1)
        assert "Rien n’est en attente" in counter.text


async def test_an_offer_refused_leaves_the_list_and_comes_back_when_undone(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, with_phone(counter), date(2026, 12, 4))
        wants_earlier(counter, one)
        await counter.press("ctrl+f", "down", "s")
        await counter.press("r")
        assert "prochain appel au plus tôt dans sept jours" in counter.text
        assert "Rien n’est en attente" in counter.text
        await counter.press("u")
        assert "plus tôt" in counter.line_with("LOPES Maria")
        await counter.press("n", "u", "t")
        assert counter.call(standby.waiting) == []
        await counter.press("u")
        assert len(counter.call(standby.waiting)) == 1


async def test_an_offer_taken_meanwhile_is_said_and_the_next_one_proposed(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, with_phone(counter), date(2026, 12, 4))
        wants_earlier(counter, one)
        await counter.press("ctrl+f", "down", "s")
        await counter.press("enter")
        (first,) = counter.call(proposal.find, counter.profile)
        taken = Booking(
            with_phone(counter, "Bekele"),
            "suivi",
            first.slot.agent_id,
            first.slot.starts_at,
            first.slot.ends_at,
            Venue.ON_SITE,
        )
        counter.call(agenda.book, counter.app.agent, taken, "taken")
        await counter.press("enter")
        assert "Créneau pris" in counter.text
        assert "LOPES Maria attend encore" in counter.text.replace("\n ", " ")
        assert counter.call(agenda.get, one.id).moved == 0
        # The list already shows the next one.
        assert "plus tôt" in counter.line_with("LOPES Maria   ")


async def test_who_must_not_be_called_is_seen_in_the_line(sit: Sit) -> None:
    async with sit() as counter:
        who = with_phone(counter, no_call=True)
        to_call_back(counter, who)
        await counter.press("ctrl+f", "down", "s")
        assert "NE PAS APPELER" in counter.line_with("LOPES Maria")


async def test_a_first_slot_is_waited_for_until_somebody_books_it(sit: Sit) -> None:
    async with sit() as counter:
        who = with_phone(counter)
        for one in counter.call(agent.everyone, Role.SOCIAL_WORKER):
            start, end = clock.now() - timedelta(hours=3), clock.at(date(2026, 12, 3), time(0))
            counter.call(absence.be_absent, SYSTEM, one.id or 0, start, end, "congé")
        counter.call(
            standby.want,
            counter.app.agent,
            who,
            motive="suivi",
            venue="on_site",
            deadline=date(2026, 12, 2),
            key="first",
        )
        await counter.press("ctrl+f", "down", "s")
        line = counter.line_with("LOPES Maria")
        assert "avant 2.12." in line
        assert "aucun créneau libre" in line
        await counter.press("enter")
        assert counter.place == "slots"
        await counter.press("enter", "ctrl+s")
        assert counter.call(standby.waiting) == []


async def test_who_agreed_is_called_two_days_before_one_key_each(sit: Sit) -> None:
    async with sit() as counter:
        who = with_phone(counter, language="tigrinya", interpreter=True)
        counter.call(reminder.agree, counter.app.agent, who, True)
        one = booked(counter, who, date(2026, 11, 25))
        await counter.press("f2", "escape")
        assert "1 rdv à rappeler" in counter.line_with("À faire")
        await counter.press("down", "s")
        line = counter.line_with("LOPES Maria")
        assert "mer. 25.11 09:00" in line
        assert "022 000 02 08 tigrinya" in line
        await counter.press("enter")
        assert "(tigrinya, interprète)" in counter.text
        await counter.press("n")
        assert "sans réponse" in counter.line_with("tigrinya")
        await counter.press("u", "o")
        assert "Rien n’est en attente" in counter.text
        assert counter.call(reminder.due, date(2026, 11, 25)) == []
        await counter.press("u", "d")
        assert counter.place == "slots"
        assert "À déplacer" in counter.text
        await counter.press("escape")
        assert counter.place == "todo"
        assert "à déplacer" in counter.line_with("LOPES Maria")
        assert counter.call(agenda.get, one.id).moved == 0


async def test_appointments_that_fit_no_more_are_counted(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, with_phone(counter), date(2026, 12, 4))
        start = one.starts_at - timedelta(hours=1)
        counter.call(absence.be_absent, SYSTEM, one.agent_id, start, one.ends_at, "malade")
        clock.advance(minutes=10)
        await counter.press("f2", "escape")
        assert "1 rdv à déplacer" in counter.line_with("À faire")
        await counter.press("down", "s")
        assert "1 rendez-vous" in counter.line_with("> à déplacer")


async def test_nothing_is_searched_while_nobody_waits(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[object] = []

    def find(profile: object) -> list[Proposal]:
        searched.append(profile)
        return []

    monkeypatch.setattr(proposal, "find", find)
    async with sit() as counter:
        one = booked(counter, with_phone(counter), date(2026, 12, 4))
        await counter.press("f2", "escape", "down", "s")
        assert searched == []
        wants_earlier(counter, one)
        await counter.press("escape")
        assert searched
