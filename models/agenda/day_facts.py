"""What is known of some workers for some days: hours, absences, busy times, closures, appointments."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from models import clock
from models.agenda.appointment import CANCELLED, Appointment, AppointmentRow, from_row, joined
from models.hours import absence, busy, closure, opening
from models.hours.opening_range import Opening, OpeningRange

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Facts:
    """By agent, but for closures: those of a site, or of every one (``None``)."""

    closed_days: Collection[date]
    closures: list[tuple[int | None, datetime, datetime]]
    openings: dict[int, list[Opening]] = field(default_factory=lambda: defaultdict(list))
    absences: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    busy: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    appointments: dict[int, list[Appointment]] = field(default_factory=lambda: defaultdict(list))
    ranges: dict[int, list[OpeningRange]] = field(default_factory=lambda: defaultdict(list))

    def held(self, agent_id: int) -> Iterable[Opening | Appointment]:
        """The openings and the appointments of an agent."""
        return (*self.openings[agent_id], *self.appointments[agent_id])


def gather(ids: list[int], first: date, last: date, closed_days: Collection[date]) -> Facts:
    """What is known of the agents from ``first`` to ``last``: a handful of queries, however many they are."""
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    facts = Facts(closed_days, closure.between(start, end))
    for range_ in opening.ranges():
        facts.ranges[range_.agent_id].append(range_)
    for one in sorted(opening.openings(ids, first, last), key=lambda one: one.starts_at):
        facts.openings[one.agent_id].append(one)
    for agent_id, since, until in absence.between(ids, start, end):
        facts.absences[agent_id].append((since, until))
    for agent_id, since, until in busy.between(ids, start, end):
        facts.busy[agent_id].append((since, until))
    for booked in appointments(first, last, None if len(ids) > 1 else ids):
        for agent_id in {booked.agent_id, booked.second_agent_id or booked.agent_id}:
            facts.appointments[agent_id].append(booked)
    return facts


def appointments(first: date, last: date, agent_ids: Collection[int] | None = None) -> list[Appointment]:
    """What is booked from ``first`` to ``last`` and not cancelled, by hour; of some agents when given."""
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    query = joined().where(
        AppointmentRow.starts_at < end,
        AppointmentRow.ends_at > start,
        AppointmentRow.status.not_in(list(CANCELLED)),
    )
    if agent_ids is not None:
        ids = list(agent_ids)
        query = query.where(AppointmentRow.agent.in_(ids) | AppointmentRow.second_agent_id.in_(ids))
    return [from_row(row) for row in query.order_by(AppointmentRow.starts_at, AppointmentRow.id)]


def touching(spans: Iterable[Span], start: datetime, end: datetime) -> bool:
    """Whether one of the times touches the time from ``start`` to ``end``."""
    return any(since < end and until > start for since, until in spans)
