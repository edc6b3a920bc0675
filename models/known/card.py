"""What is told around the form of a person."""

from dataclasses import dataclass

from models.known import merge
from models.known.merge import Past
from models.person import change as person_change
from models.person import duplicate, referent, relationship
from models.person.change import Change
from models.person.duplicate import Duplicate, Homonym
from models.person.referent import Referent
from models.person.relationship import Relative


@dataclass(frozen=True, slots=True)
class Card:
    """What is known around a person: relatives, who may be the same, what was there before."""

    relatives: tuple[Relative, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    changes: tuple[Change, ...] = ()
    merges: tuple[Past, ...] = ()
    homonyms: tuple[Homonym, ...] = ()
    referents: tuple[Referent, ...] = ()


def read(person_id: int, region: str) -> Card:
    """Everything the whole form of a person tells besides its fields."""
    return Card(
        tuple(relationship.relatives(person_id)),
        tuple(duplicate.of_person(person_id, region)),
        tuple(person_change.history(person_id)),
        tuple(merge.history(person_id)),
        tuple(duplicate.homonyms(person_id)),
        referent.of_person(person_id),
    )
