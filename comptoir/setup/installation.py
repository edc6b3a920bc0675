"""What this machine works with: prepared once (folders, key, profile, tables, first agent), then opened.

Nothing that is there is ever replaced.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from comptoir.setup import access, asleep
from comptoir.setup.setting import SETTINGS
from comptoir.setup.settings import DEFAULT, Settings, file_path, listing
from models.errors import ComptoirError
from models.files import own_file
from models.lists.partner_line import Home
from models.service import agent, holiday
from models.service.permission import Role
from models.service.profile import Profile, SourceFile, settle
from models.service.profile_file import load as load_profile
from models.store.database import Database
from models.text import clean

SHIPPED = Path(__file__).parent.parent / "profiles"
POSTCODES = SHIPPED / "postcodes"
Say = Callable[[str], object]
# Enough rejected lines to see what is wrong with a file without scrolling everything else away.
SHOWN = 20
BASE, OPTION = "base", "--database"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What ``init`` was asked for; empty means: as the profile says."""

    profile: str
    department: str = ""
    database: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A prepared site, its database open."""

    database: Database

    @property
    def has_agents(self) -> bool:
        return bool(self.database.call(agent.everyone))

    def create_agent(self, login: str, name: str, password: str) -> agent.Agent:
        """The first agent, an administrator. Raises :class:`InvalidInput`."""
        return self.database.call(agent.create, agent.SYSTEM, login, name, Role.ADMIN, password)


def choose_database(settings: Settings, wanted: str) -> Settings:
    """``settings`` on the database ``wanted``; as they are when none is wanted.

    Raises :class:`ComptoirError` when another database is already set.
    """
    if not wanted:
        return settings
    setting = next(setting for setting in SETTINGS if setting.name == BASE)
    try:
        database = setting.read(wanted, Path.cwd())
    except ValueError as error:
        raise ComptoirError("Base refusée", f"{OPTION} {error}.") from None
    if database == settings.database:
        return settings
    if settings.origins.get(BASE, DEFAULT) != DEFAULT:
        raise settings.refusal(
            BASE, f"désigne déjà une autre base ; changez-le à cet endroit, ou retirez {OPTION}"
        )
    return replace(settings, database=database, origins={**settings.origins, BASE: OPTION})


def _remember_database(settings: Settings) -> None:
    """Write the chosen database in the settings file, once it could be opened."""
    path = file_path()
    own_file.make_folder(path.parent)
    line = f"{BASE} = {json.dumps(settings.database, ensure_ascii=False)}\n"
    # First in the file, before any table; for the owner alone, because the address may hold a password.
    own_file.replace(path, line.encode() + (path.read_bytes() if path.exists() else b""))


@contextmanager
def prepared(settings: Settings, wanted: Chosen, *, say: Say) -> Iterator[Ready]:
    """Prepare or complete the site, telling each step to ``say``. Raises :class:`ComptoirError`."""
    files = [settings.key_file, settings.profile, settings.log]
    for path in files if settings.on_server else [*files, Path(settings.database)]:
        own_file.make_folder(path.parent)
    if not settings.on_server:
        _prepare_key(settings, say)
    profile = _place_profile(settings.profile, wanted, say)
    settle(profile)
    database = Database.open(access.open_engine(settings, create=True), migrate=True)
    try:
        if settings.origins.get(BASE, DEFAULT) == OPTION:
            _remember_database(settings)
        say(f"Base : prête ({next(line.value for line in listing(settings) if line.name == BASE)}).")
        with asleep.between_writes():
            database.call(holiday.learn, agent.SYSTEM)
            _bring_postcodes(database, say)
            home = Home(profile.service.country, profile.service.subdivision)
            for file in profile.files:
                if file.kind == "partenaires":
                    _import(database, file, settings.profile.parent, home, say)
            yield Ready(database)
    finally:
        database.close()


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Database, Profile]]:
    """The database of a prepared site, and its profile. Raises :class:`ComptoirError`."""
    profile = load_profile(settings.profile)
    settle(profile)
    database = Database.open(access.open_engine(settings))
    try:
        with asleep.between_writes():
            yield database, profile
    finally:
        database.close()


def _bring_postcodes(database: Database, say: Say) -> None:
    from models.lists import postcodes

    report = database.call(postcodes.bring, agent.SYSTEM, sorted(POSTCODES.glob("*.csv")))
    say(f"Codes postaux de Suisse et de France : ajoutés {report.added}, inchangés {report.unchanged}.")


def _import(database: Database, file: SourceFile, folder: Path, home: Home, say: Say) -> None:
    """Import one list of partners and tell what was done."""
    from models.lists.partner_import import import_partners

    path = folder / file.path
    report = database.call(import_partners, agent.SYSTEM, path, file.format, home, dated=file.dated).lines
    say(
        f"Partenaires ({path.name}) : ajoutés {report.added}, mis à jour {report.changed}, "
        f"inchangés {report.unchanged}, refusés {len(report.rejected)}."
    )
    for rejected in report.rejected[:SHOWN]:
        say(f"  ligne {rejected.line} : {rejected.reason}")
    if len(report.rejected) > SHOWN:
        say(f"  … et {len(report.rejected) - SHOWN} autres lignes.")


def _prepare_key(settings: Settings, say: Say) -> None:
    # A new key cannot open an old database: say that the key is missing instead of making one.
    if Path(settings.database).exists():
        access.read_key(settings.key_file)
    if access.create_key(settings.key_file):
        say(
            f"Clé : créée ({settings.key_file}). Gardez-en une copie en lieu sûr : "
            "sans elle, la base est perdue."
        )
    else:
        access.read_key(settings.key_file)
        say(f"Clé : déjà là, gardée ({settings.key_file}).")


def _place_profile(path: Path, wanted: Chosen, say: Say) -> Profile:
    """The site's profile, copied from the shipped one with the files it names unless it is already there."""
    shipped = SHIPPED / f"{wanted.profile}.toml"
    if path.exists():
        say(f"Profil : déjà là, gardé ({path}).")
        if wanted.service or wanted.department:
            say("  Le nom et le département se changent dans ce fichier, section [service].")
    else:
        text = shipped.read_text(encoding="utf-8")
        for key, value in (("nom", clean(wanted.service)), ("subdivision", wanted.department)):
            if value:
                text = _with_service(text, key, value)
        for name in {file.path for file in load_profile(shipped).files} | {"SOURCES.md"}:
            _copy(SHIPPED / name, path.parent / name)
        own_file.replace(path, text.encode())
        say(f"Profil : {wanted.profile}, copié ({path}). Mettez-y vos coordonnées, section [service].")
    profile = load_profile(path)
    say(f"Service : {profile.service.name}, {profile.service.country} {profile.service.subdivision}.")
    return profile


def _with_service(text: str, key: str, value: str) -> str:
    """The profile ``text`` with ``key`` of its ``[service]`` section set to ``value``."""
    head, section, rest = re.split(r"(?m)^(\[service\].*)$", text, maxsplit=1)
    # A JSON string is a TOML string; the replacement is a function so that \ in the value stays itself.
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    rest, changed = re.subn(rf"(?m)^{key}\s*=.*$", lambda _: line, rest, count=1)
    return head + section + ("" if changed else f"\n{line}") + rest


def _copy(source: Path, target: Path) -> None:
    if source.exists() and not target.exists():
        own_file.make_folder(target.parent)
        own_file.replace(target, source.read_text(encoding="utf-8-sig").encode())
