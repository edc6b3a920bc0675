"""What the tests of calendars read and write: the corpus, and small calendars made line by line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models import clock
from models.agenda.appointment import AppointmentMoveRow, AppointmentRow, Status
from models.calendars import export as calendar_export
from models.calendars import read as calendar_read
from models.calendars.export import Layout
from models.calendars.read import Reading
from models.cells import cell
from models.service.agent import SYSTEM, Agent
from models.service.permission import Permission
from models.service.venue import Venue
from models.store import journal
from models.store.database import Database, write

CORPUS = Path(__file__).parent / "files"
FIRST, LAST = datetime(2026, 11, 21, 23, tzinfo=UTC), datetime(2027, 12, 28, 23, tzinfo=UTC)


def read(path: Path, owner: str = "") -> Reading:
    return calendar_read.read(
        path, FIRST, LAST, domain="ours.comptoir", owner=owner, step=lambda _done, _of: None
    )


def shown(reading: Reading) -> list[str]:
    """The busy times by the clock of the site: « 24.11.2026 10:00 – 11:00 »."""
    lines = []
    for start, end in reading.times:
        one, other = clock.local(start), clock.local(end)
        same = one.date() == other.date()
        lines.append(f"{one:%d.%m.%Y %H:%M} – {other:{'%H:%M' if same else '%d.%m.%Y %H:%M'}}")
    return lines


def written(tmp_path: Path, *lines: str, name: str = "agenda.ics") -> Path:
    """A calendar with these lines between its BEGIN and END."""
    path = tmp_path / name
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])
    path.write_bytes(text.encode())
    return path


def event(*lines: str, uid: str = "1@elsewhere") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"]


AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
HALF = timedelta(minutes=30)
PLAIN = Layout()


def export(db: Database, who: Agent, path: Path, layout: Layout = PLAIN, days: int = 30) -> list[Any]:
    """The events of the file that is written for ``who``."""
    from icalendar import Calendar

    db.call(calendar_export.export, SYSTEM, who, path, calendar_export.since(days), layout)
    calendar: Any = Calendar.from_ical(path.read_bytes())
    return list(calendar.walk("VEVENT"))


@write(Permission.BOOK)
def load_appointments(by: Agent, rows: list[dict[str, Any]]) -> None:
    """Appointments as they are stored, at any hour of the day, whatever the opening hours."""
    for table in (AppointmentRow, AppointmentMoveRow, cell.CellRow):
        table.delete().execute()
    if rows:
        AppointmentRow.insert_many(rows).execute()
    journal.note(by, "appointment.loaded", subject="appointment")


def appointment_row(person_id: int, agent_id: int, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "person": person_id,
        "agent": agent_id,
        "motive": "suivi",
        "starts_at": start,
        "ends_at": end,
        "venue": Venue.ON_SITE,
        "status": Status.UPCOMING,
    }
