"""Merging: two forms of one person become one, whole, read back; and undone as long as nothing contradicts.

Everything that names a person moves: every foreign key of the database to that table, found in the
database itself so that a table of tomorrow is not forgotten, and what names persons without one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

import peewee

from models import clock
from models.agenda.appointment import AppointmentRow, Status
from models.errors import ComptoirError
from models.known import merge_ticket
from models.person import naming, person
from models.person import reference as merge_reference
from models.person.change import plain
from models.person.choices import Reminders
from models.person.person import Person, PersonRow
from models.service.agent import Agent, noted
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, write
from models.store.rows import filled

# The fields that the two sides may tell differently, as the screen shows them.
FIELDS = (
    "family_name", "given_name", "birth_name", "nickname", "birth_date", "civility", "phone", "email",
    "address", "postcode", "commune", "language", "interpreter", "permit", "housing", "contact_by", "no_call",
    "no_letter", "reminders", "note", "alert",
)  # fmt: skip
# An address is one thing: half of each side would be nobody's.
_HOME = ("address", "postcode", "commune")
# What belongs to a field goes with it, whichever side it comes from.
_WITH = {"alert": ("alert_reason", "alert_by", "alert_until"), "birth_date": ("birth_precision",)}
LEFT, RIGHT = 1, 2


class MergeRow(Row):
    """What a merge replaced: all that undoing it takes."""

    # No foreign keys: what is kept here must outlast a person, and must not be moved by the next merge.
    kept_id = peewee.IntegerField(index=True)
    merged_id = peewee.IntegerField(index=True)
    state = peewee.JSONField(default=dict)
    agent_id = peewee.IntegerField(null=True)
    at = Instant(default=clock.now)
    undone_at = Instant(null=True)

    class Meta:
        table_name = "merge"


@dataclass(frozen=True, slots=True)
class Sides:
    """Two persons side by side: ``choices`` is the fuller side (1 or 2) of each field that differs."""

    left: Person
    right: Person
    choices: dict[str, int]


@dataclass(frozen=True, slots=True)
class Past:
    """A merge of the past, as the history of a form tells it; ``agent`` is a name."""

    at: datetime
    agent: str
    name: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, read back: how many lines of each table moved. ``id`` is what :func:`undo` takes."""

    id: int
    person: Person
    counts: dict[str, int]


def compare(kept_id: int, merged_id: int) -> Sides:
    """The two sides with a proposal for each field. Raises :class:`ComptoirError` when they are one."""
    left, right = person.get(kept_id), person.get(merged_id)
    if left.id == right.id:
        raise ComptoirError("Même fiche", "Ces deux fiches sont déjà la même. Rien n’a été changé.")
    differing = [name for name in FIELDS if getattr(left, name) != getattr(right, name)]
    choices = {name: _fuller(getattr(left, name), getattr(right, name)) for name in differing}
    if left.born != right.born and left.birth and right.birth:
        # The day says more than the year; of two days neither does.
        choices["birth_date"] = RIGHT if right.birth.telling > left.birth.telling else LEFT
    told = [sum(bool(getattr(side, name)) for name in _HOME) for side in (left, right)]
    home = RIGHT if told[1] > told[0] else LEFT
    return Sides(left, right, choices | {name: home for name in _HOME if name in choices})


@write(Permission.MERGE)
def merge(by: Agent, kept_id: int, merged_id: int, choices: dict[str, int] | None = None) -> Merged:
    """Make one person of two: ``merged_id`` turns out to be ``kept_id``.

    ``choices`` says for a field which side to believe; the others follow :func:`compare`. Raises
    :class:`ComptoirError` when they are one already, when both are expected at the same time, or when
    what was moved does not read back.
    """
    sides = compare(kept_id, merged_id)
    kept, merged = _row(sides.left.id), _row(sides.right.id)
    _refuse_clash(kept.id, merged.id)
    state: dict[str, Any] = {"merged": _values(merged), "kept": _values(kept)}
    for name, side in {**sides.choices, **(choices or {})}.items():
        if side == RIGHT and name in FIELDS:
            for one in (name, *_WITH.get(name, ())):
                setattr(kept, one, getattr(merged, one))
    kept.anonymous = kept.anonymous and merged.anonymous
    kept.protected = kept.protected or merged.protected
    if merged.seen_at is not None:
        kept.seen_at = max(kept.seen_at or merged.seen_at, merged.seen_at)
    state["chosen"] = _values(kept)
    state["dropped"] = merge_reference.drop_collisions(kept.id, merged.id)
    state["moved"] = merge_reference.move(merged.id, kept.id)
    state["drafts"] = merge_reference.move_drafts(merged.id, kept.id)
    state["tickets"] = merge_ticket.join(by, kept.id, state["moved"].get("visit.person_id", ()))
    _empty(merged, kept.id)
    for row in (kept, merged):
        row.save()
        person.index(row)
    record = MergeRow.create(kept_id=kept.id, merged_id=merged.id, state=state, agent_id=by.id)
    counts = {name: len(ids) for name, ids in merge_reference.by_table(state["moved"]).items()}
    journal.note(by, "person.merged", merged.id, person=kept.id, counts=counts)
    _read_back(record)
    return Merged(record.id, person.get(kept.id), counts)


