"""Opening ranges: when an agent receives."""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack

import peewee

from models import clock
from models.dates import recurrence, span
from models.errors import NotFound
from models.hours import opening_check
from models.service.agent import Agent
from models.service.venue import Place
from models.store import journal
from models.store.database import Row, write


class OpeningRangeRow(Row):
    agent_id = peewee.IntegerField(index=True)
    starts_on = peewee.DateField()
    ends_on = peewee.DateField(null=True)
    rule = peewee.CharField(max_length=200)
    from_minute = peewee.IntegerField()
    to_minute = peewee.IntegerField()
    places = peewee.JSONField(default=list)
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


@dataclass(frozen=True, slots=True)
class OpeningRange:
    """``rule`` is an RFC 5545 RRULE of days (``FREQ=WEEKLY;BYDAY=MO,TH``); hours are those of the site.

    ``motives`` lists the motive ids received, all of them when empty. ``minutes`` is the length of its
    slots when it is not the motive's, ``buffer`` the rest in minutes after each. ``capacity`` persons are
    received at once, ``overbooking`` more when it is urgent. Nobody is received during the pause, nor on
    the days of ``exceptions``.
    """

    id: int
    agent_id: int
    starts_on: date
    ends_on: date | None
    rule: str
    from_hour: time
    to_hour: time
    places: tuple[Place, ...]
    motives: tuple[str, ...]
    site_id: int | None = None
    minutes: int | None = None
    buffer: int = 0
    capacity: int = 1
    overbooking: int = 0
    pause_from: time | None = None
    pause_to: time | None = None
    exceptions: tuple[date, ...] = ()

    @property
    def words(self) -> str:
        """``lu ma je, 8:30–12:00``, ``le 22.11.2026, 8:30–12:00``: for a list or a sentence."""
        hours = (span.hour_words(hour) for hour in (self.from_hour, self.to_hour))
        days = f"le {span.day_words(self.starts_on)}" if self.once else recurrence.spoken(self.rule)
        return f"{days}, {'–'.join(hours)}"

    @property
    def once(self) -> bool:
        """Whether it is one day only, from its first day to its last."""
        return self.ends_on == self.starts_on

    @property
    def pieces(self) -> tuple[tuple[time, time], ...]:
        """(from, to) of each part of a day: two around a pause."""
        if self.pause_from is None or self.pause_to is None:
            return ((self.from_hour, self.to_hour),)
        parts = (self.from_hour, self.pause_from), (self.pause_to, self.to_hour)
        return tuple((start, end) for start, end in parts if start < end)

    def days(self, first: date, last: date) -> list[date]:
        """The days it opens between ``first`` and ``last`` (both included), those left out apart."""
        last = min(last, self.ends_on) if self.ends_on else last
        found = recurrence.days(self.rule, self.starts_on, first, last)
        return [day for day in found if day not in self.exceptions] if self.exceptions else list(found)

    def opens_on(self, day: date) -> bool:
        """Whether ``day`` is one of its days."""
        over = self.ends_on is not None and day > self.ends_on
        return not over and day not in self.exceptions and recurrence.falls_on(self.rule, self.starts_on, day)


@dataclass(frozen=True, slots=True)
class Opening:
    """An agent receives from ``starts_at`` to ``ends_at`` (UTC): a range, or what a pause leaves of it."""

    agent_id: int
    starts_at: datetime
    ends_at: datetime
    places: tuple[Place, ...]
    site_id: int | None = None
    minutes: int | None = None
    buffer: int = 0
    capacity: int = 1
    overbooking: int = 0
    # The motives received, all of them when empty.
    motives: tuple[str, ...] = ()


class More(TypedDict, total=False):
    """What a range may say besides its days and hours, as :class:`OpeningRange` names it."""

    ends_on: date | None
    places: tuple[Place, ...]
    motives: tuple[str, ...]
    site_id: int | None
    minutes: int | None
    buffer: int
    capacity: int
    overbooking: int
    pause_from: time | None
    pause_to: time | None
    exceptions: tuple[date, ...]


