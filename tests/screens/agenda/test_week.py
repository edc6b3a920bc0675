"""The week of one worker: the hours as rows, the days as columns."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Status
from models.hours.opening import OpeningRangeRow
from models.hours.opening import open_range as opened
from models.service.agent import SYSTEM
from tests.screens.conftest import Sit
from tests.screens.views import TODAY, booked, cell, grid, worker

pytestmark = pytest.mark.usefixtures("monday")

SATURDAY = TODAY + timedelta(days=5)


@pytest.mark.parametrize("size", [(80, 24), (132, 43)])
async def test_the_week_counts_the_appointments_of_each_day(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size=size) as counter:
        booked(counter, "Lopes", "rey", time(10))
        booked(counter, "Arnaud", "rey", time(11), day=TODAY + timedelta(days=2))
        booked(counter, "Bekele", "favre", time(11), day=TODAY + timedelta(days=2))
        await counter.press("f5", "down", "w")
        assert counter.place == "week"
        assert "Mme Rey   semaine 48, du lun. 23 nov.   cette semaine   2 rendez-vous" in counter.text
        for title in ("lu 23.11. (1)", "ma 24.11.", "me 25.11. (1)", "je 26.11.", "ve 27.11."):
            assert title in counter.text
        assert "sa 28" not in counter.text
        assert cell(counter, "10:00", "lu 23") == "LOPES Maria"
        assert cell(counter, "11:00", "me 25") == "ARNAUD Maria"
        assert "BEKELE" not in counter.text


async def test_the_weekend_is_there_when_something_is_on_it(sit: Sit) -> None:
    async with sit() as counter:
        rey = worker(counter, "rey")
        counter.call(opened, SYSTEM, rey, "FREQ=WEEKLY;BYDAY=SA", time(9), time(10), starts_on=SATURDAY)
        await counter.press("f5", "w", "tab")
        assert "Mme Rey" in counter.text
        await counter.press(*["right"] * 5)
        assert "sa 28.11." in counter.text


async def test_weeks_and_workers_are_walked(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "w")
        assert "M. Favre   semaine 48" in counter.text
        await counter.press("tab")
        assert "Mme Rey   semaine 48" in counter.text
        await counter.press("i")
        assert "M. Favre   semaine 48" in counter.text
        await counter.press("shift+tab", ">")
        assert "Mme Rey   semaine 49, du lun. 30 nov." in counter.text
        await counter.press("<", "<")
        assert "semaine 47" in counter.text
        await counter.press("j")
        await counter.type("25.12.2026")
        await counter.press("enter")
        assert "semaine 52" in counter.text
        assert "ven. 25 déc. férié" in counter.text
        assert cell(counter, "08:30", "ve 25") == "fermé"
        assert cell(counter, "08:30", "je 24") == "."
        await counter.press("t")
        assert "semaine 48" in counter.text
        assert "cette semaine" in counter.text


async def test_enter_books_the_day_and_hour_of_the_cell(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "w", "right", "right", "enter")
        assert counter.place == "slots"
        about = counter.app.screen.about  # type: ignore[attr-defined]
        assert about.starts_at == clock.at(date(2026, 11, 25), time(9, 30))
        await counter.press("escape")
        assert counter.place == "week"
        assert grid(counter).key == "2026-11-25"


async def test_the_keys_of_the_agenda_act_on_the_cell(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", time(10), day=TODAY + timedelta(days=1))
        await counter.press("f5", "right", "w")
        assert " 10:00–10:45 LOPES Maria, 1er entretien" in counter.lines
        await counter.press("x")
        assert counter.call(agenda.get, one.id).status is Status.REVOKED
        assert cell(counter, "10:00", "ma 24") == "."
        await counter.press("u")
        assert counter.call(agenda.get, one.id).status is Status.UPCOMING
        await counter.press("g")
        assert counter.place == "agenda"
        assert "mardi 24 novembre 2026" in counter.text


async def test_a_service_without_hours_says_what_to_do(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(OpeningRangeRow.delete().execute)
        await counter.press("f5", "w", "down", "enter", "+", "tab")
        assert counter.place == "week"
        assert "Personne ne reçoit" in counter.text or "semaine 48" in counter.text
