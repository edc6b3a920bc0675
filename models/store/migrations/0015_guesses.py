"""Failures to sign in are counted by login and desk: nobody can close a colleague's account by guessing."""

from typing import Any

import peewee
from peewee import CharField, DateTimeField, IntegerField


def up(migrator: Any, db: peewee.Database) -> None:
    class Guess(peewee.Model):
        login = CharField(max_length=32)
        desk = CharField(max_length=80)
        failures = IntegerField()
        failed_at = DateTimeField(null=True)
        signed_in_at = DateTimeField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "guess"
            indexes = ((("login", "desk"), True),)

    db.create_tables([Guess])
    for column in ("failures", "locked_until"):
        db.execute_sql(f"ALTER TABLE agent DROP COLUMN {column}")  # type: ignore[no-untyped-call]
