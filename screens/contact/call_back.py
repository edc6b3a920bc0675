"""A call to give back: when, at which number, and the slip that reminds of it."""

from dataclasses import dataclass
from datetime import datetime

from models import text
from models.contact import message, request
from models.contact.message import MessageKind
from models.contact.request import Request
from models.errors import InvalidInput
from models.room import visit
from models.service.agent import Agent
from screens.frame.forms import Item, TextField, Values

AT, PHONE = "call_back_at", "call_back_phone"


@dataclass(frozen=True, slots=True)
class CallBack:
    """When it is due, and the number (E.164)."""

    due: datetime
    phone: str


def items(number: str, of: str = "") -> list[Item]:
    """The lines that ask for it; ``number`` is what is known already, ``of`` ends the names of the fields."""
    hint = f"{number} si rien n’est tapé" if number else "022 000 00 00"
    return [
        TextField(AT + of, "Rappeler", hint="aujourd’hui ; ou une heure : 14:30", max_length=20),
        TextField(PHONE + of, "Au numéro", hint=hint, max_length=30, aside=bool(number)),
    ]


def read(values: Values, number: str, region: str, of: str = "") -> CallBack:
    """What the lines say. Raises :class:`InvalidInput` for no hour of the day, and without any number."""
    due = text.read_due(values.get(AT + of, ""), AT + of)
    phone = text.read_phone(values.get(PHONE + of) or number, region, PHONE + of)
    if not phone:
        raise InvalidInput("Numéro manquant", "Tapez le numéro à rappeler, ou une autre suite.", PHONE + of)
    return CallBack(due, phone)


def leave(by: Agent, asked: Request, what: CallBack, words: str = "") -> None:
    """A verb for the database thread: leave the slip that settles a request, once; then end its visit."""
    if request.get(asked.id).settled_at is None:
        message.send(
            by, None, words or asked.words or "à rappeler", kind=MessageKind.CALL_BACK,
            person_id=asked.person_id, request_id=asked.id, phone=what.phone, due_at=what.due,
        )  # fmt: skip
    if asked.visit_id is not None:
        visit.finish_counter(by, asked.visit_id)
