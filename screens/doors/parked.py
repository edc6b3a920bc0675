"""F12 when several things are parked: which one?"""

from typing import cast

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from models import clock
from models.store import draft
from models.store.draft import Draft
from screens.frame.commands import Command, bindings
from screens.frame.counter import Counter
from screens.frame.place import Place, step
from screens.frame.widgets.lines import Line, Lines, columns

KEYS = (
    Command("parked.close", "escape", "close", "Fermer", "Revenir"),
    Command("parked.discard", "delete", "discard", "Écarter", "Écarter le formulaire choisi (u le ramène)"),
    Command("parked.restore", "u", "restore", "Ramener", "Ramener le dernier formulaire écarté"),
)


class ParkedScreen(ModalScreen[None]):
    """The forms left unfinished, the latest first."""

    NAME = "parked"
    HEADING = "En attente"
    KEYS = KEYS
    BINDINGS = bindings(KEYS)

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[Draft] = []
        # Which draft the next Delete would set aside: it was asked about.
        self._asked = ""

    @property
    def counter(self) -> Counter:
        """The program above."""
        return cast(Counter, self.app)

    def compose(self) -> ComposeResult:
        """One list."""
        lines = Lines(
            id="parked", classes="box", empty="Rien n’est en attente ; u ramène le dernier formulaire écarté."
        )
        lines.border_subtitle = "Entrée reprendre  Suppr écarter  u ramener  Échap fermer"
        yield lines

    def on_mount(self) -> None:
        self.read()

    @step
    async def read(self) -> None:
        """Show what is parked; the keys wait, they are about these lines."""
        # The form one comes from lies open below: it is not what is to be resumed, nor set aside from here.
        place = self.app.screen_stack[-2]
        below = place.key if isinstance(place, Place) else ""
        waiting = await self.counter.parked()
        self.drafts = [one for one in waiting if one.key != below]
        lines = [
            Line(
                one.key,
                columns((f"{clock.local(one.updated_at):%d.%m. %H:%M}", 13), (one.title or one.place, 56)),
            )
            for one in self.drafts
        ]
        self.query_one(Lines).show(lines)

    def on_lines_opened(self, event: Lines.Opened) -> None:
        chosen = next(one for one in self.drafts if one.key == event.key)
        self.dismiss()
        self.counter.reopen(chosen)

    @step
    async def action_discard(self) -> None:
        """Set the picked draft aside once it was asked; even then nothing is lost yet."""
        key = self.query_one(Lines).key
        if not key:
            return
        if self._asked != key:
            self._asked = key
            self.say("Écarter ce formulaire ? Suppr encore une fois pour oui.")
            return
        await self.counter.database.run(draft.discard, self.counter.agent, key)
        self.say("Formulaire écarté ; u le ramène.")
        self.read()

    @step
    async def action_restore(self) -> None:
        """Bring the last discarded draft back."""
        await self.counter.database.run(draft.restore, self.counter.agent)
        self.read()

    def action_close(self) -> None:
        """Back."""
        self.dismiss()

    def say(self, words: str, *, error: bool = False) -> None:
        """Errors stand in the title of the list."""
        self.query_one(Lines).border_title = words[:70]

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.counter.report(event.worker.error)
