"""Duplicates: who is perhaps known already, seen while a name is typed; homonyms, who are not the same."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee

from models import clock, telephone, text
from models.errors import ComptoirError, InvalidInput
from models.person import birth, likeness
from models.person.birth import Birth
from models.person.likeness import Likeness, Reason
from models.person.person import Person, PersonForm, PersonRow, form_of, from_row, get
from models.service.agent import Agent, noted
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, engine, write
from models.store.rows import filled

LIMIT = 5
# How many who share a birth date, a telephone or an address are looked at.
MOST = 200
_COMPARED = "id, family_name, given_name, birth_name, birth_date, birth_precision, phone, email"
# How many who have all the words of a name are looked at.
NAMED = 20


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
    born: str
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
    born, phones = _readable(form, region)
    return alike(form, born, phones, text.clean(form.email).lower(), besides)


def alike(
    form: PersonForm,
    born: Birth | None,
    phones: Collection[str],
    email: str,
    besides: int | None = None,
) -> list[Duplicate]:
    """:func:`find` for a form whose birth date, e-mail address and telephone are read already.

    ``phones`` are all that the telephone may be: those of two countries are written alike.
    """
    called = likeness.names(form.family_name, form.given_name, form.birth_name)
    asked = Likeness(called, born, phones, email)
    apart = _apart(besides)
    reasons: dict[int, tuple[Reason, ...]] = {}
    for number, family, given, birth_name, its_born, precision, phone, its_email in _looked_at(asked):
        its_birth = Birth(date.fromisoformat(str(its_born)), precision) if its_born else None
        its = Likeness(
            likeness.names(family, given, birth_name), its_birth, (phone,) if phone else (), its_email
        )
        if number not in apart and (why := likeness.reasons(asked, its)):
            reasons[number] = why
    # Three agreements before two, the identity before a number that a household shares.
    order = sorted(reasons, key=lambda one: (-len(reasons[one]), list(Reason).index(reasons[one][0]), one))
    rows = {row.id: row for row in PersonRow.select().where(PersonRow.id.in_(order[:LIMIT]))} if order else {}
    return [_duplicate(rows[one], reasons[one]) for one in order[:LIMIT]]


def _looked_at(asked: Likeness) -> Iterable[tuple[Any, ...]]:
    """What is compared of whoever may agree: asked with each letter, so never of more than a few hundred.

    One question for each index. Asked with OR, or besides for who was not merged, SQLite reads every
    person instead; who was merged has nothing left that could agree.
    """
    found: dict[int, tuple[Any, ...]] = {}

    def ask(column: str, value: object) -> int:
        database: Any = engine().database
        # Not by Peewee, which takes longer to write this than the engine to answer: a list asks often.
        sql = f"SELECT {_COMPARED} FROM person WHERE {column} = {database.param} LIMIT {MOST}"
        rows = {row[0]: tuple(row) for row in database.execute_sql(sql, (value,)).fetchall()}
        found.update(rows)
        return len(rows)

    def ask_names(*more: str) -> None:
        for words in asked.names:
            if len(words) > 1 or more:
                for number in engine().find_persons([[word] for word in (*words, *more)], NAMED):
                    ask("id", number)

    for phone in asked.phones:
        ask("phone", phone)
    if "@" in asked.email:
        ask("email", asked.email)
    if asked.birth is not None and asked.birth.telling and asked.names:
        day = asked.birth.day
        if ask("birth_date", day.isoformat()) == MOST:
            # A day that many share: then by the words of the names as well.
            ask_names(f"{day:%d%m%Y}")
        if other := likeness.swapped(day):
            ask("birth_date", other.isoformat())
    ask_names()
    return found.values()


def called_alike(one: PersonForm, other: PersonForm) -> bool:
    """Whether two forms may name one person; their birth dates are not looked at."""
    mine = likeness.names(one.family_name, one.given_name, one.birth_name)
    return likeness.same_name(mine, likeness.names(other.family_name, other.given_name, other.birth_name))


def of_person(person_id: int, region: str) -> list[Duplicate]:
    """Persons who may be the same as one who is known."""
    return find(form_of(get(person_id)), region, person_id)


def homonyms(person_id: int) -> list[Homonym]:
    """Who was marked as not the same as a person, the last one first."""
    rows = noted(HomonymRow).where(HomonymRow.person == person_id)
    return [
        Homonym(person=get(row.other_id), at=row.created_at, agent=row.agent)
        for row in rows.order_by(HomonymRow.created_at.desc(), HomonymRow.id.desc())
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


def _readable(form: PersonForm, region: str) -> tuple[Birth | None, tuple[str, ...]]:
    """Birth date and telephones as far as they can be read: nothing is refused while somebody types."""
    try:
        born = birth.read(form.birth_date)
    except InvalidInput:
        born = None
    return born, telephone.readings(telephone.first_of(form.phone, region)[0], region, form.postcode)


def _apart(person_id: int | None) -> set[int]:
    """The person themselves and whoever was marked as not the same."""
    if person_id is None:
        return set()
    rows = HomonymRow.select(HomonymRow.other).where(HomonymRow.person == person_id)
    return {person_id} | {row.other_id for row in rows}


def _duplicate(row: Any, reasons: tuple[Reason, ...]) -> Duplicate:
    known = from_row(row)
    if known.protected:
        return Duplicate(row.id, known.name, "", "", "", reasons)
    return filled(
        Duplicate,
        row,
        person_id=row.id,
        name=known.name,
        born=known.born,
        phone_tail=row.phone[-3:],
        reasons=reasons,
    )
