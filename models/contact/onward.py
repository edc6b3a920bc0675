"""What a request leads to at once: a slip to a colleague, or a call to give back."""

from dataclasses import dataclass
from datetime import datetime

from models.contact import message, request
from models.contact.message import MessageKind
from models.service.agent import Agent


@dataclass(frozen=True, slots=True)
class Slip:
    """Words for an agent; ``to_id`` is ``None`` for whoever sits at the reception."""

    to_id: int | None
    body: str


@dataclass(frozen=True, slots=True)
class CallBack:
    """A call to give back by ``due`` (UTC), to the number ``phone`` (E.164)."""

    due: datetime
    phone: str


def leave(by: Agent, request_id: int, onward: Slip | CallBack) -> None:
    """Leave what settles a request, inside the caller's transaction. Errors of :func:`message.send`."""
    asked = request.get(request_id)
    if isinstance(onward, Slip):
        message.send(
            by, onward.to_id, onward.body or asked.words, person_id=asked.person_id, request_id=asked.id
        )
    else:
        message.send(
            by, None, asked.words or "à rappeler", kind=MessageKind.CALL_BACK, person_id=asked.person_id,
            request_id=asked.id, phone=onward.phone, due_at=onward.due,
        )  # fmt: skip
