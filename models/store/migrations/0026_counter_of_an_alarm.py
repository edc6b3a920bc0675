"""One word for one thing: an alarm is given at a counter, as a visit is called to one."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    db.execute_sql('ALTER TABLE alarm RENAME COLUMN "place" TO "counter"')  # type: ignore[no-untyped-call]
