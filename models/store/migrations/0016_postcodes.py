"""The postcodes of two countries: the canton or département of each, and the words a place is known by."""

from typing import Any

import peewee


def up(migrator: Any, db: peewee.Database) -> None:
    # What was there is replaced by the lists that ship, when « init » goes on.
    statements = [
        "DROP INDEX postcode_postcode_locality_commune",
        "DROP INDEX postcode_commune_folded",
        "ALTER TABLE postcode DROP COLUMN commune_folded",
        "ALTER TABLE postcode ADD COLUMN \"area\" VARCHAR(5) NOT NULL DEFAULT ''",
        "ALTER TABLE postcode ADD COLUMN \"locality_key\" VARCHAR(100) NOT NULL DEFAULT ''",
        "ALTER TABLE postcode ADD COLUMN \"commune_key\" VARCHAR(100) NOT NULL DEFAULT ''",
        "CREATE INDEX postcode_locality_key ON postcode (locality_key)",
        "CREATE INDEX postcode_commune_key ON postcode (commune_key)",
    ]
    for statement in statements:
        db.execute_sql(statement)  # type: ignore[no-untyped-call]
