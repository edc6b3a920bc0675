"""Backups: whole, of one instant, verified; what is half is nothing; what is old goes."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from models import clock
from models.errors import ComptoirError
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.store import backup, journal
from models.store.backup import Made, Place
from models.store.database import Database
from models.store.engines.archive import Archive, session
from models.store.engines.engine import Engine
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY, PASSWORD, fill
from tests.server import Server
from tests.working_day import digests, work

SECRET = "une phrase de passe d’essai"


def _quietly(_done: int, _all: int) -> None:
    """Nobody looks."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "sauvegardes", "comptoir")


def save(
    db: Database, place: Place, files: list[tuple[str, Path]] | None = None, step: Any = _quietly
) -> Made:
    return db.call(backup.make, SYSTEM, db.engine, place, SECRET, files or [], step)


@pytest.fixture
def empty(db: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine of the same kind as ``db``, with nothing yet."""
    if isinstance(db.engine, SqlCipherEngine):
        yield SqlCipherEngine(tmp_path / "revenue.db", KEY)
        return
    server: Server = request.getfixturevalue("server")
    name = f"revenue_{os.getpid()}_{id(db)}"
    server.execute(f"CREATE DATABASE {name}")
    yield PostgresEngine(server.url(name))
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_after_a_day_of_work_all_comes_back_as_it_was(db: Database, place: Place, empty: Engine) -> None:
    work(db)
    made = save(db, place)
    before = digests(db)
    backup.bring_back(empty, made.path, SECRET, _quietly)
    back = Database.open(empty)
    try:
        assert digests(back) == before
        work(back, first=50)
    finally:
        back.close()


def _colleague(engine: Engine) -> Any:
    """Another session, as a second desk has."""
    if isinstance(engine, SqlCipherEngine):
        return session(engine.path, KEY)
    assert isinstance(engine, PostgresEngine)
    return psycopg.connect(engine.url, autocommit=True)


def test_a_backup_is_of_one_instant_while_a_colleague_writes(
    db: Database, place: Place, empty: Engine
) -> None:
    work(db)
    before = db.call(db.engine.content)
    colleague = _colleague(db.engine)
    made = save(db, place, step=lambda _done, _all: colleague.execute("DELETE FROM draft"))
    colleague.close()
    # The line that says the backup began is in it, nothing that was written since is.
    assert made.content.counts == {**before.counts, "journal": before.counts["journal"] + 1}
    assert db.call(db.engine.content).counts["draft"] == 0
    assert backup.bring_back(empty, made.path, SECRET, _quietly) == made.content


def test_a_backup_is_for_its_owner_and_under_its_own_key(db: Database, place: Place) -> None:
    work(db, 2)
    made = save(db, place)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
    assert [one.name for one in place.folder.iterdir()] == [made.path.name]
    assert b"Visiteur" not in made.path.read_bytes()
    for wrong in (KEY, "une autre phrase de passe"):
        with pytest.raises(ComptoirError, match="ne s’ouvre pas avec cette clé"):
            backup.verify(db.engine, made.path, wrong)


def test_the_journal_says_who_saved(db: Database, place: Place) -> None:
    made = db.call(agent.create, SYSTEM, "adm", "Anne Admin", Role.ADMIN, PASSWORD)
    db.call(backup.make, made, db.engine, place, SECRET, [], _quietly)
    line = db.call(journal.latest)[0]
    assert (line.action, line.agent_id) == ("backup.begun", made.id)


def test_files_beside_the_base_come_along(db: Database, place: Place, tmp_path: Path) -> None:
    letter = tmp_path / "lettre.docx"
    letter.write_bytes(os.urandom(3_000_000))
    made = save(db, place, [("courriers/2026/lettre.docx", letter), ("courriers/gone.docx", tmp_path / "no")])
    assert list(backup.files_in(made.path, SECRET)) == [("courriers/2026/lettre.docx", letter.read_bytes())]


@pytest.mark.parametrize("at", [0.1, 0.5, 0.95])
def test_a_page_that_changed_is_found(db: Database, place: Place, at: float) -> None:
    work(db)
    made = save(db, place)
    with made.path.open("r+b") as file:
        file.seek(int(made.path.stat().st_size * at) // 4096 * 4096 + 100)
        file.write(os.urandom(64))
    with pytest.raises(ComptoirError, match="Sauvegarde abîmée"):
        backup.verify(db.engine, made.path, SECRET)


def test_lines_that_are_missing_are_found(db: Database, place: Place) -> None:
    work(db)
    made = save(db, place)
    with Archive(made.path, SECRET) as archive:
        about = archive.about()
        more = replace(about.content, counts={**about.content.counts, "visit": 10_000})
        archive.session.execute("DELETE FROM archive_about")
        archive.finish(replace(about, content=more))
    with pytest.raises(ComptoirError, match="il manque des lignes de visit"):
        backup.verify(db.engine, made.path, SECRET)


def test_nothing_is_filled_that_is_not_empty(db: Database, place: Place) -> None:
    made = save(db, place)
    before = digests(db)
    with pytest.raises(ComptoirError, match="Rien n’a été remplacé"):
        backup.bring_back(db.engine, made.path, SECRET, _quietly)
    assert digests(db) == before


def test_what_stops_half_way_leaves_nothing(db: Database, place: Place) -> None:
    work(db)

    def stop(_done: int, _all: int) -> None:
        raise ComptoirError("Arrêtée", "Rien n’a été gardé.")

    with pytest.raises(ComptoirError, match="Arrêtée"):
        save(db, place, step=stop)
    assert list(place.folder.iterdir()) == []
    work(db, 1, first=60)


def test_one_backup_at_a_time(db: Database, place: Place) -> None:
    def again(_done: int, _all: int) -> None:
        with pytest.raises(ComptoirError, match="n’est pas finie"):
            backup.make(SYSTEM, db.engine, place, SECRET, [], _quietly)

    assert save(db, place, step=again).path.exists()


def test_a_full_disk_is_said_and_nothing_stays(db: Database, small_disk: Path) -> None:
    work(db)
    place = Place(small_disk / "sauvegardes", "comptoir")
    good = save(db, place)
    fill(small_disk)
    with (
        clock.frozen(clock.now() + timedelta(days=1)),
        pytest.raises(ComptoirError, match="sur le disque"),
    ):
        save(db, place)
    assert list(place.kept().values()) == [good.path]
    assert [one.name for one in place.folder.iterdir()] == [good.path.name]
    backup.verify(db.engine, good.path, SECRET)


_KILLED = """
import os, sys
from pathlib import Path
from models.service.agent import SYSTEM
from models.store import backup
from models.store.backup import Place
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine

db = Database.open(SqlCipherEngine(Path(sys.argv[1]), sys.argv[2]))

def step(done, total):
    if done * 2 >= total:
        os.kill(os.getpid(), 9)

db.call(backup.make, SYSTEM, db.engine, Place(Path(sys.argv[3]), "comptoir"), sys.argv[4], [], step)
"""


def test_a_killed_backup_leaves_nothing_that_looks_good(file_path: Path, place: Place) -> None:
    db = Database.open(SqlCipherEngine(file_path, KEY))
    try:
        work(db)
        killed = subprocess.run(
            [sys.executable, "-c", _KILLED, file_path, KEY, place.folder, SECRET], check=False
        )
        assert killed.returncode == -signal.SIGKILL
        assert place.latest() is None
        assert [one.suffix for one in place.folder.glob(".comptoir-*.part")] == [".part"]
        made = save(db, place)
        assert [one.name for one in place.folder.iterdir()] == [made.path.name]
    finally:
        db.close()


def test_seven_days_four_weeks_twelve_months_are_kept() -> None:
    last = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    made = {last - timedelta(hours=12 * number) for number in range(2 * 500)}
    kept = sorted(backup.needed(made), reverse=True)
    assert kept[:7] == [last, *(last - timedelta(hours=12 + 24 * number) for number in range(6))]
    # A Monday: the weeks before end on Sundays in the afternoon, the months on their last day.
    assert [f"{one:%d.%m}" for one in kept[7:9]] == ["15.11", "08.11"]
    assert [f"{one:%d.%m.%y}" for one in kept[9:]] == [
        "31.10.26", "30.09.26", "31.08.26", "31.07.26", "30.06.26", "31.05.26", "30.04.26", "31.03.26",
        "28.02.26", "31.01.26", "31.12.25",
    ]  # fmt: skip


def test_those_nobody_needs_any_more_go_once_a_newer_one_is_good(db: Database, place: Place) -> None:
    for day in range(10):
        with clock.frozen(clock.now() + timedelta(days=day)):
            made = save(db, place)
    assert made.removed == 1
    days = [f"{one:%d.%m}" for one in place.kept()]
    assert days == ["23.11", "26.11", "27.11", "28.11", "29.11", "30.11", "01.12", "02.12"][-len(days) :]
    beside = place.folder / "autre-20200101T000000Z.sauvegarde"
    beside.touch()
    with clock.frozen(clock.now() + timedelta(days=11)):
        save(db, place)
    assert beside.exists()
