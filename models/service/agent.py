"""Agents: who sits there. Created by an administrator, signed in by password, locked out when guessed at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

import peewee

from models import clock, text
from models.errors import ComptoirError, InvalidInput, NotFound
from models.glossary import Word
from models.store import journal
from models.store.database import Instant, Row, write

PASSWORD_LENGTH = 10
# Six failures close an account for half an hour, as Primero does: enough against guessing, short
# enough for somebody who came back from holiday.
FAILURES = 6
LOCKED_FOR = timedelta(minutes=30)
# The languages or the sectors of one agent.
MOST_WORDS = 40
WORD_LENGTH = 60


class Role(Word):
    """What an agent may do; stored as data, enforced by later work."""

    RECEPTION = "reception", "accueil"
    SOCIAL_WORKER = "social_worker", "travailleur social"
    MANAGER = "manager", "responsable"
    ADMIN = "admin", "administrateur"


class AgentRow(Row):
    login = peewee.CharField(max_length=40, unique=True)
    name = peewee.CharField(max_length=80)
    role = peewee.CharField(max_length=20)
    password = peewee.CharField(max_length=200)
    active = peewee.BooleanField(default=True)
    failures = peewee.IntegerField(default=0)
    locked_until = Instant(null=True)
    # What they speak besides French, and the communes or postcodes they receive from (all when empty).
    languages = peewee.JSONField(default=list)
    sectors = peewee.JSONField(default=list)

    class Meta:
        table_name = "agent"


@dataclass(frozen=True, slots=True)
class Agent:
    """A staff member as the screens and the letters know them.

    ``languages`` are spoken besides French; ``sectors`` are the communes or postcodes they receive from,
    all of them when empty.
    """

    id: int | None
    login: str
    name: str
    role: Role
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An agent as an administrator sees them; somebody who is not ``active`` cannot sign in."""

    agent: Agent
    active: bool


# What the program does by itself: preparing a site, importing a directory.
SYSTEM = Agent(None, "", "le programme", Role.ADMIN)


@write
def create(by: Agent, login: str, name: str, role: Role, password: str, *, public: bool = False) -> Agent:
    """Add an agent; a ``public`` password is no secret (a demonstration's), and costs no time to verify.

    Raises :class:`InvalidInput` for an empty name, a taken login or a short password.
    """
    check_new(login, name)
    _check_password(password)
    login, name = _login(login), text.clean(name)
    row = AgentRow.create(login=login, name=name, role=role, password=_hash(password, public))
    journal.note(by, "agent.created", subject="agent", subject_id=row.id, role=role.value)
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


@write
def set_password(by: Agent, agent_id: int, password: str) -> None:
    """Give an agent another password; the failures of the old one are forgotten.

    Raises :class:`InvalidInput` for a short one.
    """
    _check_password(password)
    row = _row(agent_id)
    row.password, row.failures, row.locked_until = _hash(password), 0, None
    row.save()
    journal.note(by, "agent.password_set", subject="agent", subject_id=row.id)


@write
def close(by: Agent, agent_id: int) -> None:
    """Let an agent sign in no more; what they did stays under their name.

    Raises :class:`ComptoirError` for the last administrator: nobody could open the account again.
    """
    row = _row(agent_id)
    others = AgentRow.active & (AgentRow.role == Role.ADMIN) & (AgentRow.id != row.id)
    if row.role == Role.ADMIN and not AgentRow.select().where(others).exists():
        raise ComptoirError(
            "Dernier administrateur",
            f"{row.name} est seul à administrer ce poste. Ajoutez d’abord un autre administrateur.",
        )
    row.active = False
    row.save()
    journal.note(by, "agent.closed", subject="agent", subject_id=row.id)


@write
def reopen(by: Agent, agent_id: int) -> None:
    """Let an agent sign in again, with the password they had."""
    row = _row(agent_id)
    row.active, row.failures, row.locked_until = True, 0, None
    row.save()
    journal.note(by, "agent.reopened", subject="agent", subject_id=row.id)


