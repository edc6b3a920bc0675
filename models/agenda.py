"""Appointments: booked in five-minute cells, moved with their trace, and marked when the day has come."""

from datetime import date, datetime
from typing import Any

import peewee

from models import cell, clock, journal, message, person, request, text, visit
from models.agent import Agent, AgentRow
from models.appointment import CANCELLED, Appointment, AppointmentRow, Booking, Status, from_row, joined
from models.database import atomic, once, write
from models.errors import ComptoirError, InvalidInput, NotFound, SlotTaken
from models.message import Kind
from models.visit import Visit


@write
def book(by: Agent, booking: Booking, key: str) -> Appointment:
    """Book a time, settle its request and give notice to the agent. Once per ``key``.

    Raises :class:`SlotTaken` when somebody booked part of it meanwhile, and
    :class:`InvalidInput` for a time that has passed or at which the person is already expected.
    """

    def make() -> int:
        _refuse_times(booking)
        _refuse_second(booking)
        row = AppointmentRow.create(
            person=booking.person_id,
            agent=booking.agent_id,
            request_id=booking.request_id,
            motive=booking.motive,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            place=booking.place,
            status=Status.UPCOMING,
            note=text.clean_lines(booking.note),
            booked_by=by.id,
        )
        _take(row)
        if booking.request_id is not None:
            request.settle(by, booking.request_id)
        _notify(by, get(row.id), "Nouveau rendez-vous")
        return int(row.id)

    kept = get(once(key, "appointment", make))
    journal.note(by, "appointment.booked", person=kept.person_id, subject="appointment", subject_id=kept.id)
    return kept


@write
def move(by: Agent, appointment_id: int, booking: Booking, reason: str = "") -> Appointment:
    """Move an appointment to the agent, time and place of ``booking``, keeping its trace."""
    row = _row(appointment_id)
    if row.status != Status.UPCOMING:
        raise ComptoirError(
            "Déplacement impossible", f"Ce rendez-vous est déjà « {Status(row.status).label} »."
        )
    _refuse_times(booking)
    _refuse_second(booking, besides=row.id)
    before = clock.local(row.starts_at)
    cell.release(row.id)
    row.agent, row.place = booking.agent_id, booking.place
    row.starts_at, row.ends_at, row.moved = booking.starts_at, booking.ends_at, row.moved + 1
    row.save()
    _take(row)
    moved = get(row.id)
    _notify(by, moved, f"Rendez-vous déplacé (était le {before:%d.%m. à %H:%M})")
    journal.note(
        by,
        "appointment.moved",
        person=moved.person_id,
        subject="appointment",
        subject_id=moved.id,
        before=before.isoformat(),
        reason=text.clean(reason)[:200],
    )
    return moved


@write
def mark(by: Agent, appointment_id: int, status: Status) -> Appointment:
    """Note what became of an appointment; coming back to « à venir » takes its time again if it is free."""
    row = _row(appointment_id)
    was = Status(row.status)
    if status is was:
        journal.note(by, "appointment.marked", person=row.person_id, subject="appointment", subject_id=row.id)
        return get(row.id)
    _refuse_early(row, status)
    row.status = status
    row.save()
    if status in CANCELLED:
        cell.release(row.id)
        _notify(by, get(row.id), f"Rendez-vous {status.label}")
    elif was in CANCELLED:
        _take(row)
    journal.note(
        by,
        "appointment.marked",
        person=row.person_id,
        subject="appointment",
        subject_id=row.id,
        before=was.value,
        after=status.value,
    )
    return get(row.id)


@write
def arrived(by: Agent, appointment_id: int) -> Visit:
    """The person is here: a place in the waiting room, a notice to the agent. Twice changes nothing."""
    appointment = get(appointment_id)
    for one in visit.present():
        if one.appointment_id == appointment_id:
            journal.note(
                by,
                "appointment.arrived",
                person=one.person_id,
                subject="appointment",
                subject_id=appointment_id,
            )
            return one
    if appointment.status is not Status.UPCOMING:
        raise ComptoirError(
            "Arrivée impossible",
            f"Ce rendez-vous est « {appointment.status.label} ». Recevez la personne par F2.",
        )
    if clock.local(appointment.starts_at).date() != clock.today():
        raise ComptoirError(
            "Pas aujourd’hui", "Ce rendez-vous est un autre jour. Déplacez-le, ou recevez la personne par F2."
        )
    came = visit.arrive(
        by,
        appointment.person_id,
        agent_id=appointment.agent_id,
        appointment_id=appointment_id,
        booked_at=appointment.starts_at,
    )
    _notify(by, appointment, f"Est arrivé (n° {came.number})")
    return came


