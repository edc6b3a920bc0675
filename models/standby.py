"""Standby: who wants to come earlier, or waits for a first slot, and what was offered to them."""

import peewee

from models import clock
from models.database import Instant, Row
from models.person import PersonRow


class StandbyRow(Row):
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    # The appointment to bring forward; empty for who has none yet.
    appointment_id = peewee.IntegerField(null=True, index=True)
    request_id = peewee.IntegerField(null=True)
    motive = peewee.CharField(max_length=60)
    place = peewee.CharField(max_length=10, default="")
    # What the person can do, as models.constraint reads it: « mardi matin ».
    words = peewee.CharField(max_length=200, default="")
    deadline = peewee.DateField(null=True)
    created_at = Instant(default=clock.now)
    agent_id = peewee.IntegerField(null=True)
    closed_at = Instant(null=True, index=True)
    outcome = peewee.CharField(max_length=20, default="")
    note = peewee.TextField(default="")

    class Meta:
        table_name = "standby"


class OfferRow(Row):
    standby = peewee.ForeignKeyField(StandbyRow, lazy_load=False, backref="+")
    with_whom = peewee.IntegerField()
    starts_at = Instant()
    at = Instant(default=clock.now)
    agent_id = peewee.IntegerField(null=True)
    outcome = peewee.CharField(max_length=20, default="")

    class Meta:
        table_name = "offer"
