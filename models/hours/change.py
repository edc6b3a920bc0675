"""Making a change of the hours, as ``fit.hit`` judged it: kept once, however often it is sent."""

from dataclasses import dataclass, fields
from typing import Any

from models.hours import absence, closure, opening
from models.hours.absence import Absence
from models.hours.closure import Closure
from models.hours.opening_range import OpeningRange
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import once, write


@dataclass(frozen=True, slots=True)
class Change:
    """What is about to be changed: a range taken away, one put in its place, an absence, a closure."""

    removed: int | None = None
    added: OpeningRange | None = None
    absence: Absence | None = None
    closure: Closure | None = None


@write(Permission.HOURS)
def keep(by: Agent, change: Change, key: str) -> int:
    """Make a change, once per ``key``; gives the number of the absence, the closure or the range.

    Raises :class:`InvalidInput` and :class:`NotFound` as the verbs of each do.
    """
    kind = "absence" if change.absence else "closure" if change.closure else "opening"
    number = once(key, kind, lambda: _make(by, change))
    journal.note(by, "hours.kept", number, subject=kind)
    return number


def said(one: OpeningRange) -> Any:
    """All that a range says, as :func:`models.hours.opening.change_range` takes it."""
    return {name: getattr(one, name) for name in _SAID}


_SAID = [field.name for field in fields(OpeningRange) if field.name not in ("id", "agent_id")]


def _make(by: Agent, change: Change) -> int:
    away, shut, wanted = change.absence, change.closure, change.added
    if away is not None:
        times = away.starts_at, away.ends_at
        return absence.be_absent(by, away.agent_id, *times, away.reason, rule=away.rule, until=away.until).id
    if shut is not None:
        return closure.add(by, shut.starts_at, shut.ends_at, shut.reason, site_id=shut.site_id).id
    if wanted is None:
        return opening.close_range(by, change.removed or 0).id
    if change.removed is not None:
        return opening.change_range(by, change.removed, **said(wanted)).id
    return opening.add(by, wanted).id
