"""A receipt knows what it stands for: the same key with other content is told apart from a retry."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    db.execute_sql("ALTER TABLE receipt ADD COLUMN \"content\" VARCHAR(64) NOT NULL DEFAULT ''")  # type: ignore[no-untyped-call]
