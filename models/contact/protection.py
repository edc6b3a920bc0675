"""Opening the form of a protected person: a reason is said first, journaled, and told to who answers for it.

They are colleagues, people who are threatened, people whom everybody knows: their name stands in no list and
no result of a search (:attr:`models.person.person.Person.name`). A reason holds for one agent and one day.
"""

from models import text
from models.contact import message
from models.contact.message import MessageKind
from models.errors import InvalidInput
from models.person import person
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Permission, Role
from models.store import journal
from models.store.database import write

# What a reason takes: « RDV », not « x ».
REASON, LONGEST = 3, 200


@write(Permission.OPEN)
def unseal(by: Agent, person_id: int, reason: str) -> None:
    """Say why ``by`` opens a protected form today: those who may lift the protection are told at once.

    Raises :class:`InvalidInput` when nothing is said.
    """
    words = text.clean(reason)[:LONGEST]
    if len(words) < REASON:
        raise InvalidInput("Raison manquante", "Dites en quelques mots pourquoi vous l’ouvrez.", "reason")
    journal.note(by, person.UNSEALED, person_id, person=person_id, reason=words)
    told = f"Fiche n° {person_id} ouverte par {by.name} : {words}"
    for one in _answerable(by):
        message.send(SYSTEM, one.id, told, kind=MessageKind.NOTICE, person_id=person_id)


def _answerable(by: Agent) -> list[Agent]:
    """The responsables, else the administrators; never whoever opens it."""
    for role in (Role.MANAGER, Role.ADMIN):
        if found := [one for one in agent.everyone(role) if one.id != by.id]:
            return found
    return []
