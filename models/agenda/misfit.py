"""Appointments that no longer fit the hours, and those that a change would hit."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from models import clock
from models.agenda.appointment import Appointment, AppointmentRow, Status, from_row, joined
from models.hours import absence, opening
from models.hours.change import Change
from models.hours.fit import _Agendas, _read, _Time
from models.service.venue import Venue
from models.store.rows import filled

# An appointment and why it does not fit.
Misfit = tuple[Appointment, str]


def misplaced(limit: int = 200, *, agent_id: int | None = None) -> list[Misfit]:
    """At most ``limit`` upcoming appointments that no longer fit, and why, by hour; of one agent when given.

    A few queries, however many appointments there are.
    """
    rows = _upcoming(agent_id)
    found: dict[int, str] = {}
    if rows:
        agendas = _read(_agents(rows), rows[0].starts_at, max(row.ends_at for row in rows))
        for row in rows:
            if words := _why(agendas, row):
                found[row.id] = words
                if len(found) == limit:
                    break
    return _told(found)


def hit(change: Change, limit: int = 200) -> list[Misfit]:
    """At most ``limit`` upcoming appointments that fit now and no longer would after ``change``, by hour."""
    rows = _upcoming(_concerned(change), _time_of(change))
    found: dict[int, str] = {}
    if rows:
        start, end = rows[0].starts_at, max(row.ends_at for row in rows)
        before, after = (_read(_agents(rows), start, end) for _ in range(2))
        _apply(change, after, start, end)
        for row in rows:
            if (words := _why(after, row)) and not _why(before, row):
                found[row.id] = words
                if len(found) == limit:
                    break
    return _told(found)


def foreseen(change: Change) -> list[Misfit]:
    """What a change would :func:`hit`. Raises :class:`InvalidInput` for a range that is not allowed."""
    if change.added is not None:
        opening.check(change.added)
    return hit(change)


def _upcoming(agent_id: int | None, between: tuple[datetime, datetime] | None = None) -> list[Any]:
    """What is still to come, of one agent or of them all, without its persons, by hour."""
    table: Any = AppointmentRow
    query = table.select(
        table.id,
        table.agent.alias("agent_id"),
        table.second_agent_id,
        table.motive,
        table.venue,
        table.site_id,
        # Peewee tries three formats on each: half of the time when there are thousands.
        table.starts_at.converter(_instant),
        table.ends_at.converter(_instant),
    ).where(AppointmentRow.status == Status.UPCOMING, AppointmentRow.ends_at > clock.now())
    if agent_id is not None:
        query = query.where((AppointmentRow.agent == agent_id) | (AppointmentRow.second_agent_id == agent_id))
    if between is not None:
        query = query.where(AppointmentRow.starts_at < between[1], AppointmentRow.ends_at > between[0])
    # Named tuples: there may be thousands, and nearly all of them fit.
    return list(query.order_by(AppointmentRow.starts_at, AppointmentRow.id).namedtuples())


def _instant(value: Any) -> datetime:
    """An instant as it is stored: a text in UTC in a file, an instant on a server."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _agents(rows: Iterable[Any]) -> set[int]:
    return {one for row in rows for one in _received_by(row)}


def _received_by(row: Any) -> Iterator[int]:
    yield row.agent_id
    if row.second_agent_id is not None:
        yield row.second_agent_id


def _why(agendas: _Agendas, row: Any) -> str:
    at = filled(_Time, row, venue=Venue(row.venue))
    return next((words for one in _received_by(row) if (words := agendas.refusal(one, at))), "")


def _told(found: dict[int, str]) -> list[Misfit]:
    """The appointments of these numbers, with their persons, in the same order."""
    query = joined().where(AppointmentRow.id.in_(list(found)))
    known = {row.id: from_row(row) for row in query} if found else {}
    return [(known[number], words) for number, words in found.items()]


def _concerned(change: Change) -> int | None:
    """The only agent that a change concerns; ``None`` for a closure, which concerns them all."""
    if change.absence is not None:
        return change.absence.agent_id
    if change.added is not None:
        return change.added.agent_id
    return opening.get(change.removed).agent_id if change.removed is not None else None


def _time_of(change: Change) -> tuple[datetime, datetime] | None:
    """The only time that a closure or an absence can hit; ``None`` for what comes back."""
    if change.closure is not None:
        return change.closure.starts_at, change.closure.ends_at
    if change.absence is not None and not change.absence.rule:
        return change.absence.starts_at, change.absence.ends_at
    return None


def _apply(change: Change, after: _Agendas, start: datetime, end: datetime) -> None:
    if change.removed is not None:
        for agent_id, ranges in after.ranges.items():
            after.ranges[agent_id] = [one for one in ranges if one.id != change.removed]
    if change.added is not None:
        after.ranges.setdefault(change.added.agent_id, []).append(change.added)
    if change.absence is not None:
        times = absence.times(change.absence, start, end)
        after.absences.setdefault(change.absence.agent_id, []).extend(times)
    if change.closure is not None:
        after.closures.append(change.closure)
