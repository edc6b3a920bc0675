"""Référents: which agents follow a person, in which role, since and until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import peewee

from models import clock, text
from models.errors import InvalidInput
from models.person import person
from models.person.person import PersonRow
from models.service import agent
from models.service.agent import Agent, AgentRow
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.rows import filled

ROLE_LENGTH = 60


class ReferentRow(Row):
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    agent_id = peewee.IntegerField(index=True)
    # In the words of the service: « assistante sociale », « curatelle »; empty when nothing was said.
    role = peewee.CharField(max_length=ROLE_LENGTH, default="")
    since = peewee.DateField()
    # The last day; empty as long as nobody said one.
    until = peewee.DateField(null=True)
    created_at = Instant(default=clock.now)

    class Meta:
        table_name = "referent"


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody who follows a person; days are the site's, ``until`` included."""

    agent_id: int
    name: str
    role: str
    since: date
    until: date | None

    @property
    def words(self) -> str:
        """``Mme Rey (assistante sociale), depuis le 23.11.2026 jusqu’au 31.12.2026``."""
        role = f" ({self.role})" if self.role else ""
        end = f" jusqu’au {self.until:%d.%m.%Y}" if self.until else ""
        return f"{self.name}{role}, depuis le {self.since:%d.%m.%Y}{end}"


@write(Permission.PERSON)
def follow(by: Agent, person_id: int, agent_id: int, role: str = "", until: str = "") -> None:
    """From today an agent follows a person, until the day typed if any; their former role there is replaced.

    Raises :class:`InvalidInput` for an end before today or a role too long, :class:`NotFound`.
    """
    from models.dates import moment  # its words take 10 ms to load: only when somebody types a day

    role, today = text.clean(role), clock.today()
    end = moment.read_day(until, "referent_until", ahead=True) if until.strip() else None
    if end is not None and end < today:
        raise InvalidInput("Fin du suivi", "Cette date est passée. Vérifiez l’année.", "referent_until")
    if len(role) > ROLE_LENGTH:
        raise InvalidInput("Rôle trop long", f"Gardez au plus {ROLE_LENGTH} caractères.", "referent_role")
    person.refuse_merged(person_id)
    _end(person_id, agent.get(agent_id).id or 0)
    ReferentRow.create(person=person_id, agent_id=agent_id, role=role, since=today, until=end)
    journal.note(by, "referent.set", agent_id, person=person_id, subject="agent")


@write(Permission.PERSON)
def leave(by: Agent, person_id: int, agent_id: int) -> None:
    """An agent follows a person no more, from today on; that they did is kept."""
    _end(person_id, agent_id)
    journal.note(by, "referent.ended", agent_id, person=person_id, subject="agent")


def _end(person_id: int, agent_id: int) -> None:
    mine = (ReferentRow.person == person_id) & (ReferentRow.agent_id == agent_id) & _today()
    yesterday = date.fromordinal(clock.today().toordinal() - 1)
    # Whoever began today never was: nothing of a slip of the key is left.
    ReferentRow.delete().where(mine, ReferentRow.since > yesterday).execute()
    ReferentRow.update(until=yesterday).where(mine).execute()


def of_person(person_id: int) -> tuple[Referent, ...]:
    """Who follows a person today, whoever has for longest first."""
    return of_people([person_id]).get(person_id, ())


def of_people(people: Collection[int]) -> dict[int, tuple[Referent, ...]]:
    """The same for several persons at once; nobody is named who is followed by nobody."""
    if not people:
        return {}
    rows: Any = (
        ReferentRow.select(ReferentRow, AgentRow.name.alias("agent_name"))
        .join(AgentRow, on=(AgentRow.id == ReferentRow.agent_id))
        .where(ReferentRow.person.in_(list(people)), AgentRow.active, _today())
        .order_by(ReferentRow.since, ReferentRow.id)
    )
    found: dict[int, tuple[Referent, ...]] = {}
    for row in rows.objects():
        one = filled(Referent, row, name=row.agent_name)
        others = found.get(row.person, ())
        # Of two forms that were one person's, the same agent may follow both.
        if one.agent_id not in (each.agent_id for each in others):
            found[row.person] = (*others, one)
    return found


def _today() -> Any:
    return ReferentRow.until.is_null() | (ReferentRow.until >= clock.today())
