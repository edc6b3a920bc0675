"""Duplicates: who is perhaps known already, seen while a name is typed; homonyms, who are not the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee

from models import clock, text
from models.dates import reader
from models.errors import ComptoirError, InvalidInput
from models.glossary import Word
from models.person.person import Person, PersonForm, PersonRow, form_of, from_row, get
from models.service.agent import Agent, AgentRow
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, engine, write
from models.store.rows import filled

LIMIT = 5
# How many who share a birth date, a telephone or an address are looked at.
MOST = 200
_COMPARED = "id, family_name, given_name, birth_name, birth_date, phone, email"


class Reason(Word):
    """What is the same. A couple may share a telephone or an address: it is shown, never refused."""

    IDENTITY = "identity", "même nom, même naissance"
    PHONE = "phone", "même téléphone"
    EMAIL = "email", "même e-mail"


class HomonymRow(Row):
    """Two persons who are not the same; a row from each side, so that either finds the other."""

    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    other = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    agent_id = peewee.IntegerField(null=True)
    created_at = Instant(default=clock.now)

    class Meta:
        table_name = "homonym"
        indexes = ((("person", "other"), True),)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody who is perhaps the same: enough to tell, the telephone's last three digits only."""

    person_id: int
    name: str
    birth_date: date | None
    commune: str
    phone_tail: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Homonym:
    """Somebody who was marked as not the same; ``agent`` is the name of whoever said so."""

    person: Person
    at: datetime
    agent: str


def find(form: PersonForm, region: str, besides: int | None = None) -> list[Duplicate]:
    """Persons who may be the one ``form`` describes, the surest first; what is half typed says nothing yet.

    ``besides`` is the person the form is about; those marked as not the same are left out.
    """
    return alike(form, *_readable(form, region), text.clean(form.email).lower(), besides)


def alike(
    form: PersonForm, born: date | None, phone: str, email: str, besides: int | None = None
) -> list[Duplicate]:
    """:func:`find` for a form whose birth date, telephone and e-mail address are read already."""
    names = _names(form.family_name, form.given_name, form.birth_name)
    apart = _apart(besides)
    reasons: dict[int, list[Reason]] = {}
    for number, family, given, birth_name, its_born, its_phone, its_email in _alike(
        born, phone, email, names
    ):
        same = {
            Reason.IDENTITY: born is not None
            and str(its_born) == born.isoformat()
            and _same_name(names, _names(family, given, birth_name)),
            Reason.PHONE: bool(phone) and its_phone == phone,
            Reason.EMAIL: "@" in email and its_email == email,
        }
        if number not in apart and any(same.values()):
            reasons[number] = [reason for reason, agrees in same.items() if agrees]
    # Three agreements before two, the identity before a number that a household shares.
    order = sorted(reasons, key=lambda one: (-len(reasons[one]), list(Reason).index(reasons[one][0]), one))
    rows = {row.id: row for row in PersonRow.select().where(PersonRow.id.in_(order[:LIMIT]))} if order else {}
    return [_duplicate(rows[one], tuple(reasons[one])) for one in order[:LIMIT]]


def _alike(
    born: date | None, phone: str, email: str, names: list[frozenset[str]]
) -> Iterable[tuple[Any, ...]]:
    """What is compared of whoever may agree: asked with each letter, so never of more than a few hundred.

    One question for each index. Asked with OR, or besides for who was not merged, SQLite reads every
    person instead; who was merged has nothing left that could agree.
    """
    found: dict[int, tuple[Any, ...]] = {}

    def ask(column: str, value: object) -> int:
        database: Any = engine().database
        # Not by Peewee, which takes longer to write this than the engine to answer: a list asks often.
        sql = f"SELECT {_COMPARED} FROM person WHERE {column} = {database.param} LIMIT {MOST}"
        asked = {row[0]: tuple(row) for row in database.execute_sql(sql, (value,)).fetchall()}
        found.update(asked)
        return len(asked)

    if phone:
        ask("phone", phone)
    if "@" in email:
        ask("email", email)
    if born is not None and names and ask("birth_date", born.isoformat()) == MOST:
        # A day that is written for want of a better one: then by the words of the names as well.
        day = [f"{born:%d%m%Y}"]
        for words in names:
            for number in engine().find_persons([[word] for word in words] + [day], LIMIT):
                ask("id", number)
    return found.values()


