"""The waiting room: who comes, in which order they are called, and how a visit ends."""

from datetime import datetime

import pytest

from models import clock
from models.contact import request
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError, InvalidInput, NotFound
from models.known import search
from models.person import person
from models.person.person import Person, PersonForm
from models.room import queue, visit
from models.room.visit import Intake, Received, VisitStatus
from models.service.agent import Agent
from models.store.database import Database
from models.triage.triage import Urgency


def _receive(
    db: Database, by: Agent, *requests: RequestForm, person_id: int | None = None, key: str = "form"
) -> Received:
    new = None if person_id else PersonForm(family_name=f"Nom {key}")
    return db.call(visit.receive, by, Intake(person_id, new, requests), "CH", key)


def _asks(outcome: Outcome, urgency: Urgency = Urgency.N4) -> RequestForm:
    return RequestForm(theme="ressources", outcome=outcome, urgency=urgency)


def _numbers(db: Database) -> list[int]:
    return [one.number for one in db.call(visit.present)]


def test_a_newcomer_waits_with_a_ticket_and_what_was_asked(
    db: Database, alice: Agent, monday: datetime
) -> None:
    asked = RequestForm(
        theme="chomage",
        words="Fin de droits\x1b[2J\nle 30",
        urgency=Urgency.N3,
        answers={"majeur": "oui", "permis": "b"},
        prechecks=({"benefit": "aide", "verdict": "probable", "sources": ["LIASI (2026)"]},),
    )
    received = _receive(db, alice, asked)
    assert (received.visit.number, received.visit.status) == (1, VisitStatus.WAITING)
    assert received.visit.arrived_at == monday
    [kept] = db.call(request.of_visit, received.visit.id)
    assert (kept.id, kept.person_id) == (received.request_ids[0], received.person_id)
    assert (kept.words, kept.answers) == ("Fin de droits\nle 30", {"majeur": "oui", "permis": "b"})
    assert kept.prechecks == [{"benefit": "aide", "verdict": "probable", "sources": ["LIASI (2026)"]}]
    assert db.call(search.search, "nom form")[0].waiting


def test_the_form_sent_twice_gives_the_same_visit(db: Database, alice: Agent, monday: datetime) -> None:
    first = _receive(db, alice, _asks(Outcome.WAIT), _asks(Outcome.MESSAGE))
    assert _receive(db, alice, _asks(Outcome.WAIT), _asks(Outcome.MESSAGE)) == first
    assert len(db.call(visit.present)) == 1
    assert len(db.call(request.of_visit, first.visit.id)) == 2


def test_an_empty_form_is_refused_and_leaves_no_person_behind(
    db: Database, alice: Agent, monday: datetime
) -> None:
    with pytest.raises(ComptoirError, match="un mot suffit"):
        _receive(db, alice)
    with pytest.raises(InvalidInput) as refused:
        _receive(db, alice, RequestForm(theme=""))
    assert refused.value.field == "theme"
    assert db.call(search.search, "nom") == []
    assert db.call(visit.present) == []
    assert _receive(db, alice, _asks(Outcome.WAIT)).visit.number == 1


def test_a_person_that_cannot_be_kept_is_refused_with_the_whole_visit(
    db: Database, alice: Agent, monday: datetime
) -> None:
    intake = Intake(None, PersonForm(family_name="Nom", birth_date="31.02.1980"), (_asks(Outcome.WAIT),))
    with pytest.raises(InvalidInput) as refused:
        db.call(visit.receive, alice, intake, "CH", "form")
    assert refused.value.field == "birth_date"
    assert db.call(visit.present) == []


def test_the_most_urgent_is_first_then_who_came_first(db: Database, alice: Agent, monday: datetime) -> None:
    for number, urgency in enumerate((Urgency.N4, Urgency.N3, Urgency.N1, Urgency.N3)):
        _receive(db, alice, _asks(Outcome.WAIT, urgency), key=f"form-{number}")
        clock.advance(minutes=1)
    assert _numbers(db) == [3, 2, 4, 1]


def test_the_most_urgent_of_several_requests_counts(db: Database, alice: Agent, monday: datetime) -> None:
    received = _receive(db, alice, _asks(Outcome.WAIT, Urgency.N4), _asks(Outcome.MESSAGE, Urgency.N1))
    assert received.visit.urgency is Urgency.N1


def test_tickets_start_again_each_day_of_the_site(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    assert [db.call(visit.arrive, alice, marie.id).number for _ in range(2)] == [1, 2]
    clock.advance(hours=14, minutes=18)  # 23:59
    assert db.call(visit.arrive, alice, marie.id).number == 3
    clock.advance(minutes=1)
    assert db.call(visit.arrive, alice, marie.id).number == 1
    assert _numbers(db) == [1]


def test_who_was_only_informed_is_done_at_once(db: Database, alice: Agent, monday: datetime) -> None:
    received = _receive(db, alice, _asks(Outcome.INFORMED), _asks(Outcome.UNMET))
    assert db.call(visit.get, received.visit.id).status is VisitStatus.DONE
    assert received.visit.number == 1
    assert _numbers(db) == []


def test_a_visit_at_the_counter_ends_once_each_of_its_requests_is_settled(
    db: Database, alice: Agent, monday: datetime
) -> None:
    received = _receive(db, alice, _asks(Outcome.APPOINTMENT), _asks(Outcome.LETTER))
    assert received.visit.status is VisitStatus.AT_COUNTER
    first, second = received.request_ids
    db.call(request.settle, alice, first)
    assert db.call(visit.finish_counter, alice, received.visit.id).status is VisitStatus.AT_COUNTER
    db.call(request.settle, alice, second)
    assert db.call(visit.finish_counter, alice, received.visit.id).status is VisitStatus.DONE
    assert _numbers(db) == []


def test_who_waits_goes_on_waiting_though_the_rest_is_settled(
    db: Database, alice: Agent, monday: datetime
) -> None:
    received = _receive(db, alice, _asks(Outcome.WAIT), _asks(Outcome.INFORMED))
    assert db.call(visit.finish_counter, alice, received.visit.id).status is VisitStatus.WAITING


def test_the_latest_visit_of_somebody(db: Database, alice: Agent, marie: Person, monday: datetime) -> None:
    assert db.call(visit.latest, marie.id) is None
    db.call(visit.arrive, alice, marie.id)
    second = db.call(visit.arrive, alice, marie.id)
    assert db.call(visit.latest, marie.id) == second


def test_an_anonymous_person_waits_like_another(db: Database, alice: Agent, monday: datetime) -> None:
    intake = Intake(None, PersonForm(anonymous=True), (_asks(Outcome.WAIT),))
    received = db.call(visit.receive, alice, intake, "CH", "form")
    assert db.call(person.get, received.person_id).name == "anonyme"
    assert _numbers(db) == [1]


def test_a_visit_that_is_not_there_is_not_found(db: Database, alice: Agent) -> None:
    for verb in (queue.call, queue.close, queue.leave, visit.finish_counter):
        with pytest.raises(NotFound, match="Revenez au comptoir"):
            db.call(verb, alice, 999)
