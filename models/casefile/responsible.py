"""Who may answer for a case file: the roles of its kind, then who follows, the sector, the load."""

from dataclasses import dataclass
from typing import Any

import peewee

from models import text
from models.casefile.rows import CaseFileRow, State
from models.hours import colleague, opening
from models.hours.colleague import Colleague
from models.person import person, referent
from models.service import sector, site
from models.service.profile import Profile


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may answer for a file: ``active`` is how many they answer for already."""

    colleague: Colleague
    active: int
    follows: bool
    near: bool

    @property
    def id(self) -> int:
        """The number of the agent."""
        return self.colleague.agent.id or 0

    @property
    def why(self) -> str:
        """``suit déjà la personne, secteur de la personne, 12 dossiers actifs, absence aujourd’hui``."""
        sectors = self.colleague.agent.sectors
        near = "secteur de la personne" if self.near and sectors else "" if self.near else "autre secteur"
        follows = "suit déjà la personne" if self.follows else ""
        load = text.counted(self.active, "dossier actif", "dossiers actifs")
        return ", ".join(filter(None, (follows, near, load, self.colleague.away)))


def candidates(profile: Profile, person_id: int, kind_id: str) -> tuple[Candidate, ...]:
    """Who may answer for a file of that kind, whoever is proposed first.

    Of the roles that the kind names, those who receive at this site; who follows the person comes first,
    then whose sector names where they live, then who is here, then who answers for least. Raises
    :class:`NotFound`.
    """
    kind, who = profile.case_kind(kind_id), person.get(person_id)
    homes = sector.homes(who.postcode, who.commune)
    follow = {one.agent_id for one in referent.of_person(who.id)}
    load, elsewhere = loads(), _elsewhere()
    found = [
        Candidate(
            one,
            load.get(one.agent.id or 0, 0),
            one.agent.id in follow,
            sector.receives(one.agent.sectors, homes),
        )
        for one in colleague.everyone()
        if one.agent.role in kind.roles and one.agent.id not in elsewhere
    ]
    return tuple(sorted(found, key=_order))


def _order(one: Candidate) -> tuple[Any, ...]:
    return not one.follows, not one.near, bool(one.colleague.away), one.active, one.colleague.agent.name


def loads() -> dict[int, int]:
    """How many active files each agent answers for, by their number."""
    count = peewee.fn.COUNT(CaseFileRow.id)
    query: Any = CaseFileRow.select(CaseFileRow.agent_id, count).where(CaseFileRow.state == State.ACTIVE)
    return dict(query.group_by(CaseFileRow.agent_id).tuples())


def _elsewhere() -> set[int]:
    """Who receives at other sites only."""
    here = site.here()
    if here is None:
        return set()
    ranges = opening.ranges()
    mine = {one.agent_id for one in ranges if one.site_id in (None, here)}
    return {one.agent_id for one in ranges} - mine
