"""F6: letters are seen before they are written, kept whatever the folder says, printed again exactly."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from letters.word.render import text_of
from models import clock, telephone
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.contact import letter, request
from models.contact.orientation import Channel, OrientationForm, record
from models.contact.request import Outcome, RequestForm
from models.network import partner
from models.person import person
from models.person.person import Person, PersonForm
from models.person.whom import Whom
from models.room import visit
from models.room.visit import Intake, Received
from models.service.venue import Venue
from models.store import draft
from screens.frame import about as to
from screens.letters.letters import LettersScreen
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


def camille(counter: Sitting) -> Person:
    """A person with an address."""
    form = PersonForm(
        family_name="Muller",
        given_name="Camille",
        civility="Madame",
        phone="+41795550000",
        address="Chemin des Exemples 12",
        postcode="1227",
        commune="Carouge",
    )
    known: Person = counter.call(person.create, counter.app.agent, form, "CH", "camille")
    return known


def asked(counter: Sitting, theme: str, outcome: Outcome) -> Received:
    """Camille is at the counter for ``theme``."""
    intake = Intake(camille(counter).id, None, (RequestForm(theme, outcome=outcome),))
    received: Received = counter.call(visit.receive, counter.app.agent, intake, "CH", "visit")
    return received


def booked(counter: Sitting, person_id: int, days: int = 8) -> Appointment:
    """An appointment of Camille with the first worker."""
    start = clock.now() + timedelta(days=days)
    motive = counter.profile.motives[0]
    booking = Booking(person_id, motive.id, 2, start, start + timedelta(minutes=45), Venue.ON_SITE)
    made: Appointment = counter.call(agenda.book, counter.app.agent, booking, f"book{days}")
    return made


async def open_letters(counter: Sitting, **about: Any) -> LettersScreen:
    """The letters screen, as another place opens it."""
    counter.app.follow([to.Letters(**about)])
    await counter.settle()
    screen = counter.app.screen
    assert isinstance(screen, LettersScreen)
    return screen


def paper(counter: Sitting) -> tuple[Path, str]:
    """The one file in the folder and what it says."""
    (path,) = counter.letters.iterdir()
    Document(str(path))  # Word's own reader opens it
    return path, text_of(path.read_bytes())


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that cannot be written to, for the administrator either: a file stands in its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid():
        folder.mkdir()
        folder.chmod(0o500)
    else:
        folder.write_text("not a folder")
    yield
    if folder.is_dir():
        folder.chmod(0o700)
    else:
        folder.unlink()


async def test_a_confirmation_is_ready_at_once_and_says_what_to_bring(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        at = booked(counter, known.id)
        await open_letters(counter, kind="confirmation", person=known.id, appointment=at.id)
        assert "Aperçu" in counter.text
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        assert "Courrier écrit" in counter.text
        path, words = paper(counter)
        assert path.name == "confirmation-muller-camille-1.docx"
        assert "mardi 1er décembre 2026" in words
        assert "Mme Rey" in words
        assert counter.profile.motives[0].bring[0] in words
        kept = counter.call(letter.get, 1)
        assert kept.appointment_id == at.id
        assert counter.call(letter.content, 1) == path.read_bytes()


async def test_the_next_appointment_is_proposed_and_another_can_be_taken(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        booked(counter, known.id, 8)
        later = booked(counter, known.id, 15)
        await open_letters(counter, person=known.id)
        await counter.press("1")
        assert "1er décembre" in counter.line_with("Rendez-vous")
        assert "2 au choix" in counter.text
        assert counter.app.screen.form.state.focus == "kind"  # type: ignore[attr-defined]
        await counter.to_field("appointment")
        await counter.press("backspace", "down", "enter", "ctrl+s")
        assert counter.call(letter.get, 1).appointment_id == later.id


async def test_somebody_is_found_by_name_from_f6(sit: Sit) -> None:
    async with sit() as counter:
        camille(counter)
        await counter.press("f6")
        await counter.type("mull")
        await counter.press("enter", "1")
        assert "Aucun rendez-vous à venir" in counter.text
        await counter.press("ctrl+s")
        assert "Rendez-vous manquant" in counter.text


async def test_without_a_person_or_a_kind_the_field_is_named(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f6", "ctrl+s")
        assert "Courrier à choisir" in counter.text
        await counter.press("2", "ctrl+s")
        assert "Personne manquante" in counter.text
        assert "> Pour" in counter.text
        await counter.type("zzz")
        await counter.press("x", "9", "ctrl+s")
        assert counter.place == "letters"


async def test_missing_pieces_are_those_of_the_theme_with_a_day_that_is_open(sit: Sit) -> None:
    async with sit() as counter:
        received = asked(counter, "fin_chomage", Outcome.LETTER)
        await open_letters(
            counter, request=received.request_ids[0], person=received.person_id, visit=received.visit.id
        )
        await counter.press("2")
        assert "Bail et dernier loyer payé" in counter.text
        await counter.press("ctrl+s")
        assert "Documents manquants" in counter.text
        await counter.press("n", "o", "ctrl+s")
        path, words = paper(counter)
        assert path.name == "pieces-muller-camille-1.docx"
        assert "bail et dernier loyer payé" in words
        assert "titre de séjour" not in words
        assert "jeudi 3 décembre 2026" in words
        assert counter.call(request.get, received.request_ids[0]).settled_at is not None
        assert counter.call(visit.get, received.visit.id).status is visit.VisitStatus.DONE


async def test_the_proposed_day_is_never_a_week_end(sit: Sit) -> None:
    async with sit() as counter:
        with clock.frozen(datetime(2026, 12, 16, 9, tzinfo=UTC)):
            known = camille(counter)
            await open_letters(counter, kind="pieces", person=known.id)
            # The 26th is a Saturday after Christmas.
            assert "28.12.2026" in str(counter.app.screen.values["deadline"])  # type: ignore[attr-defined]


async def test_a_day_that_has_passed_is_refused(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        await open_letters(counter, kind="pieces", person=known.id)
        await counter.fill(other="bail")
        await counter.fill(deadline="1.2.26")
        await counter.press("ctrl+s")
        assert "Délai passé" in counter.text
        await counter.press("ctrl+u")
        await counter.type("31.2.2027")
        await counter.press("ctrl+s")
        assert "n’est pas un jour" in counter.text
        await counter.press("ctrl+u")
        await counter.type("1.2.27")
        await counter.press("ctrl+s")
        assert "lundi 1er février 2027" in paper(counter)[1]


async def test_an_attestation_never_names_what_somebody_came_for(sit: Sit) -> None:
    async with sit() as counter:
        received = asked(counter, "violence", Outcome.LETTER)
        screen = await open_letters(
            counter, kind="attestation", person=received.person_id, visit=received.visit.id
        )
        assert screen.form.state.focus == "identity"
        await counter.press("o", "o", "ctrl+s")
        _, words = paper(counter)
        theme = counter.profile.theme("violence")
        for word in (theme.label, theme.family, "violence"):
            assert word.lower() not in words.lower()
        assert counter.profile.service.name not in words
        assert "vérifiée sur présentation" in words
        assert "9\u00a0h\u00a041" in words


async def test_the_hand_out_has_telephone_hours_and_the_day_it_was_verified(sit: Sit) -> None:
    async with sit("france") as counter:
        known = camille(counter)
        place = next(
            one
            for one in counter.call(partner.search, "france services", department="74")
            if one.phone and one.hours
        )
        counter.call(partner.verify, counter.app.agent, place.id)
        form = OrientationForm(Whom(known.id), place.id, True, Channel.PHONED)
        sent = counter.call(record, counter.app.agent, form, "CH", "sent")
        await open_letters(
            counter, kind="orientation", orientation=sent.id, partner=place.id, person=known.id
        )
        await counter.press("ctrl+s")
        _, words = paper(counter)
        assert place.name in words
        assert place.hours in words
        assert telephone.show(place.phone, "FR") in words
        assert "vérifié le 23 novembre 2026" in words
        assert "Vous avez accepté" in words


async def test_a_folder_that_refuses_keeps_the_letter_and_says_so(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        at = booked(counter, known.id)
        with read_only(counter.letters):
            await open_letters(counter, kind="confirmation", person=known.id, appointment=at.id)
            await counter.press("ctrl+s")
            assert "Courrier gardé" in counter.text
            assert counter.call(letter.list_for, known.id)
        await open_letters(counter, person=known.id)
        await counter.press("ctrl+r", "down", "ctrl+r")
        assert "Courrier réimprimé" in counter.text
        assert paper(counter)[0].read_bytes() == counter.call(letter.content, 1)


async def test_a_reprint_is_the_same_to_the_byte(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        at = booked(counter, known.id)
        await open_letters(counter, kind="confirmation", person=known.id, appointment=at.id)
        await counter.press("ctrl+s")
        path, _ = paper(counter)
        first = path.read_bytes()
        path.unlink()
        clock.advance(days=2)
        await open_letters(counter, person=known.id)
        await counter.press("ctrl+r")
        assert "Choisissez le courrier" in counter.text
        await counter.press("enter")
        assert "Tel qu’il a été écrit" in counter.text
        await counter.press("ctrl+s")
        assert "Ctrl+R le réimprime" in counter.text
        await counter.press("ctrl+r")
        assert paper(counter)[0].read_bytes() == first


async def test_the_preview_turns_its_pages_while_the_form_keeps_the_cursor(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        at = booked(counter, known.id)
        screen = await open_letters(counter, kind="confirmation", person=known.id, appointment=at.id)
        assert "empêchement" not in counter.text
        await counter.press("pagedown", "pagedown", "pagedown")
        assert "empêchement" in counter.text
        assert screen.form.has_focus
        await counter.press("pageup", "pageup", "pageup", "pageup")
        assert counter.profile.service.name in "\n".join(counter.lines[8:])


async def test_skipping_a_letter_goes_on_and_leaves_the_request_to_do(sit: Sit) -> None:
    async with sit() as counter:
        received = asked(counter, "fin_chomage", Outcome.LETTER)
        then = to.Orientation(person=received.person_id)
        counter.app.follow([to.Letters(request=received.request_ids[0], person=received.person_id), then])
        await counter.settle()
        await counter.press("escape")
        assert counter.place == "orientation"
        assert counter.call(request.get, received.request_ids[0]).settled_at is None
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_somebody_anonymous_gets_no_attestation(sit: Sit) -> None:
    async with sit() as counter:
        intake = Intake(None, PersonForm(anonymous=True), (RequestForm("violence"),))
        received = counter.call(visit.receive, counter.app.agent, intake, "CH", "v")
        await open_letters(counter, kind="attestation", person=received.person_id, visit=received.visit.id)
        await counter.press("ctrl+s")
        assert "Personne anonyme" in counter.text
        assert not counter.letters.exists()


async def test_somebody_new_is_created_first_and_seen_before_the_letter(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f6")
        await counter.type("rey zoe+")
        await counter.press("enter")
        screen = counter.app.screen
        assert isinstance(screen, LettersScreen)
        await counter.to_field("kind")
        await counter.press("2")
        await counter.fill(other="bail")
        await counter.press("ctrl+s")
        assert "Fiche créée" in counter.text
        await counter.press("ctrl+s")
        assert paper(counter)[0].name == "pieces-rey-zoe-1.docx"


async def test_a_call_parks_the_letter_and_brings_it_back(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        at = booked(counter, known.id)
        await open_letters(counter, kind="confirmation", person=known.id, appointment=at.id, led=True)
        await counter.press("f3", "f12")
        assert counter.place == "letters"
        assert "1er décembre" in counter.line_with("Rendez-vous")
        await counter.press("ctrl+s")
        assert counter.call(letter.get, 1).appointment_id == at.id
        assert counter.call(draft.parked, counter.app.agent) == []


async def test_the_preview_stays_where_it_was_turned_to_while_the_letter_changes(sit: Sit) -> None:
    async with sit() as counter:
        received = asked(counter, "fin_chomage", Outcome.LETTER)
        screen = await open_letters(counter, kind="pieces", person=received.person_id)
        await counter.to_field(f"piece.{screen.known.pieces[0]}")
        await counter.press("o")
        screen.refresh_preview()
        await counter.settle()
        await counter.press("pagedown")
        assert "il nous manque" in counter.text
        await counter.press("o")
        screen.refresh_preview()
        await counter.settle()
        assert "2. bail et dernier loyer payé" in counter.text


async def test_the_last_orientation_is_proposed_and_any_partner_can_be_found(sit: Sit) -> None:
    async with sit() as counter:
        known = camille(counter)
        (first, other) = counter.call(partner.search, "caritas", limit=2)
        sent = counter.call(
            record, counter.app.agent, OrientationForm(Whom(known.id), first.id, False), "CH", "sent"
        )
        screen = await open_letters(counter, person=known.id)
        await counter.press("4")
        assert first.name in counter.line_with("Partenaire")
        await counter.fill(partner=other.name.split()[-1])
        assert other.name[:30] in counter.text
        await counter.press("down")
        while screen.form.picked is None or screen.form.picked.shown != other.name:
            await counter.press("down")
        await counter.press("enter", "ctrl+s")
        kept = counter.call(letter.get, 1)
        assert kept.orientation_id is None
        assert other.name in paper(counter)[1]
        assert sent.id
