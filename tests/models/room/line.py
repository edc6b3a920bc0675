"""People who come to a waiting room, for the tests of its line."""

from datetime import time, timedelta
from typing import Any

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.contact.request import Outcome, RequestForm
from models.person import person
from models.person.person import Person, PersonForm
from models.room import visit
from models.room.visit import Intake, Visit, VisitStatus
from models.service.agent import Agent
from models.service.venue import Venue
from models.store.database import Database
from models.triage.triage import Urgency


def comes(db: Database, by: Agent, name: str, urgency: Urgency = Urgency.N4, **more: Any) -> Visit:
    """Somebody enters, a minute after the one before."""
    who = db.call(person.create, by, PersonForm(family_name=name), "CH", name)
    came = db.call(visit.arrive, by, who.id, urgency=urgency, **more)
    clock.advance(minutes=1)
    return came


def asks(db: Database, by: Agent, name: str, *outcomes: Outcome) -> Visit:
    forms = tuple(RequestForm("ressources", outcome=one) for one in outcomes)
    return db.call(visit.receive, by, Intake(None, PersonForm(family_name=name), forms), "CH", name).visit


def books(db: Database, by: Agent, host: Agent, who: Person, at: time) -> Appointment:
    start = clock.at(clock.today(), at)
    booking = Booking(who.id, "suivi", host.id or 0, start, start + timedelta(minutes=45), Venue.ON_SITE)
    return db.call(agenda.book, by, booking, f"book-{at}")


def line(db: Database) -> list[int]:
    return [one.number for one in db.call(visit.present) if one.status is VisitStatus.WAITING]
