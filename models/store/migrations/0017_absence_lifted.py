"""An absence that comes back may be lifted on some of its days: they are kept with it."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    json = "JSONB" if isinstance(db, peewee.PostgresqlDatabase) else "JSON"
    db.execute_sql(f"ALTER TABLE absence ADD COLUMN lifted {json} NOT NULL DEFAULT '[]'")  # type: ignore[no-untyped-call]
