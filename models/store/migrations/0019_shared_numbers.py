"""The members of a household may share the number under which another system knows them."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    db.execute_sql("DROP INDEX person_source_source_source_id")  # type: ignore[no-untyped-call]
    db.execute_sql('CREATE INDEX person_source_number ON person_source ("source", "source_id")')  # type: ignore[no-untyped-call]
