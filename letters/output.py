"""The folder letters are written to: nothing overwritten, nothing followed, nothing half-written."""

import errno
from pathlib import Path

from models.errors import ComptoirError
from models.files import own_file

# The letter is kept before anything is written here, so every sentence can say that nothing is lost.
_NEXT = "Le courrier est gardé : corrigez, puis réimprimez-le depuis Courrier (F6)."
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_MOST = 100


def put(content: bytes, folder: Path, name: str, advice: str = _NEXT) -> Path:
    """Write ``content`` as ``name`` (or ``name-2``…) in ``folder``, made if missing; for its owner alone.

    A file already there with the same bytes is this very letter and is given back. Raises
    :class:`ComptoirError` saying what the folder refused and, as ``advice`` has it, what to do; no
    partial file stays.
    """
    try:
        _make(folder)
        for number in range(1, _MOST):
            path = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
            try:
                own_file.create(path, content)
            except FileExistsError:
                if own_file.holds(path, content):
                    return path
            else:
                return path
    except OSError as error:
        raise ComptoirError("Courrier non déposé", f"{_sentence(error, folder)} {advice}") from error
    raise ComptoirError("Courrier non déposé", f"Trop de fichiers « {name} » dans {folder}. {advice}")


def _make(folder: Path) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def _sentence(error: OSError, folder: Path) -> str:
    if error.errno in _FULL:
        return f"Plus de place pour écrire dans {folder} : faites libérer de la place."
    if error.errno in _REFUSED:
        return (
            f"Le dossier {folder} refuse l’écriture : faites vérifier ses droits, ou choisissez-en un autre."
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{folder} n’est pas un dossier : choisissez-en un autre dans les réglages."
    return f"Le dossier {folder} ne répond pas : vérifiez qu’il est joignable."
