"""What the tests of the slots begin with: somebody received, agendas that are full."""

from datetime import datetime, timedelta
from typing import Any

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.contact.request import Outcome, RequestForm
from models.hours import absence
from models.person import person
from models.person.person import Person, PersonForm
from models.room import visit
from models.room.visit import Intake
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.slots import slot
from models.slots.wish import Wish
from models.triage.triage import Urgency
from screens.frame import about as to
from tests.screens.conftest import Sitting


def known(counter: Sitting, name: str = "Lopes", phone: str = "022 000 02 08") -> Person:
    form = PersonForm(family_name=name, given_name="Maria", phone=phone)
    made: Person = counter.call(person.create, counter.app.agent, form, "CH", f"key-{name}")
    return made


def received(
    counter: Sitting, level: Urgency = Urgency.N3, motive: str = "premier_entretien"
) -> dict[str, Any]:
    """A request taken down at the counter; what the intake hands over."""
    who = known(counter)
    form = RequestForm("fin_chomage", "premier_entretien", "", level, "sans revenu", Outcome.APPOINTMENT)
    came = counter.call(visit.receive, counter.app.agent, Intake(who.id, None, (form,)), "CH", "visit")
    return {"request": came.request_ids[0], "person": who.id, "visit": came.visit.id}


def first(counter: Sitting) -> str:
    """The slot that Enter would take, single-spaced."""
    return " ".join(counter.line_with("  > ").split())


def worker(counter: Sitting, login: str = "rey") -> Agent:
    found: list[Agent] = counter.call(agent.everyone, Role.SOCIAL_WORKER)
    return next(one for one in found if one.login == login)


def fill_agendas(counter: Sitting, until: datetime) -> None:
    for one in counter.call(agent.everyone, Role.SOCIAL_WORKER):
        counter.call(absence.be_absent, SYSTEM, one.id or 0, clock.now() - timedelta(hours=3), until)


async def open_slots(counter: Sitting, **about: Any) -> None:
    counter.app.go(to.Slots(**about))
    await counter.settle()


def fill_today(counter: Sitting, until: datetime) -> None:
    """Book every free time of today, so that it is full rather than closed."""
    for one in counter.call(agent.everyone, Role.SOCIAL_WORKER):
        for number in range(20):
            wish = Wish("suivi", 45, (Role.SOCIAL_WORKER,), clock.today(), clock.today(), agent_id=one.id)
            found = counter.call(slot.free, wish, 1)
            if not found:
                break
            who = known(counter, f"P{one.id}x{number}")
            booking = Booking(
                who.id, "suivi", one.id or 0, found[0].starts_at, found[0].ends_at, Venue.ON_SITE
            )
            counter.call(agenda.book, counter.app.agent, booking, f"fill-{one.id}-{number}")
