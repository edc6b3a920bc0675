"""Recurring appointments: the same hour every few weeks, what can be booked and why the rest cannot.

One of two consecutive appointments is repeated with the other.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models import clock, text
from models.agenda import agenda, consecutive, notice
from models.agenda import booking as taking
from models.agenda.appointment import (
    CANCELLED,
    Appointment,
    AppointmentRow,
    Booking,
    Status,
    from_row,
    joined,
)
from models.errors import ComptoirError, InvalidInput, SlotTaken
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import atomic, write

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
    """What was booked, or brought back, and what could not be."""

    made: tuple[Appointment, ...]
    missed: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Repeatable:
    """The appointment that is repeated, what goes just before or after it, and what follows in its series."""

    appointment: Appointment
    together: tuple[Appointment, ...]
    rest: tuple[Appointment, ...]


def repeatable(appointment_id: int) -> Repeatable:
    """What is asked before an appointment is repeated. Raises :class:`NotFound`."""
    one = agenda.get(appointment_id)
    return Repeatable(one, consecutive.both(one), tuple(rest(appointment_id)))


def plan(appointment_id: int, every_weeks: int, times: int) -> list[Planned]:
    """The next ``times`` times of an appointment, every ``every_weeks`` weeks; nothing is written.

    The hour is the one on the site's clock, whatever the season. Raises :class:`InvalidInput` for a
    repetition that makes no sense, :class:`NotFound` when there is no such appointment.
    """
    return [_planned(*each) for each in _together(agenda.get(appointment_id), every_weeks, times)]


def _together(source: Appointment, every_weeks: int, times: int) -> list[tuple[Booking, ...]]:
    """What is booked at each of the times: one appointment, or the two that are consecutive."""
    return list(zip(*(wanted(one, every_weeks, times) for one in consecutive.both(source)), strict=True))


@write(Permission.BOOK)
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
    for number, each in enumerate(_together(source, every_weeks, times), 1):
        try:
            made += _book(by, each, series, f"{key}-{number}")
        except (InvalidInput, SlotTaken):
            missed.append(_planned(*each))
    pair = consecutive.both(source)
    if made:
        # A retry keeps the name that the first try gave.
        AppointmentRow.update(series=made[0].series).where(AppointmentRow.id == source.id).execute()
    if _count(series) > before:
        # One notice, not one for each: twenty-six would bury what else was written to the worker.
        last = text.short_date(clock.local(made[-1].starts_at).date())
        for one in pair:
            notice.tell(by, one, f"Rendez-vous répété {len(made) // len(pair)} fois, jusqu’au {last}")
    journal.note(
        by, "appointment.repeated", source.id, person=source.person_id, made=len(made), missed=len(missed)
    )
    return Repeated(tuple(made), tuple(missed))


def _book(by: Agent, together: tuple[Booking, ...], series: str, key: str) -> list[Appointment]:
    """Both or neither."""
    with atomic():
        return [
            agenda.book(by, replace(one, series=series), f"{key}-then" if after else key, tell=False)
            for after, one in enumerate(together)
        ]


def rest(appointment_id: int) -> list[Appointment]:
    """What is still to come of a series after one of its appointments, next first.

    The consecutive one that goes with it is not what follows.
    """
    one = agenda.get(appointment_id)
    if not one.series:
        return []
    pair = [each.id for each in consecutive.both(one)]
    query = joined().where(
        AppointmentRow.series == one.series,
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.starts_at > max(one.starts_at, clock.now()),
        AppointmentRow.id.not_in(pair),
    )
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]


@write(Permission.BOOK)
def cancel_rest(by: Agent, appointment_id: int, status: Status) -> list[Appointment]:
    """Cancel what :func:`rest` gives, by the person or by the service. Twice changes nothing."""
    if status not in CANCELLED:
        raise InvalidInput("Annulation", "Dites qui annule : la personne ou le service.", "status")
    one = agenda.get(appointment_id)
    gone = [agenda.mark(by, each.id, status, tell=False) for each in rest(appointment_id)]
    if gone:
        many = len(gone) > 1
        what = f"Les {len(gone)} rendez-vous suivants sont annulés" if many else "Le suivant est annulé"
        _tell_all(by, one, f"{what} ({status.label})")
    journal.note(by, "appointment.rest_cancelled", one.id, person=one.person_id, count=len(gone))
    return gone


@write(Permission.BOOK)
def bring_back(by: Agent, appointment_id: int, ids: list[int]) -> Repeated:
    """Undo :func:`cancel_rest` where the time is still free, and say why not elsewhere."""
    one = agenda.get(appointment_id)
    made: list[Appointment] = []
    missed: list[Planned] = []
    for number in ids:
        try:
            made.append(agenda.mark(by, number, Status.UPCOMING, tell=False))
        except SlotTaken:
            missed.append(_missed(agenda.get(number), "le créneau est déjà pris"))
        except InvalidInput as error:
            missed.append(_missed(agenda.get(number), error.title.lower()))
    if made:
        many = len(made) > 1
        what = f"{len(made)} rendez-vous suivants sont rétablis" if many else "Le suivant est rétabli"
        _tell_all(by, one, what)
    journal.note(
        by, "appointment.rest_brought_back", one.id, person=one.person_id, made=len(made), missed=len(missed)
    )
    return Repeated(tuple(made), tuple(missed))


def _missed(one: Appointment, why: str) -> Planned:
    return Planned(clock.local(one.starts_at).date(), one.starts_at, why)


def _tell_all(by: Agent, one: Appointment, what: str) -> None:
    """One notice to everybody who receives, the consecutive one too."""
    for each in consecutive.both(one):
        notice.tell(by, each, what)


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
            person_id=source.person_id,
            motive=source.motive,
            agent_id=source.agent_id,
            starts_at=start,
            ends_at=start + length,
            venue=source.venue,
            site_id=source.site_id,
            second_agent_id=source.second_agent_id,
        )
        for start in starts
    ]


def _planned(*together: Booking) -> Planned:
    """What stands in the way of one of these, if anything does."""
    first = together[0]
    refusals = (_refusal(one) for one in together)
    return Planned(
        clock.local(first.starts_at).date(), first.starts_at, next((one for one in refusals if one), "")
    )


def _refusal(one: Booking) -> str:
    found = taking.obstacle(one)
    return found[1] if found else _full(one)


def _full(one: Booking) -> str:
    seats = taking.seats(one)
    return "le créneau est déjà pris" if seats is None else taking.without_rest(one, seats)
