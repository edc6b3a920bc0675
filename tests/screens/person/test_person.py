"""Ctrl+P: the whole form of a person; and who is perhaps known already, while a name is typed."""

from datetime import timedelta

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.contact import call
from models.person import change as person_change
from models.person import person, relationship
from models.person.person import Person, PersonForm
from models.person.relationship import Kinship
from models.room import visit
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import draft, journal
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")

KNOWN = {
    "family_name": "Lopes",
    "given_name": "Maria",
    "birth_date": "12.03.1980",
    "phone": "022 420 00 01",
    "commune": "Carouge",
}


def _create(counter: Sitting, key: str = "k", **fields: str) -> Person:
    return counter.call(
        person.create,
        counter.app.agent,
        PersonForm(**(fields or KNOWN)),  # type: ignore[arg-type]
        "CH",
        key,
    )


def _filled(counter: Sitting) -> dict[str, str]:
    return {name: value for name, value in counter.form.values.items() if value}


async def _open(counter: Sitting, words: str) -> None:
    """From the desk, by the search."""
    await counter.type(words)
    await counter.press("ctrl+p")
    assert counter.place == "person", counter.text


async def _fill(counter: Sitting, field: str, words: str) -> None:
    counter.form.put_cursor(field)
    await counter.press("ctrl+u")
    await counter.type(words)


# --- a telephone of either side of the border


