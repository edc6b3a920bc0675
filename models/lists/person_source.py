"""Where persons of a list come from: their number in the other system, and what its list said last."""

import peewee

from models.person.person import PersonRow
from models.store.database import Row


class PersonSourceRow(Row):
    """Under which number another system knows a person, and what its list said last."""

    source = peewee.CharField(max_length=40)
    source_id = peewee.CharField(max_length=80)
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    given = peewee.JSONField(default=dict)

    class Meta:
        table_name = "person_source"
        indexes = ((("source", "source_id"), False),)
