"""A postcode may cover several communes; the list of the site says which."""

from pathlib import Path

import pytest

from models.errors import ComptoirError
from models.files.import_file import ImportReport, Rejected
from models.lists import postcodes
from models.service import postcode
from models.service.agent import Agent
from models.store import journal
from models.store.database import Database
from tests.project import PROFILES


@pytest.fixture
def geneva(db: Database, alice: Agent) -> Database:
    report = db.call(postcodes.import_postcodes, alice, PROFILES / "geneve/postcodes.csv")
    assert report.rejected == () and report.added > 90
    return db


def test_a_postcode_may_cover_several_communes(geneva: Database) -> None:
    assert geneva.call(postcode.communes, "1227") == ["Carouge", "Genève", "Lancy"]
    assert geneva.call(postcode.communes, " 1202 ") == ["Genève", "Pregny-Chambésy"]
    assert geneva.call(postcode.communes, "9999") == []


def test_a_commune_is_known_whatever_its_case_and_accents(geneva: Database) -> None:
    assert geneva.call(postcode.is_known_commune, "CAROUGE")
    assert geneva.call(postcode.is_known_commune, "chene bougeries")
    assert not geneva.call(postcode.is_known_commune, "Annemasse")
    assert not geneva.call(postcode.is_known_commune, " ")


def test_twice_changes_nothing_and_leaves_one_line_each_time(geneva: Database, alice: Agent) -> None:
    report = geneva.call(postcodes.import_postcodes, alice, PROFILES / "geneve/postcodes.csv")
    assert (report.added, report.changed, report.rejected) == (0, 0, ())
    lines = [line for line in geneva.call(journal.latest) if line.action == "postcode.imported"]
    assert [line.detail["added"] for line in lines] == [0, report.unchanged]


def test_france_takes_the_postcodes_of_its_places(db: Database, alice: Agent) -> None:
    path = PROFILES / "france/partners.csv"
    report = db.call(postcodes.import_postcodes, alice, path, "france-services")
    assert report.rejected == () and report.added > 2500
    assert db.call(postcode.communes, "74240") == ["Gaillard"]
    assert db.call(postcode.is_known_commune, "saint julien en genevois")


def test_a_bad_line_is_named_and_the_good_ones_stay(db: Database, alice: Agent, tmp_path: Path) -> None:
    path = tmp_path / "npa.csv"
    path.write_text(
        "npa;localite;commune;bfs_nr\n1200;A;Genève;1\n12x0;B;B;2\n1201;C;;3\n1202;D;D;4\n1202;D;D;4\n"
    )
    report = db.call(postcodes.import_postcodes, alice, path)
    assert report == ImportReport(
        2,
        0,
        0,
        (
            Rejected(3, "le code postal «\u00a012x0\u00a0» n’a pas 4 chiffres"),
            Rejected(4, "il manque la commune"),
        ),
    )
    path.write_text("npa;commune\n")
    with pytest.raises(ComptoirError, match="colonnes localite, bfs_nr"):
        db.call(postcodes.import_postcodes, alice, path)
    with pytest.raises(ComptoirError, match="n’est pas un format"):
        db.call(postcodes.import_postcodes, alice, path, "excel")
