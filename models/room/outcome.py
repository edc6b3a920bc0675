"""What is noted of an appointment: it took place, nobody came, it is cancelled. The visit follows.

Where somebody is in a waiting room for it, both change in one step, which
:func:`models.room.queue.undo` takes back.
"""

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Status
from models.errors import ComptoirError
from models.room import queue, step, visit
from models.room.visit import Visit, VisitStatus
from models.service.agent import Agent
from models.service.permission import Permission
from models.store.database import write


@write(Permission.RECEIVE)
def note(by: Agent, appointment_id: int, status: Status) -> tuple[Appointment, bool]:
    """Note what became of an appointment; what it is now, and whether somebody left a waiting room by it.

    Who is there when it is cancelled stays in the room: see :func:`waiting`.

    Raises :class:`ComptoirError` for somebody absent who is there and was not called, what
    :func:`models.agenda.agenda.mark` raises, and what :func:`models.room.queue.close` does for somebody
    received whose requests have no outcome: see :func:`unanswered`.
    """
    leaving = status in (Status.SEEN, Status.ABSENT)
    here = [one for one in visit.present() if leaving and one.appointment_id == appointment_id]
    for one in here:
        if status is Status.SEEN:
            queue.close(by, one.id)
        else:
            _missed(by, one, agenda.get(appointment_id).status)
    # Closing the visit has marked it already, but for one that was marked otherwise before.
    return agenda.mark(by, appointment_id, status), bool(here)


def waiting(appointment_id: int) -> Visit | None:
    """Who is in a waiting room for an appointment, if anybody is."""
    return next((one for one in visit.present() if one.appointment_id == appointment_id), None)


def unanswered(appointment_id: int) -> int | None:
    """The visit of who came for an appointment, when it has to be told what came of what they ask."""
    came = waiting(appointment_id)
    return came.id if came is not None and queue.without_outcome(came.id) else None


def _missed(by: Agent, one: Visit, before: Status) -> None:
    if one.status is not VisitStatus.CALLED:
        raise ComptoirError(
            "Déjà là",
            f"La personne est là, n° {one.number}. Appelez-la d’abord, ou notez son départ dans la salle.",
        )
    step.take(
        by, visit.row(one.id), VisitStatus.ABSENT, "visit.absent", more={"appointment": before.value},
        closed_at=clock.now(),
    )  # fmt: skip
