"""Persons of a list: each bad line is named, the good ones are kept, twice changes nothing.

The list is brought in by many short transactions, so that everybody else goes on working; stopped on its
way, :mod:`models.lists.import_run` takes back what it did.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models import text
from models.errors import InvalidInput
from models.files.import_file import BadLine, ImportReport, Record, Rejected
from models.lists import import_run, person_batch, person_columns, person_file, person_line, person_twin
from models.lists.person_batch import Sketches
from models.lists.person_double import Doubles
from models.lists.person_line import SEPARATOR, Line
from models.lists.person_numbers import Numbers
from models.lists.person_settle import Settler
from models.lists.person_source import PersonSourceRow
from models.person import person
from models.person.person import Person
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import many
from models.store.database import atomic, read

# What is read at once, in lines, and the seconds that a transaction looks for who is there already: nobody
# waits for much longer, because keeping them takes about as long.
BATCH, SHORT = 200, 0.02


@dataclass(frozen=True, slots=True)
class PersonReport:
    """What an import did; ``ignored`` are columns that no field was found for, ``fields`` the others.

    ``unsure`` are lines that were kept with something in them to look at, which their person's note says too;
    ``either`` counts the telephones that may be of another country than they were taken for, ``shared`` the
    numbers of the other system that are those of several persons; ``doubled`` are the lines that are perhaps
    of somebody whom a line before is of: kept as they would be alone, and told. ``earlier`` are (persons
    removed, persons in use that stayed) of imports that were killed before.
    """

    lines: ImportReport
    ignored: tuple[str, ...]
    earlier: tuple[int, int] = (0, 0)
    # Column → what it is taken for, as an export names that.
    fields: tuple[tuple[str, str], ...] = ()
    unsure: tuple[Rejected, ...] = ()
    either: int = 0
    shared: int = 0
    doubled: tuple[Rejected, ...] = ()


Step = Callable[[int, int], None]
_Read = tuple[Record, Line]


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
    columns: dict[str, str]
    numbers: Numbers
    settler: Settler
    run: int | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "unchanged": 0})
    rejected: list[Rejected] = field(default_factory=list)
    unsure: list[Rejected] = field(default_factory=list)
    either: int = 0
    doubles: Doubles = field(default_factory=Doubles)
    doubled: list[Rejected] = field(default_factory=list)
    # Person made → line.
    made: dict[int, int] = field(default_factory=dict)
    # What the transaction will make, all at once: one statement is much less work than many.
    people: list[_New] = field(default_factory=list)
    sketches: Sketches = field(default_factory=Sketches)

    def flush(self) -> None:
        """Keep the new persons, under which numbers they are known, and that this import made them."""
        if self.run is None or not self.people:
            return
        numbers = person_batch.add(self.by, [one.columns for one in self.people])
        self.made |= {number: one.line for number, one in zip(numbers, self.people, strict=True)}
        sources = [
            (self.numbers.source, one.source_id, number, json.dumps(one.given))
            for number, one in zip(numbers, self.people, strict=True)
            if one.source_id
        ]
        many.insert(PersonSourceRow, ("source", "source_id", "person", "given"), sources)
        import_run.note_made(self.run, numbers)
        self.people, self.sketches = [], Sketches()


@read(Permission.IMPORT)
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
    numbers = Numbers(text.fold(source or path.stem)[:40], records, columns)
    job = _Job(by, region, columns, numbers, Settler(region), rejected=rejected)
    earlier = _rehearse(job, records, step) if rehearse else _write(job, records, step, stayed)
    step(len(records), len(records))
    rejected.sort(key=lambda one: one.line)
    report = ImportReport(
        job.counts["added"], job.counts["changed"], job.counts["unchanged"], tuple(rejected)
    )
    taken = tuple((name, person_columns.label(columns[name])) for name in header if name in columns)
    ignored = tuple(name for name in header if name not in columns)
    told = tuple(job.unsure), job.either, numbers.shared, tuple(job.doubled)
    return PersonReport(report, ignored, earlier, taken, *told)


def _rehearse(job: _Job, records: list[Record], step: Step) -> tuple[int, int]:
    """Count what every record would do; nothing is left of other imports, as far as it can tell."""
    for lines in _read(job, records, step):
        job.numbers.look_up([record for record, _line in lines])
        for record, line in lines:
            _bring(job, record, line)
    return 0, 0


def _write(job: _Job, records: list[Record], step: Step, stayed: Callable[[int], None]) -> tuple[int, int]:
    """Bring every record, or none; what imports that were killed had left."""
    job.run, earlier = import_run.begin(job.by)
    try:
        for lines in _read(job, records, step):
            while lines:
                lines = lines[_batch(job, lines) :]
                import_run.breathe()
        counts = {**_told(job), **job.counts}
        import_run.finish(job.by, job.run, source=job.numbers.source, **counts)
        return earlier
    except BaseException:
        if kept := import_run.take_back(job.by, job.run).kept:
            stayed(kept)
        raise
    finally:
        import_run.end()


def _told(job: _Job) -> dict[str, int]:
    return {"rejected": len(job.rejected), "unsure": len(job.unsure), "doubled": len(job.doubled)}


def _read(job: _Job, records: Sequence[Record], step: Step) -> Iterator[list[_Read]]:
    """The lines that can be read, ``BATCH`` at a time, before any transaction; the others are refused."""
    for start in range(0, len(records), BATCH):
        lines = []
        for number, record in enumerate(records[start : start + BATCH], start):
            step(number, len(records))
            try:
                lines.append((record, person_line.read(record, job.columns, job.region)))
            except BadLine as bad:
                job.rejected.append(Rejected(record.line, str(bad)))
        yield lines


def _batch(job: _Job, lines: Sequence[_Read]) -> int:
    """Bring some lines in one transaction; how many."""
    done = 0
    with atomic():
        until = time.monotonic() + SHORT
        # Asked again by each: somebody may have been merged between two.
        job.numbers.look_up([record for record, _line in lines])
        for record, line in lines:
            _bring(job, record, line)
            done += 1
            if time.monotonic() > until:
                break
        job.flush()
    return done


def _bring(job: _Job, record: Record, line: Line) -> None:
    """Bring one line, and count it or say why not."""
    try:
        known = job.numbers.known(line, record.line)
        done = _new(job, record.line, line) if known is None else _bring_again(job, known, line)
        job.counts[done] += 1
        if done != "unchanged":
            job.unsure += [Rejected(record.line, one) for one in line.unread]
            job.either += line.either
    except BadLine as bad:
        job.rejected.append(Rejected(record.line, str(bad)))
    except InvalidInput as refused:
        job.rejected.append(Rejected(record.line, f"{refused.title.lower()} : {refused.message}"))


def _new(job: _Job, at: int, line: Line) -> str:
    """Keep a line that has no number yet: ``added``, or ``unchanged`` for somebody who says all that."""
    said = dict(line.given)
    columns = job.settler.settle(line)
    if (double := job.doubles.see(at, columns)) is not None:
        job.doubled.append(double)
    twin = person_twin.find(line, columns, job.sketches, job.made)
    if twin is None:
        job.sketches.add(Person(id=-at, **columns))
        job.people.append(_New(at, line.source_id, columns, said))
        return "added"
    if line.source_id and job.run is not None:
        if twin < 0:  # of this very transaction
            job.flush()
            twin = next(number for number, made in job.made.items() if made == -twin)
        source = {"source": job.numbers.source, "source_id": line.source_id, "person": twin}
        kept = PersonSourceRow.create(**source, given=said).id
        import_run.note(job.run, twin, kept, made=False)
    return "unchanged"


def _bring_again(job: _Job, known: Any, line: Line) -> str:
    """What the list says otherwise than last time; what was corrected at the counter since stays."""
    said = dict(line.given)
    fresh = {name for name, value in said.items() if known.given.get(name) != value}
    if not fresh:
        return "unchanged"
    if {"birth_date"} <= fresh and {"family_name", "given_name"} & fresh:
        raise BadLine(
            f"l’identifiant {known.source_id} désignait quelqu’un d’autre : fiche n° {known.person_id}"
        )
    job.settler.settle(line)
    who = person.get(known.person_id)
    before = person.form_of(who)
    told = {name: line.given[name] for name in fresh if name in line.given}
    told["note"] = _noted(before.note, known.given.get("note", ""), line.given.get("note", ""))
    columns = person.read_form(replace(before, **told), job.region)
    differs = any(getattr(who, name) != value for name, value in columns.items())
    if job.run is None:
        return "changed" if differs else "unchanged"
    changed = person.change(job.by, who.id, replace(before, **told), job.region) if differs else who
    after = person.form_of(changed)
    form = {name: [getattr(before, name), getattr(after, name)] for name in told}
    import_run.note(job.run, who.id, known.id, made=False, before={"form": form, "given": known.given})
    known.given = said
    known.save()
    return "changed" if differs else "unchanged"


def _noted(kept: str, before: str, now: str) -> str:
    """The note of somebody of whom the list noted ``before`` and notes ``now``: what others wrote stays."""
    if kept == before:
        return now
    fresh = [one for one in now.split(SEPARATOR) if one not in before and one not in kept]
    return SEPARATOR.join(filter(None, (kept, *fresh)))
