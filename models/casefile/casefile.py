"""Case files: opened for a person, numbered by site and year, with who answers for them.

What the counter calls « dossier » some services call « intervention ».
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock, text
from models.casefile import responsible
from models.casefile.rows import (
    CaseFileMemberRow,
    CaseFileRequestRow,
    CaseFileRow,
    CaseFileStepRow,
    State,
    Step,
)
from models.contact import message, request
from models.contact.message import MessageKind
from models.contact.request import Request
from models.errors import InvalidInput, NotFound
from models.person import person, referent
from models.person.person import PersonRow, from_row
from models.person.relationship import Kinship
from models.service import agent, site
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.profile import Profile
from models.store import journal
from models.store.database import once, write
from models.store.database import read as reading
from models.store.rows import filled

REASON_LENGTH = 200
# As many as a desk looks over at once.
MOST = 100


@dataclass(frozen=True, slots=True)
class CaseFileForm:
    """A case file as it is asked for; ``members`` are (person, what they are to whose file it is).

    ``reason`` says why it goes to somebody else than was proposed.
    """

    person_id: int
    kind: str
    agent_id: int
    requests: tuple[int, ...] = ()
    members: tuple[tuple[int, Kinship], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A kept one; ``opened_at`` is UTC, ``agent_id`` who answers for it, ``site_id`` where it is now."""

    id: int
    year: int
    number: int
    person_id: int
    person_name: str
    kind: str
    agent_id: int
    agent_name: str
    site_id: int | None
    state: State
    opened_at: datetime

    @property
    def shown(self) -> str:
        """``2026-0042``."""
        return shown(self.year, self.number)


def shown(year: int, number: int) -> str:
    """A number as it is read and typed: ``2026-0042``."""
    return f"{year}-{number:04d}"


@write(Permission.CASEFILE)
def open_file(by: Agent, profile: Profile, form: CaseFileForm, key: str) -> CaseFile:
    """Open a file once per ``key``, tell who answers for it, and let them follow the person.

    Raises :class:`InvalidInput` for a kind or an agent that is none, or one other than proposed without a
    reason, :class:`NotFound`.
    """
    kept = get(once(key, "casefile", lambda: _make(by, profile, form), form))
    journal.note(by, "casefile.received", kept.id, person=kept.person_id)
    return kept


def _make(by: Agent, profile: Profile, form: CaseFileForm) -> int:
    person.refuse_merged(form.person_id)
    reason = _reason(profile, form)
    here, today = site.here(), clock.today()
    row = CaseFileRow.create(
        series=here or 0, year=today.year, number=_next(here or 0, today.year), person=form.person_id,
        site=here, kind=form.kind, agent_id=form.agent_id, state=State.ACTIVE,
    )  # fmt: skip
    asked = tuple(dict.fromkeys(form.requests))
    for one in asked:
        if request.get(one).person_id != form.person_id:
            raise InvalidInput(
                "Demande d’une autre personne", "Choisissez une demande de celle-ci.", "requests"
            )
        CaseFileRequestRow.create(case_file=row, request_id=one)
    keep_members(row.id, form.person_id, form.members)
    label = profile.case_kind(form.kind).label
    follows = not any(one.agent_id == form.agent_id for one in referent.of_person(form.person_id))
    if follows:
        referent.follow(by, form.person_id, form.agent_id, label[: referent.ROLE_LENGTH])
    note_step(by, row.id, Step.OPENED, reason, after={"agent_id": form.agent_id, "follows": follows})
    tell(by, row, f"Dossier {shown(row.year, row.number)} ouvert, {label}" + _asked(asked))
    journal.note(by, "casefile.opened", row.id, person=form.person_id, kind=form.kind)
    return int(row.id)


def _reason(profile: Profile, form: CaseFileForm) -> str:
    """Why it goes to whom it goes, where that is not who was proposed."""
    if not form.kind:
        raise InvalidInput("Genre manquant", "Dites quel genre de dossier s’ouvre.", "kind")
    known = responsible.candidates(profile, form.person_id, form.kind)
    if form.agent_id not in [one.id for one in known]:
        raise InvalidInput("Responsable manquant", "Choisissez qui répond de ce dossier.", "agent")
    reason = text.clean(form.reason)[:REASON_LENGTH]
    if form.agent_id != known[0].id and not reason:
        proposed = known[0].colleague.agent.name
        raise InvalidInput(
            "Raison manquante", f"{proposed} était proposé : dites pourquoi quelqu’un d’autre.", "reason"
        )
    return reason


def _next(series: int, year: int) -> int:
    """The number after the last one: writers take turns, so that two desks never get the same."""
    own = (CaseFileRow.series == series) & (CaseFileRow.year == year)
    return int(CaseFileRow.select(peewee.fn.MAX(CaseFileRow.number)).where(own).scalar() or 0) + 1


def _asked(requests: Sequence[int]) -> str:
    words = [one.words for one in map(request.get, requests) if one.words]
    return f" : « {' ; '.join(words)} »" if words else ""


