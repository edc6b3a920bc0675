"""The backups of this machine: where they are, what opens them, what goes with the base and comes back."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from comptoir.setup import access
from comptoir.setup.settings import Settings
from models import clock
from models.errors import ComptoirError, DatabaseRefused
from models.files import own_file
from models.service.agent import SYSTEM
from models.service.profile_file import load as load_profile
from models.store import backup
from models.store.backup import Place
from models.store.database import Database
from models.store.engines.archive import Content, Step
from models.store.engines.engine import Engine
from models.text import counted

# The folders in a backup, by what they hold.
LETTERS, PROFILE, TEMPLATES = "courriers", "profil", "modeles"


@dataclass(frozen=True, slots=True)
class Newer:
    """What the living base has more than a backup: lines by table; no ``content`` when it cannot be read."""

    content: Content | None
    why: str
    lines: dict[str, int]


@dataclass(frozen=True, slots=True)
class Back:
    """A base that came back: what it holds, where the living one went, and the files beside it."""

    content: Content
    aside: Path | None
    written: int
    differ: tuple[Path, ...]


def place(settings: Settings) -> Place:
    """Where the backups of this base are, and its name among others."""
    if settings.on_server:
        from models.store.engines.postgres import PostgresEngine

        return Place(settings.backups, PostgresEngine(settings.database).name or "comptoir")
    return Place(settings.backups, Path(settings.database).stem)


def continuous(settings: Settings) -> Place:
    """Where the continuous copies are: beside the others, under another name."""
    return replace(where := place(settings), name=f"{where.name}-continue")


def overdue(settings: Settings) -> str:
    """What the counter shows of a last good backup that is too old; empty while there is nothing to show."""
    if not settings.backup_hours:
        return ""
    last = place(settings).latest()
    if last is None:
        return "aucune sauvegarde"
    hours = int((clock.now() - last).total_seconds() // 3600)
    if hours < settings.backup_hours:
        return ""
    return f"sauvegarde : il y a {counted(hours // 24, 'jour') if hours >= 48 else counted(hours, 'heure')}"


def advice(settings: Settings) -> str:
    """What ``comptoir check`` says of the backups; empty when there is nothing to say."""
    said = overdue(settings)
    if said:
        return f"{said}. « comptoir sauvegarde » en fait une ; un minuteur la fait chaque jour."
    if not settings.on_server and settings.backup_hours:
        with suppress(OSError):
            if settings.backups.stat().st_dev == Path(settings.database).stat().st_dev:
                return "les sauvegardes sont sur le disque de la base : les deux se perdraient ensemble."
    return ""


def key(settings: Settings) -> tuple[str, bool]:
    """What opens the backups, and whether it was made just now. Raises :class:`DatabaseRefused`."""
    new = False
    if not place(settings).kept():  # a new key would not open those that are there
        own_file.make_folder(settings.backup_key.parent)
        new = access.create_key(settings.backup_key)
    return access.read_backup_key(settings.backup_key), new


def files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Every file outside of the base without which the service would not be what it was, and its name."""
    yield from _below(LETTERS, settings.letters)
    if settings.templates:
        yield from _below(TEMPLATES, settings.templates)
    yield f"{PROFILE}/{settings.profile.name}", settings.profile
    for file in load_profile(settings.profile).files:
        yield f"{PROFILE}/{file.path}", settings.profile.parent / file.path


