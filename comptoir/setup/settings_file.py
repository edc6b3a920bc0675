"""The settings file as text: read, parsed, and where each word stands. Every fault names file and line."""

import re
import tomllib
from pathlib import Path
from typing import Any

from models.errors import ComptoirError, reason
from models.files.toml_lines import join, locate


def read(path: Path, *, named_by: str = "") -> str:
    """The text of the file; empty when there is none, unless a variable says it is there (``named_by``)."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        if named_by:
            raise ComptoirError(
                "Réglages introuvables",
                f"{named_by} désigne {path}, qui n’existe pas. Corrigez ce chemin.",
            ) from None
        return ""
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ComptoirError(
            "Réglages illisibles", f"{path}:{line} : le fichier n’est pas en UTF-8. Enregistrez-le en UTF-8."
        ) from None
    except OSError as error:
        raise ComptoirError("Réglages illisibles", f"{path} : {reason(error)}.") from None


def parse(path: Path, text: str) -> dict[str, Any]:
    """``text`` as TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = found.groups() if found else (text.count("\n") + 1, 1)
        raise ComptoirError(
            "Réglages illisibles",
            f"{path}:{line} : cette ligne n’est pas écrite comme un réglage (colonne {column}). "
            'Attendu : nom = "valeur", une seule fois par nom.',
        ) from None


def where(path: Path, text: str, name: str, table: str = "") -> str:
    """``file:line`` of ``name``."""
    return f"{path}:{locate(text, join(table, name))}"
