"""The desk: nothing to open, everything to see."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.contact import message
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.room.visit import VisitStatus
from models.service import agent
from models.service.permission import Role
from models.service.venue import Venue
from models.triage.triage import Urgency
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def newcomer(
    counter: Sitting, family: str, given: str = "", born: str = "", phone: str = ""
) -> person.Person:
    form = PersonForm(family_name=family, given_name=given, birth_date=born, phone=phone)
    return counter.call(person.create, counter.app.agent, form, "CH", f"{family}{given}")


def expected(
    counter: Sitting, who: person.Person, minutes: int = 20, venue: Venue = Venue.ON_SITE
) -> Appointment:
    worker = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
    start = clock.now() + timedelta(minutes=minutes)
    booking = Booking(
        who.id, "premier_entretien", worker.id or 0, start, start + timedelta(minutes=45), venue
    )
    return counter.call(agenda.book, counter.app.agent, booking, f"b{who.id}{minutes}")


async def test_letters_find_people_in_any_order_and_forgive_accents(sit: Sit) -> None:
    async with sit() as counter:
        newcomer(counter, "Dupont", "Marie-Hélène", born="12.03.1980", phone="079 123 41 47")
        await counter.type("hele dup")
        line = counter.line_with("DUPONT Marie-Hélène")
        assert "12.03.1980" in line
        assert "..147" in line
        await counter.press("escape")
        assert "Salle d’attente" in counter.text


async def test_the_last_contact_is_read_whole_by_the_clock_of_the_counter(sit: Sit) -> None:
    async with sit() as counter:
        who = newcomer(counter, "Dupont", "Marie")
        # Half past midnight here, still the day before in UTC.
        with clock.frozen(clock.at(date(2026, 10, 21), time(0, 30))):
            counter.call(person.touch, who.id)
        await counter.type("dupont")
        assert counter.line_with("DUPONT Marie").endswith("vu 21.10.2026")


async def test_typos_are_forgiven_and_marked(sit: Sit) -> None:
    async with sit() as counter:
        newcomer(counter, "Krasniqi", "Arben")
        await counter.type("krasnici")
        assert "~" in counter.line_with("KRASNIQI Arben")


async def test_digits_find_by_birth_date_and_by_telephone(sit: Sit) -> None:
    async with sit() as counter:
        newcomer(counter, "Dupont", "Marie", born="12.03.1980", phone="079 123 41 47")
        for typed in ("12.3.1980", "12031980", "079 123 41"):
            await counter.type(typed)
            assert "DUPONT Marie" in counter.text, typed
            await counter.press("escape")


async def test_a_ticket_number_finds_who_holds_it(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        for name in ("Un", "Deux"):
            counter.call(visit.arrive, alice, newcomer(counter, name).id)
        await counter.type("#2")
        assert "DEUX" in counter.text
        assert "UN " not in counter.text


async def test_the_most_urgent_stand_first(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        counter.call(visit.arrive, alice, newcomer(counter, "Calme").id, urgency=Urgency.N4)
        clock.advance(minutes=5)
        counter.call(visit.arrive, alice, newcomer(counter, "Presse").id, urgency=Urgency.N1)
        clock.advance(minutes=3)
        await counter.press("f5", "escape")
        lines = [line for line in counter.lines if "CALME" in line or "PRESSE" in line]
        assert "PRESSE" in lines[0]
        assert "8 min" in lines[1]
        assert "2 personnes, la plus longue attend depuis 8 min" in counter.text


async def test_next_calls_done_closes_and_undo_brings_back(sit: Sit) -> None:
    async with sit() as counter:
        came = counter.call(visit.arrive, counter.app.agent, newcomer(counter, "Dupont", "Marie").id)
        await counter.press("f5", "escape", "down", "n")
        assert "N° 1 DUPONT Marie : numéro appelé" in counter.text
        assert counter.call(visit.get, came.id).status is VisitStatus.CALLED
        await counter.press("t")
        assert counter.call(visit.get, came.id).status is VisitStatus.DONE
        await counter.press("down", "u")
        assert counter.call(visit.get, came.id).status is VisitStatus.CALLED


async def test_an_arrival_is_marked_in_two_keys_and_the_worker_knows(sit: Sit) -> None:
    async with sit() as counter:
        who = newcomer(counter, "Bekele", "Sara")
        booked = expected(counter, who)
        await counter.press("f5", "escape")
        await counter.press("down", "a")
        (came,) = counter.call(visit.present)
        assert came.appointment_id == booked.id
        assert "est là" in counter.call(message.inbox, booked.agent_id)[0].body.lower()
        await counter.press("u")
        assert counter.call(visit.present) == []


async def test_nothing_to_undo_is_said(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "escape", "down", "u")
        assert "Rien à défaire" in counter.text


async def test_help_lists_the_commands_of_the_screen(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f1")
        assert "Appeler la personne suivante" in counter.text
        await counter.press("escape", "f2", "f1")
        assert "Noter une demande de plus" in counter.text


async def test_ctrl_g_and_a_digit_open_the_same_places(sit: Sit) -> None:
    async with sit() as counter:
        for digit, place in (
            ("2", "intake"),
            ("3", "phone"),
            ("4", "orientation"),
            ("5", "agenda"),
            ("6", "letters"),
        ):
            await counter.press("ctrl+g", digit)
            assert counter.place == place
        await counter.press("ctrl+g", "0")
        assert counter.place == "menu"
        await counter.press("escape", "escape")
        assert counter.place == "desk"


async def test_places_to_come_say_what_they_will_hold(sit: Sit) -> None:
    async with sit() as counter:
        for key in ("f8", "f9"):
            await counter.press(key)
            assert "n’existe pas encore" in counter.text
            await counter.press("escape")


async def test_an_idle_desk_paints_nothing(sit: Sit) -> None:
    async with sit() as counter:
        written: list[str] = []
        driver = counter.app._driver
        assert driver is not None
        driver.write = written.append  # type: ignore[assignment,method-assign]
        await counter.pilot.pause(1.2)
        assert written == []


async def test_only_one_place_is_marked_as_having_the_cursor(sit: Sit) -> None:
    async with sit() as counter:
        expected(counter, newcomer(counter, "Bekele", "Sara"))
        await counter.press("ctrl+f")
        assert counter.line_with("Chercher").startswith(">")
        await counter.press("down")
        assert [line for line in counter.lines if line.startswith(">")] == [counter.line_with("BEKELE Sara")]
