"""A list of persons as a file: the columns it may have, and its lines read from CSV or XLSX."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models import import_file, text
from models.errors import ComptoirError
from models.import_file import Record, Rejected

# Field → how an export names its column, then other names that lists of services use.
COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": ("identifiant", "id", "n° dossier", "no dossier", "numéro", "référence"),
    "family_name": ("nom", "nom usuel", "nom de famille", "nom d’usage"),
    "given_name": ("prénom", "prénoms", "prénom usuel"),
    "birth_name": ("nom de naissance", "nom de jeune fille", "né", "née"),
    "nickname": ("surnom", "nom usité"),
    "birth_date": ("date de naissance", "naissance", "né le", "née le", "né(e) le"),
    "civility": ("civilité", "titre", "sexe", "genre"),
    "phone": ("téléphone", "tél", "portable", "mobile", "natel", "téléphone portable"),
    "email": ("e-mail", "email", "courriel", "mail", "adresse e-mail"),
    "address": ("adresse", "rue", "adresse postale"),
    "postcode": ("code postal", "npa", "cp"),
    "commune": ("commune", "ville", "localité"),
    "language": ("langue", "langues"),
    "interpreter": ("interprète",),
    "permit": ("permis", "titre de séjour", "permis de séjour"),
    "housing": ("logement", "hébergement"),
    "contact_by": ("contact par", "moyen de contact"),
    "no_call": ("ne pas appeler",),
    "no_letter": ("ne pas écrire",),
    "reminders": ("rappel avant rendez-vous", "rappel"),
    "note": ("note", "notes", "remarque", "remarques"),
}
# A spreadsheet runs what begins so, in a cell or in a line of CSV; full-width signs are read alike.
FORMULA = re.compile("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_LINES = 200_000


def mapped(header: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Column → field, for the columns that are known or ``chosen`` (``{"Nom usuel": "family_name"}``).

    Raises :class:`ComptoirError` for a chosen column or field that does not exist, and for a list
    without any name.
    """
    names = list(header)
    known = {text.fold(name): field for field, words in COLUMNS.items() for name in words}
    fields = {name: known[text.fold(name)] for name in names if text.fold(name) in known}
    for column, field in chosen.items():
        name = next((one for one in names if text.fold(one) == text.fold(column)), None)
        if name is None:
            raise ComptoirError(
                "Colonne inconnue", f"La liste n’a pas de colonne « {column} ». Rien n’a été importé."
            )
        field = field if field in COLUMNS else known.get(text.fold(field), "")
        if not field:
            fields_known = ", ".join(words[0] for words in COLUMNS.values())
            raise ComptoirError("Champ inconnu", f"« {chosen[column]} » n’est pas un champ : {fields_known}.")
        fields[name] = field
    if not {"family_name", "given_name", "birth_name", "nickname"} & set(fields.values()):
        raise ComptoirError(
            "Colonnes manquantes",
            'Aucune colonne ne dit le nom. Indiquez-la : --colonne "Nom usuel=nom". Rien n’a été importé.',
        )
    return fields


def read(path: Path, rejected: list[Rejected]) -> list[Record]:
    """The lines of a CSV or XLSX file, by the names of its first line; what cannot be read is rejected.

    Raises :class:`ComptoirError` when the file cannot be opened.
    """
    if path.suffix.casefold() == ".xlsx":
        return _read_xlsx(path)
    return list(import_file.read(path, (), rejected))


def undefused(value: str) -> str:
    """``value`` without the apostrophe by which :mod:`models.person_export` keeps it from being a formula."""
    return value[1:] if value.startswith("'") and FORMULA.match(value[1:]) else value


def _read_xlsx(path: Path) -> list[Record]:
    import zipfile

    from openpyxl import load_workbook  # 200 ms: only when a spreadsheet is read
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # What formulas amounted to when it was saved, never the formulas.
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0] if book.worksheets else None
            rows = [] if sheet is None else list(sheet.iter_rows(values_only=True, max_row=_LINES + 1))
        finally:
            book.close()
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise ComptoirError(
            "Fichier illisible",
            f"{path} ne se lit pas comme un classeur XLSX. Vérifiez le chemin, ou enregistrez-le en CSV.",
        ) from error
    if len(rows) > _LINES:
        raise ComptoirError("Liste trop longue", f"Découpez la liste : {_LINES} lignes au plus à la fois.")
    first = next((number for number, row in enumerate(rows) if any(map(_words, row))), len(rows))
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
