"""``comptoir sauvegarde`` and ``comptoir restaurer``: the disasters of a day, and the way back."""

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from comptoir.setup import backups
from comptoir.setup.settings import load
from models import clock
from tests.comptoir.conftest import Office, opened
from tests.models.conftest import prepare_server, server, server_programs
from tests.project import ROOT
from tests.server import Server
from tests.terminal.terminal import COMPTOIR
from tests.working_day import digests, work

# Fixtures of the models, whose server it is.
__all__ = ["prepare_server", "server", "server_programs"]


def _base() -> Path:
    return Path(load().database)


def _saved(office: Office) -> Path:
    said = office("sauvegarde")
    assert said.code == 0, said.err
    assert "Sauvegardé et vérifié" in said.out
    return next(iter(load().backups.glob("*.sauvegarde")))


def _destroyed(base: Path) -> None:
    for one in base.parent.glob(f"{base.name}*"):
        one.unlink()


def _truncated(base: Path) -> None:
    os.truncate(base, base.stat().st_size // 3)


def _overwritten(base: Path) -> None:
    with base.open("r+b") as file:
        for page in range(0, base.stat().st_size // 4096, 7):
            file.seek(page * 4096)
            file.write(os.urandom(4096))


@pytest.mark.parametrize("disaster", [_destroyed, _truncated, _overwritten])
def test_the_drill_a_day_a_disaster_and_all_is_back(office: Office, disaster: Callable[[Path], None]) -> None:
    with opened() as db:
        work(db)
    letter = load().letters / "2026" / "lettre.docx"
    letter.parent.mkdir(parents=True)
    letter.write_bytes(os.urandom(5000))
    kept = letter.read_bytes()
    _saved(office)
    with opened() as db:
        before = digests(db)
    disaster(_base())
    letter.unlink()
    if disaster is not _destroyed:
        refused = office("restaurer")
        assert refused.code == 1
        assert "n’est jamais remplacée" in refused.err
    said = office("restaurer", "--ecarter")
    assert said.code == 0, said.err
    assert "Restauré, recompté" in said.out
    assert ("mise de côté" in said.out) == (disaster is not _destroyed)
    with opened() as db:
        after = digests(db)
        lines = db.call(db.engine.content).counts["journal"]
    # One line more: that the base was brought back.
    assert lines == before["journal"][0] + 1
    assert {**after, "journal": before["journal"]} == before
    assert letter.read_bytes() == kept
    assert office("check").code == 0
    assert stat.S_IMODE(_base().stat().st_mode) == 0o600


@pytest.mark.postgres
def test_the_drill_on_a_server(office: Office, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("jour", "revenu"):
        server.execute(f"CREATE DATABASE {name}" + (" TEMPLATE prepared" if name == "jour" else ""))
    monkeypatch.setenv("COMPTOIR_BASE", server.url("jour"))
    with opened() as db:
        work(db)
    made = _saved(office)
    assert b"Visiteur" not in made.read_bytes()
    with opened() as db:
        before = digests(db)
    living = office("restaurer")
    assert living.code == 1
    assert "Rien n’a été remplacé" in living.err
    server.execute("DROP DATABASE jour WITH (FORCE)")
    monkeypatch.setenv("COMPTOIR_BASE", server.url("revenu"))
    said = office("restaurer", str(made))
    assert said.code == 0, said.err
    with opened() as db:
        after = digests(db)
    assert after["journal"][0] == before["journal"][0] + 1
    assert {**after, "journal": before["journal"]} == before
    server.execute("DROP DATABASE revenu WITH (FORCE)")


def test_what_is_newer_in_the_living_base_is_said_first(office: Office) -> None:
    with opened() as db:
        work(db, 2)
    _saved(office)
    same = office("restaurer", "--essai")
    assert same.code == 0
    assert "n’a rien de plus récent" in same.out
    with opened() as db:
        work(db, 3, first=30)
    said = office("restaurer", "--essai")
    assert said.code == 0
    assert "+ 3 passages" in said.out
    assert "+ 3 personnes" in said.out
    assert "dernière écriture le 23.11.2026 à 09:41" in said.out
    assert "rien n’a été changé" in said.out


def test_it_can_come_back_elsewhere_with_its_files(office: Office, tmp_path: Path) -> None:
    with opened() as db:
        work(db, 2)
        before = digests(db)
    _saved(office)
    new = tmp_path / "ailleurs"
    assert office("restaurer", "--vers", str(new)).code == 0
    assert sorted(one.name for one in new.iterdir() if one.suffix in ("", ".db", ".cle")) == [
        "comptoir.cle", "comptoir.db", "profil",
    ]  # fmt: skip
    with opened() as db:
        assert {**digests(db), "journal": before["journal"]} == before
    again = office("restaurer", "--vers", str(new))
    assert again.code == 1
    assert "n’est pas vide" in again.err


def test_a_base_that_a_desk_has_open_is_not_moved(office: Office) -> None:
    _saved(office)
    with opened() as db:
        work(db, 1)
        pid = os.fork()
        if not pid:
            # In another process: a lock of one's own is none.
            os._exit(office("restaurer", "--ecarter").code)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    assert office("restaurer", "--ecarter").code == 0


def test_a_passphrase_opens_it_when_the_machine_is_gone(
    office: Office, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase = tmp_path / "phrase"
    phrase.touch(0o600)
    phrase.write_text("quatre mots l’un après l’autre\n", encoding="utf-8")
    monkeypatch.setenv("COMPTOIR_SAUVEGARDE_CLE", str(phrase))
    with opened() as db:
        work(db, 2)
    made = shutil.copy(_saved(office), tmp_path / "usb.sauvegarde")
    shutil.rmtree(home)
    home.mkdir()
    monkeypatch.delenv("COMPTOIR_SAUVEGARDE_CLE")
    assert office("restaurer", str(made), "--cle", str(phrase)).code == 0
    with opened() as db:
        assert db.call(db.engine.content).counts["visit"] == 2
    assert office("check").code == 0


def test_a_key_that_is_lost_is_not_replaced_by_another(office: Office) -> None:
    _saved(office)
    load().backup_key.unlink()
    said = office("sauvegarde")
    assert said.code == 1
    assert "n’existe pas" in said.err


def test_a_passphrase_that_could_be_guessed_is_refused(office: Office) -> None:
    load().backup_key.touch(0o600)
    load().backup_key.write_text("comptoir")
    assert "au moins 16 caractères" in office("sauvegarde").err


def test_a_file_that_was_changed_since_stays_as_it_is(office: Office) -> None:
    letter = load().letters / "lettre.docx"
    letter.parent.mkdir(parents=True)
    letter.write_bytes(b"avant")
    _saved(office)
    letter.write_bytes(b"corrigee depuis")
    said = office("restaurer", "--ecarter")
    assert f"gardé tel quel, il diffère de la sauvegarde : {letter}" in said.out
    assert letter.read_bytes() == b"corrigee depuis"


def test_the_age_of_the_last_good_one_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "aucune sauvegarde" in office("check").out
    _saved(office)
    assert "sauvegarde :" not in office("check").out
    # A killed one does not make it younger.
    (load().backups / ".comptoir-20261201T120000Z.sauvegarde.part").touch()
    with clock.frozen(clock.now() + timedelta(hours=47)):
        assert backups.overdue(load()) == ""
    with clock.frozen(clock.now() + timedelta(days=3, hours=5)):
        assert "sauvegarde : il y a 3 jours" in office("check").out
        monkeypatch.setenv("COMPTOIR_SAUVEGARDE_HEURES", "0")
        assert "sauvegarde" not in office("check").out


_DESK = """
import sys, time
from comptoir.setup import installation
from comptoir.setup.settings import load
from tests.working_day import work

with installation.opened(load()) as (db, _):
    for number in range(10_000):
        work(db, 1, first=number % 90)
        print(number, time.monotonic(), flush=True)
        time.sleep(0.1)
"""


@contextmanager
def killed(*command: str) -> Iterator["subprocess.Popen[str]"]:
    """A program that does not outlive the block."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        try:
            yield program
        finally:
            program.kill()


@pytest.mark.real_clock
def test_when_the_disk_dies_only_the_last_seconds_are_lost(office: Office, tmp_path: Path) -> None:
    """Desk and copy are killed at once, the disk of the base is gone: what was copied is all there is."""
    assert office("sauvegarde").code == 0
    second = tmp_path / "second"
    options = ("--continue", "--toutes", "1", "--vers", str(second))
    with killed(*COMPTOIR, "sauvegarde", *options) as copies, killed(sys.executable, "-c", _DESK) as desk:
        until = time.monotonic() + 60
        while len(list(second.glob("*.sauvegarde"))) < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(3)
        copies.kill()
        desk.kill()
        died = time.monotonic()
        told = [line.split() for line in desk.communicate()[0].splitlines()]
    _destroyed(_base())
    shutil.rmtree(load().backups)
    copied = sorted(second.glob("*.sauvegarde"))
    assert len(copied) <= 2
    assert office("restaurer", str(copied[-1])).code == 0
    with opened() as db:
        kept = db.call(db.engine.content).counts["visit"]
    lost = [died - float(at) for number, at in told if int(number) >= kept]
    assert kept > 0
    # One pause and two copies: the one that was killed, and the one before.
    assert max(lost, default=0) < 60
