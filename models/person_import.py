"""Persons of a list: each bad line is named, the good ones are kept, twice changes nothing.

The list is brought in by many short transactions, so that everybody else goes on working; stopped on its
way, :mod:`models.import_run` takes back what it did.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import peewee

from models import duplicate, import_run, person, person_line, person_table, text
from models.agent import Agent
from models.database import Row, atomic, engine
from models.errors import InvalidInput
from models.import_file import BadLine, ImportReport, Record, Rejected
from models.person import Person, PersonForm, PersonRow, from_row

# What one transaction holds at most, in lines and in seconds: nobody waits for longer.
BATCH, SHORT = 200, 0.2
# Homonyms that are looked at before a line is taken for somebody new.
_FEW = 50


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
    """What an import did; ``ignored`` are the columns that no field was found for.

    ``earlier`` are (persons removed, persons in use that stayed) of imports that were killed before.
    """

    lines: ImportReport
    ignored: tuple[str, ...]
    earlier: tuple[int, int] = (0, 0)


Step = Callable[[int, int], None]


class _Sketches:
    """Persons that a rehearsal would have made: it writes nothing, and still tells who comes twice."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, Any], list[Person]] = {}

    def add(self, who: Person) -> None:
        for key in _keys(who.phone, who.email, who.birth_date, _words(who)):
            self._by.setdefault(key, []).append(who)

    def like(self, columns: dict[str, Any]) -> list[Person]:
        """Whoever shares a telephone, an address or a birth date, or else has the same words of a name."""
        if not self._by:
            return []
        words = text.fold(
            " ".join(columns[name] for name in ("family_name", "given_name", "birth_name", "nickname"))
        ).split()
        keys = _keys(columns["phone"], columns["email"], columns["birth_date"], [])
        if not keys and words:
            keys = [min((("word", one) for one in words), key=lambda key: len(self._by.get(key, ())))]
        return list({one.id: one for key in keys for one in self._by.get(key, ())}.values())


@dataclass
class _Job:
    """An import under way; ``run`` is empty when it is rehearsed."""

    by: Agent
    region: str
    source: str
    columns: dict[str, str]
    run: int | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "unchanged": 0})
    rejected: list[Rejected] = field(default_factory=list)
    # Number in the other system → line, person made → line.
    lines: dict[str, int] = field(default_factory=dict)
    made: dict[int, int] = field(default_factory=dict)
    # What the transaction has made so far and not told of yet.
    people: list[int] = field(default_factory=list)
    sources: list[tuple[str, str, int, dict[str, Any]]] = field(default_factory=list)
    sketches: _Sketches = field(default_factory=_Sketches)

    def flush(self) -> None:
        """Keep under which numbers the persons just made are known, and that this import made them."""
        if self.sources:
            names = [getattr(PersonSourceRow, one) for one in ("source", "source_id", "person", "given")]
            PersonSourceRow.insert_many(self.sources, fields=names).execute()
        if self.run is not None:
            import_run.note_made(self.run, self.people)
        self.people, self.sources = [], []


def import_persons(
    by: Agent,
    path: Path,
    region: str,
    *,
    source: str = "",
    chosen: Mapping[str, str] | None = None,
    rehearse: bool = False,
    step: Step = lambda _done, _total: None,
    stayed: Callable[[int], None] = lambda _persons: None,
) -> PersonReport:
    """Bring the persons of a CSV or XLSX file; ``chosen`` names columns that are not recognised.

    A line that has a number is known again by it under ``source`` (else the name of the file); one
    without by being exactly the same. Nothing is kept when it ends before its end: an error, or ``step``
    (lines done, lines in all) that raises; ``stayed`` then hears of how many persons a colleague already
    uses, who stay. ``rehearse`` reports and writes nothing. Raises :class:`ComptoirError` when the file
    or its columns cannot be used, or while another import is under way.
    """
    rejected: list[Rejected] = []
    records = person_table.read(path, rejected)
    header = list(records[0].values) if records else []
    columns = person_table.mapped(header, chosen or {}) if records else {}
    job = _Job(by, region, text.fold(source or path.stem)[:40], columns, rejected=rejected)
    earlier = (0, 0)
    if rehearse:
        for number, record in enumerate(records):
            step(number, len(records))
            _bring(job, record)
    else:
        earlier = import_run.recover(by)
        _write(job, records, step, stayed)
    step(len(records), len(records))
    rejected.sort(key=lambda one: one.line)
    report = ImportReport(
        job.counts["added"], job.counts["changed"], job.counts["unchanged"], tuple(rejected)
    )
    return PersonReport(report, tuple(name for name in header if name not in columns), earlier)


def _write(job: _Job, records: list[Record], step: Step, stayed: Callable[[int], None]) -> None:
    """Bring every record, or none."""
    job.run = import_run.begin(job.by)
    try:
        done = 0
        while done < len(records):
            done = _batch(job, records, done, step)
            import_run.breathe()
        import_run.finish(job.by, job.run, source=job.source, rejected=len(job.rejected), **job.counts)
    except BaseException:
        _removed, kept = import_run.take_back(job.by, job.run)
        if kept:
            stayed(kept)
        raise


def _batch(job: _Job, records: list[Record], done: int, step: Step) -> int:
    """Bring some records in one transaction; how many are done then."""
    assert job.run is not None
    end = min(done + BATCH, len(records))
    with atomic():
        import_run.beat(job.run)
        until = time.monotonic() + SHORT
        while True:
            step(done, len(records))
            _bring(job, records[done])
            done += 1
            if done == end or time.monotonic() > until:
                break
        job.flush()
    return done


