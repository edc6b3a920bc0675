"""How far a birth date is known; words that no list has become notes; the search knows how a telephone ends
and the parts of an e-mail address."""

from typing import Any

import peewee

from models.store import person_index
from models.store.database import engine


def up(migrator: Any, db: peewee.Database) -> None:
    # One statement, because Peewee would copy every person into a new table.
    db.execute_sql("ALTER TABLE person ADD COLUMN \"birth_precision\" VARCHAR(5) NOT NULL DEFAULT ''")  # type: ignore[no-untyped-call]
    for column, words in _WORDS.items():
        known = ", ".join(f"'{word}'" for word in ("", *words))
        db.execute_sql(  # type: ignore[no-untyped-call]
            f"UPDATE person SET note = CASE WHEN note = '' THEN {column} ELSE note || ' ; ' || {column} END, "
            f"{column} = '' WHERE {column} NOT IN ({known})"
        )
    engine().drop_search()
    engine().create_search()
    person_index.rebuild()


# As they were then: a list of words may grow.
_WORDS = {
    "civility": ("Madame", "Monsieur"),
    "contact_by": ("phone", "letter", "email"),
    "housing": ("none", "sheltered", "tenant", "buying", "owner", "other"),
    "reminders": ("yes", "no"),
}
