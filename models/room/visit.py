"""Visits: one presence at the counter, from arrival to departure, and the waiting rooms they make.

Each site of a service has a room of its own: its tickets, its numbers from 1 every day, its line. A machine
that says its site sees that room alone. One that does not sees the whole service in one line, with the site
beside each ticket: it may be the only house there is, a switchboard, or somebody who works from home, and
whom none of the sites shows to anybody would be forgotten. The tickets it gives itself are of no site.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee

from models import clock
from models.contact import request
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError
from models.glossary import Word
from models.person import person
from models.person.person import PersonForm, PersonRow
from models.room import step
from models.service import site
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.site import SiteRow
from models.store import journal
from models.store.database import Instant, Row, once, write
from models.store.rows import filled
from models.store.word_field import WordField
from models.triage.triage import Urgency


class VisitStatus(Word):
    """Where somebody who came is now."""

    WAITING = "waiting", "attend"
    HELD = "held", "patiente"
    CALLED = "called", "appelé"
    AT_COUNTER = "at_counter", "au guichet"
    DONE = "done", "terminé"
    LEFT = "left", "départ sans attendre"
    ABSENT = "absent", "absence à l’appel"
    REMOVED = "removed", "sortie de la file"
    # Somebody was marked as here who was not: nobody came.
    NOT_ARRIVED = "not_arrived", "arrivée annulée"


PRESENT = (VisitStatus.WAITING, VisitStatus.HELD, VisitStatus.CALLED, VisitStatus.AT_COUNTER)
# Who went without being received, and can be put back in line.
GONE = (VisitStatus.ABSENT, VisitStatus.LEFT, VisitStatus.REMOVED)


class VisitRow(Row):
    person = peewee.ForeignKeyField(PersonRow, null=True, lazy_load=False, backref="+")
    day = peewee.DateField()
    number = peewee.IntegerField()
    arrived_at = Instant()
    called_at = Instant(null=True)
    closed_at = Instant(null=True)
    status = WordField(VisitStatus, max_length=20)
    urgency = WordField(Urgency, max_length=2)
    # The worker somebody comes to see; empty for the reception itself.
    agent_id = peewee.IntegerField(null=True)
    appointment_id = peewee.IntegerField(null=True)
    # The hour that gives the place in line: the booked one, or when they came back; else their arrival.
    line_at = Instant(null=True)
    # When the number was last called, and to which counter or office: what the public reads.
    shown_at = Instant(null=True)
    counter = peewee.CharField(max_length=80, default="")
    # Why they are held, sent on or removed.
    reason = peewee.CharField(max_length=200, default="")
    # Who put them before the others, when, and why.
    ahead_at = Instant(null=True)
    ahead_by = peewee.IntegerField(null=True)
    ahead_reason = peewee.CharField(max_length=200, default="")
    # Whose waiting room they are in; empty where the machine that gave the ticket said no site.
    site = peewee.ForeignKeyField(SiteRow, null=True, lazy_load=False, backref="+", index=False)

    class Meta:
        table_name = "visit"
        indexes = ((("site", "day", "number"), True), (("day", "status"), False))


# Two NULL are never the same for a unique index.
VisitRow.add_index(VisitRow.day, VisitRow.number, unique=True, where=VisitRow.site.is_null())


@dataclass(frozen=True, slots=True)
class Visit:
    """One presence; instants are UTC, ``number`` is the ticket of ``day``.

    ``line_at`` gives the place in line; ``counter`` is where the number was called to at ``shown_at``;
    ``site_id`` is whose room they are in.
    """

    id: int
    person_id: int | None
    day: date
    number: int
    arrived_at: datetime
    called_at: datetime | None
    closed_at: datetime | None
    status: VisitStatus
    urgency: Urgency
    agent_id: int | None
    appointment_id: int | None
    line_at: datetime
    shown_at: datetime | None = None
    counter: str = ""
    reason: str = ""
    ahead_at: datetime | None = None
    ahead_by: int | None = None
    ahead_reason: str = ""
    site_id: int | None = None

    @property
    def waits_since(self) -> datetime:
        """From when the wait counts: who came before the booked hour waits from that hour."""
        return max(self.arrived_at, self.line_at)

    @property
    def late(self) -> int:
        """Full minutes after their booked hour that somebody came; 0 for who came in time, or has none."""
        if self.appointment_id is None:
            return 0
        return max(int((self.arrived_at - self.line_at).total_seconds() // 60), 0)


@dataclass(frozen=True, slots=True)
class Intake:
    """What the walk-in form sends: a known person or a new one, and what is asked."""

    person_id: int | None
    new_person: PersonForm | None
    requests: tuple[RequestForm, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """What :func:`receive` kept."""

    visit: Visit
    person_id: int
    request_ids: tuple[int, ...]


@write(Permission.RECEIVE)
def receive(by: Agent, intake: Intake, region: str, key: str) -> Received:
    """Keep a walk-in: the person if new, the visit with its ticket, every request. Once per ``key``.

    The person waits when a request says so, else stays at the counter until what was decided has
    happened. Raises :class:`InvalidInput` naming the field to return to.
    """
    if not intake.requests:
        raise ComptoirError("Demande manquante", "Indiquez ce qui est demandé : un mot suffit.")

    def make() -> int:
        person_id = intake.person_id
        if person_id is None:
            person_id = person.create(by, intake.new_person or PersonForm(), region, f"{key}-person").id
        waits = any(form.outcome is Outcome.WAIT for form in intake.requests)
        urgency = min(form.urgency for form in intake.requests)
        status = VisitStatus.WAITING if waits else VisitStatus.AT_COUNTER
        kept = _arrive(by, person_id, urgency, status)
        for form in intake.requests:
            request.add(by, form, person_id=person_id, visit_id=kept.id)
        _close_if_settled(by, kept)
        return int(kept.id)

    visit = get(once(key, "visit", make))
    journal.note(by, "visit.received", visit.id, person=visit.person_id)
    return Received(visit, visit.person_id or 0, tuple(one.id for one in request.of_visit(visit.id)))


@write(Permission.RECEIVE)
def arrive(
    by: Agent,
    person_id: int,
    *,
    urgency: Urgency = Urgency.N4,
    agent_id: int | None = None,
    appointment_id: int | None = None,
    booked_at: datetime | None = None,
) -> Visit:
    """Put somebody in the waiting room, for ``agent_id`` or the reception, at their booked hour if any."""
    kept = _arrive(by, person_id, urgency, VisitStatus.WAITING)
    kept.agent_id, kept.appointment_id, kept.line_at = agent_id, appointment_id, booked_at
    kept.save()
    step.note(by, kept.id, "visit.arrived")
    return from_row(kept)


def _arrive(by: Agent, person_id: int, urgency: Urgency, status: VisitStatus) -> Any:
    day, here = clock.today(), site.here()
    # Each room counts from 1; the tickets of no site have a count of their own.
    own = VisitRow.site.is_null() if here is None else VisitRow.site == here
    last = VisitRow.select(peewee.fn.MAX(VisitRow.number)).where(VisitRow.day == day, own).scalar()
    kept = VisitRow.create(
        person=person_id,
        site=here,
        day=day,
        number=(last or 0) + 1,
        arrived_at=clock.now(),
        status=status,
        urgency=urgency,
    )
    person.touch(person_id)
    journal.note(by, "visit.arrived", kept.id, person=person_id, number=kept.number)
    return kept


@write(Permission.RECEIVE)
def not_arrived(by: Agent, visit_id: int) -> Visit:
    """The arrival was a mistake: nobody came, and nothing of it is left to undo."""
    step.forget(visit_id)
    kept = row(visit_id)
    kept.status, kept.closed_at = VisitStatus.NOT_ARRIVED, clock.now()
    kept.save()
    journal.note(by, "visit.not_arrived", visit_id, person=kept.person_id)
    return from_row(kept)


@write(Permission.RECEIVE)
def finish_counter(by: Agent, visit_id: int) -> Visit:
    """End a visit served at the counter once each of its requests is settled; else leave it as it is."""
    kept = row(visit_id)
    _close_if_settled(by, kept)
    journal.note(by, "visit.checked", kept.id, person=kept.person_id)
    return from_row(kept)


def _close_if_settled(by: Agent, kept: Any) -> None:
    settled = all(one.settled_at for one in request.of_visit(kept.id))
    if kept.status == VisitStatus.AT_COUNTER and settled:
        kept.status, kept.closed_at = VisitStatus.DONE, clock.now()
        kept.save()
        journal.note(by, "visit.closed", kept.id, person=kept.person_id)


def present() -> list[Visit]:
    """Everybody who is here today, in whatever room, in the order of the line (:mod:`models.room.queue`)."""
    return _in_order(VisitRow.day == clock.today())


def in_room() -> list[Visit]:
    """Everybody in the room that this session sees, in the order of its line."""
    return _in_order(of_room())


def of_room() -> Any:
    """What finds the visits of today in the room that this session sees."""
    today, here = VisitRow.day == clock.today(), site.here()
    return today if here is None else today & (VisitRow.site == here)


def _in_order(where: Any) -> list[Visit]:
    query = VisitRow.select().where(where, VisitRow.status.in_(PRESENT))
    return [from_row(one) for one in query.order_by(*in_line())]


def in_line() -> tuple[Any, ...]:
    """The order of the line: who was put before the others, then urgency, then booked hour or arrival."""
    hour = peewee.fn.COALESCE(VisitRow.line_at, VisitRow.arrived_at)
    return VisitRow.ahead_at.asc(nulls="LAST"), VisitRow.urgency, hour, VisitRow.id


def get(visit_id: int) -> Visit:
    """Raises :class:`NotFound`."""
    return from_row(row(visit_id))


def name_of(visit_id: int) -> str:
    """How the screens name who came."""
    who = row(visit_id).person_id
    return person.get(who).name if who else "anonyme"


def of_person(person_id: int, limit: int = 20) -> list[Visit]:
    """The visits of a person, newest first."""
    query = (
        VisitRow.select()
        .where(VisitRow.person == person_id, VisitRow.status != VisitStatus.NOT_ARRIVED)
        .order_by(VisitRow.id.desc())
    )
    return [from_row(one) for one in query.limit(limit)]


def today(person_id: int) -> list[Visit]:
    """The visits of a person today, newest first."""
    return [one for one in of_person(person_id) if one.day == clock.today()]


def latest(person_id: int) -> Visit | None:
    """The last visit of a person, or ``None``."""
    return next(iter(of_person(person_id, 1)), None)


def row(visit_id: int) -> Any:
    """The row of a visit, for the verbs of ``models``. Raises :class:`NotFound`."""
    return VisitRow.numbered(
        visit_id, "Passage introuvable", "Ce passage n’existe plus. Revenez au comptoir."
    )


def from_row(row: Any) -> Visit:
    """The visit of a row."""
    return filled(Visit, row, line_at=row.line_at or row.arrived_at)
