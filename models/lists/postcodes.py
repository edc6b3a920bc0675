"""The lists of postcodes that ship, brought in."""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from models.files.import_file import ImportReport
from models.service import postcode
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.postcode import PostcodeRow
from models.store import journal, many
from models.store.database import engine, write

_COLUMNS = ("postcode", "locality", "commune", "code", "area")


@write(Permission.IMPORT)
def bring(by: Agent, paths: Iterable[Path]) -> ImportReport:
    """Let the lists at ``paths`` be all that is known of postcodes; unchanged, nothing is written.

    Each has the columns code_postal, localite (empty: the commune itself), commune, code (OFS or INSEE)
    and subdivision (canton or département), separated by « ; ».
    """
    wanted = set(_read(paths))
    query = PostcodeRow.select(*(getattr(PostcodeRow, name) for name in _COLUMNS))
    database: Any = engine().database
    known = set(database.execute(query))
    added = len(wanted - known)
    if wanted != known:
        PostcodeRow.delete().execute()
        key = cache(postcode.key)
        rows = ((*row, key(row[1]), key(row[2])) for row in sorted(wanted))
        many.insert_stored(PostcodeRow, (*_COLUMNS, "locality_key", "commune_key"), rows)
    unchanged = len(wanted) - added
    journal.note(by, "postcode.imported", added=added, unchanged=unchanged)
    return ImportReport(added, 0, unchanged, ())


def _read(paths: Iterable[Path]) -> Iterator[tuple[str, ...]]:
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, delimiter=";")
            next(lines)
            for code, locality, commune, number, area in lines:
                yield code, locality or commune, commune, number, area
