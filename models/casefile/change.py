"""What becomes of a case file: given to somebody else or another site, its state, the last step undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models import text
from models.agenda import agenda
from models.casefile import casefile
from models.casefile.casefile import REASON_LENGTH, CaseFile, tell
from models.casefile.rows import (
    CaseFileMemberRow,
    CaseFileRequestRow,
    CaseFileRow,
    CaseFileStepRow,
    State,
    Step,
)
from models.contact import message
from models.errors import ComptoirError, InvalidInput
from models.person import referent
from models.person.relationship import Kinship
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import write


@dataclass(frozen=True, slots=True)
class Given:
    """A file that was given on: what went along, and the appointments that stay to be moved."""

    file: CaseFile
    messages: int
    appointments: int


@write(Permission.CASEFILE)
def give(by: Agent, file_id: int, agent_id: int, site_id: int | None, reason: str) -> Given:
    """Give a file to another agent or site, with the messages about the person that wait for the former one.

    The new one follows the person instead, unless the former has another active file of theirs; both are
    told. Raises :class:`InvalidInput` without a reason or when nothing would change.
    """
    row = _row(file_id)
    reason = _reason(reason)
    if (agent_id, site_id) == (row.agent_id, row.site_id):
        raise InvalidInput("Rien ne change", "Choisissez un autre responsable ou un autre site.", "agent")
    former, before = row.agent_id, {"agent_id": row.agent_id, "site_id": row.site_id}
    row.agent_id, row.site = agent.get(agent_id).id, site_id
    row.save()
    moved = message.hand_on(by, row.person_id, former, agent_id) if agent_id != former else []
    follows = _follow(by, row, former) if agent_id != former else {}
    after = {"agent_id": agent_id, "site_id": site_id, "messages": moved, **follows}
    casefile.note_step(by, row.id, Step.GIVEN, reason, before=before, after=after)
    one = casefile.get(file_id)
    if agent_id != former:
        tell(by, row, f"Dossier {one.shown} : il vous est confié ({reason})")
        tell(by, row, f"Dossier {one.shown} : confié à {one.agent_name} ({reason})", former)
    journal.note(by, "casefile.given", row.id, person=row.person_id)
    ahead = [each for each in agenda.upcoming(row.person_id) if each.agent_id == former != agent_id]
    return Given(one, len(moved), len(ahead))


def _follow(by: Agent, row: Any, former: int) -> dict[str, Any]:
    """Who answers now follows the person instead; what undoing puts back."""
    role, done = "", dict[str, Any]()
    followed = {one.agent_id: one for one in referent.of_person(row.person_id)}
    others = CaseFileRow.select().where(
        CaseFileRow.person == row.person_id, CaseFileRow.agent_id == former, CaseFileRow.state == State.ACTIVE
    )
    if former in followed and not others.exists():
        role = followed[former].role
        referent.leave(by, row.person_id, former)
        done = {"left": True, "role": role}
    if row.agent_id not in followed:
        referent.follow(by, row.person_id, row.agent_id, role)
        done["follows"] = True
    return done


@write(Permission.CASEFILE)
def put(by: Agent, file_id: int, state: State, reason: str = "") -> CaseFile:
    """Let a file be active, inactive, closed or archived. Raises :class:`InvalidInput` when it is already.

    Closing and archiving ask why.
    """
    row = _row(file_id)
    if state == row.state:
        raise InvalidInput("Déjà ainsi", f"Ce dossier est déjà {state.label}.", "state")
    reason = text.clean(reason)[:REASON_LENGTH]
    if state in (State.CLOSED, State.ARCHIVED):
        reason = _reason(reason)
    before, row.state = State(row.state), state
    row.save()
    casefile.note_step(by, row.id, Step.STATE, reason, before={"state": before}, after={"state": state})
    one = casefile.get(file_id)
    tell(by, row, f"Dossier {one.shown} : {state.label}" + (f" ({reason})" if reason else ""))
    journal.note(by, "casefile.state", row.id, person=row.person_id, state=state.value)
    return one


@write(Permission.CASEFILE)
def set_members(by: Agent, file_id: int, members: Iterable[tuple[int, Kinship]]) -> None:
    """Let these be the household of a file."""
    row = _row(file_id)
    casefile.keep_members(row.id, row.person_id, members)
    journal.note(by, "casefile.household", row.id, person=row.person_id)


@write(Permission.CASEFILE)
def undo(by: Agent, file_id: int) -> str:
    """Take back the last step of a file; in a sentence, what it was.

    An opening is taken back as long as its number is the last one and nothing else was done. Raises
    :class:`ComptoirError` when there is nothing, or no more, to take back.
    """
    row = _row(file_id)
    steps = CaseFileStepRow.select().where(CaseFileStepRow.case_file == file_id)
    last = steps.order_by(CaseFileStepRow.id.desc()).first()
    number, person_id = casefile.shown(row.year, row.number), row.person_id
    if last.what == Step.OPENED:
        _unopen(by, row, last)
        said = f"Dossier {number} : l’ouverture est défaite."
    else:
        for column, value in last.before.items():
            setattr(row, column.removesuffix("_id") if column == "site_id" else column, value)
        row.save()
        if last.what == Step.GIVEN:
            _take_back(by, row, last.after)
        said = f"Dossier {number} : « {Step(last.what).label} » est défait."
    last.delete_instance()
    if last.what == Step.OPENED:
        row.delete_instance()
    else:
        tell(by, row, said)
    journal.note(by, "casefile.undone", file_id, person=person_id, step=last.what)
    return said


def _take_back(by: Agent, row: Any, after: dict[str, Any]) -> None:
    """The messages and the follow-up go back; who had it for a while is told."""
    message.put_back(by, row.person_id, after["messages"], row.agent_id)
    given_to = after["agent_id"]
    if after.get("follows"):
        referent.leave(by, row.person_id, given_to)
    if after.get("left"):
        referent.follow(by, row.person_id, row.agent_id, after["role"])
    if given_to != row.agent_id:
        tell(
            by, row, f"Dossier {casefile.shown(row.year, row.number)} : il ne vous est plus confié", given_to
        )


def _unopen(by: Agent, row: Any, step: Any) -> None:
    later = CaseFileRow.select().where(
        CaseFileRow.series == row.series, CaseFileRow.year == row.year, CaseFileRow.number > row.number
    )
    if later.exists():
        raise ComptoirError(
            "Plus à défaire",
            "Un autre dossier a été ouvert depuis : les numéros se suivent. Fermez celui-ci (e, clos).",
        )
    for table in (CaseFileMemberRow, CaseFileRequestRow):
        table.delete().where(table.case_file == row.id).execute()
    if step.after.get("follows"):
        referent.leave(by, row.person_id, row.agent_id)
    tell(by, row, f"Dossier {casefile.shown(row.year, row.number)} : ouvert par erreur, il n’existe plus")


def _reason(typed: str) -> str:
    reason = text.clean(typed)[:REASON_LENGTH]
    if not reason:
        raise InvalidInput("Raison manquante", "Dites pourquoi, en quelques mots.", "reason")
    return reason


def _row(file_id: int) -> Any:
    return CaseFileRow.numbered(
        file_id, "Dossier introuvable", "Ce dossier n’existe plus. Revenez à la liste (F7)."
    )
