"""What makes a slot: sites, lengths, pauses, places, two workers; busy times; who waits for earlier."""

from typing import Any

import peewee
from peewee import (
    CharField,
    CompositeKey,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    TextField,
)


def up(migrator: Any, db: peewee.Database) -> None:
    json = "JSONB" if isinstance(db, peewee.PostgresqlDatabase) else "JSON"
    # Not by the migrator, because Peewee would copy every line into a new table.
    for column in _COLUMNS:
        table, rest = column.split(" ", 1)
        _execute(db, f"ALTER TABLE {table} ADD COLUMN {rest.replace(' JSON ', f' {json} ')}")
    _execute(db, 'CREATE INDEX "appointment_with_agent_id" ON "appointment" ("with_agent_id")')
    _execute(db, 'CREATE INDEX "appointment_series" ON "appointment" ("series")')
    _recreate_cells(db)
    _create(db)


def _recreate_cells(db: peewee.Database) -> None:
    """A cell holds several places: the key of a table can only be changed by making it again.

    What is taken is then read from the first cell of each run: an appointment had one, of at most 96 cells
    since no motive is longer; should there be a longer one, every 96 cells begin another.
    """

    class Cell(peewee.Model):
        agent_id = IntegerField()
        cell = IntegerField()
        seat = IntegerField()
        appointment_id = IntegerField(index=True)
        run = IntegerField()

        class Meta:
            database = db
            table_name = "cell"
            primary_key = CompositeKey("agent_id", "cell", "seat")

    _execute(db, 'DROP INDEX "cell_appointment_id"')
    _execute(db, "ALTER TABLE cell RENAME TO cell_before")
    Cell.add_index(Cell.agent_id, Cell.seat, Cell.cell, Cell.run, where=Cell.run > 0)
    db.create_tables([Cell])
    _execute(
        db,
        """
        INSERT INTO cell (agent_id, cell, seat, appointment_id, run)
        SELECT agent_id, cell, 0, appointment_id,
            CASE WHEN place / 96 * 96 < place THEN 0 WHEN number - place < 96 THEN number - place ELSE 96 END
        FROM (
            SELECT agent_id, cell, appointment_id,
                cell - MIN(cell) OVER (PARTITION BY appointment_id, agent_id) AS place,
                COUNT(*) OVER (PARTITION BY appointment_id, agent_id) AS number
            FROM cell_before
        ) AS one
        """,
    )
    _execute(db, "DROP TABLE cell_before")


def _create(db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        class Meta:
            table_name = "person"

    class AppointmentMove(Table):
        appointment_id = IntegerField(index=True)
        key = CharField(max_length=64, unique=True)
        at = DateTimeField()
        agent_id = IntegerField(null=True)
        starts_at = DateTimeField()
        with_whom = IntegerField()
        and_whom = IntegerField(null=True)
        reason = CharField(max_length=200)

        class Meta:
            table_name = "appointment_move"

    class Closure(Table):
        site_id = IntegerField(null=True)
        starts_at = DateTimeField()
        ends_at = DateTimeField()
        reason = CharField(max_length=80)

        class Meta:
            table_name = "closure"

    class Busy(Table):
        agent_id = IntegerField()
        calendar = CharField(max_length=80)
        starts_at = DateTimeField()
        ends_at = DateTimeField()

        class Meta:
            table_name = "busy"
            indexes = [(("agent_id", "starts_at"), False)]

    class Standby(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False)
        appointment_id = IntegerField(null=True, index=True)
        request_id = IntegerField(null=True)
        motive = CharField(max_length=60)
        place = CharField(max_length=10)
        words = CharField(max_length=200)
        deadline = DateField(null=True)
        created_at = DateTimeField()
        agent_id = IntegerField(null=True)
        closed_at = DateTimeField(null=True, index=True)
        outcome = CharField(max_length=20)
        note = TextField()

        class Meta:
            table_name = "standby"

    class Offer(Table):
        standby = ForeignKeyField(Standby, backref="+", lazy_load=False)
        with_whom = IntegerField()
        starts_at = DateTimeField()
        at = DateTimeField()
        agent_id = IntegerField(null=True)
        outcome = CharField(max_length=20)

        class Meta:
            table_name = "offer"

    class Reminder(Table):
        appointment_id = IntegerField(index=True)
        starts_at = DateTimeField()
        at = DateTimeField()
        agent_id = IntegerField(null=True)
        outcome = CharField(max_length=20)
        undone_at = DateTimeField(null=True)

        class Meta:
            table_name = "reminder"

    db.create_tables([AppointmentMove, Closure, Busy, Standby, Offer, Reminder])


def _execute(db: peewee.Database, sql: str) -> None:
    db.execute_sql(sql)  # type: ignore[no-untyped-call]


_COLUMNS = (
    "agent \"languages\" JSON DEFAULT '[]' NOT NULL",
    "agent \"sectors\" JSON DEFAULT '[]' NOT NULL",
    'opening_range "site_id" INTEGER',
    'opening_range "minutes" INTEGER',
    'opening_range "capacity" INTEGER DEFAULT 1 NOT NULL',
    'opening_range "overbooking" INTEGER DEFAULT 0 NOT NULL',
    'opening_range "buffer" INTEGER DEFAULT 0 NOT NULL',
    'opening_range "pause_from" INTEGER',
    'opening_range "pause_to" INTEGER',
    "opening_range \"exceptions\" JSON DEFAULT '[]' NOT NULL",
    "absence \"rule\" VARCHAR(200) DEFAULT '' NOT NULL",
    'absence "until" DATE',
    'appointment "site_id" INTEGER',
    'appointment "with_agent_id" INTEGER',
    'appointment "seat" INTEGER DEFAULT 0 NOT NULL',
    "appointment \"overbooked\" VARCHAR(200) DEFAULT '' NOT NULL",
    "appointment \"series\" VARCHAR(64) DEFAULT '' NOT NULL",
    'appointment "sequence" INTEGER DEFAULT 0 NOT NULL',
    "person \"reminders\" VARCHAR(3) DEFAULT '' NOT NULL",
)
