"""What is known before a case file is opened: what was asked, who is close, who may answer for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from models import clock
from models.casefile import responsible
from models.casefile.responsible import Candidate
from models.casefile.rows import CaseFileRequestRow
from models.contact import request
from models.contact.request import Request
from models.person import person, relationship
from models.person.person import Person
from models.person.relationship import Kinship, Relative
from models.service.agent import Agent
from models.service.permission import Permission
from models.service.profile import Profile
from models.store.database import read

# What was asked longer ago is rarely what a file is opened for today.
RECENT = timedelta(days=90)
# Who usually lives in the same household; the others are asked.
_TOGETHER = frozenset({Kinship.PARTNER, Kinship.CHILD})


@dataclass(frozen=True, slots=True)
class Start:
    """What a new file of ``person`` may hold; ``candidates`` by kind, who is proposed first."""

    person: Person
    requests: tuple[Request, ...]
    relatives: tuple[Relative, ...]
    candidates: Mapping[str, tuple[Candidate, ...]]

    def likely(self, asked: int | None) -> set[int]:
        """The requests that a file most likely answers: the one in hand, else those not settled yet."""
        waiting = {one.id for one in self.requests if one.settled_at is None}
        return {asked} if asked else waiting or {one.id for one in self.requests[-1:]}


def together(one: Relative) -> bool:
    """Whether a relative usually lives with the person."""
    return one.kind in _TOGETHER


@read(Permission.OPEN)
def start(by: Agent, profile: Profile, person_id: int) -> Start:
    """What is known of a person before a file is opened. Raises :class:`NotFound`."""
    who = person.unsealed(by, person_id)
    asked = request.since(who.id, clock.now() - RECENT)
    answered = {
        row.request_id
        for row in CaseFileRequestRow.select().where(
            CaseFileRequestRow.request_id.in_([one.id for one in asked])
        )
    }
    return Start(
        who,
        tuple(one for one in asked if one.id not in answered),
        tuple(relationship.relatives(who.id)),
        {kind.id: responsible.candidates(profile, who.id, kind.id) for kind in profile.case_kinds},
    )
