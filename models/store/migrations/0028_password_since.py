"""Since when an agent has their password: sessions opened with another one end."""

from typing import Any

from peewee import Database, DateTimeField
from playhouse.migrate import migrate


def up(migrator: Any, db: Database) -> None:
    migrate(migrator.add_column("agent", "password_at", DateTimeField(null=True)))
