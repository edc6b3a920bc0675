"""What a letter is made from, and what a merge field is.

A field has a French identifier (the word between braces in the Word template), a description, a sample
(what the check of templates and the preview of an empty template show) and the parts of the context
it reads. The pattern is that of pretix's placeholders.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from models.agenda.appointment import Appointment
from models.contact.orientation import Orientation
from models.network.partner import Partner
from models.person.person import Person
from models.room.visit import Visit
from models.service.agent import Agent
from models.service.profile import Motive, Service
from models.service.site import Site
from models.slots.slot import Slot

Value = str | list[str]


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a letter may speak of; which parts a kind needs is said in :mod:`letters.fields.kinds`.

    ``discreet`` leaves the name of the service and its e-mail out: for somebody who does not want an
    employer to read that they came to a social service. ``identity_verified``: an identity document was seen.
    ``proposed`` are times that are free today; nobody keeps them. ``site`` is where the appointment is, else
    where one writes, in a service that has several: its address and telephone stand above the letter.
    ``then`` is what follows just after the appointment, with somebody else. ``here``: the letter can be
    handed over, the person is not on the telephone.
    """

    service: Service
    agent: Agent
    day: date
    person: Person | None = None
    appointment: Appointment | None = None
    then: Appointment | None = None
    motive: Motive | None = None
    site: Site | None = None
    visit: Visit | None = None
    partner: Partner | None = None
    orientation: Orientation | None = None
    proposed: tuple[Slot, ...] = ()
    pieces: tuple[str, ...] = ()
    deadline: date | None = None
    identity_verified: bool = False
    discreet: bool = False
    here: bool = True

    def has(self, part: str) -> bool:
        """Whether the part of that name was given."""
        return bool(getattr(self, part))


# How a missing part is asked for at the counter.
PARTS = {
    "person": "la personne",
    "appointment": "le rendez-vous",
    "motive": "le motif du rendez-vous",
    "visit": "le passage",
    "partner": "le partenaire",
    "orientation": "l’orientation",
    "proposed": "les créneaux proposés",
    "pieces": "au moins un document à demander",
    "deadline": "la date limite",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One merge field; ``render`` is only called when all of ``needs`` is there, else ``absent`` stands."""

    name: str
    description: str
    sample: Value
    needs: tuple[str, ...]
    absent: Value
    render: Callable[[Context], Value]


FIELDS: dict[str, Field] = {}


def field(
    name: str, description: str, sample: Value, *needs: str, absent: Value | None = None
) -> Callable[[Callable[[Context], Value]], Callable[[Context], Value]]:
    """Register the decorated renderer as the merge field ``name``."""
    if absent is None:
        absent = "" if isinstance(sample, str) else []

    def register(render: Callable[[Context], Value]) -> Callable[[Context], Value]:
        assert name not in FIELDS, name
        FIELDS[name] = Field(name, description, sample, needs, absent, render)
        return render

    return register
