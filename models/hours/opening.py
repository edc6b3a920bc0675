"""Opening ranges: when an agent receives."""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Unpack

import peewee

from models import clock
from models.dates import span
from models.hours import opening_check
from models.hours.opening_range import Changes, More, Opening, OpeningRange
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.profile import Profile
from models.service.venue import Venue
from models.store import journal
from models.store.database import Row, write
from models.store.rows import filled


class OpeningRangeRow(Row):
    agent_id = peewee.IntegerField(index=True)
    starts_on = peewee.DateField()
    ends_on = peewee.DateField(null=True)
    rule = peewee.CharField(max_length=200)
    from_minute = peewee.IntegerField()
    to_minute = peewee.IntegerField()
    venues = peewee.JSONField(default=list)
    motives = peewee.JSONField(default=list)
    site_id = peewee.IntegerField(null=True)
    # The length of its slots when it is not the motive's, and the rest after each of them.
    minutes = peewee.IntegerField(null=True)
    buffer = peewee.IntegerField(default=0)
    # How many persons at once, and how many more when it is urgent.
    capacity = peewee.IntegerField(default=1)
    overbooking = peewee.IntegerField(default=0)
    # Lunch, in minutes of the day; days on which the range is left out, as ISO dates.
    pause_from = peewee.IntegerField(null=True)
    pause_to = peewee.IntegerField(null=True)
    exceptions = peewee.JSONField(default=list)

    class Meta:
        table_name = "opening_range"


@write(Permission.HOURS)
def open_range(
    by: Agent,
    agent_id: int,
    rule: str,
    from_hour: time,
    to_hour: time,
    *,
    starts_on: date,
    **more: Unpack[More],
) -> OpeningRange:
    """Let an agent receive on the days of ``rule``, on the spot and by telephone unless ``more`` says else.

    Raises :class:`InvalidInput` for what makes no range, or overlaps another range of the same agent.
    """
    usual = (Venue.ON_SITE, Venue.PHONE)
    wanted = OpeningRange(0, agent_id, starts_on, None, rule, from_hour, to_hour, usual, ())
    return add(by, replace(wanted, **more))


@write(Permission.HOURS)
def add(by: Agent, wanted: OpeningRange) -> OpeningRange:
    """Open a range that says all that ``wanted`` does, under a number of its own.

    Raises :class:`InvalidInput` as :func:`open_range` does.
    """
    check(wanted)
    row = OpeningRangeRow.create(agent_id=wanted.agent_id, **_columns(wanted))
    journal.note(by, "opening.added", row.id, agent=wanted.agent_id)
    return _range(row)


def check(wanted: OpeningRange) -> None:
    """Raises :class:`InvalidInput` for what makes no range, or overlaps another one of the same agent."""
    opening_check.check(wanted)
    opening_check.refuse_overlap(wanted, ranges_of([wanted.agent_id]))


@write(Permission.HOURS)
def change_range(by: Agent, range_id: int, **changes: Unpack[Changes]) -> OpeningRange:
    """Change what is given of a range, which keeps its number; the journal keeps what it was.

    Raises :class:`NotFound`, and :class:`InvalidInput` as :func:`open_range` does.
    """
    before = get(range_id)
    wanted = replace(before, **changes)
    check(wanted)
    OpeningRangeRow.update(**_columns(wanted)).where(OpeningRangeRow.id == range_id).execute()
    _note(by, "opening.changed", before)
    return get(range_id)


@write(Permission.HOURS)
def close_range(by: Agent, range_id: int) -> OpeningRange:
    """Take a range away; what is booked in it stays. The journal keeps what it was.

    Raises :class:`NotFound`.
    """
    gone = get(range_id)
    OpeningRangeRow.delete().where(OpeningRangeRow.id == range_id).execute()
    _note(by, "opening.removed", gone)
    return gone


def get(range_id: int) -> OpeningRange:
    """Raises :class:`NotFound`."""
    row = OpeningRangeRow.numbered(
        range_id, "Plage introuvable", f"Aucune plage ne porte le numéro {range_id}. Relisez la liste."
    )
    return _range(row)