async def test_a_number_of_two_countries_is_asked_about_by_one_key(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("neyret paul+")
        await counter.press("enter")
        await counter.to_field("phone")
        await counter.type("0781234567")
        await counter.press("tab")
        line = counter.line_with("Pays")
        assert "078 123 45 67" in line
        assert "07 81 23 45 67" in line
        counter.form.put_cursor("theme")
        await counter.type("dett")
        await counter.press("enter", "ctrl+s")
        assert "peut être 078 123 45 67 (Suisse) ou 07 81 23 45 67 (France)" in " ".join(counter.text.split())
        assert counter.call(visit.present) == []
        counter.form.put_cursor("phone.which")
        await counter.press("f", "ctrl+s")
        (came,) = counter.call(visit.present)
        assert came.person_id
        assert counter.call(person.get, came.person_id).phone == "+33781234567"


async def test_a_number_that_is_read_as_one_of_abroad_is_said_to_be(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3", "1")
        await counter.type("07 81 23 45 67")
        assert "+33781234567" in counter.line_with("France")
        assert "Pays" not in counter.text
        await counter.press("ctrl+u")
        await counter.type("078 123 45 67")
        assert "Pays" not in counter.text
        assert "France" not in counter.text
        await counter.press("ctrl+u")
        await counter.type("0781234567")
        await counter.press("tab", "s")
        counter.form.put_cursor("theme")
        await counter.type("dett")
        await counter.press("enter", "ctrl+s")
        assert counter.call(call.get, 1).phone == "+41781234567"


# --- perhaps known already


async def test_who_is_known_is_shown_while_the_new_one_is_typed(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await counter.press("f2")
        await counter.type("lopes marya+")
        await counter.press("enter")
        await counter.fill(birth_date="12.3.19")
        assert "déjà connue" not in counter.text
        await counter.fill(phone="0224200001")
        line = counter.line_with("Peut-être déjà connue")
        assert "LOPES Maria, 12.03.1980, Carouge, ..001" in line
        assert "(même téléphone). Ctrl+D prend cette fiche." in " ".join(counter.text.split())
        assert "420 00 01" not in line


async def test_the_known_one_is_taken_with_everything_typed(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await counter.press("f2")
        await counter.type("lopes maria+")
        await counter.press("enter")
        await counter.fill(birth_date="12031980", phone="079 555 00 00", address="Rue de la Gare 3")
        await counter.fill(theme="dett")
        await counter.press("enter")
        await counter.press("ctrl+d")
        assert counter.form.values["person"] == str(known.id)
        assert "022 420 00 01 remplacé par 079 555 00 00" in " ".join(counter.text.split())
        assert counter.form.values["theme"]
        await counter.press("ctrl+s")
        (came,) = counter.call(visit.present)
        assert came.person_id == known.id
        kept = counter.call(person.get, known.id)
        assert (kept.phone, kept.address, kept.commune) == ("+41795550000", "Rue de la Gare 3", "Carouge")
        assert kept.name == "LOPES Maria"


async def test_taking_the_known_one_can_be_taken_back(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await counter.press("f2")
        await counter.type("lopez maria+")
        await counter.press("enter")
        await counter.fill(phone="022 420 00 01")
        before = _filled(counter)
        await counter.press("ctrl+d")
        assert counter.form.values["person"] != "+"
        await counter.press("ctrl+d")
        assert _filled(counter) == before


async def test_a_couple_that_shares_a_telephone_is_two_persons(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await counter.press("f2")
        await counter.type("lopes paulo+")
        await counter.press("enter")
        await counter.fill(phone="022 420 00 01")
        await counter.fill(theme="dett")
        await counter.press("enter", "ctrl+s")
        (came,) = counter.call(visit.present)
        assert came.person_id != known.id


async def test_ctrl_d_says_so_when_nobody_known_is_shown(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("lopes+")
        await counter.press("enter", "ctrl+d")
        assert "Aucune personne connue" in counter.text


# --- the form


async def test_the_desk_opens_the_form_of_who_is_picked(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await _open(counter, "lop mar")
        assert counter.form.values["birth_date"] == "12.03.1980"
        await counter.fill(email="Maria@Exemple.ch")
        await counter.to_field("interpreter")
        await counter.press("o")
        await counter.to_field("no_call")
        await counter.press("o")
        await counter.to_field("contact_by")
        await counter.press("c")
        await counter.to_field("housing")
        await counter.press("2", "ctrl+s")
        assert counter.place == "desk"
        kept = counter.call(person.get, known.id)
        assert (kept.email, kept.interpreter, kept.no_call) == ("maria@exemple.ch", True, True)
        assert (kept.contact_by, kept.housing, kept.phone) == ("letter", "sheltered", known.phone)
        assert "LOPES Maria" in counter.text
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_a_new_form_is_made_from_the_desk_with_a_name_alone(sit: Sit) -> None:
    async with sit() as counter:
        await _open(counter, "zwahlen ana+")
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        await counter.type("zwahlen")
        assert "ZWAHLEN Ana" in counter.text


async def test_a_new_form_gives_way_to_the_known_one_with_what_was_typed(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await _open(counter, "lopes maria+")
        await counter.fill(birth_date="12.03.1980")
        await counter.fill(email="maria@exemple.ch")
        await counter.to_field("family_name")
        assert "Peut-être déjà connue" in counter.text
        await counter.press("ctrl+d")
        assert counter.form.values["phone"] == "022 420 00 01"
        await counter.press("ctrl+s")
        assert counter.call(person.get, known.id).email == "maria@exemple.ch"
        with pytest.raises(Exception, match="introuvable"):
            counter.call(person.get, known.id + 1)


async def test_ctrl_p_comes_back_to_the_parked_form_by_itself(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await counter.type("lop mar")
        await counter.press("f2")
        await counter.type("dett")
        await counter.press("enter")
        await counter.fill(words="huissier")
        await counter.press("left", "ctrl+p")
        assert counter.place == "person"
        await counter.fill(address="Rue de la Gare 3")
        await counter.press("ctrl+s")
        assert counter.place == "intake"
        await counter.type("X")
        assert counter.form.values["words"] == "huissieXr"
        await counter.press("ctrl+s")
        assert counter.call(visit.present)[0].person_id == known.id
        assert counter.call(person.get, known.id).address == "Rue de la Gare 3"


async def test_corrections_begun_inline_go_on_in_the_form_and_nothing_old_is_written_over(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await counter.type("lop mar")
        await counter.press("f2")
        await counter.type("dett")
        await counter.press("enter", "ctrl+e")
        assert counter.form.values.get("edit") == "oui"
        await counter.fill(address="Rue de la Gare 3")
        await counter.press("ctrl+p")
        assert counter.form.values["address"] == "Rue de la Gare 3"
        await counter.fill(phone="079 555 00 00")
        await counter.press("ctrl+s", "ctrl+s")
        kept = counter.call(person.get, known.id)
        assert (kept.address, kept.phone) == ("Rue de la Gare 3", "+41795550000")
        assert len(counter.call(visit.present)) == 1


async def test_corrections_begun_inline_survive_a_call_in_the_form(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await counter.type("lop mar")
        await counter.press("f2", "ctrl+e")
        await counter.fill(address="Rue de la Gare 3")
        await counter.press("ctrl+p", "f3", "escape")
        waiting = {one.place: one for one in counter.call(draft.parked, counter.app.agent)}
        # The corrections are in the whole form; the short one, which holds nothing more, comes back after it.
        assert set(waiting) == {"person"}
        counter.app.reopen(waiting["person"])
        await counter.settle()
        assert counter.form.values["address"] == "Rue de la Gare 3"
        await counter.press("ctrl+s")
        assert counter.place == "intake"


async def test_escape_parks_what_was_changed_and_f12_brings_it_back(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await _open(counter, "lop mar")
        await counter.fill(address="Rue de la Gare 3")
        await counter.press("escape")
        assert counter.place == "desk"
        assert "fiche LOPES Maria" in counter.text
        # Meanwhile a colleague corrects another field.
        form = person.form_of(counter.call(person.get, known.id))
        other = PersonForm(**{**{name: getattr(form, name) for name in form.__slots__}, "commune": "Lancy"})
        counter.call(person.change, counter.app.agent, known.id, other, "CH")
        await counter.press("f12")
        assert counter.form.values["address"] == "Rue de la Gare 3"
        await counter.press("ctrl+s")
        kept = counter.call(person.get, known.id)
        assert (kept.address, kept.commune) == ("Rue de la Gare 3", "Lancy")


async def test_a_form_left_as_it_was_leaves_nothing_parked(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await _open(counter, "lop mar")
        await counter.press("tab", "escape")
        assert counter.place == "desk"
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_what_cannot_be_kept_keeps_the_cursor_on_its_field(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await _open(counter, "lop mar")
        await counter.fill(email="maria")
        await counter.press("tab", "ctrl+s")
        assert counter.place == "person"
        assert "Adresse e-mail" in counter.text
        assert counter.form.state.focus == "email"


async def test_a_postcode_of_several_communes_proposes_them(sit: Sit) -> None:
    async with sit() as counter:
        _create(counter)
        await _open(counter, "lop mar")
        await counter.fill(postcode="1227")
        await counter.to_field("commune")
        await counter.press("ctrl+u")
        assert "Carouge" in counter.text
        assert "Genève" in counter.text


async def test_an_identity_keeps_its_history_shown_on_demand(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await _open(counter, "lop mar")
        await counter.fill(family_name="Durand")
        await counter.fill(address="Rue de la Gare 3")
        await counter.press("ctrl+s")
        (change,) = counter.call(person_change.history, known.id)
        assert (change.field, change.before, change.after) == ("family_name", "Lopes", "Durand")
        await _open(counter, "durand")
        assert "Lopes >" not in counter.text
        await counter.press("ctrl+t")
        assert "Nom : Lopes > Durand  (Alice Aubert)" in counter.text
        await counter.press("ctrl+t")
        assert counter.form.values["family_name"] == "Durand"


async def test_the_last_change_is_undone_from_the_form(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await _open(counter, "lop mar")
        await counter.fill(birth_date="13.03.1980")
        await counter.press("ctrl+s")
        await _open(counter, "lop mar")
        await counter.press("ctrl+r")
        assert counter.call(person.get, known.id) == known
        assert counter.form.values["birth_date"] == "12.03.1980"
        await counter.press("ctrl+r")
        assert "Rien à défaire" in counter.text


async def test_relatives_are_noted_and_removed(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        leo = _create(counter, "leo", family_name="Lopes", given_name="Léo")
        await _open(counter, "lop mar")
        await counter.fill(relative="lop leo")
        await counter.press("enter", "2", "ctrl+s")
        (one,) = counter.call(relationship.relatives, known.id)
        assert (one.kind, one.person.id) == (Kinship.CHILD, leo.id)
        await _open(counter, "lop leo")
        await counter.to_field("part")
        assert "parent : LOPES Maria" in counter.text
        await counter.press("1", "ctrl+s")
        assert counter.call(relationship.relatives, known.id) == []


# --- what must be seen


async def test_an_alert_needs_its_reason_and_its_end_and_shows_until_then(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await _open(counter, "lop mar")
        await counter.fill(alert="ne pas recevoir seul")
        await counter.press("ctrl+s")
        assert "Raison de l’alerte" in counter.text
        await counter.type("menaces en octobre")
        await counter.press("ctrl+s")
        assert "Fin de l’alerte" in counter.text
        await counter.type("31.12.2026")
        await counter.press("ctrl+s")
        assert counter.call(person.get, known.id).alert_by == "Alice Aubert"
        await counter.type("lop mar")
        await counter.press("f2")
        shown = " ".join(counter.text.split())
        assert (
            "ALERTE : ne pas recevoir seul (menaces en octobre, Alice Aubert, jusqu’au 31.12.2026)" in shown
        )
    with clock.frozen(clock.now() + timedelta(days=60)):
        async with sit(path=counter.path) as later:
            await later.type("lop mar")
            await later.press("f2")
            assert "ALERTE" not in later.text


async def test_not_to_be_called_or_written_to_is_said_wherever_one_would(sit: Sit) -> None:
    async with sit() as counter:
        fields: dict[str, object] = {**KNOWN, "no_call": True, "no_letter": True}
        form = PersonForm(**fields)  # type: ignore[arg-type]
        known = counter.call(person.create, counter.app.agent, form, "CH", "k")
        for place in ("f2", "f3", "f6"):
            await counter.type("lop mar")
            await counter.press(place)
            assert "NE PAS APPELER" in counter.text, place
            assert "NE PAS ÉCRIRE" in counter.text, place
            await counter.press("escape")
        rey = next(one for one in counter.call(_workers) if one.name == "Mme Rey")
        at = clock.now() + timedelta(hours=1)
        booking = Booking(known.id, "suivi", rey.id or 0, at, at + timedelta(minutes=30), Venue.ON_SITE)
        booked = counter.call(agenda.book, counter.app.agent, booking, "b")
        assert booked.person_alerts == ("NE PAS APPELER", "NE PAS ÉCRIRE")


def _workers() -> list[Agent]:
    return agent.everyone(Role.SOCIAL_WORKER)


async def test_opening_a_form_is_journaled(sit: Sit) -> None:
    async with sit() as counter:
        known = _create(counter)
        await _open(counter, "lop mar")
        assert counter.call(journal.about, known.id)[-1].action == "person.opened"


async def test_without_anybody_picked_ctrl_p_says_so(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("ctrl+p")
        assert counter.place == "desk"
        assert "Aucune personne choisie" in counter.text
