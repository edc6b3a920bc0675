"""The whole form of somebody: their own fields, their relatives, and who they are not."""

from dataclasses import dataclass

from models.person import duplicate, person, referent, relationship
from models.person import whom as persons
from models.person.person import Person
from models.person.relationship import Kinship
from models.person.whom import Whom
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import write


@dataclass(frozen=True, slots=True)
class Around:
    """By number: who is a relative no more, who is one, who is the same person after all, who follows."""

    part: int | None = None
    relative: tuple[int, Kinship] | None = None
    together: int | None = None
    # The agent who follows them from now on, in which role and until which day, as typed; who does no more.
    followed_by: tuple[int, str, str] | None = None
    left_by: int | None = None


@write(Permission.PERSON)
def keep(by: Agent, whom: Whom, around: Around, region: str, key: str) -> Person:
    """Keep somebody and what is around them: all or nothing. Errors of the verbs of each."""
    number = persons.keep(by, whom, region, key) or 0
    if around.part is not None:
        relationship.part(by, number, around.part)
    if around.relative is not None:
        relationship.relate(by, number, *around.relative)
    if around.together is not None:
        duplicate.unmark_apart(by, number, around.together)
    if around.left_by is not None:
        referent.leave(by, number, around.left_by)
    if around.followed_by is not None:
        referent.follow(by, number, *around.followed_by)
    journal.note(by, "person.kept", number, person=number)
    return person.get(number)
