"""Standby: who wants to come earlier, or waits for a first slot, and how often they were called.

What is proposed to them, and what they answer, is in :mod:`models.agenda.proposal`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import peewee

from models import clock, text
from models.agenda import agenda, consecutive
from models.agenda.appointment import Appointment, AppointmentRow, Status, from_row, joined
from models.contact import request
from models.errors import InvalidInput
from models.glossary import Word
from models.person import person
from models.person.person import PersonRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.venue import Venue
from models.store import journal
from models.store.database import Instant, Row, once, write
from models.store.rows import filled
from models.store.word_field import WordField

# Somebody who was called three times about earlier slots and took none is left in peace, and so is
# somebody called this week.
OFFERS = 3
PEACE = timedelta(days=7)


class Reply(Word):
    """What came of calling somebody about a slot."""

    ACCEPTED = "accepted", "accepté"
    REFUSED = "refused", "refusé"
    NO_ANSWER = "no_answer", "sans réponse"


class End(Word):
    """Why somebody no longer waits."""

    SERVED = "served", "pourvue"
    WITHDRAWN = "withdrawn", "retirée"


class StandbyRow(Row):
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    # The appointment to bring forward; empty for who has none yet.
    appointment_id = peewee.IntegerField(null=True, index=True)
    request_id = peewee.IntegerField(null=True)
    motive = peewee.CharField(max_length=60)
    venue = WordField(Venue, empty=True, max_length=10, default="")
    # What the person can do, as models.dates.constraint reads it: « mardi matin ».
    words = peewee.CharField(max_length=200, default="")
    deadline = peewee.DateField(null=True)
    created_at = Instant(default=clock.now)
    agent_id = peewee.IntegerField(null=True)
    closed_at = Instant(null=True, index=True)
    outcome = WordField(End, empty=True, max_length=20, default="")
    note = peewee.TextField(default="")

    class Meta:
        table_name = "standby"


class OfferRow(Row):
    standby = peewee.ForeignKeyField(StandbyRow, lazy_load=False, backref="+")
    with_whom = peewee.IntegerField()
    starts_at = Instant()
    at = Instant(default=clock.now)
    agent_id = peewee.IntegerField(null=True)
    outcome = WordField(Reply, empty=True, max_length=20, default="")

    class Meta:
        table_name = "offer"


@dataclass(frozen=True, slots=True)
class Standby:
    """Somebody who waits for an earlier time than ``booked``, or for a first one when that is ``None``.

    ``place`` is empty when it was not asked for; ``home`` is their postcode and commune; ``offers`` is how
    often they were called, ``offered_at`` when last.
    """

    id: int
    person_id: int
    person_name: str
    person_phone: str
    person_alerts: tuple[str, ...]
    motive: str
    booked: Appointment | None
    request_id: int | None
    venue: str
    words: str
    deadline: date | None
    created_at: datetime
    language: str = ""
    interpreter: bool = False
    home: tuple[str, str] = ("", "")
    offers: int = 0
    offered_at: datetime | None = None

    @property
    def where(self) -> str:
        """The place to look for: what was asked for, else where the appointment is."""
        return self.venue or (self.booked.venue.value if self.booked else "")

    @property
    def may_be_called(self) -> bool:
        """Whether another offer may be made now."""
        rested = self.offered_at is None or self.offered_at <= clock.now() - PEACE
        return self.offers < OFFERS and rested


@write(Permission.BOOK)
def want(
    by: Agent,
    person_id: int,
    *,
    motive: str,
    appointment_id: int | None = None,
    request_id: int | None = None,
    venue: str = "",
    words: str = "",
    deadline: date | None = None,
    key: str,
) -> Standby:
    """Put somebody on the list: to come earlier than an appointment, or to get a first one.

    Once per ``key``, and once per appointment, request, or person and motive: asked again, the same line
    is given back. A request is settled by it: the call list takes over. Raises :class:`InvalidInput` for
    an appointment that is over or cancelled.
    """

    def make() -> int:
        person.refuse_merged(person_id)
        booked = agenda.get(appointment_id) if appointment_id is not None else None
        if booked is not None and not _ahead(booked):
            raise InvalidInput(
                "Rendez-vous passé", "Seul un rendez-vous à venir peut être avancé.", "appointment"
            )
        # Of two consecutive ones, both are brought forward: the first stands for them.
        wanted_id = consecutive.both(booked)[0].id if booked is not None else None
        known = _known(person_id, motive, wanted_id, request_id)
        if known is not None:
            return int(known.id)
        row = StandbyRow.create(
            person=person_id,
            appointment_id=wanted_id,
            request_id=request_id,
            motive=motive,
            venue=venue,
            words=text.clean(words)[:200],
            deadline=deadline,
            agent_id=by.id,
        )
        if request_id is not None and appointment_id is None:
            request.settle(by, request_id)
        return int(row.id)

    standby_id = once(key, "standby", make)
    journal.note(by, "standby.wanted", standby_id, person=person_id)
    return get(standby_id)


@write(Permission.BOOK)
def withdraw(by: Agent, standby_id: int) -> None:
    """Take somebody off the list; a request that only waited there is again to be dealt with."""
    row = row_of(standby_id)
    if row.closed_at is None:
        close_wait(row, End.WITHDRAWN)
        if row.request_id is not None and row.appointment_id is None:
            request.unsettle(by, row.request_id)
    journal.note(by, "standby.withdrawn", row.id, person=row.person_id)


@write(Permission.BOOK)
def put_back(by: Agent, standby_id: int) -> Standby:
    """Undo :func:`withdraw`."""
    row = row_of(standby_id)
    if row.outcome == End.WITHDRAWN:
        row.closed_at, row.outcome = None, ""
        row.save()
        if row.request_id is not None and row.appointment_id is None:
            request.settle(by, row.request_id)
    journal.note(by, "standby.put_back", row.id, person=row.person_id)
    return get(standby_id)


def get(standby_id: int) -> Standby:
    """Raises :class:`NotFound`."""
    row_of(standby_id)
    return _read(StandbyRow.id == standby_id)[0]


def of_appointment(appointment_id: int) -> Standby | None:
    """Who waits to come earlier than this appointment, or the two it is one of, while it is still ahead."""
    pair = [one.id for one in consecutive.both(agenda.get(appointment_id))]
    found = _read(StandbyRow.appointment_id.in_(pair) & StandbyRow.closed_at.is_null())
    return next((one for one in found if one.booked is not None and _ahead(one.booked)), None)


def waiting() -> list[Standby]:
    """Everybody who waits, first asked first.

    An appointment that is cancelled, over or brought forward elsewhere ends the wait by itself, and so does
    a first appointment booked by any other way; undoing that brings the wait back.
    """
    still = [one for one in _read(StandbyRow.closed_at.is_null()) if one.booked is None or _ahead(one.booked)]
    booked = _booked_motives([one.person_id for one in still if one.booked is None])
    return [one for one in still if one.booked is not None or (one.person_id, one.motive) not in booked]


def someone_waits() -> bool:
    """Whether there is anything to look for: proposals cost a search, this does not."""
    return bool(StandbyRow.select().where(StandbyRow.closed_at.is_null()).exists())


def _booked_motives(person_ids: list[int]) -> set[tuple[int, str]]:
    """(person, motive) of what these persons have ahead."""
    if not person_ids:
        return set()
    query = AppointmentRow.select(AppointmentRow.person, AppointmentRow.motive).where(
        AppointmentRow.person.in_(person_ids),
        AppointmentRow.status == Status.UPCOMING,
        AppointmentRow.starts_at > clock.now(),
    )
    rows: Any = query.tuples()
    return set(rows)


def _ahead(booked: Appointment) -> bool:
    return booked.status is Status.UPCOMING and booked.starts_at > clock.now()


def _known(person_id: int, motive: str, appointment_id: int | None, request_id: int | None) -> Any:
    """The line that already says this, if there is one."""
    same = StandbyRow.appointment_id == appointment_id
    if appointment_id is None:
        same = StandbyRow.appointment_id.is_null() & (StandbyRow.person == person_id)
        same &= (StandbyRow.motive == motive) | (
            StandbyRow.request_id.is_null(False) & (StandbyRow.request_id == request_id)
        )
    return StandbyRow.get_or_none(same, StandbyRow.closed_at.is_null())


def close_wait(row: Any, end: End) -> None:
    """End a wait; runs inside the transaction of the verb that ends it."""
    row.closed_at, row.outcome = clock.now(), end
    row.save()


def row_of(standby_id: int) -> Any:
    """The row, for a verb that changes it. Raises :class:`NotFound`."""
    return StandbyRow.numbered(
        standby_id,
        "Attente introuvable",
        ("Cette personne n’est plus sur la liste d’attente. Choisissez une autre ligne."),
    )


def _read(which: Any) -> list[Standby]:
    """The lines that ``which`` holds for, in three queries however many they are."""
    query = StandbyRow.select(StandbyRow, PersonRow).join(
        PersonRow, on=(StandbyRow.person == PersonRow.id), attr="who"
    )
    rows = list(query.where(which).order_by(StandbyRow.created_at, StandbyRow.id))
    ids = [row.appointment_id for row in rows if row.appointment_id]
    booked = {one.id: from_row(one) for one in joined().where(AppointmentRow.id.in_(ids))} if ids else {}
    offers: dict[int, list[Any]] = {row.id: [] for row in rows}
    for offer in OfferRow.select().where(OfferRow.standby.in_(list(offers))).order_by(OfferRow.id):
        offers[offer.standby_id].append(offer)
    return [_standby(row, booked.get(row.appointment_id), offers[row.id]) for row in rows]


def _standby(row: Any, booked: Appointment | None, offers: list[Any]) -> Standby:
    who = person.from_row(row.who)
    return filled(
        Standby,
        row,
        person_name=who.name,
        person_phone=who.phone,
        person_alerts=who.alerts,
        booked=booked,
        language=who.language,
        interpreter=who.interpreter,
        home=(who.postcode, who.commune),
        offers=len(offers),
        offered_at=offers[-1].at if offers else None,
    )
