"""What only a file can do: be refused, fill the disk, be killed in the middle of a write."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from models.errors import ComptoirError, DatabaseRefused
from models.person import person
from models.person.person import Person, PersonForm, PersonRow
from models.service import agent
from models.service.agent import Agent
from models.store import journal
from models.store.database import HISTORY, Database, engine
from models.store.engines import sqlcipher
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY, fill
from tests.project import ROOT


def _execute(sql: str) -> Any:
    return engine().database.execute_sql(sql).fetchall()  # type: ignore[no-untyped-call]


def _new_person(db: Database, by: Agent, key: str) -> Person:
    return db.call(person.create, by, PersonForm(family_name=f"Dupont {key}"), "CH", key)


def _refusal(path: Path, key: str = KEY, *, migrate: bool = False) -> DatabaseRefused:
    with pytest.raises(DatabaseRefused) as refused:
        Database.open(SqlCipherEngine(path, key), migrate=migrate)
    return refused.value


# Refusals


def test_a_wrong_key_is_refused_without_a_word_on_the_terminal(
    file_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = file_path.read_bytes()
    refusal = _refusal(file_path, "00" * 32)
    assert refusal.title == "Clé refusée"
    assert "Vérifiez le fichier de clé" in refusal.message
    assert capfd.readouterr() == ("", "")
    assert file_path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "lettre.txt"
    letter.write_text("Madame, Monsieur, " * 500)
    assert "n’est pas une base de Comptoir" in _refusal(letter).message
    assert letter.read_text().startswith("Madame")
    assert capfd.readouterr() == ("", "")


def test_an_unencrypted_database_is_refused(tmp_path: Path) -> None:
    import sqlite3

    plain = tmp_path / "plain.db"
    with sqlite3.connect(plain) as session:
        session.execute("CREATE TABLE person (id)")
    assert _refusal(plain).title == "Clé refusée"


def test_a_mistyped_path_is_refused_and_creates_nothing(tmp_path: Path) -> None:
    assert "comptoir init" in _refusal(tmp_path / "comtpoir.db").message
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "absent" / "comptoir.db", migrate=True).title == "Base introuvable"


def test_a_base_of_a_later_version_is_refused_and_left_alone(file_path: Path) -> None:
    opened = Database.open(SqlCipherEngine(file_path, KEY))
    later = f"INSERT INTO {HISTORY} (name, applied) VALUES ('0999_later', '2030-01-01')"
    opened.call(_execute, later)
    opened.close()
    assert "plus récente" in _refusal(file_path).message
    assert "plus récente" in _refusal(file_path, migrate=True).message


def test_a_base_without_its_tables_says_how_to_prepare_it(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    SqlCipherEngine(empty, KEY).connect(create=True)
    assert "comptoir init" in _refusal(empty).message


def test_an_engine_that_can_corrupt_the_base_is_refused(
    file_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlcipher, "_SAFE", (99, 0, 0))
    refusal = _refusal(file_path)
    assert refusal.title == "Moteur trop ancien"
    assert "abîmer la base" in refusal.message


def test_what_the_locked_versions_bring_is_safe() -> None:
    assert dbapi2.sqlite_version_info >= (3, 51, 3)


def test_the_file_is_unreadable_without_the_key(
    file_db: Database, alice_of_file: Agent, file_path: Path
) -> None:
    _new_person(file_db, alice_of_file, "secret")
    file_db.close()
    for path in file_path.parent.glob("comptoir.db*"):
        assert b"Dupont" not in path.read_bytes()
        assert b"SQLite format 3" not in path.read_bytes()


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "comptoir.db"
    before = os.umask(0o022)
    try:
        opened = Database.open(SqlCipherEngine(path, KEY), migrate=True)
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
        opened.close()
    finally:
        os.umask(before)
    names = ("comptoir.db", "comptoir.db-wal", "comptoir.db-shm", "comptoir.db-reserve")
    assert modes == dict.fromkeys(names, 0o600)


def test_a_sound_base_has_no_problem(db: Database, alice: Agent, marie: Person) -> None:
    assert db.call(db.engine.problems) == []


def test_a_damaged_page_is_found(file_path: Path) -> None:
    with file_path.open("r+b") as file:
        file.seek(4096 * 3 + 100)
        file.write(b"\0" * 64)
    opened = Database.open(SqlCipherEngine(file_path, KEY))
    try:
        try:
            found = opened.call(opened.engine.problems)
        except ComptoirError as error:
            found = [error.title]
        assert found
    finally:
        opened.close()


# A full disk, a read-only folder, a colleague who writes


@pytest.fixture
def alice_of_file(file_db: Database) -> Agent:
    return file_db.call(agent.get, 1)


def test_a_full_disk_says_so_and_loses_nothing(prepared: Path, small_disk: Path) -> None:
    path = small_disk / "comptoir.db"
    shutil.copy(prepared, path)
    opened = Database.open(SqlCipherEngine(path, KEY))
    alice = opened.call(agent.get, 1)
    kept = _new_person(opened, alice, "before")
    ballast = fill(small_disk)
    acknowledged, refusal = [kept.id], None
    for number in range(200):
        try:
            acknowledged.append(_new_person(opened, alice, f"full-{number}").id)
        except ComptoirError as error:
            refusal = error
            break
    assert refusal is not None and refusal.title == "Disque plein"
    assert "validez à nouveau" in refusal.message
    assert opened.call(lambda: [row.id for row in PersonRow.select().order_by(PersonRow.id)]) == acknowledged

    ballast.unlink()
    again = _new_person(opened, alice, f"full-{number}")
    assert opened.call(person.get, again.id) == again
    assert opened.call(opened.engine.problems) == []
    opened.close()


_WRITES_IN_A_READ_ONLY_FOLDER = """
import sys
from pathlib import Path
from models.person import person
from models.service import agent
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from models.errors import ComptoirError
try:
    database = Database.open(SqlCipherEngine(Path(sys.argv[1]), sys.argv[2]))
    try:
        database.call(person.create, agent.SYSTEM, person.PersonForm(family_name="Dupont"), "CH", "key")
    finally:
        database.close()
