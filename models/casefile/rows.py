"""The tables of case files, and their words."""

import peewee

from models import clock
from models.glossary import Word
from models.person.person import PersonRow
from models.person.relationship import Kinship
from models.service.site import SiteRow
from models.store.database import Instant, Row
from models.store.word_field import WordField


class State(Word):
    """Where a case file stands (mon-suivi-social), those that count first."""

    ACTIVE = "active", "actif"
    INACTIVE = "inactive", "inactif"
    CLOSED = "closed", "clos"
    ARCHIVED = "archived", "archivé"


class Step(Word):
    """What was done to a case file."""

    OPENED = "opened", "ouvert"
    GIVEN = "given", "transmis"
    STATE = "state", "état changé"


class CaseFileRow(Row):
    # The site where it was opened, 0 in a service that has none: each counts its own numbers of each year.
    series = peewee.IntegerField()
    year = peewee.IntegerField()
    number = peewee.IntegerField()
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    site = peewee.ForeignKeyField(SiteRow, null=True, lazy_load=False, backref="+")
    kind = peewee.CharField(max_length=60)
    agent_id = peewee.IntegerField(index=True)
    state = WordField(State, max_length=10, index=True)
    opened_at = Instant(default=clock.now)

    class Meta:
        table_name = "case_file"
        indexes = ((("series", "year", "number"), True), (("year", "number"), False))


class CaseFileMemberRow(Row):
    case_file = peewee.ForeignKeyField(CaseFileRow, lazy_load=False, backref="+")
    person = peewee.ForeignKeyField(PersonRow, lazy_load=False, backref="+")
    # What they are to the person whose file it is.
    tie = WordField(Kinship, max_length=20)

    class Meta:
        table_name = "case_file_member"


class CaseFileRequestRow(Row):
    case_file = peewee.ForeignKeyField(CaseFileRow, lazy_load=False, backref="+")
    request_id = peewee.IntegerField(index=True)

    class Meta:
        table_name = "case_file_request"


class CaseFileStepRow(Row):
    case_file = peewee.ForeignKeyField(CaseFileRow, lazy_load=False, backref="+")
    what = WordField(Step, max_length=12)
    at = Instant(default=clock.now)
    by_id = peewee.IntegerField(null=True)
    reason = peewee.CharField(max_length=200, default="")
    # What the step changed, by column: all that undoing it takes, and what the story tells.
    before = peewee.JSONField(default=dict)
    after = peewee.JSONField(default=dict)

    class Meta:
        table_name = "case_file_step"
