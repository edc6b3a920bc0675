"""What is to be booked or moved, and what is known of it before a time is looked for."""

from dataclasses import dataclass

from models.agenda import agenda, consecutive, reminder
from models.agenda.appointment import Appointment, Move
from models.contact import request
from models.contact.request import Request
from models.person import referent
from models.person.referent import Referent
from models.service.profile import Profile


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be booked or moved; ``ahead`` is what the person has already besides."""

    request: Request | None = None
    moved: Appointment | None = None
    # What is moved, with what goes just before or after it and moves along.
    together: tuple[Appointment, ...] = ()
    ahead: tuple[Appointment, ...] = ()
    # Each time it was moved before, and why: for whoever asks again.
    moves: tuple[Move, ...] = ()
    # Nobody asked yet whether the person wants to be called before.
    unasked: bool = False
    # Who follows the person: their slots stand first.
    referents: tuple[Referent, ...] = ()


def subject(profile: Profile, person_id: int | None, request_id: int | None, move: int | None) -> Subject:
    """What is known before a time is looked for. Raises :class:`NotFound`."""
    moved = agenda.get(move) if move else None
    moving = consecutive.together(profile, moved) if moved else ()
    request_id = request_id or (moved.request_id if moved else None)
    moved_ids = {one.id for one in moving}
    ahead = [one for one in agenda.upcoming(person_id) if one.id not in moved_ids] if person_id else []
    moves = agenda.moves(moved.id) if moved and moved.moved else []
    unasked = person_id is not None and reminder.agreement(person_id) is None
    asked = request.get(request_id) if request_id else None
    followed = referent.of_person(person_id) if person_id is not None else ()
    return Subject(asked, moved, moving, tuple(ahead), tuple(moves), unasked, followed)