except ComptoirError as error:
    print(error.title)
"""


def test_a_read_only_folder_says_so(file_path: Path, needs: Callable[[str], str]) -> None:
    command = [sys.executable, "-c", _WRITES_IN_A_READ_ONLY_FOLDER, str(file_path), KEY]
    if os.geteuid() == 0:  # root writes everywhere, unless it gives that up
        command = [needs("setpriv"), "--bounding-set=-dac_override", *command]
    file_path.chmod(0o400)
    file_path.parent.chmod(0o500)
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    finally:
        file_path.parent.chmod(0o700)
    assert done.stderr == ""
    assert done.stdout.strip() == "Base en lecture seule"


def test_a_desk_that_writes_too_long_makes_the_other_wait_then_say_so(
    file_db: Database, file_path: Path
) -> None:
    alice = file_db.call(agent.get, 1)
    file_db.call(_execute, "PRAGMA busy_timeout = 50")
    other = dbapi2.connect(str(file_path), isolation_level=None)
    other.execute(f"PRAGMA key = \"x'{KEY}'\"")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ComptoirError, match="Un autre poste écrit"):
        _new_person(file_db, alice, "busy")
    other.execute("ROLLBACK")
    assert _new_person(file_db, alice, "busy").family_name == "Dupont busy"
    other.close()


# kill -9

_WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
from models.person import person
from models.service import agent
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
database = Database.open(SqlCipherEngine(Path(sys.argv[1]), sys.argv[2]))
for number in range(100_000):
    form = person.PersonForm(family_name=f"P{number}")
    kept = database.call(person.create, agent.SYSTEM, form, "CH", f"k{number}")
    print(kept.id, flush=True)
"""


def test_kill_9_loses_no_acknowledged_write(file_path: Path) -> None:
    acknowledged: list[int] = []
    for _round in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITES_UNTIL_KILLED, str(file_path), KEY],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert writer.stdout
        # The keys of the round before are found again: a retry after the cut creates nothing twice.
        wanted = len(acknowledged) + 40
        acknowledged = [int(writer.stdout.readline()) for _ in range(wanted)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().splitlines()]
        writer.wait()
    opened = Database.open(SqlCipherEngine(file_path, KEY))
    stored = opened.call(lambda: [row.id for row in PersonRow.select(PersonRow.id)])
    created = opened.call(
        lambda: len({line.subject_id for line in journal.latest(10_000) if line.subject_id})
    )
    assert opened.call(opened.engine.problems) == []
    opened.close()
    assert len(acknowledged) == len(set(acknowledged)) >= 120
    assert set(acknowledged) <= set(stored)
    # At most the one write that was committed and not yet told.
    assert len(stored) - len(acknowledged) <= 1
    assert created == len(stored)
