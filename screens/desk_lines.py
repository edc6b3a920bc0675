"""What the desk reads and how its lines are worded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models import agenda, clock, message, orientation, request, visit
from models.appointment import Appointment, Status
from models.errors import ComptoirError
from models.message import Kind, Message
from models.request import Outcome, Request
from models.text import counted, duration
from models.visit import Visit, VisitStatus
from screens.widgets.lines import columns


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the waiting room."""

    visit: Visit
    name: str
    requests: tuple[Request, ...]
    appointment: Appointment | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the desk shows, read in one go."""

    waiting: tuple[Waiting, ...]
    expected: tuple[Appointment, ...]
    call_backs: tuple[Message, ...]
    follow_ups: int
    unsettled: tuple[Request, ...]
    slips: int


def overview() -> Overview:
    """A verb for the database thread: the state of the counter now."""
    expected = [one for one in agenda.day(clock.today()) if one.status is Status.UPCOMING]
    by_id = {one.id: one for one in expected}
    present = visit.present()
    here = {one.appointment_id for one in present}
    waiting = [
        Waiting(
            one, visit.name_of(one.id), tuple(request.of_visit(one.id)), by_id.get(one.appointment_id or 0)
        )
        for one in present
    ]
    return Overview(
        tuple(waiting),
        tuple(one for one in expected if one.id not in here),
        tuple(message.call_backs()),
        len(orientation.to_follow_up()),
        tuple(request.unsettled()),
        sum(one.kind is Kind.MESSAGE for one in message.inbox(None)),
    )


def minutes(one: Visit) -> int:
    """Full minutes since somebody arrived."""
    return int((clock.now() - one.arrived_at).total_seconds() // 60)


def label(find: Callable[[str], Any], name: str) -> str:
    """The label that ``find`` (``profile.theme``, ``profile.motive``) gives, or the id it no longer knows."""
    try:
        return str(find(name).label)
    except ComptoirError:
        return name


def waiting_line(one: Waiting, theme: Callable[[str], Any], width: int) -> str:
    """Ticket, arrival, wait, urgency, name, what is asked (``width`` columns), for whom."""
    at = clock.local(one.visit.arrived_at)
    state = (
        duration(minutes(one.visit)) if one.visit.status is VisitStatus.WAITING else one.visit.status.label
    )
    asked = ", ".join(label(theme, each.theme) for each in one.requests)
    if one.appointment is not None:
        asked = f"rdv {clock.local(one.appointment.starts_at):%H:%M}"
    whom = one.appointment.agent_name if one.appointment else "accueil"
    return columns(
        (one.visit.number, 4),
        (f"{at:%H:%M}", 6),
        (state, 10),
        (one.visit.urgency.value, 4),
        (one.name, 22),
        (asked, width),
        (whom, 10),
    )


def todo_line(view: Overview) -> str:
    """What is due: calls to give back, requests without their outcome, orientations to ask about."""
    late = [one for one in view.call_backs if one.due_at and one.due_at < clock.now()]
    parts = []
    if view.call_backs:
        hour = f"{clock.local(late[0].due_at):%H:%M}" if late and late[0].due_at else ""
        calls = counted(len(view.call_backs), "rappel")
        parts.append(calls + (f" dont {len(late)} en retard ({hour})" if late else ""))
    open_steps = [one for one in view.unsettled if one.outcome is not Outcome.CALL_BACK]
    if open_steps:
        parts.append(counted(len(open_steps), "demande sans suite", "demandes sans suite"))
    if view.slips:
        parts.append(counted(view.slips, "message"))
    if view.follow_ups:
        parts.append(counted(view.follow_ups, "suivi d’orientation", "suivis d’orientation"))
    return " À faire   " + ("   ".join(parts) if parts else "rien en attente")
