"""The ticket of who came for an appointment goes where the appointment goes."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment
from models.errors import ComptoirError
from models.room import step, ticket, visit
from models.room.visit import Visit
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import write

P = ParamSpec("P")
T = TypeVar("T")


@write(Permission.BOOK)
def following(
    by: Agent,
    appointment_id: int | None,
    verb: Callable[Concatenate[Agent, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Do what moves an appointment, ``None`` for what moves none, and let the ticket of who came follow.

    ``verb`` writes and journals. Raises :class:`ComptoirError` for another day: who is here would wait in the
    room for an appointment to come. Nothing is moved then.
    """
    before = [] if appointment_id is None else _came(appointment_id)
    done = verb(by, *args, **kwargs)
    for came, was in before:
        _follow(by, came, was, agenda.get(was.id))
    return done


def _came(appointment_id: int) -> list[tuple[Visit, Appointment]]:
    """Who is here of the person of an appointment, with what they came for: two may move together."""
    who = agenda.get(appointment_id).person_id
    here = [one for one in visit.today(who) if one.status in visit.PRESENT]
    return [(one, agenda.get(one.appointment_id)) for one in here if one.appointment_id is not None]


def _follow(by: Agent, came: Visit, was: Appointment, now: Appointment) -> None:
    if (now.starts_at, now.agent_id) == (was.starts_at, was.agent_id):
        return
    if clock.local(now.starts_at).date() != clock.today():
        raise ComptoirError(
            "Déjà dans la salle",
            f"{ticket.named(came)} est là pour ce rendez-vous. Notez d’abord son départ dans la salle (p), "
            "puis déplacez-le à un autre jour.",
        )
    row = visit.row(came.id)
    changed = {"line_at": (row.line_at, now.starts_at), "agent_id": (was.agent_id, now.agent_id)}
    if row.agent_id != was.agent_id:
        # Sent on to somebody else meanwhile: they stay there.
        del changed["agent_id"]
    for name, (_old, new) in changed.items():
        setattr(row, name, new)
    row.save()
    # What is undone later goes back to where the appointment is by then.
    step.rewrite(came.id, changed)
    journal.note(by, "visit.followed", came.id, person=came.person_id)
