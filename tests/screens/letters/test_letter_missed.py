"""The letter after an absence: two times that are free, where the appointment was, and nothing booked."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status
from models.contact import letter
from models.hours import absence
from models.hours.opening import OpeningRangeRow
from models.person.person import PersonRow
from models.service import site
from models.service.agent import SYSTEM
from models.service.venue import Venue
from tests.screens.conftest import Sit, Sitting
from tests.screens.letters.test_letters import camille, open_letters, paper

pytestmark = pytest.mark.usefixtures("monday")


def missed(counter: Sitting, person_id: int) -> Appointment:
    """An appointment of this morning that nobody came to."""
    start = clock.at(clock.today(), time(8, 45))
    motive = counter.profile.motives[0]
    booking = Booking(person_id, motive.id, 2, start, start + timedelta(minutes=45), Venue.ON_SITE)
    with clock.frozen(start - timedelta(hours=1)):
        made = counter.call(agenda.book, counter.app.agent, booking, "missed")
    gone: Appointment = counter.call(agenda.mark, counter.app.agent, made.id, Status.ABSENT)
    return gone


async def test_after_an_absence_two_times_are_proposed_with_the_same_worker_and_nothing_is_booked(
    sit: Sit,
) -> None:
    async with sit() as counter:
        known = camille(counter)
        at = missed(counter, known.id)
        await open_letters(counter, person=known.id)
        await counter.press("5")
        assert "lundi 23 novembre 2026 à 08:45" in counter.line_with("Manqué")
        await counter.press("ctrl+s")
        path, words = paper(counter)
        assert path.name == "absence-muller-camille-1.docx"
        proposed = [line for line in words.splitlines() if line.startswith("–")]
        # Five days for a letter to arrive: Saturday the 28th is closed.
        assert proposed == [
            f"– {day} à 8\u00a0h\u00a030, avec Mme Rey, dans nos locaux, {address(counter)}"
            for day in ("lundi 30 novembre 2026", "mardi 1er décembre 2026")
        ]
        assert "lundi 23 novembre 2026 à 8\u00a0h\u00a045" in words
        assert counter.profile.motives[0].label.lower() not in words.lower()
        assert counter.call(letter.get, 1).appointment_id == at.id
        assert counter.call(agenda.upcoming, known.id) == []
        # Printed again it is the same to the byte, even when the times are free no more.
        first = path.read_bytes()
        path.unlink()
        counter.call(OpeningRangeRow.delete().execute)
        await open_letters(counter, person=known.id)
        await counter.press("ctrl+r", "down", "ctrl+r")
        assert paper(counter)[0].read_bytes() == first


def address(counter: Sitting) -> str:
    """Where one is received."""
    service = counter.profile.service
    return ", ".join((*service.address, f"{service.postcode} {service.city}"))


async def test_another_worker_is_proposed_when_the_same_one_has_no_time_left(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        missed(counter, known.id)
        until = clock.at(date(2026, 12, 3), time(12))
        counter.call(absence.be_absent, SYSTEM, 2, clock.now(), until)
        only = (OpeningRangeRow.agent_id == 2) & (OpeningRangeRow.from_minute > 12 * 60)
        counter.call(OpeningRangeRow.update(ends_on=date(2026, 12, 3)).where(only).execute)
        counter.call(
            OpeningRangeRow.delete()
            .where((OpeningRangeRow.agent_id == 2) & (OpeningRangeRow.from_minute < 720))
            .execute
        )
        await open_letters(counter, kind="absence", person=known.id)
        await counter.press("ctrl+s")
        proposed = [line.split(", dans")[0] for line in paper(counter)[1].splitlines() if line[:1] == "–"]
        assert proposed == [
            "– lundi 30 novembre 2026 à 8\u00a0h\u00a030, avec M. Favre",
            "– jeudi 3 décembre 2026 à 13\u00a0h\u00a030, avec Mme Rey",
        ]


async def test_the_times_proposed_are_at_the_site_of_the_appointment(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        onex = counter.call(
            site.add, SYSTEM, "Onex", address="Route de Chancy 9", postcode="1213", city="Onex"
        )
        other = counter.call(site.add, SYSTEM, "Centre")
        morning = OpeningRangeRow.from_minute < 12 * 60
        counter.call(OpeningRangeRow.update(site_id=onex.id).where(~morning).execute)
        counter.call(OpeningRangeRow.update(site_id=other.id).where(morning).execute)
        at = missed(counter, known.id)
        counter.call(AppointmentRow.update(site_id=onex.id).where(AppointmentRow.id == at.id).execute)
        await open_letters(counter, kind="absence", person=known.id)
        await counter.press("ctrl+s")
        proposed = [line for line in paper(counter)[1].splitlines() if line.startswith("–")]
        assert len(proposed) == 2
        for line in proposed:
            assert line.endswith(
                "à 13 h 30, avec Mme Rey, dans nos locaux, Onex, Route de Chancy 9, 1213 Onex"
            )


async def test_without_a_free_time_the_letter_asks_to_call(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        missed(counter, known.id)
        counter.call(OpeningRangeRow.delete().execute)
        await open_letters(counter, kind="absence", person=known.id)
        await counter.press("ctrl+s")
        _, words = paper(counter)
        assert "sous réserve" not in words
        assert "Pour convenir d’une autre date, appelez-nous au" in words


async def test_who_missed_nothing_gets_no_such_letter_and_an_alert_is_seen_before_it(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        counter.call(PersonRow.update(no_letter=True).execute)
        await open_letters(counter, kind="absence", person=known.id)
        assert "Aucun rendez-vous noté" in counter.text
        await counter.press("ctrl+s")
        assert "Rendez-vous manquant" in counter.text
        missed(counter, known.id)
        await open_letters(counter, kind="absence", person=known.id)
        assert "NE PAS ÉCRIRE" in counter.text
        # What is confirmed is ahead; what was missed is not.
        await counter.press("1")
        assert "Aucun rendez-vous à venir" in counter.text
