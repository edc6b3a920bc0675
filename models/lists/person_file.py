"""A list of persons as a file: told by what it holds, CSV or XLSX, and read line by line."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from models import text
from models.errors import ComptoirError
from models.files import import_file
from models.files.import_file import Record, Rejected
from models.lists import person_columns

LINES = 200_000
# What an XLSX may hold unpacked, and how much smaller it may be packed: real ones are 5 to 30 times.
_UNPACKED, _TIGHT, _SMALL = 500_000_000, 150, 10_000_000
_ZIP, _OLD = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")


def read(path: Path, rejected: list[Rejected]) -> list[Record]:
    """The lines of a CSV or XLSX file, by the names of its columns; what cannot be read is rejected.

    Raises :class:`ComptoirError` when the file is neither, cannot be opened, holds too much or nothing.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise import_file.not_opened(path) from error
    if start.startswith(_ZIP):
        records = _read_xlsx(path)
    else:
        _refuse_other(path, start)
        records = list(islice(import_file.read(path, (), rejected, person_columns.rate), LINES + 1))
    if len(records) > LINES:
        raise ComptoirError("Liste trop longue", f"Découpez la liste : {LINES} lignes au plus à la fois.")
    if not records and not rejected:
        raise ComptoirError(
            "Liste vide", f"{path.name} est vide : aucune personne sous les titres. Rien n’a été importé."
        )
    return records


def _refuse_other(path: Path, start: bytes) -> None:
    """Refuse what is no text, each kind with what to do about it."""
    if start.startswith(_OLD):
        raise ComptoirError(
            "Classeur ancien ou protégé",
            f"{path.name} est un ancien .xls, ou demande un mot de passe. Ouvrez-le et enregistrez-le "
            "en .xlsx, sans mot de passe, puis relancez.",
        )
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ComptoirError(
            "Page web",
            f"{path.name} est une page web, pas une liste. Ouvrez-la dans un tableur et enregistrez-la "
            "en .xlsx ou en CSV, puis relancez.",
        )
    if start.startswith(b"%PDF") or (b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise _unreadable(path)


def _unreadable(path: Path) -> ComptoirError:
    return ComptoirError(
        "Fichier illisible",
        f"{path} ne se lit pas comme un classeur XLSX ni comme du CSV. Ouvrez-le dans un tableur et "
        "enregistrez-le dans l’un de ces formats.",
    )


def _read_xlsx(path: Path) -> list[Record]:
    from openpyxl import load_workbook  # 200 ms: only when a spreadsheet is read
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _refuse_bomb(path)
        # What formulas amounted to when it was saved, never the formulas.
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True)
            sheets: list[list[Sequence[Any]]] = []
            for sheet in book.worksheets:
                sheets.append(
                    list(sheet.iter_rows(values_only=True, max_row=LINES + import_file.TITLE_LINES))
                )
                if _titles(sheets[-1])[1]:
                    break
            book.close()
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise _unreadable(path) from error
    # The sheet that names somebody; else the first that says anything.
    rated = [(-_titles(rows)[1], not any(any(map(_words, row)) for row in rows), rows) for rows in sheets]
    rows = min(rated, key=lambda one: one[:2])[2] if rated else []
    return _records(rows)


def _refuse_bomb(path: Path) -> None:
    """Refuse an archive of another kind, or one that would unpack to more than a list is."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if "xl/workbook.xml" not in archive.namelist():
            if "mimetype" in archive.namelist() and b"opendocument" in archive.read("mimetype")[:100]:
                raise ComptoirError(
                    "Classeur LibreOffice",
                    f"{path.name} est un classeur de LibreOffice (ODS). Ouvrez-le, enregistrez-le en .xlsx "
                    "ou en CSV, puis relancez.",
                )
            raise _unreadable(path)
    large = sum(one.file_size for one in parts) > _UNPACKED
    if large or any(one.file_size > max(_SMALL, _TIGHT * one.compress_size) for one in parts):
        raise ComptoirError(
            "Classeur suspect",
            f"{path.name} est bien plus gros, une fois ouvert, que ne l’est une liste. "
            "Enregistrez la liste seule dans "
            "un nouveau classeur, ou en CSV, puis relancez.",
        )


def _titles(rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
    """(which of the first rows names the columns, how much it looks like it)."""
    best = (len(rows), -1)
    seen = 0
    for number, row in enumerate(rows):
        if any(map(_words, row)):
            seen += 1
            rating = person_columns.rate(import_file.named(map(_words, row)))
            best = (number, rating) if rating > best[1] else best
        if seen == import_file.TITLE_LINES:
            break
    return best[0], max(best[1], 0)


def _records(rows: Sequence[Sequence[Any]]) -> list[Record]:
    first, _rating = _titles(rows)
    header = import_file.named(map(_words, rows[first])) if first < len(rows) else []
    return [
        Record(
            number, {name: text.clean(_words(cell)) for name, cell in zip(header, row, strict=False) if name}
        )
        for number, row in enumerate(rows[first + 1 :], first + 2)
        if any(map(_words, row))
    ]


def _words(cell: Any) -> str:
    """A cell as somebody would type it: dates as days, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
