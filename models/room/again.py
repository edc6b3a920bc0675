"""Somebody a second time on one day: who waits already, is expected, or went without being received."""

from dataclasses import dataclass

from models.agenda import agenda
from models.agenda.appointment import Appointment
from models.contact import request
from models.contact.request import RequestForm
from models.errors import InvalidInput
from models.room import arrival, queue, ticket, visit
from models.room.visit import GONE, PRESENT, Visit
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.venue import Venue
from models.store import journal
from models.store.database import write


@dataclass(frozen=True, slots=True)
class Again:
    """What a form goes on with instead of a new ticket, by id: a visit, or an appointment."""

    visit: int | None = None
    appointment: int | None = None


@dataclass(frozen=True, slots=True)
class Already:
    """What today knows of somebody: the visit they have, or the appointment they are expected for."""

    visit: Visit | None = None
    appointment: Appointment | None = None

    @property
    def kind(self) -> str:
        """``expected``, ``waits`` for who is in a room, ``gone`` for who went without being received."""
        if self.visit is None:
            return "expected"
        return "waits" if self.visit.status in PRESENT else "gone"

    @property
    def again(self) -> Again:
        """It by its id."""
        return Again(self.visit.id if self.visit else None, self.appointment.id if self.appointment else None)


def already(person_id: int) -> Already | None:
    """Where somebody is today: in a room, expected here, gone without being received; else ``None``."""
    today = visit.today(person_id)
    if present := next((one for one in today if one.status in PRESENT), None):
        return Already(present)
    came = ticket.came()
    here = (one for one in agenda.expected(person_id) if one.venue is Venue.ON_SITE and one.id not in came)
    if booked := next(here, None):
        return Already(appointment=booked)
    gone = next((one for one in today if one.status in GONE), None)
    return Already(gone) if gone else None


def refuse_unseen(person_id: int, known: Again | None) -> None:
    """Raises :class:`InvalidInput` on ``again`` for who waits or is expected, unless the form ``known`` it.

    Another desk may have taken them down between two keys of this one.
    """
    found = already(person_id)
    if found is not None and found.kind != "gone" and found.again != known:
        raise InvalidInput(
            "Déjà noté", "Un autre poste a reçu cette personne entre-temps. Lisez, puis validez.", "again"
        )


@write(Permission.RECEIVE)
def go_on(by: Agent, again: Again, forms: tuple[RequestForm, ...]) -> Visit:
    """Note an arrival, or take up a visit, with what is asked besides; nobody stands in the line twice.

    Who went without being received is back in line. The most urgent of what is asked counts. Raises
    :class:`InvalidInput` on ``again`` for a visit that is over by now, and what
    :func:`models.room.arrival.arrived` raises.
    """
    if again.appointment is not None:
        number = arrival.arrived(by, again.appointment).id
    else:
        number = again.visit or 0
        status = visit.get(number).status
        if status in GONE:
            queue.back_in_line(by, number)
        elif status not in PRESENT:
            raise InvalidInput("Plus dans la salle", f"C’est « {status.label} » depuis. Répondez n.", "again")
    kept = visit.row(number)
    for form in forms:
        request.add(by, form, person_id=kept.person_id, visit_id=number)
    kept.urgency = min((kept.urgency, *(form.urgency.value for form in forms)))
    kept.save()
    journal.note(by, "visit.joined", number, person=kept.person_id)
    return visit.get(number)
