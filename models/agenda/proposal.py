"""Proposals: which freed slot suits whom of those who wait for one, and what they answer.

Everybody to whom a freed slot would suit is on the call list: the first who accepts has it, which is
booking it. Somebody is called about three slots at most, and not again within seven days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from models import clock
from models.agenda import agenda, consecutive, standby
from models.agenda.appointment import Appointment, AppointmentRow, Booking, Status
from models.agenda.standby import End, OfferRow, Reply, Standby
from models.dates import constraint
from models.dates.constraint import Constraint
from models.errors import ComptoirError, NotFound
from models.service import agent, language, sector
from models.service.agent import Agent
from models.service.permission import Permission, Role
from models.service.profile import Motive, Profile
from models.service.venue import Venue
from models.slots import slot
from models.slots.find import names as names_of
from models.slots.slot import Slot
from models.slots.wish import Wish
from models.store import journal
from models.store.database import write

# Most is found in the first days; the rest is only looked through for whoever found nothing there.
FIRST_DAYS = timedelta(days=6)
# How far ahead a first slot is looked for when its delay has passed, or was never said.
FURTHEST = timedelta(days=56)

# (motive, place, language): what is looked for once, however many wait for it.
_Group = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for everybody."""

    agents: list[Agent]
    # Where each who waits lives, in the words of sectors.
    homes: dict[int, frozenset[str]]
    # (from, to, appointment) by person: when they are expected elsewhere.
    expected: dict[int, list[tuple[datetime, datetime, int]]]
    # What goes just after the appointment of somebody who has two, by the first.
    after: dict[int, Appointment]

    def receives(self, agent_id: int, who: Standby) -> bool:
        """Whether an agent receives from where somebody lives."""
        sectors = next((one.sectors for one in self.agents if one.id == agent_id), ())
        return sector.receives(sectors, self.homes[who.id])


@dataclass(frozen=True, slots=True)
class Proposal:
    """The earliest slot that suits somebody who waits."""

    standby: Standby
    slot: Slot


def find(profile: Profile) -> list[Proposal]:
    """For everybody who waits and may be called now: the earliest slot that suits, first asked first.

    Earlier than the appointment to bring forward; for a first one, within its delay. The same slot may
    stand beside several names. Nobody is in two places at once. A search is made for each motive and
    place, not for each person.
    """
    people = [one for one in standby.waiting() if one.may_be_called]
    if not people:
        return []
    booked = [one.booked for one in people if one.booked]
    known = _Known(
        agent.everyone(),
        {one.id: sector.homes(*one.home) for one in people},
        _expected([one.person_id for one in people]),
        consecutive.partners(booked),
    )
    groups: dict[_Group, list[Standby]] = {}
    for one in people:
        groups.setdefault((one.motive, one.where, _language(one, known.agents)), []).append(one)
    found = {
        one.id: proposed
        for group, members in groups.items()
        for one, proposed in _of_group(profile, group, members, known)
    }
    return [Proposal(one, found[one.id]) for one in people if one.id in found]


def look(profile: Profile) -> tuple[tuple[Proposal, ...], tuple[Standby, ...]]:
    """Who may come earlier, and who waits for a first slot and has none.

    It searches only when somebody waits.
    """
    if not standby.someone_waits():
        return (), ()
    proposals = tuple(find(profile))
    served = {one.standby.id for one in proposals}
    return proposals, tuple(one for one in standby.waiting() if one.booked is None and one.id not in served)


def _of_group(
    profile: Profile, group: _Group, members: list[Standby], known: _Known
) -> Iterator[tuple[Standby, Slot]]:
    motive_id, venue, spoken = group
    try:
        motive = profile.motive(motive_id)
    except NotFound:
        return
    left = members
    if motive.consecutive:
        # Two appointments, one after the other, are brought forward together, and one alone is not.
        left = [one for one in members if one.booked is None or one.booked.id in known.after]
    names = names_of(known.agents)
    words = {one.id: constraint.read(one.words, names) for one in left}
    first, last = clock.today(), max(map(_until, left), default=date.min)
    for start, end in ((first, first + FIRST_DAYS), (first + FIRST_DAYS + timedelta(days=1), last)):
        if not left or start > last:
            return
        slots = slot.free(_wish(motive, venue, spoken, start, min(end, last)), 1_000_000)
        for one in list(left):
            suits = (each for each in slots if _suits(one, words[one.id], each, known))
            if (earliest := next(suits, None)) is not None:
                left.remove(one)
                yield one, earliest


def _wish(motive: Motive, venue: str, spoken: str, first: date, last: date) -> Wish:
    return Wish(
        motive=motive.id,
        minutes=motive.minutes,
        roles=tuple(Role(role) for role in motive.roles),
        first=first,
        last=last,
        venue=Venue(venue) if venue else None,
        language=spoken,
        second_roles=tuple(Role(role) for role in motive.second_roles),
        consecutive=motive.consecutive,
    )


def _until(one: Standby) -> date:
    """The last day that is of use to somebody."""
    if one.booked is not None:
        return clock.local(one.booked.starts_at).date()
    # Past the delay, whatever comes is better than nothing.
    late = one.deadline is None or one.deadline < clock.today()
    return clock.today() + FURTHEST if late else one.deadline or clock.today()


