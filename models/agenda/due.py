"""What is due at the counter: calls back, requests without an outcome, slips, follow-ups, reminders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.agenda import reminder
from models.agenda.reminder import Reminder
from models.contact import call, message, orientation, request
from models.contact.message import Message, MessageKind
from models.contact.orientation import Orientation
from models.contact.request import SETTLED_AT_ONCE, Request
from models.network import partner
from models.person import person
from models.person.person import Person


@dataclass(frozen=True, slots=True)
class Pending:
    """All of it, the oldest first, with whom and what it is about.

    ``people`` are by the ids that the rest names, ``partners`` are names; ``phones`` where to reach whoever
    made a request whose question of danger has no answer, by request.
    """

    call_backs: Sequence[Message]
    requests: Sequence[Request]
    slips: Sequence[Message]
    orientations: Sequence[Orientation]
    reminders: Sequence[Reminder]
    people: Mapping[int, Person]
    partners: Mapping[int, str]
    phones: Mapping[int, str]

    def name(self, person_id: int | None) -> str:
        """Whom a line is about, as it is read."""
        return self.people[person_id].name if person_id else "anonyme"


def pending() -> Pending:
    """What is due now."""
    call_backs, requests = message.call_backs(), request.unsettled()
    orientations = orientation.to_follow_up()
    ids = {
        *(one.person_id for one in call_backs),
        *(one.person_id for one in requests),
        *(one.person_id for one in orientations),
    }
    people = {one: person.get(one) for one in ids if one}
    phones = {}
    for one in requests:
        if one.outcome in SETTLED_AT_ONCE:
            theirs = people[one.person_id].phone if one.person_id else ""
            phones[one.id] = (call.get(one.call_id).phone if one.call_id else "") or theirs
    return Pending(
        call_backs,
        requests,
        [one for one in message.inbox(None) if one.kind is not MessageKind.CALL_BACK],
        orientations,
        reminder.to_call(),
        people,
        {one.partner_id: partner.get(one.partner_id).name for one in orientations},
        phones,
    )
