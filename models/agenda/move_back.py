"""Taking back a move: the appointment is where it was, and what moved along with it too."""

from datetime import timedelta
from typing import Any

from models.agenda import agenda, consecutive, notice
from models.agenda import booking as taking
from models.agenda.appointment import (
    MOVED,
    Appointment,
    AppointmentMoveRow,
    AppointmentRow,
    Status,
    before_move,
)
from models.cells import cell
from models.errors import ComptoirError
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import write


@write(Permission.BOOK)
def move_back(by: Agent, appointment_id: int) -> Appointment:
    """Take back the last move of an appointment, with that of what moved along: both are where they were.

    Who receives is told, the trace is gone. Neither the hours nor the past are asked again: undoing must not
    depend on what changed since. Raises :class:`ComptoirError` for one that was never moved, is over or
    cancelled, :class:`SlotTaken` when the time went to somebody else, and :class:`InvalidInput` when the
    person is expected elsewhere by then.
    """
    one = agenda.get(appointment_id)
    trace = _last(one.id)
    if trace is None:
        raise ComptoirError("Rien à défaire", "Ce rendez-vous n’a pas été déplacé.")
    if one.status is not Status.UPCOMING:
        raise ComptoirError("Trop tard", f"Ce rendez-vous est déjà « {one.status.label} ».")
    # Back to later hours, the last makes room for the one before it.
    later = trace.starts_at > one.starts_at
    traces = sorted([(one, trace), *_along(one, trace)], key=lambda each: each[0].starts_at, reverse=later)
    for each, _trace in traces:
        cell.release(each.id)
    for each, last in traces:
        _put_back(by, each, last)
    return agenda.get(one.id)


def _along(one: Appointment, trace: Any) -> list[tuple[Appointment, Any]]:
    """What moved in the same move: its key is the same but for the end."""
    move, dash, _number = trace.key.rpartition("-")
    others = [(each, _last(each.id)) for each in consecutive.both(one) if each.id != one.id]
    return [(each, last) for each, last in others if dash and last and last.key.rpartition("-")[0] == move]


def _last(appointment_id: int) -> Any:
    traces = AppointmentMoveRow.select().where(AppointmentMoveRow.appointment_id == appointment_id)
    return traces.order_by(AppointmentMoveRow.id.desc()).first()


def _put_back(by: Agent, now: Appointment, trace: Any) -> None:
    row = AppointmentRow.get_by_id(now.id)
    was = before_move(row) | trace.before
    row.agent, row.second_agent_id, row.starts_at = trace.with_whom, trace.and_whom, trace.starts_at
    row.ends_at = trace.starts_at + timedelta(minutes=was["minutes"])
    for name in MOVED:
        setattr(row, name, was[name])
    wanted = taking.wanted_by(row)
    taking.check_again(wanted, row.id)
    found = taking.room(wanted)
    taking.take(row.id, wanted, found)
    row.seat, row.moved, row.sequence = found.first, row.moved - 1, row.sequence + 1
    row.save()
    trace.delete_instance()
    notice.moved(by, now, agenda.get(row.id))
    journal.note(by, "appointment.moved_back", row.id, person=row.person_id)
