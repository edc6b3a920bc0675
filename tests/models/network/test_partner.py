"""Partners are found by words, theme and place, and verified by a person."""

import pytest

from models.errors import NotFound
from models.lists.partner_import import import_partners
from models.network import partner
from models.service.agent import SYSTEM, Agent
from models.store import journal
from models.store.database import Database
from tests.project import PROFILES


@pytest.fixture
def network(db: Database, alice: Agent) -> Database:
    db.call(import_partners, SYSTEM, PROFILES / "geneve/partners.csv", "geneve")
    return db


@pytest.fixture
def places(db: Database, alice: Agent) -> Database:
    db.call(import_partners, SYSTEM, PROFILES / "france/partners.csv", "france-services")
    db.call(import_partners, SYSTEM, PROFILES / "france/national.csv", "national")
    return db


@pytest.mark.parametrize("words", ["colis coeur", "CŒUR colis", "fond col cœ"])
def test_words_in_any_order_without_accents_or_ends(network: Database, words: str) -> None:
    assert "Fondation Colis du Cœur" in [one.name for one in network.call(partner.search, words)]


@pytest.mark.parametrize("words", ["zzz", "colis zzz", "%", "_", "'; DROP TABLE partner", "[/bold]"])
def test_words_that_nothing_has_find_nothing_or_everything_but_never_break(
    network: Database, words: str
) -> None:
    found = network.call(partner.search, words, limit=100)
    assert len(found) in (0, 80)


def test_a_word_is_matched_from_its_start_only(network: Database) -> None:
    assert [one.name for one in network.call(partner.search, "endettement")] == []


@pytest.mark.parametrize("theme", ["hébergement d’urgence", "Hébergement d'urgence"])
def test_a_theme_finds_its_own_in_order_of_name(network: Database, theme: str) -> None:
    found = network.call(partner.search, theme=theme)
    assert len(found) == 8
    assert all("hébergement d’urgence" in one.themes for one in found)
    assert [one.name for one in found][:2] == [
        "Armée du Salut - Bel'Espérance",
        "Armée du Salut - Le Passage",
    ]


def test_several_themes_are_one_or_the_other(network: Database) -> None:
    found = network.call(partner.search, theme=["logement", "dettes"], limit=100)
    assert {theme for one in found for theme in one.themes} == {"logement", "dettes"}
    assert len(found) == 7


def test_the_commune_comes_first_then_those_without_a_place_and_nobody_is_left_out(network: Database) -> None:
    found = network.call(partner.search, commune="ONEX", limit=100)
    assert len(found) == 80
    assert [one.commune for one in found[:2]] == ["Onex", "Onex"]
    assert found[2].commune == "" and found[-1].commune not in ("", "Onex")


def test_a_department_keeps_its_own_and_the_national_ones(places: Database) -> None:
    found = places.call(partner.search, department="74", limit=100)
    assert {one.department for one in found} == {"74", ""}
    assert len(places.call(partner.search, department="74", theme="démarches", limit=100)) == 23
    assert len(places.call(partner.search, limit=50)) == 50


def test_words_theme_and_department_all_narrow(places: Database) -> None:
    found = places.call(partner.search, "poste", "démarches", "Frangy", "74")
    assert found[0].name == "France services La Poste de Frangy"
    assert all(one.department == "74" and "Poste" in one.name + one.address for one in found)


def test_verifying_dates_the_entry_and_is_journaled(network: Database, alice: Agent, monday: object) -> None:
    before = network.call(partner.search, "colis")[0]
    assert before.verified == "à vérifier (source officielle)"
    after = network.call(partner.verify, alice, before.id)
    assert after.verified == "vérifié le 23.11.2026"
    assert network.call(partner.get, before.id) == after
    line = network.call(journal.latest, 1)[0]
    assert (line.action, line.subject, line.subject_id, line.agent_id) == (
        "partner.verified",
        "partner",
        before.id,
        alice.id,
    )


def test_an_entry_that_is_gone_is_said(network: Database, alice: Agent) -> None:
    with pytest.raises(NotFound, match="Cette fiche n’existe plus"):
        network.call(partner.get, 9999)
    with pytest.raises(NotFound, match="Cette fiche n’existe plus"):
        network.call(partner.verify, alice, 9999)


def test_themes_are_counted_in_alphabetical_order(network: Database) -> None:
    found = network.call(partner.themes)
    assert found[:2] == [("addictions", 4), ("aide sociale", 10)]
    assert sum(count for _, count in found) == 80
    assert network.call(partner.themes, "SOC aide") == [("aide sociale", 10)]
