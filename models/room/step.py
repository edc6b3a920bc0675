"""Steps taken in the waiting room, each with what was there before it: that is what undoing goes back to."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import peewee

from models import clock
from models.service.agent import Agent
from models.store import journal
from models.store.database import Instant, Row


class StepRow(Row):
    visit_id = peewee.IntegerField(index=True)
    agent_id = peewee.IntegerField(null=True, index=True)
    at = Instant()
    action = peewee.CharField(max_length=40)
    before = peewee.JSONField(default=dict)
    undone_at = Instant(null=True)

    class Meta:
        table_name = "step"


# What a step may change, and what undoing it therefore puts back.
_CHANGING = (
    "status", "agent_id", "appointment_id", "line_at", "called_at", "closed_at", "shown_at", "counter",
    "reason", "ahead_at", "ahead_by", "ahead_reason",
)  # fmt: skip


# What calls a number, or calls it again.
CALLS = ("visit.called", "visit.recalled")


def note(by: Agent, visit_id: int, action: str, before: dict[str, Any] | None = None) -> None:
    """Keep that ``by`` took a step, and what the visit was ``before`` it, as plain JSON."""
    StepRow.create(visit_id=visit_id, agent_id=by.id, at=clock.now(), action=action, before=before or {})


def take(
    by: Agent, visit: Any, status: str, action: str, *, more: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Change the row of a visit; ``more`` is what else undoing has to put back, as plain JSON."""
    before = {name: _plain(getattr(visit, name)) for name in _CHANGING}
    note(by, visit.id, action, before | (more or {}))
    for name, value in {**columns, "status": status}.items():
        setattr(visit, name, value)
    visit.save()
    journal.note(by, action, visit.id, person=visit.person_id, subject="visit")


def put_back(visit: Any, before: dict[str, Any]) -> None:
    """Make the row of a visit again what it was ``before`` a step."""
    for name in before.keys() & set(_CHANGING):
        value = before[name]
        instant = name.endswith("_at") and value is not None
        setattr(visit, name, datetime.fromisoformat(value) if instant else value)
    visit.save()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def latest(by: Agent, among: Any = None) -> Any:
    """The last step of an agent today that was not undone yet, of the visits ``among`` alone; or ``None``."""
    start, _end = clock.day_bounds(clock.today())
    mine = (StepRow.agent_id == by.id) & StepRow.undone_at.is_null() & (StepRow.at >= start)
    if among is not None:
        mine &= StepRow.visit_id.in_(among)
    return StepRow.select().where(mine).order_by(StepRow.id.desc()).first()


def callers(visit_ids: Collection[int]) -> dict[int, int | None]:
    """Who called the number of each of these visits last, by visit."""
    calls = StepRow.visit_id.in_(list(visit_ids)) & StepRow.action.in_(CALLS) & StepRow.undone_at.is_null()
    return {one.visit_id: one.agent_id for one in StepRow.select().where(calls).order_by(StepRow.id)}


def after(row: Any) -> Any:
    """The last step that somebody else took with the same visit after ``row``, or ``None``."""
    later = (StepRow.visit_id == row.visit_id) & (StepRow.id > row.id) & StepRow.undone_at.is_null()
    others = StepRow.agent_id.is_null() | (StepRow.agent_id != row.agent_id)
    return StepRow.select().where(later & others).order_by(StepRow.id.desc()).first()


def rewrite(visit_id: int, changed: Mapping[str, tuple[Any, Any]]) -> None:
    """Let what undoing goes back to be what is so now, where it was the same before: column → (old, new)."""
    for row in StepRow.select().where(StepRow.visit_id == visit_id, StepRow.undone_at.is_null()):
        for name, (old, new) in changed.items():
            if name in row.before and row.before[name] == _plain(old):
                row.before = {**row.before, name: _plain(new)}
        row.save()


def taken(visit_id: int, action: str) -> Any:
    """The last step of that kind with a visit that was not undone, or ``None``."""
    kept = (StepRow.visit_id == visit_id) & (StepRow.action == action) & StepRow.undone_at.is_null()
    return StepRow.select().where(kept).order_by(StepRow.id.desc()).first()


def undone(row: Any) -> None:
    """The step counts no more."""
    row.undone_at = clock.now()
    row.save()


def forget(visit_id: int) -> None:
    """No step with this visit can be undone any more: it never was."""
    StepRow.update(undone_at=clock.now()).where(
        StepRow.visit_id == visit_id, StepRow.undone_at.is_null()
    ).execute()
