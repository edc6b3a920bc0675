"""Lists of postcodes, brought in."""

import re
from pathlib import Path

from models import text
from models.errors import ComptoirError
from models.files.import_file import BadLine, ImportReport, Record, Rejected, read
from models.service.agent import Agent
from models.service.postcode import COLUMNS, FIELDS, PostcodeRow
from models.store import journal
from models.store.database import write


@write
def import_postcodes(by: Agent, path: Path, format: str = "geneve") -> ImportReport:
    """Bring the postcodes of the file at ``path``; those already known are left, none is removed.

    ``format`` is ``geneve`` (swisstopo's directory of localities) or ``france-services`` (the
    postcodes and communes of the places listed). Raises :class:`ComptoirError` when the file or its
    columns cannot be used.
    """
    if format not in COLUMNS:
        raise ComptoirError(
            "Format inconnu", f"« {format} » n’est pas un format de liste : {', '.join(COLUMNS)}."
        )
    rejected: list[Rejected] = []
    known = set(PostcodeRow.select(PostcodeRow.postcode, PostcodeRow.locality, PostcodeRow.commune).tuples())
    new: dict[tuple[str, str, str], str] = {}
    seen: set[tuple[str, str, str]] = set()
    for record in read(path, COLUMNS[format], rejected):
        try:
            place, code = _place(record, COLUMNS[format])
        except BadLine as bad:
            rejected.append(Rejected(record.line, str(bad)))
            continue
        # The same place on several lines (or at several addresses) is one place, not a mistake.
        if place not in known:
            new.setdefault(place, code)
        seen.add(place)
    rows = [(*place, code, text.fold(place[2])) for place, code in new.items()]
    for start in range(0, len(rows), 1000):
        PostcodeRow.insert_many(rows[start : start + 1000], fields=FIELDS).execute()
    unchanged = len(seen) - len(new)
    rejected.sort(key=lambda one: one.line)
    counts = {"added": len(new), "unchanged": unchanged, "rejected": len(rejected)}
    journal.note(by, "postcode.imported", subject="postcode", format=format, **counts)
    return ImportReport(len(new), 0, unchanged, tuple(rejected))


def _place(record: Record, columns: tuple[str, ...]) -> tuple[tuple[str, str, str], str]:
    # swisstopo adds the canton to names that another canton has too: « Carouge (GE) ».
    postcode, locality, commune, code = (
        re.sub(r" \([A-Z]{2}\)$", "", record.values[name]) for name in columns
    )
    digits = 4 if columns == COLUMNS["geneve"] else 5
    if not (postcode.isascii() and postcode.isdigit() and len(postcode) == digits):
        raise BadLine(f"le code postal « {postcode[:10]} » n’a pas {digits} chiffres")
    if not commune:
        raise BadLine("il manque la commune")
    return (postcode, (locality or commune)[:100], commune[:100]), code[:10]
