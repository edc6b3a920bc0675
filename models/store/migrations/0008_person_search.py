"""A search that knows how names sound, who was seen last, and where; filled by 0020."""

from typing import Any

import peewee

from models.store.database import engine


def up(migrator: Any, db: peewee.Database) -> None:
    engine().drop_search()
    engine().create_search()