@write
def set_languages(by: Agent, agent_id: int, languages: Iterable[str]) -> Agent:
    """Say which languages an agent speaks besides French. Raises :class:`InvalidInput` for too many."""
    row = _row(agent_id)
    row.languages = _words(languages, "languages")
    row.save()
    journal.note(by, "agent.languages_set", subject="agent", subject_id=row.id, languages=row.languages)
    return _agent(row)


@write
def set_sectors(by: Agent, agent_id: int, sectors: Iterable[str]) -> Agent:
    """Say from which communes or postcodes an agent receives: all of them when there is none.

    Raises :class:`InvalidInput` for too many.
    """
    row = _row(agent_id)
    row.sectors = _words(sectors, "sectors")
    row.save()
    journal.note(by, "agent.sectors_set", subject="agent", subject_id=row.id, sectors=row.sectors)
    return _agent(row)


def sign_in(login: str, password: str) -> Agent:
    """The agent whose password this is. Raises :class:`ComptoirError`, always the same for login or password.

    Success and failure are both journaled; after ``FAILURES`` failures the account waits ``LOCKED_FOR``.
    """
    agent, locked = _attempt(_login(login), password)
    if locked:
        raise ComptoirError(
            "Compte en pause",
            "Trop d’essais. Réessayez dans une demi-heure, ou voyez avec votre responsable.",
        )
    if agent is None:
        raise ComptoirError(
            "Connexion refusée", "L’identifiant ou le mot de passe ne convient pas. Réessayez."
        )
    return agent


@write
def _attempt(login: str, password: str) -> tuple[Agent | None, bool]:
    """One try, committed whatever its end so that failures count: (agent or none, account locked)."""
    row = AgentRow.get_or_none(AgentRow.login == login, AgentRow.active)
    if row is not None and row.locked_until and row.locked_until > clock.now():
        journal.note(SYSTEM, "agent.locked", subject="agent", subject_id=row.id)
        return None, True
    if not _verify(row.password if row else _UNKNOWN, password) or row is None:
        if row is not None:
            row.failures += 1
            if row.failures >= FAILURES:
                row.failures, row.locked_until = 0, clock.now() + LOCKED_FOR
            row.save()
        journal.note(SYSTEM, "agent.refused", subject="agent", subject_id=row.id if row else None)
        return None, False
    row.failures, row.locked_until = 0, None
    row.save()
    agent = _agent(row)
    journal.note(agent, "agent.signed_in", subject="agent", subject_id=row.id)
    return agent, False


@write
def lock(by: Agent) -> None:
    """Journal that ``by`` locked the desk."""
    journal.note(by, "agent.locked_desk", subject="agent", subject_id=by.id)


def get(agent_id: int) -> Agent:
    """Raises :class:`NotFound` when there is no such agent."""
    return _agent(_row(agent_id))


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


def _check_password(password: str) -> None:
    if len(password) < PASSWORD_LENGTH:
        raise InvalidInput(
            "Mot de passe trop court", f"Choisissez au moins {PASSWORD_LENGTH} caractères.", "password"
        )


def _row(agent_id: int) -> Any:
    row = AgentRow.get_or_none(AgentRow.id == agent_id)
    if row is None:
        raise NotFound("Agent introuvable", "Cette personne n’est plus dans la liste des agents.")
    return row


def _agent(row: Any) -> Agent:
    return Agent(row.id, row.login, row.name, Role(row.role), tuple(row.languages), tuple(row.sectors))


# A hash of nothing, so that an unknown login costs the same time as a wrong password.
_UNKNOWN = "$argon2id$v=19$m=65536,t=3,p=4$YUQuEBBXJFeRsj6lVA4IZQ$XgxITm0D/qF3kQcg/pAtP8VYikxgtiNlOqrT0FUUNCg"


def _hash(password: str, public: bool = False) -> str:
    from argon2 import PasswordHasher  # 20 ms: only where somebody signs in

    # What argon2 chooses by itself takes 64 MB and a fifth of a second.
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if public else PasswordHasher()
    return hasher.hash(password)


def _verify(stored: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error

    try:
        return PasswordHasher().verify(stored, password)
    except Argon2Error:
        return False
