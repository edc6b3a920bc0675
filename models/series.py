"""Recurring appointments: the same hour every few weeks, what can be booked and why the rest cannot."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models import agenda, clock, journal, notice, text
from models import booking as taking
from models.agent import Agent
from models.appointment import CANCELLED, Appointment, AppointmentRow, Booking, Status, from_row, joined
from models.database import write
from models.errors import ComptoirError, InvalidInput, SlotTaken

# A year of appointments every other week.
MOST_TIMES = 26
MOST_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Planned:
    """One time of a series; ``refusal`` says in French, without full stop, why it cannot be booked."""

    day: date
    starts_at: datetime
    refusal: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a repetition booked, and what it could not."""

    made: tuple[Appointment, ...]
    missed: tuple[Planned, ...]


def plan(appointment_id: int, every_weeks: int, times: int) -> list[Planned]:
    """The next ``times`` times of an appointment, every ``every_weeks`` weeks; nothing is written.

    The hour is the one on the site's clock, whatever the season. Raises :class:`InvalidInput` for a
    repetition that makes no sense, :class:`NotFound` when there is no such appointment.
    """
    return [_planned(one) for one in wanted(agenda.get(appointment_id), every_weeks, times)]


@write
def repeat(by: Agent, appointment_id: int, every_weeks: int, times: int, key: str) -> Repeated:
    """Book the next ``times`` times of an appointment, in one transaction; what cannot be is reported.

    Each time is booked once per ``key``: a retry finds what the first try booked. Raises as :func:`plan`,
    and :class:`ComptoirError` for an appointment that was cancelled.
    """
    source = agenda.get(appointment_id)
    if source.status in CANCELLED:
        raise ComptoirError(
            "Répétition impossible", f"Ce rendez-vous est « {source.status.label} ». Réservez-en un autre."
        )
    series = source.series or uuid.uuid4().hex
    before = _count(series)
    made: list[Appointment] = []
    missed: list[Planned] = []
    for number, one in enumerate(wanted(source, every_weeks, times), 1):
        try:
            made.append(agenda.book(by, replace(one, series=series), f"{key}-{number}", tell=False))
        except (InvalidInput, SlotTaken):
            missed.append(_planned(one))
    if made:
        # A retry keeps the name that the first try gave.
        AppointmentRow.update(series=made[0].series).where(AppointmentRow.id == source.id).execute()
    if _count(series) > before:
        # One notice, not one for each: twenty-six would bury what else was written to the worker.
        last = text.short_date(clock.local(made[-1].starts_at).date())
        notice.tell(by, source, f"Rendez-vous répété {len(made)} fois, jusqu’au {last}")
    journal.note(
        by,
        "appointment.repeated",
        person=source.person_id,
        subject="appointment",
        subject_id=source.id,
        made=len(made),
        missed=len(missed),
    )
    return Repeated(tuple(made), tuple(missed))


def rest(appointment_id: int) -> list[Appointment]:
    """What is still to come of a series after one of its appointments, next first."""
    one = agenda.get(appointment_id)
    if not one.series:
        return []
    query = joined().where(
        AppointmentRow.series == one.series,
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.starts_at > max(one.starts_at, clock.now()),
    )
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]


@write
def cancel_rest(by: Agent, appointment_id: int, status: Status) -> int:
    """Cancel what :func:`rest` gives, by the person or by the service; how many. Twice changes nothing."""
    if status not in CANCELLED:
        raise InvalidInput("Annulation", "Dites qui annule : la personne ou le service.", "status")
    one = agenda.get(appointment_id)
    gone = [agenda.mark(by, each.id, status, tell=False) for each in rest(appointment_id)]
    if gone:
        many = len(gone) > 1
        what = f"Les {len(gone)} rendez-vous suivants sont annulés" if many else "Le suivant est annulé"
        notice.tell(by, one, f"{what} ({status.label})")
    journal.note(
        by,
        "appointment.rest_cancelled",
        person=one.person_id,
        subject="appointment",
        subject_id=one.id,
        count=len(gone),
    )
    return len(gone)


def _count(series: str) -> int:
    return int(AppointmentRow.select().where(AppointmentRow.series == series).count())


def wanted(source: Appointment, every_weeks: int, times: int) -> list[Booking]:
    """The bookings that would repeat an appointment. Raises :class:`InvalidInput` as :func:`plan`."""
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise InvalidInput(
            "Répétition impossible", f"Indiquez de 1 à {MOST_WEEKS} semaines entre deux fois.", "every"
        )
    if not 1 <= times <= MOST_TIMES:
        raise InvalidInput("Répétition impossible", f"Indiquez de 1 à {MOST_TIMES} fois.", "times")
    first = clock.local(source.starts_at)
    length = source.ends_at - source.starts_at
    starts = [
        clock.at(first.date() + number * timedelta(weeks=every_weeks), first.time())
        for number in range(1, times + 1)
    ]
    return [
        Booking(
            source.person_id,
            source.motive,
            source.agent_id,
            start,
            start + length,
            source.place,
            site_id=source.site_id,
            with_agent_id=source.with_agent_id,
        )
        for start in starts
    ]


def _planned(one: Booking) -> Planned:
    found = taking.obstacle(one)
    return Planned(clock.local(one.starts_at).date(), one.starts_at, found[1] if found else _full(one))


def _full(one: Booking) -> str:
    seats = taking.seats(one)
    return "le créneau est déjà pris" if seats is None else taking.without_rest(one, seats)
