"""What the desk reads and how its lines are worded."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from models import (
    agenda,
    agent,
    clock,
    fit,
    message,
    orientation,
    proposal,
    reminder,
    request,
    standby,
    ticket,
    visit,
)
from models.appointment import Appointment, Status
from models.errors import ComptoirError
from models.message import Kind, Message
from models.profile import Profile
from models.request import Outcome, Request
from models.room import Room
from models.text import counted, duration
from models.visit import PRESENT, Visit, VisitStatus
from screens.widgets.lines import columns

# In a column of ten; the full words are said when somebody asks why.
_SHORT = {VisitStatus.ABSENT: "absent", VisitStatus.LEFT: "parti", VisitStatus.REMOVED: "retiré"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the waiting room; ``host`` is the worker they came for, empty for the reception."""

    visit: Visit
    name: str
    requests: tuple[Request, ...]
    appointment: Appointment | None
    host: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the desk shows, read in one go; ``gone`` are those who can be put back in line."""

    waiting: tuple[Waiting, ...]
    expected: tuple[Appointment, ...]
    call_backs: tuple[Message, ...]
    follow_ups: int
    unsettled: tuple[Request, ...]
    slips: int
    gone: tuple[Waiting, ...] = ()
    reminders: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """What takes a search to know: how many may come earlier, how many appointments fit no more.

    ``waiting`` is how many wait for a first slot with none in sight.
    """

    earlier: int = 0
    misplaced: int = 0
    waiting: int = 0


def who_may_come_earlier(profile: Profile) -> tuple[int, int]:
    """A verb for the database thread: how many may, and how many wait for a first slot with none in sight.

    It searches slots only when somebody waits.
    """
    if not standby.someone_waits():
        return 0, 0
    offered = proposal.find(profile)
    served = {one.standby.id for one in offered}
    return len(offered), sum(one.booked is None and one.id not in served for one in standby.waiting())


async def count_misplaced(ask: Callable[..., Awaitable[Any]]) -> int:
    """How many appointments fit no more, worker by worker: whoever types meanwhile waits for none of it."""
    found: set[int] = set()
    for account in await ask(agent.accounts):
        found.update(one.id for one, _why in await ask(fit.misplaced, agent_id=account.agent.id))
    return len(found)


def overview() -> Overview:
    """A verb for the database thread: the state of the counter now. Who waits comes before who was called."""
    day = agenda.day(clock.today())
    came = ticket.came()
    present = sorted(visit.present(), key=lambda one: PRESENT.index(one.status))
    return Overview(
        tuple(_waiting(present, day)),
        tuple(one for one in day if one.status is Status.UPCOMING and one.id not in came),
        tuple(message.call_backs()),
        len(orientation.to_follow_up()),
        tuple(request.unsettled()),
        sum(one.kind is Kind.MESSAGE for one in message.inbox(None)),
        tuple(_waiting(ticket.gone(), day)),
        len(reminder.to_call()),
    )


def _waiting(visits: list[Visit], day: list[Appointment]) -> list[Waiting]:
    booked = {one.id: one for one in day}
    hosts = {one.id: one.name for one in agent.everyone()} if visits else {}
    names, asked = ticket.names(visits), request.of_visits([one.id for one in visits])
    return [
        Waiting(
            one,
            names[one.id],
            tuple(asked[one.id]),
            booked.get(one.appointment_id or 0),
            hosts.get(one.agent_id, ""),
        )
        for one in visits
    ]


def minutes(one: Visit) -> int:
    """Full minutes that somebody has waited; below 0 while their booked hour is still to come."""
    return int((clock.now() - one.waits_since).total_seconds() // 60)


def label(find: Callable[[str], Any], name: str) -> str:
    """The label that ``find`` (``profile.theme``, ``profile.motive``) gives, or the id it no longer knows."""
    try:
        return str(find(name).label)
    except ComptoirError:
        return name


def waiting_line(one: Waiting, theme: Callable[[str], Any], width: int) -> str:
    """Ticket, hour, wait, urgency, name, what is asked or why (``width`` columns), for whom or where."""
    kept = one.visit
    asked = ", ".join(label(theme, each.theme) for each in one.requests)
    if one.appointment is not None:
        asked = f"rdv {clock.local(one.appointment.starts_at):%H:%M}"
    called = kept.status in (VisitStatus.CALLED, VisitStatus.AT_COUNTER)
    whom = (kept.place if called else "") or one.host or "accueil"
    why = (kept.ahead_reason if kept.ahead_at else "") or kept.reason
    # Why somebody does not take their turn is read to its end; nobody is about to receive them.
    last = [(why, width + 11)] if why and not called and kept.status is not VisitStatus.WAITING else []
    return columns(
        (kept.number, 4),
        (f"{clock.local(kept.line_at):%H:%M}", 6),
        (_state(kept), 10),
        ("avant" if kept.ahead_at else kept.urgency.value, 5),
        (one.name, 22),
        *(last or [(why or asked, width), (whom, 10)]),
    )


def _state(one: Visit) -> str:
    if one.status is not VisitStatus.WAITING:
        return _SHORT.get(one.status, one.status.label)
    waited = minutes(one)
    return duration(waited) if waited >= 0 else "en avance"


def room_line(view: Overview, room: Room, showing_gone: bool) -> str:
    """How many wait, how long, of how many places, and who went without being received."""
    waiting = [one.visit for one in view.waiting if one.visit.status is VisitStatus.WAITING]
    people = in_the_room(view)
    words = counted(people, "personne") if people else "personne"
    if room.is_full(people):
        words += f", PLEINE (tient {counted(room.capacity, 'personne')})"
    longest = max((minutes(one) for one in waiting), default=-1)
    if longest >= 0:
        words += f", la plus longue attend depuis {duration(longest)}"
    if view.gone:
        words += (
            f"   {len(view.gone)} sortis sans être reçus"
            if len(view.gone) > 1
            else "   1 sorti sans être reçu"
        )
        words += " (g cacher)" if showing_gone else " (g)"
    return f" Salle d’attente   {words}"


def in_the_room(view: Overview) -> int:
    """How many sit in the room: those who wait their turn, and those who are held."""
    return sum(one.visit.status in PRESENT[:2] for one in view.waiting)


def todo_line(view: Overview, looked: Looked, width: int) -> str:
    """What is due, the most pressing first, as much as fits in ``width`` columns; the list has it all."""
    late = [one for one in view.call_backs if one.due_at and one.due_at < clock.now()]
    parts = []
    if view.call_backs:
        hour = f"{clock.local(late[0].due_at):%H:%M}" if late and late[0].due_at else ""
        calls = counted(len(view.call_backs), "rappel")
        parts.append(calls + (f" dont {len(late)} en retard ({hour})" if late else ""))
    if looked.earlier:
        parts.append(f"{looked.earlier} plus tôt")
    if looked.waiting:
        parts.append(f"{looked.waiting} sans créneau")
    open_steps = [one for one in view.unsettled if one.outcome is not Outcome.CALL_BACK]
    if open_steps:
        parts.append(counted(len(open_steps), "demande sans suite", "demandes sans suite"))
    if looked.misplaced:
        parts.append(f"{looked.misplaced} rdv à déplacer")
    if view.slips:
        parts.append(counted(view.slips, "message"))
    if view.reminders:
        parts.append(counted(view.reminders, "rdv à rappeler", "rdv à rappeler"))
    if view.follow_ups:
        parts.append(counted(view.follow_ups, "suivi d’orientation", "suivis d’orientation"))
    line = " À faire   " + (parts[0] if parts else "rien en attente")
    for part in parts[1:]:
        if len(line) + len(part) + 5 > width:
            return f"{line} …"
        line += f"   {part}"
    return line
