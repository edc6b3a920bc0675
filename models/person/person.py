"""Persons: somebody received or called for. Only a name, or the wish to stay anonymous, is ever required."""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import peewee

from models import clock, telephone, text
from models.errors import ChangedMeanwhile, ComptoirError, InvalidInput, NotFound, ReasonNeeded
from models.person import birth, naming
from models.person import change as person_change
from models.person.birth import Birth, Precision
from models.person.choices import Civility, ContactBy, Housing, Reminders
from models.service import site
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal, person_index
from models.store.database import Instant, Row, engine, once, write
from models.store.rows import filled
from models.store.word_field import WordField

NAME_LENGTH = 200
PROTECTED = "personne protégée"
# The line of the journal that says why somebody opened a protected form.
UNSEALED = "person.unsealed"
_LENGTHS = {
    "email": 120,
    "address": 200,
    "postcode": 10,
    "commune": 80,
    "language": 40,
    "permit": 40,
    "alert": 300,
    "alert_reason": 200,
}
FOUND_BY = ("anonymous", *person_index.NAMES, "birth_date", "birth_precision", "phone", "email")
# Words of an enumeration, :mod:`models.person.choices`.
CHOSEN = ("civility", "housing", "contact_by", "reminders")
_FLAGS = ("anonymous", "interpreter", "no_call", "no_letter", "protected")
_DATES = ("birth_date", "alert_until")
# A day means nothing without how far it is known.
_BIRTH = frozenset(("birth_date", "birth_precision"))
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class PersonRow(Row):
    anonymous = peewee.BooleanField(default=False)
    family_name = peewee.CharField(max_length=NAME_LENGTH, default="")
    given_name = peewee.CharField(max_length=NAME_LENGTH, default="")
    birth_name = peewee.CharField(max_length=NAME_LENGTH, default="")
    nickname = peewee.CharField(max_length=NAME_LENGTH, default="")
    birth_date = peewee.DateField(null=True, index=True)
    birth_precision = WordField(Precision, empty=True, max_length=5, default="")
    civility = WordField(Civility, empty=True, max_length=10, default="")
    phone = peewee.CharField(max_length=20, default="", index=True)
    email = peewee.CharField(max_length=120, default="", index=True)
    address = peewee.CharField(max_length=200, default="")
    postcode = peewee.CharField(max_length=10, default="")
    commune = peewee.CharField(max_length=80, default="")
    language = peewee.CharField(max_length=40, default="")
    permit = peewee.CharField(max_length=40, default="")
    interpreter = peewee.BooleanField(default=False)
    contact_by = WordField(ContactBy, empty=True, max_length=10, default="")
    no_call = peewee.BooleanField(default=False)
    no_letter = peewee.BooleanField(default=False)
    housing = WordField(Housing, empty=True, max_length=20, default="")
    note = peewee.TextField(default="")
    # Whether they agreed to be called before an appointment; empty as long as nobody asked.
    reminders = WordField(Reminders, empty=True, max_length=3, default="")
    # The site of the last contact.
    site_id = peewee.IntegerField(null=True)
    # What whoever meets the person must know first; its author and end stand with it.
    alert = peewee.CharField(max_length=300, default="")
    alert_reason = peewee.CharField(max_length=200, default="")
    alert_by = peewee.CharField(max_length=80, default="")
    alert_until = peewee.DateField(null=True)
    # Whose name stands in no list, and whose form is opened for a reason only.
    protected = peewee.BooleanField(default=False)
    # The person this one turned out to be; the row stays, empty, so that its number is never given again.
    merged_into = peewee.IntegerField(null=True, index=True)
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
    nickname: str = ""
    interpreter: bool = False
    contact_by: str = ""
    no_call: bool = False
    no_letter: bool = False
    housing: str = ""
    alert: str = ""
    alert_reason: str = ""
    alert_by: str = ""
    alert_until: date | None = None
    reminders: str = ""
    protected: bool = False
    birth_precision: str = ""

    @property
    def birth(self) -> Birth | None:
        """When they were born, as far as it is known."""
        return birth.of(self)

    @property
    def born(self) -> str:
        """When they were born as it is read: ``12.03.1980``, ``mars 1980``, ``1980``, or nothing."""
        return birth.shown(self)

    @property
    def name(self) -> str:
        """What lists call them: ``DUPONT Marie``; who is protected is named in none.

        Every list, result and sentence takes it: the fields of an opened form alone say who they are.
        """
        if self.protected:
            return PROTECTED
        return naming.listed_name(self)

    @property
    def contact_label(self) -> str:
        """How somebody asks to be reached, as it is read; empty when nothing was said."""
        return ContactBy(self.contact_by).label if self.contact_by else ""

    @property
    def alerts(self) -> tuple[str, ...]:
        """What must be seen before the person is spoken to, called or written to; empty for most."""
        said = ["NE PAS APPELER"] if self.no_call else []
        said += ["NE PAS ÉCRIRE"] if self.no_letter else []
        return (*said, self.warning) if self.warning else tuple(said)

    @property
    def warning(self) -> str:
        """The alert alone, which whoever calls or receives them has to know; empty when it is over."""
        if not self.alert or (self.alert_until is not None and self.alert_until < clock.today()):
            return ""
        until = f", jusqu’au {self.alert_until:%d.%m.%Y}" if self.alert_until else ""
        return f"ALERTE : {self.alert} ({self.alert_reason}, {self.alert_by}{until})"


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
    nickname: str = ""
    interpreter: bool = False
    contact_by: str = ""
    no_call: bool = False
    no_letter: bool = False
    housing: str = ""
    alert: str = ""
    alert_reason: str = ""
    alert_until: str = ""
    reminders: str = ""
    protected: bool = False


