"""Persons of a list: each bad line is named, the good ones are kept at once, twice changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import peewee

from models import duplicate, journal, person, person_table, text
from models.agent import Agent
from models.database import Row, atomic, engine, write
from models.errors import InvalidInput
from models.import_file import BadLine, ImportReport, Record, Rejected
from models.person import Person, PersonForm, PersonRow
from models.person_word import ContactBy, Housing

_CIVILITIES = {"madame": "Madame", "mme": "Madame", "f": "Madame", "femme": "Madame", "mlle": "Madame"} | {
    "monsieur": "Monsieur", "m": "Monsieur", "mr": "Monsieur", "h": "Monsieur", "homme": "Monsieur",
}  # fmt: skip
_YES, _NO = ("oui", "o", "x", "1", "vrai"), ("", "non", "n", "0", "faux")
_WORDS = {"housing": Housing, "contact_by": ContactBy}


class PersonSourceRow(Row):
    """Under which number another system knows a person, and what its list said last."""

    source = peewee.CharField(max_length=40)
    source_id = peewee.CharField(max_length=80)
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    given = peewee.JSONField(default=dict)

    class Meta:
        table_name = "person_source"
        indexes = ((("source", "source_id"), True),)


@dataclass(frozen=True, slots=True)
class PersonReport:
    """What an import did; ``ignored`` are the columns that no field was found for."""

    lines: ImportReport
    ignored: tuple[str, ...]


Step = Callable[[int, int], None]


class _Rehearsed(Exception):
    """Raised to take back everything a rehearsal did."""

    def __init__(self, report: PersonReport) -> None:
        super().__init__()
        self.report = report


def import_persons(
    by: Agent,
    path: Path,
    region: str,
    *,
    source: str = "",
    chosen: Mapping[str, str] | None = None,
    rehearse: bool = False,
    step: Step = lambda _done, _total: None,
) -> PersonReport:
    """Bring the persons of a CSV or XLSX file; ``chosen`` names columns that are not recognised.

    A line that has a number is known again by it under ``source`` (else the name of the file); one
    without by being exactly the same. Nothing at all is kept when it ends before its end: an error, or
    ``step`` (lines done, lines in all) that raises. ``rehearse`` reports and keeps nothing. Raises
    :class:`ComptoirError` when the file or its columns cannot be used.
    """
    source = text.fold(source or path.stem)[:40]
    if not rehearse:
        return _import(by, path, region, source, chosen or {}, step)
    try:
        with atomic():
            raise _Rehearsed(_import(by, path, region, source, chosen or {}, step))
    except _Rehearsed as rehearsed:
        return rehearsed.report


@write
def _import(
    by: Agent, path: Path, region: str, source: str, chosen: Mapping[str, str], step: Step
) -> PersonReport:
    rejected: list[Rejected] = []
    records = person_table.read(path, rejected)
    header = list(records[0].values) if records else []
    columns = person_table.mapped(header, chosen) if records else {}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    lines: dict[str, int] = {}
    for number, record in enumerate(records):
        step(number, len(records))
        try:
            source_id, given = _given(record, columns)
            if source_id and source_id in lines:
                raise BadLine(f"l’identifiant {source_id} est déjà celui de la ligne {lines[source_id]}")
            lines[source_id] = record.line
            counts[_bring(by, source, source_id, given, region)] += 1
        except BadLine as bad:
            rejected.append(Rejected(record.line, str(bad)))
        except InvalidInput as refused:
            rejected.append(Rejected(record.line, f"{refused.title.lower()} : {refused.message}"))
    step(len(records), len(records))
    rejected.sort(key=lambda one: one.line)
    journal.note(by, "person.imported", subject="person", source=source, rejected=len(rejected), **counts)
    report = ImportReport(counts["added"], counts["changed"], counts["unchanged"], tuple(rejected))
    return PersonReport(report, tuple(name for name in header if name not in columns))


def _given(record: Record, columns: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """(number in the other system, field → value) of a line; of two columns of a field the one filled."""
    words: dict[str, str] = {}
    for column, field in columns.items():
        value = person_table.undefused(record.values.get(column, ""))
        if value and not words.get(field):
            words[field] = value
    given: dict[str, Any] = dict(words)
    source_id = str(given.pop("source_id", ""))[:80]
    if "civility" in given:
        given["civility"] = _one_of(_CIVILITIES, words["civility"], "civilité")
    for name, kind in _WORDS.items():
        if name in given:
            given[name] = _one_of({text.fold(one.label): one.value for one in kind}, words[name], name)
    for name in ("interpreter", "no_call", "no_letter"):
        if name in given:
            given[name] = _yes(words[name])
    return source_id, given


def _one_of(known: Mapping[str, str], word: str, what: str) -> str:
    """Raises :class:`BadLine` for a word that none of ``known`` is."""
    if (value := known.get(text.fold(word))) is None:
        what = {"housing": "logement", "contact_by": "moyen de contact"}.get(what, what)
        raise BadLine(f"« {word[:30]} » : {what} inconnu, attendu {', '.join(known)}")
    return value


def _yes(word: str) -> bool:
    if (folded := text.fold(word)) in _YES or folded in _NO:
        return folded in _YES
    raise BadLine(f"« {word[:30]} » n’est ni oui ni non")


def _bring(by: Agent, source: str, source_id: str, given: dict[str, Any], region: str) -> str:
    """Keep one line: ``added``, ``changed`` or ``unchanged``."""
    form = PersonForm(**given)
    columns = person.read_form(form, region)
    known = _known_by(source, source_id)
    if known is not None:
        return _bring_again(by, known, given, region)
    twin = _twin(form, columns, given, region)
    if twin is None:
        twin = person.add(by, form, region)
        done = "added"
    else:
        done = "unchanged"
    if source_id:
        PersonSourceRow.create(source=source, source_id=source_id, person=twin, given=given)
    return done


def _known_by(source: str, source_id: str) -> Any:
    same = (PersonSourceRow.source == source) & (PersonSourceRow.source_id == source_id)
    return PersonSourceRow.get_or_none(same) if source_id else None


def _bring_again(by: Agent, known: Any, given: dict[str, Any], region: str) -> str:
    """What the list says otherwise than last time; what was corrected at the counter since stays."""
    fresh = {name: value for name, value in given.items() if known.given.get(name) != value}
    if not fresh:
        return "unchanged"
    if {"birth_date"} <= set(fresh) and {"family_name", "given_name"} & set(fresh):
        raise BadLine(
            f"l’identifiant {known.source_id} désignait quelqu’un d’autre : fiche n° {known.person_id}"
        )
    who = person.get(known.person_id)
    changed = person.change(by, who.id, replace(person.form_of(who), **fresh), region)
    known.given = given
    known.save()
    return "changed" if changed != who else "unchanged"


def _twin(form: PersonForm, columns: dict[str, Any], given: dict[str, Any], region: str) -> int | None:
    """Who is exactly the one of the line. Raises :class:`BadLine` for who is perhaps the same."""
    alike = {one.person_id: one for one in duplicate.find(form, region)}
    for person_id in [*alike, *_of_that_name(form)]:
        if _says_all(person.get(person_id), columns, given):
            return person_id
    same = next((one for one in alike.values() if duplicate.Reason.IDENTITY in one.reasons), None)
    if same is not None:
        raise BadLine(
            f"déjà connue : fiche n° {same.person_id} (même nom, même naissance), à compléter à la main"
        )
    return None


def _of_that_name(form: PersonForm) -> list[int]:
    """Whoever has all the words of the name, for a line that says little else."""
    words = text.fold(" ".join((form.family_name, form.given_name, form.birth_name, form.nickname))).split()
    return engine().find_persons([[word] for word in words], _FEW) if words else []


# Homonyms that are looked at before a line is taken for somebody new.
_FEW = 50


def _says_all(known: Person, columns: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether a person has everything the line says, and no other birth date than its own."""
    names = {field.name for field in fields(Person)} & set(given)
    same = all(_same(getattr(known, name), columns[name]) for name in names)
    return same and (known.birth_date == columns["birth_date"])


def _same(one: Any, other: Any) -> bool:
    return (
        text.fold(one) == text.fold(other)
        if isinstance(one, str) and isinstance(other, str)
        else bool(one == other)
    )
