"""An alarm given at a desk is known at every other one until somebody takes it."""

from typing import Any

import peewee
from peewee import CharField, DateTimeField, IntegerField


def up(migrator: Any, db: peewee.Database) -> None:
    class Alarm(peewee.Model):
        raised_at = DateTimeField()
        agent_id = IntegerField(null=True)
        place = CharField(max_length=80, default="")
        site_id = IntegerField(null=True)
        taken_at = DateTimeField(null=True, index=True)
        taken_by = IntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "alarm"

    db.create_tables([Alarm])
