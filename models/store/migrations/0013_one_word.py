"""One word for one thing: where one meets is a venue, who receives at the same time is the second agent."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    for table, old, new in _RENAMED:
        db.execute_sql(f'ALTER TABLE {table} RENAME COLUMN "{old}" TO "{new}"')  # type: ignore[no-untyped-call]
    db.execute_sql("DROP INDEX appointment_with_agent_id")  # type: ignore[no-untyped-call]
    db.execute_sql('CREATE INDEX appointment_second_agent_id ON appointment ("second_agent_id")')  # type: ignore[no-untyped-call]


_RENAMED = (
    ("appointment", "place", "venue"),
    ("appointment", "with_agent_id", "second_agent_id"),
    ("opening_range", "places", "venues"),
    ("standby", "place", "venue"),
)
