"""Persons written to a file: by those who may, journaled, with nothing that a spreadsheet would run."""

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.errors import ComptoirError
from models.files import own_file
from models.lists import person_columns
from models.person import birth
from models.person.choices import ContactBy, Housing
from models.person.person import PersonRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import read, write

_LABELS = {"housing": Housing, "contact_by": ContactBy}


@read(Permission.EXPORT)
def export(by: Agent, path: Path) -> int:
    """Write every named person to ``path`` (``.csv`` or ``.xlsx``), for its owner alone; how many there are.

    Who is protected is not among them (:func:`withheld`): a file that travels would name them.
    Raises :class:`ComptoirError` for another kind of file, and a file that is there already or cannot be
    written: then nothing is left of it.
    """
    kind = path.suffix.casefold()
    if kind not in (".csv", ".xlsx"):
        raise ComptoirError("Format inconnu", "Terminez le nom du fichier par .csv ou .xlsx.")
    rows = list(_rows())
    content = _csv(rows) if kind == ".csv" else _xlsx(rows)
    try:
        with own_file.reserved(path) as fill:
            # The line first: nobody leaves without it.
            _note(by, len(rows), kind[1:])
            fill(content)
    except FileExistsError as error:
        raise ComptoirError("Fichier déjà là", f"{path} existe déjà. Choisissez un autre nom.") from error
    except OSError as error:
        raise own_file.unwritten(path, error) from error
    return len(rows)


def withheld() -> int:
    """How many named persons no export names, because they are protected."""
    count: int = _named().where(PersonRow.protected).count()
    return count


@write(Permission.EXPORT)
def _note(by: Agent, count: int, format: str) -> None:
    journal.note(by, "person.exported", subject="person", count=count, format=format)


def _rows() -> Iterator[list[str]]:
    """The names of the columns, which an import recognises, are those of :data:`person_columns.COLUMNS`."""
    for row in _named().where(~PersonRow.protected).order_by(PersonRow.id).iterator():
        yield [_words(row, name) for name in person_columns.COLUMNS]


def _named() -> Any:
    return PersonRow.select().where(~PersonRow.anonymous, PersonRow.merged_into.is_null())


def _header() -> list[str]:
    return [words[0] for words in person_columns.COLUMNS.values()]


def _words(row: Any, name: str) -> str:
    value = row.id if name == "source_id" else getattr(row, name)
    if isinstance(value, bool):
        return "oui" if value else ""
    if name == "birth_date":
        return birth.shown(row)
    if name == "reminders":
        return {"yes": "oui", "no": "non"}.get(value, "")
    if name in _LABELS and value:
        return _LABELS[name](value).label
    return str(value)


def _csv(rows: list[list[str]]) -> bytes:
    """With a byte order mark and semicolons: a double click opens it right in a French spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(_header())
    writer.writerows([_defused(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _defused(value: str) -> str:
    return f"'{value}" if person_columns.FORMULA.match(value) else value


def _xlsx(rows: list[list[str]]) -> bytes:
    from openpyxl import Workbook  # 200 ms: only when a spreadsheet is written
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._writer import WorksheetWriter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Personnes")
    # Else openpyxl writes the sheet to a file of TMPDIR, which stays there when the export is killed.
    unnamed = os.memfd_create("personnes")
    sheet._writer = WorksheetWriter(sheet, f"/proc/self/fd/{unnamed}")
    sheet._writer.cleanup = lambda: os.close(unnamed)
    sheet._writer.write_top()
    sheet.append(_header())
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            # As text whatever it begins with: openpyxl would store « =… » as a formula.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
