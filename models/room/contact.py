"""One contact, at the counter or on the telephone, with all that it leads to: kept whole or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec, TypeVar

from models.contact import call, message, onward, request
from models.contact.call import Call, CallForm
from models.contact.message import MessageStatus
from models.contact.onward import CallBack, Slip
from models.contact.request import Outcome, RequestForm
from models.person import whom as persons
from models.person.whom import NOBODY, Whom
from models.room import again, queue, visit
from models.room.again import Again
from models.room.visit import Intake, Visit
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import once, write

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and what settles it at once, if anything does."""

    form: RequestForm
    onward: Slip | CallBack | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What the form of a walk-in, or of a ``call``, says; ``gives_back`` is the slip that asked for it."""

    whom: Whom = NOBODY
    asked: tuple[Asked, ...] = ()
    call: CallForm | None = None
    gives_back: int | None = None
    # What a walk-in goes on with instead of a new ticket.
    again: Again | None = None
    # What today knew of the person when the form asked.
    known: Again | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What :func:`keep` kept: a visit or a call, the number of the person, those of the requests in order."""

    person_id: int | None
    request_ids: tuple[int, ...]
    visit: Visit | None = None
    call: Call | None = None


@write(Permission.CONTACT)
def keep(by: Agent, contact: Contact, region: str, key: str) -> Kept:
    """Keep the person, the visit or call, the requests and the messages: all or nothing, once per ``key``.

    Raises :class:`InvalidInput` naming the field to return to; nothing of the contact is kept then.
    """
    verb = _receive if contact.call is None else _record
    number = once(key, "contact", lambda: verb(by, contact, region, key), contact)
    if contact.call is None:
        came = visit.get(number)
        asked = [one.id for one in request.of_visit(number)]
        # What the visit asked for before stands before.
        kept = Kept(came.person_id, tuple(asked[len(asked) - len(contact.asked) :]), visit=came)
    else:
        rang = call.get(number)
        kept = Kept(rang.person_id, rang.request_ids, call=rang)
    journal.note(by, "contact.kept", number, person=kept.person_id)
    return kept


def _receive(by: Agent, contact: Contact, region: str, key: str) -> int:
    person_id = persons.keep(by, contact.whom, region, key)
    forms = tuple(one.form for one in contact.asked)
    if person_id is not None and contact.again is None:
        again.refuse_unseen(person_id, contact.known)
    if contact.again is not None:
        number = again.go_on(by, contact.again, forms).id
    else:
        number = visit.receive(by, Intake(person_id, None, forms), region, f"{key}-visit").visit.id
    asked = [one.id for one in request.of_visit(number)]
    _go_on(by, contact, tuple(asked[len(asked) - len(forms) :]))
    visit.finish_counter(by, number)
    return number


def _record(by: Agent, contact: Contact, region: str, key: str) -> int:
    assert contact.call is not None
    person_id = persons.keep(by, contact.whom, region, key)
    form = replace(contact.call, person_id=person_id, requests=tuple(one.form for one in contact.asked))
    recorded = call.record(by, form, region, f"{key}-call")
    _go_on(by, contact, recorded.request_ids)
    if contact.gives_back is not None:
        message.mark(by, contact.gives_back, MessageStatus.HANDLED)
    return recorded.id


def _go_on(by: Agent, contact: Contact, request_ids: tuple[int, ...]) -> None:
    for one, request_id in zip(contact.asked, request_ids, strict=True):
        if one.onward is not None:
            onward.leave(by, request_id, one.onward)


@write(Permission.RECEIVE)
def close(
    by: Agent, visit_id: int, outcomes: Mapping[int, Outcome], onwards: Mapping[int, Slip | CallBack]
) -> Visit:
    """Somebody was received: what came of each request, and the slips and calls that this leaves.

    Both are by the number of the request. Errors of :func:`models.room.queue.close` and
    :func:`models.contact.message.send`; nothing is kept then.
    """
    queue.close(by, visit_id, outcomes)
    for request_id, one in onwards.items():
        onward.leave(by, request_id, one)
    return visit.finish_counter(by, visit_id)


@write(Permission.RECEIVE)
def served(
    by: Agent,
    visit_id: int | None,
    verb: Callable[Concatenate[Agent, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Do what somebody who stands at the counter came for, and end their visit with it, all or nothing.

    ``verb`` writes and journals; ``visit_id`` is ``None`` for who is not at the counter.
    """
    done = verb(by, *args, **kwargs)
    if visit_id is not None:
        visit.finish_counter(by, visit_id)
    return done
