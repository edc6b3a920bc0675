"""The hours: an absence in a few keys, what a change hits before it is kept, and each of those moved."""

from datetime import date, time, timedelta

import pytest

from models import absence, agenda, agent, clock, closure, draft, hours, opening, person
from models.agent import Agent, Role
from models.appointment import Appointment, AppointmentRow, Status
from models.opening import OpeningRange, Place
from models.person import PersonForm, PersonRow
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def worker(counter: Sitting, login: str = "rey") -> Agent:
    found: list[Agent] = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    return next(one for one in found if one.login == login)


def ranges(counter: Sitting, login: str = "rey") -> list[OpeningRange]:
    found: list[OpeningRange] = counter.call(opening.ranges_of, [worker(counter, login).id or 0])
    return found


def booked(counter: Sitting, name: str, day: date, hour: time, login: str = "rey") -> int:
    form = PersonForm(family_name=name, given_name="Maria", phone="022 000 02 08")
    who = counter.call(person.create, counter.app.agent, form, "CH", f"key-{name}")
    start = clock.at(day, hour)
    row = counter.call(
        AppointmentRow.create,
        person=who.id,
        agent=worker(counter, login).id,
        motive="premier_entretien",
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        place=Place.ON_SITE,
        status=Status.UPCOMING,
    )
    return int(row.id)


def got(counter: Sitting, number: int) -> Appointment:
    found: Appointment = counter.call(agenda.get, number)
    return found


async def open_hours(counter: Sitting, pick: str = "") -> None:
    """The hours, on the line of Mme Rey unless said."""
    counter.app.go("hours", {"pick": pick or f"agent:{worker(counter).id}"})
    await counter.settle()


async def replace_text(counter: Sitting, words: str) -> None:
    await counter.press("end", "ctrl+u")
    await counter.type(words)


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


async def test_the_ranges_of_a_worker_stand_in_the_order_of_the_week(sit: Sit) -> None:
    async with sit() as counter:
        rey = worker(counter).id or 0
        counter.call(opening.OpeningRangeRow.delete().execute)
        for days, start, end in (
            ("FREQ=WEEKLY;BYDAY=TH", time(8), time(9)),
            ("FREQ=WEEKLY;BYDAY=MO,TU", time(14), time(17)),
            ("FREQ=WEEKLY;BYDAY=WE", time(7), time(8)),
            ("FREQ=WEEKLY;BYDAY=MO,TU", time(8, 30), time(12)),
        ):
            counter.call(opening.open_range, counter.app.agent, rey, days, start, end, starts_on=MONDAY)
        counter.call(
            opening.open_range, counter.app.agent, rey, "FREQ=DAILY", time(18), time(19),
            starts_on=TUESDAY, ends_on=TUESDAY, overbooking=1, buffer=5,
        )  # fmt: skip
        await open_hours(counter)
        assert [line.strip() for line in counter.lines if "–" in line] == [
            "lu ma, 8:30–12:00",
            "lu ma, 14:00–17:00",
            "me, 7:00–8:00",
            "je, 8:00–9:00",
            "le 24.11.2026, 18:00–19:00 ; 1 en surnombre ; battement 5 min",
        ]


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
        assert "Absence notée. 1 rendez-vous touché" in counter.text
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


