"""Busy times: what an agent's own calendar says is taken. Only when, never what."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import peewee

from models import clock
from models.cells.days import SIZE, Days
from models.errors import NotFound
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, engine, write
from models.store.rows import filled

NAME_LENGTH = 80
# As many values as one statement takes on both engines, with room to spare.
_BATCH = 200

Times = list[tuple[datetime, datetime]]


class BusyRow(Row):
    agent_id = peewee.IntegerField()
    # The calendar it was read from: reading it again replaces what it said.
    calendar = peewee.CharField(max_length=NAME_LENGTH)
    starts_at = Instant()
    ends_at = Instant()

    class Meta:
        table_name = "busy"
        indexes = ((("agent_id", "starts_at"), False),)


class CalendarRow(Row):
    """A calendar that was read, even when it says that nothing is taken."""

    agent_id = peewee.IntegerField()
    name = peewee.CharField(max_length=NAME_LENGTH)
    read_at = Instant()

    class Meta:
        table_name = "calendar"
        indexes = ((("agent_id", "name"), True),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar of an agent: how many busy times it holds, and when it was last read (UTC)."""

    agent_id: int
    name: str
    times: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Replaced:
    """What reading a calendar again changed."""

    added: int
    removed: int
    kept: int


def between(agent_ids: list[int], start: datetime, end: datetime) -> list[tuple[int, datetime, datetime]]:
    """(agent, from, to) of every busy time that touches the time from ``start`` to ``end``."""
    query = BusyRow.select(BusyRow.agent_id, BusyRow.starts_at, BusyRow.ends_at).where(
        BusyRow.agent_id.in_(agent_ids), BusyRow.starts_at < end, BusyRow.ends_at > start
    )
    # Read at each key typed while a slot is looked for: straight from the engine, five times as fast.
    database: Any = engine().database
    return [(who, _instant(begins), _instant(stops)) for who, begins, stops in database.execute(query)]


def as_text(agent_ids: list[int], days: Days, many: int) -> Any:
    """What each agent's calendars say, as one text: the first cell × ``many`` + the one after the last.

    They hold tens of thousands of times. Cells are counted as ``days`` does.
    """
    fields: list[Any] = [BusyRow.starts_at, BusyRow.ends_at]
    start, end = (one.to_timestamp().cast("bigint") for one in fields)
    first, after = start / SIZE - days.base, (end + SIZE - 1) / SIZE - days.base
    said = (first * many + after).cast("text")
    # Numbers only, so nothing has to be quoted: half of the time when there are hundreds.
    those = peewee.SQL(f"({', '.join(map(str, agent_ids))})")
    query = BusyRow.select(BusyRow.agent_id, peewee.fn.STRING_AGG(said, ",")).where(
        BusyRow.agent_id.in_(those), BusyRow.starts_at < days.end, BusyRow.ends_at > days.start
    )
    return query.group_by(BusyRow.agent_id).tuples()


@functools.lru_cache(maxsize=1 << 15)
def _instant(stored: Any) -> datetime:
    """An instant as one engine stores it (text) or the other gives it (without its zone)."""
    naive = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return cast(datetime, naive.replace(tzinfo=UTC))


def of_calendar(agent_id: int, calendar: str) -> Times:
    """(from, to) of what one calendar says is taken, by hour."""
    query = BusyRow.select().where(BusyRow.agent_id == agent_id, BusyRow.calendar == calendar)
    return [(row.starts_at, row.ends_at) for row in query.order_by(BusyRow.starts_at)]


def merged(times: Iterable[tuple[datetime, datetime]]) -> Times:
    """``times`` by hour, those that overlap or touch made one; those that take no time left out."""
    found: Times = []
    for start, end in sorted(times):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


@write(Permission.HOURS)
def replace(by: Agent, agent_id: int, calendar: str, times: Iterable[tuple[datetime, datetime]]) -> Replaced:
    """Let ``times`` (aware) be all that ``calendar`` says of an agent; what it said before goes.

    Only what differs is written, so reading an unchanged calendar again changes no busy time.
    """
    wanted = set(merged(times))
    rows = BusyRow.select().where(BusyRow.agent_id == agent_id, BusyRow.calendar == calendar)
    known = {(row.starts_at, row.ends_at): row.id for row in rows}
    gone = [known[one] for one in known.keys() - wanted]
    new = sorted(wanted - known.keys())
    for at in range(0, len(gone), _BATCH):
        BusyRow.delete().where(BusyRow.id.in_(gone[at : at + _BATCH])).execute()
    for at in range(0, len(new), _BATCH):
        BusyRow.insert_many(
            [(agent_id, calendar, *one) for one in new[at : at + _BATCH]],
            fields=[BusyRow.agent_id, BusyRow.calendar, BusyRow.starts_at, BusyRow.ends_at],
        ).execute()
    row = CalendarRow.get_or_none(CalendarRow.agent_id == agent_id, CalendarRow.name == calendar)
    row = row or CalendarRow(agent_id=agent_id, name=calendar)
    row.read_at = clock.now()
    row.save()
    done = Replaced(len(new), len(gone), len(wanted) - len(new))
    journal.note(
        by,
        "calendar.imported",
        agent_id,
        subject="agent",
        calendar=calendar,
        added=done.added,
        removed=done.removed,
        kept=done.kept,
    )
    return done


@write(Permission.HOURS)
def forget(by: Agent, agent_id: int, calendar: str) -> Calendar:
    """Take away a calendar and what it says is taken. Raises :class:`NotFound`, naming those there are."""
    known = {one.name: one for one in calendars() if one.agent_id == agent_id}
    if calendar not in known:
        names = ", ".join(known) or "aucun"
        raise NotFound(
            "Calendrier inconnu",
            f"Aucun calendrier « {calendar[:NAME_LENGTH]} » n’a été lu pour cet agent. Ceux qui "
            f"l’ont été : {names}.",
        )
    BusyRow.delete().where(BusyRow.agent_id == agent_id, BusyRow.calendar == calendar).execute()
    CalendarRow.delete().where(CalendarRow.agent_id == agent_id, CalendarRow.name == calendar).execute()
    journal.note(by, "calendar.forgotten", agent_id, subject="agent", calendar=calendar)
    return known[calendar]


def calendars() -> list[Calendar]:
    """Every calendar that was read, by agent and name."""
    counts = BusyRow.select(BusyRow.agent_id, BusyRow.calendar, peewee.fn.COUNT(BusyRow.id)).group_by(
        BusyRow.agent_id, BusyRow.calendar
    )
    rows: Any = counts.tuples()
    times = {(agent_id, name): count for agent_id, name, count in rows}
    return [
        filled(Calendar, row, times=times.get((row.agent_id, row.name), 0))
        for row in CalendarRow.select().order_by(CalendarRow.agent_id, CalendarRow.name)
    ]
