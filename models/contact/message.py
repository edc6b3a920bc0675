"""Messages: slips to a colleague, notices the program sends, and calls to give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock, text
from models.contact import request
from models.errors import InvalidInput, NotFound
from models.glossary import Word
from models.person import person
from models.person.person import PersonRow, from_row
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Permission, Role
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.rows import filled
from models.store.word_field import WordField


class MessageKind(Word):
    """Why it was written."""

    MESSAGE = "message", "message"
    NOTICE = "notice", "avis"
    CALL_BACK = "call_back", "à rappeler"


class MessageStatus(Word):
    """Where it stands with the one who received it."""

    UNREAD = "unread", "à lire"
    READ = "read", "lu"
    HANDLED = "handled", "traité"


class MessageRow(Row):
    kind = WordField(MessageKind, max_length=10)
    from_id = peewee.IntegerField(null=True)
    # Empty: for whoever sits at the reception.
    to_id = peewee.IntegerField(null=True, index=True)
    person = peewee.ForeignKeyField(PersonRow, null=True, lazy_load=False, backref="+")
    appointment_id = peewee.IntegerField(null=True)
    request_id = peewee.IntegerField(null=True)
    body = peewee.TextField()
    phone = peewee.CharField(max_length=20, default="")
    due_at = Instant(null=True)
    status = WordField(MessageStatus, max_length=10, index=True)
    created_at = Instant(default=clock.now)

    class Meta:
        table_name = "message"


@dataclass(frozen=True, slots=True)
class Message:
    """One slip; instants are UTC, ``to_id`` is ``None`` for the reception."""

    id: int
    kind: MessageKind
    from_id: int | None
    to_id: int | None
    person_id: int | None
    person_name: str
    body: str
    phone: str
    due_at: datetime | None
    status: MessageStatus
    created_at: datetime


@write(Permission.CONTACT)
def send(
    by: Agent,
    to_id: int | None,
    body: str,
    *,
    kind: MessageKind = MessageKind.MESSAGE,
    person_id: int | None = None,
    appointment_id: int | None = None,
    request_id: int | None = None,
    phone: str = "",
    due_at: datetime | None = None,
) -> Message:
    """Leave a message to an agent, or to the reception; settles the request it answers, if any."""
    body = text.clean_lines(body)
    if not body:
        raise InvalidInput("Message vide", "Écrivez un mot à transmettre.", "body")
    person.refuse_merged(person_id)
    row = MessageRow.create(
        kind=kind,
        from_id=by.id,
        to_id=to_id,
        person=person_id,
        appointment_id=appointment_id,
        request_id=request_id,
        body=body,
        phone=text.clean(phone)[:20],
        due_at=due_at,
        status=MessageStatus.UNREAD,
    )
    if request_id is not None:
        request.settle(by, request_id)
    journal.note(by, "message.sent", row.id, person=person_id, kind=kind.value)
    return get(row.id)


@write(Permission.CONTACT)
def mark(by: Agent, message_id: int, status: MessageStatus) -> Message:
    """Mark a message read or handled."""
    row = MessageRow.numbered(
        message_id, "Message introuvable", ("Ce message n’existe plus. Choisissez une autre ligne.")
    )
    row.status = status
    row.save()
    journal.note(by, "message.marked", row.id, person=row.person_id, status=status.value)
    return get(row.id)


@write(Permission.CONTACT)
def hand_on(by: Agent, person_id: int, from_id: int, to_id: int) -> list[int]:
    """Let what an agent has not handled about a person be another's; the numbers of these messages."""
    theirs = (MessageRow.person == person_id) & (MessageRow.to_id == from_id)
    query: Any = MessageRow.select(MessageRow.id).where(theirs, MessageRow.status != MessageStatus.HANDLED)
    found = [number for (number,) in query.tuples()]
    put_back(by, person_id, found, to_id)
    return found


@write(Permission.CONTACT)
def put_back(by: Agent, person_id: int, numbers: Sequence[int], to_id: int) -> None:
    """Let these messages about a person be for ``to_id``."""
    MessageRow.update(to_id=to_id).where(MessageRow.id.in_(list(numbers))).execute()
    journal.note(by, "message.handed_on", to_id, person=person_id, subject="agent", count=len(numbers))


def inbox(agent_id: int | None, limit: int = 50) -> list[Message]:
    """What an agent (``None``: the reception) has not handled yet, newest first."""
    to = MessageRow.to_id.is_null() if agent_id is None else (MessageRow.to_id == agent_id)
    query = _joined().where(to, MessageRow.status != MessageStatus.HANDLED).order_by(MessageRow.id.desc())
    return [_message(row) for row in query.limit(limit)]


def seen_by(by: Agent) -> Any:
    """What finds the messages somebody may read: their own; those to the reception for who sits there."""
    mine = (MessageRow.to_id == by.id) | (MessageRow.from_id == by.id)
    return mine | MessageRow.to_id.is_null() if by.role in (Role.RECEPTION, Role.ADMIN) else mine


def unread(agent_id: int) -> int:
    """How many messages an agent has not read, those to the reception not counted."""
    return int(
        MessageRow.select()
        .where(MessageRow.to_id == agent_id, MessageRow.status == MessageStatus.UNREAD)
        .count()
    )


def call_backs() -> list[Message]:
    """Calls to give back, the most urgent first."""
    query = _joined().where(
        MessageRow.kind == MessageKind.CALL_BACK, MessageRow.status != MessageStatus.HANDLED
    )
    return [_message(row) for row in query.order_by(MessageRow.due_at.asc(nulls="LAST"), MessageRow.id)]


def get(message_id: int) -> Message:
    """Raises :class:`NotFound`."""
    row = _joined().where(MessageRow.id == message_id).first()
    if row is None:
        raise NotFound("Message introuvable", "Ce message n’existe plus. Choisissez une autre ligne.")
    return _message(row)


def sender(one: Message) -> str:
    """The name of who wrote a message."""
    return agent.get(one.from_id).name if one.from_id else "Le programme"


def _joined() -> Any:
    return MessageRow.select(MessageRow, PersonRow).join(
        PersonRow, peewee.JOIN.LEFT_OUTER, on=(MessageRow.person == PersonRow.id), attr="who"
    )


def _message(row: Any) -> Message:
    who = getattr(row, "who", None)
    return filled(
        Message, row, person_name=from_row(who).name if who is not None and who.id is not None else ""
    )