def _bring(job: _Job, record: Record) -> None:
    """Bring one line, and count it or say why not."""
    try:
        source_id, given = person_line.given(record, job.columns)
        if source_id and source_id in job.lines:
            raise BadLine(f"l’identifiant {source_id} est déjà celui de la ligne {job.lines[source_id]}")
        job.lines[source_id] = record.line
        known = _known_by(job.source, source_id)
        done = _new(job, record.line, source_id, given) if known is None else _bring_again(job, known, given)
        job.counts[done] += 1
    except BadLine as bad:
        job.rejected.append(Rejected(record.line, str(bad)))
    except InvalidInput as refused:
        job.rejected.append(Rejected(record.line, f"{refused.title.lower()} : {refused.message}"))


def _known_by(source: str, source_id: str) -> Any:
    same = (PersonSourceRow.source == source) & (PersonSourceRow.source_id == source_id)
    return PersonSourceRow.get_or_none(same) if source_id else None


def _new(job: _Job, line: int, source_id: str, given: dict[str, Any]) -> str:
    """Keep a line that has no number yet: ``added``, or ``unchanged`` for somebody who says all that."""
    form = PersonForm(**given)
    columns = person.read_form(form, job.region)
    twin = _twin(job, form, columns, given)
    done = "added" if twin is None else "unchanged"
    if job.run is None:
        if twin is None:
            job.sketches.add(Person(id=-line, **columns))
        return done
    who = twin
    if who is None:
        who = person.add(job.by, columns)
        job.made[who] = line
    if twin is None:
        # Told of all at once at the end of the transaction: one statement is much less work than many.
        job.people.append(who)
        if source_id:
            job.sources.append((job.source, source_id, who, given))
    elif source_id:
        kept = PersonSourceRow.create(source=job.source, source_id=source_id, person=who, given=given).id
        import_run.note(job.run, who, kept, made=False)
    return done


def _bring_again(job: _Job, known: Any, given: dict[str, Any]) -> str:
    """What the list says otherwise than last time; what was corrected at the counter since stays."""
    fresh = {name: value for name, value in given.items() if known.given.get(name) != value}
    if not fresh:
        return "unchanged"
    if {"birth_date"} <= set(fresh) and {"family_name", "given_name"} & set(fresh):
        raise BadLine(
            f"l’identifiant {known.source_id} désignait quelqu’un d’autre : fiche n° {known.person_id}"
        )
    who = person.get(known.person_id)
    before = person.form_of(who)
    columns = person.read_form(replace(before, **fresh), job.region)
    differs = any(getattr(who, name) != value for name, value in columns.items())
    if job.run is None:
        return "changed" if differs else "unchanged"
    changed = person.change(job.by, who.id, replace(before, **fresh), job.region) if differs else who
    after = person.form_of(changed)
    told = {name: [getattr(before, name), getattr(after, name)] for name in fresh}
    import_run.note(job.run, who.id, known.id, made=False, before={"form": told, "given": known.given})
    known.given = given
    known.save()
    return "changed" if differs else "unchanged"


# --- who is there already


def _twin(job: _Job, form: PersonForm, columns: dict[str, Any], given: dict[str, Any]) -> int | None:
    """Who is exactly the one of the line. Raises :class:`BadLine` for who is perhaps the same."""
    alike = {one.person_id: one for one in duplicate.find(form, job.region)}
    people = list(alike)
    # Who agrees in nothing else is looked for by the name alone.
    if len(alike) == duplicate.LIMIT or not (columns["birth_date"] or columns["phone"] or columns["email"]):
        people += _of_that_name(form)
    for known in [*_people(people), *job.sketches.like(columns)]:
        if _says_all(known, columns, given):
            return known.id
    for one in alike.values():
        if duplicate.Reason.IDENTITY in one.reasons:
            raise _perhaps(job.made.get(one.person_id, 0), one.person_id)
    for sketch in job.sketches.like(columns):
        if sketch.birth_date == columns["birth_date"] is not None and duplicate.called_alike(
            form, person.form_of(sketch)
        ):
            raise _perhaps(-sketch.id, 0)
    return None


def _perhaps(line: int, person_id: int) -> BadLine:
    where = f"ligne {line}" if line else f"fiche n° {person_id}"
    return BadLine(f"déjà connue : {where} (même nom, même naissance), à compléter à la main")


def _people(numbers: list[int]) -> Iterator[Person]:
    rows = {row.id: row for row in PersonRow.select().where(PersonRow.id.in_(numbers))} if numbers else {}
    return (from_row(rows[one]) for one in dict.fromkeys(numbers) if one in rows)


def _of_that_name(form: PersonForm) -> list[int]:
    """Whoever has all the words of the name, for a line that says little else."""
    words = _words(form)
    return engine().find_persons([[word] for word in words], _FEW) if words else []


def _words(one: PersonForm | Person) -> list[str]:
    return text.fold(" ".join((one.family_name, one.given_name, one.birth_name, one.nickname))).split()


def _keys(phone: str, email: str, born: Any, words: list[str]) -> list[tuple[str, Any]]:
    told = [("phone", phone), ("email", email), ("born", born)]
    return [key for key in told if key[1]] + [("word", word) for word in words]


def _says_all(known: Person, columns: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether a person has everything the line says, and no other birth date than its own."""
    names = {one.name for one in fields(Person)} & set(given)
    same = all(_same(getattr(known, name), columns[name]) for name in names)
    return same and (known.birth_date == columns["birth_date"])


def _same(one: Any, other: Any) -> bool:
    return (
        text.fold(one) == text.fold(other)
        if isinstance(one, str) and isinstance(other, str)
        else bool(one == other)
    )
