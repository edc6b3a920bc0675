"""Calls: who called, for whom, how long, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock, telephone, text
from models.contact import request
from models.contact.request import RequestForm
from models.errors import ComptoirError
from models.glossary import Word
from models.person import person
from models.person.person import PersonForm, PersonRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, once, write
from models.store.rows import filled
from models.store.word_field import WordField


class Caller(Word):
    """Who is on the line; the digit that chooses it is its place in this list."""

    PERSON = "person", "la personne"
    RELATIVE = "relative", "un proche"
    PARTNER = "partner", "partenaire"
    COLLEAGUE = "colleague", "collègue"
    WRONG_NUMBER = "wrong_number", "erreur"


class Direction(Word):
    """Who dialled."""

    INCOMING = "incoming", "reçu"
    OUTGOING = "outgoing", "émis"


class CallRow(Row):
    person = peewee.ForeignKeyField(PersonRow, null=True, lazy_load=False, backref="+")
    direction = WordField(Direction, max_length=10)
    caller = WordField(Caller, max_length=20)
    caller_name = peewee.CharField(max_length=200, default="")
    phone = peewee.CharField(max_length=20, default="")
    started_at = Instant(index=True)
    ended_at = Instant()
    note = peewee.TextField(default="")

    class Meta:
        table_name = "call"


@dataclass(frozen=True, slots=True)
class CallForm:
    """What the phone form sends; ``started_at`` is when the key was pressed."""

    started_at: datetime
    caller: Caller
    caller_name: str = ""
    caller_phone: str = ""
    person_id: int | None = None
    new_person: PersonForm | None = None
    requests: tuple[RequestForm, ...] = ()
    note: str = ""
    direction: Direction = Direction.INCOMING


@dataclass(frozen=True, slots=True)
class Call:
    """A kept call; instants are UTC, ``phone`` is E.164 or empty."""

    id: int
    person_id: int | None
    direction: Direction
    caller: Caller
    caller_name: str
    phone: str
    started_at: datetime
    ended_at: datetime
    note: str
    request_ids: tuple[int, ...] = ()


@write(Permission.CONTACT)
def record(by: Agent, form: CallForm, region: str, key: str) -> Call:
    """Keep a call that ended now, with its requests. Once per ``key``.

    A wrong number needs nothing else; any other call needs at least one request or a note. Raises
    :class:`InvalidInput` naming the field to return to.
    """
    if form.caller is not Caller.WRONG_NUMBER and not form.requests and not text.clean(form.note):
        raise ComptoirError("Appel vide", "Indiquez ce qui est demandé : un mot suffit.")
    phone = telephone.read(form.caller_phone, region, "caller_phone")

    def make() -> int:
        person_id = form.person_id
        if person_id is None and form.new_person is not None:
            person_id = person.create(by, form.new_person, region, f"{key}-person").id
        row = CallRow.create(
            person=person_id,
            direction=form.direction,
            caller=form.caller,
            caller_name=text.clean(form.caller_name)[:200],
            phone=phone,
            started_at=form.started_at,
            ended_at=clock.now(),
            note=text.clean_lines(form.note),
        )
        for one in form.requests:
            request.add(by, one, person_id=person_id, call_id=row.id)
        if person_id is not None:
            person.touch(person_id)
        return int(row.id)

    kept = get(once(key, "call", make))
    journal.note(by, "call.recorded", kept.id, person=kept.person_id)
    return kept


def get(call_id: int) -> Call:
    """Raises :class:`NotFound`."""
    row = CallRow.numbered(call_id, "Appel introuvable", "Cet appel n’existe plus. Revenez au comptoir.")
    return _call(row)


def _call(row: Any) -> Call:
    return filled(Call, row, request_ids=tuple(one.id for one in request.of_call(row.id)))
