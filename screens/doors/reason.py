"""Why this form? Asked before the form of a protected person is opened."""

from collections.abc import Sequence
from typing import cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from models.contact import protection
from screens.frame.commands import Command, bindings
from screens.frame.counter import Counter
from screens.frame.forms import Item, Note, TextField, Values
from screens.frame.place import step
from screens.frame.widgets.form import Form

KEYS = (
    Command("reason.submit", "ctrl+s", "submit", "Ouvrir", "Noter la raison et ouvrir la fiche"),
    Command("reason.back", "escape", "back", "Retour", "Ne pas ouvrir"),
)
WHY = "Personne protégée : pourquoi ouvrez-vous sa fiche ? C’est noté, un responsable en est prévenu."


class ReasonScreen(ModalScreen[bool]):
    """Gives whether a reason was said: then the form may be opened until the day ends."""

    NAME = "reason"
    HEADING = "Raison"
    KEYS = KEYS
    BINDINGS = bindings(KEYS)

    def __init__(self, person_id: int) -> None:
        super().__init__()
        self.person_id = person_id

    def compose(self) -> ComposeResult:
        """One field, and a word."""
        yield Form(self._items, id="form")
        yield Static("", id="notice", markup=False)
        yield Static("Entrée : ouvrir    Échap : ne pas ouvrir", id="keys", markup=False)

    def _items(self, values: Values) -> Sequence[Item]:
        return [
            Note(WHY, strong=True),
            TextField("reason", "Raison", hint="rendez-vous de 10 h", max_length=protection.LONGEST),
        ]

    def say(self, words: str, *, error: bool = False) -> None:
        """One sentence under the field."""
        self.query_one("#notice", Static).update(Content(words))

    def on_form_finished(self, event: Form.Finished) -> None:
        self.action_submit()

    @step
    async def action_submit(self) -> None:
        """Keep the reason, then open."""
        counter, reason = cast(Counter, self.app), self.query_one(Form).values.get("reason", "")
        await counter.database.run(protection.unseal, counter.agent, self.person_id, reason)
        self.dismiss(True)

    def action_back(self) -> None:
        """It stays closed."""
        self.dismiss(False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            cast(Counter, self.app).report(event.worker.error)
