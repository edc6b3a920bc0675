"""What the tests of the views stand on: appointments at a given hour, and the cells of a table."""

from datetime import date, time, timedelta
from typing import Any

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.venue import Venue
from screens.frame.widgets.grid import LABEL, Grid
from tests.screens.conftest import Sitting

TODAY = date(2026, 11, 23)
MOTIVE = "premier_entretien"


def worker(counter: Sitting, login: str) -> int:
    """The id of an agent."""
    return counter.call(agent.find, login).agent.id or 0


def booked(
    counter: Sitting, name: str, login: str, hour: time, *, day: date = TODAY, minutes: int = 45, **more: Any
) -> Appointment:
    """An appointment, made when its day began or earlier."""
    form = PersonForm(family_name=name, given_name="Maria", phone="022 000 02 08")
    who = counter.call(person.create, counter.app.agent, form, "CH", f"key-{name}")
    start = clock.at(day, hour)
    end = start + timedelta(minutes=minutes)
    booking = Booking(who.id, MOTIVE, worker(counter, login), start, end, Venue.ON_SITE, **more)
    with clock.frozen(clock.at(min(day, TODAY), time(7))):
        made: Appointment = counter.call(agenda.book, counter.app.agent, booking, f"book-{name}")
    return made


def grid(counter: Sitting) -> Grid:
    """The table in front."""
    return counter.app.screen.query_one(Grid)


def row(counter: Sitting, hour: str) -> str:
    """The row of an hour, as it stands on the screen."""
    for line in counter.lines:
        if line.startswith(hour):
            return line
    raise AssertionError(f"{hour} is not on the screen:\n{counter.text}")


def cell(counter: Sitting, hour: str, title: str) -> str:
    """What stands at an hour, in the column whose title begins so."""
    table = grid(counter)
    columns = range(table._left, min(table._left + table._shown, len(table._columns)))
    number = next(n for n in columns if table._columns[n].title.startswith(title))
    at = LABEL + (number - table._left) * table._width
    # As it stands on the screen: a cell that is too long would show in the next one.
    return row(counter, hour)[at + 1 : at + table._width].strip()
