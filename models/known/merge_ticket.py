"""Two tickets of one person: who is merged while both sides are here keeps one place in the line.

Of two rooms each keeps its own: nobody sits in both, and each has to find out that they are not there.

The one who is being received stays, else whoever came first; the other is removed with a reason that
names it. What was asked there, its urgency and its appointment go over, so that nothing is forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from models import clock
from models.contact.request import RequestRow
from models.room import step
from models.room.step import StepRow
from models.room.visit import PRESENT, VisitRow, VisitStatus, row
from models.service.agent import Agent

_RECEIVED = (VisitStatus.CALLED, VisitStatus.AT_COUNTER)
# What goes over together, when the ticket that stays has none.
_BOOKED = ("appointment_id", "agent_id", "line_at")
_AHEAD = ("ahead_at", "ahead_by", "ahead_reason")


def join(by: Agent, person_id: int, moved: Iterable[int]) -> list[dict[str, Any]]:
    """Leave one ticket a room of ``person_id``, who was two until now.

    ``moved`` are the visits of the one who went. Returns what :func:`part` takes, for each ticket that was
    closed. Two who came for an appointment each stay: two people expect them.
    """
    here = (VisitRow.person == person_id) & (VisitRow.day == clock.today()) & VisitRow.status.in_(PRESENT)
    gone, rooms = set(moved), defaultdict(list)
    for one in VisitRow.select().where(here).order_by(VisitRow.id):
        rooms[one.site_id].append(one)
    return [closed for tickets in rooms.values() for closed in _join(by, tickets, gone)]


def _join(by: Agent, tickets: list[Any], gone: set[int]) -> list[dict[str, Any]]:
    """Leave one of the tickets of a room, when they were of two."""
    if len({one.id in gone for one in tickets}) < 2:
        return []
    kept, *others = sorted(tickets, key=lambda one: (one.status not in _RECEIVED, one.arrived_at, one.number))
    return [
        _close(by, kept, other)
        for other in others
        if kept.appointment_id is None or other.appointment_id is None
    ]


def part(closed: list[dict[str, Any]]) -> None:
    """Undo :func:`join`: the tickets are in line again, but for what somebody did with them since."""
    for one in reversed(closed):
        if not StepRow.delete().where(StepRow.id == one["step"], StepRow.undone_at.is_null()).execute():
            continue  # taken back by itself already
        other = row(one["visit"])
        if other.status == VisitStatus.REMOVED:
            step.put_back(other, one["before"])
        RequestRow.update(visit_id=other.id).where(
            RequestRow.id.in_(one["requests"]), RequestRow.visit_id == one["kept"]
        ).execute()
        kept = row(one["kept"])
        for name, (before, after) in one["over"].items():
            if _plain(getattr(kept, name)) == after:
                setattr(kept, name, _instant(name, before))
        kept.save()


def _close(by: Agent, kept: Any, other: Any) -> dict[str, Any]:
    over = {name: [_plain(getattr(kept, name)), _plain(value)] for name, value in _over(kept, other).items()}
    for name, (_before, after) in over.items():
        setattr(kept, name, _instant(name, after))
    kept.save()
    asked = RequestRow.select(RequestRow.id).where(
        RequestRow.visit_id == other.id, RequestRow.settled_at.is_null()
    )
    requests = [one.id for one in asked]
    RequestRow.update(visit_id=kept.id).where(RequestRow.id.in_(requests)).execute()
    step.take(
        by, other, VisitStatus.REMOVED, "visit.merged",
        closed_at=clock.now(), reason=f"même personne que le n° {kept.number}",
    )  # fmt: skip
    taken = StepRow.select().where(StepRow.visit_id == other.id).order_by(StepRow.id.desc()).first()
    return {
        "visit": other.id, "kept": kept.id, "step": taken.id, "before": taken.before, "requests": requests,
        "over": over,
    }  # fmt: skip


def _over(kept: Any, other: Any) -> Mapping[str, Any]:
    """Column → value of what the ticket that stays takes from the other."""
    over: dict[str, Any] = {}
    if other.urgency < kept.urgency:
        over["urgency"] = other.urgency
    for first, names in (("appointment_id", _BOOKED), ("ahead_at", _AHEAD)):
        if getattr(kept, first) is None and getattr(other, first) is not None:
            over |= {name: getattr(other, name) for name in names}
    return over


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _instant(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
