"""A worker's own day: who comes when, who is already here, and the notices left for them."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from models.agenda import agenda
from models.agenda.appointment import Appointment, Status
from models.contact import message
from models.contact.message import Message, MessageStatus
from models.person import person
from models.room import outcome as appointment_step
from models.room import overview, queue, ticket
from models.room.overview import Day
from models.room.visit import VisitStatus
from screens.desk import worker_lines
from screens.desk.todo_lines import in_full
from screens.desk.worker_lines import SENT
from screens.frame.about import About, Chosen, Room
from screens.frame.commands import Command
from screens.frame.place import Place, step, task
from screens.frame.widgets.lines import Line, Lines
from screens.frame.words import shorten

EVERY_MINUTE = 60


class WorkerScreen(Place):
    """What a worker sees on signing in."""

    HEADING = "Ma journée"
    KEYS = (
        Command("worker.next", "n", "next", "suivant", "Appeler qui vous attend, dans l’ordre de la file"),
        Command("worker.recall", "r", "recall", "encore", "Appeler encore une fois qui ne vient pas"),
        Command(
            "worker.read",
            "enter",
            "read",
            "lire",
            "Lire en entier l’avis choisi, qui est alors lu, ou la ligne choisie",
        ),
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
        Command("worker.undo", "u", "undo", "défaire", "Défaire votre dernière étape, puis la précédente"),
        Command("worker.refresh", "escape", "refresh", "", "Relire la journée"),
    )

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self.day = Day()
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
        self.day = await self.ask(overview.of_worker, self.counter.agent.id or 0)
        notices, width = self.day.notices, self.size.width
        self.query_one("#expected-head", Static).update(Content(worker_lines.head(self.day)))
        self.query_one("#expected", Lines).show(worker_lines.lines(self.profile, self.day, width))
        unread = sum(one.status is MessageStatus.UNREAD for one in notices)
        self.query_one("#waiting-head", Static).update(Content(f" Avis et messages   {unread} à lire"))
        self.query_one("#waiting", Lines).show(
            [Line(str(one.id), worker_lines.notice_line(one, width)) for one in notices]
        )

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
        else:
            self.open_line()

    @step
    async def open_line(self) -> None:
        """Say what the line picked has no room for; the person is opened, which is journaled."""
        what, one = self.chosen(), self.appointment()
        if what.person is None:
            return
        who = await self.act(person.opened, what.person)
        here = (each for each, _name in self.day.here if each.id == what.visit)
        came = self.day.came(one.id) if one is not None else next(here, None)
        why = await self.ask(ticket.why, came.id) if came is not None else ""
        self.say(worker_lines.in_full(self.profile, self.day, who, one, came, why))

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
        warning = await self.act(person.warned, one.person_id) if one.person_id else ""
        said = f"{await self.ask(ticket.named, one)} : numéro appelé ; r encore, u défaire."
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
        self.say(f"N° {last.number} : numéro appelé encore une fois.")

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
        if notice is not None and self.say(in_full(notice, await self.ask(message.sender, notice))):
            await self._mark(notice, MessageStatus.READ)

    @step
    async def action_handled(self) -> None:
        """The notice picked needs nothing more."""
        notice = await self._notice()
        if notice is not None:
            await self._mark(notice, MessageStatus.HANDLED)
            about = f" de {notice.person_name}" if notice.person_name else f" « {shorten(notice.body, 40)} »"
            self.say(f"Avis{about} : {MessageStatus.HANDLED.label}.")

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
        elif status is Status.SEEN and (came := await self.ask(appointment_step.unanswered, int(picked))):
            self._marked = None
            self.counter.go(Room(do="close", visit=came))
        else:
            before = next(each.status for each in self.day.appointments if str(each.id) == picked)
            one, step_taken = await self.act(appointment_step.note, int(picked), status)
            # A step of the room is undone as such, also after the program was left; a mark alone here.
            self._marked = None if step_taken else (one.id, before)
            self.say(f"{one.person_name} : rdv {status.label} ; u défaire.")
            self.action_refresh()

    async def _close_sent(self, visit_id: int, status: Status) -> None:
        """Who was sent on by the reception without an appointment: received, or called and not there."""
        self._marked = None
        if status is Status.ABSENT:
            one, words = await self.act(queue.absent, visit_id), "ne vient pas"
        elif await self.ask(queue.without_outcome, visit_id):
            self.counter.go(Room(do="close", visit=visit_id))
            return
        else:
            one, words = await self.act(queue.close, visit_id), "entretien terminé"
        self.say(f"{await self.ask(ticket.named, one)} : {words} ; u défaire.")
        self.action_refresh()
