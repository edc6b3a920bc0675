"""Who did or saw what, and when. One line in the transaction of each write, and of each person opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock
from models.store import many
from models.store.database import Actor, Instant, Row, count_journal_line
from models.store.rows import filled


class JournalRow(Row):
    at = Instant(index=True)
    agent_id = peewee.IntegerField(null=True, index=True)
    action = peewee.CharField(max_length=40)
    person_id = peewee.IntegerField(null=True, index=True)
    subject = peewee.CharField(max_length=20, default="")
    subject_id = peewee.IntegerField(null=True)
    detail = peewee.JSONField(default=dict)

    class Meta:
        table_name = "journal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``at`` is UTC, ``agent_id`` is ``None`` for what the program did by itself."""

    at: datetime
    agent_id: int | None
    action: str
    person_id: int | None
    subject: str
    subject_id: int | None
    detail: dict[str, Any]


def note(
    by: Actor,
    action: str,
    subject_id: int | None = None,
    *,
    person: int | None = None,
    subject: str = "",
    **detail: Any,
) -> None:
    """Add one line. ``action`` is ``word.verb`` (``visit.arrived``); ``detail`` must be plain JSON.

    ``subject_id`` is the number of what it was done to: of that word, unless ``subject`` names another.
    Never put what a person said in ``detail``: the journal is read by more people than the file.
    """
    JournalRow.create(
        at=clock.now(),
        agent_id=by.id,
        action=action,
        person_id=person,
        subject=subject or (action.partition(".")[0] if subject_id is not None else ""),
        subject_id=subject_id,
        detail=detail,
    )
    count_journal_line()


def note_each(by: Actor, action: str, people: Sequence[int]) -> None:
    """Add the line ``action`` for each of ``people``, who are its subject."""
    columns = ("at", "agent_id", "action", "person_id", "subject", "subject_id", "detail")
    now = clock.now()
    many.insert(JournalRow, columns, [(now, by.id, action, one, "person", one, "{}") for one in people])
    count_journal_line()


def noted_since(at: datetime, by: Actor, action: str, person_id: int) -> bool:
    """Whether ``by`` left such a line about a person since ``at`` (UTC)."""
    mine = (JournalRow.agent_id == by.id) & (JournalRow.action == action)
    return bool(
        JournalRow.select().where(mine, JournalRow.person_id == person_id, JournalRow.at >= at).exists()
    )


def about(person_id: int) -> list[Entry]:
    """Everything that was done with, or seen of, one person, oldest first."""
    rows = JournalRow.select().where(JournalRow.person_id == person_id).order_by(JournalRow.id)
    return [_line(row) for row in rows]


def of(person_id: int, subject: str, subject_id: int) -> list[Entry]:
    """What was done with one thing of a person, oldest first."""
    mine = (JournalRow.person_id == person_id) & (JournalRow.subject == subject)
    rows = JournalRow.select().where(mine, JournalRow.subject_id == subject_id).order_by(JournalRow.id)
    return [_line(row) for row in rows]


def last(subject: str, actions: Sequence[str], people: Iterable[int]) -> dict[int, datetime]:
    """When one of ``actions`` was last done to each ``subject`` of these persons, by its number."""
    # By person, which the journal is sorted by.
    query = JournalRow.select(JournalRow.subject_id, peewee.fn.MAX(JournalRow.at)).where(
        JournalRow.subject == subject, JournalRow.action.in_(actions), JournalRow.person_id.in_(list(people))
    )
    rows: Any = query.group_by(JournalRow.subject_id).tuples()
    return dict(rows)


def latest(limit: int = 50) -> list[Entry]:
    """The last lines of the site, newest first."""
    return [_line(row) for row in JournalRow.select().order_by(JournalRow.id.desc()).limit(limit)]


def _line(row: Any) -> Entry:
    return filled(Entry, row)
