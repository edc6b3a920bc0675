"""Appointments as they are stored and as the floors above know them; their verbs are in ``agenda.py``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from models import clock
from models.glossary import Word
from models.person import person
from models.person.person import PersonRow
from models.service.agent import AgentRow
from models.service.venue import Venue
from models.store.database import Instant, Row
from models.store.rows import filled
from models.store.word_field import WordField


class Status(Word):
    """What became of an appointment (rdv-service-public's states)."""

    UPCOMING = "upcoming", "à venir"
    SEEN = "seen", "honoré"
    EXCUSED = "excused", "excusé"
    REVOKED = "revoked", "annulé par le service"
    ABSENT = "absent", "absent"


# These give the time back to the agenda; an absence does not, the time has passed.
CANCELLED = (Status.EXCUSED, Status.REVOKED)


class AppointmentRow(Row):
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    agent = peewee.ForeignKeyField(AgentRow, lazy_load=False, backref="+")
    request_id = peewee.IntegerField(null=True, index=True)
    motive = peewee.CharField(max_length=60)
    starts_at = Instant(index=True)
    ends_at = Instant()
    venue = WordField(Venue, max_length=10)
    status = WordField(Status, max_length=10)
    moved = peewee.IntegerField(default=0)
    note = peewee.TextField(default="")
    booked_by = peewee.IntegerField(null=True)
    site_id = peewee.IntegerField(null=True)
    # The second worker of a joint appointment.
    second_agent_id = peewee.IntegerField(null=True, index=True)
    # Which of the places of its time it takes; above the capacity, why it was allowed.
    seat = peewee.IntegerField(default=0)
    overbooked = peewee.CharField(max_length=200, default="")
    # What was booked together bears one key; how often it changed, for calendars that hold a copy.
    series = peewee.CharField(max_length=64, default="", index=True)
    sequence = peewee.IntegerField(default=0)

    class Meta:
        table_name = "appointment"


class AppointmentMoveRow(Row):
    """Where an appointment was before it was moved. ``key`` makes a retry after a cut move nothing twice."""

    appointment_id = peewee.IntegerField(index=True)
    key = peewee.CharField(max_length=64, unique=True)
    at = Instant(default=clock.now)
    agent_id = peewee.IntegerField(null=True)
    starts_at = Instant()
    with_whom = peewee.IntegerField()
    and_whom = peewee.IntegerField(null=True)
    reason = peewee.CharField(max_length=200, default="")
    # The other columns as they were, which taking the move back writes again; empty in old traces.
    before = peewee.JSONField(default=dict)

    class Meta:
        table_name = "appointment_move"


@dataclass(frozen=True, slots=True)
class Booking:
    """What is to be booked; ``starts_at`` and ``ends_at`` are aware."""

    person_id: int
    motive: str
    agent_id: int
    starts_at: datetime
    ends_at: datetime
    venue: Venue
    request_id: int | None = None
    note: str = ""
    site_id: int | None = None
    # The second worker of a joint appointment; why it is booked above the capacity, when it is.
    second_agent_id: int | None = None
    overbooked: str = ""
    # What is booked together bears one key.
    series: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booked time; instants are UTC, ``moved`` counts how often it was moved."""

    id: int
    person_id: int
    person_name: str
    person_phone: str
    motive: str
    agent_id: int
    agent_name: str
    starts_at: datetime
    ends_at: datetime
    venue: Venue
    status: Status
    request_id: int | None
    moved: int
    note: str
    # What must be seen before the person is called or written to (« NE PAS APPELER »).
    person_alerts: tuple[str, ...] = ()
    site_id: int | None = None
    second_agent_id: int | None = None
    second_agent_name: str = ""
    overbooked: str = ""
    series: str = ""
    sequence: int = 0

    @property
    def agents(self) -> str:
        """Who receives, as it is read: « Mme Rey », « Mme Rey et M. Favre »."""
        return f"{self.agent_name} et {self.second_agent_name}" if self.second_agent_name else self.agent_name

    @property
    def overdue(self) -> int:
        """Full minutes past its hour, of one to come to which the person comes here; else 0."""
        if self.status is not Status.UPCOMING or self.venue is not Venue.ON_SITE:
            return 0
        return max(int((clock.now() - self.starts_at).total_seconds() // 60), 0)


@dataclass(frozen=True, slots=True)
class Move:
    """One move of an appointment: when and by whom, and the time and worker it was moved away from."""

    at: datetime
    by: str
    starts_at: datetime
    agent_name: str
    reason: str


# What a move changes besides when and with whom.
MOVED = ("venue", "site_id", "overbooked")


def before_move(row: Any) -> dict[str, Any]:
    """What the trace of a move keeps of the row it changes, besides when and with whom; plain JSON."""
    minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
    return {"minutes": minutes} | {name: getattr(row, name) for name in MOVED}


def joined() -> Any:
    """Appointments with their person and agents, ready for :func:`from_row`."""
    second = AgentRow.alias()
    return (
        AppointmentRow.select(AppointmentRow, PersonRow, AgentRow.name, second.name.alias("second_name"))
        .join(PersonRow, on=(AppointmentRow.person == PersonRow.id), attr="who")
        .switch(AppointmentRow)
        .join(AgentRow, on=(AppointmentRow.agent == AgentRow.id), attr="agent_row")
        .switch(AppointmentRow)
        .join(
            second,
            peewee.JOIN.LEFT_OUTER,
            on=(AppointmentRow.second_agent_id == second.id),
            attr="second_row",
        )
    )


def from_row(row: Any) -> Appointment:
    """The appointment of a row of :func:`joined`."""
    who = person.from_row(row.who)
    return filled(
        Appointment,
        row,
        person_name=who.name,
        person_phone=who.phone,
        person_alerts=who.alerts,
        agent_name=row.agent_row.name,
        second_agent_name=row.second_row.second_name if row.second_agent_id else "",
    )
