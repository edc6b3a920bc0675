"""Every refusal of the counter, said once: what is wrong, and what to do next."""

import errno


class ComptoirError(Exception):
    """Something the person at the counter has to be told.

    ``title`` names what is wrong in a few words, ``message`` says in French what happened and what
    to do next; ``str()`` is both, as they are said. The handler of the floor above shows them; nothing in
    between catches them.
    """

    def __init__(self, title: str, message: str) -> None:
        super().__init__(f"{title} {message}" if title.endswith("?") else f"{title} : {message}")
        self.title = title
        self.message = message


class InvalidInput(ComptoirError):
    """A typed value that cannot be kept; ``field`` is the id of the form field to return to."""

    def __init__(self, title: str, message: str, field: str = "") -> None:
        super().__init__(title, message)
        self.field = field


class ChangedMeanwhile(InvalidInput):
    """Another desk changed the same ``field`` otherwise; the message has both values."""


class NotFound(ComptoirError):
    """What was asked for is not, or no longer, in the database."""


class Forbidden(ComptoirError):
    """Whoever asks may not do this; the message says who can."""


class ReasonNeeded(ComptoirError):
    """The form of a protected person is opened once it was said why; ``person_id`` is theirs."""

    def __init__(self, person_id: int) -> None:
        super().__init__("Personne protégée", "Dites d’abord pourquoi vous ouvrez cette fiche.")
        self.person_id = person_id


class SlotTaken(ComptoirError):
    """Somebody booked the time between its display and the booking."""


class DatabaseRefused(ComptoirError):
    """The database cannot be opened as it is: wrong key, later version, unsafe engine, not a database."""


class DiskFull(ComptoirError):
    """There is no room for what was to be written; nothing of it is kept."""


class Unreachable(DatabaseRefused):
    """The server of the database does not answer: whether what was asked is done, nobody can say yet."""


def reason(error: OSError) -> str:
    """Why the system refused, in French, with what to do."""
    rights = "accès refusé. Faites vérifier les droits de ce dossier"
    full = "plus de place sur le disque. Faites-en libérer, puis recommencez"
    known = {
        errno.EACCES: rights,
        errno.EPERM: rights,
        errno.EROFS: "ce disque est en lecture seule. Choisissez un autre dossier",
        errno.ENOSPC: full,
        errno.EDQUOT: full,
        errno.ENOENT: "un dossier de ce chemin n’existe pas. Vérifiez le chemin",
        errno.EISDIR: "c’est un dossier, pas un fichier. Vérifiez le chemin",
        errno.ENOTDIR: "un fichier porte le nom d’un dossier du chemin. Vérifiez le chemin",
        errno.ELOOP: "des liens tournent en rond. Vérifiez le chemin",
        errno.EEXIST: "un fichier porte déjà ce nom. Vérifiez le chemin",
    }
    # The system's own words are English: its code is enough to find them.
    code = errno.errorcode.get(error.errno or 0, "erreur")
    return known.get(error.errno or 0, f"le système refuse ({code}). Vérifiez le chemin et vos droits")
