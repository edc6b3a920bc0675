"""Somebody whose name stands in no list: a colleague, somebody threatened or exposed."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    kind, no = ("BOOLEAN", "false") if isinstance(db, peewee.PostgresqlDatabase) else ("INTEGER", "0")
    db.execute_sql(f'ALTER TABLE "person" ADD COLUMN "protected" {kind} NOT NULL DEFAULT {no}')  # type: ignore[no-untyped-call]
