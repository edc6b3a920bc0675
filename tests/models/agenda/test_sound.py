"""The agenda holds the time of every appointment that takes place, and no other."""

from models.agenda import agenda, sound
from models.agenda.appointment import Status
from models.cells.cell import CellRow
from models.person.person import Person
from models.service.agent import Agent
from models.store.database import Database
from tests.models.agenda.bookings import book, booking


def test_what_is_booked_moved_and_cancelled_is_sound(
    db: Database, alice: Agent, worker: Agent, marie: Person
) -> None:
    kept = book(db, alice, booking(marie, worker))
    assert db.call(sound.problems) == []
    db.call(agenda.mark, alice, kept.id, Status.EXCUSED)
    assert db.call(sound.problems) == []


def test_time_that_is_missing_or_of_nobody_is_told(
    db: Database, alice: Agent, worker: Agent, marie: Person
) -> None:
    kept = book(db, alice, booking(marie, worker))
    first = CellRow.select(CellRow.cell).order_by(CellRow.cell).limit(1)
    db.call(CellRow.delete().where(CellRow.cell.in_(first)).execute)
    (told,) = db.call(sound.problems)
    assert f"rendez-vous n° {kept.id} du " in told.replace("\u00a0", " ")
    db.call(CellRow.update(appointment_id=99).execute)
    assert len(db.call(sound.problems)) == 2
