"""A slot taken, as a form keeps it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from models import clock
from models.dates.words import when_words
from models.service.venue import Venue
from models.slots.slot import Slot

NOWHERE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Pick:
    """A slot taken. ``second_agent_id`` receives at the same time, ``then`` is the time just after."""

    agent_id: int
    agent_name: str
    starts_at: datetime
    ends_at: datetime
    site_id: int | None = None
    second_agent_id: int | None = None
    second_name: str = ""
    # The name of the site, when it is not the one where one sits.
    site_name: str = ""
    then: "Pick | None" = None

    @property
    def agents(self) -> str:
        """``Mme Rey``, ``Mme Rey et M. Favre``, ``Mme Rey, puis M. Favre à 10:00``."""
        if self.then is not None:
            return (
                f"{self.agent_name}, puis {self.then.agent_name} à {clock.local(self.then.starts_at):%H:%M}"
            )
        return f"{self.agent_name} et {self.second_name}" if self.second_name else self.agent_name

    @property
    def day(self) -> date:
        """Its day, by the site's clock."""
        return clock.local(self.starts_at).date()

    def when(self, venue: Venue) -> str:
        """``mardi 24 novembre à 09:15 avec Mme Rey, sur place``, with its site when that is another one."""
        words = when_words(self.starts_at, self.agents, venue)
        return f"{words} à {self.site_name}" if self.site_name and venue is Venue.ON_SITE else words

    @property
    def value(self) -> str:
        """Plain text, for the value of a field."""
        then = self.then.value if self.then else None
        start, end = self.starts_at.isoformat(), self.ends_at.isoformat()
        return json.dumps(
            [
                self.agent_id,
                self.agent_name,
                start,
                end,
                self.site_id,
                self.second_agent_id,
                self.second_name,
                self.site_name,
                then,
            ]
        )


def pick_of(one: Slot, sites: Mapping[int, str] = NOWHERE) -> Pick:
    """What taking a slot means; ``sites`` names those that are not where one sits."""
    second = one.second
    pick = Pick(
        agent_id=one.agent_id,
        agent_name=one.agent_name,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        site_id=one.site_id,
        site_name=sites.get(one.site_id or 0, ""),
    )
    if second is None:
        return pick
    if second.starts_at == one.starts_at:
        return replace(pick, second_agent_id=second.agent_id, second_name=second.agent_name)
    return replace(pick, then=pick_of(second, sites))


def read_pick(value: str) -> Pick | None:
    """The pick that :attr:`Pick.value` wrote; ``None`` for anything else."""
    try:
        agent_id, name, start, end, site_id, with_id, second_name, site_name, then = json.loads(value)
        starts_at, ends_at = datetime.fromisoformat(start), datetime.fromisoformat(end)
    except (ValueError, TypeError):
        return None
    after = read_pick(then) if then else None
    return Pick(agent_id, name, starts_at, ends_at, site_id, with_id, second_name, site_name, after)
