"""The agenda of a day: everybody's appointments, marked with one key, undone with another."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda, standby
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status
from models.contact import message
from models.person import person
from models.person.person import PersonForm
from models.room import arrival, queue, visit
from models.service import agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import journal
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")

TODAY = date(2026, 11, 23)


def booked(counter: Sitting, name: str, login: str, day: date, hour: time) -> Appointment:
    """An appointment made at the beginning of the day, in its past or its future."""
    form = PersonForm(family_name=name, given_name="Maria", phone="022 000 02 08")
    who = counter.call(person.create, counter.app.agent, form, "CH", f"key-{name}")
    workers = {one.login: one for one in counter.call(agent.everyone, Role.SOCIAL_WORKER)}
    start = clock.at(day, hour)
    booking = Booking(
        who.id,
        "premier_entretien",
        workers[login].id or 0,
        start,
        start + timedelta(minutes=45),
        Venue.ON_SITE,
    )
    with clock.frozen(clock.at(min(day, TODAY), time(7))):
        made: Appointment = counter.call(agenda.book, counter.app.agent, booking, f"book-{name}")
    return made


def status(counter: Sitting, one: Appointment) -> Status:
    found: Status = counter.call(agenda.get, one.id).status
    return found


async def test_the_day_shows_everybody_with_the_end_of_the_number_only(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", TODAY, time(10))
        booked(counter, "Arnaud", "favre", TODAY, time(8, 45))
        await counter.press("f5")
        assert "lundi 23 novembre 2026   aujourd’hui   2 rendez-vous" in counter.text
        first, second = [line for line in counter.lines if "Maria" in line]
        assert first.startswith("> 08:45 ARNAUD Maria")
        for word in ("10:00", "LOPES Maria", "1er entretien", "Mme Rey", "sur place", "à venir", "..208"):
            assert word in second
        assert "022 000 02 08" not in counter.text
        await counter.press("enter")
        assert "022\u00a0000\u00a002\u00a008" in counter.text


async def test_a_mark_asks_nothing_and_is_undone(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Arnaud", "favre", TODAY, time(8, 45))
        await counter.press("f5", "h")
        assert status(counter, one) is Status.SEEN
        assert "honoré" in counter.line_with("08:45")
        await counter.press("b")
        assert status(counter, one) is Status.ABSENT
        await counter.press("u")
        assert status(counter, one) is Status.SEEN
        await counter.press("u", "u")
        assert status(counter, one) is Status.UPCOMING
        assert "Rien à défaire" in counter.text


async def test_what_has_not_happened_cannot_be_marked_as_done(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(11))
        await counter.press("f5", "b")
        assert "Trop tôt" in counter.text
        assert status(counter, one) is Status.UPCOMING


async def test_cancelling_says_whom_to_warn_and_books_again(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(11))
        await counter.press("f5", "x")
        assert status(counter, one) is Status.REVOKED
        assert "Prévenez la personne" in counter.text
        # Whole on one line.
        assert "(tél.\u00a0022\u00a0000\u00a002\u00a008)" in counter.text
        await counter.press("d")
        assert "déjà « annulé par le service »" in counter.text
        await counter.press("n", "enter", "ctrl+s")
        again = counter.call(agenda.upcoming, one.person_id)
        assert [kept.motive for kept in again] == ["premier_entretien"]
        assert counter.place == "letters"
        await counter.press("escape")
        assert counter.place == "agenda"


async def test_an_absence_leads_to_its_letter_and_to_new_times_for_the_same_motive(sit: Sit) -> None:
    async with sit(size=(80, 50)) as counter:
        one = booked(counter, "Arnaud", "favre", TODAY, time(8, 45))
        await counter.press("f5", "b", "l")
        assert counter.place == "letters"
        assert "Aperçu : Rendez-vous manqué" in counter.text
        assert counter.text.count("avec M. Favre, dans nos locaux") == 2
        await counter.press("escape")
        assert counter.place == "agenda"
        await counter.press("n")
        assert counter.place == "slots"
        assert "1er entretien" in counter.line_with("Motif")
        assert "ARNAUD Maria" in counter.line_with("Pour")
        await counter.press("escape", "u", "l")
        assert status(counter, one) is Status.UPCOMING
        assert "Confirmation de rendez-vous" in counter.text


async def test_the_time_given_back_may_be_taken_before_undo(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(11))
        await counter.press("f5", "e")
        assert status(counter, one) is Status.EXCUSED
        booked(counter, "Arnaud", "rey", TODAY, time(11))
        await counter.press("u")
        assert "vient de réserver ce créneau" in counter.text
        assert status(counter, one) is Status.EXCUSED


async def test_an_arrival_tells_the_worker_and_so_does_its_undoing(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(10))
        await counter.press("f5", "a")
        (came,) = counter.call(visit.present)
        assert came.appointment_id == one.id
        assert "là n° 1" in counter.line_with("10:00")
        await counter.press("u")
        assert counter.call(visit.present) == []
        assert "à venir" in counter.line_with("10:00")
        bodies = [slip.body for slip in counter.call(message.inbox, one.agent_id)]
        assert any("Est là" in body for body in bodies)
        assert any("l’arrivée est annulée" in body for body in bodies)


async def test_days_are_walked_jumped_to_and_their_holidays_named(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "right")
        assert "mardi 24 novembre 2026   demain   aucun rendez-vous" in counter.text
        await counter.press("left", "left")
        assert "hier" in counter.text
        await counter.press("j")
        await counter.type("25 décembre")
        await counter.press("enter")
        assert "férié : Noël" in counter.line_with("vendredi 25 décembre 2026")
        await counter.press("j")
        await counter.type("31.2")
        await counter.press("enter")
        assert "« 31.2 » n’est pas un jour" in counter.text
        await counter.press("escape", "t")
        assert "lundi 23 novembre 2026   aujourd’hui" in counter.text
        await counter.press("escape")
        assert counter.place == "desk"


async def test_one_worker_at_a_time_then_everybody(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", TODAY, time(10))
        booked(counter, "Arnaud", "favre", TODAY, time(10))
        await counter.press("f5", "i")
        assert "LOPES" not in counter.text
        assert "1 rendez-vous   M. Favre" in counter.text
        await counter.press("i")
        assert "ARNAUD" not in counter.text
        await counter.press("i")
        assert "2 rendez-vous   tous" in counter.text


async def test_the_next_free_slot_of_each_motive_leads_to_booking(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "s")
        assert "09:45" in counter.line_with("1er entretien, 45 min")
        # Nobody goes to homes here: what is only free at the office is not offered.
        assert "aucun dans les six mois" in counter.line_with("Visite à domicile")
        await counter.press("down", "enter")
        assert counter.place == "slots"
        assert "Entretien d’urgence, 30 min" in counter.line_with("Motif")
        await counter.press("escape")
        assert counter.place == "agenda"


async def test_somebody_picked_on_the_desk_is_found_and_booked_for(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", date(2026, 11, 26), time(10))
        await counter.type("lopes")
        await counter.press("f5")
        assert "prochain rendez-vous jeudi 26 novembre à 10:00" in counter.text
        assert counter.line_with("LOPES Maria").startswith("> 10:00")
        await counter.press("n")
        assert "LOPES Maria" in counter.line_with("Pour")
        assert "jeudi 26 novembre à 10:00" in counter.line_with("A déjà")
        await counter.press("escape", "d")
        assert "À déplacer" in counter.text
        await counter.press("enter", "ctrl+s")
        assert counter.call(agenda.get, one.id).moved == 1


async def test_keys_without_an_appointment_say_so(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5")
        for key in ("d", "a", "h", "b", "x", "e", "l", "p", "r"):
            await counter.press(key)
            assert "Choisissez un rendez-vous" in counter.text
        await counter.press("enter", "z", "?", "u")
        assert "Rien à défaire" in counter.text


async def test_a_joint_appointment_is_on_the_list_of_both(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(10))
        favre = next(held for held in counter.call(agent.everyone) if held.login == "favre").id
        counter.call(AppointmentRow.update(second_agent_id=favre).where(AppointmentRow.id == one.id).execute)
        await counter.press("f5", "i")
        assert "1 rendez-vous   M. Favre" in counter.text
        assert "LOPES" in counter.text
        await counter.press("i")
        assert "1 rendez-vous   Mme Rey" in counter.text


async def test_who_would_come_earlier_is_noted_once_and_it_is_undone(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(11))
        await counter.press("f5", "p")
        assert "LOPES Maria viendrait plus tôt" in counter.text
        wanted = counter.call(standby.of_appointment, one.id)
        assert wanted is not None and wanted.motive == one.motive
        await counter.press("p")
        assert "attend déjà un créneau plus tôt" in counter.text
        await counter.press("u")
        assert counter.call(standby.of_appointment, one.id) is None
        await counter.press("p")
        assert counter.call(standby.of_appointment, one.id) is not None


async def test_what_has_begun_cannot_come_earlier(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(9))
        await counter.press("f5", "p")
        assert "Seul un rendez-vous à venir" in counter.text
        assert counter.call(standby.of_appointment, one.id) is None


async def test_repeating_and_hours_are_one_key_away(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", TODAY, time(11))
        await counter.press("f5", "r")
        assert counter.place == "repeat"
        await counter.press("escape")
        assert counter.place == "agenda"
        await counter.press("o")
        assert counter.place == "hours"
        await counter.press("escape")
        assert counter.place == "agenda"
        assert counter.line_with("LOPES").startswith("> 11:00")


async def test_the_sheet_of_the_day_shown_is_written_beside_the_letters(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", TODAY + timedelta(days=1), time(11))
        await counter.press("f5", "right", "f")
        path = counter.letters / "feuille-2026-11-24.docx"
        assert "Feuille du jour" in counter.text
        assert path.name in "".join(counter.lines).replace(" ", "")
        assert path.exists()
        (line,) = [one for one in counter.call(journal.latest) if one.action == "sheet.printed"]
        assert (line.agent_id, line.detail["count"]) == (1, 1)


async def test_a_folder_that_refuses_the_sheet_is_said(sit: Sit) -> None:
    async with sit() as counter:
        counter.letters.write_text("")
        await counter.press("f5", "f")
        assert "Feuille non déposée" in counter.text
        assert counter.place == "agenda"


@pytest.mark.parametrize("name", ["[/bold]", "[@click=app.exit]x", "é" * 200])
async def test_any_name_keeps_its_columns(sit: Sit, name: str) -> None:
    async with sit() as counter:
        booked(counter, name, "rey", TODAY, time(10))
        await counter.press("f5")
        line = counter.line_with("10:00")
        assert name.upper()[:18] in line
        assert "..208" in line


async def test_wide_terminals_show_more_of_each_name(sit: Sit) -> None:
    async with sit(size=(132, 40)) as counter:
        booked(counter, "Abcdefghijklmnopqrstuvwxyz", "rey", TODAY, time(10))
        await counter.press("f5")
        assert "ABCDEFGHIJKLMNOPQRSTUVWXYZ Maria" in counter.line_with("10:00")


async def test_who_was_received_or_did_not_answer_leaves_the_waiting_room(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Arnaud", "favre", TODAY, time(8, 45))
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        await counter.press("f5", "b")
        # Nobody called them: they are not absent.
        assert f"La personne est là, n° {came.number}" in counter.text
        assert status(counter, one) is Status.UPCOMING
        await counter.press("h")
        assert status(counter, one) is Status.SEEN
        assert counter.call(visit.present) == []
        await counter.press("u")
        assert f"le n° {came.number} est de nouveau" in counter.text
        assert status(counter, one) is Status.UPCOMING
        assert [each.id for each in counter.call(visit.present)] == [came.id]
        counter.call(queue.call, counter.app.agent, came.id)
        await counter.press("b")
        assert status(counter, one) is Status.ABSENT
        assert counter.call(visit.present) == []


async def test_who_waits_is_told_that_the_service_cancels_and_is_not_called_on_the_telephone(
    sit: Sit,
) -> None:
    async with sit() as counter:
        one = booked(counter, "Arnaud", "favre", TODAY, time(10))
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        await counter.press("f5", "x")
        assert status(counter, one) is Status.REVOKED
        assert f"La personne est là, n° {came.number} : prévenez-la" in counter.text.replace("\u00a0", " ")
        assert [each.id for each in counter.call(visit.present)] == [came.id]


async def test_somebody_who_is_there_already_does_not_arrive_twice_and_no_undo_takes_them_away(
    sit: Sit,
) -> None:
    async with sit() as counter:
        one = booked(counter, "Arnaud", "favre", TODAY, time(10))
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        await counter.press("f5", "a")
        assert f"ARNAUD Maria est déjà là, n° {came.number}." in counter.text
        await counter.press("u")
        assert "Rien à défaire" in counter.text
        assert [each.id for each in counter.call(visit.present)] == [came.id]


@pytest.mark.parametrize("key", ["u", "ctrl+r"])
async def test_a_move_is_taken_back_and_the_ticket_of_who_came_goes_along(sit: Sit, key: str) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(11))
        came = counter.call(arrival.arrived, counter.app.agent, one.id)
        await counter.press("f5", "d")
        await counter.fill(slot="aujourd’hui après 14 h")
        await counter.press("enter", "ctrl+s")
        moved = counter.call(agenda.get, one.id)
        assert (moved.moved, clock.local(moved.starts_at).date()) == (1, clock.today())
        assert counter.call(visit.get, came.id).line_at == moved.starts_at
        await counter.press("escape")
        assert counter.place == "agenda"
        await counter.press(key)
        assert "LOPES Maria\u00a0: de nouveau lundi 23 novembre à 11:00" in counter.text
        back = counter.call(agenda.get, one.id)
        assert (back.starts_at, back.moved) == (one.starts_at, 0)
        assert counter.call(visit.get, came.id).line_at == one.starts_at


async def test_an_appointment_whose_person_is_here_stays_on_its_day(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", TODAY, time(11))
        counter.call(arrival.arrived, counter.app.agent, one.id)
        await counter.press("f5", "d")
        await counter.fill(slot="jeudi")
        await counter.press("enter", "ctrl+s")
        assert "N° 1 LOPES Maria est là pour ce rendez-vous" in counter.text
        assert counter.call(agenda.get, one.id) == one
