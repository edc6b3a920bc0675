"""The story of a person: everything that happened with them, in one dated list, newest first.

A page costs what it shows: one index over all tables gives its entries in order, and only those are read.
The journal is no part of it: who looked at what is another question, and it is much longer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from peewee import Value

from models import clock, text
from models.agenda.appointment import AppointmentMoveRow, AppointmentRow
from models.casefile import casefile
from models.casefile.casefile import CaseFile
from models.casefile.rows import CaseFileRow, CaseFileStepRow
from models.contact import message
from models.contact.call import CallRow
from models.contact.letter import LetterRow
from models.contact.message import MessageKind, MessageRow
from models.contact.orientation import OrientationRow
from models.contact.request import RequestRow
from models.known import entry, entry_whole
from models.known.entry import Entry, Kind
from models.person import person
from models.person.person import Person
from models.room.visit import VisitRow, VisitStatus
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.profile import Profile
from models.store import journal
from models.store.database import read as reading
from models.store.database import write

# As many lines at once as a list on a slow line may hold.
PAGE = 200
# Where each kind is kept, and when it happened.
_TABLES: Mapping[Kind, tuple[Any, Any]] = {
    Kind.VISIT: (VisitRow, VisitRow.arrived_at),
    Kind.CALL: (CallRow, CallRow.started_at),
    Kind.REQUEST: (RequestRow, RequestRow.created_at),
    Kind.ORIENTATION: (OrientationRow, OrientationRow.created_at),
    Kind.APPOINTMENT: (AppointmentRow, AppointmentRow.starts_at),
    Kind.MOVE: (AppointmentMoveRow, AppointmentMoveRow.at),
    Kind.LETTER: (LetterRow, LetterRow.created_at),
    Kind.MESSAGE: (MessageRow, MessageRow.created_at),
    Kind.CASEFILE: (CaseFileStepRow, CaseFileStepRow.at),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries in order, newest first; ``first`` is the place of the first one among ``total``."""

    entries: tuple[Entry, ...]
    first: int
    total: int


@write(Permission.OPEN)
def opened(by: Agent, person_id: int) -> Person:
    """The person whose story ``by`` opens, which is journaled. Raises :class:`NotFound`."""
    who = person.unsealed(by, person_id)
    journal.note(by, "person.story_opened", who.id, person=who.id)
    return who


@reading(Permission.OPEN)
def page(
    by: Agent, person_id: int, profile: Profile, *, kind: Kind | None = None, words: str = "", first: int = 0
) -> Page:
    """A page from place ``first`` on: everything, or one ``kind``, or where all of ``words`` are read.

    Moves of appointments go with the appointments; messages are those that ``by`` may see.
    """
    person.unsealed(by, person_id)
    kinds = tuple(Kind) if kind is None else (kind, Kind.MOVE) if kind is Kind.APPOINTMENT else (kind,)
    places = _index(by, person_id, kinds)
    if wanted := text.fold(words).split():
        found = [one for one in _read(places, profile) if _says(one, wanted)]
        return Page(tuple(found[first : first + PAGE]), first, len(found))
    return Page(tuple(_read(places[first : first + PAGE], profile)), first, len(places))


@write(Permission.OPEN)
def read(by: Agent, person_id: int, kind: Kind, number: int, profile: Profile) -> list[str]:
    """One entry of a person's story whole, line by line: it is journaled that ``by`` read it.

    Raises :class:`NotFound` for one that is not (or no longer) theirs, or that ``by`` may not see.
    """
    person.unsealed(by, person_id)
    if not any(place == (kind, number) for place in _index(by, person_id, (kind,))):
        raise entry_whole.gone()
    lines = entry_whole.lines(kind, number, profile)
    journal.note(by, "person.story_read", number, person=person_id, subject=kind.value)
    return lines


@write(Permission.OPEN)
def of_file(by: Agent, file_id: int, profile: Profile) -> tuple[CaseFile, list[str]]:
    """A case file and all that is told of it, line by line: it is journaled that ``by`` opened it."""
    one = casefile.opened(by, file_id)
    return one, [line for line in entry_whole.casefile_lines(one.id, entry.names(profile)) if line]


def left_today(person_id: int) -> str:
    """``Parti sans être reçu aujourd’hui à 09:31 (n° 12)``: of the last visit of today; else empty."""
    today = VisitRow.select().where(VisitRow.person == person_id, VisitRow.day == clock.today())
    last = today.order_by(VisitRow.id.desc()).first()
    if last is None or last.status != VisitStatus.LEFT:
        return ""
    at = clock.local(last.closed_at)
    when = "ce matin" if at.hour < 12 else "cet après-midi"
    return f"Départ sans attendre {when} à {at:%H:%M} (n° {last.number})"


def _index(by: Agent, person_id: int, kinds: Iterable[Kind]) -> list[tuple[Kind, int]]:
    """(kind, number) of everything, newest first: an instant of UTC sorts as text."""
    union: Any = reduce(add, (_part(by, person_id, kind) for kind in kinds))
    found = sorted(union.tuples(), key=lambda one: (one[2], one[0], one[1]), reverse=True)
    return [(Kind(kind), number) for kind, number, _at in found]


def _part(by: Agent, person_id: int, kind: Kind) -> Any:
    row, at = _TABLES[kind]
    # As text: thousands of instants are compared, few are read.
    query = row.select(Value(kind.value).alias("kind"), row.id.alias("number"), at.cast("TEXT").alias("at"))
    if kind is Kind.MOVE:
        joined = query.join(AppointmentRow, on=(AppointmentRow.id == AppointmentMoveRow.appointment_id))
        return joined.where(AppointmentRow.person == person_id)
    if kind is Kind.CASEFILE:
        joined = query.join(CaseFileRow, on=(CaseFileRow.id == CaseFileStepRow.case_file))
        return joined.where(casefile.concerning(person_id))
    mine = query.where(row.person == person_id)
    if kind is Kind.VISIT:
        return mine.where(VisitRow.status != VisitStatus.NOT_ARRIVED)
    # A notice tells of something that stands in the story itself.
    slips = message.seen_by(by) & (MessageRow.kind != MessageKind.NOTICE)
    return mine.where(slips) if kind is Kind.MESSAGE else mine


def _read(places: Sequence[tuple[Kind, int]], profile: Profile) -> list[Entry]:
    """The entries at these places, in their order."""
    called = entry.names(profile)
    by_kind: dict[Kind, list[int]] = {}
    for kind, number in places:
        by_kind.setdefault(kind, []).append(number)
    known = {
        (one.kind, one.number): one
        for kind, numbers in by_kind.items()
        for one in entry.read(kind, numbers, called)
    }
    return [known[place] for place in places]


def _says(one: Entry, wanted: Sequence[str]) -> bool:
    said = text.fold(f"{one.kind.label} {clock.local(one.at):%d.%m.%Y} {one.words}")
    return all(word in said for word in wanted)
