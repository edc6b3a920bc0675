"""The hours as the tests play them: who receives, what is booked, keys pressed in the form."""

from datetime import date, time, timedelta

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, AppointmentRow, Status
from models.hours import opening
from models.hours.opening_range import OpeningRange
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from models.service.venue import Venue
from screens.frame import about as to
from tests.screens.conftest import Sitting

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def worker(counter: Sitting, login: str = "rey") -> Agent:
    found: list[Agent] = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    return next(one for one in found if one.login == login)


def ranges(counter: Sitting, login: str = "rey") -> list[OpeningRange]:
    found: list[OpeningRange] = counter.call(opening.ranges_of, [worker(counter, login).id or 0])
    return found


def booked(counter: Sitting, name: str, day: date, hour: time, login: str = "rey") -> int:
    form = PersonForm(family_name=name, given_name="Maria", phone="022 000 02 08")
    who = counter.call(person.create, counter.app.agent, form, "CH", f"key-{name}")
    start = clock.at(day, hour)
    row = counter.call(
        AppointmentRow.create,
        person=who.id,
        agent=worker(counter, login).id,
        motive="premier_entretien",
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        venue=Venue.ON_SITE,
        status=Status.UPCOMING,
    )
    return int(row.id)


def got(counter: Sitting, number: int) -> Appointment:
    found: Appointment = counter.call(agenda.get, number)
    return found


async def open_hours(counter: Sitting, pick: str = "") -> None:
    """The hours, on the line of Mme Rey unless said."""
    counter.app.go(to.Hours(pick=pick or f"agent:{worker(counter).id}"))
    await counter.settle()
