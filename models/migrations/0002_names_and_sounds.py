"""A nickname, and a search that knows how names sound and who was seen last."""

from typing import Any

import peewee

from models import person_index
from models.database import engine


def up(migrator: Any, db: peewee.Database) -> None:
    # One statement, because Peewee would copy every person into a new table.
    db.execute_sql("ALTER TABLE person ADD COLUMN \"nickname\" VARCHAR(200) NOT NULL DEFAULT ''")  # type: ignore[no-untyped-call]
    engine().drop_search()
    engine().create_search()
    person_index.rebuild()
