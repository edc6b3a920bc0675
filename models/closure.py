"""Closures: when a site, or the whole service, receives nobody."""

from datetime import datetime

import peewee

from models.database import Instant, Row


class ClosureRow(Row):
    # Empty for every site.
    site_id = peewee.IntegerField(null=True)
    starts_at = Instant()
    ends_at = Instant()
    reason = peewee.CharField(max_length=80, default="")

    class Meta:
        table_name = "closure"


def between(start: datetime, end: datetime) -> list[tuple[int | None, datetime, datetime]]:
    """(site or every site, from, to) of every closure that touches the time from ``start`` to ``end``."""
    query = ClosureRow.select().where(ClosureRow.starts_at < end, ClosureRow.ends_at > start)
    return [(row.site_id, row.starts_at, row.ends_at) for row in query]
