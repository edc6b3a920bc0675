"""What a change of the hours hits is listed, and each of those moved, cancelled or written to."""

from datetime import time

import pytest

from models.agenda import agenda
from models.agenda.appointment import AppointmentRow, Status
from models.person.person import PersonRow
from models.service import agent
from models.service.agent import SYSTEM
from screens.frame import about as to
from tests.screens.conftest import Sit
from tests.screens.hours.played import TUESDAY, booked, got, open_hours, worker

pytestmark = pytest.mark.usefixtures("monday")


async def test_each_appointment_hit_is_moved_and_the_next_one_picked(sit: Sit) -> None:
    async with sit() as counter:
        one, two = (
            booked(counter, name, TUESDAY, hour) for name, hour in (("Lopes", time(9)), ("Arnaud", time(10)))
        )
        await open_hours(counter)
        await counter.press("b")
        await counter.type("demain")
        await counter.press("ctrl+s")
        assert counter.line_with("LOPES Maria").startswith("> mar. 24 nov. 09:00")
        await counter.press("enter")
        assert counter.place == "slots"
        assert "LOPES Maria" in counter.text
        await counter.press("enter", "enter")
        for _ in range(5):
            if counter.place != "slots":
                break
            await counter.press("ctrl+s")
        assert got(counter, one).moved == 1
        if counter.place == "letters":
            await counter.press("escape")
        assert counter.place == "misplaced"
        assert counter.line_with("ARNAUD Maria").startswith("> mar. 24 nov. 10:00")
        assert "LOPES" not in counter.text
        await counter.press("x")
        assert "Plus aucun rendez-vous à déplacer" in counter.text
        assert got(counter, two).status is Status.REVOKED
        await counter.press("u")
        assert got(counter, two).status is Status.UPCOMING
        assert "ARNAUD Maria" in counter.text


async def test_what_fits_no_more_is_reached_at_any_time(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "[/x]", TUESDAY, time(12, 30))
        counter.app.go(to.Hours(misplaced=True))
        await counter.settle()
        assert counter.place == "misplaced"
        assert "[/X] Maria" in counter.text
        await counter.press("escape")
        assert counter.place == "hours"
        assert "1 rendez-vous à déplacer" in counter.text
        await counter.press("d", "escape", "escape")
        assert counter.place == "desk"


async def test_a_letter_is_written_from_the_list_and_leads_back_to_it(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY, time(12, 30))
        booked(counter, "Arnaud", TUESDAY, time(13))
        await open_hours(counter)
        await counter.press("d", "down", "l")
        assert counter.place == "letters"
        assert "ARNAUD Maria" in counter.text
        await counter.press("escape")
        assert counter.place == "misplaced"
        assert counter.line_with("ARNAUD Maria").startswith("> mar. 24 nov. 13:00")
        await counter.press("t")
        assert "Rendez-vous à déplacer\u00a0: 2" in counter.text


async def test_who_must_not_be_called_is_marked_in_the_list(sit: Sit) -> None:
    async with sit() as counter:
        number = booked(counter, "Lopes", TUESDAY, time(12, 30))
        who = counter.call(agenda.get, number).person_id
        counter.call(PersonRow.update(no_call=True).where(PersonRow.id == who).execute)
        await open_hours(counter)
        await counter.press("d")
        assert "NE PAS APPELER" in counter.text


async def test_a_worker_who_left_has_their_appointments_listed(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY, time(9))
        counter.call(agent.close, SYSTEM, worker(counter).id or 0)
        counter.app.go(to.Misplaced())
        await counter.settle()
        assert "Mme Rey n’est plus dans le service (1er entretien, sur place)" in counter.text


async def test_cancelling_one_of_two_that_follow_one_another_says_that_the_other_stays(sit: Sit) -> None:
    async with sit() as counter:
        one, two = (
            booked(counter, name, TUESDAY, hour)
            for name, hour in (("Lopes", time(12, 15)), ("Arnaud", time(13)))
        )
        both = {"series": "both", "person": got(counter, one).person_id}
        counter.call(lambda: AppointmentRow.update(both).where(AppointmentRow.id.in_([one, two])).execute())
        counter.app.go(to.Hours(misplaced=True))
        await counter.settle()
        await counter.press("x")
        assert "Reste à venir : mardi 24 novembre à 13:00" in " ".join(counter.text.split())
