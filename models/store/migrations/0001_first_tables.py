"""The first tables: a frozen copy, independent of the models of today."""

from typing import Any

import peewee
from peewee import (
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    TextField,
)


def up(migrator: Any, db: peewee.Database) -> None:
    class Table(peewee.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Receipt(Table):
        key = CharField(max_length=80, primary_key=True)
        kind = CharField(max_length=20)
        subject_id = IntegerField()

        class Meta:
            table_name = "receipt"

    class Agent(Table):
        login = CharField(max_length=40, unique=True)
        name = CharField(max_length=80)
        role = CharField(max_length=20)
        password = CharField(max_length=200)
        active = BooleanField()
        failures = IntegerField()
        locked_until = DateTimeField(null=True)

        class Meta:
            table_name = "agent"

    class Person(Table):
        anonymous = BooleanField()
        family_name = CharField(max_length=200)
        given_name = CharField(max_length=200)
        birth_name = CharField(max_length=200)
        birth_date = DateField(null=True, index=True)
        civility = CharField(max_length=10)
        phone = CharField(max_length=20, index=True)
        email = CharField(max_length=120)
        address = CharField(max_length=200)
        postcode = CharField(max_length=10)
        commune = CharField(max_length=80)
        language = CharField(max_length=40)
        permit = CharField(max_length=40)
        note = TextField()
        created_at = DateTimeField()
        seen_at = DateTimeField(null=True, index=True)

        class Meta:
            table_name = "person"

    class Journal(Table):
        at = DateTimeField(index=True)
        agent_id = IntegerField(null=True, index=True)
        action = CharField(max_length=40)
        person_id = IntegerField(null=True, index=True)
        subject = CharField(max_length=20)
        subject_id = IntegerField(null=True)
        detail = JSONField()

        class Meta:
            table_name = "journal"

    class Draft(Table):
        key = CharField(max_length=40, unique=True)
        agent_id = IntegerField(index=True)
        place = CharField(max_length=20)
        title = CharField(max_length=80)
        state = JSONField()
        updated_at = DateTimeField()
        discarded_at = DateTimeField(null=True)

        class Meta:
            table_name = "draft"

    class Postcode(Table):
        postcode = CharField(max_length=10, index=True)
        locality = CharField(max_length=100)
        commune = CharField(max_length=100)
        code = CharField(max_length=10)
        commune_folded = CharField(max_length=100, index=True)

        class Meta:
            table_name = "postcode"
            indexes = [(("postcode", "locality", "commune"), True)]

    class Partner(Table):
        source = CharField(max_length=40)
        source_id = CharField(max_length=80)
        name = CharField(max_length=200)
        description = TextField()
        audience = TextField()
        address = CharField(max_length=300)
        postcode = CharField(max_length=10, index=True)
        commune = CharField(max_length=100)
        department = CharField(max_length=5, index=True)
        phone = CharField(max_length=30)
        email = CharField(max_length=200)
        website = CharField(max_length=300)
        hours = TextField()
        conditions = TextField()
        note = TextField()
        confidence = CharField(max_length=20)
        source_url = TextField()
        verified_on = DateField(null=True)
        folded = TextField()
        name_folded = CharField(max_length=200, index=True)
        commune_folded = CharField(max_length=100, index=True)
        fingerprint = CharField(max_length=64)

        class Meta:
            table_name = "partner"
            indexes = [(("source", "source_id"), True)]

    class PartnerTheme(Table):
        partner = ForeignKeyField(Partner, backref="+", lazy_load=False, on_delete="CASCADE")
        theme = CharField(max_length=60)

        class Meta:
            table_name = "partner_theme"
            indexes = [(("theme", "partner"), True)]

    class Visit(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False, null=True)
        day = DateField()
        number = IntegerField()
        arrived_at = DateTimeField()
        called_at = DateTimeField(null=True)
        closed_at = DateTimeField(null=True)
        status = CharField(max_length=20)
        urgency = CharField(max_length=2)
        agent_id = IntegerField(null=True)
        appointment_id = IntegerField(null=True)

        class Meta:
            table_name = "visit"
            indexes = [(("day", "number"), True), (("status", "day"), False)]

    class Call(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False, null=True)
        direction = CharField(max_length=10)
        caller = CharField(max_length=20)
        caller_name = CharField(max_length=200)
        phone = CharField(max_length=20)
        started_at = DateTimeField(index=True)
        ended_at = DateTimeField()
        note = TextField()

        class Meta:
            table_name = "call"

    class Request(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False, null=True)
        visit_id = IntegerField(null=True, index=True)
        call_id = IntegerField(null=True, index=True)
        theme = CharField(max_length=60)
        motive = CharField(max_length=60)
        words = TextField()
        urgency = CharField(max_length=2)
        urgency_reason = CharField(max_length=200)
        outcome = CharField(max_length=20)
        answers = JSONField()
        prechecks = JSONField()
        created_at = DateTimeField()
        settled_at = DateTimeField(null=True, index=True)

        class Meta:
            table_name = "request"

    class Orientation(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False, null=True)
        partner_id = IntegerField(index=True)
        request_id = IntegerField(null=True, index=True)
        consent = BooleanField()
        consent_at = DateTimeField(null=True)
        channel = CharField(max_length=10)
        words = TextField()
        status = CharField(max_length=10)
        follow_up_on = DateField(index=True)
        created_at = DateTimeField()

        class Meta:
            table_name = "orientation"

    class OpeningRange(Table):
        agent_id = IntegerField(index=True)
        starts_on = DateField()
        ends_on = DateField(null=True)
        rule = CharField(max_length=200)
        from_minute = IntegerField()
        to_minute = IntegerField()
        places = JSONField()
        motives = JSONField()

        class Meta:
            table_name = "opening_range"

    class Absence(Table):
        agent_id = IntegerField(index=True)
        starts_at = DateTimeField()
        ends_at = DateTimeField()
        reason = CharField(max_length=80)

        class Meta:
            table_name = "absence"

    class Appointment(Table):
        person = ForeignKeyField(Person, backref="+", lazy_load=False)
        agent = ForeignKeyField(Agent, backref="+", lazy_load=False)
        request_id = IntegerField(null=True, index=True)
        motive = CharField(max_length=60)
        starts_at = DateTimeField(index=True)
        ends_at = DateTimeField()
        place = CharField(max_length=10)
        status = CharField(max_length=10)
        moved = IntegerField()
        note = TextField()
        booked_by = IntegerField(null=True)

        class Meta:
            table_name = "appointment"

    class Cell(Table):
        agent_id = IntegerField()
        cell = IntegerField()
        appointment_id = IntegerField(index=True)

        class Meta:
            table_name = "cell"
            primary_key = CompositeKey("agent_id", "cell")

    class Message(Table):
        kind = CharField(max_length=10)
        from_id = IntegerField(null=True)
        to_id = IntegerField(null=True, index=True)
        person = ForeignKeyField(Person, backref="+", lazy_load=False, null=True)
        appointment_id = IntegerField(null=True)
        request_id = IntegerField(null=True)
        body = TextField()
        phone = CharField(max_length=20)
        due_at = DateTimeField(null=True)
        status = CharField(max_length=10, index=True)
        created_at = DateTimeField()

        class Meta:
            table_name = "message"

    class Document(Table):
        sha256 = CharField(max_length=64, unique=True)
        media_type = CharField(max_length=120)
        size = IntegerField()
        content = BlobField()
        created_at = DateTimeField()

        class Meta:
            table_name = "document"

    class Letter(Table):
        kind = CharField(max_length=20)
        title = CharField(max_length=80)
        person = ForeignKeyField(Person, backref="+", lazy_load=False, null=True)
        agent_id = IntegerField(null=True)
        request_id = IntegerField(null=True, index=True)
        appointment_id = IntegerField(null=True)
        orientation_id = IntegerField(null=True)
        document = ForeignKeyField(Document, backref="+", lazy_load=False)
        template_sha = CharField(max_length=64)
        merged = JSONField()
        created_at = DateTimeField(index=True)

        class Meta:
            table_name = "letter"

    db.create_tables(
        [
            Receipt,
            Agent,
            Person,
            Journal,
            Draft,
            Postcode,
            Partner,
            PartnerTheme,
            Visit,
            Call,
            Request,
            Orientation,
            OpeningRange,
            Absence,
            Appointment,
            Cell,
            Message,
            Document,
            Letter,
        ]
    )