def read_form(form: PersonForm, region: str) -> dict[str, Any]:
    """The columns ``form`` fills, cleaned; phones are read as dialled from ``region``, or as the country
    of the postcode does where they are of both.

    Raises :class:`InvalidInput` naming the field: no name and not anonymous, a name of more than
    200 letters, a date, a telephone number or an e-mail address that cannot be one, a word that is none
    of :mod:`models.person.choices`, an alert without its reason and its end.
    """
    columns: dict[str, Any] = {name: getattr(form, name) for name in _FLAGS}
    columns |= {
        field.name: text.clean(getattr(form, field.name))
        for field in fields(form)
        if field.name not in columns
    }
    for name in person_index.NAMES:
        if len(columns[name]) > NAME_LENGTH:
            raise InvalidInput("Nom trop long", f"Gardez au plus {NAME_LENGTH} lettres.", name)
    if not form.anonymous and not any(columns[name] for name in person_index.NAMES):
        raise InvalidInput(
            "Nom manquant", "Tapez un nom, ou « * » pour recevoir la personne anonymement.", "family_name"
        )
    for name, length in _LENGTHS.items():
        if len(columns[name]) > length:
            raise InvalidInput("Texte trop long", f"Gardez au plus {length} caractères.", name)
    for name in CHOSEN:
        PersonRow._meta.fields[name].db_value(columns[name])
    born = birth.read(form.birth_date, "birth_date")
    columns |= {"birth_date": born and born.day, "birth_precision": born.precision if born else ""}
    columns["phone"] = telephone.read(form.phone, region, "phone", columns["postcode"])
    # Capitals mean nothing in an address of today, and would hide that two are the same.
    columns["email"] = columns["email"].lower()
    if columns["email"] and not _EMAIL.fullmatch(columns["email"]):
        raise InvalidInput("Adresse e-mail", "Écrivez par exemple prenom.nom@exemple.org.", "email")
    return columns | _read_alert(columns, form)


