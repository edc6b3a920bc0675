"""Drafts: unfinished forms, parked by the person or saved by the program so that nothing typed is lost."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock
from models.errors import NotFound
from models.store.database import Actor, Instant, Row, atomic
from models.store.rows import filled


class DraftRow(Row):
    key = peewee.CharField(max_length=40, unique=True)
    agent_id = peewee.IntegerField(index=True)
    place = peewee.CharField(max_length=20)
    title = peewee.CharField(max_length=80, default="")
    state = peewee.JSONField(default=dict)
    updated_at = Instant()
    discarded_at = Instant(null=True)

    class Meta:
        table_name = "draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was left: ``state`` holds its values, its cursor and what it was about.

    ``key`` is the form's idempotency key: submitting a resumed draft twice creates nothing twice.
    """

    key: str
    place: str
    title: str
    state: dict[str, Any]
    updated_at: datetime


def save(by: Actor, key: str, place: str, title: str, state: dict[str, Any]) -> None:
    """Keep the present state of a form, replacing what was kept under ``key``.

    Called on every pause of the keyboard, so it leaves no journal line: typing is not an act. What the
    form does when it is submitted is journaled by the verb that does it.
    """
    state = _storable(state)
    with atomic():
        DraftRow.insert(
            key=key, agent_id=by.id, place=place, title=title[:80], state=state, updated_at=clock.now()
        ).on_conflict(
            conflict_target=[DraftRow.key],
            update={"title": title[:80], "state": state, "updated_at": clock.now(), "discarded_at": None},
        ).execute()


def _storable(value: Any) -> Any:
    """``value`` as typed, but for what no database takes: NUL, and characters cut in two."""
    if isinstance(value, str):
        return re.sub("[\x00\ud800-\udfff]", "", value)
    if isinstance(value, dict):
        return {name: _storable(one) for name, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list | tuple) else value


def finish(by: Actor, key: str) -> None:
    """The form was submitted: its draft has served."""
    DraftRow.delete().where(DraftRow.key == key, DraftRow.agent_id == by.id).execute()


def discard(by: Actor, key: str) -> None:
    """Set a draft aside; :func:`restore` brings it back."""
    DraftRow.update(discarded_at=clock.now()).where(DraftRow.key == key, DraftRow.agent_id == by.id).execute()


def restore(by: Actor) -> Draft:
    """Bring back what was discarded last today. Raises :class:`NotFound` when there is nothing."""
    since = clock.day_bounds(clock.today())[0]
    row = (
        DraftRow.select()
        .where(DraftRow.agent_id == by.id, DraftRow.discarded_at >= since)
        .order_by(DraftRow.discarded_at.desc())
        .first()
    )
    if row is None:
        raise NotFound("Rien à reprendre", "Aucun formulaire n’a été écarté aujourd’hui.")
    row.discarded_at = None
    row.save()
    return _draft(row)


def parked(by: Actor) -> list[Draft]:
    """What an agent has left unfinished, the latest first."""
    query = DraftRow.select().where(DraftRow.agent_id == by.id, DraftRow.discarded_at.is_null())
    return [_draft(row) for row in query.order_by(DraftRow.updated_at.desc())]


def left_by(agent_id: int) -> int:
    """How many forms an agent has left unfinished."""
    return int(
        DraftRow.select().where(DraftRow.agent_id == agent_id, DraftRow.discarded_at.is_null()).count()
    )


def give(agent_id: int, to: int) -> int:
    """Let what one agent has left unfinished be another's; how many. Runs in the caller's transaction."""
    mine = (DraftRow.agent_id == agent_id) & DraftRow.discarded_at.is_null()
    return int(DraftRow.update(agent_id=to).where(mine).execute())


def rewrite(said: Callable[[Any], Any], keys: Iterable[str] | None = None) -> list[str]:
    """Let what each unfinished form holds (of ``keys``, or all) be as ``said`` has it; which ones changed."""
    changed = []
    for row in DraftRow.select() if keys is None else DraftRow.select().where(DraftRow.key.in_(list(keys))):
        state = said(row.state)
        if state != row.state:
            row.state = state
            row.save()
            changed.append(row.key)
    return changed


def _draft(row: Any) -> Draft:
    return filled(Draft, row)
