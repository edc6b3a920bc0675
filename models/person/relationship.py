"""Relationships: who is close to whom, so that a call about somebody or an errand for them is understood."""

from dataclasses import dataclass

import peewee

from models import clock
from models.errors import InvalidInput
from models.glossary import Word
from models.person import person
from models.person.person import Person, PersonRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.word_field import WordField


class Kinship(Word):
    """What the relative is to the person."""

    PARTNER = "partner", "conjoint ou partenaire"
    CHILD = "child", "enfant"
    PARENT = "parent", "parent"
    SIBLING = "sibling", "frère ou sœur"
    GUARDIAN = "guardian", "curateur ou tuteur"
    WARD = "ward", "pupille ou personne sous curatelle"
    OTHER = "other", "autre proche"


# The same relationship seen from the other side.
INVERSE = {
    Kinship.CHILD: Kinship.PARENT,
    Kinship.PARENT: Kinship.CHILD,
    Kinship.GUARDIAN: Kinship.WARD,
    Kinship.WARD: Kinship.GUARDIAN,
}


class RelationshipRow(Row):
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    relative = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    kind = WordField(Kinship, max_length=20)
    created_at = Instant(default=clock.now)

    class Meta:
        table_name = "relationship"
        indexes = ((("person", "relative"), True),)


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody close: what they are to the person, and who they are."""

    kind: Kinship
    person: Person


@write(Permission.PERSON)
def relate(by: Agent, person_id: int, relative_id: int, kind: Kinship) -> None:
    """Note that ``relative_id`` is the ``kind`` of ``person_id``; what was noted of the two is replaced."""
    if person_id == relative_id:
        raise InvalidInput(
            "Proche", "Une personne n’est pas son propre proche. Choisissez-en une autre.", "relative"
        )
    for one in (person_id, relative_id):
        person.refuse_merged(one)
    _between(person_id, relative_id)
    RelationshipRow.create(person=person_id, relative=relative_id, kind=kind)
    journal.note(by, "relationship.noted", relative_id, person=person_id, subject="person", kind=kind.value)


@write(Permission.PERSON)
def part(by: Agent, person_id: int, relative_id: int) -> None:
    """These two are not relatives any more, or never were."""
    _between(person_id, relative_id)
    journal.note(by, "relationship.removed", relative_id, person=person_id, subject="person")


def relatives(person_id: int) -> list[Relative]:
    """Everybody close to a person, from whichever side it was noted, by name."""
    here = RelationshipRow.person == person_id
    rows = RelationshipRow.select().where(here | (RelationshipRow.relative == person_id))
    found = []
    for row in rows:
        kind = Kinship(row.kind)
        if row.person_id == person_id:
            found.append(Relative(kind, person.get(row.relative_id)))
        else:
            found.append(Relative(INVERSE.get(kind, kind), person.get(row.person_id)))
    return sorted(found, key=lambda one: one.person.name)


def _between(one: int, other: int) -> None:
    """Forget what was noted of two persons, in either direction."""
    this = (RelationshipRow.person == one) & (RelationshipRow.relative == other)
    that = (RelationshipRow.person == other) & (RelationshipRow.relative == one)
    RelationshipRow.delete().where(this | that).execute()
