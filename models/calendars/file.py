"""The calendar files we write: for their owner alone, whole or not at all, and only when they differ."""

import contextlib
import secrets
from pathlib import Path

from models.errors import ComptoirError, reason
from models.files import own_file


def refuse_other(path: Path, mark: bytes) -> None:
    """Raises :class:`ComptoirError` when ``path`` is there and is no calendar that bears our ``mark``."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ComptoirError(
            "Fichier refusé",
            f"{path} est un lien ou un dossier. Choisissez un autre nom. Rien n’a été écrit.",
        )
    try:
        begins = _beginning(path) if path.exists() else mark
    except OSError as error:
        raise _unwritten(path) from error
    if mark not in begins:
        raise ComptoirError(
            "Fichier déjà là",
            f"{path} n’est pas un calendrier exporté par Comptoir. Choisissez un autre nom : il est resté "
            "comme il était.",
        )


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(400)


def replace(path: Path, content: bytes) -> None:
    """Let ``path`` hold ``content``, for its owner alone (0600); who reads it meanwhile sees old or new.

    Raises :class:`ComptoirError`; then the file is as it was and nothing is left beside it.
    """
    fresh = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}")
    try:
        own_file.create(fresh, content)
        try:
            fresh.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritten(path) from error


def make_folder(folder: Path) -> None:
    """Make ``folder``, for its owner alone, unless it is there. Raises :class:`ComptoirError`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ComptoirError("Dossier impossible à créer", f"{folder} : {reason(error)}.") from error


def _unwritten(path: Path) -> ComptoirError:
    return ComptoirError(
        "Fichier impossible à écrire",
        f"{path} n’a pas pu être écrit. Vérifiez le dossier, ses droits et sa place.",
    )
