"""Orientations: nothing leaves without consent, and somebody asks later what came of it."""

from datetime import date, datetime

import pytest

from models import clock
from models.contact import orientation, request
from models.contact.orientation import Channel, OrientationForm, OrientationRow, OrientationStatus
from models.contact.request import Outcome, RequestForm
from models.errors import InvalidInput, NotFound
from models.network import partner
from models.network.partner import PartnerRow
from models.person.person import Person
from models.person.whom import Whom
from models.room import visit
from models.room.visit import Intake
from models.service.agent import Agent
from models.store import journal
from models.store.database import Database


@pytest.fixture(autouse=True)
def somewhere(db: Database) -> None:
    """The partner whom the orientations of these tests name."""
    db.call(lambda: PartnerRow.create(id=7, source="essai", source_id="7", name="Abri"))


@pytest.mark.parametrize("channel", [Channel.PHONED, Channel.SENT])
def test_nothing_is_passed_on_without_consent(
    db: Database, alice: Agent, marie: Person, channel: Channel
) -> None:
    with pytest.raises(InvalidInput, match="Remettez-lui plutôt") as refused:
        db.call(orientation.record, alice, OrientationForm(Whom(marie.id), 7, False, channel), "CH", "form")
    assert refused.value.field == "consent"
    assert db.call(OrientationRow.select().count) == 0


def test_nobody_is_sent_to_a_partner_that_is_closed_or_gone(
    db: Database, alice: Agent, marie: Person
) -> None:
    db.call(partner.close, alice, 7)
    with pytest.raises(InvalidInput, match="n’y envoie plus personne"):
        db.call(orientation.record, alice, OrientationForm(Whom(marie.id), 7, False), "CH", "form")
    with pytest.raises(NotFound):
        db.call(orientation.record, alice, OrientationForm(Whom(marie.id), 8, False), "CH", "form")
    assert db.call(OrientationRow.select().count) == 0


def test_handing_the_details_over_needs_no_consent_and_keeps_none(
    db: Database, alice: Agent, marie: Person
) -> None:
    kept = db.call(orientation.record, alice, OrientationForm(Whom(marie.id), 7, False), "CH", "form")
    assert (kept.consent, kept.channel) == (False, Channel.HANDED)
    assert db.call(lambda: OrientationRow.get_by_id(kept.id).consent_at) is None


def test_consent_is_kept_with_its_instant_and_journaled(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    form = OrientationForm(Whom(marie.id), 7, True, Channel.PHONED, words="hébergement\x07")
    kept = db.call(orientation.record, alice, form, "CH", "form")
    assert db.call(lambda: OrientationRow.get_by_id(kept.id).consent_at) == monday
    assert kept.words == "hébergement"
    line = db.call(journal.about, marie.id)[-1]
    assert (line.action, line.detail) == ("orientation.recorded", {"partner": 7, "consent": True})


def test_recording_settles_the_request_and_happens_once(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    asked = RequestForm(theme="logement", outcome=Outcome.ORIENTATION)
    [number] = db.call(visit.receive, alice, Intake(marie.id, None, (asked,)), "CH", "visit").request_ids
    form = OrientationForm(Whom(marie.id), 7, True, request_id=number)
    assert db.call(orientation.record, alice, form, "CH", "form") == db.call(
        orientation.record, alice, form, "CH", "form"
    )
    assert db.call(OrientationRow.select().count) == 1
    assert db.call(request.get, number).settled_at == monday


def test_after_ten_days_somebody_asks_what_came_of_it(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    kept = db.call(orientation.record, alice, OrientationForm(Whom(marie.id), 7, True), "CH", "form")
    assert kept.follow_up_on == date(2026, 12, 3)
    clock.advance(days=9)
    assert db.call(orientation.to_follow_up) == []
    clock.advance(days=1)
    assert db.call(orientation.to_follow_up) == [kept]
    db.call(orientation.conclude, alice, kept.id, OrientationStatus.ACCEPTED)
    assert db.call(orientation.to_follow_up) == []
    assert db.call(orientation.get, kept.id).status is OrientationStatus.ACCEPTED


def test_an_orientation_that_is_not_there_is_not_found(db: Database, alice: Agent) -> None:
    with pytest.raises(NotFound):
        db.call(orientation.conclude, alice, 999, OrientationStatus.REFUSED)
