"""Who came for an appointment, and who did not after all."""

from typing import Any

from models import clock
from models.agenda import notice
from models.agenda.agenda import get
from models.agenda.appointment import Appointment, Status
from models.errors import ComptoirError
from models.room import step, ticket, visit
from models.room.visit import GONE, PRESENT, Visit, VisitStatus
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import write

WAITING, *_ = PRESENT
# The step by which a ticket that somebody had became that of their appointment.
JOINED = "visit.booked"


@write(Permission.RECEIVE)
def arrived(by: Agent, appointment_id: int) -> Visit:
    """The person is here: a place in the waiting room, a notice to the agent. Twice changes nothing.

    Who waits already without an appointment keeps their ticket, which is that of the appointment from now on;
    who came for it and went is back in line. Raises :class:`ComptoirError` for an appointment of another day
    or that is over, and for somebody who is here for another one.
    """
    appointment = get(appointment_id)
    for one in visit.present():
        if one.appointment_id == appointment_id:
            journal.note(by, "appointment.arrived", appointment_id, person=one.person_id)
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
    came = _came(by, appointment)
    notice.tell(by, appointment, f"Est là ({ticket.words(came)})")
    return came


def _came(by: Agent, appointment: Appointment) -> Visit:
    """A ticket for who came, the one they have today if there is one."""
    today = visit.today(appointment.person_id)
    here = next((one for one in today if one.status in PRESENT), None)
    if here is not None and here.appointment_id is not None:
        raise ComptoirError(
            "Déjà dans la salle",
            f"{ticket.named(here)} est là pour un autre rendez-vous. Notez d’abord la suite.",
        )
    if here is not None:
        return _join(
            by, here, here.status,
            agent_id=appointment.agent_id, appointment_id=appointment.id, line_at=appointment.starts_at,
        )  # fmt: skip
    gone = next((one for one in today if one.status in GONE and one.appointment_id == appointment.id), None)
    if gone is not None:
        return _join(
            by, gone, WAITING,
            line_at=clock.now(), shown_at=None, called_at=None, closed_at=None, reason="",
        )  # fmt: skip
    return visit.arrive(
        by, appointment.person_id,
        agent_id=appointment.agent_id, appointment_id=appointment.id, booked_at=appointment.starts_at,
    )  # fmt: skip


def _join(by: Agent, one: Visit, status: VisitStatus, **columns: Any) -> Visit:
    step.take(by, visit.row(one.id), status, JOINED, **columns)
    return visit.get(one.id)


@write(Permission.RECEIVE)
def not_arrived(by: Agent, appointment_id: int) -> None:
    """Undo :func:`arrived`: nobody came, and the agent is told."""
    for one in visit.present():
        if one.appointment_id == appointment_id:
            joined = step.taken(one.id, JOINED)
            if joined is None:
                visit.not_arrived(by, one.id)
            else:
                # They were here before, or had gone: that is what is so again.
                step.put_back(visit.row(one.id), joined.before)
                step.undone(joined)
            tell_not_arrived(by, appointment_id)
    journal.note(by, "appointment.not_arrived", appointment_id)


def tell_not_arrived(by: Agent, appointment_id: int) -> None:
    """Whoever receives learns that the person is not here after all, inside the caller's transaction."""
    notice.tell(by, get(appointment_id), "N’est pas là, l’arrivée est annulée")
