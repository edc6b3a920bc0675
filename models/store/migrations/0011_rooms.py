"""A waiting room for each site: its own tickets, numbered from 1 every day."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    # Not by the migrator, because Peewee would copy every visit into a new table.
    for statement in _STATEMENTS:
        db.execute_sql(statement)  # type: ignore[no-untyped-call]


# Two NULL are never the same for a unique index, so the tickets of no site have one of their own.
_STATEMENTS = (
    'ALTER TABLE visit ADD COLUMN "site_id" INTEGER REFERENCES site ("id")',
    "DROP INDEX visit_day_number",
    'CREATE UNIQUE INDEX visit_site_id_day_number ON visit ("site_id", "day", "number")',
    'CREATE UNIQUE INDEX visit_day_number ON visit ("day", "number") WHERE "site_id" IS NULL',
    # Whoever came today, to whatever room, is no longer found by the number: by the day, then.
    "DROP INDEX visit_status_day",
    'CREATE INDEX visit_day_status ON visit ("day", "status")',
)
