"""What the screens of the agenda say at 80 columns: nothing that matters is cut, nothing over stays."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda, series, standby
from models.agenda.appointment import Appointment, Booking, Status
from models.contact import message
from models.hours import absence
from models.person import person
from models.person.person import PersonForm
from models.service.venue import Venue
from screens.desk.desk import DeskScreen
from screens.frame import about as to
from tests.screens.conftest import Sit, Sitting
from tests.screens.views import TODAY, booked, worker

pytestmark = pytest.mark.usefixtures("monday")

TUESDAY = TODAY + timedelta(days=1)


def ill(counter: Sitting, first: date, last: date, login: str = "rey") -> None:
    """A worker is away from ``first`` to ``last``."""
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    counter.call(absence.be_absent, counter.app.agent, worker(counter, login), start, end, "")


def wants_earlier(counter: Sitting, one: Appointment) -> None:
    """Somebody who has an appointment would come earlier."""
    counter.call(
        standby.want,
        counter.app.agent,
        one.person_id,
        motive=one.motive,
        appointment_id=one.id,
        key=f"want {one.id}",
    )


async def test_a_refusal_goes_as_soon_as_it_is_being_corrected(sit: Sit) -> None:
    async with sit() as counter:
        counter.app.go(to.Hours(pick=f"agent:{worker(counter, 'rey')}"))
        await counter.settle()
        await counter.press("b")
        await counter.type("31.02")
        await counter.press("ctrl+s")
        assert "Jour illisible" in counter.text
        await counter.press("ctrl+u", "2")
        assert "Jour illisible" not in counter.text
        # What does not fit in a field is still said: it is about the key just pressed.
        await counter.paste("9" * 90)
        assert "Champ plein" in counter.text


@pytest.mark.parametrize(("typed", "day"), [("hier", "dimanche 22.11.2026"), ("avant-hier", "samedi 21.11")])
async def test_an_absence_may_have_begun_yesterday(sit: Sit, typed: str, day: str) -> None:
    async with sit() as counter:
        counter.app.go(to.Hours(pick=f"agent:{worker(counter, 'rey')}"))
        await counter.settle()
        await counter.press("b")
        await counter.fill(**{"from": typed, "to": "demain"})
        assert f"du {day}" in counter.line_with("Compris")
        await counter.press("ctrl+s")
        (noted,) = counter.call(absence.coming)
        assert clock.local(noted.starts_at).date() < TODAY


async def test_the_head_keeps_who_sits_there_and_shortens_the_service(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", time(9), day=TUESDAY)
        ill(counter, TUESDAY, TUESDAY)
        counter.app.agent = replace(counter.app.agent, name="Maria-Alexandra Vasconcelos")
        counter.app.go(to.Misplaced())
        await counter.settle()
        head = counter.lines[0]
        assert "Maria-Alexandra Vasconcelos" in head
        assert head.endswith("lundi 23 novembre")
        assert "CAS" not in head


async def test_the_key_that_resumes_is_never_cut_from_what_is_parked(sit: Sit) -> None:
    async with sit() as counter:
        for name in ("Vasconcelos", "Kanagaratnam", "Ramanathan"):
            await counter.press("f2")
            await counter.type(f"+{name}")
            await counter.press("enter")
            await counter.type("Maria")
            await counter.press("f3", "escape")
        status = counter.line_with("En attente de reprise\u00a0: 3")
        assert status.endswith("…)  F12")
        assert len(status) <= 80
        await counter.press("f12")
        assert "Entrée reprendre" in counter.text


async def test_the_hour_of_what_is_to_be_moved_is_whole_on_the_longest_day(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", time(15), day=date(2027, 2, 1))
        ill(counter, date(2027, 2, 1), date(2027, 2, 1))
        counter.app.go(to.Misplaced())
        await counter.settle()
        assert "lun. 1er févr. 15:00 LOPES Maria" in counter.text


async def test_cancelling_what_is_to_be_moved_says_the_number_to_call_and_undo_picks_it_again(
    sit: Sit,
) -> None:
    async with sit() as counter:
        for name, hour in (("Lopes", time(9)), ("Arnaud", time(10))):
            booked(counter, name, "rey", hour, day=TUESDAY)
        ill(counter, TUESDAY, TUESDAY)
        counter.app.go(to.Misplaced())
        await counter.settle()
        await counter.press("x")
        assert "(tél.\u00a0022\u00a0000\u00a002\u00a008)" in counter.text
        assert counter.line_with("ARNAUD Maria").startswith(">")
        await counter.press("u")
        assert counter.line_with("LOPES Maria").startswith(">")


async def test_the_desk_counts_what_an_absence_left_to_move_as_soon_as_one_is_back(sit: Sit) -> None:
    async with sit() as counter:
        booked(counter, "Lopes", "rey", time(9), day=TUESDAY)
        assert "à déplacer" not in counter.line_with("À faire")
        counter.app.go(to.Hours(pick=f"agent:{worker(counter, 'rey')}"))
        await counter.settle()
        await counter.press("b")
        await counter.type("demain")
        await counter.press("ctrl+s", "escape", "escape")
        assert counter.place == "desk"
        assert "1 rdv à déplacer" in counter.line_with("À faire")


async def test_a_slot_that_frees_is_on_another_desk_within_two_seconds(sit: Sit) -> None:
    async with sit() as counter:
        taken = booked(counter, "Arnaud", "rey", time(10))
        late = booked(counter, "Lopes", "rey", time(9), day=TODAY + timedelta(days=14))
        wants_earlier(counter, late)
        counter.call(agenda.mark, counter.app.agent, taken.id, Status.EXCUSED)
        with clock.frozen(clock.now() + timedelta(seconds=2)):
            front = counter.app.screen
            assert isinstance(front, DeskScreen)
            front.catch_up()
            await counter.settle()
        assert "1 plus tôt" in counter.line_with("À faire")


def a_series(counter: Sitting) -> Appointment:
    """Three more, every week."""
    one = booked(counter, "Lopes", "rey", time(9), day=date(2026, 11, 27))
    counter.call(series.repeat, counter.app.agent, one.id, 1, 3, "k")
    return one


async def test_while_it_is_asked_who_cancels_nothing_is_booked(sit: Sit) -> None:
    async with sit() as counter:
        one = a_series(counter)
        counter.app.go(to.Repeat(appointment=one.id))
        await counter.settle()
        await counter.press("ctrl+r", "ctrl+s")
        assert "Dites d’abord qui annule" in counter.text
        assert len(counter.call(agenda.upcoming, one.person_id)) == 4
        await counter.press("x")
        assert "3 rendez-vous suivants annulés par le service. Prévenez la personne." in counter.text.replace(
            "\n ", " "
        )


async def test_the_dates_of_a_series_are_whole_on_the_longest_day(sit: Sit) -> None:
    async with sit() as counter:
        one = booked(counter, "Lopes", "rey", time(9), day=date(2027, 1, 25))
        counter.app.go(to.Repeat(appointment=one.id))
        await counter.settle()
        assert "lun. 1er févr. 2027  09:00" in counter.text


async def test_a_time_in_which_the_motive_does_not_fit_is_refused_before_anything_is_read_out(
    sit: Sit,
) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 000 02 08")
        who = counter.call(person.create, counter.app.agent, form, "CH", "lopes")
        start = clock.at(date(2026, 11, 26), time(11, 40))
        agent = worker(counter, "rey")
        counter.app.go(to.Slots(person=who.id, agent=agent, starts_at=start, motive="suivi"))
        await counter.settle()
        assert "11:40 ne convient pas (45 min)\u00a0: en dehors des heures de Mme Rey" in counter.text
        assert "Réserver le" not in counter.text
        # The other times of that day are what is shown.
        assert "> jeu. 26 nov. 08:30" in counter.text.replace("  ", " ").replace("  ", " ")
        assert "ven. 27 nov." not in counter.text


async def test_two_workers_who_do_not_fit_in_the_list_are_both_named(sit: Sit) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Lopes", given_name="Maria")
        who = counter.call(person.create, counter.app.agent, form, "CH", "lopes")
        start = clock.at(TODAY, time(14))
        booking = Booking(
            who.id,
            "entretien_a_deux",
            worker(counter, "rey"),
            start,
            start + timedelta(minutes=60),
            Venue.ON_SITE,
            second_agent_id=worker(counter, "favre"),
        )
        counter.call(agenda.book, counter.app.agent, booking, "joint")
        await counter.press("f5")
        assert "Rey, Favre" in counter.line_with("LOPES Maria")


async def test_far_days_are_whole_in_the_lists_of_slots(sit: Sit) -> None:
    async with sit() as counter:
        for login in ("rey", "favre"):
            ill(counter, TODAY, date(2027, 1, 31), login)
        await counter.press("f5", "s")
        assert "lun. 1er févr. 08:30" in counter.text
        assert "dans 70 jours" in counter.text
        await counter.press("escape", "n")
        await counter.press("escape")
        form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 000 02 08")
        who = counter.call(person.create, counter.app.agent, form, "CH", "lopes")
        counter.app.go(to.Slots(person=who.id, motive="suivi"))
        await counter.settle()
        assert "après le délai" in counter.line_with("lun. 1er févr. 08:30")


async def test_the_key_of_the_places_stands_only_where_there_are_several(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "g")
        assert "Tab lieu" not in counter.text
        assert "j date" in counter.text
        await counter.press("j")
        await counter.type("26.11")
        await counter.press("enter")
        assert "jeudi 26 novembre" in counter.text


async def test_taking_an_offer_back_leads_to_its_line_again(sit: Sit) -> None:
    async with sit() as counter:
        late = booked(counter, "Lopes", "rey", time(9), day=TODAY + timedelta(days=14))
        hit = booked(counter, "Arnaud", "favre", time(9), day=TUESDAY)
        ill(counter, TUESDAY, TUESDAY, "favre")
        assert hit.id != late.id
        wants_earlier(counter, late)
        await counter.press("ctrl+f", "down", "s")
        assert counter.line_with("LOPES Maria").startswith(">")
        await counter.press("r")
        assert counter.line_with("à déplacer").startswith(">")
        await counter.press("u")
        assert counter.line_with("LOPES Maria").startswith(">")


async def test_a_call_given_back_from_the_list_leads_back_to_it(sit: Sit) -> None:
    async with sit() as counter:
        for words in ("demande où en est son dossier", "rappeler après midi"):
            counter.call(
                message.send,
                counter.app.agent,
                None,
                words,
                kind=message.MessageKind.CALL_BACK,
                phone="+41220000000",
                due_at=clock.now(),
            )
        await counter.press("ctrl+f", "down", "s", "down", "enter")
        assert counter.place == "phone"
        await counter.press("escape")
        assert counter.place == "todo"
        # On the line one left.
        assert counter.line_with("rappeler après midi").startswith(">")
        await counter.press("enter", "9", "ctrl+s")
        assert counter.place == "todo"
        assert len([line for line in counter.lines if "rappeler  " in line]) == 1
        await counter.press("escape")
        assert counter.place == "desk"


async def test_a_long_paste_is_not_said_again_whole(sit: Sit) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 000 02 08")
        who = counter.call(person.create, counter.app.agent, form, "CH", "lopes")
        counter.app.go(to.Slots(person=who.id, motive="suivi"))
        await counter.settle()
        await counter.paste("[/bold] \x1b[31m rouge \u202e" + "zut " * 1000)
        said = [line for line in counter.lines if "zut" in line and "Pas compris" in line]
        assert len(said) == 1
        assert "« bold », « rouge », « zut »" in said[0]


async def test_a_closure_just_noted_is_the_line_one_comes_back_to(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "o", "f")
        await counter.type("28.12")
        await counter.press("ctrl+s")
        assert counter.line_with("fermé le 28.12.2026").startswith(">")


async def test_who_waits_for_a_first_slot_with_none_in_sight_is_counted_on_the_desk(sit: Sit) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 000 02 08")
        who = counter.call(person.create, counter.app.agent, form, "CH", "lopes")
        for login in ("rey", "favre"):
            ill(counter, TODAY, TODAY, login)
        counter.call(
            standby.want, counter.app.agent, who.id, motive="suivi", venue="on_site", deadline=TODAY, key="w"
        )
        await counter.press("f2", "escape")
        assert "1 sans créneau" in counter.line_with("À faire")
        await counter.press("down", "s")
        assert "aucun créneau libre" in counter.line_with("LOPES Maria")


async def test_a_year_typed_wrong_is_seen_by_how_long_the_absence_lasts(sit: Sit) -> None:
    async with sit() as counter:
        counter.app.go(to.Hours(pick=f"agent:{worker(counter, 'rey')}"))
        await counter.settle()
        await counter.press("b")
        await counter.fill(to="30.11")
        assert "jours" not in counter.line_with("Compris")
        await counter.type(".2036")
        assert "au 30.11.2036, soit 3661 jours" in counter.line_with("Compris")


async def test_a_time_of_the_grid_that_does_not_fit_leaves_the_slot_taken_before(sit: Sit) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 000 02 08")
        who = counter.call(person.create, counter.app.agent, form, "CH", "lopes")
        counter.app.go(to.Slots(person=who.id, motive="suivi"))
        await counter.settle()
        await counter.type("26.11 rey")
        await counter.press("enter", "ctrl+y")
        assert counter.place == "grid"
        # The last quarter before noon.
        await counter.press(*["down"] * 13, "enter")
        assert counter.place == "slots"
        assert "11:45 ne convient pas (45 min)" in counter.text
        assert "Celui d’avant reste choisi." in counter.text.replace("\n ", " ")
        assert "jeu. 26 nov. 08:30, Mme Rey" in counter.line_with("Créneau")
        await counter.press("ctrl+s")
        (kept,) = counter.call(agenda.upcoming, who.id)
        assert f"{clock.local(kept.starts_at):%d.%m. %H:%M}" == "26.11. 08:30"
