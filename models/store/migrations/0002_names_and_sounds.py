"""A nickname."""

from typing import Any

import peewee

from models.store.database import engine


def up(migrator: Any, db: peewee.Database) -> None:
    # One statement, because Peewee would copy every person into a new table.
    db.execute_sql("ALTER TABLE person ADD COLUMN \"nickname\" VARCHAR(200) NOT NULL DEFAULT ''")  # type: ignore[no-untyped-call]
    # What found persons before is made anew when every column it needs is there (0008).
    engine().drop_search()
