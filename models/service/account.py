"""An account as a whole: changed at once; and what somebody who left was typing, handed to a colleague."""

from collections.abc import Iterable

from models.errors import ComptoirError
from models.service import agent
from models.service.agent import Account, Agent
from models.service.permission import Permission, Role
from models.store import draft, journal
from models.store.database import write


@write(Permission.AGENTS)
def change(by: Agent, agent_id: int, role: Role, languages: Iterable[str], sectors: Iterable[str]) -> Agent:
    """Let an agent have this role, these languages and sectors; errors of the verbs for each of them."""
    if role != agent.get(agent_id).role:
        agent.set_role(by, agent_id, role)
    agent.set_languages(by, agent_id, languages)
    return agent.set_sectors(by, agent_id, sectors)


def waiting() -> dict[int, int]:
    """How many forms each closed account has left parked, by its agent; none where there are none."""
    closed = [one.agent.id for one in agent.accounts() if not one.active]
    return {number: count for number in closed if number and (count := draft.left_by(number))}


@write(Permission.HAND_OVER)
def hand_over(by: Agent, closed_id: int, to_id: int) -> int:
    """Let the forms that a closed account left parked be resumed by another agent; how many they are.

    Raises :class:`ComptoirError` when the account is open, the other is closed, or nothing is parked.
    """
    known = {one.agent.id: one for one in agent.accounts()}
    _check(known.get(closed_id), known.get(to_id))
    count = draft.give(closed_id, to_id)
    if not count:
        raise ComptoirError("Rien à remettre", "Ce compte n’a laissé aucun formulaire en attente.")
    journal.note(by, "agent.drafts_given", closed_id, to=to_id, count=count)
    return count


def _check(left: Account | None, heir: Account | None) -> None:
    if left is None or left.active:
        raise ComptoirError(
            "Compte ouvert", ("Ce qui est en attente reste à qui l’a tapé : fermez d’abord son compte.")
        )
    if heir is None or not heir.active:
        raise ComptoirError("À qui ?", "Choisissez un collègue dont le compte est ouvert.")
