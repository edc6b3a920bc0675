"""What a closed account left parked is handed over by those who may, and only then."""

import pytest

from models.errors import ComptoirError, Forbidden
from models.service import account, agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.store import draft, journal
from models.store.database import Database
from tests.conftest import PASSWORD


@pytest.fixture
def zoe(db: Database) -> Agent:
    """A colleague, to whom it is handed."""
    return db.call(agent.create, SYSTEM, "zoe", "Zoé", Role.RECEPTION, PASSWORD)


def test_it_is_resumed_by_the_other_with_its_words_and_journaled(
    db: Database, alice: Agent, zoe: Agent
) -> None:
    db.call(draft.save, alice, "k1", "intake", "accueil Zbinden", {"form": {"values": {"note": "tout"}}})
    db.call(draft.save, alice, "k2", "phone", "appel", {})
    db.call(draft.discard, alice, "k2")
    db.call(agent.close, SYSTEM, alice.id or 0)
    assert db.call(account.hand_over, SYSTEM, alice.id or 0, zoe.id or 0) == 1
    (kept,) = db.call(draft.parked, zoe)
    assert (kept.key, kept.title, kept.state["form"]["values"]) == ("k1", "accueil Zbinden", {"note": "tout"})
    assert db.call(draft.parked, alice) == [] and db.call(account.waiting) == {}
    line = db.call(journal.latest, 1)[0]
    assert (line.action, line.subject_id, line.detail) == (
        "agent.drafts_given", alice.id, {"to": zoe.id, "count": 1},
    )  # fmt: skip


def test_what_an_open_account_has_parked_stays_its_own(db: Database, alice: Agent, zoe: Agent) -> None:
    db.call(draft.save, alice, "k1", "intake", "accueil", {})
    with pytest.raises(ComptoirError, match="Compte ouvert"):
        db.call(account.hand_over, SYSTEM, alice.id or 0, zoe.id or 0)
    assert len(db.call(draft.parked, alice)) == 1


def test_nothing_is_handed_to_a_closed_account_nor_where_nothing_is(
    db: Database, alice: Agent, zoe: Agent
) -> None:
    for one in (alice, zoe):
        db.call(agent.close, SYSTEM, one.id or 0)
    with pytest.raises(ComptoirError, match="compte est ouvert"):
        db.call(account.hand_over, SYSTEM, alice.id or 0, zoe.id or 0)
    db.call(agent.reopen, SYSTEM, zoe.id or 0)
    with pytest.raises(ComptoirError, match="Rien à remettre"):
        db.call(account.hand_over, SYSTEM, alice.id or 0, zoe.id or 0)


def test_a_receptionist_hands_over_nothing(db: Database, alice: Agent, zoe: Agent) -> None:
    with pytest.raises(Forbidden, match="responsable"):
        db.call(account.hand_over, zoe, alice.id or 0, zoe.id or 0)
