"""A prepared Geneva site, and the commands run on it in this process, by the clock of the test."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from comptoir import cli
from comptoir.setup import installation
from comptoir.setup.settings import load
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.hours import opening
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.service.venue import Venue
from models.store.database import Database
from tests import shared
from tests.conftest import receives_always

PASSWORD = "une phrase assez longue"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered: exit code, output, errors; ordinary spaces."""

    code: int
    out: str
    err: str


Office = Callable[..., Said]


@pytest.fixture(scope="session")
def furnished_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a site: an administrator and a social worker who never sign in. Made once."""

    def make(home: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            _live_in(home, patch)
            chosen = installation.Chosen("geneve")
            with installation.prepared(load(), chosen, say=lambda _words: None) as ready:
                ready.create_agent("admin", "Claude Martin", PASSWORD)
                ready.database.call(agent.create, SYSTEM, "rey", "Mme Rey", Role.SOCIAL_WORKER, PASSWORD)

    return shared.once(tmp_path_factory, "home", make)


def _live_in(home: Path, patch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("XDG_", "COMPTOIR_"))]:
        patch.delenv(name)
    patch.setenv("HOME", str(home))


@pytest.fixture
def home(furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of this test alone."""
    shutil.copytree(furnished_home, tmp_path / "home")
    _live_in(tmp_path / "home", monkeypatch)
    return tmp_path / "home"


@pytest.fixture
def office(
    home: Path, monday: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    """``office("agents", "fermer", "rey")``; ``typed`` is what stands on the input."""

    def run(*arguments: str, typed: str = "") -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        code = cli.main(arguments)
        shown = capsys.readouterr()
        return Said(code, shown.out.replace("\u00a0", " "), shown.err.replace("\u00a0", " "))

    return run


@contextmanager
def opened() -> Iterator[Database]:
    """The database of the home, for a look."""
    with installation.opened(load()) as (database, _):
        yield database


def book(db: Database, login: str, starts_at: datetime, ends_at: datetime) -> Appointment:
    """An appointment of somebody with that agent, who receives at any hour when no range says else."""
    who = db.call(agent.find, login).agent
    if not db.call(opening.ranges_of, [who.id or 0]):
        receives_always(db, who.id)
    form = PersonForm(family_name="Zwahlen", given_name="Ana", phone="", commune="Carouge")
    somebody = db.call(person.create, SYSTEM, form, "CH", f"person-{starts_at}")
    wanted = Booking(somebody.id, "suivi", who.id or 0, starts_at, ends_at, Venue.ON_SITE)
    return db.call(agenda.book, SYSTEM, wanted, f"booking-{starts_at}")
