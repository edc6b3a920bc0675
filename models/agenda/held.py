"""All that an agent has, whatever became of it: for copies that are kept outside the program."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.agenda.appointment import Appointment, AppointmentMoveRow, AppointmentRow, from_row, joined


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment, whether its person is anonymous, and when it was before somebody else had it."""

    appointment: Appointment
    anonymous: bool
    moved_away: datetime | None = None


def by_agents(since: datetime) -> set[int]:
    """The agents who receive somebody from ``since`` on, or did."""
    found: set[int] = set()
    for column in (AppointmentRow.agent, AppointmentRow.second_agent_id):
        rows: Any = AppointmentRow.select(column).where(AppointmentRow.starts_at >= since).distinct().tuples()
        found.update(number for (number,) in rows if number is not None)
    return found


def by_agent(agent_id: int, since: datetime) -> list[Held]:
    """What an agent has from ``since`` on, joint and cancelled ones too, and what others have by now."""
    mine = (AppointmentRow.agent == agent_id) | (AppointmentRow.second_agent_id == agent_id)
    rows = list(joined().where(mine, AppointmentRow.starts_at >= since))
    moves = _moved_away(agent_id, since, {row.id for row in rows})
    gone = list(joined().where(AppointmentRow.id.in_(list(moves)))) if moves else []
    return [Held(from_row(row), bool(row.who.anonymous), moves.get(row.id)) for row in [*rows, *gone]]


def _moved_away(agent_id: int, since: datetime, besides: set[int]) -> dict[int, datetime]:
    """When each appointment was, that an agent had and others have now: a copy of it must go."""
    rows = AppointmentMoveRow.select().where(
        (AppointmentMoveRow.with_whom == agent_id) | (AppointmentMoveRow.and_whom == agent_id),
        AppointmentMoveRow.starts_at >= since,
    )
    return {
        row.appointment_id: row.starts_at
        for row in rows.order_by(AppointmentMoveRow.id)
        if row.appointment_id not in besides
    }
