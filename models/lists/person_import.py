"""Persons of a list: each bad line is named, the good ones are kept, twice changes nothing.

The list is brought in by many short transactions, so that everybody else goes on working; stopped on its
way, :mod:`models.lists.import_run` takes back what it did.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from models import text
from models.errors import InvalidInput
from models.files.import_file import BadLine, ImportReport, Record, Rejected
from models.lists import import_run, person_batch, person_columns, person_file, person_line
from models.lists.person_batch import Sketches
from models.lists.person_source import PersonSourceRow
from models.person import duplicate, person
from models.person.person import Person, PersonForm, PersonRow, from_row
from models.service.agent import Agent
from models.store import many
from models.store.database import atomic, engine

# What one transaction holds at most, in lines and in seconds: nobody waits for longer.
BATCH, SHORT = 500, 0.1
# Homonyms that are looked at before a line is taken for somebody new.
_FEW = 50


@dataclass(frozen=True, slots=True)
class PersonReport:
    """What an import did; ``ignored`` are columns that no field was found for, ``fields`` the others.

    ``earlier`` are (persons removed, persons in use that stayed) of imports that were killed before.
    """

    lines: ImportReport
    ignored: tuple[str, ...]
    earlier: tuple[int, int] = (0, 0)
    # Column → what it is taken for, as an export names that.
    fields: tuple[tuple[str, str], ...] = ()


Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _New:
    """Somebody a line makes."""

    line: int
    source_id: str
    columns: dict[str, Any]
    given: dict[str, Any]


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
    # Whom the list knows by their number already, of the lines that come next.
    known: dict[str, Any] = field(default_factory=dict)
    # What the transaction will make, all at once: one statement is much less work than many.
    people: list[_New] = field(default_factory=list)
    sketches: Sketches = field(default_factory=Sketches)

    def look_up(self, records: Sequence[Record]) -> None:
        """Whom the next lines are about, as far as they have a number."""
        numbers = {person_line.source_id(one, self.columns) for one in records} - {""}
        same = (PersonSourceRow.source == self.source) & PersonSourceRow.source_id.in_(numbers)
        found = PersonSourceRow.select().where(same) if numbers else ()
        self.known = {row.source_id: row for row in found}

    def flush(self) -> None:
        """Keep the new persons, under which numbers they are known, and that this import made them."""
        if self.run is None or not self.people:
            return
        numbers = person_batch.add(self.by, [one.columns for one in self.people])
        self.made |= {number: one.line for number, one in zip(numbers, self.people, strict=True)}
        sources = [
            (self.source, one.source_id, number, json.dumps(one.given))
            for number, one in zip(numbers, self.people, strict=True)
            if one.source_id
        ]
        many.insert(PersonSourceRow, ("source", "source_id", "person", "given"), sources)
        import_run.note_made(self.run, numbers)
        self.people, self.sketches = [], Sketches()


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
    records = person_file.read(path, rejected)
    header = list(records[0].values) if records else []
    columns = person_columns.mapped(header, chosen or {}) if records else {}
    job = _Job(by, region, text.fold(source or path.stem)[:40], columns, rejected=rejected)
    earlier = _rehearse(job, records, step) if rehearse else _write(job, records, step, stayed)
    step(len(records), len(records))
    rejected.sort(key=lambda one: one.line)
    report = ImportReport(
        job.counts["added"], job.counts["changed"], job.counts["unchanged"], tuple(rejected)
    )
    taken = tuple((name, person_columns.label(columns[name])) for name in header if name in columns)
    return PersonReport(report, tuple(name for name in header if name not in columns), earlier, taken)


def _rehearse(job: _Job, records: list[Record], step: Step) -> tuple[int, int]:
    """Count what every record would do; nothing is left of other imports, as far as it can tell."""
    for start in range(0, len(records), BATCH):
        job.look_up(records[start : start + BATCH])
        for number, record in enumerate(records[start : start + BATCH], start):
            step(number, len(records))
            _bring(job, record)
    return 0, 0


def _write(job: _Job, records: list[Record], step: Step, stayed: Callable[[int], None]) -> tuple[int, int]:
    """Bring every record, or none; what imports that were killed had left."""
    job.run, earlier = import_run.begin(job.by)
    try:
        done = 0
        while done < len(records):
            done = _batch(job, records, done, step)
            import_run.breathe()
        import_run.finish(job.by, job.run, source=job.source, rejected=len(job.rejected), **job.counts)
        return earlier
    except BaseException:
        if kept := import_run.take_back(job.by, job.run).kept:
            stayed(kept)
        raise
    finally:
        import_run.end()


def _batch(job: _Job, records: list[Record], done: int, step: Step) -> int:
    """Bring some records in one transaction; how many are done then."""
    assert job.run is not None
    end = min(done + BATCH, len(records))
    with atomic():
        until = time.monotonic() + SHORT
        job.look_up(records[done:end])
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
        known = job.known.get(source_id)
        done = _new(job, record.line, source_id, given) if known is None else _bring_again(job, known, given)
        job.counts[done] += 1
    except BadLine as bad:
        job.rejected.append(Rejected(record.line, str(bad)))
    except InvalidInput as refused:
        job.rejected.append(Rejected(record.line, f"{refused.title.lower()} : {refused.message}"))


def _new(job: _Job, line: int, source_id: str, given: dict[str, Any]) -> str:
    """Keep a line that has no number yet: ``added``, or ``unchanged`` for somebody who says all that."""
    form = PersonForm(**given)
    columns = person.read_form(form, job.region)
    twin = _twin(job, form, columns, given)
    if twin is None:
        job.sketches.add(Person(id=-line, **columns))
        job.people.append(_New(line, source_id, columns, given))
        return "added"
    if source_id and job.run is not None:
        if twin < 0:  # of this very transaction
            job.flush()
            twin = next(number for number, made in job.made.items() if made == -twin)
        kept = PersonSourceRow.create(source=job.source, source_id=source_id, person=twin, given=given).id
        import_run.note(job.run, twin, kept, made=False)
    return "unchanged"


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
    told = columns["birth_date"], columns["phone"], columns["email"]
    alike = {one.person_id: one for one in duplicate.alike(form, *told)}
    people = list(alike)
    # Who agrees in nothing else is looked for by the name alone.
    if len(alike) == duplicate.LIMIT or not any(told):
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
    words = person_batch.words(form)
    return engine().find_persons([[word] for word in words], _FEW) if words else []


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
