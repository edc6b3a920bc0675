"""A worker's own day: who comes when, who is already here, and the notices left for them."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from models import agenda, clock, message, text, visit
from models.appointment import Appointment, Status
from models.errors import ComptoirError
from models.message import Message, MessageStatus
from models.visit import Visit
from screens.commands import Command
from screens.counter import About
from screens.place import Place, step, task
from screens.widgets.lines import Line, Lines, columns

EVERY_MINUTE = 60


def overview(agent_id: int) -> tuple[list[Appointment], list[Message], list[Visit]]:
    """A verb for the database thread: the day, the notices, who is in the waiting room."""
    return agenda.day(clock.today(), agent_id), message.inbox(agent_id), visit.present()


class WorkerScreen(Place):
    """What a worker sees on signing in."""

    NAME = "worker"
    HEADING = "Ma journée"
    KEYS = (
        Command("worker.read", "enter", "read", "lu", "Marquer l’avis choisi comme lu"),
        Command(
            "worker.handled",
            "t",
            "handled",
            "traité",
            "Marquer l’avis choisi comme traité : il quitte la liste",
        ),
        Command("worker.seen", "h", "seen", "honoré", "Le rendez-vous choisi a eu lieu"),
        Command(
            "worker.absent", "b", "absent", "absent", "La personne du rendez-vous choisi n’est pas venue"
        ),
        Command("worker.refresh", "escape", "refresh", "", "Relire la journée"),
    )

    def __init__(self, about: About | None = None) -> None:
        super().__init__(about)

    def body(self) -> ComposeResult:
        yield Static("", id="expected-head", markup=False)
        yield Lines(id="expected", empty="Aucun rendez-vous aujourd’hui.")
        yield Static("", id="waiting-head", markup=False)
        yield Lines(id="waiting", empty="Aucun avis.")

    def on_mount(self) -> None:
        self.action_refresh()
        self.set_interval(EVERY_MINUTE, self.action_refresh)

    async def come_home(self) -> None:
        """Back from elsewhere: read again."""
        self.action_refresh()

    @task(exclusive=True, group="lists")
    async def action_refresh(self) -> None:
        """Read the day again."""
        day, notices, present = await self.ask(overview, self.counter.agent.id or 0)
        here = {one.appointment_id: one for one in present}
        self.query_one("#expected-head", Static).update(Content(f" Mes rendez-vous   {len(day)} aujourd’hui"))
        self.query_one("#expected", Lines).show(
            [Line(str(one.id), self._day_line(one, here.get(one.id))) for one in day]
        )
        unread = sum(one.status is MessageStatus.UNREAD for one in notices)
        self.query_one("#waiting-head", Static).update(Content(f" Avis et messages   {unread} à lire"))
        self.query_one("#waiting", Lines).show([Line(str(one.id), _notice_line(one)) for one in notices])

    def _day_line(self, one: Appointment, came: Visit | None) -> str:
        state = (
            one.status.label
            if one.status is not Status.UPCOMING
            else (f"là, n° {came.number}" if came else "attendu")
        )
        at = clock.local(one.starts_at)
        try:
            motive = self.counter.site.profile.motive(one.motive).label
        except ComptoirError:
            motive = one.motive
        return columns(
            (f"{at:%H:%M}", 5), (one.person_name, 26), (motive, 22), (one.place.label, 10), (state, 12)
        )

    def _picked(self, list_id: str) -> int:
        lines = self.query_one(list_id, Lines)
        return int(lines.key) if lines.has_focus and lines.key else 0

    def on_lines_opened(self, event: Lines.Opened) -> None:
        if event.lines.id == "waiting":
            self.action_read()

    def on_lines_left_top(self, event: Lines.LeftTop) -> None:
        self.query_one("#expected").focus()

    def on_lines_left_bottom(self, event: Lines.LeftBottom) -> None:
        self.query_one("#waiting").focus()

    @step
    async def action_read(self) -> None:
        """The notice picked was read."""
        await self._mark(MessageStatus.READ)

    @step
    async def action_handled(self) -> None:
        """The notice picked needs nothing more."""
        await self._mark(MessageStatus.HANDLED)

    async def _mark(self, status: MessageStatus) -> None:
        if picked := self._picked("#waiting"):
            await self.act(message.mark, picked, status)
            self.say(f"Avis {status.label}.")
            self.action_refresh()
        else:
            self.say("Choisissez un avis (flèches).")

    @step
    async def action_seen(self) -> None:
        """The appointment took place."""
        await self._close(Status.SEEN)

    @step
    async def action_absent(self) -> None:
        """Nobody came."""
        await self._close(Status.ABSENT)

    async def _close(self, status: Status) -> None:
        if picked := self._picked("#expected"):
            one = await self.act(agenda.mark, picked, status)
            self.say(f"{one.person_name} : {status.label}.")
            self.action_refresh()
        else:
            self.say("Choisissez un rendez-vous (flèches).")


def _notice_line(one: Message) -> str:
    at = clock.local(one.created_at)
    day = "" if at.date() == clock.today() else text.short_date(at.date())
    return columns((one.status.label, 6), (day or f"{at:%H:%M}", 11), (one.person_name, 18), (one.body, 38))
