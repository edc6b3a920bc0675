"""Reminders: who is called before an appointment, and what came of it."""

import peewee

from models import clock
from models.database import Instant, Row


class ReminderRow(Row):
    appointment_id = peewee.IntegerField(index=True)
    # The hour that was reminded of: an appointment moved since is to be reminded of again.
    starts_at = Instant()
    at = Instant(default=clock.now)
    agent_id = peewee.IntegerField(null=True)
    outcome = peewee.CharField(max_length=20)
    undone_at = Instant(null=True)

    class Meta:
        table_name = "reminder"
