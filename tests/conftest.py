"""What every test stands on: a real encrypted database in a file of its own, and an agent at the counter."""

import contextlib
import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from models import clock
from models.hours import opening
from models.hours.opening import OpeningRangeRow
from models.service import agent, holiday, password
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store.database import Database
from models.store.engines.engine import Engine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests import shared, watched

# What is started hundreds of times keeps what was compiled, here and in the programs that tests start.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

KEY = "5e" * 32
PASSWORD = "un mot de passe assez long"
# A Monday morning at 09:41 in Geneva, in winter time, three weeks before any public holiday.
MORNING = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)


def pytest_collection_finish() -> None:
    """What was loaded stays for good: looking for garbage in it again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_cheap() -> Iterator[None]:
    """A password takes a fifth of a second to hash, and to verify: only where that is what is tested."""
    dearly = password.kept
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(password, "kept", lambda typed, *names, public=True: dearly(typed, *names, public=True))
        yield


@pytest.fixture(autouse=True)
def left_open() -> Iterator[list[str]]:
    """What verbs left open behind them: of every test it must be nothing, see :mod:`tests.watched`."""
    with watched.verbs() as faults:
        yield faults
    assert not faults


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Ctrl+C reaches the programs that are started, also where the tests run in the background of a shell."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def prepare(engine: Engine) -> None:
    """Migrate a database and let one receptionist into it."""
    database = Database.open(engine, migrate=True)
    database.call(agent.create, SYSTEM, "alice", "Alice Aubert", Role.RECEPTION, PASSWORD)
    database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with one receptionist, made once and copied for each test."""

    def make(folder: Path) -> None:
        prepare(SqlCipherEngine(folder / "comptoir.db", KEY))

    return shared.once(tmp_path_factory, "prepared", make) / "comptoir.db"


@pytest.fixture
def db(prepared: Path, tmp_path: Path) -> Iterator[Database]:
    """An open database of this test alone."""
    path = tmp_path / "comptoir.db"
    shutil.copy(prepared, path)
    database = Database.open(SqlCipherEngine(path, KEY))
    yield database
    database.close()


@pytest.fixture
def alice(db: Database) -> Agent:
    """The receptionist."""
    return db.call(agent.get, 1)


@pytest.fixture(scope="session", autouse=True)
def _always_monday() -> Iterator[None]:
    """What several tests share is made on that Monday as well."""
    with clock.frozen(MORNING):
        yield


@pytest.fixture(autouse=True)
def _monday(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test begins on that Monday in Geneva; where the clock runs, a mark says so."""
    clock.use_zone("Europe/Zurich")
    holiday.use("CH", "GE")
    runs = any(request.node.get_closest_marker(name) for name in ("real_clock", "pty"))
    with clock.frozen(None if runs else MORNING):
        yield


@pytest.fixture
def monday() -> datetime:
    """The instant at which the clock stands."""
    return MORNING


def receives_always(
    db: Database, agent_id: int | None, *, starts_on: date = date(2025, 1, 1), **columns: Any
) -> None:
    """Let an agent receive every day around the clock, everywhere, instead of the hours they had.

    ``columns`` are those of the range: ``capacity``, ``overbooking``, ``site_id``…
    """

    def open_wide() -> None:
        OpeningRangeRow.delete().where(OpeningRangeRow.agent_id == agent_id).execute()
        hours, venues = (time(0), time(23, 59)), tuple(Venue)
        one = opening.open_range(
            SYSTEM, agent_id or 0, "FREQ=DAILY", *hours, starts_on=starts_on, venues=venues
        )
        if columns:
            OpeningRangeRow.update(**columns).where(OpeningRangeRow.id == one.id).execute()

    db.call(open_wide)


def without(reason: str) -> NoReturn:
    """Skip a test by name on a newcomer's machine; where everything must be there, fail it."""
    if os.environ.get("COMPTOIR_TESTS_COMPLETS"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def needs() -> Callable[[str], str]:
    """``needs("soffice")`` gives the program's path; without it the test is skipped by name, or fails."""

    def find(program: str) -> str:
        # Servers are installed beside what every account has in its PATH.
        path = shutil.which(program, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
        if path is None:
            without(f"{program} is not installed")
        return path

    return find


@pytest.fixture
def small_disk(tmp_path: Path, needs: Callable[[str], str]) -> Iterator[Path]:
    """A folder on a disk of some megabytes, for :func:`fill`; only root may mount one."""
    if os.geteuid() != 0:
        without("mounting a small disk takes root")
    needs("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", folder], check=False)
    if mounted.returncode:
        without("this container may not mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(disk: Path) -> Path:
    """Fill ``disk`` to the last byte; the file to remove when there must be room again."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    return ballast
