"""Who follows a person: several agents at once, each in a role, from a day until another."""

from typing import Any

import peewee
from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField


def up(migrator: Any, db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        class Meta:
            table_name = "person"

    class Referent(Table):
        person = ForeignKeyField(Person)
        agent_id = IntegerField(index=True)
        role = CharField(max_length=60, default="")
        since = DateField()
        until = DateField(null=True)
        created_at = DateTimeField()

        class Meta:
            table_name = "referent"

    db.create_tables([Referent])
