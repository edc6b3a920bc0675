"""What a person's form said before it was changed: the history of an identity, and the way back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee

from models import clock
from models.person.birth import Birth
from models.service.agent import Agent, noted
from models.store.database import Instant, Row

# Who somebody is: the old name is what an older letter, or an older file elsewhere, still says.
IDENTITY = ("family_name", "given_name", "birth_name", "birth_date", "civility")


class PersonChangeRow(Row):
    # No foreign key: person.py keeps its changes here, so it is the one that imports.
    person_id = peewee.IntegerField(index=True)
    at = Instant()
    agent_id = peewee.IntegerField(null=True)
    before = peewee.JSONField(default=dict)
    after = peewee.JSONField(default=dict)
    undone_at = Instant(null=True)

    class Meta:
        table_name = "person_change"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an identity that was changed, as it is read; ``agent`` is a name."""

    at: datetime
    agent: str
    field: str
    before: str
    after: str
    undone: bool


def keep(by: Agent, person_id: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Keep what some fields were and became; runs inside the transaction of the change."""
    PersonChangeRow.create(
        person_id=person_id,
        at=clock.now(),
        agent_id=by.id,
        before={name: plain(value) for name, value in before.items()},
        after={name: plain(value) for name, value in after.items()},
    )


def plain(value: Any) -> Any:
    """``value`` as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def take_back(person_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) of the last change that still counts, which counts no more; empty for none."""
    row = _last(person_id)
    if row is None:
        return {}, {}
    row.undone_at = clock.now()
    row.save()
    return row.before, row.after


def last_at(person_id: int) -> datetime | None:
    """When a person was last changed, changes that were taken back apart."""
    row = _last(person_id)
    return row.at if row else None


def _last(person_id: int) -> Any:
    mine = (PersonChangeRow.person_id == person_id) & PersonChangeRow.undone_at.is_null()
    return (
        PersonChangeRow.select()
        .where(mine)
        .order_by(PersonChangeRow.at.desc(), PersonChangeRow.id.desc())
        .first()
    )


def history(person_id: int) -> list[Change]:
    """Every change of the identity of a person, newest first."""
    rows = noted(PersonChangeRow).where(PersonChangeRow.person_id == person_id)
    return [
        Change(
            at=row.at,
            agent=row.agent,
            field=name,
            before=_told(row.before, name),
            after=_told(row.after, name),
            undone=row.undone_at is not None,
        )
        for row in rows.order_by(PersonChangeRow.id.desc())
        for name in IDENTITY
        if name in row.before
    ]


def _told(kept: dict[str, Any], name: str) -> str:
    value = kept[name] or ""
    if name != "birth_date" or not value:
        return str(value)
    return Birth(date.fromisoformat(value), kept.get("birth_precision", "")).shown