def ranges() -> list[OpeningRange]:
    """Every range that is not over, by agent, then by hour."""
    query = OpeningRangeRow.select().where(
        OpeningRangeRow.ends_on.is_null() | (OpeningRangeRow.ends_on >= clock.today())
    )
    order = (OpeningRangeRow.agent_id, OpeningRangeRow.from_minute, OpeningRangeRow.id)
    return [_range(row) for row in query.order_by(*order)]


def receivers(profile: Profile) -> list[Agent]:
    """Who may receive by the motives of ``profile``, and whoever else has hours, by name."""
    roles = {role for one in profile.motives for role in (*one.roles, *one.second_roles)}
    known = {one.agent_id for one in ranges()}
    return [one for one in agent.everyone() if one.role in roles or one.id in known]


def ranges_of(agent_ids: Sequence[int]) -> list[OpeningRange]:
    """Every range of these agents, those that are over too, in the order in which they were added."""
    query = OpeningRangeRow.select().where(OpeningRangeRow.agent_id.in_(agent_ids))
    return [_range(row) for row in query.order_by(OpeningRangeRow.id).namedtuples()]


def openings(agent_ids: list[int], first: date, last: date, motive: str = "") -> Iterator[Opening]:
    """Every opening of these agents from ``first`` to ``last`` (both included), holidays not considered.

    A pause makes two of one; days left out make none.
    """
    query = OpeningRangeRow.select().where(
        OpeningRangeRow.agent_id.in_(agent_ids),
        OpeningRangeRow.starts_on <= last,
        OpeningRangeRow.ends_on.is_null() | (OpeningRangeRow.ends_on >= first),
    )
    # Most agents of a service share their hours: each instant is worked out once.
    at = functools.lru_cache(maxsize=None)(clock.at)
    for one in map(_range, query.order_by(OpeningRangeRow.id).namedtuples()):
        if motive and one.motives and motive not in one.motives:
            continue
        for day in one.days(first, last):
            yield from on_day(one, day, at)


def on_day(
    one: OpeningRange, day: date, at: Callable[[date, time], datetime] = clock.at
) -> Iterator[Opening]:
    """What a range opens on one of its days: one time, or two around its pause."""
    rest = one.venues, one.site_id, one.minutes, one.buffer, one.capacity, one.overbooking, one.motives
    for start, end in one.pieces:
        last = day if end != time() else day + timedelta(days=1)
        yield Opening(one.agent_id, at(day, start), at(last, end), *rest)


def _note(by: Agent, action: str, before: OpeningRange, **detail: Any) -> None:
    journal.note(
        by,
        action,
        before.id,
        subject="opening",
        agent=before.agent_id,
        rule=before.rule,
        hours=[before.from_hour.isoformat(), before.to_hour.isoformat()],
        starts_on=before.starts_on.isoformat(),
        **detail,
    )


def _hour(minute: int | None) -> time | None:
    return None if minute is None else time(*divmod(minute % span.DAY, 60))


def _columns(one: OpeningRange) -> dict[str, Any]:
    """A range as it is stored, but for its number and its agent."""
    return {
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "rule": one.rule,
        "from_minute": span.minute(one.from_hour),
        "to_minute": span.end_minute(one.to_hour),
        "venues": [Venue(venue).value for venue in one.venues],
        "motives": list(one.motives),
        "site_id": one.site_id,
        "minutes": one.minutes,
        "buffer": one.buffer,
        "capacity": one.capacity,
        "overbooking": one.overbooking,
        "pause_from": None if one.pause_from is None else span.minute(one.pause_from),
        "pause_to": None if one.pause_to is None else span.minute(one.pause_to),
        # Days that have passed say nothing any more: the list stays short however old the range.
        "exceptions": [day.isoformat() for day in one.exceptions if day >= clock.today()],
    }


def _range(row: Any) -> OpeningRange:
    return filled(
        OpeningRange,
        row,
        from_hour=time(*divmod(row.from_minute, 60)),
        to_hour=time(*divmod(row.to_minute % span.DAY, 60)),
        pause_from=_hour(row.pause_from),
        pause_to=_hour(row.pause_to),
    )