@write
def not_arrived(by: Agent, appointment_id: int) -> None:
    """Undo :func:`arrived`: nobody came, and the agent is told."""
    for one in visit.present():
        if one.appointment_id == appointment_id:
            visit.not_arrived(by, one.id)
            _notify(by, get(appointment_id), "N’est pas là, l’arrivée est annulée")
    journal.note(by, "appointment.not_arrived", subject="appointment", subject_id=appointment_id)


def day(of: date, agent_id: int | None = None) -> list[Appointment]:
    """Every appointment of a day, cancelled ones too, by hour then agent; of one agent when given."""
    start, end = clock.day_bounds(of)
    query = joined().where(AppointmentRow.starts_at >= start, AppointmentRow.starts_at < end)
    if agent_id is not None:
        query = query.where(AppointmentRow.agent == agent_id)
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at, AgentRow.name)]


def upcoming(person_id: int) -> list[Appointment]:
    """What a person has ahead, next first."""
    query = joined().where(
        AppointmentRow.person == person_id,
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.ends_at > clock.now(),
    )
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]


def ahead(agent_id: int, start: datetime, end: datetime | None = None) -> list[Appointment]:
    """What is still booked with an agent and touches the time from ``start`` to ``end``, next first."""
    here = (AppointmentRow.agent == agent_id) & (AppointmentRow.status == Status.UPCOMING)
    query = joined().where(here, AppointmentRow.ends_at > start)
    query = query if end is None else query.where(AppointmentRow.starts_at < end)
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]


def get(appointment_id: int) -> Appointment:
    """Raises :class:`NotFound`."""
    row = joined().where(AppointmentRow.id == appointment_id).first()
    if row is None:
        raise NotFound("Rendez-vous introuvable", "Ce rendez-vous n’existe plus. Revenez à l’agenda.")
    return from_row(row)


def _take(row: Any) -> None:
    """Take the cells of a row; the savepoint keeps the transaction usable on both engines."""
    try:
        with atomic():
            cell.take(row.agent_id, row.id, row.starts_at, row.ends_at)
    except peewee.IntegrityError as error:
        raise _taken(row) from error


def _taken(row: Any) -> SlotTaken:
    """Who took it, not for whom."""
    holder = cell.holder(row.agent_id, row.starts_at, row.ends_at)
    other = AppointmentRow.get_or_none(AppointmentRow.id == holder)
    agent = AgentRow.get_or_none(AgentRow.id == other.booked_by) if other else None
    return SlotTaken(
        "Créneau pris",
        f"{agent.name if agent else 'Un autre poste'} vient de réserver ce créneau. Choisissez-en un autre.",
    )


def _refuse_times(booking: Booking) -> None:
    if booking.ends_at <= booking.starts_at:
        raise InvalidInput("Durée impossible", "Le rendez-vous doit finir après son début.", "starts_at")
    if booking.starts_at < clock.now():
        raise InvalidInput(
            "Heure passée", "Ce moment est déjà passé. Choisissez un créneau à venir.", "starts_at"
        )


def _refuse_second(booking: Booking, besides: int = 0) -> None:
    person.refuse_merged(booking.person_id)
    clash = AppointmentRow.get_or_none(
        AppointmentRow.person == booking.person_id,
        AppointmentRow.id != besides,
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.starts_at < booking.ends_at,
        AppointmentRow.ends_at > booking.starts_at,
    )
    if clash is not None:
        at = clock.local(clash.starts_at)
        raise InvalidInput(
            "Déjà attendu",
            f"Cette personne a déjà rendez-vous à {at:%H:%M}. Choisissez une autre heure.",
            "starts_at",
        )


def _refuse_early(row: Any, status: Status) -> None:
    """Nobody is absent before the hour, nor received before the day; who came early may be received."""
    received_today = status is Status.SEEN and clock.local(row.starts_at).date() == clock.today()
    if status in (Status.SEEN, Status.ABSENT) and row.starts_at > clock.now() and not received_today:
        raise ComptoirError(
            "Trop tôt", "Ce rendez-vous n’a pas encore eu lieu. Vous pouvez le déplacer ou l’annuler."
        )


def _notify(by: Agent, appointment: Appointment, what: str) -> None:
    at = clock.local(appointment.starts_at)
    message.send(
        by,
        appointment.agent_id,
        f"{what} : {text.short_date(at.date())} {at:%H:%M}, {appointment.place.label}",
        kind=Kind.NOTICE,
        person_id=appointment.person_id,
        appointment_id=appointment.id,
    )


def _row(appointment_id: int) -> Any:
    row = AppointmentRow.get_or_none(AppointmentRow.id == appointment_id)
    if row is None:
        raise NotFound("Rendez-vous introuvable", "Ce rendez-vous n’existe plus. Revenez à l’agenda.")
    return row
