"""Finding a time: the answer first, within the delay, read back from the screen and from the database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest

from models import (
    absence,
    agenda,
    agent,
    call,
    clock,
    draft,
    journal,
    person,
    reminder,
    request,
    site,
    slot,
    standby,
    visit,
)
from models.agent import SYSTEM, Agent, AgentRow, Role
from models.appointment import Booking, Status
from models.call import Caller, CallForm
from models.opening import OpeningRangeRow, Place
from models.person import Person, PersonForm
from models.request import Outcome, RequestForm
from models.slot import Wish
from models.triage import Urgency
from models.visit import Intake
from screens import slot_lines
from screens.widgets.grid import Grid
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")

NAMES = ["[/bold]", "[@click=app.exit]x", "'; DROP TABLE person; --", "ل" * 150, "é" * 200]
FAR = date(2027, 6, 30)


def known(counter: Sitting, name: str = "Lopes", phone: str = "022 000 02 08") -> Person:
    form = PersonForm(family_name=name, given_name="Maria", phone=phone)
    made: Person = counter.call(person.create, counter.app.agent, form, "CH", f"key-{name}")
    return made


def received(
    counter: Sitting, level: Urgency = Urgency.N3, motive: str = "premier_entretien"
) -> dict[str, Any]:
    """A request taken down at the counter; what the intake hands over."""
    who = known(counter)
    form = RequestForm("fin_chomage", "premier_entretien", "", level, "sans revenu", Outcome.APPOINTMENT)
    came = counter.call(visit.receive, counter.app.agent, Intake(who.id, None, (form,)), "CH", "visit")
    return {"request": came.request_ids[0], "person": who.id, "visit": came.visit.id}


def first(counter: Sitting) -> str:
    """The slot that Enter would take, single-spaced."""
    return " ".join(counter.line_with("  > ").split())


def worker(counter: Sitting, login: str = "rey") -> Agent:
    found: list[Agent] = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    return next(one for one in found if one.login == login)


def fill_agendas(counter: Sitting, until: datetime) -> None:
    for one in counter.call(agent.everyone, Role.SOCIAL_WORKER):
        counter.call(absence.be_absent, SYSTEM, one.id or 0, clock.now() - timedelta(hours=3), until)


async def open_slots(counter: Sitting, about: dict[str, Any]) -> None:
    counter.app.go("slots", about)
    await counter.settle()


async def test_from_a_request_to_booked_in_two_keys(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        # The two keys that lead here are counted in tests/scenarios; these are the two that book.
        await open_slots(counter, about)
        assert "LOPES Maria" in counter.line_with("Pour")
        assert "022 000 02 08" in counter.line_with("Téléphone")
        assert "à voir avant le lundi 7 décembre, car sans revenu" in counter.text
        assert "lun. 23 nov. 09:45" in first(counter)
        await counter.press("enter")
        assert "Réserver le lundi 23 novembre à 09:45 avec M. Favre, sur place, 45 min" in counter.text
        assert "votre pièce d’identité" in counter.text
        await counter.press("ctrl+s")
        assert counter.place == "letters"
        assert "Rendez-vous réservé : lundi 23 novembre à 09:45 avec M. Favre" in counter.text
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert (kept.motive, kept.place, kept.request_id) == (
            "premier_entretien",
            Place.ON_SITE,
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
        await open_slots(counter, about)
        await counter.press("enter", "enter")
        assert len(counter.call(agenda.upcoming, about["person"])) == 1


async def test_words_narrow_the_slots(sit: Sit) -> None:
    async with sit() as counter:
        await open_slots(counter, received(counter))
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
        await open_slots(counter, about)
        await counter.type("mardi")
        await counter.press("enter")
        other, rey = known(counter, "Bekele"), worker(counter)
        for one in counter.call(agent.everyone, Role.SOCIAL_WORKER):
            start = clock.at(date(2026, 11, 24), time(8, 30))
            end = start + timedelta(minutes=45)
            who = other if one.id == rey.id else known(counter, "Nguyen")
            booking = Booking(who.id, "suivi", one.id or 0, start, end, Place.ON_SITE)
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
        await open_slots(counter, {"request": kept.request_ids[0], "person": who.id})
        assert "téléphone" in counter.line_with("Lieu")
        await counter.press("enter")
        assert "Nous appellerons le 022 000 02 08." in counter.text
        await counter.press("ctrl+s")
        (booked,) = counter.call(agenda.upcoming, who.id)
        assert booked.place is Place.PHONE


async def test_nothing_within_the_delay_is_said_and_the_least_late_shown(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter, Urgency.N2)
        fill_agendas(counter, clock.at(date(2026, 12, 2), time(0)))
        await open_slots(counter, about)
        assert "Aucun créneau libre, sur place, d’ici au mercredi 25 novembre" in counter.text.replace(
            "\n  ", " "
        )
        assert "mer. 2 déc. 08:30" in first(counter)
        assert "après le délai" in first(counter)


async def test_nothing_at_all_says_what_to_do(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        fill_agendas(counter, clock.at(FAR, time(0)))
        await open_slots(counter, about)
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
        await open_slots(counter, about)
        assert "lun. 4 janv." in first(counter)


async def test_moving_keeps_the_trace_and_the_reason(sit: Sit) -> None:
    async with sit() as counter:
        who, rey = known(counter), worker(counter)
        start = clock.at(date(2026, 11, 24), time(9))
        booking = Booking(who.id, "suivi", rey.id or 0, start, start + timedelta(minutes=45), Place.PHONE)
        first = counter.call(agenda.book, counter.app.agent, booking, "first")
        await open_slots(counter, {"move": first.id, "person": str(who.id)})
        assert "mardi 24 novembre à 09:00 avec Mme Rey" in counter.text
        assert "téléphone" in counter.line_with("Lieu")
        await counter.type("jeudi matin rey")
        await counter.press("enter")
        counter.form.put_cursor("reason")
        await counter.type("malade")
        await counter.press("ctrl+s")
        moved = counter.call(agenda.get, first.id)
        assert (moved.moved, moved.status, moved.place) == (1, Status.UPCOMING, Place.PHONE)
        assert clock.local(moved.starts_at).date() == date(2026, 11, 26)
        (trace,) = counter.call(agenda.moves, first.id)
        assert (trace.by, trace.agent_name, trace.reason) == ("Alice Aubert", "Mme Rey", "malade")
        assert trace.starts_at == start
        assert "Rendez-vous déplacé" in counter.text


async def test_a_corrected_number_is_kept_and_a_wrong_one_refused(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, about)
        await counter.press("enter")
        counter.form.put_cursor("phone")
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
        await open_slots(counter, {"person": who.id, "motive": "suivi"})
        assert name.upper()[:10] in counter.text
        await counter.press("enter", "ctrl+s")
        assert len(counter.call(agenda.upcoming, who.id)) == 1


async def test_somebody_new_is_created_with_the_appointment(sit: Sit) -> None:
    async with sit() as counter:
        await open_slots(counter, {"motive": "suivi"})
        await counter.press("ctrl+s")
        assert "Personne manquante" in counter.text
        await counter.type("rochat+")
        await counter.press("enter")
        await counter.type("Jean")
        counter.form.put_cursor("slot")
        await counter.settle()
        await counter.press("enter", "ctrl+s")
        (kept,) = counter.call(agenda.day, clock.today())
        assert kept.person_name == "ROCHAT Jean"


async def test_an_interruption_brings_back_the_slot_taken(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, about)
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
        await open_slots(counter, about)
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
        await open_slots(counter, about)
        assert "Aucun créneau libre, sur place, aujourd’hui" in counter.text
        assert "surréserver : dès lun. 23 nov." in counter.text
        await counter.press("up", "up", "enter")
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


def fill_today(counter: Sitting, until: datetime) -> None:
    """Book every free time of today, so that it is full rather than closed."""
    for one in counter.call(agent.everyone, Role.SOCIAL_WORKER):
        for number in range(20):
            wish = Wish("suivi", 45, (Role.SOCIAL_WORKER,), clock.today(), clock.today(), agent_id=one.id)
            found = counter.call(slot.free, wish, 1)
            if not found:
                break
            who = known(counter, f"P{one.id}x{number}")
            booking = Booking(
                who.id, "suivi", one.id or 0, found[0].starts_at, found[0].ends_at, Place.ON_SITE
            )
            counter.call(agenda.book, counter.app.agent, booking, f"fill-{one.id}-{number}")


async def test_a_second_appointment_the_same_week_is_warned_about(sit: Sit) -> None:
    async with sit() as counter:
        who, rey = known(counter), worker(counter)
        start = clock.at(date(2026, 11, 27), time(9))
        booking = Booking(who.id, "suivi", rey.id or 0, start, start + timedelta(minutes=45), Place.ON_SITE)
        counter.call(agenda.book, counter.app.agent, booking, "first")
        await open_slots(counter, {"person": who.id, "motive": "suivi"})
        await counter.press("enter")
        warned = " ".join(counter.text.split())
        assert "Deuxième rendez-vous cette semaine-là : déjà vendredi 27 novembre à 09:00" in warned
        await counter.press("ctrl+t")
        await counter.type("mardi 1 déc")
        await counter.press("enter")
        assert "Réserver le mardi 1er décembre" in counter.text
        assert "Deuxième rendez-vous" not in counter.text


async def test_two_workers_are_both_named_and_both_taken(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        await open_slots(counter, {"person": who.id, "motive": "entretien_a_deux"})
        assert "M. Favre et Mme Rey" in first(counter) or "Mme Rey et M. Favre" in first(counter)
        await counter.press("enter", "ctrl+s")
        (kept,) = counter.call(agenda.upcoming, who.id)
        assert {kept.agent_name, kept.with_agent_name} == {"M. Favre", "Mme Rey"}
        for one in ("rey", "favre"):
            found = counter.call(agenda.day, clock.today(), worker(counter, one).id)
            assert [each.id for each in found] == [kept.id]


async def test_a_group_says_how_many_places_are_left(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(capacity=4).execute())
        who = known(counter)
        await open_slots(counter, {"person": who.id, "motive": "suivi"})
        assert "reste 4 places" in first(counter)
        await counter.press("enter", "ctrl+s")
        other = known(counter, "Bekele")
        await open_slots(counter, {"person": other.id, "motive": "suivi"})
        assert "reste 3 places" in counter.text


async def test_a_language_nobody_speaks_needs_an_interpreter_one_that_is_spoken_narrows(sit: Sit) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Bekele", phone="022 000 02 08", language="tigrinya")
        who = counter.call(person.create, counter.app.agent, form, "CH", "bekele")
        await open_slots(counter, {"person": who.id, "motive": "suivi"})
        assert "Personne ne parle tigrinya : prévoir un interprète." in counter.text
        assert "M. Favre" in first(counter)
        rey = worker(counter)
        counter.call(lambda: AgentRow.update(languages=["Tigrinya"]).where(AgentRow.id == rey.id).execute())
        await counter.press("escape")
        await open_slots(counter, {"person": who.id, "motive": "suivi"})
        assert "Avec qui parle tigrinya." in counter.text
        assert "Mme Rey" in first(counter)
        assert "M. Favre" not in counter.text


async def test_a_visit_at_home_asks_for_the_address_and_keeps_it(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(places=["home"]).execute())
        who = known(counter)
        await open_slots(counter, {"person": who.id, "motive": "visite_domicile"})
        await counter.press("enter")
        assert "Demandez l’adresse où aller." in counter.text
        await counter.press("ctrl+s")
        assert "Adresse manquante" in counter.text
        await counter.type("rue Fictive 3")
        assert "Chez la personne : rue Fictive 3" in counter.text
        await counter.press("ctrl+s")
        assert counter.call(person.get, who.id).address == "rue Fictive 3"
        (kept,) = counter.call(agenda.upcoming, who.id)
        assert kept.place is Place.HOME


async def test_a_video_call_says_where_the_link_goes(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(places=["video"]).execute())
        who = known(counter)
        await open_slots(counter, {"person": who.id, "motive": "suivi", "place_wanted": "video"})
        await counter.press("enter")
        assert "Le lien sera envoyé à 022 000 02 08" in counter.text
        counter.form.put_cursor("email")
        await counter.type("maria@exemple.ch")
        assert "Le lien sera envoyé à maria@exemple.ch" in counter.text
        await counter.press("ctrl+s")
        assert counter.call(person.get, who.id).email == "maria@exemple.ch"


async def test_a_time_chosen_in_the_grid_is_taken_already(sit: Sit) -> None:
    async with sit() as counter:
        who, rey = known(counter), worker(counter)
        start = clock.at(date(2026, 11, 26), time(10))
        about = {"agent": rey.id, "starts_at": start.isoformat(), "person": str(who.id)}
        await open_slots(counter, about)
        assert counter.form.current is not None
        assert counter.form.current.id == "motive"
        await counter.type("suivi")
        await counter.press("enter")
        assert "Réserver le jeudi 26 novembre à 10:00 avec Mme Rey, sur place, 45 min" in counter.text
        await counter.press("ctrl+s")
        (kept,) = counter.call(agenda.upcoming, who.id)
        assert (kept.agent_id, clock.local(kept.starts_at)) == (rey.id, start)


async def test_a_reminder_is_asked_once_and_adds_no_key(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, about)
        await counter.press("enter")
        assert "o oui" in counter.line_with("Rappel avant ?")
        await counter.press("o", "enter")
        assert counter.call(reminder.agreement, about["person"]) is True
        await open_slots(counter, {"person": about["person"], "motive": "suivi"})
        await counter.press("enter")
        assert "Rappel avant" not in counter.text


async def test_who_books_far_ahead_may_ask_to_come_earlier(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        counter.call(reminder.agree, counter.app.agent, who.id, True)
        await open_slots(counter, {"person": who.id, "motive": "suivi"})
        await counter.type("vendredi 4 déc")
        await counter.press("enter", "o", "ctrl+s")
        (kept,) = counter.call(agenda.upcoming, who.id)
        one = counter.call(standby.of_appointment, kept.id)
        assert one is not None
        assert (one.place, one.words) == ("on_site", "")
        assert "Sera appelé si un créneau plus tôt se libère" in counter.text


async def test_one_key_puts_somebody_on_the_call_list_with_what_suits_them(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, about)
        await counter.type("mardi matin")
        await counter.press("ctrl+e")
        (one,) = counter.call(standby.waiting)
        assert (one.words, one.motive, one.place) == ("mardi matin", "premier_entretien", "on_site")
        assert counter.place == "desk"


async def test_another_site_is_proposed_only_when_this_one_is_late(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit() as counter:
        here = counter.call(site.add, SYSTEM, "Carouge")
        other = counter.call(site.add, SYSTEM, "Onex")
        monkeypatch.setattr(site, "_here", here.id)
        rey, favre = worker(counter), worker(counter, "favre")
        for one, where in ((rey, here), (favre, other)):
            mine = OpeningRangeRow.agent_id == one.id
            counter.call(OpeningRangeRow.update(site_id=where.id).where(mine).execute)
        about = received(counter, Urgency.N2)
        await open_slots(counter, about)
        assert "M. Favre" not in counter.text
        start, end = clock.now() - timedelta(hours=3), clock.at(date(2026, 12, 2), time(0))
        counter.call(absence.be_absent, SYSTEM, rey.id or 0, start, end, "congé")
        await counter.press("escape")
        await open_slots(counter, about)
        assert "Rien ici dans le délai" in counter.text
        assert "Onex" in first(counter)
        await counter.press("enter")
        assert "sur place à Onex" in counter.text
        await counter.press("ctrl+s")
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert kept.site_id == other.id


async def test_two_appointments_one_after_the_other_are_booked_together(sit: Sit) -> None:
    async with sit() as counter:
        one = counter.profile.motive("entretien_a_deux")
        motives = [msgspec.structs.replace(one, minutes=30, consecutive=True)]
        rules = msgspec.structs.replace(counter.profile, motives=motives)
        counter.app.site = replace(counter.app.site, profile=rules)
        who = known(counter)
        await open_slots(counter, {"person": who.id, "motive": "entretien_a_deux"})
        assert ", puis " in first(counter)
        await counter.press("enter")
        assert "puis" in counter.line_with("Réserver le lundi")
        await counter.press("ctrl+s")
        before, after = counter.call(agenda.upcoming, who.id)
        assert before.ends_at == after.starts_at
        assert before.series == after.series != ""
        assert {before.agent_name, after.agent_name} == {"M. Favre", "Mme Rey"}


async def test_the_day_of_a_slot_is_shown_with_the_cursor_at_its_hour_and_with_its_worker(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, about)
        await counter.type("jeudi après 15 h rey")
        await counter.press("enter")
        said = counter.form.values["slot"]
        at = slot_lines.read_pick(said)
        assert at is not None and at.agent_name == "Mme Rey"
        await counter.press("ctrl+y")
        table = counter.app.screen.query_one(Grid)
        assert (table.label, table.key) == (f"{clock.local(at.starts_at):%H:%M}", str(at.agent_id))
        # Enter there takes the very same time again.
        await counter.press("enter")
        assert counter.place == "slots"
        again = slot_lines.read_pick(counter.form.values["slot"])
        assert again is not None
        assert (again.agent_id, again.starts_at) == (at.agent_id, at.starts_at)


@pytest.mark.parametrize("keys", [["enter"], ["down", "enter"], ["w", "enter"], ["w", "escape", "enter"]])
async def test_a_time_taken_from_the_day_or_the_week_keeps_what_was_to_follow(
    sit: Sit, keys: list[str]
) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, about | {"then": [{"place": "orientation", "person": about["person"]}]})
        await counter.type("jeudi")
        await counter.press("enter", "ctrl+y", *keys)
        assert counter.place == "slots"
        assert "Réserver le jeudi 26 novembre" in counter.text
        await counter.press("ctrl+s")
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert (kept.motive, kept.request_id) == ("premier_entretien", about["request"])
        assert counter.place == "letters"
        await counter.press("escape")
        assert counter.place == "orientation"


async def test_the_day_of_a_slot_is_seen_and_the_form_comes_back_as_it_was(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, about | {"then": [{"place": "agenda"}]})
        await counter.type("jeudi")
        await counter.press("enter", "ctrl+y")
        assert counter.place == "grid"
        assert "jeudi 26 novembre" in counter.text
        await counter.press("escape")
        assert counter.place == "slots"
        assert "Réserver le jeudi 26 novembre" in counter.text
        await counter.press("ctrl+s", "escape")
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert clock.local(kept.starts_at).date() == date(2026, 11, 26)
        # What was to follow the booking still follows.
        assert counter.place == "agenda"
