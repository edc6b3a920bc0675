"""Whom a form is about: somebody known, perhaps corrected in it, somebody new, or nobody named."""

from dataclasses import dataclass

from models.person import person
from models.person.person import PersonForm
from models.service.agent import Agent


@dataclass(frozen=True, slots=True)
class Whom:
    """``form`` describes somebody new, or corrects the known ``person_id``, who was ``base`` at its start."""

    person_id: int | None = None
    form: PersonForm | None = None
    base: PersonForm | None = None

    @property
    def named(self) -> bool:
        """Whether it is about anybody, even anonymous."""
        return self.person_id is not None or self.form is not None


NOBODY = Whom()


def keep(by: Agent, whom: Whom, region: str, key: str) -> int | None:
    """The number of the person, created or corrected first, inside the caller's transaction.

    Errors of :func:`models.person.person.create` and :func:`models.person.person.change`.
    """
    if whom.form is None:
        return whom.person_id
    if whom.person_id is None:
        return person.create(by, whom.form, region, f"{key}-person").id
    return person.change(by, whom.person_id, whom.form, region, whom.base).id
