"""Whom and what is picked goes along with every place key; whoever rings is not who stands on the screen."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.contact import letter, orientation, request
from models.contact.request import Outcome
from models.person import person
from models.room import visit
from models.store import draft, journal
from screens.frame import about as to
from tests.screens.conftest import Sit, Sitting
from tests.screens.slots.played import known, received
from tests.screens.views import TODAY, booked

pytestmark = pytest.mark.usefixtures("monday")


async def serve(counter: Sitting, key: str, name: str) -> None:
    """Open a form by its key and take somebody in it."""
    await counter.press(key)
    counter.form.put_cursor("person")
    await counter.type(name)
    await counter.press("enter")


def about(counter: Sitting) -> to.About:
    """What the place in front is about."""
    place: to.About = counter.app.screen.about  # type: ignore[attr-defined]
    return place


@pytest.mark.parametrize("form", ["f2", "f3"])
@pytest.mark.parametrize("place", ["f4", "f6"])
async def test_a_place_opened_inside_a_contact_is_about_its_person(sit: Sit, form: str, place: str) -> None:
    async with sit() as counter:
        who = known(counter)
        await serve(counter, form, "lopes")
        await counter.press(place)
        assert counter.app.screen.person.id == who.id  # type: ignore[attr-defined]
        assert "LOPES Maria" in counter.text


@pytest.mark.parametrize("form", ["f2", "f3"])
async def test_d_in_the_agenda_opened_inside_a_contact_moves_nobody_elses_appointment(
    sit: Sit, form: str
) -> None:
    async with sit() as counter:
        booked(counter, "Dupont", "rey", time(10))
        known(counter)
        await serve(counter, form, "lopes")
        await counter.press("f5")
        assert "n’a pas de rendez-vous à venir" in counter.text
        assert "DUPONT" in counter.text
        await counter.press("d")
        assert counter.place == "agenda"
        assert "Choisissez un rendez-vous" in counter.text
        # What goes on from there is still about the person in the form.
        await counter.press("n")
        assert counter.place == "slots"
        assert "LOPES Maria" in counter.text


async def test_the_agenda_opened_inside_a_call_turns_to_the_appointment_of_its_person(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Aubert", "rey", time(9))
        later = booked(counter, "Dupont", "rey", time(10), day=TODAY + timedelta(days=7))
        await serve(counter, "f3", "dupont")
        await counter.press("f5")
        assert "lundi 30 novembre" in counter.text
        await counter.press("d")
        assert counter.place == "slots"
        assert about(counter).appointment == later.id


async def test_somebody_new_is_typed_once(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("rochat jeanne+")
        await counter.press("enter", "f6")
        assert counter.place == "letters"
        assert counter.form.values["family_name"] == "Rochat"
        assert counter.form.values["given_name"] == "Jeanne"
        await counter.press("f5", "n")
        assert counter.place == "slots"
        assert counter.form.values["family_name"] == "Rochat"


@pytest.mark.parametrize("key", ["f2", "f3"])
async def test_who_is_picked_in_the_room_is_proposed_to_whoever_comes_or_rings_never_filled_in(
    sit: Sit, key: str
) -> None:
    async with sit() as counter:
        who = known(counter)
        counter.call(visit.arrive, counter.app.agent, who.id)
        await counter.press("ctrl+f", "down", key)
        assert not counter.form.values.get("person")
        assert "person.opened" not in [line.action for line in counter.call(journal.about, who.id)]
        counter.form.put_cursor("person")
        await counter.settle()
        assert "LOPES Maria" in counter.line_with("à l’écran")
        # Enter takes nobody that no arrow picked.
        await counter.press("down", "enter")
        assert counter.form.values["person"] == str(who.id)


async def test_a_form_that_only_proposes_somebody_is_not_parked(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(visit.arrive, counter.app.agent, known(counter).id)
        await counter.press("ctrl+f", "down", "f3", "escape", "down", "f6", "f3", "escape")
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_a_letter_opened_on_a_line_of_the_agenda_is_about_that_appointment(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Aubert", "rey", time(9))
        first = booked(counter, "Dupont", "rey", time(10))
        later = clock.at(date(2026, 11, 30), time(10))
        with clock.frozen(clock.at(TODAY, time(7))):
            wanted = Booking(
                first.person_id, "suivi", first.agent_id, later, later + timedelta(minutes=45), first.venue
            )
            second = counter.call(agenda.book, counter.app.agent, wanted, "second")
        counter.app.go(to.Agenda(day=later.date(), appointment=second.id))
        await counter.settle()
        await counter.press("f6")
        assert not counter.form.values.get("kind")
        await counter.press("1")
        assert "30 novembre" in counter.line_with("Rendez-vous")


async def test_a_letter_for_somebody_expected_is_opened_from_the_desk(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Aubert", "rey", time(9))
        booked(counter, "Dupont", "rey", time(10))
        await counter.press("ctrl+f", "down", "down", "f6")
        assert "DUPONT" in counter.text


async def test_what_a_line_of_what_is_due_asks_for_goes_along(sit: Sit) -> None:
    async with sit() as counter:
        asked = received(counter)
        await counter.press("ctrl+f", "down", "s", "f4")
        assert counter.place == "orientation"
        assert about(counter).request == asked["request"]
        counter.form.put_cursor("partner")
        await counter.type("caritas")
        await counter.press("enter", "o", "ctrl+s")
        (kept,) = counter.call(orientation.of_person, asked["person"])
        assert kept.request_id == asked["request"]
        # An appointment was asked for: it is still due.
        assert counter.call(request.get, asked["request"]).settled_at is None


async def test_a_request_that_came_along_is_not_settled_for_somebody_else(sit: Sit) -> None:
    async with sit() as counter:
        asked = received(counter)
        other = known(counter, "Rochat")
        counter.app.go(to.Slots(**asked))
        await counter.settle()
        await counter.press("f6")
        assert about(counter).request == asked["request"]
        counter.form.put_cursor("person")
        await counter.press("ctrl+u")
        await counter.type("rochat")
        await counter.press("enter", "2", "o", "ctrl+s")
        assert counter.place == "desk", counter.text
        (kept,) = counter.call(letter.list_for, other.id)
        assert kept.request_id is None
        assert counter.call(request.get, asked["request"]).outcome is Outcome.APPOINTMENT


async def test_the_form_of_the_person_opened_from_a_question_of_the_room_comes_back_to_it(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        counter.call(visit.arrive, counter.app.agent, who.id)
        await counter.press("ctrl+f", "down", "h")
        assert counter.place == "room"
        await counter.type("papiers")
        await counter.press("ctrl+p")
        assert counter.place == "person"
        assert counter.app.screen.person == counter.call(person.get, who.id)  # type: ignore[attr-defined]
        await counter.press("escape")
        assert counter.place == "room"
        assert counter.form.values["reason"] == "papiers"
