"""What leaves as a calendar, in the hands of a real program: khal, which keeps a folder of events."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.agenda import agenda
from models.agenda.appointment import Booking, Status
from models.calendars.export import Layout, Title
from models.person import person
from models.person.person import PersonForm
from models.service.agent import SYSTEM, Agent
from models.service.venue import Venue
from models.store.database import Database
from tests.models.calendars.made import AT, HALF, appointment_row, export, load_appointments

SETTINGS = """\
[calendars]
[[own]]
path = {folder}/events
[locale]
timeformat = %H:%M
dateformat = %d.%m.%Y
longdateformat = %d.%m.%Y
datetimeformat = %d.%m.%Y %H:%M
longdatetimeformat = %d.%m.%Y %H:%M
local_timezone = Europe/Zurich
default_timezone = Europe/Zurich
[default]
default_calendar = own
[sqlite]
path = {folder}/khal.db
"""
Khal = Callable[..., list[str]]


@pytest.fixture
def db(file_db: Database) -> Database:
    """One engine is enough here: the file that leaves is held to be the same elsewhere."""
    return file_db


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    """The program, with an empty calendar of its own: arguments in, lines out."""
    (tmp_path / "events").mkdir()
    settings = tmp_path / "khal.conf"
    settings.write_text(SETTINGS.format(folder=tmp_path), "utf-8")

    def run(*arguments: str) -> list[str]:
        program = Path(sys.executable).with_name("khal")
        done = subprocess.run(
            [program, "-c", settings, *arguments],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            env={"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
        return [line.strip() for line in done.stdout.splitlines() if line.strip()]

    return run


def _shown(khal: Khal, path: Path) -> list[str]:
    """What the program shows for a year once it has read the file at ``path``."""
    khal("import", "--batch", "-a", "own", str(path))
    line = "{start-long} {end-time} {title} {status}"
    return khal("list", "--notstarted", "--day-format", "", "--format", line, "23.11.2026", "400d")


def test_a_program_moves_and_cancels_what_was_moved_and_cancelled(
    db: Database, worker: Agent, khal: Khal, tmp_path: Path, monday: datetime
) -> None:
    form = PersonForm(
        family_name="d’Été; Łukasz, «Zoë»", given_name="Marie\\Noëlle", phone="", commune="Carouge"
    )
    who = db.call(person.create, SYSTEM, form, "CH", "somebody")
    layout = Layout(Title.NAME, {"suivi": "Suivi"}, "CAS, rue de l’Été 1")
    wanted = Booking(who.id, "suivi", worker.id or 0, AT, AT + HALF, Venue.ON_SITE)
    kept = db.call(agenda.book, SYSTEM, wanted, "one")
    path = tmp_path / "bruno.ics"
    title = f"Suivi, {kept.person_name}".replace("\\", "/")
    export(db, worker, path, layout)
    assert _shown(khal, path) == [f"24.11.2026 10:00 10:30 {title} CONFIRMED"]
    later = Booking(who.id, "suivi", worker.id or 0, AT + HALF, AT + 2 * HALF, Venue.ON_SITE)
    db.call(agenda.move, SYSTEM, kept.id, later)
    export(db, worker, path, layout)
    assert _shown(khal, path) == [f"24.11.2026 10:30 11:00 {title} CONFIRMED"]
    db.call(agenda.mark, SYSTEM, kept.id, Status.EXCUSED)
    export(db, worker, path, layout)
    assert _shown(khal, path) == [f"24.11.2026 10:30 11:00 {title} CANCELLED"]
    db.call(agenda.mark, SYSTEM, kept.id, Status.UPCOMING)
    export(db, worker, path, layout)
    assert _shown(khal, path) == [f"24.11.2026 10:30 11:00 {title} CONFIRMED"]


def test_a_program_shows_the_days_of_23_and_25_hours_as_they_are(
    db: Database, worker: Agent, khal: Khal, tmp_path: Path, monday: datetime
) -> None:
    form = PersonForm(family_name="Dupont", given_name="Marie", phone="", commune="Carouge")
    who = db.call(person.create, SYSTEM, form, "CH", "somebody")
    starts = [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 8, tzinfo=UTC)]
    rows = [appointment_row(who.id, worker.id or 0, start, start + timedelta(hours=1)) for start in starts]
    db.call(load_appointments, SYSTEM, rows)
    path = tmp_path / "bruno.ics"
    export(db, worker, path)
    assert _shown(khal, path) == [
        "28.03.2027 01:30 03:30 Rendez-vous CONFIRMED",
        "31.10.2027 09:00 10:00 Rendez-vous CONFIRMED",
    ]
