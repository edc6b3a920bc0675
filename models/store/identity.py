"""What tells this database from every other: a random code made once with its tables, and never changed."""

import peewee

from models.store.database import Instant, Row


class IdentityRow(Row):
    code = peewee.CharField(max_length=32)
    made_at = Instant()

    class Meta:
        table_name = "identity"


def code() -> str:
    """Sixteen hexadecimal digits; a copy of the database keeps them, for it holds the same appointments."""
    return str(IdentityRow.select().order_by(IdentityRow.id).get().code)


def domain() -> str:
    """What follows ``@`` in the UID of each event we export, so that it is ours and unique in the world."""
    return f"{code()}.comptoir"
