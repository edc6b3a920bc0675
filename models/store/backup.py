"""Backups: made while others write, verified before they are called one, kept as long as each is needed.

What comes back is verified before it replaces anything, and never replaces a base that lives.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models import clock
from models.errors import ComptoirError, reason
from models.store import journal
from models.store.database import Actor, write
from models.store.engines.archive import About, Archive, Content, Step, damaged
from models.store.engines.claim import Claim
from models.store.engines.engine import Engine

ENDING = ".sauvegarde"
# The code of the permission for it, as the table above the store names it.
SAVE = "save"
_STAMP = "%Y%m%dT%H%M%SZ"
# So many days, ISO weeks and months that had one keep their last one; the days are those of the service.
DAYS, WEEKS, MONTHS = 7, 4, 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where the backups of one base are: their folder, and the name that tells them from those of another."""

    folder: Path
    name: str

    def kept(self) -> dict[datetime, Path]:
        """Every backup by when it was made (UTC), oldest first. One that is not whole has another name."""
        named = re.compile(rf"{re.escape(self.name)}-(\d{{8}}T\d{{6}}Z){re.escape(ENDING)}")
        found = {}
        with suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                if match := named.fullmatch(path.name):
                    with suppress(ValueError):
                        found[datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)] = path
        return found

    def latest(self) -> datetime | None:
        """When the last good one was made (UTC)."""
        return max(self.kept(), default=None)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is whole, and how many older ones nobody needs any more were removed."""

    path: Path
    content: Content
    files: int
    removed: int


def make(
    by: Actor,
    engine: Engine,
    place: Place,
    secret: str,
    files: Sequence[tuple[str, Path]],
    step: Step,
    *,
    continuous: bool = False,
) -> Made:
    """Save the open base and ``files`` (name, path) under ``secret``, in a new file for its owner alone.

    One of a ``continuous`` copy leaves no line in the journal, and only the one before it stays beside it.
    ``step`` hears how much of how much is copied, and may raise to stop. Raises :class:`ComptoirError`; then
    nothing that looks like a backup was added, and none was removed.
    """
    with _told(place.folder):
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    claim = Claim(place.folder / f".{place.name}-en-cours")
    with _told(place.folder):
        if not claim.take():
            raise ComptoirError(
                "Sauvegarde en cours",
                (
                    "Une autre sauvegarde de cette base n’est pas finie. Attendez qu’elle le soit, puis "
                    "recommencez."
                ),
            )
        try:
            for left in place.folder.glob(f".{place.name}-*.part"):
                left.unlink()  # of one that was killed
            if not continuous:
                _note(by, engine)
            path, about = _make(engine, place, secret, files, step)
            needs = _last_two if continuous else needed
            return Made(path, about.content, len(files), _rotate(place, needs))
        finally:
            claim.release()


def _make(
    engine: Engine, place: Place, secret: str, files: Sequence[tuple[str, Path]], step: Step
) -> tuple[Path, About]:
    made_at = clock.now()
    path = place.folder / f"{place.name}-{made_at:{_STAMP}}{ENDING}"
    part = path.with_name(f".{path.name}.part")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    try:
        with Archive(part, secret) as archive:
            archive.begin()
            content = engine.copy_into(archive, step)
            for name, file in files:
                with suppress(FileNotFoundError):  # a letter that was moved meanwhile
                    archive.put(name, _pieces(file))
            archive.finish(About(engine.kind, made_at, content))
        about = verify(engine, part, secret)
        _settle(part)
        part.rename(path)
        _settle(place.folder)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path, about


@write(SAVE)
def _begun(by: Actor) -> None:
    journal.note(by, "backup.begun")


def _note(by: Actor, engine: Engine) -> None:
    """In the journal if it can be: whoever saves a base whose disk is full must not be refused for that."""
    try:
        _begun(by)
    except Exception as error:
        if engine.explain(error) is None:
            raise


def verify(engine: Engine, path: Path, secret: str) -> About:
    """Open a backup, read all of it, count every table. Raises :class:`ComptoirError` unless it is whole."""
    if not path.is_file():
        raise ComptoirError(
            "Sauvegarde introuvable", f"Il n’y a pas de sauvegarde à {path}. Vérifiez le chemin."
        )
    with Archive(path, secret) as archive, _told(path):
        about = archive.about()
        if about.engine != engine.kind:
            raise ComptoirError(
                "Autre moteur",
                f"Cette sauvegarde ({path}) vient d’une base "
                f"{'sur un serveur' if about.engine == 'postgres' else 'en fichier'}, "
                "pas celle d’ici. Choisissez-en une autre. Rien n’a été remplacé.",
            )
        archive.verify_pages()
        counted = engine.counted(archive)
        wrong = [name for name, count in about.content.counts.items() if counted.get(name, 0) != count]
        if wrong:
            raise damaged(path, f"il manque des lignes de {', '.join(wrong)}")
    return about


def bring_back(engine: Engine, path: Path, secret: str, step: Step) -> Content:
    """Fill what is empty from a verified backup, and count it again. Raises :class:`ComptoirError`."""
    about = verify(engine, path, secret)
    if not engine.is_empty():
        raise ComptoirError("Base déjà là", "Il y a déjà une base à cette place. Rien n’a été remplacé.")
    with Archive(path, secret) as archive, _told(path):
        engine.take_from(archive, step)
    engine.connect()
    try:
        back = engine.content()
    finally:
        engine.database.close()
    if back != about.content:
        raise damaged(path, "relue, elle n’a pas le nombre de lignes annoncé")
    return back


def put_in_place(fresh: Path, path: Path) -> None:
    """Let a base that came back be at ``path``, where there is none, whatever happens to the power."""
    with _told(path.parent):
        _settle(fresh)
        os.link(fresh, path)  # unlike a renaming, it never replaces
        _settle(path.parent)


@write(SAVE)
def note_continuous(by: Actor) -> None:
    """Say in the journal that copies are made from now on, each time something was written."""
    journal.note(by, "backup.continuous")


@write(SAVE)
def note_brought_back(by: Actor, made_at: datetime) -> None:
    """Say in the base that came back of when it is (UTC)."""
    journal.note(by, "backup.brought_back", made_at=made_at.isoformat())


def files_in(path: Path, secret: str) -> Iterator[tuple[str, bytes]]:
    """Each file that lay beside the base, by the name under which it was saved."""
    with Archive(path, secret) as archive:
        for name in archive.names():
            if "/" in name:
                yield name, b"".join(archive.take(name))


def needed(made: Iterable[datetime]) -> set[datetime]:
    """Those of ``made`` (UTC) that are kept: the last of the last seven days, four weeks, twelve months."""
    kept: set[datetime] = set()
    latest = sorted(made, reverse=True)
    for most, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        last: dict[str, datetime] = {}
        for one in latest:
            last.setdefault(format(clock.local(one), period), one)
        kept.update(list(last.values())[:most])
    return kept


def _last_two(made: Iterable[datetime]) -> set[datetime]:
    return set(sorted(made)[-2:])


def _rotate(place: Place, needs: Callable[[Iterable[datetime]], set[datetime]]) -> int:
    made = place.kept()
    old = made.keys() - needs(made)
    for one in old:
        made[one].unlink(missing_ok=True)
    return len(old)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _settle(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system or the engine refuses about ``path``, in a sentence."""
    from sqlcipher3 import dbapi2

    try:
        yield
    except OSError as error:
        raise ComptoirError("Sauvegarde impossible", f"{path} : {reason(error)}.") from error
    except dbapi2.DatabaseError as error:
        said = str(error)
        if "full" in said or "disk I/O" in said:
            raise ComptoirError(
                "Disque plein",
                "Il n’y a plus assez de place sur le disque. Faites-en libérer, puis recommencez. "
                "Rien n’a été gardé à moitié.",
            ) from error
        raise damaged(path, said) if path.is_file() else error from error


@write(SAVE)
def note_loss(by: Actor, line: int, kept: int) -> None:
    """Say in a base whose journal ends at ``kept`` that ``line`` was acknowledged, and is given up."""
    journal.note(by, "base.loss_accepted", acknowledged=line, kept=kept)