def _read_alert(columns: dict[str, Any], form: PersonForm) -> dict[str, Any]:
    """An alert says why and until when: one that nobody remembers the reason of would follow somebody."""
    if not columns["alert"]:
        return {"alert_reason": "", "alert_until": None}
    if not columns["alert_reason"]:
        raise InvalidInput("Raison de l’alerte", "Dites en un mot pourquoi cette alerte.", "alert_reason")
    if not form.alert_until.strip():
        raise InvalidInput("Fin de l’alerte", "Indiquez jusqu’à quand : 31.12.2027.", "alert_until")
    from models.dates import moment  # its words take 10 ms to load: only when somebody writes an alert

    return {"alert_until": moment.read_day(form.alert_until, "alert_until", ahead=True)}


@write(Permission.PERSON)
def create(by: Agent, form: PersonForm, region: str, key: str) -> Person:
    """Keep a new person; the same idempotency ``key`` gives the same one. Errors of :func:`read_form`."""
    columns = read_form(form, region)
    person_id = once(key, "person", lambda: _make(by, columns))
    journal.note(by, "person.created", person_id, person=person_id)
    return get(person_id)


def _make(by: Agent, columns: dict[str, Any]) -> int:
    row = PersonRow.create(**columns, alert_by=by.name if columns["alert"] else "", site_id=site.here())
    index(row)
    return int(row.id)


@write(Permission.PERSON)
def change(
    by: Agent, person_id: int, form: PersonForm, region: str, base: PersonForm | None = None
) -> Person:
    """Replace what is known of a person by ``form``. The journal names the fields, not the values.

    With ``base``, what the person's form said when the correction was begun, only what differs from it is
    written: a colleague may have changed the rest meanwhile. What was there before is kept beside
    (:mod:`models.person.change`). Errors of :func:`read_form`; :class:`ChangedMeanwhile` on a field that both
    changed otherwise.
    """
    row, columns = _row(person_id), read_form(form, region)
    if base is not None:
        mine = _changed_here(row, columns, read_form(base, region))
        columns = {name: mine.get(name, getattr(row, name)) for name in columns}
    columns["alert_by"] = _alert_author(by, row, columns)
    _apply(by, row, columns, "person.changed")
    return from_row(row)


