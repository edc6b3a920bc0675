"""Notices: what the program tells the workers of an appointment, when it is made, moved or cancelled."""

from models import clock, text
from models.agenda.appointment import Appointment
from models.contact import message
from models.contact.message import MessageKind
from models.service.agent import Agent


def moved(by: Agent, before: Appointment, now: Appointment) -> None:
    """Who receives learns the new time; who does no more learns to whom it went."""
    was = f"(était le {clock.local(before.starts_at):%d.%m. à %H:%M})"
    tell(by, now, f"Rendez-vous déplacé {was}")
    for agent_id in _agents(before) - _agents(now):
        _send(by, agent_id, now, f"Rendez-vous confié à {now.agents} {was}")


def tell(by: Agent, appointment: Appointment, what: str) -> None:
    """Tell everybody who receives ``what`` happened, with its day, hour and place."""
    for agent_id in sorted(_agents(appointment)):
        _send(by, agent_id, appointment, what)


def _agents(appointment: Appointment) -> set[int]:
    both = (appointment.agent_id, appointment.second_agent_id)
    return {agent_id for agent_id in both if agent_id is not None}


def _send(by: Agent, agent_id: int, appointment: Appointment, what: str) -> None:
    at = clock.local(appointment.starts_at)
    message.send(
        by,
        agent_id,
        f"{what} : {text.short_date(at.date())} {at:%H:%M}, {appointment.venue.label}",
        kind=MessageKind.NOTICE,
        person_id=appointment.person_id,
        appointment_id=appointment.id,
    )
