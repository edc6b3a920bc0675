"""The hours: an absence or a closure in a few keys, and what it hits before it is kept."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda.appointment import Status
from models.hours import absence, closure
from models.hours import change as hours
from models.store import draft
from tests.screens.conftest import Sit
from tests.screens.hours.played import (
    MONDAY,
    TUESDAY,
    booked,
    got,
    open_hours,
    ranges,
    worker,
)

pytestmark = pytest.mark.usefixtures("monday")


async def test_the_hours_show_who_receives_when_and_when_nobody_does(sit: Sit) -> None:
    async with sit() as counter:
        rey = worker(counter).id or 0
        day = clock.day_bounds(date(2026, 12, 24))
        counter.call(absence.be_absent, counter.app.agent, rey, *day, "vacances")
        counter.call(closure.add, counter.app.agent, *clock.day_bounds(date(2026, 12, 28)), "déménagement")
        await counter.press("f5", "o")
        assert counter.place == "hours"
        assert counter.lines[1].startswith("> ")
        assert "lu ma me je ve, 8:30–12:00" in counter.text
        assert "absence le 24.12.2026 (vacances)" in counter.text
        assert "fermé le 28.12.2026, partout (déménagement)" in counter.text
        assert "férié le 25.12.2026 (Noël)" in counter.text
        names = [line.strip("> ") for line in counter.lines]
        assert names.index("M. Favre") < names.index("Mme Rey")


async def test_a_colleague_who_is_ill_today_takes_two_keys_and_shows_whom_to_call(sit: Sit) -> None:
    async with sit() as counter:
        hit = booked(counter, "Lopes", MONDAY, time(10, 30))
        booked(counter, "Arnaud", TUESDAY, time(10, 30))
        await open_hours(counter)
        await counter.press("b", "ctrl+s")
        (noted,) = counter.call(absence.coming)
        assert (noted.starts_at, noted.ends_at) == clock.day_bounds(MONDAY)
        assert noted.agent_id == worker(counter).id
        assert counter.place == "misplaced"
        said = " ".join(counter.text.split())
        assert "Mme Rey : absence notée, le lundi 23.11.2026. 1 rendez-vous touché" in said
        assert "022 000 02 08" in counter.line_with("LOPES Maria")
        assert "Mme Rey ne reçoit pas\u00a0: absence" in counter.text
        assert "ARNAUD" not in counter.text
        await counter.press("escape")
        assert counter.place == "hours"
        assert "> Mme Rey  (absence en cours)" in counter.text
        await counter.press("u")
        assert "L’absence est retirée." in counter.text
        assert counter.call(absence.coming) == []
        assert got(counter, hit).status is Status.UPCOMING


async def test_whose_absence_it_is_can_be_typed(sit: Sit) -> None:
    async with sit() as counter:
        shut = counter.call(closure.add, counter.app.agent, *clock.day_bounds(date(2026, 12, 28)))
        await open_hours(counter, f"closure:{shut.id}")
        await counter.press("b")
        assert counter.form.state.focus == "agent"
        await counter.press("ctrl+s")
        assert "Choisissez l’agent dans la liste" in counter.text
        await counter.type("favre")
        await counter.press("enter")
        assert counter.form.state.focus == "from"
        await counter.press("ctrl+s")
        (noted,) = counter.call(absence.coming)
        assert noted.agent_id == worker(counter, "favre").id


async def test_what_an_absence_hits_is_said_before_it_is_kept(sit: Sit) -> None:
    async with sit() as counter:
        for name, hour in (("Lopes", time(9)), ("Arnaud", time(10)), ("Bekele", time(14))):
            booked(counter, name, TUESDAY, hour)
        await open_hours(counter)
        await counter.press("b")
        assert "aucun rendez-vous touché" in counter.text
        await counter.type("demain")
        assert "le mardi 24.11.2026" in counter.text
        assert "3 rendez-vous touchés\u00a0: " in counter.text
        await counter.press("enter")
        await counter.type("12:00")
        assert "2 rendez-vous touchés\u00a0: " in counter.text
        assert "BEKELE" not in counter.text
        assert counter.call(absence.coming) == []
        await counter.press("enter")
        await counter.type("formation")
        await counter.press("enter")
        (noted,) = counter.call(absence.coming)
        assert (noted.words, noted.reason) == ("le 24.11.2026 de 0:00 à 12:00", "formation")


async def test_an_absence_that_comes_back_every_week(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY + timedelta(days=7), time(9))
        await open_hours(counter)
        await counter.press("b")
        await counter.fill(**{"from": "24.11 8:00", "to": "10:00"})
        await counter.to_field("Revient")
        await counter.press("1")
        assert "ma, 8:00–10:00, dès le 24.11.2026, sans fin" in counter.text
        assert "1 rendez-vous touché" in counter.text
        await counter.type("31.12")
        await counter.press("ctrl+s", "escape")
        (noted,) = counter.call(absence.coming)
        assert (noted.rule, noted.until) == ("FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 31))
        assert "absence ma, 8:00–10:00" in counter.text
        await counter.press("down", "down", "down", "s")
        assert counter.call(absence.coming)[0].lifted == (date(2026, 11, 24),)
        assert "Absence levée le mardi 24 novembre 2026" in counter.text
        await counter.press("u")
        assert counter.call(absence.coming) == [noted]
        await counter.press("s", "x")
        assert counter.call(absence.coming) == []
        await counter.press("u")
        (back,) = counter.call(absence.coming)
        assert (back.rule, back.until, back.starts_at) == (noted.rule, noted.until, noted.starts_at)
        assert back.lifted == (date(2026, 11, 24),)


async def test_an_absence_that_cannot_be_is_refused_at_its_field(sit: Sit) -> None:
    async with sit() as counter:
        await open_hours(counter)
        await counter.press("b")
        await counter.type("31.2")
        await counter.press("ctrl+s")
        assert counter.place == "hours_form"
        assert counter.form.state.focus == "from"
        await counter.fill(**{"from": "26.11", "to": "25.11"})
        await counter.press("ctrl+s")
        assert "Écrivez une fin qui vient après le début." in counter.text
        assert counter.form.state.focus == "to"
        assert counter.call(absence.coming) == []


async def test_a_closure_hits_everybody(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY, time(9))
        booked(counter, "Arnaud", TUESDAY, time(9), "favre")
        await open_hours(counter)
        await counter.press("f")
        await counter.type("demain")
        assert "2 rendez-vous touchés" in counter.text
        await counter.press("enter", "enter")
        await counter.type("panne [/x]")
        await counter.press("ctrl+s")
        (shut,) = counter.call(closure.coming)
        assert (shut.reason, shut.site_id, shut.words) == ("panne [/x]", None, "le 24.11.2026")
        assert "fermeture\u00a0: panne [/x]" in counter.text


async def test_a_form_left_untouched_leaves_nothing(sit: Sit) -> None:
    async with sit() as counter:
        await open_hours(counter)
        await counter.press("b", "escape")
        assert counter.place == "hours"
        assert "> Mme Rey" in counter.text
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_the_menu_leads_to_the_hours(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f10")
        assert "Heures de réception, absences, fermetures" in counter.text
        await counter.press(*["down"] * 9, "enter")
        assert counter.place == "hours"


async def test_a_form_sent_again_after_a_cut_keeps_nothing_twice(sit: Sit) -> None:
    async with sit() as counter:
        before = ranges(counter)
        await open_hours(counter)
        await counter.press("n")
        await counter.fill(days="sa", from_hour="9", to_hour="12")
        form = counter.app.screen
        # Kept, but the answer was lost: the form is still there.
        change = form._change()  # type: ignore[attr-defined]
        counter.call(hours.keep, counter.app.agent, change, form.key)  # type: ignore[attr-defined]
        await counter.press("ctrl+s")
        assert counter.place == "hours"
        assert len(ranges(counter)) == len(before) + 1


async def test_what_another_desk_writes_appears(sit: Sit) -> None:
    async with sit() as counter:
        await open_hours(counter)
        day = clock.day_bounds(date(2026, 12, 24))
        counter.call(absence.be_absent, counter.app.agent, worker(counter).id or 0, *day, "vacances")
        counter.app.catch_up()
        await counter.settle()
        assert "absence le 24.12.2026 (vacances)" in counter.text
        assert "> Mme Rey" in counter.text


async def test_a_form_is_parked_by_a_call_and_resumed_to_the_letter(sit: Sit) -> None:
    async with sit() as counter:
        await open_hours(counter)
        await counter.press("b")
        await counter.type("24.12 14")
        await counter.press("f3")
        assert counter.place == "phone"
        (kept,) = counter.call(draft.parked, counter.app.agent)
        assert kept.title == "absence Mme Rey"
        await counter.press("escape", "f12")
        assert counter.place == "hours_form"
        assert "> Dès             24.12 14" in counter.text
        await counter.type(":00")
        await counter.press("ctrl+s")
        (noted,) = counter.call(absence.coming)
        assert noted.words == "le 24.12.2026 de 14:00 à la fin du jour"
        assert counter.call(draft.parked, counter.app.agent) == []
