"""Taking a time: what stands in its way, the seats it takes, and who was quicker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from models import clock
from models.agenda.appointment import AppointmentMoveRow, AppointmentRow, Booking, Status
from models.cells import cell
from models.errors import InvalidInput, SlotTaken
from models.hours import fit
from models.hours.opening_range import Opening
from models.person import person
from models.service.agent import AgentRow
from models.store.database import atomic
from models.store.rows import filled


@dataclass(frozen=True, slots=True)
class Seats:
    """The (agent, cell, seat) that a booking takes, and whether one of them is above the capacity.

    ``openings`` are those that hold it, by agent.
    """

    venues: list[tuple[int, int, int]]
    overbooked: bool
    site_id: int | None
    openings: dict[int, Opening]

    @property
    def first(self) -> int:
        """The seat it begins with."""
        return self.venues[0][2]


def wanted_by(row: Any) -> Booking:
    """What would book an appointment again as its row has it."""
    return filled(Booking, row, request_id=None, note="")


def hosts(wanted: Booking) -> list[int]:
    """The agents who receive, one or two."""
    return [wanted.agent_id] if wanted.second_agent_id is None else [wanted.agent_id, wanted.second_agent_id]


def check(wanted: Booking, besides: int = 0) -> None:
    """Refuse what may not be booked, seats not considered; ``besides`` is the appointment being moved.

    Raises :class:`InvalidInput` on ``starts_at``, and :class:`ComptoirError` for a person who was merged.
    """
    person.refuse_merged(wanted.person_id)
    found = obstacle(wanted, besides)
    if found is not None:
        title, clause = found
        raise InvalidInput(
            title, f"{clause[:1].upper()}{clause[1:]}. Choisissez un autre créneau.", "starts_at"
        )


def obstacle(wanted: Booking, besides: int = 0) -> tuple[str, str] | None:
    """(title, clause without full stop) of what stands in the way of a booking, seats not considered."""
    if wanted.ends_at <= wanted.starts_at:
        return "Durée impossible", "le rendez-vous doit finir après son début"
    if wanted.starts_at < clock.this_minute():
        return "Heure passée", "ce moment est déjà passé"
    clash = _expected(wanted.person_id, wanted.starts_at, wanted.ends_at, besides)
    if clash is not None:
        return "Déjà un rendez-vous", f"cette personne a déjà rendez-vous à {clock.local(clash):%H:%M}"
    return _without_host(wanted) or _outside(wanted)


def check_again(wanted: Booking, appointment_id: int) -> None:
    """Refuse to bring back an appointment of somebody who is expected elsewhere by now.

    Hours are not asked again: undoing a cancellation must not depend on what was changed since.
    Raises :class:`InvalidInput`.
    """
    clash = _expected(wanted.person_id, wanted.starts_at, wanted.ends_at, appointment_id)
    if clash is not None:
        raise InvalidInput(
            "Déjà un rendez-vous",
            f"Cette personne a déjà rendez-vous à {clock.local(clash):%H:%M}. Annulez-le d’abord.",
            "starts_at",
        )


def _expected(person_id: int, start: datetime, end: datetime, besides: int) -> datetime | None:
    """When somebody is already expected during that time, whoever receives them."""
    query = AppointmentRow.select(AppointmentRow.starts_at).where(
        AppointmentRow.person == person_id,
        AppointmentRow.id != besides,
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.starts_at < end,
        AppointmentRow.ends_at > start,
    )
    row = query.first()
    return row.starts_at if row else None


def _without_host(wanted: Booking) -> tuple[str, str] | None:
    """Two workers are two persons, and neither has left."""
    agent_ids = hosts(wanted)
    if len(set(agent_ids)) < len(agent_ids):
        return "Deux fois le même", "les deux intervenants sont la même personne"
    rows = {row.id: row for row in AgentRow.select(AgentRow.id, AgentRow.name, AgentRow.active)
            .where(AgentRow.id.in_(agent_ids))}  # fmt: skip
    for agent_id in agent_ids:
        row = rows.get(agent_id)
        if row is None or not row.active:
            return "Plus en service", f"{row.name if row else 'cet intervenant'} n’est plus en service"
    return None


def _outside(wanted: Booking) -> tuple[str, str] | None:
    clause = fit.refusal(
        hosts(wanted), wanted.starts_at, wanted.ends_at, wanted.motive, wanted.venue, wanted.site_id
    )
    return ("Pas à ce moment", clause) if clause else None


def seats(wanted: Booking) -> Seats | None:
    """The seats that are free for a booking with each of its agents, or ``None`` when one has none left.

    Those above the capacity are looked at only for a booking that says why it takes one.
    """
    venues: list[tuple[int, int, int]] = []
    above, site_id = False, wanted.site_id
    openings: dict[int, Opening] = {}
    for agent_id in hosts(wanted):
        one = fit.opening_at(agent_id, wanted.starts_at, wanted.ends_at, wanted.motive, wanted.venue)
        capacity = one.capacity if one else 1
        more = one.overbooking if one and wanted.overbooked else 0
        found = cell.find(agent_id, wanted.starts_at, wanted.ends_at, capacity, more)
        if found is None:
            return None
        venues += [(agent_id, number, seat) for number, seat in found]
        above = above or any(seat >= capacity for _, seat in found)
        if one is not None:
            openings[agent_id], site_id = one, site_id or one.site_id
    return Seats(venues, above, site_id, openings)


def room(wanted: Booking) -> Seats:
    """The seats a booking will take. Raises :class:`SlotTaken` naming who was quicker, not for whom.

    Raises :class:`InvalidInput` on ``starts_at`` when only the rest between two appointments is missing.
    """
    found = seats(wanted)
    if found is None:
        raise _taken(wanted)
    if clause := without_rest(wanted, found):
        raise InvalidInput("Sans pause", f"{clause}. Choisissez un autre créneau.", "starts_at")
    return found


def without_rest(wanted: Booking, found: Seats) -> str:
    """Whose rest between two appointments a booking cuts into; empty when nobody’s, or above capacity."""
    for agent_id, one in found.openings.items():
        rest = timedelta(minutes=one.buffer)
        if found.overbooked or not rest:
            continue
        if not cell.rested(agent_id, wanted.starts_at, wanted.ends_at, one.capacity, rest):
            name = AgentRow.get_by_id(agent_id).name
            return f"{name} garde {one.buffer} minutes entre deux rendez-vous"
    return ""


def take(appointment_id: int, wanted: Booking, found: Seats) -> None:
    """Take the seats; the savepoint keeps the transaction usable on both engines."""
    try:
        with atomic():
            cell.take(appointment_id, found.venues)
    except peewee.IntegrityError as error:
        raise _taken(wanted) from error


def _taken(wanted: Booking) -> SlotTaken:
    for agent_id in hosts(wanted):
        one = fit.opening_at(agent_id, wanted.starts_at, wanted.ends_at, wanted.motive, wanted.venue)
        if cell.find(agent_id, wanted.starts_at, wanted.ends_at, one.capacity if one else 1) is None:
            break
    holder = cell.holder(agent_id, wanted.starts_at, wanted.ends_at)
    who = _name_of_who_took(holder) if holder else ""
    who = who or "Un autre poste"
    if wanted.overbooked:
        words = f"{who} l’a réservé, et plus personne ne peut y être ajouté."
    elif one and one.capacity > 1:
        words = f"{who} vient de réserver la dernière place."
    else:
        words = f"{who} vient de réserver ce créneau."
    return SlotTaken("Créneau pris", f"{words} Choisissez-en un autre.")


def _name_of_who_took(appointment_id: int) -> str:
    """Who moved an appointment to where it is, else who booked it."""
    moves = AppointmentMoveRow.select().where(AppointmentMoveRow.appointment_id == appointment_id)
    last = moves.order_by(AppointmentMoveRow.id.desc()).first()
    row = AppointmentRow.get_or_none(AppointmentRow.id == appointment_id)
    by = last.agent_id if last else row and row.booked_by
    agent = AgentRow.get_or_none(AgentRow.id == by)
    return str(agent.name) if agent else ""
