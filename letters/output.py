"""The folder letters are written to: nothing overwritten, nothing followed, nothing half-written."""

import errno
import os
from pathlib import Path

from models.errors import ComptoirError

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
                _create(path, content)
            except FileExistsError:
                if _same(path, content):
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


def _create(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _same(path: Path, content: bytes) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as file:
        return os.fstat(file.fileno()).st_size == len(content) and file.read() == content


def _sentence(error: OSError, folder: Path) -> str:
    if error.errno in _FULL:
        return f"Plus de place pour écrire dans {folder} : faites libérer de la place."
    if error.errno in _REFUSED:
        return (
            f"Le dossier {folder} refuse l’écriture : faites vérifier ses droits, ou choisissez-en un autre."
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{folder} n’est pas un dossier : choisissez-en un autre dans les réglages."
    return f"Le dossier {folder} ne répond pas ({error.strerror}) : vérifiez qu’il est joignable."
