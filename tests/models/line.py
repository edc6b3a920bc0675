"""People who come to a waiting room, for the tests of its line."""

from datetime import time, timedelta
from typing import Any

from models import agenda, clock, person, visit
from models.agent import Agent
from models.appointment import Appointment, Booking
from models.database import Database
from models.person import Person, PersonForm
from models.place import Place
from models.request import Outcome, RequestForm
from models.triage import Urgency
from models.visit import Intake, Visit, VisitStatus


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
    booking = Booking(who.id, "suivi", host.id or 0, start, start + timedelta(minutes=45), Place.ON_SITE)
    return db.call(agenda.book, by, booking, f"book-{at}")


def line(db: Database) -> list[int]:
    return [one.number for one in db.call(visit.present) if one.status is VisitStatus.WAITING]
