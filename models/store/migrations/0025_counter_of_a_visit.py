"""One word for one thing: where a number is called to is a counter, not a place."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    db.execute_sql('ALTER TABLE visit RENAME COLUMN "place" TO "counter"')  # type: ignore[no-untyped-call]
    # What undoing a step puts back, by the names of the columns.
    renamed = """replace(CAST("before" AS TEXT), '"place":', '"counter":')"""
    if isinstance(db, peewee.PostgresqlDatabase):
        renamed = f"CAST({renamed} AS JSONB)"
    db.execute_sql(f'UPDATE step SET "before" = {renamed}')  # type: ignore[no-untyped-call]
