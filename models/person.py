"""Persons: somebody received or called for. Only a name, or the wish to stay anonymous, is ever required."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import peewee

from models import clock, journal, text
from models.agent import Agent
from models.database import Instant, Row, engine, once, write
from models.errors import InvalidInput, NotFound

NAME_LENGTH = 200
_LENGTHS = {
    "civility": 10,
    "email": 120,
    "address": 200,
    "postcode": 10,
    "commune": 80,
    "language": 40,
    "permit": 40,
}


class PersonRow(Row):
    anonymous = peewee.BooleanField(default=False)
    family_name = peewee.CharField(max_length=NAME_LENGTH, default="")
    given_name = peewee.CharField(max_length=NAME_LENGTH, default="")
    birth_name = peewee.CharField(max_length=NAME_LENGTH, default="")
    birth_date = peewee.DateField(null=True, index=True)
    civility = peewee.CharField(max_length=10, default="")
    phone = peewee.CharField(max_length=20, default="", index=True)
    email = peewee.CharField(max_length=120, default="")
    address = peewee.CharField(max_length=200, default="")
    postcode = peewee.CharField(max_length=10, default="")
    commune = peewee.CharField(max_length=80, default="")
    language = peewee.CharField(max_length=40, default="")
    permit = peewee.CharField(max_length=40, default="")
    note = peewee.TextField(default="")
    created_at = Instant(default=clock.now)
    seen_at = Instant(null=True, index=True)

    class Meta:
        table_name = "person"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as screens and letters know them; ``phone`` is E.164 or empty."""

    id: int
    anonymous: bool
    family_name: str
    given_name: str
    birth_name: str
    birth_date: date | None
    civility: str
    phone: str
    email: str
    address: str
    postcode: str
    commune: str
    language: str
    permit: str
    note: str

    @property
    def name(self) -> str:
        """``DUPONT Marie``, or ``anonyme`` with the first name somebody gave."""
        if self.anonymous:
            return f"anonyme ({self.given_name})" if self.given_name else "anonyme"
        return f"{self.family_name.upper()} {self.given_name}".strip()


@dataclass(frozen=True, slots=True)
class PersonForm:
    """What was typed about a person, as typed. ``birth_date`` and ``phone`` are read on validation."""

    anonymous: bool = False
    family_name: str = ""
    given_name: str = ""
    birth_name: str = ""
    birth_date: str = ""
    civility: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    commune: str = ""
    language: str = ""
    permit: str = ""
    note: str = ""


def read_form(form: PersonForm, region: str) -> dict[str, Any]:
    """The columns ``form`` fills, cleaned; phones are read as dialled from ``region``.

    Raises :class:`InvalidInput` naming the field: no name and not anonymous, a name of more than
    200 letters, a birth date that is none, a telephone number that cannot be one.
    """
    columns: dict[str, Any] = {
        field.name: text.clean(getattr(form, field.name))
        for field in fields(form)
        if field.name != "anonymous"
    }
    for name in ("family_name", "given_name", "birth_name"):
        if len(columns[name]) > NAME_LENGTH:
            raise InvalidInput("Nom trop long", f"Gardez au plus {NAME_LENGTH} lettres.", name)
    if not form.anonymous and not columns["family_name"] and not columns["given_name"]:
        raise InvalidInput(
            "Nom manquant", "Tapez un nom, ou « * » pour recevoir la personne anonymement.", "family_name"
        )
    for name, length in _LENGTHS.items():
        if len(columns[name]) > length:
            raise InvalidInput("Texte trop long", f"Gardez au plus {length} caractères.", name)
    columns["birth_date"] = text.read_birth_date(form.birth_date, "birth_date")
    columns["phone"] = text.read_phone(form.phone, region, "phone")
    return columns | {"anonymous": form.anonymous}


@write
def create(by: Agent, form: PersonForm, region: str, key: str) -> Person:
    """Keep a new person; the same idempotency ``key`` gives the same one. Errors of :func:`read_form`."""
    columns = read_form(form, region)

    def make() -> int:
        row = PersonRow.create(**columns)
        index(row)
        return int(row.id)

    person_id = once(key, "person", make)
    journal.note(by, "person.created", person=person_id, subject="person", subject_id=person_id)
    return get(person_id)


@write
def change(by: Agent, person_id: int, form: PersonForm, region: str) -> Person:
    """Replace what is known of a person by ``form``. The journal names the fields, not the values."""
    columns = read_form(form, region)
    row = _row(person_id)
    changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, columns[name])
    row.save()
    index(row)
    journal.note(
        by, "person.changed", person=person_id, subject="person", subject_id=person_id, fields=changed
    )
    return from_row(row)


@write
def opened(by: Agent, person_id: int) -> Person:
    """The person, journaled as seen by ``by``. Raises :class:`NotFound`."""
    person = get(person_id)
    journal.note(by, "person.opened", person=person_id, subject="person", subject_id=person_id)
    return person


def get(person_id: int) -> Person:
    """The person, for a verb or a letter that journals its own act. Raises :class:`NotFound`."""
    return from_row(_row(person_id))


def touch(person_id: int) -> None:
    """Note that there was a contact now; called by the verbs that record one, in their transaction."""
    PersonRow.update(seen_at=clock.now()).where(PersonRow.id == person_id).execute()


def index(row: Any) -> None:
    """Make a row findable by its names, birth date and telephone number; an anonymous one by nothing."""
    if row.anonymous:
        engine().index_person(row.id, "")
        return
    words = text.fold(f"{row.family_name} {row.given_name} {row.birth_name}")
    born = row.birth_date.strftime("%d%m%Y %Y") if row.birth_date else ""
    phone = row.phone.removeprefix("+")
    # Swiss and French national numbers are the international one with 0 for the two-digit country code.
    engine().index_person(row.id, f"{words} {born} {phone} {'0' + phone[2:] if phone else ''}")


def _row(person_id: int) -> Any:
    row = PersonRow.get_or_none(PersonRow.id == person_id)
    if row is None:
        raise NotFound("Personne introuvable", "Cette fiche n’existe plus. Cherchez à nouveau par le nom.")
    return row


def from_row(row: Any) -> Person:
    """The person of a :class:`PersonRow`, for the verbs that join it."""
    return Person(**{field.name: getattr(row, field.name) for field in fields(Person)})
