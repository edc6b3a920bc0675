"""The line of the waiting room: who is next, and every step from being called to going.

The order is that of :func:`models.room.visit.in_line`: who was put before the others (with a reason), then
urgency, then the booked hour or the arrival. Each verb is one transaction, so two people who call at the
same instant call two persons; each is a step that :func:`undo` takes back. The line is that of the room
this session sees: see :mod:`models.room.visit`.
"""

from collections.abc import Mapping
from typing import Any

from models import clock, text
from models.agenda import agenda
from models.agenda.appointment import Status
from models.contact import message, request
from models.contact.message import MessageKind
from models.contact.request import SETTLED_AT_ONCE, Outcome
from models.errors import ComptoirError, InvalidInput
from models.room import arrival, step, ticket, visit
from models.room.visit import GONE, PRESENT, Visit, VisitRow, VisitStatus, from_row, in_line, of_room
from models.service import agent, site
from models.service.agent import Agent, AgentRow
from models.service.permission import Permission, counter_roles
from models.service.waiting_room import Room
from models.store import journal
from models.store.database import write

WAITING, HELD, CALLED, AT_COUNTER = PRESENT
_ANY_ROOM = Room()
# Where somebody may be for a step that is asked about first.
_FROM = {
    "hold": (WAITING, CALLED, AT_COUNTER),
    "transfer": PRESENT,
    "ahead": (WAITING, HELD),
    "remove": PRESENT,
    "close": PRESENT,
}


def allow(visit_id: int, what: str) -> None:
    """Raises :class:`ComptoirError` where the step ``what`` would: nobody writes a reason for nothing."""
    _expected(visit_id, *_FROM[what])


# --- calling


@write(Permission.RECEIVE)
def call_next(by: Agent, room: Room = _ANY_ROOM) -> Visit:
    """Call whoever is first in line for ``by``: a worker calls those who came for them.

    The reception calls anybody but those sent to another counter, or, when ``room`` says so, only those
    who came for it. Raises :class:`ComptoirError` when nobody waits.
    """
    kept = _waiting_for(by, room).order_by(*in_line()).first()
    if kept is None:
        raise ComptoirError("Personne n’attend", _nobody(by))
    return _call(by, kept, room)


@write(Permission.RECEIVE)
def call(by: Agent, visit_id: int, room: Room = _ANY_ROOM) -> Visit:
    """Call somebody, in their turn or not. Raises :class:`ComptoirError` when a colleague was quicker."""
    kept = visit.row(visit_id)
    if kept.status not in (WAITING, HELD):
        raise ComptoirError("Déjà appelé", f"Le n° {kept.number} n’attend plus. Prenez le suivant.")
    return _call(by, kept, room)


@write(Permission.RECEIVE)
def recall(by: Agent, visit_id: int) -> Visit:
    """Call a number once more: it comes first on the public screen again."""
    kept = _expected(visit_id, CALLED)
    return _take(by, kept, CALLED, "visit.recalled", shown_at=clock.now())


@write(Permission.RECEIVE)
def absent(by: Agent, visit_id: int) -> Visit:
    """Somebody was called and did not come. What they asked stays open."""
    kept = _expected(visit_id, CALLED)
    return _take(by, kept, VisitStatus.ABSENT, "visit.absent", closed_at=clock.now())


def _call(by: Agent, kept: Any, room: Room) -> Visit:
    now = clock.now()
    receiver = by
    if kept.agent_id not in (None, by.id):
        # They go to the one they came for, when the public may know where that is.
        theirs = agent.get(kept.agent_id)
        receiver = theirs if room.counter_of(theirs) else by
    return _take(
        by,
        kept,
        CALLED,
        "visit.called",
        called_at=now,
        shown_at=now,
        counter=room.called_to(by, receiver)[:80],
        reason="",
    )


def _nobody(by: Agent) -> str:
    """Nobody waits here for ``by``: a worker learns who waits for them in another room."""
    away = [one for one in visit.present() if one.agent_id == by.id and one.status is WAITING]
    if not away or by.role.at_counter:
        return "La salle est vide, ou chacun y attend quelqu’un d’autre."
    return f"Dans cette salle, personne. On vous attend ailleurs : {ticket.words(away[0])}."


