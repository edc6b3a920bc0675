"""An import of persons under way: what it did so far, so that stopping it leaves nothing half done.

It writes in many short transactions, for others to write in between. What each one did is noted here in
the same transaction. Stopped on its way, all of it is taken back; killed, whoever comes next takes it
back: a desk that opens, ``comptoir check``, another import. Until then :func:`unfinished` keeps the
persons it made out of searches.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import peewee

from models import clock
from models.errors import ComptoirError
from models.lists.person_source import PersonSourceRow
from models.person import person
from models.person import reference as merge_reference
from models.person.person import PersonRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal, many
from models.store.database import Instant, Row, atomic, engine, write
from models.store.journal import JournalRow

# Seconds between two transactions: about as long as one of them, so that half of the looks of a session that
# waits for its turn find it free.
PAUSE = 0.03
_BATCH = 80
# What an import itself writes about somebody it makes; anything else means that they are in use.
_OWN = ("import_run", "imported_person", "person_source")


class ImportRunRow(Row):
    agent_id = peewee.IntegerField(null=True)
    begun_at = Instant(default=clock.now)
    # Of an import that is being taken back: persons removed so far, and persons in use that stay.
    removed = peewee.IntegerField(default=0)
    kept = peewee.IntegerField(default=0)

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


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How far an import is taken back: persons removed, persons in use that stay, whether it is over."""

    removed: int
    kept: int
    over: bool


def begin(by: Agent) -> tuple[int, tuple[int, int]]:
    """Begin an import: its number, then what was left of others that were killed (removed, kept in use).

    Raises :class:`ComptoirError` while another one is under way.
    """
    if not engine().claim():
        raise ComptoirError(
            "Import en cours",
            "Une autre liste est en train d’être importée. Attendez qu’elle soit finie, puis relancez.",
        )
    try:
        # Nobody else holds the claim: whatever was begun before is dead.
        dead = [take_back(by, row.id) for row in ImportRunRow.select()]
        return _begin(by), (sum(one.removed for one in dead), sum(one.kept for one in dead))
    except BaseException:
        engine().release()
        raise


@write(Permission.IMPORT)
def _begin(by: Agent) -> int:
    run = ImportRunRow.create(agent_id=by.id)
    journal.note(by, "person.import_begun", run.id, subject="import")
    return int(run.id)


def end() -> None:
    """The import is over, kept or taken back: another one may begin."""
    engine().release()


def note(
    run: int, person_id: int, source_row: int | None, *, made: bool, before: dict[str, Any] | None = None
) -> None:
    """Note what was done with a line, in its transaction."""
    ImportedPersonRow.create(
        run=run, person_id=person_id, source_row=source_row, made=made, before=before or {}
    )


def note_made(run: int, people: Sequence[int]) -> None:
    """Note who was made, in the transaction that made them."""
    columns = ("run", "person_id", "source_row", "made", "before")
    many.insert(ImportedPersonRow, columns, [(run, one, None, True, "{}") for one in people])


def breathe() -> None:
    """Let whoever waits have their turn to write."""
    time.sleep(PAUSE)


@write(Permission.IMPORT)
def finish(by: Agent, run: int, **counts: Any) -> None:
    """The import is whole: nothing of it will be taken back."""
    ImportedPersonRow.delete().where(ImportedPersonRow.run == run).execute()
    ImportRunRow.delete().where(ImportRunRow.id == run).execute()
    journal.note(by, "person.imported", subject="person", **counts)


def unfinished(people: Collection[int]) -> set[int]:
    """Those of ``people`` whom an import made that is not over: it may still be taken back."""
    if not people or not ImportRunRow.select().exists():
        return set()
    mine = (ImportedPersonRow.person_id.in_(list(people))) & ImportedPersonRow.made
    return {row.person_id for row in ImportedPersonRow.select(ImportedPersonRow.person_id).where(mine)}


def recover(by: Agent) -> TakenBack | None:
    """Take back a part of what an import that was killed has left, in one short transaction.

    ``None`` when there is nothing, or when somebody goes on with it, which is known for certain: an
    import holds its claim for as long as it lives, on whichever machine.
    """
    if not ImportRunRow.select().exists() or not engine().claim():
        return None
    try:
        row = ImportRunRow.select().order_by(ImportRunRow.id).first()
        return None if row is None else _part(by, row.id)
    finally:
        engine().release()


def take_back(by: Agent, run: int) -> TakenBack:
    """Take back an import, the last line first.

    Whoever a colleague has received or changed in the meantime stays: what was done with them is theirs.
    """
    while not (done := _part(by, run)).over:
        breathe()
    return done


def _part(by: Agent, run: int) -> TakenBack:
    """Take back the last lines of an import that are left."""
    with atomic():
        mine = ImportedPersonRow.select().where(ImportedPersonRow.run == run)
        rows = list(mine.order_by(ImportedPersonRow.id.desc()).limit(_BATCH))
        removed, kept = _take_back(by, rows) if rows else (0, 0)
        record = ImportRunRow.get_by_id(run)
        record.removed += removed
        record.kept += kept
        if rows:
            ImportedPersonRow.delete().where(ImportedPersonRow.id.in_([one.id for one in rows])).execute()
            record.save()
        else:
            record.delete_instance()
            counts = {"removed": record.removed, "kept": record.kept}
            journal.note(by, "person.import_taken_back", run, subject="import", **counts)
        return TakenBack(record.removed, record.kept, not rows)


def _take_back(by: Agent, rows: Sequence[Any]) -> tuple[int, int]:
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
