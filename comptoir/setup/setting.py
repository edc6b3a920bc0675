"""Each setting: its name, its default, how its value is read, what it is for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

APP = "comptoir"
PREFIX = "COMPTOIR_"
THEMES = ("seize_couleurs", "monochrome")
# As models.calendars.export.Title names them; a test holds the two together.
CALENDAR_TITLES = ("neutre", "initiales", "nom")
POSTGRES = ("postgresql://", "postgres://")
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its French name, the attribute of :class:`Settings`, its default, how it is read."""

    name: str
    attribute: str
    default: Callable[[], Any]
    read: Callable[[object, Path], Any]
    description: str

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()


def config_folder() -> Path:
    """Where the settings file, the key and the profile are when nothing says otherwise."""
    return platformdirs.user_config_path(APP)


def default_log() -> Path:
    """Where failures are noted when no setting says otherwise."""
    return platformdirs.user_log_path(APP) / "comptoir.log"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("attend un texte entre guillemets")
    return value.strip()


def _name(value: object, beside: Path) -> str:
    """A name that people read; empty for none."""
    name = " ".join(value.split()) if isinstance(value, str) else "\0"
    if not name.isprintable() or len(name) > NAME_LENGTH:
        raise ValueError(f"attend un nom entre guillemets, de {NAME_LENGTH} lettres au plus")
    return name


def _path(value: object, beside: Path) -> Path:
    """``~`` is the home; a relative path starts beside the settings file (for a variable: here)."""
    return beside / Path(_text(value)).expanduser()


def _optional_path(value: object, beside: Path) -> Path | None:
    return None if value == "" else _path(value, beside)


def _database(value: object, beside: Path) -> str:
    text = _text(value)
    if text.startswith(POSTGRES):
        return text
    if "://" in text:
        raise ValueError("attend un chemin de fichier ou une adresse « postgresql://… »")
    return str(_path(text, beside))


def _number(value: object, least: int, most: int, unit: str) -> int:
    # A variable is always text; bool is an int for Python, not for people.
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"attend un nombre entier {unit}, de {least} à {most}")
    return value


def _minutes(value: object, beside: Path) -> int:
    return _number(value, 1, 120, "de minutes")


def _hours(value: object, beside: Path) -> int:
    return _number(value, 0, 1000, "d’heures")


def _theme(value: object, beside: Path) -> str:
    if value not in THEMES:
        raise ValueError("attend " + " ou ".join(f"« {theme} »" for theme in THEMES))
    return str(value)


def _calendar_title(value: object, beside: Path) -> str:
    if value not in CALENDAR_TITLES:
        raise ValueError("attend " + " ou ".join(f"« {title} »" for title in CALENDAR_TITLES))
    return str(value)


SETTINGS = (
    Setting(
        "base",
        "database",
        lambda: str(platformdirs.user_data_path(APP) / "comptoir.db"),
        _database,
        "fichier de la base chiffrée, ou adresse postgresql://…",
    ),
    Setting(
        "fichier_cle",
        "key_file",
        lambda: config_folder() / "comptoir.cle",
        _path,
        "clé de la base chiffrée, rangée à part des données",
    ),
    Setting(
        "profil", "profile", lambda: config_folder() / "profil.toml", _path, "règles et listes du service"
    ),
    Setting(
        "courriers",
        "letters",
        lambda: platformdirs.user_documents_path() / "Comptoir",
        _path,
        "dossier où les courriers sont déposés",
    ),
    Setting(
        "modeles",
        "templates",
        lambda: None,
        _optional_path,
        "dossier des modèles de courrier du service ; vide : ceux de Comptoir",
    ),
    Setting(
        "journal_technique",
        "log",
        default_log,
        _path,
        "fichier où les pannes sont notées",
    ),
    Setting(
        "verrou_minutes",
        "lock_minutes",
        lambda: 15,
        _minutes,
        "minutes sans frappe avant le verrouillage, de 1 à 120",
    ),
    Setting(
        "sauvegardes",
        "backups",
        lambda: platformdirs.user_data_path(APP) / "sauvegardes",
        _path,
        "dossier des sauvegardes ; mieux vaut un autre disque que celui de la base",
    ),
    Setting(
        "sauvegarde_cle",
        "backup_key",
        lambda: config_folder() / "sauvegarde.cle",
        _path,
        "clé des sauvegardes, ou phrase de passe sur une ligne ; gardez-en une copie ailleurs",
    ),
    Setting(
        "sauvegarde_heures",
        "backup_hours",
        lambda: 48,
        _hours,
        "heures après lesquelles l’âge de la dernière sauvegarde est montré ; 0 : jamais",
    ),
    Setting("theme", "theme", lambda: THEMES[0], _theme, "couleurs : seize_couleurs ou monochrome"),
    Setting("site", "site", str, _name, "site où se trouve ce poste ; vide : le seul du service"),
    Setting(
        "guichet",
        "counter",
        str,
        _name,
        "guichet de ce poste, où l’on appelle ; vide : celui que le profil donne à l’agent",
    ),
    Setting(
        "titre_calendrier",
        "calendar_title",
        lambda: CALENDAR_TITLES[0],
        _calendar_title,
        "titre des rendez-vous exportés : neutre (« Rendez-vous »), initiales ou nom",
    ),
)
