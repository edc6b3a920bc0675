"""Colleagues as one chooses among them: who is away now, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from models import clock, text
from models.hours import absence, busy
from models.service import agent
from models.service.agent import Agent

# So far ahead absences that follow one another are looked at.
AHEAD = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent, and until when (UTC) they are away; ``None`` for who is not."""

    agent: Agent
    away_until: datetime | None = None

    @property
    def away(self) -> str:
        """``absence jusqu’au ven. 4 déc.``, ``absence jusqu’à 14:00``; empty for who is not away."""
        if self.away_until is None:
            return ""
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
    return [Colleague(one, next(iter(since[one.id]), None)) for one in found]


def absences(agents: Iterable[Agent], start: datetime, end: datetime) -> dict[int, busy.Times]:
    """(from, to) of the absences of each agent from ``start`` to ``end`` (UTC), those that touch made one."""
    found: dict[int, busy.Times] = {}
    for number, begins, stops in absence.between([one.id or 0 for one in agents], start, end):
        found.setdefault(number, []).append((begins, stops))
    return {number: busy.merged(times) for number, times in found.items()}
