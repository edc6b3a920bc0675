"""A time taken for somebody, with what was asked beside: kept whole or not at all."""

from dataclasses import dataclass, replace
from datetime import date

from models.agenda import agenda, consecutive, reminder, standby
from models.agenda.appointment import Appointment, Booking
from models.agenda.standby import Standby
from models.person import whom as persons
from models.person.whom import Whom
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.venue import Venue
from models.store import journal
from models.store.database import once, write


@dataclass(frozen=True, slots=True)
class Taken:
    """What the form of the slots says: a time, perhaps the one just after, instead of ``moves`` if given.

    ``reminders`` answers whether to call before the appointment, ``None`` when it was not asked;
    ``earlier`` are the words under which an earlier time would suit, ``None`` when none is wanted. The
    person of ``booking`` is that of ``whom``.
    """

    whom: Whom
    booking: Booking
    then: Booking | None = None
    moves: int | None = None
    reason: str = ""
    reminders: bool | None = None
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What the form says of somebody who takes no time yet: see :func:`models.agenda.standby.want`."""

    whom: Whom
    motive: str
    appointment_id: int | None = None
    request_id: int | None = None
    venue: Venue | None = None
    words: str = ""
    deadline: date | None = None


@write(Permission.BOOK)
def keep(by: Agent, taken: Taken, region: str, key: str) -> Appointment:
    """Keep the person, book or move, and note the answers: all or nothing, once per ``key``.

    Raises :class:`SlotTaken` when somebody was faster, :class:`InvalidInput` naming the field.
    """
    kept = agenda.get(once(key, "taken", lambda: _keep(by, taken, region, key), taken))
    journal.note(by, "appointment.taken", kept.id, person=kept.person_id)
    return kept


def _keep(by: Agent, taken: Taken, region: str, key: str) -> int:
    person_id = persons.keep(by, taken.whom, region, key) or 0
    booking = replace(taken.booking, person_id=person_id)
    then = replace(taken.then, person_id=person_id) if taken.then else None
    kept = _book(by, booking, then, f"{key}-book") if taken.moves is None else _move(by, taken, then, key)
    if taken.reminders is not None:
        reminder.agree(by, kept.person_id, taken.reminders)
    if taken.earlier is not None:
        standby.want(
            by, kept.person_id, motive=kept.motive, appointment_id=kept.id, venue=kept.venue.value,
            words=taken.earlier, key=f"{key}-earlier",
        )  # fmt: skip
    return kept.id


def _book(by: Agent, booking: Booking, then: Booking | None, key: str) -> Appointment:
    return agenda.book_both(by, booking, then, key)[0] if then else agenda.book(by, booking, key)


def _move(by: Agent, taken: Taken, then: Booking | None, key: str) -> Appointment:
    number, booking = taken.moves or 0, taken.booking
    if then is not None:
        return consecutive.move_both(by, number, booking, then, taken.reason, key)
    return agenda.move(by, number, booking, taken.reason, key)


@write(Permission.BOOK)
def wait(by: Agent, wanted: Wait, region: str, key: str) -> Standby:
    """Keep the person and put them on the call list: all or nothing, once per ``key``."""
    person_id = persons.keep(by, wanted.whom, region, key) or 0
    return standby.want(
        by, person_id, motive=wanted.motive, appointment_id=wanted.appointment_id,
        request_id=wanted.request_id, venue=wanted.venue.value if wanted.venue else "", words=wanted.words,
        deadline=wanted.deadline, key=f"{key}-standby",
    )  # fmt: skip
