"""Who is there? Also the locked screen: it shows nothing of anybody."""

from collections.abc import Sequence
from typing import cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from models.service import agent
from screens.frame.commands import Command, bindings
from screens.frame.counter import Counter
from screens.frame.forms import FormState, Item, TextField, Values
from screens.frame.place import step
from screens.frame.widgets.form import Form

KEYS = (
    Command("sign_in.submit", "ctrl+s", "submit", "Ouvrir", "Ouvrir la session"),
    Command("sign_in.quit", "ctrl+q", "quit", "Quitter", "Quitter Comptoir"),
)


class SignInScreen(ModalScreen[None]):
    """Login and password. Modal, so that no place key works before somebody is signed in."""

    NAME = "sign_in"
    BINDINGS = bindings(KEYS)

    def __init__(self, locked: str = "", *, said: str = "") -> None:
        """``locked``: who locked the screen, by login; empty before anybody signed in. ``said`` is told."""
        super().__init__()
        self.locked = locked
        self.said = said

    def compose(self) -> ComposeResult:
        """Two fields and a word."""
        yield Static("Comptoir est verrouillé." if self.locked else "Comptoir", id="who", markup=False)
        state = FormState({"login": self.locked}, "password" if self.locked else "login")
        yield Form(self._items, state, id="form")
        yield Static(self.said, id="notice", markup=False)
        yield Static("Entrée : ouvrir    Ctrl+Q : quitter", id="keys", markup=False)

    def _items(self, values: Values) -> Sequence[Item]:
        return [
            TextField("login", "Identifiant", max_length=40),
            TextField("password", "Mot de passe", secret=True),
        ]

    def say(self, words: str, *, error: bool = False) -> None:
        """One sentence under the fields."""
        self.query_one("#notice", Static).update(Content(words))

    def on_form_finished(self, event: Form.Finished) -> None:
        self.action_submit()

    @step
    async def action_submit(self) -> None:
        """Verify, then open the desk."""
        form = self.query_one(Form)
        typed = form.values.pop("password", "")
        form.state.cursor = 0
        form.rebuild()
        self.say("Un instant…")
        counter = cast(Counter, self.app)
        who = await counter.database.run(agent.sign_in, form.values.get("login", ""), typed)
        counter.open_desk(who)

    def action_quit(self) -> None:
        """Leave; what was typed before the lock is kept."""
        self.app.exit()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            cast(Counter, self.app).report(event.worker.error)
