"""The settings of a machine, loaded: a default, then the file (TOML), then the ``COMPTOIR_*`` variables.

The last one wins. Loading, validation and ``comptoir reglages`` all come from the list in
:mod:`comptoir.setup.setting`. Nothing is ever ignored: a word nobody knows or a value that cannot be is
refused with its file and line.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comptoir.setup.setting import POSTGRES, PREFIX, SETTINGS, THEMES, Setting, config_folder
from comptoir.setup.settings_file import parse, read, where
from models.errors import ComptoirError

FILE_VARIABLE = "COMPTOIR_REGLAGES"
# Variables that are not settings: where the file is, and what the tests read.
OTHER_VARIABLES = (FILE_VARIABLE, "COMPTOIR_TESTS_")
KEYS_TABLE = "touches"
DEFAULT = "défaut"


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
    backups: Path
    backup_key: Path
    backup_hours: int
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
class Listed:
    """One line of ``comptoir reglages``."""

    name: str
    value: str
    origin: str
    description: str


def file_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file: ``COMPTOIR_REGLAGES``, else ``reglages.toml`` in the configuration directory."""
    named = environ.get(FILE_VARIABLE, "")
    return Path(named).expanduser() if named else config_folder() / "reglages.toml"


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
        backups=directory / "sauvegardes",
        backup_key=directory / "sauvegarde.cle",
        backup_hours=0,
    )


def listing(settings: Settings) -> list[Listed]:
    """Every setting with its value and where it comes from; a server's password is masked."""
    lines = []
    for setting in SETTINGS:
        value = getattr(settings, setting.attribute)
        shown = "" if value is None else masked(str(value))
        origin = settings.origins.get(setting.name, DEFAULT)
        lines.append(Listed(setting.name, shown, origin, setting.description))
    for command, key in settings.keys.items():
        name = f"{KEYS_TABLE}.{command}"
        lines.append(Listed(name, key, settings.origins.get(name, DEFAULT), "touche d’une commande"))
    return lines


def masked(address: str) -> str:
    """The address of a server as others may read it: neither of its passwords, however it is given."""
    shown = re.sub(r"(://[^:/?@]*:).*@", r"\1***@", address)
    return re.sub(r"(?i)([?&](?:ssl)?password=)[^&]*", r"\1***", shown)


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
