"""What the tests of booking and moving begin with."""

from datetime import date, time, timedelta
from typing import Any

from models import agenda, clock
from models.agent import Agent
from models.appointment import Appointment, Booking
from models.database import Database
from models.person import Person
from models.place import Place

TUESDAY = date(2026, 11, 24)


def booking(who: Person, host: Agent, hour: time = time(9), minutes: int = 45, **changes: Any) -> Booking:
    """What would book somebody on Tuesday."""
    start = clock.at(TUESDAY, hour)
    end = start + timedelta(minutes=minutes)
    return Booking(who.id, "entretien", host.id or 0, start, end, Place.ON_SITE, **changes)


def book(db: Database, by: Agent, wanted: Booking, key: str = "form") -> Appointment:
    """Book it."""
    return db.call(agenda.book, by, wanted, key)
