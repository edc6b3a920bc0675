"""Letters: what was written to or for somebody, its values and its template's version."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee

from models import clock
from models.contact import request
from models.contact.request import Outcome
from models.errors import NotFound
from models.person import person
from models.person.person import PersonRow
from models.service.agent import Agent, noted
from models.service.permission import Permission
from models.store import document, journal
from models.store.database import Instant, Row, once, write
from models.store.document import DocumentRow
from models.store.rows import filled

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class LetterRow(Row):
    kind = peewee.CharField(max_length=20)
    title = peewee.CharField(max_length=80)
    person = peewee.ForeignKeyField(PersonRow, null=True, lazy_load=False, backref="+")
    agent_id = peewee.IntegerField(null=True)
    request_id = peewee.IntegerField(null=True, index=True)
    appointment_id = peewee.IntegerField(null=True)
    orientation_id = peewee.IntegerField(null=True)
    document = peewee.ForeignKeyField(DocumentRow, lazy_load=False, backref="+")
    template_sha = peewee.CharField(max_length=64)
    # The values the template was given; « values » itself is a method of peewee's tables.
    merged = peewee.JSONField(default=dict)
    created_at = Instant(default=clock.now, index=True)

    class Meta:
        table_name = "letter"


@dataclass(frozen=True, slots=True)
class LetterForm:
    """A letter that is ready: its bytes, and what made them."""

    kind: str
    title: str
    content: bytes
    template_sha: str
    values: dict[str, str | list[str]]
    person_id: int | None = None
    request_id: int | None = None
    appointment_id: int | None = None
    orientation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A kept letter; ``agent`` is the name of who wrote it, ``created_at`` is UTC."""

    id: int
    kind: str
    title: str
    person_id: int | None
    agent: str
    request_id: int | None
    appointment_id: int | None
    orientation_id: int | None
    document_id: int
    template_sha: str
    values: dict[str, str | list[str]]
    created_at: datetime


@write(Permission.PRINT)
def keep(by: Agent, form: LetterForm, key: str) -> Letter:
    """Keep a letter with its document, and settle the request that waited for one. Once per ``key``."""

    def make() -> int:
        person.refuse_merged(form.person_id)
        row = LetterRow.create(
            kind=form.kind,
            title=form.title,
            person=form.person_id,
            agent_id=by.id,
            request_id=form.request_id,
            appointment_id=form.appointment_id,
            orientation_id=form.orientation_id,
            document=document.keep(form.content, DOCX),
            template_sha=form.template_sha,
            merged=form.values,
        )
        request.answer(by, form.request_id, Outcome.LETTER)
        return int(row.id)

    letter = get(once(key, "letter", make, (form.kind, form.person_id, form.values)))
    journal.note(by, "letter.written", letter.id, person=letter.person_id, kind=letter.kind)
    return letter


@write(Permission.PRINT)
def reprinted(by: Agent, letter_id: int) -> tuple[Letter, bytes]:
    """A kept letter and its bytes, journaled as taken out again. Raises :class:`NotFound`."""
    letter = get(letter_id)
    content = document.read(letter.document_id)
    journal.note(by, "letter.reprinted", letter.id, person=letter.person_id, kind=letter.kind)
    return letter, content


def get(letter_id: int) -> Letter:
    """Raises :class:`NotFound`."""
    found = _letters(LetterRow.id == letter_id, limit=1)
    if not found:
        raise NotFound("Courrier introuvable", "Ce courrier n’est plus dans la base. Revenez à la liste.")
    return found[0]


def content(letter_id: int) -> bytes:
    """The bytes of a kept letter. Errors of :func:`get` and of :func:`models.store.document.read`."""
    return document.read(get(letter_id).document_id)


def list_for(person_id: int, limit: int = 50) -> list[Letter]:
    """The letters of one person, newest first."""
    return _letters(LetterRow.person == person_id, limit=limit)


def recent(day: date | None = None, limit: int = 50) -> list[Letter]:
    """The last letters of the site, or those of one ``day``, newest first."""
    if day is None:
        return _letters(limit=limit)
    start, end = clock.day_bounds(day)
    return _letters(LetterRow.created_at >= start, LetterRow.created_at < end, limit=limit)


def _letters(*conditions: Any, limit: int) -> list[Letter]:
    query = noted(LetterRow).where(*conditions or (True,)).order_by(LetterRow.id.desc()).limit(limit)
    return [_letter(row) for row in query]


def _letter(row: Any) -> Letter:
    return filled(Letter, row, values=row.merged)