def called_alike(one: PersonForm, other: PersonForm) -> bool:
    """Whether two forms may name one person; their birth dates are not looked at."""
    mine = _names(one.family_name, one.given_name, one.birth_name)
    return _same_name(mine, _names(other.family_name, other.given_name, other.birth_name))


def of_person(person_id: int, region: str) -> list[Duplicate]:
    """Persons who may be the same as one who is known."""
    return find(form_of(get(person_id)), region, person_id)


def homonyms(person_id: int) -> list[Homonym]:
    """Who was marked as not the same as a person, the last one first."""
    rows = (
        HomonymRow.select(HomonymRow, AgentRow.name.alias("agent_name"))
        .join(AgentRow, peewee.JOIN.LEFT_OUTER, on=(AgentRow.id == HomonymRow.agent_id))
        .where(HomonymRow.person == person_id)
        .order_by(HomonymRow.created_at.desc(), HomonymRow.id.desc())
    )
    return [
        Homonym(person=get(row.other_id), at=row.created_at, agent=row.agent_name or "")
        for row in rows.objects()
    ]


@write(Permission.MERGE)
def mark_apart(by: Agent, one: int, other: int) -> None:
    """Note that two persons are not the same: they are not shown to each other any more."""
    if one == other:
        raise ComptoirError("Même fiche", "C’est deux fois la même fiche. Choisissez-en une autre.")
    for person_id, homonym in ((one, other), (other, one)):
        if (
            not HomonymRow.select()
            .where(HomonymRow.person == person_id, HomonymRow.other == homonym)
            .exists()
        ):
            HomonymRow.create(person=person_id, other=homonym, agent_id=by.id)
    journal.note(by, "person.homonym", other, person=one)


@write(Permission.MERGE)
def unmark_apart(by: Agent, one: int, other: int) -> None:
    """Undo :func:`mark_apart`."""
    for person_id, homonym in ((one, other), (other, one)):
        HomonymRow.delete().where(HomonymRow.person == person_id, HomonymRow.other == homonym).execute()
    journal.note(by, "person.homonym_undone", other, person=one)


def _readable(form: PersonForm, region: str) -> tuple[date | None, str]:
    """Birth date and telephone as far as they can be read: nothing is refused while somebody types."""
    try:
        born = reader.read_birth_date(form.birth_date)
    except InvalidInput:
        born = None
    try:
        phone = text.read_phone(form.phone, region)
    except InvalidInput:
        phone = ""
    return born, phone


def _names(family: str, given: str, birth: str) -> list[frozenset[str]]:
    """The words of the names somebody goes by: with the usual name, and with the name of birth."""
    lasts = [one for one in (family, birth) if one] or [""]
    called = {frozenset(text.fold(f"{last} {given}").split()) for last in lasts}
    return [words for words in called if words]


def _same_name(these: Iterable[frozenset[str]], those: Iterable[frozenset[str]]) -> bool:
    """Whether two are called alike: the same words in any order, or two of them when one gives more."""
    those = list(those)
    return any(
        one == other or (len(one & other) > 1 and (one <= other or other <= one))
        for one in these
        for other in those
    )


def _apart(person_id: int | None) -> set[int]:
    """The person themselves and whoever was marked as not the same."""
    if person_id is None:
        return set()
    rows = HomonymRow.select(HomonymRow.other).where(HomonymRow.person == person_id)
    return {person_id} | {row.other_id for row in rows}


def _duplicate(row: Any, reasons: tuple[Reason, ...]) -> Duplicate:
    name, phone = from_row(row).name, row.phone[-3:]
    if row.protected:
        return Duplicate(row.id, name, None, "", "", reasons)
    return filled(Duplicate, row, person_id=row.id, name=name, phone_tail=phone, reasons=reasons)
