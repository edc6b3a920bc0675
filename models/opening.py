"""Opening ranges and absences: when an agent receives, and when not."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import peewee

from models import clock, journal, text
from models.agent import Agent
from models.database import Instant, Row, write
from models.errors import InvalidInput
from models.glossary import Word


class Place(Word):
    """Where an appointment takes place."""

    ON_SITE = "on_site", "sur place"
    PHONE = "phone", "téléphone"
    HOME = "home", "domicile"
    VIDEO = "video", "visio"


class OpeningRangeRow(Row):
    agent_id = peewee.IntegerField(index=True)
    starts_on = peewee.DateField()
    ends_on = peewee.DateField(null=True)
    rule = peewee.CharField(max_length=200)
    from_minute = peewee.IntegerField()
    to_minute = peewee.IntegerField()
    places = peewee.JSONField(default=list)
    motives = peewee.JSONField(default=list)

    class Meta:
        table_name = "opening_range"


class AbsenceRow(Row):
    agent_id = peewee.IntegerField(index=True)
    starts_at = Instant()
    ends_at = Instant()
    reason = peewee.CharField(max_length=80, default="")

    class Meta:
        table_name = "absence"


@dataclass(frozen=True, slots=True)
class OpeningRange:
    """``rule`` is an RFC 5545 RRULE of days (``FREQ=WEEKLY;BYDAY=MO,TH``); hours are those of the site.

    ``motives`` lists the motive ids received, all of them when empty.
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


@dataclass(frozen=True, slots=True)
class Opening:
    """One occurrence of a range: an agent receives from ``starts_at`` to ``ends_at`` (UTC)."""

    agent_id: int
    starts_at: datetime
    ends_at: datetime
    places: tuple[Place, ...]


@write
def open_range(
    by: Agent,
    agent_id: int,
    rule: str,
    from_hour: time,
    to_hour: time,
    *,
    starts_on: date,
    ends_on: date | None = None,
    places: tuple[Place, ...] = (Place.ON_SITE, Place.PHONE),
    motives: tuple[str, ...] = (),
) -> OpeningRange:
    """Let an agent receive on the days of ``rule``. Raises :class:`InvalidInput` for what makes no range."""
    if from_hour >= to_hour:
        raise InvalidInput(
            "Plage impossible", "La plage doit finir après son début, le même jour.", "to_hour"
        )
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput("Plage impossible", "Le dernier jour vient avant le premier.", "ends_on")
    _check_rule(rule)
    row = OpeningRangeRow.create(
        agent_id=agent_id,
        starts_on=starts_on,
        ends_on=ends_on,
        rule=rule,
        from_minute=from_hour.hour * 60 + from_hour.minute,
        to_minute=to_hour.hour * 60 + to_hour.minute,
        places=list(places),
        motives=list(motives),
    )
    journal.note(by, "opening.added", subject="opening", subject_id=row.id, agent=agent_id)
    return _range(row)


@write
def be_absent(by: Agent, agent_id: int, starts_at: datetime, ends_at: datetime, reason: str = "") -> int:
    """Note that an agent does not receive between two instants; gives the absence's id."""
    if ends_at <= starts_at:
        raise InvalidInput("Absence impossible", "L’absence doit finir après son début.", "ends_at")
    row = AbsenceRow.create(
        agent_id=agent_id, starts_at=starts_at, ends_at=ends_at, reason=text.clean(reason)[:80]
    )
    journal.note(by, "absence.added", subject="absence", subject_id=row.id, agent=agent_id)
    return int(row.id)


def openings(agent_ids: list[int], first: date, last: date, motive: str = "") -> Iterator[Opening]:
    """Every opening of these agents from ``first`` to ``last`` (both included), holidays not considered."""
    query = OpeningRangeRow.select().where(
        OpeningRangeRow.agent_id.in_(agent_ids),
        OpeningRangeRow.starts_on <= last,
        OpeningRangeRow.ends_on.is_null() | (OpeningRangeRow.ends_on >= first),
    )
    for one in map(_range, query.order_by(OpeningRangeRow.id)):
        if motive and one.motives and motive not in one.motives:
            continue
        for day in _days(one, first, last):
            yield Opening(one.agent_id, clock.at(day, one.from_hour), clock.at(day, one.to_hour), one.places)


def absences(agent_ids: list[int], start: datetime, end: datetime) -> list[tuple[int, datetime, datetime]]:
    """(agent, from, to) of every absence that touches the time between ``start`` and ``end`` (UTC)."""
    query = AbsenceRow.select().where(
        AbsenceRow.agent_id.in_(agent_ids), AbsenceRow.starts_at < end, AbsenceRow.ends_at > start
    )
    return [(row.agent_id, row.starts_at, row.ends_at) for row in query]


def _days(one: OpeningRange, first: date, last: date) -> tuple[date, ...]:
    last = min(last, one.ends_on) if one.ends_on else last
    return _occurrences(one.rule, one.starts_on, first, last) if first <= last else ()


# A rule is walked from its first day on, and most agents of a service share a few of them.
@functools.lru_cache(maxsize=2048)
def _occurrences(text_rule: str, starts_on: date, first: date, last: date) -> tuple[date, ...]:
    from dateutil.rrule import rrulestr  # 12 ms: only where slots are looked for

    rule = rrulestr(text_rule, dtstart=datetime.combine(starts_on, time()))
    until = datetime.combine(last, time.max)
    return tuple(at.date() for at in rule.between(datetime.combine(first, time()), until, inc=True))


def _check_rule(rule: str) -> None:
    from dateutil.rrule import rrulestr

    # Days, not hours: a rule by the minute would be read for ever.
    days = re.search(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b", rule.upper())
    try:
        if not days or len(rule) > 200:
            raise ValueError(rule)
        rrulestr(rule, dtstart=datetime.combine(clock.today(), time()))
    except (ValueError, TypeError) as error:
        raise InvalidInput(
            "Répétition illisible",
            f"« {rule[:40]} » n’est pas une règle du type FREQ=WEEKLY;BYDAY=MO,TH.",
            "rule",
        ) from error


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
    )
