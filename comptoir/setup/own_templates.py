"""The service's own letter templates: those of the profile, copied where somebody can edit them."""

import json
from pathlib import Path

from comptoir.setup.installation import Say
from comptoir.setup.settings import DEFAULT, Settings, file_path
from letters.fields.kinds import LetterKind
from letters.word.check import SHIPPED, template_path
from models.errors import ComptoirError, reason
from models.service import profile_file

TEMPLATES = "modeles"


def copy(settings: Settings, folder: Path, *, say: Say) -> None:
    """Copy the shipped templates of the site's profile into ``folder``, over nothing, and say what follows.

    Raises :class:`ComptoirError` when the folder cannot be written.
    """
    rules = profile_file.load(settings.profile)
    # A profile of the service's own starts from the one of its country.
    shipped = (
        rules.id if (SHIPPED / rules.id).is_dir() else {"CH": "geneve"}.get(rules.service.country, "france")
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sources = [template_path(kind, shipped) for kind in LetterKind]
        copied = {source.name: _copied(source, folder) for source in sources}
    except OSError as error:
        raise ComptoirError("Modèles non copiés", f"{folder} : {reason(error)}.") from None
    for name, fresh in copied.items():
        say(f"{folder / name} : {'copié' if fresh else 'déjà là, gardé'}.")
    say(_next(settings, folder))


def _copied(source: Path, folder: Path) -> bool:
    """Whether there was room for the file."""
    content = source.read_bytes()
    try:
        with (folder / source.name).open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True


def _next(settings: Settings, folder: Path) -> str:
    """Which setting makes the copies count."""
    used = settings.templates
    if used is not None and used.resolve() == folder.resolve():
        return "Comptoir se sert de ce dossier. « comptoir check » vérifie les modèles après vos changements."
    line = f"{TEMPLATES} = {json.dumps(str(folder), ensure_ascii=False)}"
    origin = settings.origins.get(TEMPLATES, DEFAULT)
    if origin != DEFAULT:
        return f"Pour que Comptoir s’en serve, changez le réglage « {TEMPLATES} » ({origin}) :\n{line}"
    return f"Pour que Comptoir s’en serve, écrivez au début de {file_path()} :\n{line}"
