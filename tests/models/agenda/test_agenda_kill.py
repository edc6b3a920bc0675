"""kill -9 while bookings and moves are written: what was told is kept, what is sent again happens once."""

import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from models.agenda.appointment import AppointmentMoveRow, AppointmentRow, Booking
from models.cells.cell import CELL, CellRow
from models.contact.message import MessageRow
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.service.venue import Venue
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY, PASSWORD, receives_always
from tests.project import ROOT

FIRST, COUNT = datetime(2036, 1, 8, 8, tzinfo=UTC), 30

# Each line is one thing done: an appointment of two cells, then its move by a day.
_BOOKS_UNTIL_KILLED = """
import sys
from pathlib import Path
from models.agenda import agenda
from models.service import agent
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.models.agenda.test_agenda_kill import COUNT, booking
database = Database.open(SqlCipherEngine(Path(sys.argv[1]), sys.argv[2]))
alice = database.call(agent.get, 1)
who, host = int(sys.argv[3]), int(sys.argv[4])
for number in range(COUNT):
    kept = database.call(agenda.book, alice, booking(who, host, number), f"book-{number}")
    print(number, kept.id, 0, flush=True)
    wanted = booking(who, host, number, days=1)
    moved = database.call(agenda.move, alice, kept.id, wanted, "", f"move-{number}")
    print(number, moved.id, moved.moved, flush=True)
"""


def booking(person_id: int, agent_id: int, number: int, days: int = 0) -> Booking:
    """The booking of that number; ``days`` later when it is moved."""
    start = FIRST + timedelta(days=days) + number * 2 * CELL
    return Booking(person_id, "suivi", agent_id, start, start + 2 * CELL, Venue.PHONE)


def test_what_is_sent_again_after_kill_9_books_and_moves_nothing_twice(file_path: Path) -> None:
    db = Database.open(SqlCipherEngine(file_path, KEY))
    alice = db.call(agent.get, 1)
    host = db.call(agent.create, SYSTEM, "bruno", "Bruno Blanc", Role.SOCIAL_WORKER, PASSWORD)
    receives_always(db, host.id, starts_on=date(2036, 1, 1))
    who = db.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "dupont")
    arguments = [str(file_path), KEY, str(who.id), str(host.id)]
    told: set[str] = set()
    for wanted in (9, 26, 45, 2 * COUNT):
        with subprocess.Popen(
            [sys.executable, "-c", _BOOKS_UNTIL_KILLED, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        ) as desk:
            assert desk.stdout
            told |= {desk.stdout.readline() for _ in range(wanted)}
            if wanted < 2 * COUNT:
                desk.send_signal(signal.SIGKILL)
            told |= set(desk.stdout.readlines())
    rows = db.call(lambda: list(AppointmentRow.select().order_by(AppointmentRow.id)))
    assert [(row.starts_at, row.moved, row.sequence) for row in rows] == [
        (booking(0, 0, number, days=1).starts_at, 1, 1) for number in range(COUNT)
    ]
    assert {line.split()[1] for line in told} == {str(row.id) for row in rows}
    assert db.call(AppointmentMoveRow.select().count) == COUNT
    assert db.call(CellRow.select().count) == 2 * COUNT
    # One notice for each booking and one for each move, however often they were sent.
    assert db.call(MessageRow.select().count) == 2 * COUNT
    db.close()