async def test_an_absence_that_comes_back_every_week(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY + timedelta(days=7), time(9))
        await open_hours(counter)
        await counter.press("b")
        await counter.type("24.11 8:00")
        await counter.press("tab")
        await counter.type("10:00")
        await counter.press("tab", "1")
        assert "ma, 8:00–10:00, dès le 24.11.2026, sans fin" in counter.text
        assert "1 rendez-vous touché" in counter.text
        await counter.type("31.12")
        await counter.press("ctrl+s", "escape")
        (noted,) = counter.call(absence.coming)
        assert (noted.rule, noted.until) == ("FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 31))
        assert "absence ma, 8:00–10:00" in counter.text
        await counter.press("down", "down", "down", "x")
        assert counter.call(absence.coming) == []
        await counter.press("u")
        (back,) = counter.call(absence.coming)
        assert (back.rule, back.until, back.starts_at) == (noted.rule, noted.until, noted.starts_at)


async def test_an_absence_that_cannot_be_is_refused_at_its_field(sit: Sit) -> None:
    async with sit() as counter:
        await open_hours(counter)
        await counter.press("b")
        await counter.type("31.2")
        await counter.press("ctrl+s")
        assert counter.place == "hours_form"
        assert counter.form.state.focus == "from"
        await replace_text(counter, "26.11")
        await counter.press("tab")
        await counter.type("25.11")
        await counter.press("ctrl+s")
        assert "Écrivez une fin qui vient après le début." in counter.text
        assert counter.form.state.focus == "to"
        assert counter.call(absence.coming) == []


async def test_a_range_is_added_changed_and_taken_away_and_each_is_undone(sit: Sit) -> None:
    async with sit() as counter:
        before = ranges(counter)
        await open_hours(counter)
        await counter.press("n")
        for words in ("sa", "9", "12"):
            await counter.type(words)
            await counter.press("enter")
        assert "sa, 9:00–12:00" in counter.text
        await counter.press("ctrl+s")
        assert counter.place == "hours"
        added = next(one for one in ranges(counter) if one not in before)
        assert (added.words, added.places) == ("sa, 9:00–12:00", (Place.ON_SITE, Place.PHONE))
        counter.app.screen.query_one("Lines").pick(f"range:{added.id}")  # type: ignore[attr-defined]
        await counter.press("enter", "tab", "tab")
        await replace_text(counter, "11:30")
        await counter.press("ctrl+s")
        assert counter.call(opening.get, added.id).words == "sa, 9:00–11:30"
        await counter.press("u")
        assert "La plage est comme avant." in counter.text
        assert counter.call(opening.get, added.id) == added
        counter.app.screen.query_one("Lines").pick(f"range:{added.id}")  # type: ignore[attr-defined]
        await counter.press("x")
        assert ranges(counter) == before
        await counter.press("u")
        assert [one.words for one in ranges(counter) if one not in before] == ["sa, 9:00–12:00"]


async def test_a_range_that_overlaps_is_refused_and_nothing_is_lost(sit: Sit) -> None:
    async with sit() as counter:
        before = ranges(counter)
        await open_hours(counter)
        await counter.press("n")
        for words in ("lu", "11", "13"):
            await counter.type(words)
            await counter.press("enter")
        await counter.press("ctrl+s")
        assert counter.place == "hours_form"
        assert "Plages qui se chevauchent" in counter.text
        assert counter.form.state.focus == "from_hour"
        assert ranges(counter) == before
        await replace_text(counter, "12")
        await counter.press("ctrl+s")
        assert len(ranges(counter)) == len(before) + 1


async def test_a_range_with_appointments_is_taken_away_when_asked_twice(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY, time(9))
        morning = next(one for one in ranges(counter) if one.from_hour < time(12))
        await open_hours(counter, f"range:{morning.id}")
        await counter.press("x")
        assert "1 rendez-vous touché dans cette plage" in counter.text
        assert morning in ranges(counter)
        await counter.press("x")
        assert morning not in ranges(counter)
        assert counter.place == "misplaced"
        assert "en dehors des heures de Mme Rey" in counter.text
        await counter.press("escape", "u")
        assert [one.words for one in ranges(counter)].count(morning.words) == 1


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


async def test_a_form_left_untouched_leaves_nothing(sit: Sit) -> None:
    async with sit() as counter:
        await open_hours(counter)
        await counter.press("b", "escape")
        assert counter.place == "hours"
        assert "> Mme Rey" in counter.text
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_what_fits_no_more_is_reached_at_any_time(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "[/x]", TUESDAY, time(12, 30))
        counter.app.go("hours", {"misplaced": True})
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
        for words in ("sa", "9", "12"):
            await counter.type(words)
            await counter.press("enter")
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


async def test_a_worker_who_left_has_their_appointments_listed(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", TUESDAY, time(9))
        counter.call(agent.close, counter.app.agent, worker(counter).id or 0)
        counter.app.go("misplaced")
        await counter.settle()
        assert "Mme Rey n’est plus dans le service (1er entretien, sur place)" in counter.text
