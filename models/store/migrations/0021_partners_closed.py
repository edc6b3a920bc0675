"""Partners that are no longer sent to, and what the last import of a directory changed: it can be undone."""

from typing import Any

import peewee
from peewee import AutoField, IntegerField, JSONField


def up(migrator: Any, db: peewee.Database) -> None:
    class PartnerChange(peewee.Model):
        id = AutoField()
        partner_id = IntegerField(index=True)
        before = JSONField()
        fingerprint = peewee.CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "partner_change"

    db.execute_sql("ALTER TABLE partner ADD COLUMN closed_on DATE")  # type: ignore[no-untyped-call]
    db.create_tables([PartnerChange])
