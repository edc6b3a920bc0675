"""Who came for an appointment, and who did not after all."""

from models import clock
from models.agenda import notice
from models.agenda.agenda import get
from models.agenda.appointment import Status
from models.errors import ComptoirError
from models.room import ticket, visit
from models.room.visit import Visit
from models.service.agent import Agent
from models.store import journal
from models.store.database import write


@write
def arrived(by: Agent, appointment_id: int) -> Visit:
    """The person is here: a place in the waiting room, a notice to the agent. Twice changes nothing."""
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
    came = visit.arrive(
        by,
        appointment.person_id,
        agent_id=appointment.agent_id,
        appointment_id=appointment_id,
        booked_at=appointment.starts_at,
    )
    notice.tell(by, appointment, f"Est arrivé ({ticket.words(came)})")
    return came


@write
def not_arrived(by: Agent, appointment_id: int) -> None:
    """Undo :func:`arrived`: nobody came, and the agent is told."""
    for one in visit.present():
        if one.appointment_id == appointment_id:
            visit.not_arrived(by, one.id)
            notice.tell(by, get(appointment_id), "N’est pas là, l’arrivée est annulée")
    journal.note(by, "appointment.not_arrived", appointment_id)
