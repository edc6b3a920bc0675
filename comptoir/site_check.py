"""What ``comptoir check`` verifies: everything a desk needs, one sentence for each thing that is wrong."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from comptoir import access
from comptoir.settings import Settings
from models import agent, profile
from models.database import Database
from models.errors import ComptoirError

DATABASE, PROFILE, TEMPLATES, LETTERS = "Base", "Profil", "Modèles", "Courriers"


def problems(settings: Settings) -> list[str]:
    """Everything that is wrong with the site, one line each; empty when it is ready."""
    checks: dict[str, Callable[[Settings], Iterator[str]]] = {
        DATABASE: _database,
        PROFILE: _profile,
        TEMPLATES: _templates,
        LETTERS: _letters,
    }
    return [line for name, verify in checks.items() for line in _told(name, verify, settings)]


def _told(name: str, verify: Callable[[Settings], Iterator[str]], settings: Settings) -> Iterator[str]:
    try:
        for said in verify(settings):
            yield f"{name} : {said}"
    except ComptoirError as error:
        yield f"{name} : {error.title}. " + error.message.replace("\n", " ")


def _database(settings: Settings) -> Iterator[str]:
    database = Database.open(access.open_engine(settings))
    try:
        yield from database.call(database.engine.problems)
        if not database.call(agent.everyone):
            yield "aucun agent ne peut se connecter. Lancez « comptoir init »."
    finally:
        database.close()


def _profile(settings: Settings) -> Iterator[str]:
    profile.load(settings.profile)
    yield from ()


def _templates(settings: Settings) -> Iterator[str]:
    from letters import check

    yield from check.check_all(profile.load(settings.profile).id, settings.templates)


def _letters(settings: Settings) -> Iterator[str]:
    folder = settings.letters
    # The folder is created with the first letter: what counts is the first parent that exists.
    existing: Path = next(path for path in (folder, *folder.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield f"impossible d’écrire dans {folder}. Faites vérifier les droits, ou changez ce réglage."
