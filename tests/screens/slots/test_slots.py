"""Finding a time: the answer first, within the delay, read back from the screen and from the database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models import clock
from models.agenda import agenda, standby
from models.agenda.appointment import Booking, Status
from models.contact import call, request
from models.contact.call import Caller, CallForm
from models.contact.request import Outcome, RequestForm
from models.hours.opening import OpeningRangeRow
from models.person import person
from models.room import visit
from models.service import agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import draft, journal
from models.triage.triage import Urgency
from tests.screens.conftest import Sit
from tests.screens.slots.played import fill_agendas, fill_today, first, known, open_slots, received, worker

pytestmark = pytest.mark.usefixtures("monday")

NAMES = ["[/bold]", "[@click=app.exit]x", "'; DROP TABLE person; --", "ل" * 150, "é" * 200]
FAR = date(2027, 6, 30)


async def test_from_a_request_to_booked_in_two_keys(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        # The two keys that lead here are counted in tests/scenarios; these are the two that book.
        await open_slots(counter, **about)
        assert "LOPES Maria" in counter.line_with("Pour")
        assert "022 000 02 08" in counter.line_with("Téléphone")
        assert "à voir au plus tard le lundi 7 décembre, car sans revenu" in counter.text
        assert "lun. 23 nov. 09:45" in first(counter)
        await counter.press("enter")
        assert "Réserver le lundi 23 novembre à 09:45 avec M. Favre, sur place, 45 min" in counter.text
        assert "votre pièce d’identité" in counter.text
        await counter.press("ctrl+s")
        assert counter.place == "letters"
        assert "Rendez-vous réservé : lundi 23 novembre à 09:45 avec M. Favre" in counter.text
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert (kept.motive, kept.venue, kept.request_id) == (
            "premier_entretien",
            Venue.ON_SITE,
            about["request"],
        )
        assert clock.local(kept.starts_at) == clock.local(datetime(2026, 11, 23, 8, 45, tzinfo=UTC))
        assert kept.ends_at - kept.starts_at == timedelta(minutes=45)
        assert counter.call(request.get, about["request"]).settled_at is not None
        assert counter.call(visit.get, about["visit"]).status is visit.VisitStatus.DONE
        assert "appointment.booked" in [line.action for line in counter.call(journal.about, kept.person_id)]


async def test_enter_twice_books_as_well_and_in_one_bunch(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about)
        await counter.press("enter", "enter")
        assert len(counter.call(agenda.upcoming, about["person"])) == 1


async def test_words_narrow_the_slots(sit: Sit) -> None:
    async with sit() as counter:
        await open_slots(counter, **received(counter))
        await counter.type("mardi après 15 h rey")
        proposed = [" ".join(line.split()) for line in counter.lines if " nov. " in line or " déc. " in line]
        assert "mar. 24 nov. 15:00 Mme Rey" in proposed[0]
        assert all("Mme Rey" in line and "mar." in line for line in proposed)
        await counter.press("ctrl+u")
        await counter.type("dimanche")
        assert "Aucun créneau libre pour « dimanche »" in counter.text.replace("\n", " ")
        await counter.press("enter", "ctrl+s")
        assert "Créneau manquant" in counter.text
        assert counter.place == "slots"


async def test_a_slot_taken_meanwhile_keeps_the_form_and_proposes_again(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about)
        await counter.type("mardi")
        await counter.press("enter")
        other, rey = known(counter, "Bekele"), worker(counter)
        for one in counter.call(agent.everyone, Role.SOCIAL_WORKER):
            start = clock.at(date(2026, 11, 24), time(8, 30))
            end = start + timedelta(minutes=45)
            who = other if one.id == rey.id else known(counter, "Nguyen")
            booking = Booking(who.id, "suivi", one.id or 0, start, end, Venue.ON_SITE)
            counter.call(agenda.book, counter.app.agent, booking, f"other-{one.id}")
        await counter.press("ctrl+s")
        assert "Alice Aubert vient de réserver ce créneau" in counter.text
        assert counter.call(agenda.upcoming, about["person"]) == []
        # The words asked for are still there, the list is fresh, and the same form books.
        assert "mardi" in counter.line_with("Créneau")
        assert "mar. 24 nov. 09:15" in first(counter)
        await counter.press("enter", "ctrl+s")
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert clock.local(kept.starts_at).time() == time(9, 15)


async def test_a_request_by_telephone_is_booked_by_telephone(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        asked = RequestForm("fin_chomage", "premier_entretien", "", Urgency.N3, "", Outcome.APPOINTMENT)
        taken = CallForm(clock.now(), Caller.PERSON, person_id=who.id, requests=(asked,))
        kept = counter.call(call.record, counter.app.agent, taken, "CH", "call")
        await open_slots(counter, request=kept.request_ids[0], person=who.id)
        assert "téléphone" in counter.line_with("Lieu")
        await counter.press("enter")
        assert "Nous appellerons le 022 000 02 08." in counter.text
        await counter.press("ctrl+s")
        (booked,) = counter.call(agenda.upcoming, who.id)
        assert booked.venue is Venue.PHONE


async def test_nothing_within_the_delay_is_said_and_the_least_late_shown(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter, Urgency.N2)
        fill_agendas(counter, clock.at(date(2026, 12, 2), time(0)))
        await open_slots(counter, **about)
        assert "Aucun créneau libre, sur place, d’ici au mercredi 25 novembre" in counter.text.replace(
            "\n  ", " "
        )
        assert "mer. 2 déc. 08:30" in first(counter)
        assert "après le délai" in first(counter)


async def test_nothing_at_all_says_what_to_do(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        fill_agendas(counter, clock.at(FAR, time(0)))
        await open_slots(counter, **about)
        assert "Changez de motif" in counter.text
        assert "appeler dès qu’un créneau se libère" in first(counter)
        await counter.press("enter")
        assert "Mettre sur la liste d’attente ? Entrée ou Ctrl+S" in counter.text
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        assert "LOPES Maria est sur la liste d’attente" in counter.text
        (one,) = counter.call(standby.waiting)
        assert (one.person_id, one.request_id, one.deadline) == (
            about["person"],
            about["request"],
            date(2026, 12, 7),
        )
        assert counter.call(request.get, about["request"]).settled_at is not None


async def test_holidays_and_the_past_are_never_proposed(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        # Geneva's Restoration is on 31 December, New Year's Day follows, then a weekend.
        fill_agendas(counter, clock.at(date(2026, 12, 31), time(0)))
        await open_slots(counter, **about)
        assert "lun. 4 janv." in first(counter)


async def test_moving_keeps_the_trace_and_the_reason(sit: Sit) -> None:
    async with sit() as counter:
        who, rey = known(counter), worker(counter)
        start = clock.at(date(2026, 11, 24), time(9))
        booking = Booking(who.id, "suivi", rey.id or 0, start, start + timedelta(minutes=45), Venue.PHONE)
        first = counter.call(agenda.book, counter.app.agent, booking, "first")
        await open_slots(counter, appointment=first.id, person=who.id)
        assert "mardi 24 novembre à 09:00 avec Mme Rey" in counter.text
        assert "téléphone" in counter.line_with("Lieu")
        await counter.type("jeudi matin rey")
        await counter.press("enter")
        await counter.fill(reason="malade")
        await counter.press("ctrl+s")
        moved = counter.call(agenda.get, first.id)
        assert (moved.moved, moved.status, moved.venue) == (1, Status.UPCOMING, Venue.PHONE)
        assert clock.local(moved.starts_at).date() == date(2026, 11, 26)
        (trace,) = counter.call(agenda.moves, first.id)
        assert (trace.by, trace.agent_name, trace.reason) == ("Alice Aubert", "Mme Rey", "malade")
        assert trace.starts_at == start
        assert "Rendez-vous déplacé" in counter.text


async def test_a_corrected_number_is_kept_and_a_wrong_one_refused(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about)
        await counter.press("enter")
        await counter.to_field("phone")
        await counter.press("ctrl+u")
        await counter.type("12")
        await counter.press("ctrl+s")
        assert "n’est pas un numéro complet" in counter.text
        assert counter.form.current is not None
        assert counter.form.current.id == "phone"
        await counter.press("ctrl+u")
        await counter.type("022 000 09 99")
        await counter.press("ctrl+s")
        assert counter.call(person.get, about["person"]).phone == "+41220000999"
        assert len(counter.call(agenda.upcoming, about["person"])) == 1


@pytest.mark.parametrize("name", NAMES)
async def test_any_name_is_just_a_name(sit: Sit, name: str) -> None:
    async with sit() as counter:
        who = known(counter, name)
        await open_slots(counter, person=who.id, motive="suivi")
        assert name.upper()[:10] in counter.text
        await counter.press("enter", "ctrl+s")
        assert len(counter.call(agenda.upcoming, who.id)) == 1


async def test_somebody_new_is_created_with_the_appointment(sit: Sit) -> None:
    async with sit() as counter:
        await open_slots(counter, motive="suivi")
        await counter.press("ctrl+s")
        assert "Personne manquante" in counter.text
        await counter.type("rochat+")
        await counter.press("enter")
        await counter.type("Jean")
        await counter.to_field("slot")
        await counter.settle()
        await counter.press("enter", "ctrl+s")
        (kept,) = counter.call(agenda.day, clock.today())
        assert kept.person_name == "ROCHAT Jean"


async def test_an_interruption_brings_back_the_slot_taken(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about)
        await counter.type("jeudi")
        await counter.press("enter", "f3", "escape")
        assert counter.place == "desk"
        assert len(counter.call(draft.parked, counter.app.agent)) == 1
        await counter.press("f12")
        assert "Réserver le jeudi 26 novembre" in counter.text
        await counter.press("ctrl+s")
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert kept.request_id == about["request"]
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_leaving_untouched_parks_nothing_and_leaves_the_request_to_do(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about)
        await counter.press("escape")
        assert counter.place == "desk"
        assert counter.call(draft.parked, counter.app.agent) == []
        assert [one.id for one in counter.call(request.unsettled)] == [about["request"]]


async def test_a_full_time_is_booked_with_a_reason_where_the_range_allows_it(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(overbooking=1).execute())
        about = received(counter, Urgency.N1)
        noon = clock.at(clock.today(), time(17))
        fill_today(counter, noon)
        await open_slots(counter, **about)
        assert "Aucun créneau libre, sur place, aujourd’hui" in counter.text
        assert "en surnombre : dès lun. 23 nov." in counter.text
        await counter.press(*["down"] * (len(counter.form._proposals) - 2), "enter")
        assert "Créneaux pleins où une personne de plus est admise" in counter.text
        assert "lun. 23 nov." in first(counter)
        await counter.press("enter", "ctrl+s")
        assert "Raison manquante" in counter.text
        assert counter.call(agenda.upcoming, about["person"]) == []
        await counter.type("expulsion demain")
        await counter.press("enter")
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert kept.overbooked == "expulsion demain"
        assert clock.local(kept.starts_at).date() == clock.today()


async def test_nobody_is_asked_to_book_a_time_at_which_the_person_is_expected_already(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        await open_slots(counter, person=who.id, motive="suivi")
        await counter.type("mardi 9h")
        await counter.press("enter", "ctrl+s")
        (kept,) = counter.call(agenda.upcoming, who.id)
        await open_slots(counter, person=who.id, motive="suivi")
        await counter.type("mardi 24 novembre 9h")
        await counter.press("enter")
        assert "A déjà rendez-vous : mardi 24 novembre à 09:" in counter.text.replace("\u00a0", " ")
        assert "Réserver le" not in counter.text
        await counter.press("enter")
        assert [one.id for one in counter.call(agenda.upcoming, who.id)] == [kept.id]


async def test_full_times_that_the_words_leave_out_are_not_said_to_be_missing(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(overbooking=1).execute())
        fill_today(counter, clock.now())
        who = known(counter)
        await open_slots(counter, person=who.id, motive="suivi")
        await counter.type("jeudi")
        await counter.press("ctrl+n")
        assert "pour « jeudi »" in counter.text.replace("\u00a0", " ")
        await counter.press("ctrl+u")
        assert "lun. 23 nov." in first(counter)


async def test_for_whom_it_is_stays_on_screen_under_many_notes(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        for number, words in enumerate(("mardi 9h", "jeudi 9h")):
            await open_slots(counter, person=who.id, motive="suivi")
            await counter.type(words)
            await counter.press("enter", "ctrl+s")
            assert len(counter.call(agenda.upcoming, who.id)) == number + 1
        (one, other) = counter.call(agenda.upcoming, who.id)
        for moved in (other, one):
            await open_slots(counter, person=who.id, appointment=moved.id)
            await counter.type("vendredi")
            await counter.press("enter", "ctrl+s")
        await open_slots(counter, person=who.id, motive="suivi")
        await counter.type("lundi 30")
        await counter.press("enter", "ctrl+s")
        await open_slots(counter, person=who.id, appointment=one.id)
        await counter.type("mercredi matin ou vendredi après-midi zut")
        for words in (
            "Pour            LOPES",
            "A déjà",
            "À déplacer",
            "Compris",
            "Pas compris",
            "  > ",
            "de plus",
        ):
            assert words in counter.text
