"""Requests: what is asked, 1..n per visit or call, each with its urgency and what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import peewee

from models import clock, text
from models.errors import InvalidInput
from models.glossary import Word
from models.person import person
from models.person.person import PersonRow
from models.service import site
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.site import SiteRow
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.rows import filled
from models.store.word_field import WordField
from models.triage.triage import Urgency


class Outcome(Word):
    """What happens now with a request. Those above INFORMED stay open until it has happened."""

    WAIT = "wait", "attendre"
    APPOINTMENT = "appointment", "rendez-vous"
    ORIENTATION = "orientation", "orientation"
    MESSAGE = "message", "message"
    LETTER = "letter", "courrier"
    CALL_BACK = "call_back", "rappeler"
    INFORMED = "informed", "renseigné"
    UNMET = "unmet", "sans solution"


SETTLED_AT_ONCE = frozenset({Outcome.INFORMED, Outcome.UNMET})


class RequestRow(Row):
    person = peewee.ForeignKeyField(PersonRow, null=True, lazy_load=False, backref="+")
    visit_id = peewee.IntegerField(null=True, index=True)
    call_id = peewee.IntegerField(null=True, index=True)
    theme = peewee.CharField(max_length=60)
    motive = peewee.CharField(max_length=60, default="")
    words = peewee.TextField(default="")
    urgency = WordField(Urgency, max_length=2)
    urgency_reason = peewee.CharField(max_length=200, default="")
    outcome = WordField(Outcome, max_length=20)
    answers = peewee.JSONField(default=dict)
    prechecks = peewee.JSONField(default=list)
    created_at = Instant(default=clock.now)
    settled_at = Instant(null=True, index=True)

    class Meta:
        table_name = "request"


@dataclass(frozen=True, slots=True)
class RequestForm:
    """One request as taken down: ids of the profile, the person's words, the answers and the advice given.

    One that is ``due`` stays so whatever the outcome: something grave was not asked.

    ``prechecks`` keeps, as plain JSON, what the program answered and why, with its sources: what the
    person was told must be readable later even when the profile has changed.
    """

    theme: str
    motive: str = ""
    words: str = ""
    urgency: Urgency = Urgency.N4
    urgency_reason: str = ""
    outcome: Outcome = Outcome.WAIT
    answers: dict[str, str] = field(default_factory=dict)
    prechecks: tuple[dict[str, Any], ...] = ()
    due: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A kept request; ``settled_at`` (UTC) is ``None`` while its outcome has still to happen."""

    id: int
    person_id: int | None
    visit_id: int | None
    call_id: int | None
    theme: str
    motive: str
    words: str
    urgency: Urgency
    urgency_reason: str
    outcome: Outcome
    answers: dict[str, str]
    prechecks: list[dict[str, Any]]
    created_at: datetime
    settled_at: datetime | None


def add(
    by: Agent,
    form: RequestForm,
    *,
    person_id: int | None,
    visit_id: int | None = None,
    call_id: int | None = None,
) -> int:
    """Keep one request inside the caller's transaction and return its id."""
    if not form.theme:
        raise InvalidInput("Demande manquante", "Indiquez ce qui est demandé : un mot suffit.", "theme")
    person.refuse_merged(person_id)
    row = RequestRow.create(
        person=person_id,
        visit_id=visit_id,
        call_id=call_id,
        theme=form.theme,
        motive=form.motive,
        words=text.clean_lines(form.words),
        urgency=form.urgency,
        urgency_reason=text.clean(form.urgency_reason)[:200],
        outcome=form.outcome,
        answers=form.answers,
        prechecks=list(form.prechecks),
        settled_at=clock.now() if form.outcome in SETTLED_AT_ONCE and not form.due else None,
    )
    journal.note(by, "request.added", row.id, person=person_id, outcome=form.outcome.value)
    return int(row.id)


@write(Permission.CONTACT)
def settle(by: Agent, request_id: int) -> None:
    """Mark that what was to happen with a request has happened. Settling twice changes nothing."""
    RequestRow.update(settled_at=clock.now()).where(
        RequestRow.id == request_id, RequestRow.settled_at.is_null()
    ).execute()
    journal.note(by, "request.settled", request_id)


def answer(by: Agent, request_id: int | None, outcome: Outcome) -> None:
    """Settle a request by what it waited for, inside the caller's transaction; one that waits for
    something else stays due, ``None`` is none. Raises :class:`NotFound`."""
    if request_id is not None and get(request_id).outcome is outcome:
        settle(by, request_id)


@write(Permission.CONTACT)
def unsettle(by: Agent, request_id: int) -> None:
    """Undo :func:`settle`: what was to happen has still to happen."""
    RequestRow.update(settled_at=None).where(RequestRow.id == request_id).execute()
    journal.note(by, "request.unsettled", request_id)


def put(request_id: int, outcome: Outcome, settled_at: datetime | None) -> None:
    """Say what comes of a request; runs inside the transaction of the step of the room that says so."""
    RequestRow.update(outcome=outcome, settled_at=settled_at).where(RequestRow.id == request_id).execute()


def get(request_id: int) -> Request:
    """Raises :class:`NotFound`."""
    row = RequestRow.numbered(
        request_id, "Demande introuvable", "Cette demande n’existe plus. Revenez au comptoir."
    )
    return _request(row)


def since(person_id: int, at: datetime) -> list[Request]:
    """What a person asked from ``at`` (UTC) on, in the order in which it was taken down."""
    theirs = (RequestRow.person == person_id) & (RequestRow.created_at >= at)
    return [_request(row) for row in RequestRow.select().where(theirs).order_by(RequestRow.id)]


def of_visit(visit_id: int) -> list[Request]:
    """The requests of one visit, in the order they were taken down."""
    return of_visits([visit_id])[visit_id]


def of_visits(visit_ids: Sequence[int]) -> dict[int, list[Request]]:
    """The requests of several visits, by visit, in the order they were taken down."""
    found: dict[int, list[Request]] = {number: [] for number in visit_ids}
    for row in RequestRow.select().where(RequestRow.visit_id.in_(list(found))).order_by(RequestRow.id):
        found[int(row.visit_id or 0)].append(_request(row))
    return found


def of_call(call_id: int) -> list[Request]:
    """The requests of one call, in the order they were taken down."""
    return [
        _request(row)
        for row in RequestRow.select().where(RequestRow.call_id == call_id).order_by(RequestRow.id)
    ]


def unsettled(limit: int = 50) -> list[Request]:
    """Requests whose outcome has still to happen (waiting in the room excepted), oldest first.

    What was asked at the counter of another site is theirs to settle, as long as that site is open.
    """
    query = RequestRow.select().where(RequestRow.settled_at.is_null(), RequestRow.outcome != Outcome.WAIT)
    if site.here() is not None:
        query = query.where(~_elsewhere())
    return [_request(row) for row in query.order_by(RequestRow.urgency, RequestRow.id).limit(limit)]


def _elsewhere() -> Any:
    """What finds the requests made in the room of another site that is open."""
    # Not VisitRow: a visit knows its requests already.
    visits: Any = peewee.Table("visit")
    others = SiteRow.select(SiteRow.id).where(SiteRow.active, SiteRow.id != site.here())
    theirs = (visits.c.id == RequestRow.visit_id) & visits.c.site_id.in_(others)
    return peewee.fn.EXISTS(visits.select(visits.c.id).where(theirs))


def _request(row: Any) -> Request:
    return filled(Request, row)
