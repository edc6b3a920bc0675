"""An import of persons under way: what it did so far, so that stopping it leaves nothing half done.

It writes in many short transactions, for others to write in between. What each one did is noted here in
the same transaction. Stopped on its way, all of it is taken back; killed, the next import takes it back.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import peewee

from models import clock, journal, merge_reference, person
from models.agent import Agent
from models.database import Instant, Row, atomic, engine, write
from models.errors import ComptoirError
from models.journal import JournalRow
from models.person import PersonRow

# How long an import may be silent before it counts as killed: far more than a transaction takes.
SILENT = timedelta(seconds=60)
# Seconds between two transactions: as long as a session that waits for its turn sleeps between two looks.
PAUSE = 0.06
_BATCH = 200
# What an import itself writes about somebody it makes; anything else means that they are in use.
_OWN = ("import_run", "imported_person", "person_source")


class ImportRunRow(Row):
    agent_id = peewee.IntegerField(null=True)
    begun_at = Instant(default=clock.now)
    beat_at = Instant(default=clock.now)

    class Meta:
        table_name = "import_run"


class ImportedPersonRow(Row):
    run = peewee.ForeignKeyField(ImportRunRow, backref="+", lazy_load=False)
    # No foreign key, but the name by which a merge moves it.
    person_id = peewee.IntegerField(index=True)
    # The line of person_source that was made or changed with it.
    source_row = peewee.IntegerField(null=True)
    made = peewee.BooleanField(default=False)
    # Of somebody changed: field of the form → [before, after], and what the list said before.
    before = peewee.JSONField(default=dict)

    class Meta:
        table_name = "imported_person"


@write
def begin(by: Agent) -> int:
    """Begin an import; its number. Raises :class:`ComptoirError` while another one is under way."""
    if ImportRunRow.select().where(ImportRunRow.beat_at > clock.now() - SILENT).exists():
        raise ComptoirError(
            "Import en cours",
            "Une autre liste est en train d’être importée, ou vient d’être coupée. "
            "Attendez une minute, puis relancez.",
        )
    run = ImportRunRow.create(agent_id=by.id)
    journal.note(by, "person.import_begun", subject="import", subject_id=run.id)
    return int(run.id)


def note(
    run: int, person_id: int, source_row: int | None, *, made: bool, before: dict[str, Any] | None = None
) -> None:
    """Note what was done with a line, in its transaction."""
    ImportedPersonRow.create(
        run=run, person_id=person_id, source_row=source_row, made=made, before=before or {}
    )


def note_made(run: int, people: Sequence[int]) -> None:
    """Note who was made, in the transaction that made them."""
    rows: list[tuple[Any, ...]] = [(run, one, None, True, {}) for one in people]
    if rows:
        names = [
            getattr(ImportedPersonRow, name) for name in ("run", "person_id", "source_row", "made", "before")
        ]
        ImportedPersonRow.insert_many(rows, fields=names).execute()


def beat(run: int) -> None:
    """Say that the import goes on, in the transaction of a batch. Raises when it was taken back meanwhile."""
    if not ImportRunRow.update(beat_at=clock.now()).where(ImportRunRow.id == run).execute():
        raise ComptoirError("Import arrêté", "Il est resté trop longtemps sans rien faire : relancez-le.")


def breathe() -> None:
    """Let whoever waits have their turn to write."""
    time.sleep(PAUSE)


@write
def finish(by: Agent, run: int, **counts: Any) -> None:
    """The import is whole: nothing of it will be taken back."""
    beat(run)
    ImportedPersonRow.delete().where(ImportedPersonRow.run == run).execute()
    ImportRunRow.delete().where(ImportRunRow.id == run).execute()
    journal.note(by, "person.imported", subject="person", **counts)


def recover(by: Agent) -> tuple[int, int]:
    """Take back what imports that were killed have left: (persons removed, persons in use that stay)."""
    dead = [row.id for row in ImportRunRow.select().where(ImportRunRow.beat_at <= clock.now() - SILENT)]
    results = [take_back(by, run) for run in dead]
    return sum(one[0] for one in results), sum(one[1] for one in results)


def take_back(by: Agent, run: int) -> tuple[int, int]:
    """Take back an import, the last line first: (persons removed, persons in use that stay).

    Whoever a colleague has received or changed in the meantime stays: what was done with them is theirs.
    """
    removed = kept = 0
    while True:
        with atomic():
            mine = ImportedPersonRow.select().where(ImportedPersonRow.run == run)
            rows = list(mine.order_by(ImportedPersonRow.id.desc()).limit(_BATCH))
            if rows:
                gone, stay = _take_back(by, rows)
                removed, kept = removed + gone, kept + stay
                ImportedPersonRow.delete().where(ImportedPersonRow.id.in_([one.id for one in rows])).execute()
                beat(run)
            else:
                ImportRunRow.delete().where(ImportRunRow.id == run).execute()
                journal.note(
                    by,
                    "person.import_taken_back",
                    subject="import",
                    subject_id=run,
                    removed=removed,
                    kept=kept,
                )
                return removed, kept
        breathe()


def _take_back(by: Agent, rows: Sequence[Any]) -> tuple[int, int]:
    from models.person_import import PersonSourceRow  # the importer uses this module

    made = {one.person_id for one in rows if one.made}
    used = _used(made)
    for one in rows:
        if one.made:
            continue
        if one.before:
            _change_back(by, one.person_id, one.before["form"])
            PersonSourceRow.update(given=one.before["given"]).where(
                PersonSourceRow.id == one.source_row
            ).execute()
        else:
            PersonSourceRow.delete().where(PersonSourceRow.id == one.source_row).execute()
    gone = list(made - used)
    PersonSourceRow.delete().where(PersonSourceRow.person.in_(gone)).execute()
    # These lines tell of nobody any more, and an engine may give a number again.
    JournalRow.delete().where(JournalRow.person_id.in_(gone), JournalRow.action == "person.created").execute()
    for number in gone:
        engine().index_person(number, "")
    PersonRow.delete().where(PersonRow.id.in_(gone)).execute()
    return len(gone), len(used)


def _change_back(by: Agent, person_id: int, changed: dict[str, list[Any]]) -> None:
    """Put back the fields that still say what the list said."""
    who = person.get(person_id)
    form = person.form_of(who)
    back = {name: before for name, (before, after) in changed.items() if getattr(form, name) == after}
    if back:
        # Telephone numbers of a kept form are international: any region reads them.
        person.change(by, who.id, replace(form, **back), "CH")


def _used(people: set[int]) -> set[int]:
    """Those of ``people`` whom something names that no import writes."""
    used: set[int] = set()
    for table, column in merge_reference.references():
        if table not in _OWN:
            used |= merge_reference.named(table, column, sorted(people - used), "person.created")
    # Somebody merged with another is somebody that a colleague has looked at.
    merged = PersonRow.select(PersonRow.id).where(
        PersonRow.id.in_(people), PersonRow.merged_into.is_null(False)
    )
    return used | {row.id for row in merged}
