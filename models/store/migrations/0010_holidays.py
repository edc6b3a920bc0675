"""The public holidays, worked out once: the library that knows them weighs on every session that asks it."""

from typing import Any

import peewee
from peewee import CharField, IntegerField, JSONField


def up(migrator: Any, db: peewee.Database) -> None:
    class Holiday(peewee.Model):
        country = CharField(max_length=2)
        subdivision = CharField(max_length=10)
        year = IntegerField()
        days = JSONField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "holiday"
            indexes = ((("country", "subdivision", "year"), True),)

    db.create_tables([Holiday])
