"""A file that came back without writes that were acknowledged, or that is no more what a desk has open."""

import os
import shutil
from pathlib import Path

import pytest

from models import clock
from models.errors import ComptoirError, DatabaseRefused
from models.service import agent
from models.service.agent import SYSTEM, AgentRow
from models.service.permission import Role
from models.store.database import Database
from models.store.engines.mark import Mark
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY, PASSWORD
from tests.working_day import work


def _desk(path: Path) -> Database:
    return Database.open(SqlCipherEngine(path, KEY))


def _after_a_cut(path: Path, folder: Path) -> Path:
    """The files as they lie when the power goes while a desk has them open."""
    desk = _desk(path)
    work(desk, 3)
    folder.mkdir()
    for one in path.parent.glob(f"{path.name}*"):
        if not one.name.endswith("-shm"):
            shutil.copy(one, folder)
    desk.close()
    return folder / path.name


def test_a_cut_loses_nothing_and_is_not_told(file_path: Path, tmp_path: Path) -> None:
    there = _desk(_after_a_cut(file_path, tmp_path / "cut"))
    assert there.call(there.engine.content).counts["visit"] == 3
    there.close()


@pytest.mark.parametrize("left", [0, 0.4, 0.99])
def test_a_log_that_was_cut_short_is_told(file_path: Path, tmp_path: Path, left: float) -> None:
    base = _after_a_cut(file_path, tmp_path / "cut")
    log = base.with_name(f"{base.name}-wal")
    os.truncate(log, int(log.stat().st_size * left))
    with pytest.raises(DatabaseRefused, match="s’arrête avant la dernière écriture confirmée") as refused:
        _desk(base)
    assert "23.11.2026 à 09:41" in refused.value.message
    # Who knows what is missing goes on, and is asked no more.
    SqlCipherEngine(base, KEY).accept_loss()
    on = _desk(base)
    work(on, 1, first=40)
    on.close()
    _desk(base).close()


def test_a_mark_that_is_unreadable_or_too_low_alarms_nobody(file_path: Path) -> None:
    desk = _desk(file_path)
    work(desk, 1)
    desk.close()
    mark = Mark(file_path)
    line, at = mark.read()
    assert line > 0
    assert at == clock.now()
    mark.note(line - 1)
    assert mark.read()[0] == line
    for said in (b"", b"\xff\xff", b"1 never\n"):
        mark.path.write_bytes(said)
        assert mark.read() == (0, None)
        _desk(file_path).close()


def test_a_base_that_is_damaged_under_a_desk_is_told_as_such(file_path: Path) -> None:
    _desk(file_path).close()
    desk = _desk(file_path)
    file_path.write_bytes(os.urandom(file_path.stat().st_size))
    for verb in (lambda: desk.call(agent.everyone), lambda: work(desk, 1)):
        with pytest.raises(DatabaseRefused, match="Base abîmée"):
            verb()
    desk.close()


@pytest.mark.parametrize("gone", [False, True])
def test_nothing_is_written_where_nobody_would_read_it(file_path: Path, gone: bool) -> None:
    desk = _desk(file_path)
    other = shutil.copy(file_path, file_path.with_name("other"))
    file_path.unlink()
    if not gone:
        Path(other).rename(file_path)
    with pytest.raises(DatabaseRefused, match="Base remplacée"):
        desk.call(agent.create, SYSTEM, "new", "New", Role.RECEPTION, PASSWORD)
    assert desk.call(AgentRow.select().count) == 1
    desk.close()


def test_what_may_not_be_written_is_told_as_before(file_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = SqlCipherEngine(file_path, KEY)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    told = engine.explain(_read_only())
    assert isinstance(told, ComptoirError)
    assert told.title == "Base en lecture seule"


def _read_only() -> Exception:
    from sqlcipher3 import dbapi2

    return dbapi2.OperationalError("attempt to write a readonly database")  # type: ignore[no-any-return]
