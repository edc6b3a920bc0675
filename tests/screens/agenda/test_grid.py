"""The grid of a day: the hours as rows, the workers as columns, one cell picked and one key each."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Status
from models.hours import absence
from models.hours.opening import OpeningRangeRow
from models.hours.opening import open_range as opened
from models.room import visit
from models.service import site
from models.service.agent import SYSTEM, AgentRow
from models.service.permission import Role
from models.service.venue import Venue
from models.store import journal
from tests.screens.conftest import Sit, Sitting
from tests.screens.views import TODAY, booked, cell, grid, row, worker

pytestmark = pytest.mark.usefixtures("monday")


def status(counter: Sitting, one: Appointment) -> Status:
    found: Status = counter.call(agenda.get, one.id).status
    return found


def more_workers(counter: Sitting, count: int) -> None:
    for number in range(count):
        name = f"Mme N{number:02d}"
        made = counter.call(
            AgentRow.create, login=f"n{number}", name=name, role=Role.SOCIAL_WORKER, password=""
        )
        rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        counter.call(opened, SYSTEM, made.id, rule, time(9), time(12), starts_on=date(2020, 1, 6))


async def test_the_grid_shows_names_free_time_and_why_nobody_receives(sit: Sit) -> None:
    async with sit(size=(132, 43)) as counter:
        booked(counter, "Lopes", "rey", time(10))
        hours = clock.at(TODAY, time(14)), clock.at(TODAY, time(15))
        counter.call(absence.be_absent, SYSTEM, worker(counter, "favre"), *hours)
        await counter.press("f5", "g")
        assert counter.place == "grid"
        assert "lundi 23 novembre 2026   aujourd’hui   1 rendez-vous" in counter.text
        shown = [cell(counter, hour, "Mme Rey") for hour in ("09:45", "10:00", "10:15", "10:45", "12:30")]
        assert shown == [".", "LOPES Maria", "|", ".", ""]
        assert [cell(counter, hour, "M. Favre") for hour in ("13:45", "14:00", "14:15", "15:00")] == [
            *(".", "abs.", ":", ".")
        ]
        assert "022 000" not in counter.text
        assert "entretien" not in "\n".join(row(counter, hour) for hour in ("10:00", "10:15"))


@pytest.mark.parametrize(("size", "count"), [((80, 24), 5), ((132, 43), 9)])
async def test_as_many_workers_as_fit_and_the_others_beyond_the_edge(
    sit: Sit, size: tuple[int, int], count: int
) -> None:
    async with sit(size=size) as counter:
        more_workers(counter, 18)
        await counter.press("f5", "g")
        head = next(line for line in counter.lines if "M. Favre" in line)
        assert len([name for name in head.split("  ") if "M" in name]) == count
        assert head.startswith("   >")
        await counter.press(*["right"] * 19)
        assert grid(counter).column == 19
        head = next(line for line in counter.lines if "Mme Rey" in line)
        assert "M. Favre" not in head
        assert head.startswith(" <  ")
        await counter.press(*["left"] * 25)
        assert "M. Favre" in counter.text
        assert all(len(line) <= size[0] for line in counter.lines)


async def test_the_cursor_begins_at_the_present_hour_and_walks_every_cell(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "g")
        assert row(counter, "09:30").startswith("09:30 >.")
        assert " 09:30 M. Favre : c’est passé" in counter.lines
        await counter.press("right", "down")
        assert " 09:45 Mme Rey : libre ; Entrée réserve" in counter.lines
        await counter.press("end")
        assert row(counter, "16:45").count(">") == 1
        await counter.press("home", "up", "right")
        assert (grid(counter).row, grid(counter).column) == (0, 1)
        await counter.press("pagedown")
        assert grid(counter).row == grid(counter).size.height - 2


async def test_enter_on_a_free_cell_books_it_then_and_there(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", time(11), day=TODAY + timedelta(days=3))
        await counter.type("lopes")
        await counter.press("f5", "t", "g", "right", "down", "down", "enter")
        assert counter.place == "slots"
        await counter.press("escape")
        assert counter.place == "grid"
        assert (grid(counter).label, grid(counter).column) == ("10:00", 1)
        await counter.press("enter")
        about = counter.app.screen.about  # type: ignore[attr-defined]
        assert about.agent == worker(counter, "rey")
        assert about.starts_at == clock.at(TODAY, time(10))
        assert counter.form.values["person"] == str(one.person_id)


async def test_a_cell_becomes_an_appointment_at_its_hour(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "favre", time(11), day=TODAY + timedelta(days=3))
        await counter.type("lopes")
        await counter.press("f5", "t", "g", "right", "down", "down", "enter")
        await counter.type("suivi")
        await counter.press("enter")
        await counter.press("ctrl+s")
        made = next(held for held in counter.call(agenda.upcoming, one.person_id) if held.id != one.id)
        assert (made.starts_at, made.agent_name) == (clock.at(TODAY, time(10)), "Mme Rey")
        await counter.press("escape")
        assert counter.place == "grid"
        assert cell(counter, "10:00", "Mme Rey") == "LOPES Maria"


async def test_the_day_seen_from_a_form_gives_it_the_time_picked(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "favre", time(11), day=TODAY + timedelta(days=3))
        await counter.type("lopes")
        await counter.press("f5", "t", "n")
        await counter.type("suivi")
        await counter.press("enter")
        await counter.press("ctrl+y")
        assert counter.place == "grid"
        await counter.press("end", "up", "up", "enter")
        assert counter.place == "slots"
        assert "LOPES Maria" in counter.text
        assert "16:15" in counter.line_with("Créneau")
        await counter.press("ctrl+s")
        made = next(held for held in counter.call(agenda.upcoming, one.person_id) if held.id != one.id)
        assert made.starts_at == clock.at(TODAY, time(16, 15))


async def test_what_cannot_be_booked_says_so(sit: Sit) -> None:
    async with sit() as counter:
        hours = clock.at(TODAY, time(10)), clock.at(TODAY, time(11))
        counter.call(absence.be_absent, SYSTEM, worker(counter, "favre"), *hours)
        await counter.press("f5", "g", "home", "enter")
        assert "déjà passé" in counter.text
        await counter.press(*["down"] * 6, "enter")
        assert " 10:00 M. Favre : absence" in counter.lines
        assert "On ne reçoit pas à ce moment" in counter.text
        await counter.press(*["down"] * 9, "enter")
        assert "en dehors des heures" in counter.text
        assert counter.place == "grid"


async def test_hours_at_another_place_lead_to_that_place(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(OpeningRangeRow.update(venues=[Venue.PHONE]).execute)
        await counter.press("f5", "g", "down", "enter")
        assert counter.app.screen.about.venue == "phone"  # type: ignore[attr-defined]


async def test_the_keys_of_the_agenda_act_on_the_appointment_picked(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", time(10))
        await counter.press("f5", "g")
        assert " 10:00–10:45 LOPES Maria, 1er entretien" in counter.lines
        await counter.press("a")
        assert counter.call(visit.present)[0].appointment_id == one.id
        assert cell(counter, "10:15", "Mme Rey") == "| là n° 1"
        await counter.press("u", "h")
        assert status(counter, one) is Status.SEEN
        assert cell(counter, "10:15", "Mme Rey") == "| honoré"
        await counter.press("u", "e")
        assert status(counter, one) is Status.EXCUSED
        assert cell(counter, "10:00", "Mme Rey") == "."
        await counter.press("u")
        assert status(counter, one) is Status.UPCOMING
        await counter.press("enter")
        assert "022\u00a0000\u00a002\u00a008" in counter.text
        assert journal_has(counter, one, "person.opened")


def journal_has(counter: Sitting, one: Appointment, action: str) -> bool:
    return action in [line.action for line in counter.call(journal.about, one.person_id)]


async def test_moving_leads_to_the_slots_and_back_to_the_same_cell(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", time(10))
        await counter.press("f5", "g", "d")
        assert counter.place == "slots"
        assert "À déplacer" in counter.text
        await counter.press("escape")
        assert counter.place == "grid"
        assert " 10:00–10:45 LOPES Maria, 1er entretien" in counter.lines
        await counter.press("l")
        assert counter.place == "letters"
        await counter.press("escape", "escape")
        assert counter.place == "agenda"
        assert status(counter, one) is Status.UPCOMING


async def test_keys_on_an_empty_cell_say_what_they_want(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "g")
        for key in ("d", "a", "h", "b", "x", "e", "l", "p", "r"):
            await counter.press(key)
            assert "Choisissez un rendez-vous" in counter.text
            assert counter.place == "grid"


async def test_rows_become_shorter_and_the_hour_stays(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "g", "down", "+")
        assert grid(counter).label == "09:40"
        await counter.press("+")
        assert [line[:5] for line in counter.lines if line.startswith("09:4")] == ["09:40", "09:45"]
        await counter.press("+")
        assert "les plus courtes : 5 minutes" in counter.text
        await counter.press("-")
        assert "les plus courtes" not in counter.text
        assert [line[:5] for line in counter.lines if line.startswith("09:4")] == ["09:40"]
        # Kept from view to view.
        await counter.press("w", "g", "g")
        assert [line[:5] for line in counter.lines if line.startswith("09:4")] == ["09:40"]
        await counter.press("-", "-")
        assert row(counter, "09:30").startswith("09:30 >")


async def test_days_and_holidays(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "g", ">")
        assert "mardi 24 novembre 2026   demain" in counter.text
        await counter.press("<", "<")
        assert "dimanche 22 novembre 2026   hier" in counter.text
        assert "Personne ne reçoit" in counter.text
        await counter.press("enter", "n", "escape", "j")
        await counter.type("25 décembre")
        await counter.press("enter")
        assert "férié : Noël" in counter.text
        assert cell(counter, "08:30", "Mme Rey") == "fermé"
        await counter.press("t")
        assert "lundi 23 novembre 2026   aujourd’hui" in counter.text


async def test_two_in_one_time_and_groups_are_counted(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(OpeningRangeRow.update(overbooking=1).execute)
        booked(counter, "Lopes", "rey", time(10))
        booked(counter, "Arnaud", "rey", time(10), overbooked="urgence")
        await counter.press("f5", "g")
        assert cell(counter, "10:00", "Mme Rey") == "!LOPES Mar +1"
        line = next(line for line in counter.lines if "1 sur 2" in line)
        await counter.press("space")
        assert next(line for line in counter.lines if "2 sur 2" in line) != line
        assert "en surnombre" in counter.text
        counter.call(OpeningRangeRow.update(capacity=8, overbooking=0).execute)
        await counter.press("t")
        assert cell(counter, "10:00", "Mme Rey") == "2/8"
        assert cell(counter, "09:45", "Mme Rey") == "0/8"
        await counter.press("enter")
        assert counter.place == "slots"


async def test_a_joint_appointment_is_in_both_columns(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", time(10), second_agent_id=worker(counter, "favre"))
        await counter.press("f5", "g")
        assert row(counter, "10:00").count("LOPES Maria") == 2
        assert "Mme Rey et M. Favre" in counter.text


async def test_places_are_pages(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "g", "tab")
        assert "un seul lieu" in counter.text
        carouge = counter.call(site.add, SYSTEM, "Carouge").id
        meyrin = counter.call(site.add, SYSTEM, "Meyrin").id
        favre = worker(counter, "favre")
        counter.call(OpeningRangeRow.update(site_id=meyrin).execute)
        counter.call(OpeningRangeRow.update(site_id=carouge).where(OpeningRangeRow.agent_id == favre).execute)
        await counter.press("t")
        assert "Carouge (1/2)" in counter.text
        assert "Mme Rey" not in counter.text
        await counter.press("tab")
        assert "Meyrin (2/2)" in counter.text
        assert "M. Favre" not in counter.text
        await counter.press("shift+tab")
        assert "Carouge (1/2)" in counter.text


async def test_another_desk_is_seen_and_the_cursor_stays(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "g", "down", "down", "right")
        booked(counter, "Lopes", "rey", time(11))
        counter.app.catch_up()
        await counter.settle()
        assert cell(counter, "11:00", "Mme Rey") == "LOPES Maria"
        assert row(counter, "10:00").index(">") > 20


async def test_the_list_and_the_week_are_one_key_away(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", time(10))
        await counter.press("f5", "g", "g")
        assert counter.place == "agenda"
        assert counter.line_with("LOPES").startswith("> 10:00")
        await counter.press("g", "w")
        assert counter.place == "week"
        assert "Mme Rey   semaine 48" in counter.text
        await counter.press("escape")
        assert counter.place == "grid"
        await counter.press("escape")
        assert counter.place == "agenda"


@pytest.mark.parametrize("name", ["[/bold]", "[@click=app.exit]x", "é" * 200, "漢字" * 20])
async def test_any_name_keeps_its_column(sit: Sit, name: str) -> None:
    async with sit() as counter:
        booked(counter, name, "favre", time(10))
        await counter.press("f5", "g")
        assert name.upper()[:5] in row(counter, "10:00")
        assert row(counter, "10:00").endswith(" .")


async def test_going_nowhere_in_an_empty_grid_breaks_nothing(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(OpeningRangeRow.delete().execute)
        await counter.press("f5", "g")
        await counter.press(
            *("up", "down", "left", "right", "home", "end", "pageup", "enter", "space", "+", "w", "escape")
        )
        assert counter.place == "grid"
        await counter.press("d", "u", "escape")
        assert counter.place == "agenda"


async def test_a_smaller_window_keeps_the_cell_picked_in_sight(sit: Sit) -> None:
    async with sit(size=(132, 43)) as counter:
        more_workers(counter, 18)
        await counter.press("f5", "g", *["right"] * 8, "end")
        name = grid(counter)._columns[8].title
        await counter.pilot.resize_terminal(80, 24)
        await counter.settle()
        assert (grid(counter).row, grid(counter).column) == (33, 8)
        assert name in counter.text
        assert row(counter, "16:45").count(">") == 1
        assert all(len(line) <= 80 for line in counter.lines)


async def test_the_afternoon_opens_with_what_is_still_to_come(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", time(14))
        await counter.press("f5", "g")
        hours = [line[:5] for line in counter.lines if line[2:3] == ":"]
        assert hours.index("14:00") == len(hours) // 4
        assert "16:45" in hours
