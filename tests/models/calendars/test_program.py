"""What leaves as a calendar, seen from the other side: it comes back the same, and updates in place."""

import contextlib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.agenda import agenda
from models.agenda.appointment import CANCELLED, Appointment, Booking, Status
from models.calendars import busy_import as calendar_import
from models.cells import cell
from models.errors import ComptoirError
from models.hours import busy, opening
from models.person import person
from models.person.person import Person, PersonForm
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import identity
from models.store.database import Database
from tests.conftest import MORNING, PASSWORD
from tests.models.calendars.made import AT, HALF, appointment_row, export, load_appointments


def ours(content: bytes, code: str) -> bytes:
    """The file as another database would have written it."""
    return content.replace(code.encode(), b"0" * len(code))


CELLS = st.lists(st.integers(0, 24 * 12 - 7), min_size=1, max_size=8, unique=True)


# A winter day, and the two that have 23 and 25 hours in Geneva.
DAYS = st.sampled_from([(2026, 12, 1), (2027, 3, 28), (2027, 10, 31)])


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAYS, CELLS, st.integers(1, 6))
def test_what_is_exported_comes_back_at_the_same_times(
    file_db: Database, tmp_path: Path, day: tuple[int, int, int], starts: list[int], length: int
) -> None:
    clock.use_zone("Europe/Zurich")
    with clock.frozen(MORNING):
        booked, worker, other = _booked(file_db, datetime(*day, tzinfo=UTC), starts, length)
        path = tmp_path / "out.ics"
        events = [one for one in export(file_db, worker, path) if one["STATUS"] == "CONFIRMED"]
        assert {(one["DTSTART"].dt, one["DTEND"].dt) for one in events} >= booked
        code = file_db.call(identity.code)
        back = tmp_path / "back.ics"
        back.write_bytes(ours(path.read_bytes(), code))
        file_db.call(calendar_import.import_calendar, SYSTEM, other, back)
        assert _cells(file_db, other) == {
            number for one in events for number in cell.cells(one["DTSTART"].dt, one["DTEND"].dt)
        }


def _cells(db: Database, agent_id: int) -> set[int]:
    return {
        number
        for start, end in db.call(busy.of_calendar, agent_id, "back.ics")
        for number in cell.cells(start, end)
    }


def _booked(
    db: Database, midnight: datetime, starts: list[int], length: int
) -> tuple[set[tuple[datetime, datetime]], Agent, int]:
    alice = db.call(agent.get, 1)
    form = PersonForm(family_name="Dupont", given_name="Marie", phone="", commune="Carouge")
    who = db.call(person.create, SYSTEM, form, "CH", "somebody")
    times = {(midnight + number * cell.CELL, midnight + (number + length) * cell.CELL) for number in starts}
    db.call(
        load_appointments,
        SYSTEM,
        [appointment_row(who.id, alice.id or 0, start, end) for start, end in sorted(times)],
    )
    return times, alice, 99


# A calendar program as RFC 5545 and 5546 describe it: one event for each UID, the latest revision of it.
class Program:
    def __init__(self) -> None:
        self.events: dict[str, Any] = {}

    def update(self, events: list[Any]) -> None:
        for event in events:
            known = self.events.get(str(event["UID"]))
            if known is None or _revision(event) > _revision(known):
                self.events[str(event["UID"])] = event

    def shown(self) -> set[tuple[datetime, datetime]]:
        return {
            (one["DTSTART"].dt, one["DTEND"].dt)
            for one in self.events.values()
            if one["STATUS"] != "CANCELLED"
        }


def _revision(event: Any) -> tuple[int, datetime]:
    return int(event["SEQUENCE"]), event["DTSTAMP"].dt


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "colleague", Status.EXCUSED, Status.REVOKED, Status.UPCOMING]),
        st.integers(0, 20),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_program_that_updates_by_uid_and_sequence_shows_what_is_booked(
    file_db: Database, tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    """Whatever happens to an appointment, each worker's program shows it once, where and when it is."""
    clock.use_zone("Europe/Zurich")
    with clock.frozen(MORNING):
        file_db.call(load_appointments, SYSTEM, [])
        one, other, who = _two_workers(file_db)
        programs = {one.id: Program(), other.id: Program()}
        wanted = Booking(who.id, "suivi", one.id or 0, AT, AT + HALF, Venue.ON_SITE)
        kept = file_db.call(agenda.book, SYSTEM, wanted, uuid4().hex)
        for number, (what, minutes) in enumerate([("", 0), *steps]):
            with clock.frozen(MORNING + timedelta(minutes=number + 1)), contextlib.suppress(ComptoirError):
                kept = _play(file_db, kept, (one, other), what, minutes)
            for whose in (one, other):
                programs[whose.id].update(export(file_db, whose, tmp_path / f"{whose.id}.ics"))
            here = set() if kept.status in CANCELLED else {(kept.starts_at, kept.ends_at)}
            shown = {number: program.shown() for number, program in programs.items()}
            assert shown == {number: here if number == kept.agent_id else set() for number in programs}


def _play(
    db: Database, kept: Appointment, workers: tuple[Agent, Agent], what: str, minutes: int
) -> Appointment:
    if not what:
        return kept
    if what not in ("move", "colleague"):
        return db.call(agenda.mark, SYSTEM, kept.id, Status(what))
    whom = kept.agent_id
    if what == "colleague":
        whom = next(one.id or 0 for one in workers if one.id != kept.agent_id)
    start = AT + timedelta(minutes=5 * minutes) if what == "move" else kept.starts_at
    wanted = Booking(kept.person_id, "suivi", whom, start, start + HALF, Venue.ON_SITE)
    return db.call(agenda.move, SYSTEM, kept.id, wanted)


def _two_workers(db: Database) -> tuple[Agent, Agent, Person]:
    """Two workers who receive all Tuesday morning, made once, and somebody new."""
    logins = [one.login for one in db.call(agent.everyone)]
    for login in ("una", "duo"):
        if login not in logins:
            made = db.call(agent.create, SYSTEM, login, login, Role.SOCIAL_WORKER, PASSWORD)
            db.call(
                lambda number: opening.open_range(
                    SYSTEM, number, "FREQ=WEEKLY;BYDAY=TU", time(8), time(14), starts_on=AT.date()
                ),
                made.id or 0,
            )
    form = PersonForm(family_name="Dupont", given_name="Marie", phone="", commune="Carouge")
    who = db.call(person.create, SYSTEM, form, "CH", uuid4().hex)
    return db.call(agent.find, "una").agent, db.call(agent.find, "duo").agent, who
