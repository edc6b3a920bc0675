"""What a story is made of: each kind of thing that happens with a person, and how it reads in one line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from models import clock
from models.agenda.appointment import AppointmentMoveRow, AppointmentRow, Status
from models.casefile.casefile import shown
from models.casefile.rows import CaseFileRow, CaseFileStepRow, State, Step
from models.contact.call import Caller, CallRow, Direction
from models.contact.letter import LetterRow
from models.contact.message import MessageKind, MessageRow, MessageStatus
from models.contact.orientation import OrientationRow, OrientationStatus
from models.contact.request import Outcome, RequestRow
from models.errors import NotFound
from models.glossary import Word
from models.network.partner import PartnerRow
from models.room.visit import VisitRow, VisitStatus
from models.service.agent import AgentRow
from models.service.profile import Profile
from models.service.venue import Venue

# As many as every engine takes in one statement.
_BATCH = 500


class Kind(Word):
    """What happened."""

    VISIT = "visit", "passage"
    CALL = "call", "appel"
    REQUEST = "request", "demande"
    ORIENTATION = "orientation", "orientation"
    APPOINTMENT = "appointment", "rendez-vous"
    MOVE = "move", "rdv déplacé"
    LETTER = "letter", "courrier"
    MESSAGE = "message", "message"
    CASEFILE = "casefile", "dossier"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a story: ``at`` is UTC, for an appointment its own time; ``words`` are read by people."""

    kind: Kind
    number: int
    at: datetime
    words: str


class Names(NamedTuple):
    """How what is kept by number or id is called: agents, and what the profile holds."""

    agents: Mapping[int | None, str]
    profile: Profile

    def theme(self, name: str) -> str:
        """The label of a theme, or the id that the profile no longer has."""
        return _label(self.profile.theme, name)

    def case_kind(self, name: str) -> str:
        """The label of a kind of case file, or its id."""
        return _label(self.profile.case_kind, name)

    def motive(self, name: str) -> str:
        """The label of a motive, or its id."""
        return _label(self.profile.motive, name)


def names(profile: Profile) -> Names:
    """Everybody who ever had an account, and the words of ``profile``."""
    everybody: Any = AgentRow.select(AgentRow.id, AgentRow.name).tuples()
    return Names(dict(everybody), profile)


def _label(find: Callable[[str], Any], name: str) -> str:
    try:
        return str(find(name).label)
    except NotFound:
        return name


def read(kind: Kind, numbers: Sequence[int], called: Names) -> Iterator[Entry]:
    """The entries of one kind by their numbers, in any order."""
    table, columns, worded = _LINES[kind]
    query = table.select(table.id, *columns)
    if kind is Kind.ORIENTATION:
        query = query.left_outer_join(PartnerRow, on=(PartnerRow.id == table.partner_id))
    elif kind is Kind.CASEFILE:
        query = query.join(CaseFileRow, on=(CaseFileRow.id == table.case_file))
    for at in range(0, len(numbers), _BATCH):
        part = query.where(table.id.in_(numbers[at : at + _BATCH])).tuples()
        for number, happened, *rest in part:
            yield Entry(kind, number, happened, ", ".join(filter(None, worded(called, *rest))))


def _visit(called: Names, number: int, status: str, agent: int | None, reason: str) -> Sequence[str]:
    whom = f"pour {called.agents[agent]}" if agent in called.agents else ""
    return f"n° {number}", whom, VisitStatus(status).label, reason


def _call(called: Names, direction: str, caller: str, name: str, note: str) -> Sequence[str]:
    return Direction(direction).label, name or Caller(caller).label, note


def _request(
    called: Names, theme: str, words: str, urgency: str, outcome: str, settled: datetime | None
) -> Sequence[str]:
    said = f"« {words} »" if words else ""
    ends = Outcome(outcome).label + ("" if settled else " (en attente)")
    return called.theme(theme), urgency, ends, said


def _orientation(called: Names, partner: str, status: str, words: str) -> Sequence[str]:
    return partner or "partenaire retiré", OrientationStatus(status).label, words


