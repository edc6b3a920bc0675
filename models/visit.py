"""Visits: one presence at the counter, from arrival to departure, and the waiting room they make."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee

from models import clock, journal, person, request
from models.agent import Agent
from models.database import Instant, Row, once, write
from models.errors import ComptoirError, NotFound
from models.glossary import Word
from models.person import PersonForm, PersonRow
from models.request import Outcome, RequestForm, RequestRow
from models.triage import Urgency


class VisitStatus(Word):
    """Where somebody who came is now."""

    WAITING = "waiting", "attend"
    CALLED = "called", "reçu"
    AT_COUNTER = "at_counter", "au guichet"
    DONE = "done", "terminé"
    LEFT = "left", "parti sans être reçu"


PRESENT = (VisitStatus.WAITING, VisitStatus.CALLED, VisitStatus.AT_COUNTER)


class VisitRow(Row):
    person = peewee.ForeignKeyField(PersonRow, null=True, lazy_load=False, backref="+")
    day = peewee.DateField()
    number = peewee.IntegerField()
    arrived_at = Instant()
    called_at = Instant(null=True)
    closed_at = Instant(null=True)
    status = peewee.CharField(max_length=20)
    urgency = peewee.CharField(max_length=2)
    # The worker somebody comes to see; empty for the reception itself.
    agent_id = peewee.IntegerField(null=True)
    appointment_id = peewee.IntegerField(null=True)

    class Meta:
        table_name = "visit"
        indexes = ((("day", "number"), True), (("status", "day"), False))


@dataclass(frozen=True, slots=True)
class Visit:
    """One presence; instants are UTC, ``number`` is the ticket of ``day``."""

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


@write
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
        row = _arrive(by, person_id, urgency, VisitStatus.WAITING if waits else VisitStatus.AT_COUNTER)
        for form in intake.requests:
            request.add(by, form, person_id=person_id, visit_id=row.id)
        _close_if_settled(by, row)
        return int(row.id)

    visit = get(once(key, "visit", make))
    journal.note(by, "visit.received", person=visit.person_id, subject="visit", subject_id=visit.id)
    return Received(visit, visit.person_id or 0, tuple(one.id for one in request.of_visit(visit.id)))


@write
def arrive(
    by: Agent,
    person_id: int,
    *,
    urgency: Urgency = Urgency.N4,
    agent_id: int | None = None,
    appointment_id: int | None = None,
) -> Visit:
    """Put somebody in the waiting room, for ``agent_id`` or for the reception."""
    return _visit(_arrive(by, person_id, urgency, VisitStatus.WAITING, agent_id, appointment_id))


def _arrive(
    by: Agent,
    person_id: int,
    urgency: Urgency,
    status: VisitStatus,
    agent_id: int | None = None,
    appointment_id: int | None = None,
) -> Any:
    day = clock.today()
    last = VisitRow.select(peewee.fn.MAX(VisitRow.number)).where(VisitRow.day == day).scalar()
    row = VisitRow.create(
        person=person_id,
        day=day,
        number=(last or 0) + 1,
        arrived_at=clock.now(),
        status=status,
        urgency=urgency,
        agent_id=agent_id,
        appointment_id=appointment_id,
    )
    person.touch(person_id)
    journal.note(by, "visit.arrived", person=person_id, subject="visit", subject_id=row.id, number=row.number)
    return row


@write
def call(by: Agent, visit_id: int) -> Visit:
    """Call somebody from the waiting room. Raises :class:`ComptoirError` when a colleague was quicker."""
    row = _row(visit_id)
    if row.status != VisitStatus.WAITING:
        raise ComptoirError("Déjà appelé", f"Le n° {row.number} n’attend plus. Prenez le suivant.")
    return _move(by, row, VisitStatus.CALLED, "visit.called", called_at=clock.now())


@write
def close(by: Agent, visit_id: int) -> Visit:
    """Somebody was received and goes; what waited for this is settled."""
    row = _row(visit_id)
    RequestRow.update(settled_at=clock.now()).where(
        RequestRow.visit_id == visit_id, RequestRow.outcome == Outcome.WAIT, RequestRow.settled_at.is_null()
    ).execute()
    return _move(by, row, VisitStatus.DONE, "visit.closed", closed_at=clock.now())


@write
def leave(by: Agent, visit_id: int) -> Visit:
    """Somebody went without having been received."""
    return _move(by, _row(visit_id), VisitStatus.LEFT, "visit.left", closed_at=clock.now())


@write
def put_back(by: Agent, before: Visit) -> Visit:
    """Undo one step: the visit is again as it was in ``before``, what had waited waits again."""
    row = _row(before.id)
    if before.status in PRESENT:
        RequestRow.update(settled_at=None).where(
            RequestRow.visit_id == before.id, RequestRow.outcome == Outcome.WAIT
        ).execute()
    return _move(
        by, row, before.status, "visit.put_back", called_at=before.called_at, closed_at=before.closed_at
    )


@write
def finish_counter(by: Agent, visit_id: int) -> Visit:
    """End a visit served at the counter once each of its requests is settled; else leave it as it is."""
    row = _row(visit_id)
    _close_if_settled(by, row)
    journal.note(by, "visit.checked", person=row.person_id, subject="visit", subject_id=row.id)
    return _visit(_row(visit_id))


def _close_if_settled(by: Agent, row: Any) -> None:
    open_requests = RequestRow.select().where(RequestRow.visit_id == row.id, RequestRow.settled_at.is_null())
    if row.status == VisitStatus.AT_COUNTER and not open_requests.exists():
        _move(by, row, VisitStatus.DONE, "visit.closed", closed_at=clock.now())


def _move(by: Agent, row: Any, status: VisitStatus, action: str, **columns: Any) -> Visit:
    for name, value in columns.items():
        setattr(row, name, value)
    row.status = status
    row.save()
    journal.note(by, action, person=row.person_id, subject="visit", subject_id=row.id)
    return _visit(row)


def present() -> list[Visit]:
    """Everybody who is here today: by urgency, then booked or arrival time as ``arrived_at`` gives it."""
    query = VisitRow.select().where(VisitRow.status.in_(PRESENT), VisitRow.day == clock.today())
    return [_visit(row) for row in query.order_by(VisitRow.urgency, VisitRow.arrived_at, VisitRow.id)]


def get(visit_id: int) -> Visit:
    """Raises :class:`NotFound`."""
    return _visit(_row(visit_id))


def name_of(visit_id: int) -> str:
    """How the screens name who came."""
    row = _row(visit_id)
    return person.get(row.person_id).name if row.person_id else "anonyme"


def of_person(person_id: int, limit: int = 20) -> list[Visit]:
    """The visits of a person, newest first."""
    query = VisitRow.select().where(VisitRow.person == person_id).order_by(VisitRow.id.desc())
    return [_visit(row) for row in query.limit(limit)]


def latest(person_id: int) -> Visit | None:
    """The last visit of a person, or ``None``."""
    query = VisitRow.select().where(VisitRow.person == person_id).order_by(VisitRow.id.desc())
    row = query.first()
    return _visit(row) if row else None


def _row(visit_id: int) -> Any:
    row = VisitRow.get_or_none(VisitRow.id == visit_id)
    if row is None:
        raise NotFound("Passage introuvable", "Ce passage n’existe plus. Revenez à l’accueil.")
    return row


def _visit(row: Any) -> Visit:
    return Visit(
        row.id,
        row.person_id,
        row.day,
        row.number,
        row.arrived_at,
        row.called_at,
        row.closed_at,
        VisitStatus(row.status),
        Urgency(row.urgency),
        row.agent_id,
        row.appointment_id,
    )
