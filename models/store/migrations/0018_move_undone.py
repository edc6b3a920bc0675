"""A move is taken back to where the appointment was: its trace keeps all of it, not only its hour."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    json = "JSONB" if isinstance(db, peewee.PostgresqlDatabase) else "JSON"
    db.execute_sql(f"ALTER TABLE appointment_move ADD COLUMN \"before\" {json} NOT NULL DEFAULT '{{}}'")  # type: ignore[no-untyped-call]
