"""A service, a person and everything a letter may speak of; nothing here comes from a real site."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from letters.fields.context import Context
from letters.fields.kinds import LetterKind
from models.agenda.appointment import Appointment, Status
from models.contact.orientation import Channel, Orientation, OrientationStatus
from models.network.partner import Partner
from models.person import person
from models.person.person import Person, PersonForm
from models.room.visit import Visit, VisitStatus
from models.service.agent import Agent
from models.service.permission import Role
from models.service.profile import Motive, Service
from models.service.venue import Venue
from models.slots.slot import Slot
from models.store.database import Database
from models.triage.triage import Urgency

DAY = date(2026, 11, 23)
CLAIRE = Agent(7, "claire", "Claire Exemple", Role.RECEPTION)
SERVICE = Service(
    name="Centre d’action sociale de la Fontaine",
    address=["Rue de la Fontaine 3"],
    postcode="1227",
    city="Carouge",
    phone="+41225550123",
    email="accueil@service.example",
    hours="lundi à vendredi, 9 h – 12 h",
    country="CH",
    subdivision="GE",
    timezone="Europe/Zurich",
    phone_region="CH",
    directions="Tram 12, arrêt Fontaine.",
)
PERSON = Person(
    id=1,
    anonymous=False,
    family_name="Muller",
    given_name="Camille",
    birth_name="",
    birth_date=date(1980, 3, 1),
    civility="Madame",
    phone="+41795550000",
    email="",
    address="Chemin des Exemples 12",
    postcode="1227",
    commune="Carouge",
    language="",
    permit="B",
    note="sort de l’hôpital",
)
APPOINTMENT = Appointment(
    id=1,
    person_id=1,
    person_name="MULLER Camille",
    person_phone="+41795550000",
    motive="premier-entretien",
    agent_id=2,
    agent_name="Dominique Modèle",
    starts_at=datetime(2026, 12, 1, 13, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, 14, 15, tzinfo=UTC),
    venue=Venue.ON_SITE,
    status=Status.UPCOMING,
    request_id=None,
    moved=0,
    note="fin de droits de chômage",
)
MOTIVE = Motive(
    id="premier-entretien",
    label="1er entretien fin de droits",
    neutral_label="un entretien",
    minutes=45,
    venues=["on_site"],
    roles=["social_worker"],
    bring=["Permis de séjour", "Bail à loyer"],
)
PROPOSED = (
    Slot(
        2,
        "Dominique Modèle",
        datetime(2026, 12, 3, 8, tzinfo=UTC),
        datetime(2026, 12, 3, 8, 45, tzinfo=UTC),
        (Venue.ON_SITE, Venue.PHONE),
    ),
    Slot(
        3,
        "Sacha Exemple",
        datetime(2026, 12, 4, 13, 30, tzinfo=UTC),
        datetime(2026, 12, 4, 14, 15, tzinfo=UTC),
        (Venue.ON_SITE,),
    ),
)
VISIT = Visit(
    id=1,
    person_id=1,
    day=DAY,
    number=4,
    arrived_at=datetime(2026, 11, 23, 8, 5, tzinfo=UTC),
    line_at=datetime(2026, 11, 23, 8, 5, tzinfo=UTC),
    called_at=None,
    closed_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    status=VisitStatus.DONE,
    urgency=Urgency.N3,
    agent_id=None,
    appointment_id=None,
)
ORIENTATION = Orientation(
    1,
    1,
    1,
    None,
    True,
    Channel.HANDED,
    "violence",
    OrientationStatus.PENDING,
    DAY,
    datetime(2026, 11, 23, tzinfo=UTC),
)


def suited(kind: LetterKind, context: Context) -> Context:
    """The context as ``kind`` may speak of it: the letter after an absence is about one that was missed."""
    if kind is not LetterKind.ABSENCE:
        return context
    return replace(context, appointment=replace(APPOINTMENT, status=Status.ABSENT))


def partner(**changes: Any) -> Partner:
    """A partner of the network, with ``changes``."""
    columns: dict[str, Any] = dict.fromkeys(Partner.__dataclass_fields__, "")
    columns |= {
        "id": 1,
        "name": "La Passerelle",
        "themes": (),
        "address": "Rue du Pont 8",
        "postcode": "1205",
        "commune": "Genève",
        "phone": "022 555 04 56",
        "verified_on": date(2026, 11, 2),
    }
    return Partner(**(columns | changes))


@pytest.fixture
def context(monday: datetime) -> Context:
    """Everything at once; the clock stands on Monday 23 November 2026, 9:41 in Geneva."""
    return Context(
        service=SERVICE,
        agent=CLAIRE,
        day=DAY,
        person=PERSON,
        appointment=APPOINTMENT,
        motive=MOTIVE,
        visit=VISIT,
        partner=partner(),
        orientation=ORIENTATION,
        proposed=PROPOSED,
        pieces=("Décision de la caisse de chômage",),
        deadline=date(2026, 12, 7),
    )


@pytest.fixture
def french(context: Context) -> Context:
    """The same at a French counter."""
    from msgspec.structs import replace as change

    service = change(
        SERVICE, country="FR", city="Annecy", postcode="74000", phone_region="FR", phone="+33450555555"
    )
    return replace(context, service=service)


@pytest.fixture
def camille(db: Database, alice: Agent) -> Person:
    """A person in the database."""
    return db.call(
        person.create, alice, PersonForm(family_name="Muller", given_name="Camille"), "CH", "key-camille"
    )


Template = Callable[..., Path]


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """``template("confirmation", "{{ agent_nom }}", …)`` writes a .docx of these paragraphs."""

    def write(name: str, *paragraphs: str) -> Path:
        from docx import Document

        document = Document()
        for words in paragraphs:
            document.add_paragraph(words)
        path = tmp_path / "modeles" / f"{name}.docx"
        path.parent.mkdir(exist_ok=True)
        document.save(str(path))
        return path

    return write
