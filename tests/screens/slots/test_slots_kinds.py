"""Finding a time for two workers, a group, at home, in a language, from the grid; what else is offered."""

from datetime import date, time, timedelta

import pytest

from models import clock
from models.agenda import agenda, reminder, standby
from models.agenda.appointment import Booking
from models.hours import absence
from models.hours.opening import OpeningRangeRow
from models.person import person
from models.person.person import PersonForm
from models.service import site
from models.service.agent import SYSTEM, AgentRow
from models.service.venue import Venue
from models.slots import pick
from models.triage.triage import Urgency
from screens.frame import about as to
from screens.frame.widgets.grid import Grid
from tests.screens.conftest import Sit
from tests.screens.slots.played import first, known, open_slots, received, worker

pytestmark = pytest.mark.usefixtures("monday")


async def test_a_second_appointment_the_same_week_is_warned_about(sit: Sit) -> None:
    async with sit() as counter:
        who, rey = known(counter), worker(counter)
        start = clock.at(date(2026, 11, 27), time(9))
        booking = Booking(who.id, "suivi", rey.id or 0, start, start + timedelta(minutes=45), Venue.ON_SITE)
        counter.call(agenda.book, counter.app.agent, booking, "first")
        await open_slots(counter, person=who.id, motive="suivi")
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
        await open_slots(counter, person=who.id, motive="entretien_a_deux")
        assert "M. Favre et Mme Rey" in first(counter) or "Mme Rey et M. Favre" in first(counter)
        await counter.press("enter", "ctrl+s")
        (kept,) = counter.call(agenda.upcoming, who.id)
        assert {kept.agent_name, kept.second_agent_name} == {"M. Favre", "Mme Rey"}
        for one in ("rey", "favre"):
            found = counter.call(agenda.day, clock.today(), worker(counter, one).id)
            assert [each.id for each in found] == [kept.id]


async def test_a_group_says_how_many_places_are_left(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(capacity=4).execute())
        who = known(counter)
        await open_slots(counter, person=who.id, motive="suivi")
        assert "reste 4 places" in first(counter)
        await counter.press("enter", "ctrl+s")
        other = known(counter, "Bekele")
        await open_slots(counter, person=other.id, motive="suivi")
        assert "reste 3 places" in counter.text


async def test_a_language_nobody_speaks_needs_an_interpreter_one_that_is_spoken_narrows(sit: Sit) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Bekele", phone="022 000 02 08", language="tigrinya")
        who = counter.call(person.create, counter.app.agent, form, "CH", "bekele")
        await open_slots(counter, person=who.id, motive="suivi")
        assert "Personne ne parle tigrinya : prévoyez un interprète." in counter.text
        assert "M. Favre" in first(counter)
        rey = worker(counter)
        counter.call(lambda: AgentRow.update(languages=["Tigrinya"]).where(AgentRow.id == rey.id).execute())
        await counter.press("escape")
        await open_slots(counter, person=who.id, motive="suivi")
        assert "Créneaux avec qui parle Tigrinya." in counter.text
        assert "Mme Rey" in first(counter)
        assert "M. Favre" not in counter.text


async def test_a_visit_at_home_asks_for_the_address_and_keeps_it(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(venues=["home"]).execute())
        who = known(counter)
        await open_slots(counter, person=who.id, motive="visite_domicile")
        await counter.press("enter")
        assert "Demandez l’adresse où aller." in counter.text
        await counter.press("ctrl+s")
        assert "Adresse manquante" in counter.text
        await counter.type("rue Fictive 3")
        assert "Chez la personne : rue Fictive 3" in counter.text
        await counter.press("ctrl+s")
        assert counter.call(person.get, who.id).address == "rue Fictive 3"
        (kept,) = counter.call(agenda.upcoming, who.id)
        assert kept.venue is Venue.HOME


