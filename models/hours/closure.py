"""Closures: when a site, or the whole service, receives nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock, text
from models.dates import span
from models.hours import time_off
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.rows import filled

WORD = "Fermeture"


class ClosureRow(Row):
    # Empty for every site.
    site_id = peewee.IntegerField(null=True)
    starts_at = Instant()
    ends_at = Instant()
    reason = peewee.CharField(max_length=time_off.REASON_LENGTH, default="")

    class Meta:
        table_name = "closure"


@dataclass(frozen=True, slots=True)
class Closure:
    """A site, or every site when there is none, receives nobody from ``starts_at`` to ``ends_at`` (UTC)."""

    id: int
    site_id: int | None
    starts_at: datetime
    ends_at: datetime
    reason: str

    @property
    def words(self) -> str:
        """``le 24.12.2026``, ``du 24.12.2026 à 14:00 au 2.1.2027``."""
        return span.words(clock.local(self.starts_at), clock.local(self.ends_at))


@write(Permission.HOURS)
def add(
    by: Agent, starts_at: datetime, ends_at: datetime, reason: str = "", *, site_id: int | None = None
) -> Closure:
    """Close a site, or every one, between two instants.

    Raises :class:`InvalidInput` when it would end before it starts, or is noted already: taking it away
    would leave the other.
    """
    reason = text.clean(reason)[: time_off.REASON_LENGTH]
    check(Closure(0, site_id, starts_at, ends_at, reason))
    same = {"site_id": site_id, "starts_at": starts_at, "ends_at": ends_at}
    time_off.refuse_twice(WORD, ClosureRow, **same)
    row = ClosureRow.create(**same, reason=reason)
    journal.note(by, "closure.added", row.id, site=site_id)
    return _closure(row)


def check(wanted: Closure) -> None:
    """Raises :class:`InvalidInput` naming the field for what makes no closure."""
    time_off.check_end(WORD, wanted.starts_at, wanted.ends_at)


@write(Permission.HOURS)
def remove(by: Agent, closure_id: int) -> Closure:
    """Take a closure away: people are received again. Raises :class:`NotFound`."""
    gone = _closure(time_off.take_away(WORD, ClosureRow, closure_id))
    journal.note(
        by,
        "closure.removed",
        gone.id,
        site=gone.site_id,
        hours=[gone.starts_at.isoformat(), gone.ends_at.isoformat()],
    )
    return gone


def coming() -> list[Closure]:
    """Every closure that is not over, next first."""
    query = ClosureRow.select().where(ClosureRow.ends_at > clock.now())
    return [_closure(row) for row in query.order_by(ClosureRow.starts_at, ClosureRow.id)]


def between(start: datetime, end: datetime) -> list[tuple[int | None, datetime, datetime]]:
    """(site or every site, from, to) of every closure that touches the time from ``start`` to ``end``."""
    return [(one.site_id, one.starts_at, one.ends_at) for one in touching(start, end)]


def touching(start: datetime, end: datetime) -> list[Closure]:
    """Every closure that touches the time from ``start`` to ``end`` (UTC), next first."""
    query = ClosureRow.select().where(ClosureRow.starts_at < end, ClosureRow.ends_at > start)
    return [_closure(row) for row in query.order_by(ClosureRow.starts_at, ClosureRow.id)]


def _closure(row: Any) -> Closure:
    return filled(Closure, row)
