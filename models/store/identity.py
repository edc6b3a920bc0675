"""What tells this database from every other: a random code made once with its tables, and never changed."""

from datetime import datetime
from typing import Any

import peewee

from models.store.database import Instant, Row


class IdentityRow(Row):
    code = peewee.CharField(max_length=32)
    made_at = Instant()

    class Meta:
        table_name = "identity"


def _row() -> Any:
    return IdentityRow.select().order_by(IdentityRow.id).get()


def code() -> str:
    """Sixteen hexadecimal digits; a copy of the database keeps them, for it holds the same appointments."""
    return str(_row().code)


def made_at() -> datetime:
    """When the tables were first made."""
    made: datetime = _row().made_at
    return made


def domain() -> str:
    """What follows ``@`` in the UID of each event we export, so that it is ours and unique in the world."""
    return f"{code()}.comptoir"