@write(Permission.MERGE)
def undo(by: Agent, merge_id: int) -> tuple[Person, Person]:
    """Make two persons of one again, exactly as they were; (the one kept, the one that is back).

    Raises :class:`ComptoirError` when the form, or something that was moved, has changed since.
    """
    record = MergeRow.get_or_none(MergeRow.id == merge_id)
    if record is None or record.undone_at is not None:
        raise ComptoirError("Rien à défaire", "Cette réunion est déjà défaite. Rien n’a été changé.")
    kept, merged = _row(record.kept_id), _row(record.merged_id)
    state = record.state
    # A contact since then is no contradiction: it belongs to the one who was kept.
    touched = {name: value for name, value in _values(kept).items() if name != "seen_at"}
    changed = [name for name, value in touched.items() if state["chosen"].get(name) != value]
    if changed or merged.merged_into != kept.id:
        raise ComptoirError(
            "Fiche modifiée depuis",
            "La fiche réunie a été changée entre-temps : les deux ne peuvent plus être rendues "
            "telles quelles. Défaites d’abord cette modification, ou corrigez à la main.",
        )
    # Both names are there again before anything points at them.
    _restore(merged, state["merged"] | {"merged_into": None})
    seen = {} if plain(kept.seen_at) != state["chosen"]["seen_at"] else {"seen_at": state["kept"]["seen_at"]}
    _restore(kept, {name: value for name, value in state["kept"].items() if name != "seen_at"} | seen)
    merge_ticket.part(state.get("tickets", []))
    merge_reference.move_back(kept.id, merged.id, state["moved"])
    merge_reference.put_back(state["dropped"])
    merge_reference.move_drafts(kept.id, merged.id, state["drafts"])
    record.undone_at = clock.now()
    record.save()
    for one, other in ((kept, merged), (merged, kept)):
        journal.note(by, "person.merge_undone", other.id, person=one.id)
    return person.get(kept.id), person.get(merged.id)


def remaining(person_id: int) -> int:
    """How many lines of the database still name a person: 0 for one who was merged."""
    return merge_reference.count(person_id)


def last(person_id: int) -> tuple[datetime, int] | None:
    """When the last merge into a person was that still counts, and the number that undoes it."""
    mine = (MergeRow.kept_id == person_id) & MergeRow.undone_at.is_null()
    row = MergeRow.select().where(mine).order_by(MergeRow.id.desc()).first()
    return (row.at, row.id) if row else None


def history(person_id: int) -> list[Past]:
    """Who was merged into a person, newest first."""
    rows = noted(MergeRow).where(MergeRow.kept_id == person_id)
    return [
        filled(
            Past,
            row,
            name=_name(row.state["merged"]),
            undone=row.undone_at is not None,
        )
        for row in rows.order_by(MergeRow.id.desc())
    ]


def _name(values: dict[str, Any]) -> str:
    return naming.listed_name(cast("naming.Named", SimpleNamespace(**values)))


def _row(person_id: int) -> Any:
    return PersonRow.get_by_id(person_id)


def _fuller(left: Any, right: Any) -> int:
    """The side that says more; the left one where both say as much. A wish not to be called is more."""
    if Reminders.NO in (left, right):
        # Whoever said no to being reminded was asked, and is believed.
        return RIGHT if right == Reminders.NO else LEFT
    if isinstance(left, str):
        return RIGHT if len(right) > len(left) else LEFT
    return RIGHT if right and not left else LEFT


def _values(row: Any) -> dict[str, Any]:
    """Every column of a person as JSON, but for what a merge itself sets."""
    names = [field.name for field in PersonRow._meta.sorted_fields if field.name not in ("id", "merged_into")]
    return {name: plain(getattr(row, name)) for name in names}


def _restore(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        field = PersonRow._meta.fields[name]
        if value and isinstance(field, Instant):
            value = datetime.fromisoformat(value)
        elif value and isinstance(field, peewee.DateField):
            value = date.fromisoformat(value)
        setattr(row, name, value)
    row.save()
    person.index(row)


def _empty(row: Any, kept_id: int) -> None:
    """Nothing is left in the form of the one who was merged but where to find them."""
    for field in PersonRow._meta.sorted_fields:
        if isinstance(field, peewee.CharField | peewee.TextField):
            setattr(row, field.name, "")
        elif isinstance(field, peewee.BooleanField):
            setattr(row, field.name, False)
        elif field.null:
            setattr(row, field.name, None)
    # Found by nothing, as somebody who gave no name.
    row.anonymous, row.merged_into = True, kept_id


def _refuse_clash(kept_id: int, merged_id: int) -> None:
    """Nobody is expected in two places at once: one of the two appointments has to go first."""
    ahead = [
        list(
            AppointmentRow.select().where(
                AppointmentRow.person == one,
                AppointmentRow.status == Status.UPCOMING,
                AppointmentRow.ends_at > clock.now(),
            )
        )
        for one in (kept_id, merged_id)
    ]
    for mine in ahead[0]:
        for other in ahead[1]:
            if mine.starts_at < other.ends_at and other.starts_at < mine.ends_at:
                at = [f"{clock.local(one.starts_at):%d.%m.%Y à %H:%M}" for one in (mine, other)]
                raise ComptoirError(
                    "Deux rendez-vous en même temps",
                    f"Les deux fiches sont attendues le {at[0]} et le {at[1]}. Déplacez ou annulez "
                    "l’un des deux (F5), puis recommencez.",
                )


def _read_back(record: Any) -> None:
    """What is reported has been read again from the database. Raises :class:`ComptoirError`."""
    kept, merged = _row(record.kept_id), _row(record.merged_id)
    left = merge_reference.count(merged.id)
    if left or merged.merged_into != kept.id or _values(kept) != record.state["chosen"]:
        raise ComptoirError(
            "Réunion impossible",
            f"Tout ne se relit pas comme prévu ({left} lignes restent à l’ancienne fiche). "
            "Rien n’a été changé ; prévenez la personne qui administre Comptoir.",
        )
