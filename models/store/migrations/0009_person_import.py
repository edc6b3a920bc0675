"""What an import of persons did so far, until it is over: one that is cut short is taken back by it."""

from typing import Any

import peewee
from peewee import BooleanField, DateTimeField, ForeignKeyField, IntegerField


def up(migrator: Any, db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class ImportRun(Table):
        agent_id = IntegerField(null=True)
        begun_at = DateTimeField()
        beat_at = DateTimeField()

        class Meta:
            table_name = "import_run"

    class ImportedPerson(Table):
        run = ForeignKeyField(ImportRun, backref="+", lazy_load=False)
        person_id = IntegerField(index=True)
        source_row = IntegerField(null=True)
        made = BooleanField()
        before = peewee.JSONField()

        class Meta:
            table_name = "imported_person"

    db.create_tables([ImportRun, ImportedPerson])
