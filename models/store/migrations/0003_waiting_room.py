"""The waiting room: the place in line, the calls shown to the public, and the steps that can be undone."""

from typing import Any

import peewee
from peewee import CharField, DateTimeField, IntegerField, JSONField
from playhouse.migrate import migrate


def up(migrator: Any, db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Step(Table):
        visit_id = IntegerField(index=True)
        agent_id = IntegerField(null=True, index=True)
        at = DateTimeField()
        action = CharField(max_length=40)
        before = JSONField()
        undone_at = DateTimeField(null=True)

        class Meta:
            table_name = "step"

    db.create_tables([Step])
    migrate(
        *(migrator.add_column("visit", name, DateTimeField(null=True)) for name in _INSTANTS),
        migrator.add_column("visit", "ahead_by", IntegerField(null=True)),
    )
    # Peewee would copy the whole table to add a column that may not be empty.
    for name, width in _WORDS.items():
        column = f"\"{name}\" VARCHAR({width}) DEFAULT '' NOT NULL"
        db.execute_sql(f"ALTER TABLE visit ADD COLUMN {column}")  # type: ignore[no-untyped-call]


_INSTANTS = ("line_at", "shown_at", "ahead_at")
_WORDS = {"place": 80, "reason": 200, "ahead_reason": 200}
