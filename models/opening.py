"""Opening ranges and absences: when an agent receives, and when not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import peewee

from models import clock, journal, recurrence, text
from models.agent import Agent
from models.database import Instant, Row, write
from models.errors import InvalidInput, NotFound
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


class AbsenceRow(Row):
    agent_id = peewee.IntegerField(index=True)
    starts_at = Instant()
    ends_at = Instant()
    reason = peewee.CharField(max_length=80, default="")
    # An absence that comes back: the days on which it starts again, and the last of them.
    rule = peewee.CharField(max_length=200, default="")
    until = peewee.DateField(null=True)

    class Meta:
        table_name = "absence"


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
        """``lu ma je, 8:30–12:00``: the days and hours, for a list or a sentence."""
        hours = (f"{hour.hour}:{hour.minute:02d}" for hour in (self.from_hour, self.to_hour))
        return f"{recurrence.spoken(self.rule)}, {'–'.join(hours)}"


@dataclass(frozen=True, slots=True)
class Absence:
    """An agent does not receive from ``starts_at`` to ``ends_at`` (UTC)."""

    id: int
    agent_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str


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
    """Let an agent receive on the days of ``rule``.

    Raises :class:`InvalidInput` for what makes no range, or overlaps another range of the same agent.
    """
    if from_hour >= to_hour:
        raise InvalidInput(
            "Plage impossible", "La plage doit finir après son début, le même jour.", "to_hour"
        )
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput("Plage impossible", "Le dernier jour vient avant le premier.", "ends_on")
    recurrence.check(rule, starts_on)
    wanted = OpeningRange(0, agent_id, starts_on, ends_on, rule, from_hour, to_hour, places, motives)
    if ends_on is not None and not _days(wanted, starts_on, ends_on):
        raise InvalidInput(
            "Plage impossible", "Aucun de ces jours ne tombe entre le premier et le dernier.", "ends_on"
        )
    _refuse_overlap(wanted)
    row = OpeningRangeRow.create(
        agent_id=agent_id,
        starts_on=starts_on,
        ends_on=ends_on,
        rule=rule,
        from_minute=_minute(from_hour),
        to_minute=_minute(to_hour),
        places=list(places),
        motives=list(motives),
    )
    journal.note(by, "opening.added", subject="opening", subject_id=row.id, agent=agent_id)
    return _range(row)


@write
def close_range(by: Agent, range_id: int) -> OpeningRange:
    """Take a range away; what is booked in it stays. The journal keeps what it was.

    Raises :class:`NotFound`.
    """
    row = OpeningRangeRow.get_or_none(OpeningRangeRow.id == range_id)
    if row is None:
        raise NotFound("Plage introuvable", f"Aucune plage ne porte le numéro {range_id}.")
    gone = _range(row)
    row.delete_instance()
    journal.note(
        by,
        "opening.removed",
        subject="opening",
        subject_id=gone.id,
        agent=gone.agent_id,
        rule=gone.rule,
        hours=[gone.from_hour.isoformat(), gone.to_hour.isoformat()],
        starts_on=gone.starts_on.isoformat(),
    )
    return gone


def ranges() -> list[OpeningRange]:
    """Every range that is not over, by agent, then by hour."""
    query = OpeningRangeRow.select().where(
        OpeningRangeRow.ends_on.is_null() | (OpeningRangeRow.ends_on >= clock.today())
    )
    order = (OpeningRangeRow.agent_id, OpeningRangeRow.from_minute, OpeningRangeRow.id)
    return [_range(row) for row in query.order_by(*order)]


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


@write
def be_back(by: Agent, absence_id: int) -> Absence:
    """Take an absence away: the agent receives again. Raises :class:`NotFound`."""
    row = AbsenceRow.get_or_none(AbsenceRow.id == absence_id)
    if row is None:
        raise NotFound("Absence introuvable", f"Aucune absence ne porte le numéro {absence_id}.")
    gone = _absence(row)
    row.delete_instance()
    journal.note(
        by,
        "absence.removed",
        subject="absence",
        subject_id=gone.id,
        agent=gone.agent_id,
        hours=[gone.starts_at.isoformat(), gone.ends_at.isoformat()],
    )
    return gone


def coming_absences() -> list[Absence]:
    """Every absence that is not over, next first."""
    query = AbsenceRow.select().where(AbsenceRow.ends_at > clock.now())
    return [_absence(row) for row in query.order_by(AbsenceRow.starts_at, AbsenceRow.id)]


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
    return recurrence.days(one.rule, one.starts_on, first, last)


def _refuse_overlap(wanted: OpeningRange) -> None:
    """Two ranges of one agent on the same day at the same hour would say two things about it."""
    rows = OpeningRangeRow.select().where(
        OpeningRangeRow.agent_id == wanted.agent_id,
        OpeningRangeRow.from_minute < _minute(wanted.to_hour),
        OpeningRangeRow.to_minute > _minute(wanted.from_hour),
    )
    for other in map(_range, rows.order_by(OpeningRangeRow.id)):
        first = max(wanted.starts_on, other.starts_on)
        last = first + recurrence.LOOK_AHEAD
        common = set(_days(wanted, first, last)) & set(_days(other, first, last))
        if common:
            raise InvalidInput(
                "Plages qui se chevauchent",
                f"Cette plage chevauche la plage {other.id} du même agent ({other.words}), "
                f"par exemple le {text.long_date(min(common))}. "
                "Changez les heures ou les jours, ou retirez d’abord l’autre plage.",
                "from_hour",
            )


def _minute(hour: time) -> int:
    return hour.hour * 60 + hour.minute


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


def _absence(row: Any) -> Absence:
    return Absence(row.id, row.agent_id, row.starts_at, row.ends_at, row.reason)
