"""Homes, sites and terminals for the tests that play the program through a pseudo-terminal."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from comptoir.setup.access import read_key
from models.service import profile_file
from models.service.profile import settle
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from tests import shared
from tests.bench.desk import __file__ as desk_program
from tests.terminal.ssh import ssh
from tests.terminal.terminal import COMPTOIR, Terminal, furnish

Open = Callable[..., Terminal]
Start = Callable[..., ssh.Server]
PASSWORD = "demonstration"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory with nothing in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def open_terminal(home: Path) -> Iterator[Open]:
    """``open_terminal("demo", env={…})`` plays ``comptoir demo``; ``command=`` plays something else."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        command: tuple[str, ...] = COMPTOIR,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> Terminal:
        opened.append(Terminal([*command, *arguments], home, env=env, size=size))
        return opened[-1]

    yield start
    for one in opened:
        one.kill()
        one.hang_up()


@dataclass(frozen=True, slots=True)
class Site:
    """A site of one's own, furnished as the demonstration: it stays when the program is left."""

    folder: Path
    open_terminal: Open

    @property
    def env(self) -> dict[str, str]:
        """The variables that lead the program here."""
        return {
            "COMPTOIR_BASE": str(self.path),
            "COMPTOIR_FICHIER_CLE": str(self.folder / "comptoir.cle"),
            "COMPTOIR_PROFIL": str(self.folder / "profil.toml"),
            "COMPTOIR_COURRIERS": str(self.folder / "courriers"),
            "COMPTOIR_JOURNAL_TECHNIQUE": str(self.folder / "comptoir.log"),
        }

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / "comptoir.db"

    def open(self, **variables: str) -> Terminal:
        """``comptoir``, waiting for somebody to sign in."""
        terminal: Terminal = self.open_terminal(env=self.env | variables)
        return terminal

    def desk(self, size: tuple[int, int] = (80, 24), **variables: str) -> Terminal:
        """The desk, its receptionist signed in before it opened: for what is not about the door."""
        command = (sys.executable, desk_program, str(self.folder))
        terminal: Terminal = self.open_terminal(command=command, env=self.env | variables, size=size)
        terminal.wait_for("Salle d’attente", 20)
        return terminal

    def open_desk(self) -> Terminal:
        """``comptoir``, with the receptionist signed in."""
        terminal = self.open()
        sign_in(terminal, "accueil")
        terminal.wait_for("Salle d’attente")
        return terminal

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database, to read back what the program kept."""
        database = Database.open(SqlCipherEngine(self.path, read_key(self.folder / "comptoir.cle")))
        try:
            yield database
        finally:
            database.close()


def copy_site(furnished: Path, folder: Path, open_terminal: Open) -> Site:
    """A furnished site in ``folder``; days and hours are from now on those of the site, here as well."""
    copy = Site(Path(shutil.copytree(furnished, folder)), open_terminal)
    settle(profile_file.load(Path(copy.env["COMPTOIR_PROFIL"])))
    return copy


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared.once(tmp_path_factory, "site", furnish)


@pytest.fixture
def site(_furnished: Path, tmp_path: Path, open_terminal: Open) -> Site:
    """A furnished site of this test alone."""
    return copy_site(_furnished, tmp_path / "site", open_terminal)


@pytest.fixture
def start_server(needs: Callable[[str], str], site: Site, tmp_path: Path) -> Iterator[Start]:
    """``start_server()`` runs sshd as docs/deploiement.md says: :func:`tests.terminal.ssh.ssh.start`."""
    sshd = needs("sshd")
    needs("ssh")
    if unfit := ssh.unfit():
        (pytest.fail if os.environ.get("COMPTOIR_TESTS_COMPLETS") else pytest.skip)(unfit)
    folder = tmp_path / "ssh"
    folder.mkdir()
    started: list[ssh.Server] = []

    def run(*, fragment: bool = True, keys: str = "") -> ssh.Server:
        started.append(ssh.start(sshd, folder, site, fragment=fragment, keys=keys))
        return started[-1]

    yield run
    for one in started:
        ssh.stop(one)


@pytest.fixture
def server(start_server: Start) -> ssh.Server:
    """An OpenSSH server as docs/deploiement.md has it."""
    return start_server()


def sign_in(terminal: Terminal, login: str, password: str = PASSWORD) -> None:
    """Give login and password on the sign-in screen."""
    if "> Mot de passe" in terminal.wait_for("> "):
        # Tab stops at the last field of a form.
        terminal.press("shift+tab")
    terminal.to_field("Identifiant")
    terminal.press("ctrl+u")
    terminal.type(f"{login}\t{password}\r")
