"""The lists of postcodes that ship, brought in."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from models.files.import_file import ImportReport
from models.service import postcode
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.postcode import PostcodeRow
from models.store import journal, many
from models.store.database import engine, read, write

_BATCH = 500
_COLUMNS = ("postcode", "locality", "commune", "code", "area")


@read(Permission.IMPORT)
def bring(by: Agent, paths: Iterable[Path]) -> ImportReport:
    """Let the lists at ``paths`` be all that is known of postcodes; what is known already is left alone.

    Each has the columns code_postal, localite (empty: the commune itself), commune, code (OFS or INSEE)
    and subdivision (canton or département), separated by « ; ».
    """
    wanted = set(_read(paths))
    known = _known()
    added = len(wanted - set(known))
    report = ImportReport(added, 0, len(wanted) - added, ())
    _note(by, report)
    gone = [number for row, number in known.items() if row not in wanted]
    many.in_turns(gone, _BATCH, _remove)
    key = cache(postcode.key)
    many.in_turns(sorted(wanted - set(known)), _BATCH, partial(_add, key))
    return report


@write(Permission.IMPORT)
def _note(by: Agent, report: ImportReport) -> None:
    journal.note(by, "postcode.imported", added=report.added, unchanged=report.unchanged)


def _known(*where: Any) -> dict[tuple[str, ...], int]:
    """What is known already, with its number."""
    query = PostcodeRow.select(PostcodeRow.id, *(getattr(PostcodeRow, name) for name in _COLUMNS))
    database: Any = engine().database
    return {tuple(row): number for number, *row in database.execute(query.where(*where) if where else query)}


def _remove(numbers: Sequence[int]) -> None:
    PostcodeRow.delete().where(PostcodeRow.id.in_(numbers)).execute()


def _add(key: Callable[[str], str], rows: Sequence[tuple[str, ...]]) -> None:
    # Somebody else may bring the same lists.
    known = _known(PostcodeRow.postcode.in_({row[0] for row in rows}))
    fresh = ((*row, key(row[1]), key(row[2])) for row in rows if row not in known)
    many.insert_stored(PostcodeRow, (*_COLUMNS, "locality_key", "commune_key"), fresh)


def _read(paths: Iterable[Path]) -> Iterator[tuple[str, ...]]:
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, delimiter=";")
            next(lines)
            for code, locality, commune, number, area in lines:
                yield code, locality or commune, commune, number, area
