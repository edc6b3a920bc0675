"""A defect of the program: one sentence for the person, the details in a file for whoever repairs it."""

import os
import sys
import traceback
from pathlib import Path

from models import clock
from models.errors import ComptoirError, InvalidInput, NotFound, SlotTaken

# Long enough for many failures, short enough to be sent by mail.
LARGEST = 1_000_000


def sentence(error: BaseException, log: Path) -> str:
    """Append the traceback of ``error``, without its variables, to ``log``; what to say."""
    try:
        _append(log, "".join(traceback.format_exception(error)))
    except OSError:
        return (
            "Comptoir s’est arrêté sur une panne imprévue, et n’a pas pu la noter dans "
            f"{log}. Ce qui était validé est enregistré."
        )
    return (
        "Comptoir s’est arrêté sur une panne imprévue. Ce qui était validé est enregistré. "
        f"Transmettez {log} à la personne qui administre Comptoir."
    )


def noted(error: BaseException, log: Path) -> str:
    """Like :func:`sentence`, for a failure that the program survives."""
    sentence(error, log)
    return (
        "Panne imprévue : votre saisie reste à l’écran, continuez. Si cela revient, transmettez "
        f"{log} à la personne qui administre Comptoir."
    )


def keep_cause(error: ComptoirError, log: Path) -> None:
    """Append to ``log`` what the system said, in its own words, of a refusal that was told in French.

    What people typed wrong, or what is no longer there, says all there is.
    """
    cause = error.__cause__
    while isinstance(cause, ComptoirError):
        cause = cause.__cause__
    if cause is None or isinstance(error, InvalidInput | NotFound | SlotTaken):
        return
    try:
        _append(log, f"{error.title}: {type(cause).__name__}: {cause}\n")
    except OSError:
        return  # the sentence is on the screen all the same


def _append(log: Path, details: str) -> None:
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST:
        log.replace(log.with_name(log.name + ".1"))
    # The message of an error may quote what was typed: for the owner's eyes alone.
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        stamp = clock.now().isoformat(timespec="seconds")
        file.write(f"--- {stamp} Python {sys.version.split()[0]}\n{details}\n")
