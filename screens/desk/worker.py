"""A worker's own day: who comes when, who is already here, and the notices left for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from models import clock, text
from models.agenda import agenda
from models.agenda.appointment import Appointment, Status
from models.contact import message
from models.contact.message import Message, MessageStatus
from models.person import person
from models.room import outcome as appointment_step
from models.room import queue, ticket, visit
from models.room.visit import Visit, VisitStatus
from screens.desk.desk_lines import label
from screens.desk.todo_lines import in_full
from screens.frame.about import About, Chosen, Room
from screens.frame.commands import Command
from screens.frame.place import Place, step, task
from screens.frame.widgets.lines import Line, Lines, columns
from screens.frame.words import shorten

EVERY_MINUTE = 60


# A line of somebody who waits without an appointment of today: sent on by the reception.
SENT = "visit:"


@dataclass(frozen=True, slots=True)
class Day:
    """What a worker sees: their appointments, their notices, who is here for them and by which name.

    Who came to another site is here too; ``rooms`` names that site, by visit.
    """

    appointments: tuple[Appointment, ...]
    notices: tuple[Message, ...]
    here: tuple[tuple[Visit, str], ...]
    rooms: Mapping[int, str] = field(default_factory=dict)


def overview(agent_id: int) -> Day:
    """A verb for the database thread: the day, the notices, who is in whatever waiting room."""
    here = [one for one in visit.present() if one.agent_id == agent_id]
    names = ticket.names(here)
    day, notices = agenda.day(clock.today(), agent_id), message.inbox(agent_id)
    who = tuple((one, names[one.id]) for one in here)
    return Day(tuple(day), tuple(notices), who, ticket.elsewhere(here))


class WorkerScreen(Place):
    """What a worker sees on signing in."""

    HEADING = "Ma journée"
    KEYS = (
        Command("worker.next", "n", "next", "suivant", "Appeler qui vous attend, dans l’ordre de la file"),
        Command("worker.recall", "r", "recall", "rappeler", "Appeler encore une fois qui ne vient pas"),
        Command("worker.read", "enter", "read", "lire", "Lire l’avis choisi en entier ; il est alors lu"),
        Command(
            "worker.handled",
            "t",
            "handled",
            "traité",
            "Marquer l’avis choisi comme traité : il quitte la liste",
        ),
        Command(
            "worker.seen",
            "h",
            "seen",
            "honoré",
            "Le rendez-vous choisi a eu lieu, ou la personne envoyée a été reçue",
        ),
        Command("worker.absent", "b", "absent", "absent", "La personne choisie n’est pas venue"),
        Command("worker.undo", "u", "undo", "annuler", "Défaire votre dernière étape, puis la précédente"),
        Command("worker.refresh", "escape", "refresh", "", "Relire la journée"),
    )

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self.day = Day((), (), ())
        # The last mark that was no step of the room: of which appointment, and what it was before.
        self._marked: tuple[int, Status] | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="expected-head", markup=False)
        yield Lines(id="expected", empty="Aucun rendez-vous aujourd’hui.", slides=False)
        yield Static("", id="waiting-head", markup=False)
        yield Lines(id="waiting", empty="Aucun avis.", slides=False)

    def on_mount(self) -> None:
        self.action_refresh()
        self.set_interval(EVERY_MINUTE, self.action_refresh)

    async def come_home(self) -> None:
        """Back from elsewhere: read again."""
        self.action_refresh()

    @task(exclusive=True, group="lists")
    async def action_refresh(self) -> None:
        """Read the day again."""
        self.day = await self.ask(overview, self.counter.agent.id or 0)
        day, notices = self.day.appointments, self.day.notices
        here = {one.appointment_id: one for one, _name in self.day.here}
        booked = {one.id for one in day}
        self.query_one("#expected-head", Static).update(Content(self._head()))
        lines = [Line(str(one.id), self._day_line(one, here.get(one.id))) for one in day]
        sent = [(one, name) for one, name in self.day.here if one.appointment_id not in booked]
        lines += [
            Line(f"{SENT}{one.id}", _sent_line(one, name, self.day.rooms[one.id], self._room(47)))
            for one, name in sent
        ]
        self.query_one("#expected", Lines).show(lines)
        unread = sum(one.status is MessageStatus.UNREAD for one in notices)
        self.query_one("#waiting-head", Static).update(Content(f" Avis et messages   {unread} à lire"))
        self.query_one("#waiting", Lines).show(
            [Line(str(one.id), _notice_line(one, self._room(40))) for one in notices]
        )

    def _head(self) -> str:
        """How many come today, how many of them are in the room here, and in that of another site."""
        waits = [self.day.rooms[one.id] for one, _name in self.day.here if one.status is VisitStatus.WAITING]
        here = waits.count("")
        away = f", {len(waits) - here} ailleurs" if len(waits) > here else ""
        people = text.counted(here, "personne") if here else "personne"
        return f" Mes rendez-vous   {len(self.day.appointments)} aujourd’hui   {people} dans la salle{away}"

    def _day_line(self, one: Appointment, came: Visit | None) -> str:
        state = (
            one.status.label if one.status is not Status.UPCOMING else (_here(came) if came else "attendu")
        )
        at = clock.local(one.starts_at)
        motive = label(self.profile.motive, one.motive)
        if one.second_agent_name:
            mine = one.agent_id == self.counter.agent.id
            motive = f"avec {one.second_agent_name if mine else one.agent_name}, {motive}"
        where = self.day.rooms.get(came.id, "") if came else ""
        return columns(
            (f"{at:%H:%M}", 5),
            (one.person_name, 24),
            (motive, self._room(58)),
            (shorten(where, 10) or one.venue.label, 10),
            (shorten(state, 14), 14),
        )

    def _room(self, others: int) -> int:
        """How wide the column of words is beside ``others`` columns and the mark of the pick."""
        return max(self.size.width - 2 - others, 20)

    def appointment(self) -> Appointment | None:
        """The one of the line picked."""
        picked = self._picked("#expected")
        return next((one for one in self.day.appointments if one.id == picked), None)

    def chosen(self) -> Chosen:
        """Besides: who was sent on by the reception, and whom a notice is about."""
        lines, notice = self.query_one("#expected", Lines), self._picked("#waiting")
        picked = lines.key if lines.has_focus else ""
        sent = next((one for one, _name in self.day.here if picked == f"{SENT}{one.id}"), None)
        if sent is not None:
            return Chosen(person=sent.person_id, visit=sent.id)
        about = next((one for one in self.day.notices if one.id == notice), None)
        return super().chosen() if about is None else Chosen(person=about.person_id)

    def _picked(self, list_id: str) -> int:
        lines = self.query_one(list_id, Lines)
        return int(lines.key) if lines.has_focus and lines.key.isdigit() else 0

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "waiting":
            self.action_read()

    def on_lines_left_top(self, event: Lines.LeftTop) -> None:
        self.query_one("#expected").focus()

    def on_lines_left_bottom(self, event: Lines.LeftBottom) -> None:
        self.query_one("#waiting").focus()

    def catch_up(self) -> Worker[None]:
        """Somebody else wrote: who is here, what is left for me."""
        self.refresh_status()
        return self.action_refresh()

    @step
    async def action_next(self) -> None:
        """Call whoever waits for me, first in line."""
        one = await self.act(queue.call_next, self.profile.room)
        self._marked = None
        warning = (await self.act(person.opened, one.person_id)).warning if one.person_id else ""
        said = f"{await self.ask(ticket.named, one)} est appelé ; r rappeler, u annuler."
        self.say(f"{said}\n{warning}" if warning else said)
        # What comes next is about them.
        booked = any(each.id == one.appointment_id for each in self.day.appointments)
        self.query_one("#expected", Lines).pick(str(one.appointment_id) if booked else f"{SENT}{one.id}")
        self.action_refresh()

    @step
    async def action_recall(self) -> None:
        """Call the last number once more."""
        called = [one for one, _name in self.day.here if one.status is VisitStatus.CALLED and one.called_at]
        if not called:
            self.say("Vous n’avez appelé personne qui soit encore là.")
            return
        last = max(called, key=lambda one: one.called_at or one.arrived_at)
        await self.act(queue.recall, last.id)
        self._marked = None
        self.say(f"N° {last.number} est rappelé.")

    @step
    async def action_undo(self) -> None:
        """Take back the last mark made here, or the last step of the room."""
        if self._marked:
            one = await self.act(agenda.mark, *self._marked)
            self._marked = None
            self.say(f"Défait : {one.person_name} est de nouveau « {one.status.label} ».")
        else:
            self.say(await self.act(queue.undo))
        self.action_refresh()

    @step
    async def action_read(self) -> None:
        """The notice picked was read: all of it is shown, the list has room for its beginning only."""
        notice = await self._notice()
        if notice is not None and self.say(await self.ask(in_full, notice)):
            await self._mark(notice, MessageStatus.READ)

    @step
    async def action_handled(self) -> None:
        """The notice picked needs nothing more."""
        notice = await self._notice()
        if notice is not None:
            await self._mark(notice, MessageStatus.HANDLED)
            self.say(f"Avis {MessageStatus.HANDLED.label}.")

    async def _notice(self) -> Message | None:
        picked = self._picked("#waiting")
        if not picked:
            self.say("Choisissez un avis (flèches).")
            return None
        return await self.ask(message.get, picked)

    async def _mark(self, notice: Message, status: MessageStatus) -> None:
        await self.act(message.mark, notice.id, status)
        self.action_refresh()
        self.refresh_status()

    @step
    async def action_seen(self) -> None:
        """The appointment took place."""
        await self._close(Status.SEEN)

    @step
    async def action_absent(self) -> None:
        """Nobody came."""
        await self._close(Status.ABSENT)

    async def _close(self, status: Status) -> None:
        lines = self.query_one("#expected", Lines)
        picked = lines.key if lines.has_focus else ""
        if not picked:
            self.say("Choisissez un rendez-vous (flèches).")
        elif picked.startswith(SENT):
            await self._close_sent(int(picked.removeprefix(SENT)), status)
        else:
            before = next(each.status for each in self.day.appointments if str(each.id) == picked)
            one, step_taken = await self.act(appointment_step.note, int(picked), status)
            # A step of the room is undone as such, also after the program was left; a mark alone here.
            self._marked = None if step_taken else (one.id, before)
            self.say(f"{one.person_name} : {status.label} ; u annuler.")
            self.action_refresh()

    async def _close_sent(self, visit_id: int, status: Status) -> None:
        """Who was sent on by the reception without an appointment: received, or called and not there."""
        self._marked = None
        if status is Status.ABSENT:
            one, words = await self.act(queue.absent, visit_id), "n’est pas venu"
        elif await self.ask(queue.without_outcome, visit_id):
            self.counter.go(Room(do="close", visit=visit_id))
            return
        else:
            one, words = await self.act(queue.close, visit_id), "a été reçu"
        self.say(f"{await self.ask(ticket.named, one)} {words} ; u annuler.")
        self.action_refresh()


def _here(came: Visit) -> str:
    """Where somebody who came is, beside their ticket."""
    words = {VisitStatus.CALLED: "appelé", VisitStatus.HELD: "patiente"}
    return f"{words.get(came.status, 'là')}, n° {came.number}"


def _sent_line(one: Visit, name: str, where: str, room: int) -> str:
    at = clock.local(one.arrived_at)
    words = ", ".join(filter(None, (where, one.reason or "envoyé par l’accueil")))
    return columns((f"{at:%H:%M}", 5), (name, 24), (words, room), (_here(one), 14))


def _notice_line(one: Message, room: int) -> str:
    at = clock.local(one.created_at)
    day = "" if at.date() == clock.today() else text.short_date(at.date())
    return columns(
        (one.status.label, 6),
        (day or f"{at:%H:%M}", 11),
        (one.person_name, 18),
        (one.body, room),
    )
