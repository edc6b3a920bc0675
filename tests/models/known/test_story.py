"""The story of a person: all that happened with them, in order, and only what the reader may see."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Status
from models.contact import call, letter, message, orientation
from models.contact.call import Caller, CallForm
from models.contact.letter import LetterForm
from models.contact.orientation import OrientationForm
from models.contact.request import Outcome, RequestForm
from models.errors import NotFound
from models.known import merge, story
from models.known.entry import Kind
from models.known.story import Page
from models.network.partner import PartnerRow
from models.person import person
from models.person.person import Person, PersonForm
from models.person.whom import Whom
from models.room import queue, visit
from models.room.visit import Intake
from models.service.agent import Agent
from models.service.profile import Profile
from models.store import journal
from models.store.database import Database
from models.triage.triage import Urgency
from tests.models.agenda.bookings import book, booking

Read = Callable[..., Page]
CHECKED = {
    "benefit": "aide",
    "label": "Aide sociale",
    "verdict": "incomplete",
    "reasons": ["vit dans le canton"],
    "missing": ["permis"],
    "sources": ["LASLP (01.02.2026)"],
}


@pytest.fixture
def read(db: Database, rules: Profile, marie: Person) -> Read:
    """A page of the story of Marie as somebody sees it."""

    def page(by: Agent, **wanted: Any) -> Page:
        return db.call(story.page, by, marie.id, rules, **wanted)

    return page


def _receive(db: Database, alice: Agent, marie: Person, key: str, **more: Any) -> int:
    intake = Intake(marie.id, None, (RequestForm("fin_droits", words="plus rien depuis octobre", **more),))
    return db.call(visit.receive, alice, intake, "CH", key).visit.id


@pytest.fixture
def full(db: Database, alice: Agent, marie: Person, worker: Agent) -> None:
    """A bit of everything, an hour apart, from Monday morning on."""
    _receive(db, alice, marie, "visit", urgency=Urgency.N2, answers={"majeur": "oui"}, prechecks=(CHECKED,))
    clock.advance(hours=1)
    heard = CallForm(clock.now(), Caller.RELATIVE, "Anna", person_id=marie.id, note="demande des nouvelles")
    db.call(call.record, alice, heard, "CH", "call")
    clock.advance(hours=1)
    db.call(lambda: PartnerRow.create(id=7, source="essai", source_id="7", name="Abri"))
    db.call(orientation.record, alice, OrientationForm(Whom(marie.id), 7, False), "CH", "orientation")
    clock.advance(hours=1)
    kept = LetterForm("pieces", "Demande de documents", b"lettre", "5e" * 32, {"pieces": ["Bail"]}, marie.id)
    db.call(letter.keep, alice, kept, "letter")
    clock.advance(hours=1)
    db.call(message.send, alice, worker.id, "Marie a rappelé", person_id=marie.id)
    book(db, alice, booking(marie, worker))


def test_everything_stands_in_one_list_the_newest_first(
    db: Database, alice: Agent, full: None, read: Read
) -> None:
    page = read(alice)
    # Tomorrow’s appointment, then today’s from noon back to the morning.
    assert [one.kind for one in page.entries] == [
        Kind.APPOINTMENT, Kind.MESSAGE, Kind.LETTER, Kind.ORIENTATION, Kind.CALL, Kind.VISIT, Kind.REQUEST,
    ]  # fmt: skip
    assert (page.first, page.total) == (0, 7)
    words = {one.kind: one.words for one in page.entries}
    assert words[Kind.CALL] == "reçu, Anna, demande des nouvelles"
    assert words[Kind.LETTER] == "Demande de documents, Alice Aubert"
    assert words[Kind.MESSAGE] == "Alice Aubert à Bruno Blanc, à lire, Marie a rappelé"
    assert "N2, attendre (en attente), « plus rien depuis octobre »" in words[Kind.REQUEST]


def test_one_kind_alone_and_words_of_any_of_them(db: Database, alice: Agent, full: None, read: Read) -> None:
    assert [one.kind for one in read(alice, kind=Kind.LETTER).entries] == [Kind.LETTER]
    for words, kinds in (
        ("REÇU anna", [Kind.CALL]),
        ("rien OCTOBRE", [Kind.REQUEST]),
        ("bruno rendez", [Kind.APPOINTMENT]),
        ("23.11.2026 courrier", [Kind.LETTER]),
        ("xqz", []),
    ):
        page = read(alice, words=words)
        assert ([one.kind for one in page.entries], page.total) == (kinds, len(kinds)), words


def test_a_move_is_told_with_the_appointments_and_when_it_was_made(
    db: Database, alice: Agent, full: None, worker: Agent, marie: Person, rules: Profile, read: Read
) -> None:
    kept = read(alice, kind=Kind.APPOINTMENT).entries[0]
    db.call(agenda.move, alice, kept.number, booking(marie, worker, time(10)), "empêchée", "move")
    appointment, moved = read(alice, kind=Kind.APPOINTMENT).entries
    assert moved.kind is Kind.MOVE
    assert moved.words.startswith("était le 24.11.2026 à 09:00 avec Bruno Blanc, par Alice Aubert, empêchée")
    lines = db.call(story.read, alice, marie.id, Kind.APPOINTMENT, appointment.number, rules)
    assert lines[0] == "Rendez-vous du 24.11.2026 à 10:00 à 10:45"
    assert [one.partition(" le ")[0] for one in lines[-3:]] == ["Pris", "Déplacé", "Était"]
    assert db.call(story.read, alice, marie.id, Kind.MOVE, moved.number, rules) == lines


def test_who_did_not_come_is_seen_as_absent(db: Database, alice: Agent, full: None, read: Read) -> None:
    clock.advance(days=2)
    kept = read(alice, kind=Kind.APPOINTMENT).entries[0]
    db.call(agenda.mark, alice, kept.number, Status.ABSENT)
    assert read(alice, words="absent").entries[0].number == kept.number


def test_a_request_is_read_whole_with_its_answers_and_what_the_pre_check_said(
    db: Database, alice: Agent, worker: Agent, marie: Person, full: None, rules: Profile, read: Read
) -> None:
    one = read(worker, kind=Kind.REQUEST).entries[0]
    lines = db.call(story.read, worker, marie.id, Kind.REQUEST, one.number, rules)
    assert "Dit : plus rien depuis octobre" in lines
    assert f"{rules.question('majeur').text} oui" in lines
    assert lines[-3:] == [
        "Aide sociale : à compléter",
        "  parce que : vit dans le canton",
        "  source : LASLP (01.02.2026)",
    ]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_read_whole(
    db: Database, alice: Agent, marie: Person, full: None, rules: Profile, read: Read, kind: Kind
) -> None:
    for one in read(alice, kind=kind).entries:
        lines = db.call(story.read, alice, marie.id, one.kind, one.number, rules)
        assert len(lines) > 1
        assert all(line.strip() for line in lines)


def test_a_message_is_seen_by_who_wrote_it_who_gets_it_and_the_reception_its_own(
    db: Database, alice: Agent, worker: Agent, carla: Agent, marie: Person, rules: Profile, read: Read
) -> None:
    private = db.call(message.send, worker, carla.id, "entre nous", person_id=marie.id)
    db.call(message.send, worker, None, "à l’accueil", person_id=marie.id)
    seen = {who.login: {one.words[-12:] for one in read(who).entries} for who in (alice, worker, carla)}
    assert {len(words) for words in seen.values()} == {1, 2}
    assert [len(seen[name]) for name in ("alice", "bruno", "carla")] == [1, 2, 1]
    assert not read(alice, words="entre nous").entries
    with pytest.raises(NotFound):
        db.call(story.read, alice, marie.id, Kind.MESSAGE, private.id, rules)


def test_who_opened_a_story_and_who_read_what_is_journaled(
    db: Database, worker: Agent, marie: Person, full: None, rules: Profile, read: Read
) -> None:
    db.call(story.opened, worker, marie.id)
    one = read(worker, kind=Kind.LETTER).entries[0]
    db.call(story.read, worker, marie.id, one.kind, one.number, rules)
    opened, told = db.call(journal.about, marie.id)[-2:]
    assert (opened.action, opened.agent_id, opened.subject_id) == ("person.story_opened", worker.id, marie.id)
    assert (told.action, told.subject, told.subject_id) == ("person.story_read", "letter", one.number)
    # The journal itself is no part of what happened with somebody.
    assert read(worker).total == 7


def test_what_belongs_to_somebody_else_is_not_read_under_this_name(
    db: Database, alice: Agent, marie: Person, full: None, rules: Profile, read: Read
) -> None:
    luc = db.call(person.create, alice, PersonForm(family_name="Favre"), "CH", "luc")
    one = read(alice, kind=Kind.CALL).entries[0]
    with pytest.raises(NotFound):
        db.call(story.read, alice, luc.id, Kind.CALL, one.number, rules)
    assert db.call(story.page, alice, luc.id, rules).total == 0


def test_after_two_forms_became_one_there_is_one_story(
    db: Database, alice: Agent, marie: Person, full: None, rules: Profile
) -> None:
    other = db.call(person.create, alice, PersonForm(family_name="Dupond"), "CH", "other")
    db.call(merge.merge, alice, other.id, marie.id)
    assert db.call(story.page, alice, other.id, rules).total == 7
    assert db.call(story.opened, alice, marie.id).id == other.id


def test_a_long_story_is_read_by_the_page(db: Database, alice: Agent, marie: Person, read: Read) -> None:
    for number in range(story.PAGE + 5):
        db.call(message.send, alice, None, f"message {number}", person_id=marie.id)
        clock.advance(minutes=1)
    first, second = read(alice), read(alice, first=story.PAGE)
    assert [len(one.entries) for one in (first, second)] == [story.PAGE, 5]
    assert (second.first, second.total) == (story.PAGE, story.PAGE + 5)
    assert second.entries[-1].words.endswith("message 0")


@pytest.mark.parametrize(("hours", "words"), [(0, "ce matin à 09:41"), (5, "cet après-midi à 14:41")])
def test_who_left_without_being_received_today_is_told(
    db: Database, alice: Agent, marie: Person, monday: datetime, hours: int, words: str
) -> None:
    clock.advance(hours=hours)
    assert db.call(story.left_today, marie.id) == ""
    came = _receive(db, alice, marie, "visit", outcome=Outcome.WAIT)
    assert db.call(story.left_today, marie.id) == ""
    db.call(queue.leave, alice, came)
    assert db.call(story.left_today, marie.id) == f"Départ sans attendre {words} (n° 1)"
    clock.advance(days=1)
    assert db.call(story.left_today, marie.id) == ""
