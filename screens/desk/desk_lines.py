"""What the desk reads and how its lines are worded."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from models import clock, text
from models.agenda import misfit
from models.agenda.appointment import Appointment
from models.contact.request import Outcome
from models.dates.words import due_words
from models.errors import ComptoirError
from models.room.overview import Overview, Waiting
from models.room.visit import PRESENT, Visit, VisitStatus
from models.service import agent
from models.service.venue import Venue
from models.service.waiting_room import Room
from models.text import counted, duration
from models.triage.triage import Urgency
from screens.frame.widgets.lines import columns
from screens.frame.words import cell, shorten

# In a column of ten; the full words are said when somebody asks why.
_SHORT = {VisitStatus.ABSENT: "absent", VisitStatus.LEFT: "parti", VisitStatus.REMOVED: "retiré"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What takes a search to know: how many may come earlier, how many appointments fit no more.

    ``waiting`` is how many wait for a first slot with none in sight.
    """

    earlier: int = 0
    misplaced: int = 0
    waiting: int = 0


async def count_misplaced(ask: Callable[..., Awaitable[Any]]) -> int:
    """How many appointments fit no more, worker by worker: whoever types meanwhile waits for none of it."""
    found: set[int] = set()
    for account in await ask(agent.accounts):
        found.update(one.id for one, _why in await ask(misfit.misplaced, agent_id=account.agent.id))
    return len(found)


def never_hidden(view: Overview) -> set[int]:
    """The visits seen wherever the room is scrolled to: who stands first, who is in danger or else the most
    urgent of those who wait.
    """
    waits = [one.visit for one in view.waiting if one.visit.status is VisitStatus.WAITING]
    danger = [one for one in waits if one.urgency is Urgency.N0]
    first = [min(waits, key=lambda one: one.urgency.value)] if waits else []
    return {one.id for one in (*waits[:1], *first, *danger)}