def keep_members(file_id: int, holder: int, members: Iterable[tuple[int, Kinship]]) -> None:
    """Let these be the household of a file, instead of those before; inside the caller's transaction."""
    CaseFileMemberRow.delete().where(CaseFileMemberRow.case_file == file_id).execute()
    for who, tie in dict(members).items():
        person.refuse_merged(who)
        if who != holder:
            CaseFileMemberRow.create(case_file=file_id, person=person.get(who).id, tie=tie)


def note_step(by: Agent, file_id: int, what: Step, reason: str = "", **values: Any) -> None:
    """Keep what was done to a file, inside the caller's transaction: the story tells it, undoing reads it."""
    CaseFileStepRow.create(case_file=file_id, what=what, by_id=by.id, reason=reason, **values)


def tell(by: Agent, row: Any, words: str, to_id: int | None = None) -> None:
    """Tell who answers for a file, or ``to_id``; not who does it themselves."""
    whom = to_id or row.agent_id
    if whom != by.id:
        message.send(by, whom, words, kind=MessageKind.NOTICE, person_id=row.person_id)


# --- what is read


@reading(Permission.OPEN)
def of_person(by: Agent, person_id: int) -> list[CaseFile]:
    """The files of a person, and those whose household they are of: active first, newest first."""
    who = person.unsealed(by, person_id)
    return _files(concerning(who.id))


@reading(Permission.OPEN)
def of_agent(by: Agent) -> list[CaseFile]:
    """The active files that ``by`` answers for, newest first; for who answers for none, those of the site.

    Those of protected persons are found from their form alone.
    """
    active = (CaseFileRow.state == State.ACTIVE) & ~PersonRow.protected
    mine = _files(active & (CaseFileRow.agent_id == by.id))
    here = site.here()
    return mine or _files(active if here is None else active & (CaseFileRow.site == here))


def get(file_id: int) -> CaseFile:
    """Raises :class:`NotFound`."""
    found = _files(CaseFileRow.id == file_id)
    if not found:
        raise NotFound("Dossier introuvable", "Ce dossier n’existe plus. Revenez à la liste (F7).")
    return found[0]


@write(Permission.OPEN)
def opened(by: Agent, file_id: int) -> CaseFile:
    """The file that ``by`` opens, which is journaled. Raises :class:`NotFound`."""
    one = get(file_id)
    person.unsealed(by, one.person_id)
    journal.note(by, "casefile.read", one.id, person=one.person_id)
    return one


def concerning(person_id: int) -> Any:
    """What finds the files of a person, their own or their household's."""
    theirs = CaseFileMemberRow.select(CaseFileMemberRow.case_file).where(
        CaseFileMemberRow.person == person_id
    )
    return (CaseFileRow.person == person_id) | CaseFileRow.id.in_(theirs)


def members(file_id: int) -> list[tuple[int, str, Kinship]]:
    """(number, name, tie) of the household of a file, by name; the person whose file it is apart."""
    query = (
        CaseFileMemberRow.select(CaseFileMemberRow, PersonRow)
        .join(PersonRow, on=(CaseFileMemberRow.person == PersonRow.id), attr="who")
        .where(CaseFileMemberRow.case_file == file_id)
    )
    holder = get(file_id).person_id
    # Of two forms that were one person's, the same one may stand there twice, or beside themselves.
    known = {row.who.id: (from_row(row.who).name, row.tie) for row in query if row.who.id != holder}
    return sorted(((who, name, Kinship(tie)) for who, (name, tie) in known.items()), key=lambda one: one[1])


def requests(file_id: int) -> list[Request]:
    """The requests that a file answers, in the order in which they were taken down."""
    query = CaseFileRequestRow.select().where(CaseFileRequestRow.case_file == file_id)
    return [request.get(row.request_id) for row in query.order_by(CaseFileRequestRow.request_id)]


def numbers(people: Collection[int]) -> dict[int, str]:
    """The number of the newest active file of each of ``people``, by person."""
    if not people:
        return {}
    query: Any = CaseFileRow.select(CaseFileRow.person, CaseFileRow.year, CaseFileRow.number).where(
        CaseFileRow.person.in_(list(people)), CaseFileRow.state == State.ACTIVE
    )
    return {who: shown(year, number) for who, year, number in query.order_by(CaseFileRow.id).tuples()}


def holders(year: int, number: int) -> list[int]:
    """Whose file has that number, of each site that counts; those of this site first."""
    here = site.here() or 0
    query = CaseFileRow.select().where(CaseFileRow.year == year, CaseFileRow.number == number)
    return [row.person_id for row in sorted(query, key=lambda row: (row.series != here, row.id))]


def _files(which: Any) -> list[CaseFile]:
    query = (
        CaseFileRow.select(CaseFileRow, PersonRow)
        .join(PersonRow, on=(CaseFileRow.person == PersonRow.id), attr="who")
        .where(which)
        .order_by(CaseFileRow.opened_at.desc(), CaseFileRow.id.desc())
        .limit(MOST)
    )
    names = {one.agent.id: one.agent.name for one in agent.accounts()}
    rank = list(State)
    found = [
        filled(
            CaseFile,
            row,
            person_name=from_row(row.who).name,
            agent_name=names.get(row.agent_id, "un agent"),
        )
        for row in query
    ]
    return sorted(found, key=lambda one: rank.index(one.state))
