"""Agents: who sits there. Created by an administrator, signed in by password."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import peewee

from models import clock, text
from models.errors import ComptoirError, InvalidInput, NotFound
from models.service import guess, password
from models.service.permission import Permission, Role, check
from models.store import journal
from models.store.database import Instant, Row, read, vital, write
from models.store.rows import filled

# The languages or the sectors of one agent.
MOST_WORDS = 40
WORD_LENGTH = 60


class AgentRow(Row):
    login = peewee.CharField(max_length=40, unique=True)
    name = peewee.CharField(max_length=80)
    role = peewee.CharField(max_length=20)
    password = peewee.CharField(max_length=200)
    # Since when it is that one; empty for the first.
    password_at = Instant(null=True)
    active = peewee.BooleanField(default=True)
    # What they speak besides French, and the communes or postcodes they receive from (all when empty).
    languages = peewee.JSONField(default=list)
    sectors = peewee.JSONField(default=list)

    class Meta:
        table_name = "agent"


@dataclass(frozen=True, slots=True)
class Agent:
    """A staff member as the screens and the letters know them.

    ``languages`` are spoken besides French; ``sectors`` are the communes or postcodes they receive from,
    all of them when empty. ``password_at`` (UTC) is since when they have the password they signed in with,
    ``None`` for the first.
    """

    id: int | None
    login: str
    name: str
    role: Role
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    password_at: datetime | None = field(default=None, compare=False)

    def may(self, needed: Permission) -> bool:
        """Whether their role lets them do it."""
        return self.role.may(needed)

    def must(self, needed: str) -> None:
        """Raises :class:`models.errors.Forbidden`, which says who can, when their role does not let them.

        ``needed`` is a permission, or its code.
        """
        check(self.role, Permission(needed))


@dataclass(frozen=True, slots=True)
class Account:
    """An agent as an administrator sees them; somebody who is not ``active`` cannot sign in."""

    agent: Agent
    active: bool


# What the program does by itself: preparing a site, importing a directory.
SYSTEM = Agent(None, "", "Comptoir", Role.ADMIN)


@read(Permission.AGENTS)
def create(by: Agent, login: str, name: str, role: Role, typed: str, *, public: bool = False) -> Agent:
    """Add an agent; a ``public`` password is no secret (a demonstration's), and costs no time to verify.

    Raises :class:`InvalidInput` for an empty name, a taken login or a weak password.
    """
    check_new(login, name)
    return _create(by, login, name, role, password.kept(typed, login, name, public=public))


@write(Permission.AGENTS)
def _create(by: Agent, login: str, name: str, role: Role, secret: str) -> Agent:
    check_new(login, name)
    login, name = _login(login), text.clean(name)
    row = AgentRow.create(login=login, name=name, role=role, password=secret)
    journal.note(by, "agent.created", row.id, role=role)
    return _agent(row)


def check_new(login: str, name: str) -> None:
    """Raises :class:`InvalidInput` when no agent can be added under this login and name."""
    login, name = _login(login), text.clean(name)
    if not login or not name:
        raise InvalidInput("Agent incomplet", "Indiquez un identifiant et un nom.", "login")
    if len(login) > 40 or len(name) > 80:
        raise InvalidInput(
            "Agent trop long", "Gardez au plus 40 lettres d’identifiant et 80 de nom.", "login"
        )
    if AgentRow.get_or_none(AgentRow.login == login):
        raise InvalidInput(
            "Identifiant déjà pris", f"« {login} » existe déjà. Choisissez-en un autre.", "login"
        )


@read(Permission.AGENTS)
def set_password(by: Agent, agent_id: int, typed: str) -> None:
    """Give an agent another password: their sessions end, the failures of the old one are forgotten.

    Raises :class:`InvalidInput` for a weak one.
    """
    who = get(agent_id)
    _set_password(by, agent_id, password.kept(typed, who.login, who.name))


@write(Permission.AGENTS)
def _set_password(by: Agent, agent_id: int, secret: str) -> None:
    row = _row(agent_id)
    row.password, row.password_at = secret, clock.now()
    row.save()
    guess.forgive(row.login)
    journal.note(by, "agent.password_set", row.id)


@read(Permission.SESSION)
def change_password(by: Agent, current: str, typed: str) -> Agent:
    """Let ``by`` have another password; trying for the ``current`` one gets slow as signing in does.

    Gives back ``by`` as they may stay signed in here: their other sessions end.
    Raises :class:`InvalidInput` for a wrong current one and a weak new one.
    """
    secret = password.kept(typed, by.login, by.name)
    guess.begin(by.login)
    row = _row(by.id or 0)
    if not password.matches(row.password, current):
        _refused(by, row)
        raise InvalidInput("Mot de passe actuel", "Ce n’est pas le vôtre. Réessayez.", "current")
    return _change_password(by, secret)


@write(Permission.SESSION)
def _change_password(by: Agent, secret: str) -> Agent:
    AgentRow.update(password=secret, password_at=clock.now()).where(AgentRow.id == by.id).execute()
    guess.right(by.login)
    journal.note(by, "agent.password_changed", by.id)
    return get(by.id or 0)


@write(Permission.AGENTS)
def close(by: Agent, agent_id: int) -> None:
    """Let an agent sign in no more; what they did stays under their name.

    Raises :class:`ComptoirError` for the last administrator: nobody could open the account again.
    """
    row = _row(agent_id)
    _refuse_last(row)
    row.active = False
    row.save()
    journal.note(by, "agent.closed", row.id)


@write(Permission.AGENTS)
def set_role(by: Agent, agent_id: int, role: Role) -> Agent:
    """Let an agent do what another role does. Raises :class:`ComptoirError` for the last administrator."""
    row = _row(agent_id)
    if role != Role.ADMIN:
        _refuse_last(row)
    before, row.role = row.role, role
    row.save()
    journal.note(by, "agent.role_set", row.id, before=before, role=role)
    return _agent(row)


def _refuse_last(row: Any) -> None:
    others = AgentRow.active & (AgentRow.role == Role.ADMIN) & (AgentRow.id != row.id)
    if row.role == Role.ADMIN and not AgentRow.select().where(others).exists():
        raise ComptoirError(
            "Dernier administrateur",
            (
                f"{row.name} Personne d’autre que {row.name} n’administre Comptoir. Ajoutez d’abord "
                "un autre administrateur. Ajoutez d’abord un autre administrateur."
            ),
        )


@write(Permission.AGENTS)
def reopen(by: Agent, agent_id: int) -> None:
    """Let an agent sign in again, with the password they had."""
    row = _row(agent_id)
    row.active = True
    row.save()
    guess.forgive(row.login)
    journal.note(by, "agent.reopened", row.id)


@write(Permission.AGENTS)
def set_languages(by: Agent, agent_id: int, languages: Iterable[str]) -> Agent:
    """Say which languages an agent speaks besides French. Raises :class:`InvalidInput` for too many."""
    row = _row(agent_id)
    row.languages = _words(languages, "languages")
    row.save()
    journal.note(by, "agent.languages_set", row.id, languages=row.languages)
    return _agent(row)


@write(Permission.AGENTS)
def set_sectors(by: Agent, agent_id: int, sectors: Iterable[str]) -> Agent:
    """Say from which communes or postcodes an agent receives: all of them when there is none.

    Raises :class:`InvalidInput` for too many.
    """
    row = _row(agent_id)
    row.sectors = _words(sectors, "sectors")
    row.save()
    journal.note(by, "agent.sectors_set", row.id, sectors=row.sectors)
    return _agent(row)


@vital
def sign_in(login: str, typed: str) -> Agent:
    """The agent whose password was typed. Raises :class:`ComptoirError`, the same for any login.

    Success and failure are both journaled; who fails often waits, as :mod:`models.service.guess` says.
    """
    login = _login(login)
    guess.begin(login)
    row = AgentRow.get_or_none(AgentRow.login == login, AgentRow.active)
    # Between two transactions: it takes a tenth of a second, and colleagues want to write.
    if not password.matches(row.password if row else None, typed):
        _refused(SYSTEM, row)
        raise ComptoirError(
            "Connexion refusée", "L’identifiant ou le mot de passe ne convient pas. Réessayez."
        )
    return _signed_in(_agent(row))


@write(Permission.SESSION)
def _refused(by: Agent, row: Any) -> None:
    journal.note(by, "agent.refused", subject="agent", subject_id=row.id if row else None)


@write(Permission.SESSION)
def _signed_in(who: Agent) -> Agent:
    guess.right(who.login)
    journal.note(who, "agent.signed_in", who.id)
    return who


@vital
@write(Permission.SESSION)
def lock(by: Agent) -> None:
    """Journal that ``by`` locked the desk."""
    journal.note(by, "agent.locked_desk", by.id)


def get(agent_id: int) -> Agent:
    """Raises :class:`NotFound` when there is no such agent."""
    return _agent(_row(agent_id))


def still(who: Agent) -> Agent | None:
    """Whoever signed in as ``who``, as their account is now.

    ``None`` when it was closed meanwhile, or got another password: whoever knew the old one has to leave.
    """
    row = AgentRow.get_or_none(AgentRow.id == who.id, AgentRow.active)
    return None if row is None or row.password_at != who.password_at else _agent(row)


def find(login: str) -> Account:
    """The account of that login, however it is typed. Raises :class:`NotFound`, naming one like it."""
    row = AgentRow.get_or_none(AgentRow.login == _login(login))
    if row is None:
        known = [one.login for one in AgentRow.select(AgentRow.login)]
        close_ones = get_close_matches(_login(login), known, 1)
        instead = f" Vouliez-vous dire « {close_ones[0]} » ?" if close_ones else ""
        raise NotFound("Agent introuvable", f"Aucun agent n’a l’identifiant « {login[:40]} ».{instead}")
    return Account(_agent(row), row.active)


def accounts() -> list[Account]:
    """Every account, closed ones last, sorted by name."""
    query = AgentRow.select().order_by(AgentRow.active.desc(), AgentRow.name)
    return [Account(_agent(row), row.active) for row in query]


def everyone(*roles: Role) -> list[Agent]:
    """Active agents, of the given roles if any, sorted by name."""
    query = AgentRow.select().where(AgentRow.active).order_by(AgentRow.name)
    return [_agent(row) for row in (query.where(AgentRow.role.in_(roles)) if roles else query).namedtuples()]


def noted(table: Any) -> Any:
    """The rows of a table that says who did it, with that name as ``agent``; empty for the program."""
    name = peewee.fn.COALESCE(AgentRow.name, "").alias("agent")
    who = AgentRow.id == table.agent_id
    return table.select(table, name).join(AgentRow, peewee.JOIN.LEFT_OUTER, on=who).objects()


def _login(value: str) -> str:
    return text.fold(value).replace(" ", ".")


def _words(typed: Iterable[str], field: str) -> list[str]:
    """Each word once, however it is written, in the order of the alphabet."""
    words = {text.fold(word): text.clean(word) for word in typed if text.fold(word)}
    if len(words) > MOST_WORDS or any(len(word) > WORD_LENGTH for word in words.values()):
        raise InvalidInput(
            "Liste trop longue", f"Gardez au plus {MOST_WORDS} mots de {WORD_LENGTH} lettres.", field
        )
    return [words[folded] for folded in sorted(words)]


def _row(agent_id: int) -> Any:
    return AgentRow.numbered(
        agent_id, "Agent introuvable", "Cette personne n’est plus dans la liste des agents."
    )


def _agent(row: Any) -> Agent:
    return filled(Agent, row)