def _waiting_for(by: Agent, room: Room) -> Any:
    query = VisitRow.select().where(of_room(), VisitRow.status == WAITING)
    if not by.role.at_counter:
        return query.where(VisitRow.agent_id == by.id)
    mine = VisitRow.agent_id.is_null() | (VisitRow.agent_id == by.id)
    if room.next_one == "tous":
        workers = AgentRow.select(AgentRow.id).where(AgentRow.role.not_in(counter_roles()))
        mine = mine | VisitRow.agent_id.in_(workers)
    return query.where(mine)


# --- the line


@write(Permission.RECEIVE)
def hold(by: Agent, visit_id: int, reason: str = "") -> Visit:
    """Somebody stays in the room without being next: looking for a paper, waiting for a relative."""
    kept = _expected(visit_id, *_FROM["hold"])
    return _take(by, kept, HELD, "visit.held", reason=_words(reason), shown_at=None, called_at=None)


@write(Permission.RECEIVE)
def transfer(by: Agent, visit_id: int, agent_id: int | None, reason: str = "") -> Visit:
    """Send somebody on to an agent, who is told, or to the whole reception. They keep their place in line."""
    kept = _expected(visit_id, *_FROM["transfer"])
    words = _words(reason)
    if agent_id is not None:
        number = ticket.words(from_row(kept))
        told = f"Vous attend ; noté par {by.name} ({number})" + (f" : {words}" if words else "")
        message.send(by, agent.get(agent_id).id, told, kind=MessageKind.NOTICE, person_id=kept.person_id)
    return _take(
        by, kept, WAITING, "visit.transferred",
        agent_id=agent_id, reason=words, shown_at=None, called_at=None,
    )  # fmt: skip


@write(Permission.RECEIVE)
def back_in_line(by: Agent, visit_id: int) -> Visit:
    """Let somebody wait again: at the same place who never went, by the present hour who comes back."""
    kept = _expected(visit_id, HELD, CALLED, AT_COUNTER, *GONE)
    when = clock.now() if kept.status in GONE else kept.line_at
    return _take(
        by, kept, WAITING, "visit.requeued",
        line_at=when, shown_at=None, called_at=None, closed_at=None, reason="",
    )  # fmt: skip


@write(Permission.RECEIVE)
def put_ahead(by: Agent, visit_id: int, reason: str) -> Visit:
    """Put somebody before the others. Raises :class:`InvalidInput` without a reason."""
    kept = _expected(visit_id, *_FROM["ahead"])
    return _take(
        by, kept, WAITING, "visit.put_ahead",
        ahead_at=clock.now(), ahead_by=by.id, ahead_reason=_needed(reason), reason="",
    )  # fmt: skip


@write(Permission.RECEIVE)
def leave(by: Agent, visit_id: int) -> Visit:
    """Somebody went without having been received. What they asked stays open."""
    kept = _expected(visit_id, *PRESENT)
    return _take(by, kept, VisitStatus.LEFT, "visit.left", closed_at=clock.now())


@write(Permission.RECEIVE)
def remove(by: Agent, visit_id: int, reason: str) -> Visit:
    """Take somebody off the line. Raises :class:`InvalidInput` without a reason."""
    kept = _expected(visit_id, *_FROM["remove"])
    words = _needed(reason)
    return _take(by, kept, VisitStatus.REMOVED, "visit.removed", closed_at=clock.now(), reason=words)


# --- the end


@write(Permission.RECEIVE)
def close(by: Agent, visit_id: int, outcomes: Mapping[int, Outcome] | None = None) -> Visit:
    """Somebody was received: ``outcomes`` says what came of each request that waited for this.

    Who still needs a place of its own (an appointment, say) stays at the counter until that is done. A
    booked person's appointment is kept. Raises :class:`InvalidInput` for a request without an outcome.
    """
    kept = _expected(visit_id, *_FROM["close"])
    asked = without_outcome(visit_id)
    given = dict(outcomes or {})
    if set(asked) - {number for number, one in given.items() if one is not Outcome.WAIT}:
        raise InvalidInput("Suite manquante", "Dites la suite : une lettre suffit.", "outcome")
    more: dict[str, Any] = {"requests": [[number, Outcome.WAIT.value, None] for number in asked]}
    for number in asked:
        request.put(number, given[number], clock.now() if given[number] in SETTLED_AT_ONCE else None)
    stays = any(given[number] not in SETTLED_AT_ONCE for number in asked)
    if kept.appointment_id is not None:
        more["appointment"] = _seen(by, kept.appointment_id)
    status = AT_COUNTER if stays else VisitStatus.DONE
    return _take(
        by, kept, status, "visit.closed", more=more, closed_at=None if stays else clock.now(), reason=""
    )


