"""The calendars that busy times were read from; what this database goes by in the files it exports."""

import secrets
from datetime import UTC, datetime
from typing import Any

import peewee
from peewee import CharField, DateTimeField, IntegerField


def up(migrator: Any, db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Calendar(Table):
        agent_id = IntegerField()
        name = CharField(max_length=80)
        read_at = DateTimeField()

        class Meta:
            table_name = "calendar"
            indexes = ((("agent_id", "name"), True),)

    class Identity(Table):
        code = CharField(max_length=32)
        made_at = DateTimeField()

        class Meta:
            table_name = "identity"

    db.create_tables([Calendar, Identity])
    # The clock of models is for what people do; this is the hour of the migration itself.
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    Identity.create(code=secrets.token_hex(8), made_at=now)
