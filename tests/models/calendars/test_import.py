"""Busy times as they are kept: replaced by calendar, and never lost to a bad file."""

import itertools
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.calendars import busy_import as calendar_import
from models.errors import ComptoirError, NotFound
from models.hours import busy
from models.person.person import Person
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import identity, journal
from models.store.database import Database
from tests.conftest import PASSWORD
from tests.models.calendars.made import FIRST, LAST, event, written


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "est vide"),
        (b"<!DOCTYPE html><title>Connexion</title>", "n’est pas un calendrier"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:2026112", "s’arrête en route"),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            "Aucun événement",
        ),
        (b"\x00" * 2000, "n’est pas un calendrier"),
        (b"PK\x03\x04\x14\x00agenda.ics", "archive ZIP"),
        (b"BEGIN:VCALENDAR\r\n".decode().encode("utf-16"), "s’arrête en route"),
    ],
)
def test_what_is_no_whole_calendar_erases_nothing(
    content: bytes, says: str, db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    path = written(tmp_path, *event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z"))
    number = worker.id or 0
    db.call(calendar_import.import_calendar, SYSTEM, number, path)
    before = db.call(busy.of_calendar, number, "agenda.ics")
    path.write_bytes(content)
    with pytest.raises(ComptoirError, match=says):
        db.call(calendar_import.import_calendar, SYSTEM, number, path)
    assert db.call(busy.of_calendar, number, "agenda.ics") == before != []


def test_reading_again_replaces_and_an_unchanged_calendar_changes_nothing(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    number = worker.id or 0
    one = event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", uid="1")
    two = event("DTSTART:20261125T100000Z", "DTEND:20261125T110000Z", uid="2")
    three = event("DTSTART:20261126T100000Z", "DTEND:20261126T110000Z", uid="3")
    path = written(tmp_path, *one, *two)
    first = db.call(calendar_import.import_calendar, SYSTEM, number, path).replaced
    assert (first.added, first.removed, first.kept) == (2, 0, 0)
    again = db.call(calendar_import.import_calendar, SYSTEM, number, path).replaced
    assert (again.added, again.removed, again.kept) == (0, 0, 2)
    written(tmp_path, *two, *three)
    after = db.call(calendar_import.import_calendar, SYSTEM, number, path).replaced
    assert (after.added, after.removed, after.kept) == (1, 1, 1)
    found = db.call(busy.between, [number], FIRST, LAST)
    assert sorted(start.day for _, start, _ in found) == [25, 26]


def test_a_calendar_replaces_only_itself(
    db: Database, worker: Agent, alice: Agent, tmp_path: Path, monday: datetime
) -> None:
    lines = event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z")
    for who, name in ((worker, "travail.ics"), (worker, "privé.ics"), (alice, "travail.ics")):
        db.call(calendar_import.import_calendar, SYSTEM, who.id or 0, written(tmp_path, *lines, name=name))
    db.call(calendar_import.import_calendar, SYSTEM, worker.id or 0, written(tmp_path, name="travail.ics"))
    known = {(one.agent_id, one.name): one.times for one in db.call(busy.calendars)}
    assert known == {(1, "travail.ics"): 1, (worker.id, "privé.ics"): 1, (worker.id, "travail.ics"): 0}


def test_two_files_named_in_latin_letters_stay_two(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    source = written(tmp_path, *event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z"))
    for name in (b"priv\xe9.ics", b"priv\xe8.ics"):
        path = tmp_path / os.fsdecode(name)
        path.write_bytes(source.read_bytes())
        db.call(calendar_import.import_calendar, SYSTEM, worker.id or 0, path)
    assert [one.name for one in db.call(busy.calendars)] == ["privè.ics", "privé.ics"]


def test_a_forgotten_calendar_gives_its_time_back(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    path = written(tmp_path, *event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z"))
    db.call(calendar_import.import_calendar, SYSTEM, worker.id or 0, path)
    with pytest.raises(NotFound, match=r"agenda\.ics"):
        db.call(busy.forget, SYSTEM, worker.id or 0, "autre.ics")
    assert db.call(busy.forget, SYSTEM, worker.id or 0, "agenda.ics").times == 1
    assert db.call(busy.between, [worker.id or 0], FIRST, LAST) == []
    assert db.call(busy.calendars) == []


def test_nothing_of_what_events_are_about_is_kept(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    lines = event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", "SUMMARY:Chimiothérapie")
    reading = db.call(calendar_import.import_calendar, SYSTEM, worker.id or 0, written(tmp_path, *lines))
    assert "Chimio" not in repr(reading)
    assert "Chimio" not in repr(db.call(journal.latest))


def test_an_import_tells_which_appointments_it_hits(
    db: Database, alice: Agent, worker: Agent, marie: Person, tmp_path: Path, monday: datetime
) -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    wanted = Booking(marie.id, "suivi", worker.id or 0, at, at + timedelta(minutes=30), Venue.ON_SITE)
    kept = db.call(agenda.book, alice, wanted, "one")
    touching = event("DTSTART:20261124T093000Z", "DTEND:20261124T100000Z")
    path = written(tmp_path, *touching)
    assert db.call(calendar_import.import_calendar, SYSTEM, worker.id or 0, path).hit == ()
    over = event("DTSTART:20261124T092000Z", "DTEND:20261124T100000Z")
    done = db.call(calendar_import.import_calendar, SYSTEM, worker.id or 0, written(tmp_path, *over))
    assert [one.id for one in done.hit] == [kept.id]
    assert db.call(agenda.get, kept.id).status == kept.status


def test_the_files_of_a_folder_find_their_owner(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    for name in ("bruno.ics", "ALICE.ICS", "personne.ics", "notes.txt"):
        written(tmp_path, name=name)
    found, strangers = db.call(calendar_import.owners, tmp_path)
    assert {(path.name, who.login) for path, who in found} == {("bruno.ics", "bruno"), ("ALICE.ICS", "alice")}
    assert [path.name for path in strangers] == ["personne.ics"]


def test_an_import_that_is_given_up_leaves_all_as_it_was(
    db: Database, worker: Agent, tmp_path: Path, monday: datetime
) -> None:
    def give_up(_done: int, _of: int) -> None:
        raise ComptoirError("Import arrêté", "Rien n’a été changé.")

    path = written(tmp_path, *event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z"))
    with pytest.raises(ComptoirError, match="arrêté"):
        db.call(lambda: calendar_import.import_calendar(SYSTEM, worker.id or 0, path, step=give_up))
    assert db.call(busy.calendars) == []


def test_busy_times_are_found_where_they_touch(db: Database, alice: Agent, monday: datetime) -> None:
    at, hour = datetime(2026, 11, 24, 9, tzinfo=UTC), timedelta(hours=1)
    db.call(busy.replace, SYSTEM, 1, "a.ics", [(at, at + hour), (at + 3 * hour, at + 4 * hour)])
    assert db.call(busy.between, [1], at + hour / 2, at + hour) == [(1, at, at + hour)]
    assert db.call(busy.between, [1], at + hour, at + 3 * hour) == []
    assert db.call(busy.between, [2], at, at + hour) == []


def test_the_identity_of_a_database_stays(db: Database, reopen: Callable[[], Database]) -> None:
    before = db.call(identity.code)
    assert len(before) == 16
    other = reopen()
    assert other.call(identity.code) == before
    other.close()


def test_only_active_agents_own_a_file(db: Database, worker: Agent, tmp_path: Path, monday: datetime) -> None:
    written(tmp_path, name="bruno.ics")
    db.call(agent.create, SYSTEM, "chef", "Ada Chef", Role.ADMIN, PASSWORD)
    db.call(agent.close, SYSTEM, worker.id or 0)
    assert db.call(calendar_import.owners, tmp_path)[0] == []


def test_the_horizon_begins_yesterday(db: Database, worker: Agent, tmp_path: Path, monday: datetime) -> None:
    lines = event("DTSTART;VALUE=DATE:20261115", "DTEND;VALUE=DATE:20261130")
    db.call(calendar_import.import_calendar, SYSTEM, worker.id or 0, written(tmp_path, *lines))
    ((start, end),) = db.call(busy.of_calendar, worker.id or 0, "agenda.ics")
    assert (clock.local(start).date(), clock.local(end).date()) == (date(2026, 11, 22), date(2026, 11, 30))


INSTANTS = st.integers(0, 500).map(
    lambda cells: datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=cells)
)


@given(st.lists(st.tuples(INSTANTS, INSTANTS), max_size=12))
def test_merged_times_cover_the_same_minutes_without_touching(times: list[tuple[datetime, datetime]]) -> None:
    def minutes(some: list[tuple[datetime, datetime]]) -> set[datetime]:
        return {
            start + timedelta(minutes=number)
            for start, end in some
            for number in range(max(0, int((end - start) / timedelta(minutes=1))))
        }

    merged = busy.merged(times)
    assert minutes(merged) == minutes(times)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(merged))
