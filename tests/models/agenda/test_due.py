"""What is due: each line knows whom it is about, whatever it is."""

import pytest

from models.agenda import due
from models.contact import message
from models.contact.request import Outcome, RequestForm
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.room.visit import Intake
from models.service.agent import Agent
from models.store.database import Database
from models.triage.triage import Urgency

pytestmark = pytest.mark.usefixtures("monday")


def test_a_request_and_a_slip_name_their_person(db: Database, alice: Agent) -> None:
    form = PersonForm(family_name="Bekele", phone="022 420 00 01")
    asked = RequestForm(theme="ressources", outcome=Outcome.APPOINTMENT, urgency=Urgency.N3)
    came = db.call(visit.receive, alice, Intake(None, form, (asked,)), "CH", "one")
    nobody = PersonForm(given_name="Samira", anonymous=True)
    db.call(visit.receive, alice, Intake(None, nobody, (asked,)), "CH", "two")
    db.call(message.send, alice, None, "Rappeler la régie", person_id=came.person_id)
    pending = db.call(due.pending)
    assert [pending.name(one.person_id) for one in pending.requests] == ["BEKELE", "anonyme (Samira)"]
    assert [pending.people[one.person_id or 0].phone for one in pending.slips] == ["+41224200001"]
    assert not pending.phones


def test_who_asked_for_something_grave_is_reached_by_their_own_number(db: Database, alice: Agent) -> None:
    who = db.call(person.create, alice, PersonForm(family_name="Bekele", phone="022 420 00 01"), "CH", "p")
    asked = RequestForm(theme="ressources", outcome=Outcome.INFORMED, urgency=Urgency.N0, due=True)
    db.call(visit.receive, alice, Intake(who.id, None, (asked,)), "CH", "one")
    pending = db.call(due.pending)
    assert [pending.phones[one.id] for one in pending.requests] == ["+41224200001"]
