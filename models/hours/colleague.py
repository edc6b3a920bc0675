"""Colleagues as one chooses among them: who is away now, and until when; who does not receive today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models import clock, text
from models.hours import absence, busy, opening
from models.hours.opening_range import OpeningRange
from models.service import agent
from models.service.agent import Agent

# So far ahead absences that follow one another, and the next day of work, are looked at.
AHEAD = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent, and until when (UTC) they are away; ``None`` for who is not.

    Who has hours but none today is ``off_today``; ``back_on`` is the next day with hours, if one is near.
    """

    agent: Agent
    away_until: datetime | None = None
    off_today: bool = False
    back_on: date | None = None

    @property
    def away(self) -> str:
        """``absence jusqu’au ven. 4 déc.``, ``absence jusqu’à 14:00``, ``ne reçoit pas avant mer. 25 nov.``.

        Empty for who is there.
        """
        if self.away_until is None:
            if not self.off_today:
                return ""
            day = text.short_date(self.back_on) if self.back_on else ""
            return f"ne reçoit pas avant {day}" if day else "ne reçoit pas aujourd’hui"
        end, today = clock.local(self.away_until), clock.today()
        if end.time() == time():
            last = end.date() - timedelta(days=1)
            return "absence aujourd’hui" if last == today else f"absence jusqu’au {text.short_date(last)}"
        if end.date() == today:
            return f"absence jusqu’à {end:%H:%M}"
        return f"absence jusqu’au {text.short_date(end.date())} à {end:%H:%M}"


def everyone(words: str = "") -> list[Colleague]:
    """Those whose name holds ``words``, by name."""
    wanted = text.fold(words)
    found = [one for one in agent.everyone() if wanted in text.fold(one.name)]
    now = clock.now()
    away = absences(found, now, now + AHEAD)
    since = {one.id: [end for start, end in away.get(one.id or 0, ()) if start <= now] for one in found}
    off = off_today(found)
    return [
        Colleague(one, next(iter(since[one.id]), None), one.id in off, off.get(one.id or 0)) for one in found
    ]


def off_today(agents: Iterable[Agent]) -> dict[int, date | None]:
    """Those who have hours but none today, with the next day on which they have; no day when none is near.

    Of who has no hours at all nobody knows when they work: they are not among them.
    """
    ids, today = {one.id for one in agents}, clock.today()
    ranges: dict[int, list[OpeningRange]] = {}
    for each in opening.ranges():
        if each.agent_id in ids:
            ranges.setdefault(each.agent_id, []).append(each)
    off = {who: hours for who, hours in ranges.items() if not any(one.days(today, today) for one in hours)}
    return {
        who: min((day for one in hours for day in one.days(today, today + AHEAD)[:1]), default=None)
        for who, hours in off.items()
    }


def absences(agents: Iterable[Agent], start: datetime, end: datetime) -> dict[int, busy.Times]:
    """(from, to) of the absences of each agent from ``start`` to ``end`` (UTC), those that touch made one."""
    found: dict[int, busy.Times] = {}
    for number, begins, stops in absence.between([one.id or 0 for one in agents], start, end):
        found.setdefault(number, []).append((begins, stops))
    return {number: busy.merged(times) for number, times in found.items()}