def minutes(one: Visit) -> int:
    """Full minutes that somebody has waited; below 0 while their booked hour is still to come."""
    return int((clock.now() - one.waits_since).total_seconds() // 60)


def label(find: Callable[[str], Any], name: str) -> str:
    """The label that ``find`` (``profile.theme``, ``profile.motive``) gives, or the id it no longer knows."""
    try:
        return str(find(name).label)
    except ComptoirError:
        return name


def waiting_line(one: Waiting, theme: Callable[[str], Any], width: int, *, rooms: bool = False) -> str:
    """Ticket, hour, wait, urgency, name, what is asked or why, for whom or where, in ``width`` columns.

    With ``rooms`` the site stands beside the ticket: two rooms have the same numbers.
    """
    kept = one.visit
    called = kept.status in (VisitStatus.CALLED, VisitStatus.AT_COUNTER)
    before = [
        (kept.number, 4),
        *([(shorten(one.where, 8), 8)] if rooms else []),
        (f"{clock.local(kept.line_at):%H:%M}", 6),
        (_state(kept), 10),
        ("avant" if kept.ahead_at else kept.urgency.value, 5),
        (shorten(one.name, name := 17 if rooms else 22), name),
    ]
    rest = max(width - sum(size + 1 for _words, size in before), 10)
    waits = kept.status is VisitStatus.WAITING
    why = (waits and kept.ahead_at and kept.ahead_reason) or kept.reason
    if why and not called and not waits:
        # Why somebody does not take their turn is read to its end; nobody is about to receive them.
        return columns(*before, (shorten(why, rest), rest))
    whom = (
        (kept.counter if called else "")
        or one.host
        or (f"({one.followed_by})" if one.followed_by else "accueil")
    )
    return columns(
        *before,
        (shorten(why or _asked(one, theme, rest - 11), rest - 11), rest - 11),
        (shorten(whom, 10), 10),
    )


def _asked(one: Waiting, theme: Callable[[str], Any], room: int) -> str:
    if one.appointment is not None:
        late = text.late(one.visit.late)
        booked = ", ".join(filter(None, (f"rdv {clock.local(one.appointment.starts_at):%H:%M}", late)))
        # Beside it stand the booked hour and the wait: lateness is what is new.
        return booked if len(booked) <= room or not late else late
    return ", ".join(label(theme, each.theme) for each in one.requests)


def expected_line(
    one: Appointment, motive: Callable[[str], Any], sites: Mapping[int, str], width: int
) -> str:
    """Hour, name, lateness and motive, worker, and how or at which of the ``sites`` that are all seen."""
    spare = max(width - 78, 0) // 3
    on_site = sites.get(one.site_id or 0, "") if one.venue is Venue.ON_SITE else ""
    return columns(
        (f"{clock.local(one.starts_at):%H:%M}", 5),
        (one.person_name, 24 + spare),
        cell(", ".join(filter(None, (text.late(one.overdue), label(motive, one.motive)))), 22 + spare),
        (one.agent_name, 14 + spare),
        (shorten(on_site, 9) or one.venue.label, 9),
    )


def _state(one: Visit) -> str:
    if one.status is not VisitStatus.WAITING:
        return _SHORT.get(one.status, one.status.label)
    waited = minutes(one)
    return duration(waited) if waited >= 0 else "en avance"


def room_line(view: Overview, room: Room, showing_gone: bool, width: int) -> str:
    """Whose room, how many wait, how long, whether it is full, and who went without being received.

    What is said in full where ``width`` allows it is said in a word where it does not.
    """
    said = f" Salle d’attente   {''.join(_room_words(view, room, showing_gone, brief=False))}"
    if cell_len(said) > width:
        said = f" Salle d’attente   {''.join(_room_words(view, room, showing_gone, brief=True))}"
    return shorten(said, width)


def _room_words(view: Overview, room: Room, showing_gone: bool, *, brief: bool) -> Iterator[str]:
    people = in_the_room(view)
    yield counted(people, "personne") if people else "personne"
    for where, seats in full_rooms(view, room):
        holds = "" if brief else f" (tient {counted(seats, 'personne')})"
        yield ", PLEINE" + (f" : {shorten(where, 12)}" if where else holds)
    waiting = [one.visit for one in view.waiting if one.visit.status is VisitStatus.WAITING]
    longest = max((minutes(one) for one in waiting), default=-1)
    if longest >= 0:
        yield (", attente " if brief else ", la plus longue attend depuis ") + duration(longest)
    if view.gone:
        went = counted(len(view.gone), "sorti")
        yield f"   {went}" + (
            "" if brief else " sans être reçus" if len(view.gone) > 1 else " sans être reçu"
        )
        yield " (g cacher)" if showing_gone else " (g)"


def in_the_room(view: Overview) -> int:
    """How many sit in the room: those who wait their turn, and those who are held."""
    return len(_seated(view))


def full_rooms(view: Overview, room: Room) -> list[tuple[str, int]]:
    """The sites whose room is full, the one of this session without a name, and how many each holds."""
    rooms: dict[int | None, list[str]] = {}
    for one in _seated(view):
        rooms.setdefault(one.visit.site_id, []).append(one.where)
    names = {number: view.names.get(number or 0, "") for number in rooms}
    full = (number for number, people in rooms.items() if room.is_full(len(people), names[number]))
    return [(rooms[number][0], room.seats(names[number])) for number in full]


def _seated(view: Overview) -> list[Waiting]:
    """Those who sit in a room: who wait their turn, and who are held."""
    return [one for one in view.waiting if one.visit.status in PRESENT[:2]]


def todo_line(view: Overview, looked: Looked, width: int) -> str:
    """What is due, the most pressing first, as much as fits in ``width`` columns; the list has it all."""
    late = [one for one in view.call_backs if one.due_at and one.due_at < clock.now()]
    parts = []
    if view.call_backs:
        hour = due_words(late[0].due_at) if late and late[0].due_at else ""
        calls = counted(len(view.call_backs), "rappel")
        parts.append(calls + (f" dont {len(late)} en retard ({hour})" if late else ""))
    if looked.earlier:
        parts.append(f"{looked.earlier} plus tôt")
    if looked.waiting:
        parts.append(f"{looked.waiting} sans créneau")
    open_steps = [one for one in view.unsettled if one.outcome is not Outcome.CALL_BACK]
    if open_steps:
        parts.append(counted(len(open_steps), "demande à reprendre", "demandes à reprendre"))
    if looked.misplaced:
        parts.append(f"{looked.misplaced} rdv à déplacer")
    if view.slips:
        parts.append(counted(view.slips, "message"))
    if view.reminders:
        parts.append(counted(view.reminders, "rdv à rappeler", "rdv à rappeler"))
    if view.follow_ups:
        parts.append(counted(view.follow_ups, "suivi d’orientation", "suivis d’orientation"))
    line = " À faire   " + (parts[0] if parts else "rien en attente")
    for part in parts[1:]:
        if len(line) + len(part) + 5 > width:
            return f"{line} …"
        line += f"   {part}"
    return line
