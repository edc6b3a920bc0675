"""Référents: several may follow somebody, each in a role, from a day until another."""

from datetime import date

import pytest

from models import clock
from models.errors import InvalidInput
from models.known import search
from models.person import card, person, referent
from models.person.card import Around
from models.person.person import Person
from models.person.whom import Whom
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.store import journal
from models.store.database import Database


def _follow(db: Database, by: Agent, who: Person, whose: Agent, *more: str) -> None:
    db.call(referent.follow, by, who.id, whose.id or 0, *more)


def test_several_follow_somebody_each_in_a_role_whoever_began_first_first(
    db: Database, alice: Agent, marie: Person, worker: Agent, carla: Agent
) -> None:
    _follow(db, alice, marie, worker, "assistant social")
    clock.advance(days=1)
    _follow(db, alice, marie, carla, "curatelle", "31.12.2026")
    assert [one.words for one in db.call(referent.of_person, marie.id)] == [
        "Bruno Blanc (assistant social), depuis le 23.11.2026",
        "Carla Costa (curatelle), depuis le 24.11.2026 jusqu’au 31.12.2026",
    ]
    line = db.call(journal.about, marie.id)[-1]
    assert (line.action, line.subject, line.subject_id) == ("referent.set", "agent", carla.id)


def test_a_follow_up_ends_by_itself_and_a_closed_account_follows_nobody(
    db: Database, alice: Agent, marie: Person, worker: Agent, carla: Agent
) -> None:
    _follow(db, alice, marie, worker, "", "24.11.2026")
    _follow(db, alice, marie, carla)
    clock.advance(days=1)
    assert len(db.call(referent.of_person, marie.id)) == 2
    clock.advance(days=1)
    db.call(agent.close, SYSTEM, carla.id or 0)
    assert db.call(referent.of_person, marie.id) == ()


def test_who_follows_no_more_is_gone_today_and_a_role_is_corrected(
    db: Database, alice: Agent, marie: Person, worker: Agent
) -> None:
    _follow(db, alice, marie, worker)
    _follow(db, alice, marie, worker, "assistant social")
    assert [one.role for one in db.call(referent.of_person, marie.id)] == ["assistant social"]
    clock.advance(days=40)
    db.call(referent.leave, alice, marie.id, worker.id or 0)
    assert db.call(referent.of_person, marie.id) == ()
    assert db.call(referent.ReferentRow.get).until == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("role", "until", "field"), [("", "1.1.2020", "referent_until"), ("x" * 61, "", "referent_role")]
)
def test_an_end_that_has_passed_or_a_long_role_is_refused(
    db: Database, alice: Agent, marie: Person, worker: Agent, role: str, until: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _follow(db, alice, marie, worker, role, until)
    assert refused.value.field == field
    assert db.call(referent.of_person, marie.id) == ()


def test_the_card_keeps_it_with_the_rest_and_the_search_answers(
    db: Database, alice: Agent, marie: Person, worker: Agent
) -> None:
    db.call(card.keep, alice, Whom(marie.id), Around(followed_by=(worker.id or 0, "", "")), "CH", "card")
    (found,) = db.call(search.search, "dupont")
    assert (found.person_id, found.followed_by) == (marie.id, "Bruno Blanc")
    db.call(card.keep, alice, Whom(marie.id), Around(left_by=worker.id), "CH", "card-2")
    assert db.call(search.search, "dupont")[0].followed_by == ""
    assert db.call(person.get, marie.id) == marie
