"""Lists of persons that leave: by those who may, journaled, with nothing that a spreadsheet would run."""

import csv
import os
import stat
import tempfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.errors import ComptoirError
from models.known import merge
from models.lists import person_export, person_import
from models.person import person
from models.person.person import Person, PersonForm
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.store import journal
from models.store.database import Database

MANAGER = Agent(1, "alice", "Alice Aubert", Role.MANAGER)
ATTACKS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _create(db: Database, key: str, **fields: object) -> Person:
    return db.call(person.create, MANAGER, PersonForm(**fields), "CH", key)  # type: ignore[arg-type]


def test_everybody_named_is_written_for_the_owner_alone(db: Database, marie: Person, tmp_path: Path) -> None:
    _create(db, "a", anonymous=True, given_name="Léo")
    twin = _create(db, "t", family_name="Dupond", interpreter=True, housing="tenant")
    gone = _create(db, "g", family_name="Dupont")
    db.call(merge.merge, MANAGER, marie.id, gone.id)
    path = tmp_path / "personnes.csv"
    assert db.call(person_export.export, MANAGER, path) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first, second = _read(path)
    assert (first["identifiant"], first["nom"], first["prénom"]) == (str(marie.id), "Dupont", "Marie")
    assert (first["date de naissance"], first["téléphone"]) == ("12.03.1980", "'+41224200001")
    assert (second["identifiant"], second["interprète"], second["logement"]) == (
        str(twin.id),
        "oui",
        "locataire",
    )
    line = db.call(journal.latest, 1)[0]
    assert (line.action, line.agent_id, line.detail) == ("person.exported", 1, {"count": 2, "format": "csv"})


def test_nobody_protected_leaves_with_a_file(db: Database, marie: Person, tmp_path: Path) -> None:
    _create(db, "p", family_name="Zbinden", protected=True)
    path = tmp_path / "personnes.csv"
    assert db.call(person_export.export, MANAGER, path) == 1
    assert "Zbinden" not in path.read_text(encoding="utf-8-sig")
    assert db.call(person_export.withheld) == 1


def test_a_formula_is_only_words(db: Database, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    for number, attack in enumerate(ATTACKS):
        _create(db, str(number), family_name=attack, note=attack)
    db.call(person_export.export, MANAGER, tmp_path / "p.csv")
    assert [row["nom"] for row in _read(tmp_path / "p.csv")] == [f"'{one}" for one in ATTACKS]
    db.call(person_export.export, MANAGER, tmp_path / "p.xlsx")
    sheet = load_workbook(tmp_path / "p.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == list(ATTACKS)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_is_known_when_it_is_read_again(
    db: Database, marie: Person, tmp_path: Path, kind: str
) -> None:
    _create(db, "t", family_name="=Rey", contact_by="letter", no_call=True, email="a@b.ch", nickname="Zaza")
    path = tmp_path / f"p.{kind}"
    db.call(person_export.export, MANAGER, path)
    report = db.call(person_import.import_persons, SYSTEM, path, "CH")
    assert (report.lines.added, report.lines.unchanged, report.lines.rejected) == (0, 2, ())
    assert report.ignored == ()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.SOCIAL_WORKER])
def test_others_may_not(db: Database, marie: Person, tmp_path: Path, role: Role) -> None:
    with pytest.raises(ComptoirError, match="Réservé"):
        db.call(person_export.export, Agent(1, "alice", "Alice", role), tmp_path / "p.csv")
    assert not (tmp_path / "p.csv").exists()


def test_nothing_is_written_over(db: Database, marie: Person, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("mine")
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "elsewhere.csv")
    lines = len(db.call(journal.latest, 1000))
    for one in (path, link):
        with pytest.raises(ComptoirError, match="existe déjà"):
            db.call(person_export.export, MANAGER, one)
    assert path.read_text() == "mine"
    assert not (tmp_path / "elsewhere.csv").exists()
    # What did not leave is not journaled as if it had.
    assert len(db.call(journal.latest, 1000)) == lines


def test_what_cannot_be_written_is_said(db: Database, marie: Person, tmp_path: Path) -> None:
    with pytest.raises(ComptoirError, match="n’a pas pu être écrit"):
        db.call(person_export.export, MANAGER, tmp_path / "nowhere" / "p.csv")
    with pytest.raises(ComptoirError, match=r"\.csv ou \.xlsx"):
        db.call(person_export.export, MANAGER, tmp_path / "p.pdf")


def test_a_spreadsheet_is_written_without_a_temporary_file(
    db: Database, marie: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would keep everybody's name if the export were killed."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    opened = len(os.listdir("/proc/self/fd"))
    path = tmp_path / "personnes.xlsx"
    assert db.call(person_export.export, MANAGER, path) == 1
    assert len(os.listdir("/proc/self/fd")) == opened
    rows = list(load_workbook(path)["Personnes"].iter_rows(values_only=True))
    assert "Dupont" in rows[1]
