"""``comptoir importer personnes`` and ``comptoir exporter personnes``."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comptoir.commands import persons as cli_persons
from models.lists import import_run
from models.person.person import PersonRow
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.store import journal
from tests.comptoir.conftest import PASSWORD, Office, opened

LIST = "Nom;Prénom;Naissance;Couleur\nDupont;Marie;12.3.1980;bleu\nRey;Zoé;31.2.1990;\n;;12.3.1980;\n"


def _persons() -> int:
    with opened() as db:
        return int(db.call(PersonRow.select().count))


@pytest.fixture
def manager(home: Path) -> str:
    """Somebody who may export, and their password."""
    with opened() as db:
        db.call(agent.create, SYSTEM, "chef", "Chef Exemple", Role.MANAGER, PASSWORD)
    return f"{PASSWORD}\n"


def test_a_list_is_brought_in_and_reported_line_by_line(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(LIST)
    said = office("importer", "personnes", str(path))
    assert said.code == 1
    assert "ajoutées 2, complétées 0, inchangées 0, refusées 1" in said.out
    assert "ligne 3 : date de naissance : 31.2.1990" in said.out.partition("À revoir")[2]
    assert "ligne 4 : " in said.out.partition("À revoir")[0]
    assert "Colonnes laissées de côté : couleur" in said.out
    assert _persons() == 2
    again = office("importer", "personnes", str(path))
    assert "ajoutées 0, complétées 0, inchangées 2" in again.out


def test_lines_of_one_list_that_are_perhaps_one_person_are_counted_and_named(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Prénom;Naissance\nDupont;Marie;12.3.1980\nDupond;Marie;12.3.1980\n")
    said = office("importer", "personnes", str(path))
    assert said.code == 0
    assert "quelqu’un qui est peut-être déjà dans la liste : 1." in said.out
    assert "ligne 3 : peut-être la même personne que la ligne 2 (nom à une lettre près" in said.out
    assert _persons() == 2


def test_of_many_columns_left_out_a_few_are_named(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Nom;" + ";".join(f"C{number}" for number in range(200)) + "\nRey" + ";x" * 200 + "\n")
    said = office("importer", "personnes", str(path))
    assert "c0, c1" in said.out
    assert "et 188 autres. « --colonne »" in said.out
    assert "c150" not in said.out


def test_a_rehearsal_keeps_nothing(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(LIST.splitlines()[0] + "\nDupont;Marie;12.3.1980;\n")
    said = office("importer", "personnes", str(path), "--essai")
    assert said.code == 0
    assert "Essai : rien n’a été gardé" in said.out
    assert "ajoutées 1" in said.out
    assert _persons() == 0


def test_a_column_is_named_on_the_command_line(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Intitulé;Appelée\nDupont;Marie\n")
    assert "Aucune colonne ne dit le nom" in office("importer", "personnes", str(path)).err
    said = office(
        "importer", "personnes", str(path), "--colonne", "Intitulé=nom", "--colonne", "appelée=given_name"
    )
    assert said.code == 0, said.err
    assert _persons() == 1


@pytest.mark.parametrize("column", ["Patronyme", "=nom", "Patronyme="])
def test_a_column_without_its_field_is_refused(office: Office, tmp_path: Path, column: str) -> None:
    said = office("importer", "personnes", str(tmp_path / "x.csv"), "--colonne", column)
    assert said.code == 2
    assert "écrivez Nom usuel=nom" in said.err


def test_many_refused_lines_are_counted(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_persons, "SHOWN", 2)
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Naissance\n" + ";hier\n" * 5)
    said = office("importer", "personnes", str(path))
    assert "ligne 3 :" in said.out
    assert "ligne 4 :" not in said.out
    assert "… et 3 autres lignes." in said.out


def _until_some_are_kept() -> None:
    deadline = time.monotonic() + 60
    while _persons() == 0:
        assert time.monotonic() < deadline, "the import never began to keep anybody"
        time.sleep(0.05)


def test_ctrl_c_leaves_nothing_half_done(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Prénom\n" + "".join(f"Dupont{number};Marie\n" for number in range(20_000)))
    command = [sys.executable, "-m", "comptoir", "importer", "personnes", str(path)]
    with opened() as db:
        before = len(db.call(journal.latest, 10_000))
    process = subprocess.Popen(
        command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # On its way, and far from its end.
    _until_some_are_kept()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, (out, err)
    assert "rien n’a été gardé" in err
    assert "Interrompu" in err
    assert _persons() == 0
    with opened() as db:
        lines = [one.action for one in db.call(journal.latest, 10_000)]
    # That it was begun and taken back is told; of nobody that they were made.
    assert lines[:2] == ["person.import_taken_back", "person.import_begun"]
    assert len(lines) == before + 2


def test_check_takes_back_a_list_that_was_killed_and_says_so(
    office: Office, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Prénom\n" + "".join(f"Dupont{number};Marie\n" for number in range(20_000)))
    command = [sys.executable, "-m", "comptoir", "importer", "personnes", str(path)]
    with subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL) as process:
        _until_some_are_kept()
        process.kill()
    left = _persons()
    assert 0 < left < 20_000
    monkeypatch.setattr(import_run, "PAUSE", 0)
    said = office("check")
    assert f"Remis en ordre : un import de personnes coupé en chemin a été défait : {left} fiches" in said.out
    assert _persons() == 0
    assert "Remis en ordre" not in office("check").out
    # The file that told others that an import goes on does not stay for long.
    office("importer", "personnes", str(path), "--essai")
    assert not list(home.rglob("*-import"))


def test_a_rehearsal_tells_what_each_column_is_taken_for(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Nom;Prénom(s);Né(e) le;Nb enfants\nDupont;Marie;12.3.1980;2\n")
    said = office("importer", "personnes", str(path), "--essai").out
    assert "Colonnes lues : nom, prénom(s) = prénom, né(e) le = date de naissance." in said
    assert "Colonnes laissées de côté : nb enfants." in said


def test_who_may_exports_with_their_password(office: Office, tmp_path: Path, manager: str) -> None:
    source = tmp_path / "liste.csv"
    source.write_text("Nom;Prénom\nDupont;Marie\n")
    office("importer", "personnes", str(source))
    for name in ("p.csv", "p.xlsx"):
        path = tmp_path / name
        said = office("exporter", "personnes", str(path), "--agent", "chef", typed=manager)
        assert said.code == 0, said.err
        assert "Personnes exportées : 1" in said.out
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with opened() as db:
        who = db.call(agent.find, "chef").agent.id
        assert [one.agent_id for one in db.call(journal.latest) if one.action == "person.exported"] == [
            who
        ] * 2


def test_a_wrong_password_exports_nothing(office: Office, tmp_path: Path, manager: str) -> None:
    said = office("exporter", "personnes", str(tmp_path / "p.csv"), "--agent", "chef", typed="autre chose\n")
    assert said.code == 1
    assert "Connexion refusée" in said.err
    assert not (tmp_path / "p.csv").exists()


def test_the_reception_does_not_export(office: Office, tmp_path: Path) -> None:
    with opened() as db:
        db.call(agent.create, SYSTEM, "lea", "Léa", Role.RECEPTION, PASSWORD)
    said = office("exporter", "personnes", str(tmp_path / "p.csv"), "--agent", "lea", typed=f"{PASSWORD}\n")
    assert said.code == 1
    assert "Réservé" in said.err and "responsable, administrateur" in said.err


def test_an_export_needs_to_know_who(office: Office, tmp_path: Path) -> None:
    said = office("exporter", "personnes", str(tmp_path / "p.csv"))
    assert said.code == 2
    assert "--agent" in said.err
