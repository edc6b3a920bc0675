"""Appointments as calendar files: what they say, and that programs update instead of doubling."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, AppointmentMoveRow, AppointmentRow, Booking, Status
from models.calendars import export as calendar_export
from models.calendars.export import Layout, Title
from models.errors import ComptoirError
from models.person.person import Person
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Permission, Role
from models.service.venue import Venue
from models.store import identity, journal
from models.store.database import Database, write
from tests.conftest import MORNING, PASSWORD
from tests.models.calendars.made import AT, HALF, appointment_row, export, load_appointments

LABELS = {"suivi": "Entretien"}


def book(db: Database, who: Person, worker: Agent, at: datetime = AT, **more: Any) -> Appointment:
    wanted = Booking(who.id, "suivi", worker.id or 0, at, at + HALF, Venue.ON_SITE, **more)
    return db.call(agenda.book, SYSTEM, wanted, f"{who.id}-{at}")


@write(Permission.BOOK)
def change(by: Agent, appointment_id: int, **values: Any) -> None:
    """What the verbs of the agenda do to a row, and their line of the journal."""
    AppointmentRow.update(**values).where(AppointmentRow.id == appointment_id).execute()
    row = AppointmentRow.get_by_id(appointment_id)
    journal.note(by, "appointment.moved", appointment_id, person=row.person_id)


def test_an_event_says_when_and_nothing_else(
    db: Database, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    kept = book(db, marie, worker, note="vient avec son fils")
    (event,) = export(db, worker, tmp_path / "a.ics", Layout(labels=LABELS))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (AT, AT + HALF)
    assert event["UID"] == f"{kept.id}@{db.call(identity.domain)}"
    assert (event["SUMMARY"], event["CLASS"], event["STATUS"]) == ("Rendez-vous", "PRIVATE", "CONFIRMED")
    assert (event["TRANSP"], event["SEQUENCE"]) == ("OPAQUE", kept.sequence)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == MORNING.replace(microsecond=0)
    text = (tmp_path / "a.ics").read_text("utf-8")
    assert "METHOD:PUBLISH" in text
    for secret in ("Dupont", "DUPONT", "Marie", "suivi", "fils", "Entretien", "420"):
        assert secret not in text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (Title.NEUTRAL, "Rendez-vous"),
        (Title.INITIALS, "Entretien, D. M."),
        (Title.NAME, "Entretien, DUPONT Marie"),
    ],
)
def test_the_title_says_what_the_service_chose(
    title: Title,
    expected: str,
    db: Database,
    worker: Agent,
    marie: Person,
    tmp_path: Path,
    monday: datetime,
) -> None:
    book(db, marie, worker)
    (event,) = export(db, worker, tmp_path / "a.ics", Layout(title, LABELS))
    assert event["SUMMARY"] == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Venue.ON_SITE, "CAS de la Fontaine, 1200 Genève"),
        (Venue.PHONE, "téléphone"),
        (Venue.HOME, "domicile"),
        (Venue.VIDEO, "visio"),
    ],
)
def test_the_place_is_said_and_never_where_somebody_lives(
    place: Venue, expected: str, db: Database, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    kept = book(db, marie, worker)
    db.call(change, SYSTEM, kept.id, venue=place)
    (event,) = export(db, worker, tmp_path / "a.ics", Layout(address="CAS de la Fontaine, 1200 Genève"))
    assert event["LOCATION"] == expected


def test_no_title_and_no_place_is_broken_into_lines(
    db: Database, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    book(db, marie, worker)
    layout = Layout(Title.INITIALS, {"suivi": "Suivi\\Nord; est, ouest"}, "Rue\\Nord 1")
    (event,) = export(db, worker, tmp_path / "a.ics", layout)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Suivi/Nord; est, ouest, D. M.", "Rue/Nord 1")


def test_what_changed_has_the_same_uid_and_a_later_sequence(
    db: Database, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    kept = book(db, marie, worker)
    (before,) = export(db, worker, tmp_path / "a.ics")
    with clock.frozen(MORNING + timedelta(hours=1)):
        db.call(change, SYSTEM, kept.id, starts_at=AT + HALF, ends_at=AT + 2 * HALF, sequence=5)
        (after,) = export(db, worker, tmp_path / "a.ics")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == 5 > before["SEQUENCE"]
    assert after["DTSTAMP"].dt == before["DTSTAMP"].dt + timedelta(hours=1)
    assert after["DTSTART"].dt == AT + HALF


@pytest.mark.parametrize("status", [Status.EXCUSED, Status.REVOKED])
def test_a_cancelled_appointment_stays_as_cancelled(
    status: Status, db: Database, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    kept = book(db, marie, worker)
    db.call(agenda.mark, SYSTEM, kept.id, status)
    (event,) = export(db, worker, tmp_path / "a.ics")
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_a_joint_appointment_is_one_event_of_both(
    db: Database, worker: Agent, alice: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    kept = book(db, marie, worker)
    db.call(change, SYSTEM, kept.id, second_agent_id=alice.id)
    (one,) = export(db, worker, tmp_path / "a.ics")
    (other,) = export(db, alice, tmp_path / "b.ics")
    assert one == other


def test_what_went_to_a_colleague_is_cancelled_where_it_was(
    db: Database, worker: Agent, alice: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    kept = book(db, marie, worker)
    db.call(
        lambda: AppointmentMoveRow.create(
            appointment_id=kept.id, key="k", agent_id=None, starts_at=AT, with_whom=worker.id
        )
    )
    db.call(change, SYSTEM, kept.id, agent=alice.id, starts_at=AT + 4 * HALF, ends_at=AT + 5 * HALF)
    (gone,) = export(db, worker, tmp_path / "a.ics")
    (here,) = export(db, alice, tmp_path / "b.ics")
    assert (gone["STATUS"], gone["DTSTART"].dt) == ("CANCELLED", AT)
    assert (here["STATUS"], here["DTSTART"].dt) == ("CONFIRMED", AT + 4 * HALF)
    assert gone["UID"] == here["UID"]


def test_a_file_that_would_not_change_is_not_touched(
    db: Database, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    book(db, marie, worker)
    path = tmp_path / "a.ics"
    export(db, worker, path)
    before = path.stat()
    with clock.frozen(MORNING + timedelta(hours=5)):
        export(db, worker, path)
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    lines = [one for one in db.call(journal.latest) if one.action == "calendar.exported"]
    assert [(one.subject_id, one.detail) for one in lines] == [(worker.id, {"count": 1, "title": "neutre"})]


def test_a_file_is_for_its_owner_alone_and_nothing_stays_beside_it(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    export(db, worker, tmp_path / "a.ics")
    assert (tmp_path / "a.ics").stat().st_mode & 0o777 == 0o600
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


def test_another_file_is_never_overwritten(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    theirs = tmp_path / "theirs.ics"
    theirs.write_text("BEGIN:VCALENDAR\r\nPRODID:-//Mozilla\r\nEND:VCALENDAR\r\n")
    link = tmp_path / "link.ics"
    link.symlink_to(theirs)
    for path in (theirs, link):
        with pytest.raises(ComptoirError):
            export(db, worker, path)
    assert "Mozilla" in theirs.read_text()
    assert not [one for one in db.call(journal.latest) if one.action == "calendar.exported"]


def test_a_file_that_cannot_be_written_leaves_no_line(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    with pytest.raises(ComptoirError, match="n’a pas pu être écrit"):
        export(db, worker, tmp_path / "missing" / "a.ics")
    assert not [one for one in db.call(journal.latest) if one.action == "calendar.exported"]


def test_old_appointments_are_left_out(
    db: Database, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    with clock.frozen(MORNING - timedelta(days=20)):
        book(db, marie, worker, MORNING.replace(minute=0) - timedelta(days=10))
    assert len(export(db, worker, tmp_path / "a.ics", days=10)) == 1
    assert export(db, worker, tmp_path / "a.ics", days=9) == []


def test_workers_have_a_file_and_whoever_has_appointments(
    db: Database,
    worker: Agent,
    alice: Agent,
    marie: Person,
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    since = calendar_export.since(30)
    assert set(db.call(calendar_export.files, since)) == {"bruno.ics"}
    db.call(load_appointments, SYSTEM, [appointment_row(marie.id, alice.id or 0, AT, AT + HALF)])
    for login in ("Jean.Réy", "ω jean rey", "../../etc", "Ωμέγα"):
        db.call(agent.create, SYSTEM, login, login, Role.SOCIAL_WORKER, PASSWORD)
    names = set(db.call(calendar_export.files, since))
    assert {"bruno.ics", "alice.ics", "jean-rey.ics", "etc.ics"} <= names
    assert len(names) == 5 + 1
    assert all(re.fullmatch(r"[a-z0-9-]+\.ics", name) for name in names)
