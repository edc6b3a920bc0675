"""A sector names where people live in the words of whoever set it; addresses are in those of the post."""

import pytest

from models.lists import postcodes
from models.service import sector
from models.service.agent import SYSTEM, Agent
from models.store.database import Database
from tests.project import PROFILES


@pytest.fixture
def both(db: Database, alice: Agent) -> Database:
    db.call(postcodes.bring, SYSTEM, (PROFILES / "postcodes").glob("*.csv"))
    return db


def receives(db: Database, said: str, code: str, commune: str) -> bool:
    return sector.receives([said], db.call(sector.homes, code, commune))


MEANT = [
    ("Saint-Julien-en-Genevois", "74160", "St Julien en Genevois"),
    ("St-Julien-en-Genevois", "74160", "SAINT-JULIEN-EN-GENEVOIS CEDEX"),
    ("Genève 3", "1203", "Genève"),
    ("Genève", "1211", "Genève 3"),
    ("Carouge GE", "1227", "Carouge"),
    ("Carouge", "1227", "Carouge (GE)"),
    ("92", "92100", "Boulogne-Billancourt"),
    ("74", "01200", "Éloise"),
    ("2A", "20000", "Ajaccio"),
    ("974", "97400", "Saint-Denis"),
    ("GE", "1227", "Carouge"),
    ("Lancy", "1213", "Petit-Lancy"),
    ("Annecy", "74600", "Seynod"),
    ("Paris 15", "75015", "Paris"),
    ("75015", "", "Paris 15e"),
    ("Carouge", "1227", ""),
    ("74000", "", "Annecy"),
    ("F-74100", "74100", "Annemasse"),
    ("1227 Carouge", "1227", "Carouge"),
    # A new town that no list has yet is still where it says it is.
    ("Villeneuve-Neuve", "99999", "Villeneuve Neuve"),
    ("93", "93999", "Nulle-Part"),
]


def test_a_sector_is_matched_as_it_is_meant(both: Database) -> None:
    for said, code, commune in MEANT:
        assert receives(both, said, code, commune), (said, code, commune)


OTHER = [
    ("01", "01200", "Éloise"),
    ("92", "1292", "Chambésy"),
    ("Onex", "1213", "Petit-Lancy"),
    ("Paris 15", "75011", "Paris"),
    ("Les Acacias", "1227", "Carouge"),
    ("1227 Lancy", "1227", "Carouge"),
    ("Saint-Julien", "74160", "Saint-Julien-en-Genevois"),
    # Others bear that name: nothing says which of them it is.
    ("21", "", "Saint-Julien"),
]


def test_a_sector_is_no_other_place(both: Database) -> None:
    for said, code, commune in OTHER:
        assert not receives(both, said, code, commune), (said, code, commune)


def test_no_sector_and_no_address_are_no_reason_not_to_receive(both: Database) -> None:
    assert sector.receives([], both.call(sector.homes, "1227", "Carouge"))
    assert sector.receives(["Lancy"], both.call(sector.homes, "", " "))


def test_a_sector_that_names_nothing_is_told(both: Database) -> None:
    for said in ("Carouge GE", "1203", "St-Julien", "92", "2a", "ge", "Paris 15", "F-74100", "1227 Carouge"):
        assert both.call(sector.areas, said), said
    for said in ("Caarouge", "12345", "zz", "96", "1227 Annecy"):
        assert not both.call(sector.areas, said), said
