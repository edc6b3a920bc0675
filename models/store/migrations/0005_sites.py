"""The sites of a service, and the one that somebody was last in contact with."""

from typing import Any

import peewee
from peewee import BooleanField, CharField


def up(migrator: Any, db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Site(Table):
        name = CharField(max_length=80, unique=True)
        address = CharField(max_length=200)
        postcode = CharField(max_length=10)
        city = CharField(max_length=80)
        phone = CharField(max_length=20)
        active = BooleanField()

        class Meta:
            table_name = "site"

    db.create_tables([Site])
    # Not by the migrator, because Peewee would copy every person into a new table.
    db.execute_sql('ALTER TABLE person ADD COLUMN "site_id" INTEGER')  # type: ignore[no-untyped-call]
