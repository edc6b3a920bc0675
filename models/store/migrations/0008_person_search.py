"""A search that knows how names sound, who was seen last, and where."""

from typing import Any

import peewee

from models.store import person_index
from models.store.database import engine


def up(migrator: Any, db: peewee.Database) -> None:
    engine().drop_search()
    engine().create_search()
    person_index.rebuild()
