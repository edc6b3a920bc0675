"""Two appointments of one person, one just after the other, that were booked together and stay together."""

from dataclasses import replace

from models.agenda import agenda
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status, from_row, joined
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.profile import Profile
from models.store import journal
from models.store.database import write


def partners(appointments: list[Appointment]) -> dict[int, Appointment]:
    """What goes just before or after each of these upcoming appointments, by their ids; one query."""
    known = {one.id: one for one in appointments if one.series}
    if not known:
        return {}
    query = joined().where(
        AppointmentRow.series.in_({one.series for one in known.values()}),
        AppointmentRow.status == Status.UPCOMING,
    )
    found: dict[int, Appointment] = {}
    others = [from_row(row) for row in query.order_by(AppointmentRow.starts_at)]
    for one in known.values():
        for other in others:
            if (other.series, other.person_id) == (one.series, one.person_id) and (
                other.starts_at == one.ends_at or other.ends_at == one.starts_at
            ):
                found.setdefault(one.id, other)
    return found


def both(appointment: Appointment) -> tuple[Appointment, ...]:
    """An appointment with the one just before or after it, in their order; alone when there is none."""
    other = partners([appointment]).get(appointment.id)
    return (appointment,) if other is None else tuple(sorted((appointment, other), key=_start))


def besides(one: Appointment) -> list[Appointment]:
    """What goes just before or after an appointment; it is not cancelled unasked."""
    return [each for each in both(one) if each.id != one.id]


def together(profile: Profile, one: Appointment) -> tuple[Appointment, ...]:
    """An appointment with what moves along: both of two that its motive wants one just after the other."""
    wanted = any(motive.id == one.motive and motive.consecutive for motive in profile.motives)
    return both(one) if wanted else (one,)


@write(Permission.BOOK)
def move_both(
    by: Agent, appointment_id: int, first: Booking, second: Booking, reason: str = "", key: str = ""
) -> Appointment:
    """Move an appointment and the one that goes with it, both or neither; gives the first of the two.

    Where nothing goes with it any more, what comes second is booked anew. A retry under the same ``key``
    moves nothing twice. Raises as :func:`agenda.move` and :func:`agenda.book`.
    """
    one = agenda.get(appointment_id)
    # Once moved they still follow one another: a retry finds the same two.
    pair = both(one)
    if len(pair) == 1:
        kept = agenda.move(by, one.id, first, reason, f"{key}-1")
        then = replace(second, person_id=one.person_id, motive=one.motive, series=one.series)
        agenda.book(by, then, f"{key}-2")
    else:
        moves = [(pair[0].id, first, "1"), (pair[1].id, second, "2")]
        if second.starts_at >= pair[0].ends_at:
            # Later: the second makes room for the first.
            moves.reverse()
        for number, booking, part in moves:
            if not _is_there(agenda.get(number), booking):
                agenda.move(by, number, booking, reason, f"{key}-{part}")
        kept = agenda.get(pair[0].id)
    journal.note(
        by, "appointment.both_moved", kept.id, person=one.person_id, second=[each.id for each in pair[1:]]
    )
    return kept


def _is_there(one: Appointment, wanted: Booking) -> bool:
    """Whether there is nothing to move: a retry, or a second one that was booked anew."""
    return (one.starts_at, one.agent_id, one.venue) == (wanted.starts_at, wanted.agent_id, wanted.venue)


def _start(one: Appointment) -> float:
    return one.starts_at.timestamp()
