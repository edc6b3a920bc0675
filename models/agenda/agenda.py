"""Appointments: booked in five-minute cells, moved with their trace, and marked when the day has come."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models import clock, text
from models.agenda import booking as taking
from models.agenda import notice
from models.agenda.appointment import (
    CANCELLED,
    Appointment,
    AppointmentMoveRow,
    AppointmentRow,
    Booking,
    Move,
    Status,
    before_move,
    from_row,
    joined,
)
from models.cells import cell
from models.contact import request
from models.contact.request import Outcome
from models.errors import ComptoirError, NotFound
from models.service.agent import Agent, AgentRow
from models.service.permission import Permission
from models.store import journal
from models.store.database import once, write
from models.store.rows import filled


@write(Permission.BOOK)
def book(by: Agent, booking: Booking, key: str, *, tell: bool = True) -> Appointment:
    """Book a time, settle its request and, with ``tell``, give notice to who receives. Once per ``key``.

    Raises :class:`SlotTaken` when somebody booked part of it meanwhile, and :class:`InvalidInput` for a time
    that has passed, at which the person is already expected, or at which one of the agents does not receive.
    A booking that says why (``overbooked``) may be one above the capacity, where the range allows it.
    """

    made: list[Appointment] = []

    def make() -> int:
        taking.check(booking)
        found = taking.room(booking)
        row = AppointmentRow.create(
            person=booking.person_id,
            agent=booking.agent_id,
            request_id=booking.request_id,
            motive=booking.motive,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            venue=booking.venue,
            status=Status.UPCOMING,
            note=text.clean_lines(booking.note),
            booked_by=by.id,
            site_id=found.site_id,
            second_agent_id=booking.second_agent_id,
            seat=found.first,
            overbooked=text.clean(booking.overbooked)[:200] if found.overbooked else "",
            series=booking.series,
        )
        taking.take(row.id, booking, found)
        request.answer(by, booking.request_id, Outcome.APPOINTMENT)
        made.append(get(row.id))
        if tell:
            notice.tell(by, made[0], "Nouveau rendez-vous")
        return int(row.id)

    number = once(key, "appointment", make)
    kept = made[0] if made else get(number)
    journal.note(by, "appointment.booked", kept.id, person=kept.person_id)
    return kept


@write(Permission.BOOK)
def book_both(by: Agent, first: Booking, second: Booking, key: str) -> tuple[Appointment, Appointment]:
    """Book two times that belong together, both or neither. Once per ``key``; raises as :func:`book`."""
    series = first.series or uuid.uuid4().hex
    return (
        book(by, replace(first, series=series), f"{key}-1"),
        book(by, replace(second, series=series), f"{key}-2"),
    )


@write(Permission.BOOK)
def move(by: Agent, appointment_id: int, booking: Booking, reason: str = "", key: str = "") -> Appointment:
    """Move an appointment to the agents, time and place of ``booking``, keeping its trace.

    A retry under the same ``key`` moves nothing twice. Raises as :func:`book`, and :class:`ComptoirError`
    for an appointment that is over or cancelled.
    """
    row = _row(appointment_id)
    if key and _moved_already(row, key):
        journal.note(by, "appointment.moved", row.id, person=row.person_id)
        return get(row.id)
    if row.status != Status.UPCOMING:
        raise ComptoirError(
            "Déplacement impossible",
            f"Ce rendez-vous est déjà « {Status(row.status).label} ». Échap revient, "
            "n réserve un nouveau rendez-vous.",
        )
    wanted = replace(booking, person_id=row.person_id, motive=row.motive)
    taking.check(wanted, besides=row.id)
    before = get(row.id)
    cell.release(row.id)
    found = taking.room(wanted)
    taking.take(row.id, wanted, found)
    AppointmentMoveRow.create(
        appointment_id=row.id,
        key=key or uuid.uuid4().hex,
        agent_id=by.id,
        starts_at=row.starts_at,
        with_whom=row.agent_id,
        and_whom=row.second_agent_id,
        reason=text.clean(reason)[:200],
        before=before_move(row),
    )
    row.agent, row.second_agent_id, row.venue = wanted.agent_id, wanted.second_agent_id, wanted.venue
    row.starts_at, row.ends_at = wanted.starts_at, wanted.ends_at
    row.moved, row.sequence = row.moved + 1, row.sequence + 1
    row.overbooked = text.clean(wanted.overbooked)[:200] if found.overbooked else ""
    row.seat, row.site_id = found.first, found.site_id
    row.save()
    notice.moved(by, before, get(row.id))
    journal.note(
        by,
        "appointment.moved",
        row.id,
        person=row.person_id,
        before=clock.local(before.starts_at).isoformat(),
    )
    return get(row.id)


def _moved_already(row: Any, key: str) -> bool:
    trace = AppointmentMoveRow.get_or_none(AppointmentMoveRow.key == key)
    if trace is not None and trace.appointment_id != row.id:
        raise ComptoirError(
            "Envoi déjà fait", "Ce formulaire a déjà servi à autre chose. Rouvrez-le depuis l’agenda."
        )
    return trace is not None


@write(Permission.BOOK)
def mark(by: Agent, appointment_id: int, status: Status, *, tell: bool = True) -> Appointment:
    """Note what became of an appointment; coming back to « à venir » takes its time again.

    Who receives gets notice of a cancellation, with ``tell``.

    Raises :class:`SlotTaken` when that time went to somebody else, :class:`InvalidInput` when the person is
    expected elsewhere by now, and :class:`ComptoirError` for what has not happened yet.
    """
    row = _row(appointment_id)
    was = Status(row.status)
    if status is was:
        journal.note(by, "appointment.marked", row.id, person=row.person_id)
        return get(row.id)
    _refuse_early(row, status)
    row.status, row.sequence = status, row.sequence + 1
    if was in CANCELLED and status not in CANCELLED:
        wanted = taking.wanted_by(row)
        taking.check_again(wanted, row.id)
        found = taking.room(wanted)
        taking.take(row.id, wanted, found)
        row.seat = found.first
    row.save()
    if status in CANCELLED:
        cell.release(row.id)
        if tell:
            notice.tell(by, get(row.id), f"Rendez-vous {status.label}")
    journal.note(by, "appointment.marked", row.id, person=row.person_id, before=was.value, after=status.value)
    return get(row.id)


def day(of: date, agent_id: int | None = None) -> list[Appointment]:
    """Every appointment of a day, cancelled ones too, by hour then agent; of one agent when given."""
    start, end = clock.day_bounds(of)
    query = joined().where(AppointmentRow.starts_at >= start, AppointmentRow.starts_at < end)
    if agent_id is not None:
        query = query.where(_receives(agent_id))
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at, AgentRow.name)]


def upcoming(person_id: int) -> list[Appointment]:
    """What a person has ahead, next first."""
    query = joined().where(
        AppointmentRow.person == person_id,
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.ends_at > clock.now(),
    )
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]


def expected(person_id: int) -> list[Appointment]:
    """What a person is to come to today, by hour, also when the hour has passed."""
    start, end = clock.day_bounds(clock.today())
    query = joined().where(
        AppointmentRow.person == person_id,
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.starts_at >= start,
        AppointmentRow.starts_at < end,
    )
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]


def missed(person_id: int, since: datetime) -> list[Appointment]:
    """What a person did not come to since then, last first."""
    query = joined().where(
        AppointmentRow.person == person_id,
        AppointmentRow.status == Status.ABSENT,
        AppointmentRow.starts_at >= since,
    )
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at.desc())]


def ahead(agent_id: int, start: datetime, end: datetime | None = None) -> list[Appointment]:
    """What is still booked with an agent and touches the time from ``start`` to ``end``, next first."""
    here = _receives(agent_id) & (AppointmentRow.status == Status.UPCOMING)
    query = joined().where(here, AppointmentRow.ends_at > start)
    query = query if end is None else query.where(AppointmentRow.starts_at < end)
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]


def _receives(agent_id: int) -> Any:
    return (AppointmentRow.agent == agent_id) | (AppointmentRow.second_agent_id == agent_id)


def moves(appointment_id: int) -> list[Move]:
    """How often an appointment was moved, by whom and why, first move first."""
    rows = AppointmentMoveRow.select().where(AppointmentMoveRow.appointment_id == appointment_id)
    found = list(rows.order_by(AppointmentMoveRow.id))
    ids = {row.agent_id for row in found} | {row.with_whom for row in found}
    known: Any = AgentRow.select(AgentRow.id, AgentRow.name).where(AgentRow.id.in_(ids))
    names = {row.id: row.name for row in known}
    return [
        filled(
            Move,
            row,
            by=names.get(row.agent_id, "Comptoir"),
            agent_name=names.get(row.with_whom, ""),
        )
        for row in found
    ]


def get(appointment_id: int) -> Appointment:
    """Raises :class:`NotFound`."""
    row = joined().where(AppointmentRow.id == appointment_id).first()
    if row is None:
        raise NotFound("Rendez-vous introuvable", "Ce rendez-vous n’existe plus. Revenez à l’agenda.")
    return from_row(row)


def _refuse_early(row: Any, status: Status) -> None:
    """Nobody is absent before the hour, nor received before the day; who came early may be received."""
    received_today = status is Status.SEEN and clock.local(row.starts_at).date() == clock.today()
    if status in (Status.SEEN, Status.ABSENT) and row.starts_at > clock.now() and not received_today:
        raise ComptoirError(
            "Trop tôt", "Ce rendez-vous n’a pas encore eu lieu. Vous pouvez le déplacer ou l’annuler."
        )


def _row(appointment_id: int) -> Any:
    return AppointmentRow.numbered(
        appointment_id, "Rendez-vous introuvable", "Ce rendez-vous n’existe plus. Revenez à l’agenda."
    )
