"""``comptoir partenaires``: entries are listed, closed, opened again, removed; an import is taken back."""

from pathlib import Path

import pytest

from models.network import partner
from models.store import journal
from tests.comptoir.conftest import Office, opened


@pytest.fixture
def network(office: Office, tmp_path: Path) -> Office:
    """An office whose directory holds two entries more than the one it began with: Abri and Foyer."""
    path = tmp_path / "reseau.csv"
    path.write_text("Id;Nom;Commune\n1;Zabri;Carouge\n2;Zfoyer;Meyrin\n", "utf-8")
    assert office("importer", "partenaires", str(path)).code == 0
    return office


def _number(office: Office, name: str, *options: str) -> str:
    (line,) = office("partenaires", "chercher", name, *options).out.splitlines()
    return line.split()[0]


def test_partners_are_found_closed_opened_again_and_removed(network: Office) -> None:
    number = _number(network, "zabri")
    assert "Zabri, Carouge (reseau) : à vérifier" in network("partenaires", "chercher", "carouge zabri").out
    assert network("partenaires", "fermer", number).out == "Zabri : fermé.\n"
    assert network("partenaires", "chercher", "zabri").out == "Aucun partenaire.\n"
    assert _number(network, "zabri", "--fermes") == number
    assert "rouvert" in network("partenaires", "rouvrir", number).out
    assert "retiré" in network("partenaires", "retirer", number).out
    done = network("partenaires", "retirer", number)
    assert (done.code, "n’existe plus" in done.err) == (1, True)
    with opened() as db:
        assert [one.action for one in db.call(journal.latest)][:3] == [
            "partner.removed", "partner.reopened", "partner.closed",
        ]  # fmt: skip


def test_the_last_import_is_taken_back(network: Office) -> None:
    network("partenaires", "fermer", _number(network, "zfoyer"))
    said = network("partenaires", "defaire").out
    assert "retirés 1, comme avant 0, gardés parce qu’ils ont servi ou changé 1" in said
    with opened() as db:
        assert db.call(partner.search, "zabri") == []
        assert [one.name for one in db.call(partner.search, "zfoyer", closed=True)] == ["Zfoyer"]
    done = network("partenaires", "defaire")
    assert (done.code, "Rien à défaire" in done.err or "Aucun import" in done.err) == (1, True)


def test_a_long_directory_says_how_to_find_more(network: Office, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Id;Nom\n" + "".join(f"{one};Xa{one:03}\n" for one in range(120)), "utf-8")
    network("importer", "partenaires", str(path))
    lines = network("partenaires", "chercher", "xa").out.splitlines()
    assert len(lines) == 101
    assert "chercher" in lines[-1]