def _below(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield f"{name}/{path.relative_to(folder)}", path


def choose(settings: Settings, named: str) -> Path:
    """The backup ``named`` by its path, or the last good one. Raises :class:`ComptoirError`."""
    if named:
        return Path(named).expanduser().absolute()
    kept = place(settings).kept()
    if not kept:
        raise ComptoirError(
            "Aucune sauvegarde",
            f"Il n’y en a pas dans {settings.backups}. Indiquez le fichier d’une sauvegarde.",
        )
    return kept[max(kept)]


def elsewhere(settings: Settings, where: str) -> Settings:
    """``settings`` for a base that is to live at ``where``: a new folder, or an empty database of a server.

    Raises :class:`ComptoirError` for a folder that has something in it.
    """
    if "://" in where:
        return replace(settings, database=where)
    folder = Path(where).expanduser().absolute()
    own_file.make_folder(folder)
    if any(folder.iterdir()):
        raise ComptoirError("Dossier occupé", f"{folder} n’est pas vide. Indiquez un nouveau dossier.")
    return replace(
        settings,
        database=str(folder / "comptoir.db"),
        key_file=folder / "comptoir.cle",
        profile=folder / PROFILE / settings.profile.name,
        letters=folder / LETTERS,
        templates=folder / TEMPLATES,
    )


def newer(settings: Settings, than: Content) -> Newer | None:
    """What the living base has more than a backup; ``None`` when there is no living base."""
    if not settings.on_server and not Path(settings.database).exists():
        return None
    try:
        engine = _engine(settings)
    except ComptoirError as error:
        return Newer(None, f"{error.title}. {error.message}", {})
    try:
        if engine.is_empty():
            return None
        engine.connect()
        living = engine.content()
    except Exception as error:  # whatever a damaged base says: that is why a backup is asked for
        told = error if isinstance(error, ComptoirError) else engine.explain(error)
        return Newer(None, f"{told.title}. {told.message}" if told else str(error), {})
    finally:
        engine.database.close()
    more = {name: count - than.counts.get(name, 0) for name, count in living.counts.items()}
    return Newer(living, "", {name: count for name, count in more.items() if count})


def restore(
    settings: Settings, path: Path, secret: str, made_at: datetime, step: Step, *, aside: bool
) -> Back:
    """Bring a backup of ``made_at`` back to where ``settings`` say the base lives, verified before.

    A living file is moved beside itself with ``aside``, else it is refused; a server's database must be
    empty. Files beside the base are written where there are none. Raises :class:`ComptoirError`.
    """
    if settings.on_server:
        if not _engine(settings).is_empty():
            raise ComptoirError(
                "Base déjà là",
                "Une base d’un serveur n’est jamais remplacée. Indiquez-en une vide avec "
                "--vers postgresql://… Rien n’a été remplacé.",
            )
        content = backup.bring_back(_engine(settings), path, secret, step)
        _note(settings, made_at)
        return Back(content, None, *_files_back(settings, path, secret))
    base = Path(settings.database)
    if base.exists() and not aside:
        raise ComptoirError(
            "Base déjà là",
            f"{base} n’est jamais remplacée. Indiquez un autre endroit avec --vers DOSSIER, "
            "ou mettez-la de côté avec --ecarter.",
        )
    for folder in (base.parent, settings.key_file.parent):
        own_file.make_folder(folder)
    access.create_key(settings.key_file)
    if base.exists() and _engine(settings).in_use():
        raise DatabaseRefused(
            "Base ouverte",
            ("Un poste s’en sert encore. Quittez Comptoir sur tous les postes, puis recommencez."),
        )
    fresh = base.with_name(f".{base.name}.{secrets.token_hex(4)}")
    try:
        beside = replace(settings, database=str(fresh))
        content = backup.bring_back(_engine(beside), path, secret, step)
        _note(beside, made_at)
        moved = _put_aside(base) if base.exists() else None
        backup.put_in_place(fresh, base)
    finally:
        for left in base.parent.glob(f"{fresh.name}*"):
            left.unlink()
    return Back(content, moved, *_files_back(settings, path, secret))


def _note(settings: Settings, made_at: datetime) -> None:
    """Bring the tables of a base that came back up to date, and say in its journal of when it is (UTC)."""
    database = Database.open(_engine(settings), migrate=True)
    try:
        database.call(backup.note_brought_back, SYSTEM, made_at)
    finally:
        database.close()


def _engine(settings: Settings) -> Engine:
    return access.open_engine(settings, create=True)


def _put_aside(base: Path) -> Path:
    """Move a base with all that belongs to it; where it is now."""
    aside = base.with_name(f"{base.name}.ecartee-{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}")
    for ending in ("-wal", "-shm", "-confirme", ""):
        part = base.with_name(base.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def _files_back(settings: Settings, path: Path, secret: str) -> tuple[int, tuple[Path, ...]]:
    """How many files were written, and which are there with other content and were left as they are."""
    folders = {LETTERS: settings.letters, PROFILE: settings.profile.parent}
    if settings.templates:
        folders[TEMPLATES] = settings.templates
    written, differ = 0, []
    for name, content in backup.files_in(path, secret):
        kind, _, below = name.partition("/")
        if kind not in folders or ".." in Path(below).parts:
            continue
        target = folders[kind] / below
        own_file.make_folder(target.parent)
        try:
            own_file.create(target, content)
            written += 1
        except FileExistsError:
            if not own_file.holds(target, content):
                differ.append(target)
        except OSError as error:
            raise own_file.unwritten(target, error) from error
    return written, tuple(differ)


def made_at(path: Path, secret: str, settings: Settings) -> tuple[datetime, Content]:
    """When a backup was made (UTC) and what it holds. Raises :class:`ComptoirError` unless it is whole."""
    from models.store.engines.sqlcipher import SqlCipherEngine

    # A machine that has nothing left has no key either: none is needed to read.
    keyless = SqlCipherEngine(Path(settings.database), "0" * 64)
    about = backup.verify(_engine(settings) if settings.on_server else keyless, path, secret)
    return about.made_at, about.content
