"""What is seen at a glance: the counter as it is now, the day of a worker, the end of a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models import clock
from models.agenda import agenda, reminder
from models.agenda.appointment import Appointment, Status
from models.contact import message, orientation, request
from models.contact.message import Message, MessageKind
from models.contact.request import Request
from models.person import person, referent
from models.room import queue, step, ticket, visit
from models.room.visit import PRESENT, Visit
from models.service import agent, site


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the waiting room; ``host`` is the worker they came for, empty for the reception.

    ``where`` is the site in whose room they are, when that is not the one of this session; ``caller`` is
    the id of who called them last.
    """

    visit: Visit
    name: str
    requests: tuple[Request, ...]
    appointment: Appointment | None
    host: str = ""
    where: str = ""
    caller: int | None = None
    # Who follows them, whoever has for longest.
    followed_by: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the desk shows, read in one go; ``gone`` are those who can be put back in line.

    ``names`` are those of the sites, by id; ``sites`` what tells apart those whose rooms are all seen, where
    this machine stands at none.
    """

    waiting: tuple[Waiting, ...]
    expected: tuple[Appointment, ...]
    call_backs: tuple[Message, ...]
    follow_ups: int
    unsettled: tuple[Request, ...]
    slips: int
    gone: tuple[Waiting, ...] = ()
    reminders: int = 0
    names: Mapping[int, str] = field(default_factory=dict)
    sites: Mapping[int, str] = field(default_factory=dict)


def overview() -> Overview:
    """The state of the counter now. Who waits comes before who was called."""
    day, here = agenda.day(clock.today()), site.here()
    names = {one.id: one.name for one in site.everyone(closed=True)}
    came = ticket.came()
    present = sorted(visit.in_room(), key=lambda one: PRESENT.index(one.status))
    expected = (one for one in day if one.status is Status.UPCOMING and one.id not in came)
    return Overview(
        tuple(_waiting(present, day)),
        tuple(one for one in expected if here is None or one.site_id in (None, here)),
        tuple(message.call_backs()),
        len(orientation.to_follow_up()),
        tuple(request.unsettled()),
        sum(one.kind is MessageKind.MESSAGE for one in message.inbox(None)),
        tuple(_waiting(ticket.gone(), day)),
        len(reminder.to_call()),
        names,
        site.short_names() if here is None and names else {},
    )


def _waiting(visits: list[Visit], day: list[Appointment]) -> list[Waiting]:
    booked = {one.id: one for one in day}
    hosts = {one.id: one.name for one in agent.everyone()} if visits else {}
    names, asked = ticket.names(visits), request.of_visits([one.id for one in visits])
    rooms, callers = ticket.elsewhere(visits), step.callers([one.id for one in visits])
    followed = referent.of_people({one.person_id for one in visits if one.person_id})
    return [
        Waiting(
            one,
            names[one.id],
            tuple(asked[one.id]),
            booked.get(one.appointment_id or 0),
            hosts.get(one.agent_id, ""),
            rooms[one.id],
            callers.get(one.id),
            next((each.name for each in followed.get(one.person_id or 0, ())), ""),
        )
        for one in visits
    ]


@dataclass(frozen=True, slots=True)
class Day:
    """What a worker sees: their appointments, their notices, who is here for them and by which name.

    Who came to another site is here too; ``rooms`` names that site, ``asked`` what they ask, both by visit.
    """

    agent_id: int = 0
    appointments: tuple[Appointment, ...] = ()
    notices: tuple[Message, ...] = ()
    here: tuple[tuple[Visit, str], ...] = ()
    rooms: Mapping[int, str] = field(default_factory=dict)
    asked: Mapping[int, Sequence[Request]] = field(default_factory=dict)

    def came(self, appointment_id: int) -> Visit | None:
        """Who is here for an appointment."""
        return next((one for one, _name in self.here if one.appointment_id == appointment_id), None)


def of_worker(agent_id: int) -> Day:
    """The day of a worker, the notices, who is in whatever waiting room."""
    here = [one for one in visit.present() if one.agent_id == agent_id]
    names = ticket.names(here)
    day, notices = agenda.day(clock.today(), agent_id), message.inbox(agent_id)
    who = tuple((one, names[one.id]) for one in here)
    asked = request.of_visits([one.id for one in here])
    return Day(agent_id, tuple(day), tuple(notices), who, ticket.elsewhere(here), asked)


def leaving(visit_id: int) -> tuple[Visit, str, str, list[Request]]:
    """A visit, its ticket and whose it is, their phone, the requests without an outcome."""
    asked = [request.get(one) for one in queue.without_outcome(visit_id)]
    came = visit.get(visit_id)
    phone = person.get(came.person_id).phone if came.person_id is not None else ""
    return came, ticket.named(came), phone, asked