def without_outcome(visit_id: int) -> list[int]:
    """The ids of the requests that :func:`close` has to be told the outcome of."""
    asked = request.of_visit(visit_id)
    return [one.id for one in asked if one.settled_at is None and one.outcome is Outcome.WAIT]


def _seen(by: Agent, appointment_id: int) -> str:
    """Mark an appointment kept; what it was, empty when there was nothing to mark."""
    kept = agenda.get(appointment_id)
    if kept.status is not Status.UPCOMING or clock.local(kept.starts_at).date() != clock.today():
        return ""  # moved to another day since they came
    agenda.mark(by, appointment_id, Status.SEEN)
    return Status.UPCOMING.value


# --- undoing


@write(Permission.RECEIVE)
def undo(by: Agent, appointment_id: int | None = None) -> str:
    """Take back the last step of ``by`` today; what to say about it. Once more takes back the one before.

    With ``appointment_id`` it is the last one with whoever came for that appointment. Else the reception
    undoes what was done in the room it sees: one account may sit at two sites. A step that a colleague built
    on is left as it is, and said. Raises :class:`ComptoirError` when there is nothing left.
    """
    among = None
    if appointment_id is not None:
        among = VisitRow.appointment_id == appointment_id
    elif by.role.at_counter and site.here() is not None:
        among = of_room()
    last = step.latest(by, VisitRow.select(VisitRow.id).where(among) if among is not None else None)
    if last is None:
        raise ComptoirError("Rien à défaire", "Vous n’avez fait aujourd’hui aucune étape de la salle.")
    step.undone(last)
    kept = visit.row(last.visit_id)
    journal.note(by, "visit.undone", kept.id, person=kept.person_id, step=last.action)
    later = step.after(last)
    if later is not None:
        who = agent.get(later.agent_id).name if later.agent_id else "Le programme"
        return (
            f"Le n° {kept.number} a changé depuis ({who}, {clock.local(later.at):%H:%M}) : rien n’est défait."
        )
    if last.action == "visit.arrived":
        return _undo_arrival(by, kept)
    if last.action == arrival.JOINED and kept.appointment_id is not None:
        arrival.tell_not_arrived(by, kept.appointment_id)
    _restore(by, kept, last.before)
    return f"Défait : le n° {kept.number} est de nouveau « {VisitStatus(kept.status).label} »."


def _undo_arrival(by: Agent, kept: Any) -> str:
    if kept.appointment_id is not None:
        arrival.not_arrived(by, kept.appointment_id)
        return f"L’arrivée du n° {kept.number} est annulée ; l’intervenant est prévenu."
    visit.not_arrived(by, kept.id)
    return f"L’arrivée du n° {kept.number} est annulée."


def _restore(by: Agent, kept: Any, before: dict[str, Any]) -> None:
    step.put_back(kept, before)
    for number, outcome, settled_at in before.get("requests", ()):
        request.put(number, Outcome(outcome), settled_at)
    if before.get("appointment"):
        agenda.mark(by, kept.appointment_id, Status(before["appointment"]))


# --- helpers


def _take(by: Agent, kept: Any, status: VisitStatus, action: str, **columns: Any) -> Visit:
    step.take(by, kept, status, action, **columns)
    return from_row(kept)


def _expected(visit_id: int, *statuses: VisitStatus) -> Any:
    kept = visit.row(visit_id)
    if kept.status not in statuses:
        raise ComptoirError(
            "Pas pour cette personne",
            f"Le n° {kept.number} est « {VisitStatus(kept.status).label} ». "
            "Choisissez une autre ligne, ou une autre touche.",
        )
    return kept


def _words(reason: str) -> str:
    return text.clean(reason)[:200]


def _needed(reason: str) -> str:
    words = _words(reason)
    if not words:
        raise InvalidInput(
            "Raison manquante", "Dites pourquoi en un mot : vos collègues le liront.", "reason"
        )
    return words
