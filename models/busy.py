"""Busy times: what an agent's own calendar says is taken. Only when, never what."""

from datetime import datetime

import peewee

from models.database import Instant, Row


class BusyRow(Row):
    agent_id = peewee.IntegerField()
    # The calendar it was read from: reading it again replaces what it said.
    calendar = peewee.CharField(max_length=80)
    starts_at = Instant()
    ends_at = Instant()

    class Meta:
        table_name = "busy"
        indexes = ((("agent_id", "starts_at"), False),)


def between(agent_ids: list[int], start: datetime, end: datetime) -> list[tuple[int, datetime, datetime]]:
    """(agent, from, to) of every busy time that touches the time from ``start`` to ``end``."""
    query = BusyRow.select().where(
        BusyRow.agent_id.in_(agent_ids), BusyRow.starts_at < end, BusyRow.ends_at > start
    )
    return [(row.agent_id, row.starts_at, row.ends_at) for row in query]
