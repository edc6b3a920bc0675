"""Who of a list is there already."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from models import text
from models.files.import_file import BadLine
from models.lists import person_batch
from models.lists.person_batch import Sketches
from models.lists.person_line import Line
from models.person import birth, duplicate, person
from models.person.likeness import Reason
from models.person.person import Person, PersonForm, PersonRow, from_row
from models.store.database import engine

# What two persons of a household do not share.
_LIKE = frozenset((Reason.SWAPPED, Reason.SPELLED, Reason.NAME))
# Homonyms that are looked at before a line is taken for somebody new.
_FEW = 50


def find(line: Line, columns: dict[str, Any], sketches: Sketches, made: Mapping[int, int]) -> int | None:
    """Who is exactly the one that ``line`` describes, read as ``columns``; ``None`` for nobody.

    ``sketches`` are not in the database yet; ``made`` says of which line this import made somebody. Whom the
    line resembles only is told by ``line.unread``. Raises :class:`BadLine` for who is perhaps the same.
    """
    form, born = PersonForm(**line.given), birth.of_columns(columns)
    telling = born is not None and born.telling
    phones = (columns["phone"],) if columns["phone"] else ()
    alike = {one.person_id: one for one in duplicate.alike(form, born, phones, columns["email"])}
    people = list(alike)
    # Who agrees in nothing else is looked for by the name alone.
    if len(alike) == duplicate.LIMIT or not (telling or phones or columns["email"]):
        people += _of_that_name(form)
    near = sketches.like(columns)
    for known in [*_people(people), *near]:
        if _says_all(known, columns, line.given):
            return known.id
    for one in alike.values():
        if Reason.IDENTITY in one.reasons:
            raise _perhaps(made.get(one.person_id, 0), one.person_id)
    for sketch in near:
        if telling and sketch.birth == born and duplicate.called_alike(form, person.form_of(sketch)):
            raise _perhaps(-sketch.id, 0)
    for one in alike.values():
        if one.person_id not in made and not _LIKE.isdisjoint(one.reasons):
            why = ", ".join(reason.label for reason in one.reasons)
            line.unread.append(f"ressemble à la fiche n° {one.person_id} ({why})")
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
    return same and known.birth == birth.of_columns(columns)


def _same(one: Any, other: Any) -> bool:
    return (
        text.fold(one) == text.fold(other)
        if isinstance(one, str) and isinstance(other, str)
        else bool(one == other)
    )