def _changed_here(row: Any, columns: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Of ``columns``, those that differ from ``base``; refused where the row says a third thing by now."""
    mine = {name: value for name, value in columns.items() if value != base[name]}
    for name, value in mine.items():
        theirs = getattr(row, name)
        if theirs not in (base[name], value):
            raise ChangedMeanwhile(
                "Changé par un autre poste",
                f"La fiche dit maintenant « {theirs or 'rien'} », vous avez écrit « {value or 'rien'} ». "
                "Gardez ou corrigez, puis validez.",
                name,
            )
    return mine


@write(Permission.PERSON)
def undo_change(by: Agent, person_id: int) -> Person:
    """Put back what the last change of a person replaced.

    Raises :class:`ComptoirError` when there is none, or when a field was changed otherwise since.
    """
    row = _row(person_id)
    before, after = person_change.take_back(row.id)
    known = {name: person_change.plain(getattr(row, name)) for name in after}
    if not after or known != after:
        raise ComptoirError("Rien à défaire", "Cette fiche n’a pas de dernière modification à défaire.")
    dated = {name: _stored(name, value) for name, value in before.items()}
    _apply(by, row, dated, "person.change_undone", keep=False)
    return from_row(row)


def _apply(by: Agent, row: Any, columns: dict[str, Any], action: str, *, keep: bool = True) -> None:
    before = {name: getattr(row, name) for name in columns if getattr(row, name) != columns[name]}
    if before.get("protected"):
        by.must(Permission.PROTECT)
    if not _BIRTH.isdisjoint(before):
        before |= {name: getattr(row, name) for name in _BIRTH}
    for name in before:
        setattr(row, name, columns[name])
    row.save()
    index(row)
    if keep and before:
        person_change.keep(by, row.id, before, {name: columns[name] for name in before})
    journal.note(by, action, row.id, person=row.id, subject="person", fields=sorted(before))


def _alert_author(by: Agent, row: Any, columns: dict[str, Any]) -> str:
    """Whoever wrote the alert as it stands; also refuses a new one that has already ended."""
    names = ("alert", "alert_reason", "alert_until")
    if not columns["alert"] or all(getattr(row, name) == columns[name] for name in names):
        return row.alert_by if columns["alert"] else ""
    if columns["alert_until"] < clock.today():
        raise InvalidInput("Fin de l’alerte", "Cette date est passée. Vérifiez l’année.", "alert_until")
    return by.name


def _stored(name: str, value: Any) -> Any:
    """A value of :func:`models.person.change.plain` as its column holds it."""
    return date.fromisoformat(value) if name in _DATES and value else value


def form_of(known: Person) -> PersonForm:
    """What is known of a person, as it would be typed: the start of a correction."""
    values = {field.name: getattr(known, field.name) for field in fields(PersonForm)}
    values["birth_date"] = known.born
    values["alert_until"] = f"{known.alert_until:%d.%m.%Y}" if known.alert_until else ""
    return PersonForm(**values)


@write(Permission.OPEN)
def opened(by: Agent, person_id: int) -> Person:
    """The person, journaled as seen by ``by``.

    Raises :class:`NotFound`, and :class:`ReasonNeeded` for who is protected, until ``by`` said why today
    (:func:`models.contact.protection.unseal`).
    """
    person = unsealed(by, person_id)
    journal.note(by, "person.opened", person.id, person=person.id)
    return person


@write(Permission.OPEN)
def warned(by: Agent, person_id: int) -> str:
    """What whoever calls or receives somebody has to know, journaled; it needs no reason to be told."""
    person = get(person_id)
    journal.note(by, "person.warned" if person.protected else "person.opened", person.id, person=person.id)
    return person.warning


def unsealed(by: Agent, person_id: int) -> Person:
    """The person, for a verb that shows them to ``by`` and journals it; errors of :func:`opened`."""
    person, today = get(person_id), clock.day_bounds(clock.today())[0]
    if person.protected and not journal.noted_since(today, by, UNSEALED, person.id):
        raise ReasonNeeded(person.id)
    return person


def get(person_id: int) -> Person:
    """The person, for a verb or a letter that journals its own act. Raises :class:`NotFound`."""
    return from_row(_row(person_id))


def touch(person_id: int) -> None:
    """Note that there was a contact now; called by the verbs that record one, in their transaction.

    Raises :class:`ComptoirError` when this person was merged into another while a form was open.
    """
    refuse_merged(person_id)
    contact = {"seen_at": clock.now(), "site_id": site.here() or PersonRow.site_id}
    PersonRow.update(contact).where(PersonRow.id == person_id).execute()


def index(row: Any) -> None:
    """Make a row findable by its names, birth date and telephone number; an anonymous one by nothing."""
    engine().index_person(row.id, person_index.words_of({name: getattr(row, name) for name in FOUND_BY}))


def refuse_merged(person_id: int | None) -> None:
    """Nothing new may refer to somebody who turned out to be another. Raises :class:`ComptoirError`."""
    merged = PersonRow.select().where(PersonRow.id == person_id, PersonRow.merged_into.is_null(False))
    if person_id is not None and merged.exists():
        raise ComptoirError(
            "Fiche réunie",
            "Cette fiche vient d’être réunie avec une autre. Échap, puis F12 : votre saisie suit la bonne.",
        )


def _row(person_id: int) -> Any:
    """The row of a person, or of whoever they turned out to be."""
    row = PersonRow.get_or_none(PersonRow.id == person_id)
    while row is not None and row.merged_into is not None:
        row = PersonRow.get_or_none(PersonRow.id == row.merged_into)
    if row is None:
        raise NotFound("Personne introuvable", "Cette fiche n’existe plus. Cherchez à nouveau par le nom.")
    return row


def from_row(row: Any) -> Person:
    """The person of a :class:`PersonRow`, for the verbs that join it."""
    return filled(Person, row)