async def test_a_video_call_says_where_the_link_goes(sit: Sit) -> None:
    async with sit() as counter:
        counter.call(lambda: OpeningRangeRow.update(venues=["video"]).execute())
        who = known(counter)
        await open_slots(counter, person=who.id, motive="suivi", venue="video")
        await counter.press("enter")
        assert "Le lien sera envoyé à 022 000 02 08" in counter.text
        await counter.fill(email="maria@exemple.ch")
        assert "Le lien sera envoyé à maria@exemple.ch" in counter.text
        await counter.press("ctrl+s")
        assert counter.call(person.get, who.id).email == "maria@exemple.ch"


async def test_a_time_chosen_in_the_grid_is_taken_already(sit: Sit) -> None:
    async with sit() as counter:
        who, rey = known(counter), worker(counter)
        start = clock.at(date(2026, 11, 26), time(10))
        await open_slots(counter, agent=rey.id, starts_at=start, person=who.id)
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
        await open_slots(counter, **about)
        await counter.press("enter")
        assert "o oui" in counter.line_with("Rappel avant ?")
        await counter.press("o", "enter")
        assert counter.call(reminder.agreement, about["person"]) is True
        await open_slots(counter, person=about["person"], motive="suivi")
        await counter.press("enter")
        assert "Rappel avant" not in counter.text


async def test_who_books_far_ahead_may_ask_to_come_earlier(sit: Sit) -> None:
    async with sit() as counter:
        who = known(counter)
        counter.call(reminder.agree, counter.app.agent, who.id, True)
        await open_slots(counter, person=who.id, motive="suivi")
        await counter.type("vendredi 4 déc")
        await counter.press("enter", "o", "ctrl+s")
        (kept,) = counter.call(agenda.upcoming, who.id)
        one = counter.call(standby.of_appointment, kept.id)
        assert one is not None
        assert (one.venue, one.words) == ("on_site", "")
        assert "Un appel suivra si un créneau plus tôt se libère" in " ".join(counter.text.split())


async def test_one_key_puts_somebody_on_the_call_list_with_what_suits_them(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about)
        await counter.type("mardi matin")
        await counter.press("ctrl+e")
        (one,) = counter.call(standby.waiting)
        assert (one.words, one.motive, one.venue) == ("mardi matin", "premier_entretien", "on_site")
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
        await open_slots(counter, **about)
        assert "M. Favre" not in counter.text
        start, end = clock.now() - timedelta(hours=3), clock.at(date(2026, 12, 2), time(0))
        counter.call(absence.be_absent, SYSTEM, rey.id or 0, start, end, "congé")
        await counter.press("escape")
        await open_slots(counter, **about)
        assert "Rien ici dans le délai" in counter.text
        assert "Onex" in first(counter)
        await counter.press("enter")
        assert "sur place à Onex" in counter.text
        await counter.press("ctrl+s")
        (kept,) = counter.call(agenda.upcoming, about["person"])
        assert kept.site_id == other.id


async def test_the_day_of_a_slot_is_shown_with_the_cursor_at_its_hour_and_with_its_worker(sit: Sit) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about)
        await counter.type("jeudi après 15 h rey")
        await counter.press("enter")
        said = counter.form.values["slot"]
        at = pick.read_pick(said)
        assert at is not None and at.agent_name == "Mme Rey"
        await counter.press("ctrl+y")
        table = counter.app.screen.query_one(Grid)
        assert (table.label, table.key) == (f"{clock.local(at.starts_at):%H:%M}", str(at.agent_id))
        # Enter there takes the very same time again.
        await counter.press("enter")
        assert counter.place == "slots"
        again = pick.read_pick(counter.form.values["slot"])
        assert again is not None
        assert (again.agent_id, again.starts_at) == (at.agent_id, at.starts_at)


@pytest.mark.parametrize("keys", [["enter"], ["down", "enter"], ["w", "enter"], ["w", "escape", "enter"]])
async def test_a_time_taken_from_the_day_or_the_week_keeps_what_was_to_follow(
    sit: Sit, keys: list[str]
) -> None:
    async with sit() as counter:
        about = received(counter)
        await open_slots(counter, **about, then=(to.Orientation(person=about["person"]),))
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
        await open_slots(counter, **about, then=(to.Agenda(),))
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
