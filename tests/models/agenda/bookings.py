"""What the tests of booking and moving begin with."""

from datetime import date, time, timedelta
from typing import Any

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.person.person import Person
from models.service.agent import Agent
from models.service.venue import Venue
from models.store.database import Database

TUESDAY = date(2026, 11, 24)


def booking(who: Person, host: Agent, hour: time = time(9), minutes: int = 45, **changes: Any) -> Booking:
    """What would book somebody on Tuesday."""
    start = clock.at(TUESDAY, hour)
    end = start + timedelta(minutes=minutes)
    return Booking(who.id, "entretien", host.id or 0, start, end, Venue.ON_SITE, **changes)


def book(db: Database, by: Agent, wanted: Booking, key: str = "form") -> Appointment:
    """Book it."""
    return db.call(agenda.book, by, wanted, key)
