"""F11 while an alarm stands: go there, say that one’s own is over, or give another one here."""

from typing import cast

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from models import clock
from models.room import alarm
from screens.frame.commands import ALARM, Command, bindings, shown
from screens.frame.counter import Counter
from screens.frame.place import step
from screens.frame.widgets.lines import Line, Lines

KEYS = (Command("alarm.close", "escape", "close", "Fermer", "Revenir ; l’alarme continue"),)


class AlarmScreen(ModalScreen[None]):
    """The alarms that nobody has taken, the oldest first. The key of the alarm gives one more."""

    NAME = "alarm"
    HEADING = "Alarme"
    KEYS = KEYS
    BINDINGS = bindings(KEYS)

    @property
    def counter(self) -> Counter:
        """The program above."""
        return cast(Counter, self.app)

    def compose(self) -> ComposeResult:
        """One list."""
        lines = Lines(id="alarms", classes="box", empty="Plus aucune alarme.")
        key = shown(ALARM, self.counter.keys)
        lines.border_subtitle = f"Entrée j’y vais  {key} alarme ici aussi  Échap fermer"
        yield lines

    def on_mount(self) -> None:
        self.read()

    @step
    async def read(self) -> None:
        """Show what stands."""
        mine, lines = self.counter.agent.id, []
        for one in await self.counter.database.run(alarm.standing):
            what = "la mienne : c’est fini" if one.agent_id == mine else f"j’y vais : {one.where}"
            lines.append(Line(str(one.id), f"{clock.local(one.raised_at):%H:%M}  {what}"))
        self.query_one(Lines).show(lines)

    @step
    async def on_lines_opened(self, event: Lines.Opened) -> None:
        """Take the alarm picked."""
        taken = await self.counter.database.run(alarm.take, self.counter.agent, int(event.key))
        self.counter.alarm_taken(taken)
        self.dismiss()

    def action_close(self) -> None:
        """Back."""
        self.dismiss()

    def say(self, words: str, *, error: bool = False) -> None:
        """A colleague was quicker."""
        self.query_one(Lines).border_title = words[:70]

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.counter.report(event.worker.error)