def _appointment(
    called: Names, motive: str, agent: int, second: int | None, venue: str, status: str, note: str
) -> Sequence[str]:
    who = " et ".join(called.agents[one] for one in (agent, second) if one in called.agents)
    return called.motive(motive), who, Venue(venue).label, Status(status).label, note


def _move(called: Names, before: datetime, agent: int, by: int | None, reason: str) -> Sequence[str]:
    at = clock.local(before)
    was = f"était le {at:%d.%m.%Y} à {at:%H:%M} avec {called.agents.get(agent, 'un agent')}"
    return was, f"par {called.agents[by]}" if by in called.agents else "", reason


def _letter(called: Names, title: str, agent: int | None) -> Sequence[str]:
    return title, called.agents.get(agent, "")


def _message(
    called: Names, kind: str, sender: int | None, to: int | None, status: str, body: str
) -> Sequence[str]:
    way = f"{called.agents.get(sender, 'Comptoir')} à {called.agents.get(to, 'l’accueil')}"
    what = "" if kind == MessageKind.MESSAGE else MessageKind(kind).label
    return what, way, MessageStatus(status).label, body


def _casefile(
    called: Names, year: int, number: int, kind: str, what: str, after: dict[str, Any], reason: str
) -> Sequence[str]:
    return shown(year, number), called.case_kind(kind), step_words(called, Step(what), after), reason


def step_words(called: Names, what: Step, after: Mapping[str, Any]) -> str:
    """``ouvert, confié à Mme Rey``, ``clos``: what a step did to a case file."""
    if what is Step.STATE:
        return State(after["state"]).label
    return f"{what.label}, confié à {called.agents.get(after['agent_id'], 'un agent')}"


# Of each kind: its table, the instant it happened and what it reads as, and how that is worded.
_LINES: Mapping[Kind, tuple[Any, Sequence[Any], Callable[..., Sequence[str]]]] = {
    Kind.VISIT: (
        VisitRow,
        (VisitRow.arrived_at, VisitRow.number, VisitRow.status, VisitRow.agent_id, VisitRow.reason),
        _visit,
    ),
    Kind.CALL: (
        CallRow,
        (CallRow.started_at, CallRow.direction, CallRow.caller, CallRow.caller_name, CallRow.note),
        _call,
    ),
    Kind.REQUEST: (
        RequestRow,
        (
            RequestRow.created_at,
            RequestRow.theme,
            RequestRow.words,
            RequestRow.urgency,
            RequestRow.outcome,
            RequestRow.settled_at,
        ),
        _request,
    ),
    Kind.ORIENTATION: (
        OrientationRow,
        (OrientationRow.created_at, PartnerRow.name, OrientationRow.status, OrientationRow.words),
        _orientation,
    ),
    Kind.APPOINTMENT: (
        AppointmentRow,
        (
            AppointmentRow.starts_at,
            AppointmentRow.motive,
            AppointmentRow.agent,
            AppointmentRow.second_agent_id,
            AppointmentRow.venue,
            AppointmentRow.status,
            AppointmentRow.note,
        ),
        _appointment,
    ),
    Kind.MOVE: (
        AppointmentMoveRow,
        (
            AppointmentMoveRow.at,
            AppointmentMoveRow.starts_at,
            AppointmentMoveRow.with_whom,
            AppointmentMoveRow.agent_id,
            AppointmentMoveRow.reason,
        ),
        _move,
    ),
    Kind.LETTER: (LetterRow, (LetterRow.created_at, LetterRow.title, LetterRow.agent_id), _letter),
    Kind.MESSAGE: (
        MessageRow,
        (
            MessageRow.created_at,
            MessageRow.kind,
            MessageRow.from_id,
            MessageRow.to_id,
            MessageRow.status,
            MessageRow.body,
        ),
        _message,
    ),
    Kind.CASEFILE: (
        CaseFileStepRow,
        (
            CaseFileStepRow.at,
            CaseFileRow.year,
            CaseFileRow.number,
            CaseFileRow.kind,
            CaseFileStepRow.what,
            CaseFileStepRow.after,
            CaseFileStepRow.reason,
        ),
        _casefile,
    ),
}
