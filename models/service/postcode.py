"""Postcodes and the communes they cover: what an address form proposes.

A postcode alone does not name a commune (in Geneva many cover several), so the verbs answer lists.
"""

import re
from pathlib import Path
from typing import Any

import peewee

from models import text
from models.errors import ComptoirError
from models.files.import_file import BadLine, ImportReport, Record, Rejected, read
from models.service.agent import Agent
from models.store import journal
from models.store.database import Row, write


class PostcodeRow(Row):
    """One postcode in one locality of one commune; ``code`` is the statistical code of the commune."""

    postcode = peewee.CharField(max_length=10, index=True)
    locality = peewee.CharField(max_length=100)
    commune = peewee.CharField(max_length=100)
    code = peewee.CharField(max_length=10, default="")
    commune_folded = peewee.CharField(max_length=100, index=True)

    class Meta:
        table_name = "postcode"
        indexes = ((("postcode", "locality", "commune"), True),)


def communes(postcode: str) -> list[str]:
    """Communes that ``postcode`` covers, in alphabetical order; none when it is unknown."""
    rows: Any = (
        PostcodeRow.select(PostcodeRow.commune).where(PostcodeRow.postcode == postcode.strip()).distinct()
    )
    return sorted((commune for (commune,) in rows.tuples()), key=text.fold)


def postcodes(commune: str) -> list[str]:
    """Postcodes found in ``commune`` (accents and case aside), ascending."""
    here = PostcodeRow.commune_folded == text.fold(commune)
    rows: Any = PostcodeRow.select(PostcodeRow.postcode).where(here).distinct().order_by(PostcodeRow.postcode)
    return [postcode for (postcode,) in rows.tuples()]


def is_known_commune(name: str) -> bool:
    """Whether ``name`` (accents and case aside) is a commune of the site's list."""
    here = PostcodeRow.commune_folded == text.fold(name)
    return bool(name.strip()) and PostcodeRow.select().where(here).exists()


def is_known(sector: str) -> bool:
    """Whether ``sector`` is a commune or a postcode of the site's list."""
    return is_known_commune(sector) or bool(communes(sector))


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


FIELDS = [
    PostcodeRow.postcode,
    PostcodeRow.locality,
    PostcodeRow.commune,
    PostcodeRow.code,
    PostcodeRow.commune_folded,
]
# Postcode, locality, commune and code, as each kind of file names them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "geneve": ("npa", "localite", "commune", "bfs_nr"),
    "france-services": ("code_postal", "lib_com", "lib_com", "insee_com"),
}
