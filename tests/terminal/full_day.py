"""A day of twelve workers with eight appointments each: what the views of the agenda are measured with."""

from datetime import date, time, timedelta

from models import clock
from models.agenda.appointment import AppointmentRow, Status
from models.hours import opening
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import SYSTEM, AgentRow
from models.service.permission import Role
from models.service.venue import Venue

WORKERS, EACH = 12, 8
NAMES = ("Dupertuis", "Krasniqi", "Nguyen", "Ben Salah", "Lopes", "Rochat", "Bekele", "Arnaud")


def fill() -> None:
    """A verb: workers who receive every day, and what they have tomorrow."""
    tomorrow, reception = clock.today() + timedelta(days=1), agent.find("accueil").agent
    for number in range(WORKERS):
        name = f"Mme Exemple {number + 1}"
        made = AgentRow.create(login=f"ex{number}", name=name, role=Role.SOCIAL_WORKER, password="")
        opening.open_range(SYSTEM, made.id, "FREQ=DAILY", time(8), time(18), starts_on=date(2025, 1, 1))
        for hour in range(EACH):
            form = PersonForm(family_name=NAMES[hour], given_name=f"Prénom{number}")
            who = person.create(reception, form, "CH", f"who-{number}-{hour}")
            start = clock.at(tomorrow, time(8 + hour, 15 * (number % 3)))
            end = start + timedelta(minutes=45)
            AppointmentRow.create(
                person=who.id, agent=made.id, motive="suivi", starts_at=start, ends_at=end,
                venue=Venue.ON_SITE, status=Status.UPCOMING,
            )  # fmt: skip