class Changes(More, total=False):
    """What may be changed in a range."""

    starts_on: date
    rule: str
    from_hour: time
    to_hour: time


@write
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
    usual = (Place.ON_SITE, Place.PHONE)
    wanted = OpeningRange(0, agent_id, starts_on, None, rule, from_hour, to_hour, usual, ())
    return add(by, replace(wanted, **more))


@write
def add(by: Agent, wanted: OpeningRange) -> OpeningRange:
    """Open a range that says all that ``wanted`` does, under a number of its own.

    Raises :class:`InvalidInput` as :func:`open_range` does.
    """
    check(wanted)
    row = OpeningRangeRow.create(agent_id=wanted.agent_id, **_columns(wanted))
    journal.note(by, "opening.added", subject="opening", subject_id=row.id, agent=wanted.agent_id)
    return _range(row)


def check(wanted: OpeningRange) -> None:
    """Raises :class:`InvalidInput` for what makes no range, or overlaps another one of the same agent."""
    opening_check.check(wanted)
    opening_check.refuse_overlap(wanted, ranges_of([wanted.agent_id]))


@write
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


@write
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
    row = OpeningRangeRow.get_or_none(OpeningRangeRow.id == range_id)
    if row is None:
        raise NotFound("Plage introuvable", f"Aucune plage ne porte le numéro {range_id}.")
    return _range(row)


def ranges() -> list[OpeningRange]:
    """Every range that is not over, by agent, then by hour."""
    query = OpeningRangeRow.select().where(
        OpeningRangeRow.ends_on.is_null() | (OpeningRangeRow.ends_on >= clock.today())
    )
    order = (OpeningRangeRow.agent_id, OpeningRangeRow.from_minute, OpeningRangeRow.id)
    return [_range(row) for row in query.order_by(*order)]


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
    rest = one.places, one.site_id, one.minutes, one.buffer, one.capacity, one.overbooking, one.motives
    for start, end in one.pieces:
        yield Opening(one.agent_id, at(day, start), at(day, end), *rest)


def _note(by: Agent, action: str, before: OpeningRange, **detail: Any) -> None:
    journal.note(
        by,
        action,
        subject="opening",
        subject_id=before.id,
        agent=before.agent_id,
        rule=before.rule,
        hours=[before.from_hour.isoformat(), before.to_hour.isoformat()],
        starts_on=before.starts_on.isoformat(),
        **detail,
    )


def _minute(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def _hour(minute: int | None) -> time | None:
    return None if minute is None else time(*divmod(minute, 60))


def _columns(one: OpeningRange) -> dict[str, Any]:
    """A range as it is stored, but for its number and its agent."""
    return {
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "rule": one.rule,
        "from_minute": _minute(one.from_hour),
        "to_minute": _minute(one.to_hour),
        "places": list(one.places),
        "motives": list(one.motives),
        "site_id": one.site_id,
        "minutes": one.minutes,
        "buffer": one.buffer,
        "capacity": one.capacity,
        "overbooking": one.overbooking,
        "pause_from": None if one.pause_from is None else _minute(one.pause_from),
        "pause_to": None if one.pause_to is None else _minute(one.pause_to),
        # Days that have passed say nothing any more: the list stays short however old the range.
        "exceptions": [day.isoformat() for day in one.exceptions if day >= clock.today()],
    }


def _range(row: Any) -> OpeningRange:
    return OpeningRange(
        row.id,
        row.agent_id,
        row.starts_on,
        row.ends_on,
        row.rule,
        time(*divmod(row.from_minute, 60)),
        time(*divmod(row.to_minute, 60)),
        tuple(Place(place) for place in row.places),
        tuple(row.motives),
        row.site_id,
        row.minutes,
        row.buffer,
        row.capacity,
        row.overbooking,
        _hour(row.pause_from),
        _hour(row.pause_to),
        tuple(date.fromisoformat(day) for day in row.exceptions),
    )
