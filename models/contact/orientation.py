"""Orientations: a person sent to a partner, with consent, and later what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import peewee

from models import clock, text
from models.contact import request
from models.contact.request import Outcome
from models.errors import InvalidInput
from models.glossary import Word
from models.network import partner
from models.person import person
from models.person import whom as persons
from models.person.person import PersonRow
from models.person.whom import Whom
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Instant, Row, once, write
from models.store.rows import filled
from models.store.word_field import WordField

# Dora reminds at ten days: long enough for a first contact, short enough to try elsewhere.
FOLLOW_UP_AFTER = timedelta(days=10)


class Channel(Word):
    """How the partner hears of it. Handing the details to the person passes nothing on about them."""

    HANDED = "handed", "coordonnées remises"
    PHONED = "phoned", "appel au partenaire"
    SENT = "sent", "courrier ou e-mail"


class OrientationStatus(Word):
    """What came of it (dora's states)."""

    PENDING = "pending", "en attente"
    ACCEPTED = "accepted", "aboutie"
    REFUSED = "refused", "non aboutie"
    EXPIRED = "expired", "expirée"


class OrientationRow(Row):
    person = peewee.ForeignKeyField(PersonRow, null=True, lazy_load=False, backref="+")
    partner_id = peewee.IntegerField(index=True)
    request_id = peewee.IntegerField(null=True, index=True)
    consent = peewee.BooleanField()
    consent_at = Instant(null=True)
    channel = WordField(Channel, max_length=10)
    words = peewee.TextField(default="")
    status = WordField(OrientationStatus, max_length=10)
    follow_up_on = peewee.DateField(index=True)
    created_at = Instant(default=clock.now)

    class Meta:
        table_name = "orientation"


@dataclass(frozen=True, slots=True)
class OrientationForm:
    """Whom, to which partner, how, and whether the person agreed to anything being passed on."""

    whom: Whom
    partner_id: int
    consent: bool
    channel: Channel = Channel.HANDED
    request_id: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Orientation:
    """A recorded orientation; ``follow_up_on`` is the day to ask what came of it."""

    id: int
    person_id: int | None
    partner_id: int
    request_id: int | None
    consent: bool
    channel: Channel
    words: str
    status: OrientationStatus
    follow_up_on: date
    created_at: datetime


@write(Permission.ORIENT)
def record(by: Agent, form: OrientationForm, region: str, key: str) -> Orientation:
    """Keep whom it is for and the orientation, and settle its request: all or nothing, once per ``key``.

    Raises :class:`InvalidInput` when something would be passed on without consent (professional
    secrecy: art. 320 CP in Switzerland, art. 226-13 C. pén. in France), and for a partner that is closed;
    :class:`NotFound` for one that was removed.
    """
    if not form.consent and form.channel is not Channel.HANDED:
        raise InvalidInput(
            "Accord nécessaire",
            "Sans l’accord de la personne, rien ne peut être transmis. Remettez-lui plutôt les coordonnées.",
            "consent",
        )

    def make() -> int:
        partner.refuse_closed(form.partner_id)
        person_id = persons.keep(by, form.whom, region, key)
        person.refuse_merged(person_id)
        row = OrientationRow.create(
            person=person_id,
            partner_id=form.partner_id,
            request_id=form.request_id,
            consent=form.consent,
            consent_at=clock.now() if form.consent else None,
            channel=form.channel,
            words=text.clean_lines(form.words),
            status=OrientationStatus.PENDING,
            follow_up_on=clock.today() + FOLLOW_UP_AFTER,
        )
        request.answer(by, form.request_id, Outcome.ORIENTATION)
        return int(row.id)

    kept = get(once(key, "orientation", make, form))
    journal.note(
        by,
        "orientation.recorded",
        kept.id,
        person=kept.person_id,
        partner=kept.partner_id,
        consent=kept.consent,
    )
    return kept


@write(Permission.ORIENT)
def conclude(by: Agent, orientation_id: int, status: OrientationStatus) -> Orientation:
    """Note what came of an orientation."""
    row = _row(orientation_id)
    row.status = status
    row.save()
    journal.note(by, "orientation.concluded", row.id, person=row.person_id)
    return _orientation(row)


def to_follow_up() -> list[Orientation]:
    """Pending orientations whose day to ask has come, oldest first."""
    query = OrientationRow.select().where(
        OrientationRow.status == OrientationStatus.PENDING, OrientationRow.follow_up_on <= clock.today()
    )
    return [_orientation(row) for row in query.order_by(OrientationRow.follow_up_on, OrientationRow.id)]


def of_person(person_id: int, limit: int = 20) -> list[Orientation]:
    """The orientations of a person, newest first."""
    query = OrientationRow.select().where(OrientationRow.person == person_id)
    return [_orientation(row) for row in query.order_by(OrientationRow.id.desc()).limit(limit)]


def get(orientation_id: int) -> Orientation:
    """Raises :class:`NotFound`."""
    return _orientation(_row(orientation_id))


def _row(orientation_id: int) -> Any:
    return OrientationRow.numbered(
        orientation_id, "Orientation introuvable", "Cette orientation n’existe plus. Revenez au comptoir."
    )


def _orientation(row: Any) -> Orientation:
    return filled(Orientation, row)
