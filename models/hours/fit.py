"""Whether a time still fits the agendas: hours, absences, closures and holidays, and what no longer does."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models import clock
from models.hours import absence, busy, closure, opening
from models.hours.closure import Closure
from models.hours.opening_range import Opening, OpeningRange
from models.service import holiday
from models.service.agent import AgentRow
from models.service.venue import Venue


@dataclass(frozen=True, slots=True)
class _Time:
    """A time to be judged, with all that is said of it."""

    starts_at: datetime
    ends_at: datetime
    motive: str = ""
    venue: Venue | None = None
    site_id: int | None = None


@dataclass(slots=True)
class _Agendas:
    """What is known of some agents between two instants, read once."""

    # Name, and whether they still work here.
    agents: dict[int, tuple[str, bool]]
    ranges: dict[int, list[OpeningRange]]
    absences: dict[int, list[tuple[datetime, datetime]]]
    busy: dict[int, list[tuple[datetime, datetime]]]
    closures: list[Closure]
    # The openings of an agent on a day, and the name of a holiday, worked out when first asked for.
    opened: dict[tuple[int, date], list[Opening]] = field(default_factory=dict)
    feasts: dict[date, str] = field(default_factory=dict)

    def openings(self, agent_id: int, day: date) -> list[Opening]:
        """The openings of an agent on a day of the site."""
        if (agent_id, day) not in self.opened:
            self.opened[agent_id, day] = [
                piece
                for one in self.ranges.get(agent_id, ())
                if one.opens_on(day)
                for piece in opening.on_day(one, day)
            ]
        return self.opened[agent_id, day]

    def refusal(self, agent_id: int, at: _Time) -> str:
        """Why this agent does not receive then; empty when they do."""
        name, active = self.agents.get(agent_id, ("l’intervenant", False))
        if not active:
            return f"{name} n’est plus dans le service"
        day = clock.local(at.starts_at).date()
        if day not in self.feasts:
            self.feasts[day] = holiday.name(day)
        if self.feasts[day]:
            return f"jour férié\u00a0: {self.feasts[day]}"
        around = [
            one
            for one in self.openings(agent_id, day)
            if one.starts_at <= at.starts_at and at.ends_at <= one.ends_at
        ]
        sites = {one.site_id for one in around} | {at.site_id}
        for one in self.closures:
            if one.site_id in (None, *sites) and one.starts_at < at.ends_at and one.ends_at > at.starts_at:
                return "fermeture" + (f"\u00a0: {one.reason}" if one.reason else "")
        if _touch(self.absences.get(agent_id, ()), at):
            return f"{name} ne reçoit pas\u00a0: absence"
        return _outside(name, around, at) or (
            f"l’agenda de {name} est pris ailleurs" if _touch(self.busy.get(agent_id, ()), at) else ""
        )


def refusal(
    agent_ids: Sequence[int],
    starts_at: datetime,
    ends_at: datetime,
    motive: str = "",
    venue: Venue | None = None,
    site_id: int | None = None,
) -> str:
    """Why one of these agents does not receive then, as a clause; empty when every one of them does.

    What is booked already is not considered: the cells say that.
    """
    agendas = _read(agent_ids, starts_at, ends_at)
    at = _Time(starts_at, ends_at, motive, venue, site_id)
    return next((words for one in agent_ids if (words := agendas.refusal(one, at))), "")


def opening_at(
    agent_id: int, starts_at: datetime, ends_at: datetime, motive: str = "", venue: Venue | None = None
) -> Opening | None:
    """The opening that holds this time, or ``None``: it says how many persons, which site, which rest."""
    day = clock.local(starts_at).date()
    found = opening.openings([agent_id], day, day, motive)
    at = _Time(starts_at, ends_at, motive, venue)
    return next((one for one in found if _holds(one, at)), None)


def _read(agent_ids: Iterable[int], start: datetime, end: datetime) -> _Agendas:
    """What is known of these agents between two instants: five queries."""
    ids = list(agent_ids)
    ranges: dict[int, list[OpeningRange]] = defaultdict(list)
    for one in opening.ranges_of(ids):
        ranges[one.agent_id].append(one)
    known: Any = (
        AgentRow.select(AgentRow.id, AgentRow.name, AgentRow.active).where(AgentRow.id.in_(ids)).tuples()
    )
    return _Agendas(
        {number: (name, active) for number, name, active in known},
        ranges,
        _by_agent(absence.between(ids, start, end)),
        _by_agent(busy.between(ids, start, end)),
        closure.touching(start, end),
    )


def _by_agent(
    times: Iterable[tuple[int, datetime, datetime]],
) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for agent_id, start, end in times:
        found[agent_id].append((start, end))
    return found


def _touch(times: Iterable[tuple[datetime, datetime]], at: _Time) -> bool:
    return any(start < at.ends_at and end > at.starts_at for start, end in times)


def _holds(one: Opening, at: _Time) -> bool:
    return (
        one.starts_at <= at.starts_at
        and at.ends_at <= one.ends_at
        and (not at.motive or not one.motives or at.motive in one.motives)
        and (at.venue is None or at.venue in one.venues)
    )


def _outside(name: str, around: list[Opening], at: _Time) -> str:
    """What is wrong with the openings around a time; empty when one of them takes it."""
    if not around:
        return f"en dehors des heures de {name}"
    taking = [one for one in around if _holds(one, at)]
    if not taking and not any(at.venue in (None, *one.venues) for one in around):
        return f"{name} ne reçoit pas ainsi à cette heure ({at.venue.label if at.venue else ''})"
    if not taking:
        return f"{name} ne reçoit pas ce motif à cette heure"
    if at.site_id is not None and all(one.site_id not in (None, at.site_id) for one in taking):
        return f"{name} reçoit sur un autre site à cette heure"
    return ""
