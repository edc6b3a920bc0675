"""How a person may be reached, relatives, alerts, what a form said before, and persons that were two."""

from typing import Any

import peewee
from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField


def up(migrator: Any, db: peewee.Database) -> None:
    # One statement a column, because Peewee would copy every person into a new table.
    for column in _COLUMNS:
        _execute(db, f"ALTER TABLE person ADD COLUMN {column}")
    _execute(db, "UPDATE person SET email = lower(email) WHERE email <> ''")
    for name in ("email", "merged_into"):
        _execute(db, f'CREATE INDEX "person_{name}" ON person ("{name}")')

    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        class Meta:
            table_name = "person"

    class PersonChange(Table):
        person_id = IntegerField(index=True)
        at = DateTimeField()
        agent_id = IntegerField(null=True)
        before = JSONField()
        after = JSONField()
        undone_at = DateTimeField(null=True)

        class Meta:
            table_name = "person_change"

    class Relationship(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False)
        relative = ForeignKeyField(Person, backref="+", lazy_load=False)
        kind = CharField(max_length=20)
        created_at = DateTimeField()

        class Meta:
            table_name = "relationship"
            indexes = [(("person", "relative"), True)]

    class Homonym(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False)
        other = ForeignKeyField(Person, backref="+", lazy_load=False)
        agent_id = IntegerField(null=True)
        created_at = DateTimeField()

        class Meta:
            table_name = "homonym"
            indexes = [(("person", "other"), True)]

    class Merge(Table):
        kept_id = IntegerField(index=True)
        merged_id = IntegerField(index=True)
        state = JSONField()
        agent_id = IntegerField(null=True)
        at = DateTimeField()
        undone_at = DateTimeField(null=True)

        class Meta:
            table_name = "merge"

    class PersonSource(Table):
        source = CharField(max_length=40)
        source_id = CharField(max_length=80)
        person = ForeignKeyField(Person, backref="+", lazy_load=False)
        given = JSONField()

        class Meta:
            table_name = "person_source"
            indexes = [(("source", "source_id"), True)]

    db.create_tables([PersonChange, Relationship, Homonym, Merge, PersonSource])


def _execute(db: peewee.Database, sql: str) -> None:
    db.execute_sql(sql)  # type: ignore[no-untyped-call]


_COLUMNS = (
    '"interpreter" BOOLEAN NOT NULL DEFAULT FALSE',
    "\"contact_by\" VARCHAR(10) NOT NULL DEFAULT ''",
    '"no_call" BOOLEAN NOT NULL DEFAULT FALSE',
    '"no_letter" BOOLEAN NOT NULL DEFAULT FALSE',
    "\"housing\" VARCHAR(20) NOT NULL DEFAULT ''",
    "\"alert\" VARCHAR(300) NOT NULL DEFAULT ''",
    "\"alert_reason\" VARCHAR(200) NOT NULL DEFAULT ''",
    "\"alert_by\" VARCHAR(80) NOT NULL DEFAULT ''",
    '"alert_until" DATE',
    '"merged_into" INTEGER',
)
