"""A postcode may cover several communes and a commune have several; the lists of both countries say which."""

import csv
from pathlib import Path

import pytest

from models.lists import postcodes
from models.service import postcode
from models.service.agent import SYSTEM, Agent
from models.store import journal
from models.store.database import Database
from tests.project import PROFILES

LISTS = sorted((PROFILES / "postcodes").glob("*.csv"))


@pytest.fixture
def both(db: Database, alice: Agent) -> Database:
    report = db.call(postcodes.bring, SYSTEM, LISTS)
    assert (report.added, report.unchanged, report.rejected) == (43_735, 0, ())
    return db


def _rows() -> list[dict[str, str]]:
    return [row for path in LISTS for row in csv.DictReader(path.open(encoding="utf-8"), delimiter=";")]


def test_all_communes_of_both_countries_ship() -> None:
    rows = _rows()
    of = {area: {row["commune"] for row in rows if row["subdivision"] == area} for area in ("74", "GE")}
    assert (len(of["74"]), len(of["GE"])) == (279, 45)
    assert {row["code_postal"] for row in rows if row["commune"] == "Annecy"} == {
        "", "74000", "74370", "74600", "74940", "74960",
    }  # fmt: skip
    assert len({row["subdivision"] for row in rows}) == 26 + 101 + 7
    # Every line says all that is shown, and fits its column.
    assert all(row["commune"] and row["code"] and len(row["localite"]) <= 100 for row in rows)


def test_a_postcode_may_cover_several_communes(both: Database) -> None:
    assert both.call(postcode.communes, "1227") == ["Carouge", "Genève", "Lancy"]
    assert both.call(postcode.communes, " 1202 ") == ["Genève", "Pregny-Chambésy"]
    assert len(both.call(postcode.communes, "74270")) == 17
    assert both.call(postcode.communes, "74960") == ["Annecy"]
    assert both.call(postcode.communes, "9999") == both.call(postcode.communes, "") == []


def test_a_commune_is_found_by_its_first_letters_those_of_the_site_first(both: Database) -> None:
    def found(words: str, area: str) -> list[tuple[str, str, str]]:
        return [(one.name, one.commune, one.area) for one in both.call(postcode.proposed, "", words, area)]

    assert found("anne", "74")[:2] == [("Annecy", "Annecy", "74"), ("Annemasse", "Annemasse", "74")]
    assert found("st julien en", "74")[0][0] == "Saint-Julien-en-Genevois"
    assert found("SEYNOD", "74") == [("Seynod", "Annecy", "74")]
    assert found("carouge", "GE")[0] == ("Carouge", "Carouge", "GE")
    assert found("", "GE") == found("zzz", "GE") == []
    assert len(found("a", "GE")) == postcode.PROPOSED


def test_a_known_postcode_leaves_its_own_communes(both: Database) -> None:
    def found(words: str) -> list[str]:
        return [one.commune for one in both.call(postcode.proposed, "1227", words, "GE")]

    assert (found(""), found("lan"), found("annecy")) == (["Carouge", "Genève", "Lancy"], ["Lancy"], [])


LIES = [
    ("1227", "CAROUGE", "GE", True),
    ("", "chene bougeries", "GE", True),
    ("", "Petit-Lancy", "GE", True),
    ("74100", "Annemasse", "GE", False),
    ("", "Annemasse", "GE", False),
    # One of that name is in Geneva, another in Haute-Saône.
    ("", "Gy", "GE", True),
    ("70700", "Gy", "GE", False),
    ("01200", "Éloise", "74", True),
    ("", "Trifouilly", "GE", None),
    ("1227", "", "GE", None),
]


def test_where_a_commune_lies_is_known_or_left_to_be_asked(both: Database) -> None:
    for code, commune, area, lies in LIES:
        assert both.call(postcode.lies_in, area, code, commune) is lies, (code, commune)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("St-Julien-en-Genevois", "Saint Julien en Genevois"),
        ("Ste-Croix", "Sainte-Croix"),
        ("Genève 3", "GENEVE"),
        ("Carouge GE", "Carouge"),
        ("Carouge (GE)", "Carouge"),
        ("ANNECY CEDEX 9", "Annecy"),
        ("Paris 15", "Paris 15e Arrondissement"),
        ("Lyon 3ème", "Lyon 3e Arrondissement"),
    ],
)
def test_a_place_is_the_same_however_it_is_written(written: str, same: str) -> None:
    assert postcode.key(written) == postcode.key(same)


def test_places_that_are_not_the_same_stay_apart() -> None:
    names = (
        "Paris",
        "Paris 1er",
        "Paris 15",
        "Saint-Julien",
        "Saint-Julien-en-Genevois",
        "Onex",
        "Gex",
        "Gy",
    )
    assert len({postcode.key(name) for name in names}) == len(names)


def test_no_two_communes_under_one_postcode_are_compared_alike() -> None:
    communes = {(row["code_postal"], row["code"], row["commune"]) for row in _rows() if not row["localite"]}
    assert len({(code, postcode.key(name)) for code, _, name in communes}) == len(communes)


def test_twice_changes_nothing_and_what_a_list_no_longer_has_goes(
    both: Database, alice: Agent, tmp_path: Path
) -> None:
    report = both.call(postcodes.bring, SYSTEM, LISTS)
    assert (report.added, report.unchanged) == (0, 43_735)
    lines = [line for line in both.call(journal.latest) if line.action == "postcode.imported"]
    assert [line.detail["added"] for line in lines] == [0, 43_735]
    short = tmp_path / "court.csv"
    short.write_text("code_postal;localite;commune;code;subdivision\n1227;;Carouge;6608;GE\n", "utf-8")
    assert both.call(postcodes.bring, SYSTEM, [short]).unchanged == 1
    assert both.call(postcode.communes, "1202") == []
