"""A partner leaves the directory, or all that the last import brought; what served stays."""

from pathlib import Path

import pytest

from models.contact import orientation
from models.contact.orientation import OrientationForm
from models.errors import ComptoirError, NotFound
from models.lists import partner_removal
from models.lists.partner_import import import_partners
from models.lists.partner_line import Home
from models.lists.partner_removal import Undone
from models.network import partner
from models.network.partner import Partner
from models.person.person import Person
from models.person.whom import Whom
from models.service.agent import SYSTEM, Agent
from models.store.database import Database


def bring(db: Database, by: Agent, folder: Path, *lines: str) -> None:
    path = folder / "liste.csv"
    path.write_text("\n".join(["Id;Nom;Tél;Thème", *lines, ""]), encoding="utf-8")
    db.call(import_partners, SYSTEM, path, "", Home("CH", "GE"))


def entries(db: Database) -> dict[str, Partner]:
    return {one.source_id: one for one in db.call(partner.search)}


def test_the_last_import_is_undone(db: Database, alice: Agent, tmp_path: Path) -> None:
    bring(db, alice, tmp_path, "1;Abri;022 420 00 00;dettes", "2;Foyer;;")
    for one in entries(db).values():
        db.call(partner.verify, alice, one.id)
    before = entries(db)
    bring(db, alice, tmp_path, "1;Abri;022 420 00 01;logement", "2;Foyer;;", "3;Maison;;")
    assert entries(db)["1"].verified_on is None
    assert db.call(partner_removal.undo, SYSTEM) == Undone(removed=1, restored=1, kept=0)
    assert entries(db) == before
    with pytest.raises(ComptoirError, match="Aucun import"):
        db.call(partner_removal.undo, SYSTEM)


def test_what_was_verified_or_closed_since_stays(db: Database, alice: Agent, tmp_path: Path) -> None:
    bring(db, alice, tmp_path, "1;Abri;;", "2;Foyer;;", "3;Maison;;")
    db.call(partner.verify, alice, entries(db)["1"].id)
    db.call(partner.close, alice, entries(db)["2"].id)
    assert db.call(partner_removal.undo, SYSTEM) == Undone(removed=1, restored=0, kept=2)
    assert set(entries(db)) == {"1"}


def test_an_import_that_changes_nothing_leaves_the_one_before_to_be_undone(
    db: Database, alice: Agent, tmp_path: Path
) -> None:
    bring(db, alice, tmp_path, "1;Abri;;")
    bring(db, alice, tmp_path, "1;Abri;;")
    assert db.call(partner_removal.undo, SYSTEM).removed == 1


def test_a_closed_partner_is_not_proposed_and_an_import_leaves_it_so(
    db: Database, alice: Agent, tmp_path: Path
) -> None:
    bring(db, alice, tmp_path, "1;Abri;;dettes", "2;Foyer;;dettes")
    gone = db.call(partner.close, alice, entries(db)["1"].id)
    assert gone.verified.startswith("fermé depuis le")
    assert set(entries(db)) == {"2"} and db.call(partner.themes) == [("dettes", 1)]
    bring(db, alice, tmp_path, "1;Abri;022 420 00 00;dettes", "2;Foyer;;dettes")
    assert set(entries(db)) == {"2"}
    assert [one.source_id for one in db.call(partner.search, closed=True)] == ["1"]
    db.call(partner.reopen, alice, gone.id)
    assert set(entries(db)) == {"1", "2"}


def test_a_partner_is_removed(db: Database, alice: Agent, tmp_path: Path) -> None:
    bring(db, alice, tmp_path, "1;Abri;;dettes")
    one = entries(db)["1"]
    assert db.call(partner_removal.remove, SYSTEM, one.id) == one
    assert entries(db) == {} and db.call(partner.themes) == []
    with pytest.raises(NotFound):
        db.call(partner_removal.remove, SYSTEM, one.id)


def test_where_somebody_was_sent_stays(db: Database, alice: Agent, marie: Person, tmp_path: Path) -> None:
    bring(db, alice, tmp_path, "1;Abri;;", "2;Foyer;;")
    one = entries(db)["1"]
    db.call(orientation.record, alice, OrientationForm(Whom(marie.id), one.id, False), "CH", "form")
    with pytest.raises(ComptoirError, match="Fermez la fiche"):
        db.call(partner_removal.remove, SYSTEM, one.id)
    assert db.call(partner_removal.undo, SYSTEM) == Undone(removed=1, restored=0, kept=1)
    assert entries(db) == {"1": one}
