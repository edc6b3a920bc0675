"""Absences: when an agent does not receive, once or again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import peewee

from models import clock, text
from models.dates import recurrence, span
from models.errors import InvalidInput
from models.hours import time_off
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.rows import filled

WORD = "Absence"
# One time of an absence that comes back: longer ones are two absences, or somebody who left.
LONGEST_AGAIN = timedelta(days=31)


class AbsenceRow(Row):
    agent_id = peewee.IntegerField(index=True)
    starts_at = Instant()
    ends_at = Instant()
    reason = peewee.CharField(max_length=time_off.REASON_LENGTH, default="")
    # An absence that comes back: the days on which it starts again, and the last of them.
    rule = peewee.CharField(max_length=200, default="")
    until = peewee.DateField(null=True)
    # The days on which one that comes back does not take place, as ISO dates.
    lifted = peewee.JSONField(default=list)

    class Meta:
        table_name = "absence"


@dataclass(frozen=True, slots=True)
class Absence:
    """An agent does not receive from ``starts_at`` to ``ends_at`` (UTC).

    With a ``rule`` (RFC 5545) it starts again on each of its days, at the same hour of the site's clock,
    until the day ``until`` included, or without end; not on the days that are ``lifted``.
    """

    id: int
    agent_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str
    rule: str = ""
    until: date | None = None
    lifted: tuple[date, ...] = ()

    @property
    def words(self) -> str:
        """``le 24.12.2026``, ``du 24.12.2026 à 14:00 au 2.1.2027``; with the rule when it comes back."""
        start, end = clock.local(self.starts_at), clock.local(self.ends_at)
        if not self.rule:
            return span.words(start, end)
        hours = span.hours_words(start, end)
        until = f"jusqu’au {span.day_words(self.until)}" if self.until else "sans fin"
        since = f"dès le {span.day_words(start.date())}"
        days = ", ".join(span.day_words(day) for day in self.lifted if day >= clock.today())
        but = f"sauf le {days}" if days else ""
        return ", ".join(part for part in (recurrence.spoken(self.rule), hours, since, until, but) if part)


@write(Permission.HOURS)
def be_absent(
    by: Agent,
    agent_id: int,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    *,
    rule: str = "",
    until: date | None = None,
    lifted: Iterable[date] = (),
) -> Absence:
    """Note that an agent does not receive between two instants, and again on the days of ``rule``.

    Raises :class:`InvalidInput` for an absence that ends before it starts, never takes place, or is
    noted already: taking it away would leave the other.
    """
    reason = text.clean(reason)[: time_off.REASON_LENGTH]
    check(Absence(0, agent_id, starts_at, ends_at, reason, rule, until))
    same = {"agent_id": agent_id, "starts_at": starts_at, "ends_at": ends_at, "rule": rule, "until": until}
    time_off.refuse_twice(WORD, AbsenceRow, **same)
    row = AbsenceRow.create(**same, reason=reason, lifted=[day.isoformat() for day in lifted])
    journal.note(by, "absence.added", row.id, agent=agent_id)
    return _absence(row)


def check(wanted: Absence) -> None:
    """Raises :class:`InvalidInput` naming the field for what makes no absence."""
    time_off.check_end(WORD, wanted.starts_at, wanted.ends_at)
    if not wanted.rule:
        return
    first = clock.local(wanted.starts_at).date()
    if wanted.until is not None and wanted.until < first:
        raise InvalidInput(
            "Absence impossible", "Le dernier jour vient avant le premier. Corrigez-le.", "until"
        )
    if wanted.until is not None and wanted.until < clock.today():
        raise InvalidInput(
            "Absence impossible", "La dernière fois est déjà passée. Écrivez un jour à venir.", "until"
        )
    recurrence.check(wanted.rule, first)
    if wanted.ends_at - wanted.starts_at > LONGEST_AGAIN:
        raise InvalidInput(
            "Absence impossible",
            f"Une absence qui revient dure au plus {LONGEST_AGAIN.days} jours chaque fois. Raccourcissez-la.",
            "ends_at",
        )
    if not _days(wanted, first, first + recurrence.LOOK_AHEAD):
        raise InvalidInput(
            "Absence impossible",
            "Aucun de ces jours ne tombe entre le premier et le dernier. Changez-en un.",
            "until",
        )


@write(Permission.HOURS)
def be_back(by: Agent, absence_id: int) -> Absence:
    """Take an absence away: the agent receives again. Raises :class:`NotFound`."""
    gone = _absence(time_off.take_away(WORD, AbsenceRow, absence_id))
    journal.note(
        by,
        "absence.removed",
        gone.id,
        agent=gone.agent_id,
        hours=[gone.starts_at.isoformat(), gone.ends_at.isoformat()],
        rule=gone.rule,
    )
    return gone


@write(Permission.HOURS)
def lift(by: Agent, absence_id: int, day: date) -> Absence:
    """Let an absence that comes back not take place on ``day``: the agent receives then.

    Raises :class:`NotFound`, and :class:`InvalidInput` when ``day`` has passed or is none of its days.
    """
    row, one = _row(absence_id)
    if not one.rule or day < clock.today() or day in one.lifted or day not in _days(one, day, day):
        raise InvalidInput(
            "Jour hors de l’absence",
            f"L’absence ({one.words}) ne revient pas le {text.long_date(day)}. "
            "Écrivez un de ses jours à venir.",
            "day",
        )
    return _set_lifted(by, row, {*one.lifted, day}, "absence.lifted", day)


@write(Permission.HOURS)
def lift_no_more(by: Agent, absence_id: int, day: date) -> Absence:
    """Let an absence take place again on a day on which it was lifted.

    Raises :class:`NotFound`, and :class:`InvalidInput` when it was not.
    """
    row, one = _row(absence_id)
    if day not in one.lifted:
        raise InvalidInput(
            "Jour jamais levé", f"L’absence {absence_id} a bien lieu le {text.long_date(day)}.", "day"
        )
    return _set_lifted(by, row, {*one.lifted} - {day}, "absence.lift_undone", day)


def next_day(one: Absence) -> date | None:
    """The next day, from today, on which an absence that comes back takes place; ``None`` when it is over."""
    today = clock.today()
    return next(iter(_days(one, today, today + recurrence.LOOK_AHEAD)), None) if one.rule else None


def next_day_of(absence_id: int) -> date | None:
    """:func:`next_day` of an absence to come."""
    return next((next_day(one) for one in coming() if one.id == absence_id), None)


def _row(absence_id: int) -> tuple[Any, Absence]:
    row = time_off.find(WORD, AbsenceRow, absence_id)
    return row, _absence(row)


def _set_lifted(by: Agent, row: Any, days: Iterable[date], action: str, day: date) -> Absence:
    row.lifted = [one.isoformat() for one in sorted(days)]
    row.save()
    journal.note(by, action, row.id, agent=row.agent_id, day=day.isoformat())
    return _absence(row)


def coming() -> list[Absence]:
    """Every absence that is not over, next first."""
    now, today = clock.now(), clock.today()
    again = (AbsenceRow.rule != "") & (AbsenceRow.until.is_null() | (AbsenceRow.until >= today))
    query = AbsenceRow.select().where((AbsenceRow.ends_at > now) | again)
    return [_absence(row) for row in query.order_by(AbsenceRow.starts_at, AbsenceRow.id)]


def between(agent_ids: list[int], start: datetime, end: datetime) -> list[tuple[int, datetime, datetime]]:
    """(agent, from, to) of every absence that touches the time from ``start`` to ``end`` (UTC)."""
    query = AbsenceRow.select().where(
        AbsenceRow.agent_id.in_(agent_ids),
        AbsenceRow.starts_at < end,
        (AbsenceRow.ends_at > start) | (AbsenceRow.rule != ""),
    )
    return [
        (one.agent_id, starts_at, ends_at)
        for one in map(_absence, query.namedtuples())
        for starts_at, ends_at in times(one, start, end)
    ]


def times(one: Absence, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """(from, to) of each time of an absence that touches the time from ``start`` to ``end`` (UTC)."""
    if not one.rule:
        return [(one.starts_at, one.ends_at)] if one.starts_at < end and one.ends_at > start else []
    begins, stops = clock.local(one.starts_at), clock.local(one.ends_at)
    # By the site's clock: an absence at 14:00 stays at 14:00 when summer comes.
    nights = (stops.date() - begins.date()).days
    first = clock.local(start).date() - timedelta(days=nights)
    found = []
    for day in _days(one, max(first, begins.date()), clock.local(end).date()):
        at = clock.at(day, begins.time())
        until = clock.at(day + timedelta(days=nights), stops.time())
        if at < end and until > start:
            found.append((at, until))
    return found


def _days(one: Absence, first: date, last: date) -> tuple[date, ...]:
    last = min(last, one.until) if one.until else last
    days = recurrence.days(one.rule, clock.local(one.starts_at).date(), first, last)
    return tuple(day for day in days if day not in one.lifted) if one.lifted else days


def _absence(row: Any) -> Absence:
    return filled(Absence, row)
