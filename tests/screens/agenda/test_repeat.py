"""The same hour every few weeks: what does not fit is seen before it is booked."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda, series
from models.agenda.appointment import Appointment, Booking, Status
from models.hours import absence
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from screens.frame import about as to
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def booked(counter: Sitting, day: date = date(2026, 12, 4)) -> Appointment:
    form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 000 02 08")
    who = counter.call(person.create, counter.app.agent, form, "CH", "lopes")
    found: list[Agent] = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    rey = next(one for one in found if one.login == "rey")
    start = clock.at(day, time(9))
    wanted = Booking(who.id, "suivi", rey.id or 0, start, start + timedelta(minutes=45), Venue.ON_SITE)
    return counter.call(agenda.book, counter.app.agent, wanted, "first")


async def opened(counter: Sitting, one: Appointment) -> None:
    counter.app.go(to.Repeat(appointment=one.id, then=(to.Agenda(),)))
    await counter.settle()


async def test_the_dates_are_shown_while_they_are_typed_with_what_does_not_fit(sit: Sit) -> None:
    async with sit() as counter:
        await opened(counter, booked(counter))
        assert "LOPES Maria" in counter.text
        assert "ven. 11 déc." in counter.text
        # Christmas is a Friday.
        assert "NON" in counter.line_with("ven. 25 déc.")
        await counter.press("ctrl+u")
        await counter.type("2")
        assert "ven. 11 déc." not in counter.text
        assert "libre" in counter.line_with("ven. 18 déc.")
        await counter.press("ctrl+u")
        assert "Nombre attendu" in counter.text
        await counter.type("99")
        assert "de 1 à 8 semaines" in counter.text


async def test_what_fits_is_booked_and_what_does_not_is_said(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter)
        start = clock.at(date(2026, 12, 11), time(8))
        counter.call(absence.be_absent, SYSTEM, one.agent_id, start, start + timedelta(hours=4), "congé")
        await opened(counter, one)
        assert "6 dates, dont " in counter.text
        await counter.fill(times="3")
        await counter.press("ctrl+s")
        assert counter.place == "agenda"
        assert "1 rendez-vous réservé. Pas réservé : ven. 11 déc." in counter.text.replace("\n", "")
        days = [clock.local(each.starts_at).date() for each in counter.call(agenda.upcoming, one.person_id)]
        assert days == [date(2026, 12, 4), date(2026, 12, 18)]


async def test_the_rest_is_cancelled_by_who_is_named(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, date(2026, 11, 27))
        counter.call(series.repeat, counter.app.agent, one.id, 1, 3, "k")
        await opened(counter, one)
        assert "3 rendez-vous, jusqu’au vendredi 18 décembre" in counter.line_with("Suite")
        await counter.press("ctrl+r")
        assert "Annuler 3 rendez-vous suivants" in counter.text
        await counter.press("escape")
        assert len(counter.call(series.rest, one.id)) == 3
        await counter.press("ctrl+r", "e")
        assert counter.place == "agenda"
        assert "3 rendez-vous suivants annulés par la personne" in counter.text
        assert counter.call(series.rest, one.id) == []
        (left,) = counter.call(agenda.upcoming, one.person_id)
        assert (left.id, left.status) == (one.id, Status.UPCOMING)


async def test_one_key_brings_the_rest_back_and_says_what_could_not_be(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, date(2026, 11, 27))
        made = counter.call(series.repeat, counter.app.agent, one.id, 1, 3, "k").made
        counter.app.go(to.Agenda(day=date(2026, 11, 27), appointment=one.id))
        await counter.settle()
        await counter.press("r", "ctrl+r", "x")
        said = " ".join(counter.text.split())
        assert "3 rendez-vous suivants annulés par le service. Prévenez la personne" in said
        form = PersonForm(family_name="Favre", given_name="Luc")
        luc = counter.call(person.create, counter.app.agent, form, "CH", "favre")
        start, end = made[1].starts_at, made[1].ends_at
        wanted = Booking(luc.id, "suivi", one.agent_id, start, end, Venue.ON_SITE)
        counter.call(agenda.book, counter.app.agent, wanted, "taken")
        await counter.press("u")
        said = " ".join(counter.text.split())
        assert "2 rendez-vous suivants rétablis, pas rétabli" in said
        assert "ven. 11 déc. (le créneau est déjà pris)" in said
        days = [clock.local(each.starts_at).date() for each in counter.call(series.rest, one.id)]
        assert days == [date(2026, 12, 4), date(2026, 12, 18)]
        await counter.press("u")
        assert "Rien à défaire" in counter.text


async def test_nothing_to_cancel_is_said_and_leaving_parks_nothing(sit: Sit) -> None:
    async with sit() as counter:
        await opened(counter, booked(counter))
        await counter.press("ctrl+r")
        assert "Aucun rendez-vous ne suit celui-ci" in counter.text
        await counter.press("escape")
        assert counter.place == "agenda"
        assert "En attente de reprise" not in counter.text


@pytest.mark.parametrize("typed", ["²", "٣x", "①", "-1", "é"])
async def test_what_only_looks_like_a_number_is_refused(sit: Sit, typed: str) -> None:
    async with sit() as counter:
        await opened(counter, booked(counter))
        await counter.press("ctrl+u")
        await counter.type(typed)
        assert "Nombre attendu" in counter.text
        await counter.press("ctrl+s")
        assert counter.place == "repeat"
