"""Case files: what is opened for a person, numbered by site and year, who answers for it, each step of it."""

from typing import Any

import peewee
from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField


def up(migrator: Any, db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        class Meta:
            table_name = "person"

    class Site(Table):
        class Meta:
            table_name = "site"

    class CaseFile(Table):
        series = IntegerField()
        year = IntegerField()
        number = IntegerField()
        person = ForeignKeyField(Person)
        site = ForeignKeyField(Site, null=True)
        kind = CharField(max_length=60)
        agent_id = IntegerField(index=True)
        state = CharField(max_length=10, index=True)
        opened_at = DateTimeField()

        class Meta:
            table_name = "case_file"
            indexes = ((("series", "year", "number"), True), (("year", "number"), False))

    class CaseFileMember(Table):
        case_file = ForeignKeyField(CaseFile)
        person = ForeignKeyField(Person)
        tie = CharField(max_length=20)

        class Meta:
            table_name = "case_file_member"

    class CaseFileRequest(Table):
        case_file = ForeignKeyField(CaseFile)
        request_id = IntegerField(index=True)

        class Meta:
            table_name = "case_file_request"

    class CaseFileStep(Table):
        case_file = ForeignKeyField(CaseFile)
        what = CharField(max_length=12)
        at = DateTimeField()
        by_id = IntegerField(null=True)
        reason = CharField(max_length=200, default="")
        before = JSONField(default=dict)
        after = JSONField(default=dict)

        class Meta:
            table_name = "case_file_step"

    db.create_tables([CaseFile, CaseFileMember, CaseFileRequest, CaseFileStep])
