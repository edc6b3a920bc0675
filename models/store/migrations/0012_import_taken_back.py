"""How far the taking back of an import is: several desks may do it one after the other, a part each.

Whether somebody goes on with an import is no longer told by when it was last heard of: a lock says it.
"""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    for name in ("removed", "kept"):
        db.execute_sql(f"ALTER TABLE import_run ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")  # type: ignore[no-untyped-call]
    db.execute_sql("ALTER TABLE import_run DROP COLUMN beat_at")  # type: ignore[no-untyped-call]