def _suits(one: Standby, words: Constraint, proposed: Slot, known: _Known) -> bool:
    if one.booked is not None and proposed.starts_at >= one.booked.starts_at:
        return False
    if clock.local(proposed.starts_at).date() > _until(one):
        return False
    if one.booked is not None and proposed.site_id not in (None, one.booked.site_id or proposed.site_id):
        return False
    hosts = [proposed.agent_id, *([proposed.second.agent_id] if proposed.second else [])]
    if not all(known.receives(agent_id, one) for agent_id in hosts):
        return False
    parts = [proposed, proposed.second] if proposed.second else [proposed]
    mine = {each.id for each in (one.booked, known.after.get(one.booked.id)) if each} if one.booked else set()
    for start, end, appointment_id in known.expected.get(one.person_id, ()):
        busy = any(start < part.ends_at and end > part.starts_at for part in parts)
        if appointment_id not in mine and busy:
            return False
    venues = [Venue(one.where)] if one.where else proposed.venues
    names = (part.agent_name for part in parts)
    return words.fits(proposed.starts_at, *names, *(venue.label for venue in venues))


def _language(one: Standby, agents: list[Agent]) -> str:
    """What they have to be received in, when somebody here speaks it."""
    wanted = language.needed(one.language, one.interpreter)
    return language.common(wanted, agents) if wanted else ""


def _expected(person_ids: list[int]) -> dict[int, list[tuple[datetime, datetime, int]]]:
    found: dict[int, list[tuple[datetime, datetime, int]]] = {}
    query = AppointmentRow.select(
        AppointmentRow.person, AppointmentRow.starts_at, AppointmentRow.ends_at, AppointmentRow.id
    ).where(
        AppointmentRow.person.in_(person_ids),
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.ends_at > clock.now(),
    )
    rows: Any = query.tuples()
    for person_id, start, end, appointment_id in rows:
        found.setdefault(person_id, []).append((start, end, appointment_id))
    return found


# --- what they answer


@write(Permission.BOOK)
def accept(by: Agent, standby_id: int, slot: Slot, key: str) -> Appointment:
    """Book ``slot`` for who accepts it, or move their appointment to it; they no longer wait.

    One transaction, once per ``key``. Raises what :func:`agenda.book` and :func:`agenda.move` do, above
    all :class:`SlotTaken`: then nothing has changed and the person still waits. Raises
    :class:`ComptoirError` for somebody who was served at another time meanwhile.
    """
    row, one = standby.row_of(standby_id), standby.get(standby_id)
    if row.closed_at is not None and not _offered(row, slot, Reply.ACCEPTED):
        raise ComptoirError("Attente terminée", f"{one.person_name} n’attend plus. Revenez à la liste.")
    kept = _take(by, one, slot, key)
    if row.closed_at is None:
        _offer(by, row, slot, Reply.ACCEPTED)
        standby.close_wait(row, End.SERVED)
    journal.note(by, "standby.served", row.id, person=row.person_id)
    return kept


@write(Permission.BOOK)
def refuse(by: Agent, standby_id: int, slot: Slot, outcome: Reply) -> Standby:
    """Note that somebody was called about ``slot`` and did not take it, or was not reached."""
    row = standby.row_of(standby_id)
    _offer(by, row, slot, outcome)
    journal.note(by, "standby.offered", row.id, person=row.person_id, outcome=outcome.value)
    return standby.get(standby_id)


@write(Permission.BOOK)
def undo(by: Agent, standby_id: int) -> Standby:
    """Undo :func:`refuse`: that call was not made."""
    row = standby.row_of(standby_id)
    last = OfferRow.select().where(OfferRow.standby == row.id).order_by(OfferRow.id.desc()).first()
    if last is None or last.outcome == Reply.ACCEPTED:
        raise ComptoirError("Rien à défaire", "Aucun appel n’est noté pour cette personne.")
    last.delete_instance()
    journal.note(by, "standby.offer_undone", row.id, person=row.person_id)
    return standby.get(standby_id)


def _take(by: Agent, one: Standby, slot: Slot, key: str) -> Appointment:
    """Move the appointment to the slot, or book the first one, with what comes just after it."""
    second = slot.second
    booking = _booking(one, slot)
    if second is not None and second.starts_at == slot.starts_at:
        booking = replace(booking, second_agent_id=second.agent_id)
    follows = second is not None and second.starts_at != slot.starts_at
    if one.booked is not None:
        if second is not None and follows:
            then = _booking(one, second)
            return consecutive.move_both(by, one.booked.id, booking, then, "plus tôt possible", key)
        return agenda.move(by, one.booked.id, booking, "plus tôt possible", key)
    if second is not None and follows:
        return agenda.book_both(by, booking, _booking(one, second), key)[0]
    return agenda.book(by, booking, key)


def _booking(one: Standby, slot: Slot) -> Booking:
    return Booking(
        person_id=one.person_id,
        motive=one.motive,
        agent_id=slot.agent_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        venue=Venue(one.where) if one.where else slot.venues[0],
        request_id=one.booked.request_id if one.booked else one.request_id,
        note=one.booked.note if one.booked else "",
        site_id=slot.site_id,
    )


def _offer(by: Agent, row: Any, slot: Slot, outcome: Reply) -> None:
    OfferRow.create(
        standby=row.id, with_whom=slot.agent_id, starts_at=slot.starts_at, agent_id=by.id, outcome=outcome
    )


def _offered(row: Any, slot: Slot, outcome: Reply) -> bool:
    same = (OfferRow.with_whom == slot.agent_id) & (OfferRow.starts_at == slot.starts_at)
    return bool(
        OfferRow.select().where(OfferRow.standby == row.id, same, OfferRow.outcome == outcome).exists()
    )
