"""Settings: what they are and where they come from.

A default, then the settings file (TOML), then the ``COMPTOIR_*`` variables: the last one wins. Loading,
validation and ``comptoir reglages`` all come from the one list :data:`SETTINGS`. Nothing is ever
ignored: a word nobody knows or a value that cannot be is refused with its file and line.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from comptoir.settings_file import parse, read, where
from models.errors import ComptoirError

APP = "comptoir"
FILE_VARIABLE = "COMPTOIR_REGLAGES"
PREFIX = "COMPTOIR_"
# Variables that are not settings: where the file is, and what the tests read.
OTHER_VARIABLES = (FILE_VARIABLE, "COMPTOIR_TESTS_")
KEYS_TABLE = "touches"
DEFAULT = "défaut"
THEMES = ("seize_couleurs", "monochrome")
# As models.calendar_export.Title names them; a test holds the two together.
CALENDAR_TITLES = ("neutre", "initiales", "nom")
POSTGRES = ("postgresql://", "postgres://")
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its value. ``origins`` says, by French name, where each value comes from."""

    database: str
    key_file: Path
    profile: Path
    letters: Path
    templates: Path | None
    log: Path
    lock_minutes: int
    theme: str
    calendar_title: str = "neutre"
    site: str = ""
    counter: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def on_server(self) -> bool:
        """Whether the database is a PostgreSQL server rather than a file."""
        return self.database.startswith(POSTGRES)

    def refusal(self, name: str, reason: str) -> ComptoirError:
        """The error for setting ``name`` (``touches.aide`` for a key), with its file and line."""
        return ComptoirError("Réglage refusé", f"{self.origins.get(name, DEFAULT)} : « {name} » {reason}.")


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ``comptoir reglages``."""

    name: str
    value: str
    origin: str
    description: str


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


def _minutes(value: object, beside: Path) -> int:
    # A variable is always text; bool is an int for Python, not for people.
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,4}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 120:
        raise ValueError("attend un nombre entier de minutes, de 1 à 120")
    return value


def _theme(value: object, beside: Path) -> str:
    if value not in THEMES:
        raise ValueError("attend " + " ou ".join(f"« {theme} »" for theme in THEMES))
    return str(value)


def _calendar_title(value: object, beside: Path) -> str:
    if value not in CALENDAR_TITLES:
        raise ValueError("attend " + " ou ".join(f"« {title} »" for title in CALENDAR_TITLES))
    return str(value)


def _config() -> Path:
    return platformdirs.user_config_path(APP)


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
        lambda: _config() / "comptoir.cle",
        _path,
        "clé de la base chiffrée, rangée à part des données",
    ),
    Setting("profil", "profile", lambda: _config() / "profil.toml", _path, "règles et listes du service"),
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


def file_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file: ``COMPTOIR_REGLAGES``, else ``reglages.toml`` in the configuration directory."""
    named = environ.get(FILE_VARIABLE, "")
    return Path(named).expanduser() if named else _config() / "reglages.toml"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Every setting, read and verified. Raises :class:`ComptoirError` naming file and line, or variable."""
    _refuse_unknown_variables(environ)
    path = file_path(environ)
    text = read(path, named_by=FILE_VARIABLE if FILE_VARIABLE in environ else "")
    table = parse(path, text)
    names = {setting.name for setting in SETTINGS}
    for name in table:
        if name not in names and name != KEYS_TABLE:
            raise _refused(
                where(path, text, name),
                name,
                "n’est pas un réglage de Comptoir. « comptoir reglages » les montre tous",
            )
    keys, origins = _keys(path, text, table)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        values[setting.attribute], origins[setting.name] = _value(setting, environ, path, text, table)
    return Settings(**values, keys=keys, origins=origins)


def in_directory(directory: Path) -> Settings:
    """Settings that keep everything in ``directory``: the demonstration, the tests."""
    return Settings(
        database=str(directory / "comptoir.db"),
        key_file=directory / "comptoir.cle",
        profile=directory / "profil.toml",
        letters=directory / "courriers",
        templates=None,
        log=directory / "comptoir.log",
        lock_minutes=120,
        theme=THEMES[0],
    )


def listing(settings: Settings) -> list[Line]:
    """Every setting with its value and where it comes from; a server's password is masked."""
    lines = []
    for setting in SETTINGS:
        value = getattr(settings, setting.attribute)
        shown = "" if value is None else re.sub(r"(://[^:/@]*:)[^@]*@", r"\1***@", str(value))
        origin = settings.origins.get(setting.name, DEFAULT)
        lines.append(Line(setting.name, shown, origin, setting.description))
    for command, key in settings.keys.items():
        name = f"{KEYS_TABLE}.{command}"
        lines.append(Line(name, key, settings.origins.get(name, DEFAULT), "touche d’une commande"))
    return lines


def _value(
    setting: Setting, environ: Mapping[str, str], path: Path, text: str, table: dict[str, Any]
) -> tuple[Any, str]:
    """The value of one setting and its origin."""
    if setting.variable in environ:
        origin, value, beside = f"variable {setting.variable}", environ[setting.variable], Path.cwd()
    elif setting.name in table:
        origin, value, beside = where(path, text, setting.name), table[setting.name], path.absolute().parent
    else:
        return setting.default(), DEFAULT
    try:
        return setting.read(value, beside), origin
    except (ValueError, RuntimeError) as error:  # RuntimeError: a ~ without a home directory
        raise _refused(origin, setting.name, str(error)) from None


def _keys(path: Path, text: str, table: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The ``[touches]`` table (command id → key) and where each line stands."""
    typed = table.get(KEYS_TABLE, {})
    if not isinstance(typed, dict):
        raise _refused(
            where(path, text, KEYS_TABLE), KEYS_TABLE, "attend une table : [touches], puis commande = touche"
        )
    keys: dict[str, str] = {}
    origins: dict[str, str] = {}
    for command, key in _flat(typed):
        origin = where(path, text, command, KEYS_TABLE)
        name = f"{KEYS_TABLE}.{command}"
        if not isinstance(key, str) or not key.strip():
            raise _refused(origin, name, "attend une touche entre guillemets, comme « f11 » ou « ctrl+t »")
        if command in keys:
            raise _refused(origin, name, "est là deux fois")
        keys[command], origins[name] = key.strip(), origin
    return keys, origins


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """``place.phone = "f4"`` without quotes is a table inside a table for TOML, the same id for people."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def _refuse_unknown_variables(environ: Mapping[str, str]) -> None:
    known = {setting.variable for setting in SETTINGS}
    for variable in sorted(environ):
        if variable.startswith(PREFIX) and variable not in known and not variable.startswith(OTHER_VARIABLES):
            raise _refused(
                "environnement", variable, "n’est pas un réglage de Comptoir. Retirez cette variable"
            )


def _refused(origin: str, name: str, reason: str) -> ComptoirError:
    return ComptoirError("Réglage refusé", f"{origin} : « {name} » {reason}.")
