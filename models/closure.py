"""Closures: when a site, or the whole service, receives nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock, journal, span, text
from models.agent import Agent
from models.database import Instant, Row, write
from models.errors import InvalidInput, NotFound

REASON_LENGTH = 80


class ClosureRow(Row):
    # Empty for every site.
    site_id = peewee.IntegerField(null=True)
    starts_at = Instant()
    ends_at = Instant()
    reason = peewee.CharField(max_length=REASON_LENGTH, default="")

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


@write
def add(
    by: Agent, starts_at: datetime, ends_at: datetime, reason: str = "", *, site_id: int | None = None
) -> Closure:
    """Close a site, or every one, between two instants.

    Raises :class:`InvalidInput` when it would end before it starts, or is noted already: taking it away
    would leave the other.
    """
    wanted = Closure(0, site_id, starts_at, ends_at, text.clean(reason)[:REASON_LENGTH])
    check(wanted)
    same = {"site_id": site_id, "starts_at": starts_at, "ends_at": ends_at}
    noted = ClosureRow.get_or_none(*(getattr(ClosureRow, name) == value for name, value in same.items()))
    if noted is not None:
        raise InvalidInput(
            "Fermeture déjà notée", f"Elle porte le numéro {noted.id} : rien de plus à noter.", "starts_at"
        )
    row = ClosureRow.create(**same, reason=wanted.reason)
    journal.note(by, "closure.added", subject="closure", subject_id=row.id, site=site_id)
    return _closure(row)


def check(wanted: Closure) -> None:
    """Raises :class:`InvalidInput` naming the field for what makes no closure."""
    if wanted.ends_at <= wanted.starts_at:
        raise InvalidInput("Fermeture impossible", "La fermeture doit finir après son début.", "ends_at")


@write
def remove(by: Agent, closure_id: int) -> Closure:
    """Take a closure away: people are received again. Raises :class:`NotFound`."""
    row = ClosureRow.get_or_none(ClosureRow.id == closure_id)
    if row is None:
        raise NotFound("Fermeture introuvable", f"Aucune fermeture ne porte le numéro {closure_id}.")
    gone = _closure(row)
    row.delete_instance()
    journal.note(
        by,
        "closure.removed",
        subject="closure",
        subject_id=gone.id,
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
    return Closure(row.id, row.site_id, row.starts_at, row.ends_at, row.reason)
