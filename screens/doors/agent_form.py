"""An account being made or changed, and everybody's own password."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models import text
from models.errors import InvalidInput
from models.service import account, agent
from models.service.agent import Account, Agent
from models.service.permission import Role
from screens.doors import agent_items
from screens.frame.about import About, AgentForm, Agents
from screens.frame.commands import Command
from screens.frame.form_place import FormPlace
from screens.frame.forms import Item, PickField, Values
from screens.frame.place import step
from screens.frame.widgets.form import Form


class AgentFormScreen(FormPlace):
    """Opened from the list of agents, or from the menu for one's own password."""

    about: AgentForm
    HEADING = "Agent"
    KEYS = (
        Command("agent_form.submit", "ctrl+s", "submit", "Garder", "Garder, et revenir d’où l’on vient"),
        Command("agent_form.back", "escape", "back", "Retour", "Revenir ; un mot de passe tapé est oublié"),
    )

    def __init__(self, about: AgentForm) -> None:
        super().__init__(about)
        self.kind = about.kind
        self.accounts: Sequence[Account] = ()

    def heading(self) -> str:
        return agent_items.TITLES[self.kind]

    def draft_title(self) -> str:
        """Whose account, so that parked work is told apart."""
        who = self._who.name if self._who else self.form_state.values.get("name", "")
        return f"{self.heading().lower()} {who}".strip()

    @property
    def _who(self) -> Agent | None:
        return next((one.agent for one in self.accounts if one.agent.id == self.about.agent), None)

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        return agent_items.items(self.kind, self._who, self.accounts)

    def on_mount(self) -> None:
        self.load()

    @step
    async def load(self) -> None:
        """Whom it is about, and what is known of them."""
        if self.kind != "own":
            self.accounts = await self.ask(agent.accounts)
        if self._who and self.kind == "change" and not self.about.parked:
            self.form_state.values.update(agent_items.values_of(self._who))
        self.form.rebuild()
        self._propose()

    # --- what the keyboard does

    def on_form_asked(self, event: Form.Asked) -> None:
        self._propose()

    def _propose(self) -> None:
        """The colleagues whose name is typed."""
        current = self.form.current
        if isinstance(current, PickField) and not self.form_state.values.get(current.id):
            words = self.form_state.text_of(current)
            self.form.propose(current.id, words, agent_items.heirs(self.accounts, words))

    def on_form_changed(self, event: Form.Changed) -> None:
        if self.kind in agent_items.PARKED:
            super().on_form_changed(event)

    def on_form_finished(self, event: Form.Finished) -> None:
        self.action_submit()

    # --- keeping it

    @step
    async def action_submit(self) -> None:
        """Keep it; a refusal puts the cursor where it is about."""
        try:
            said, pick = await self._kept(self.form_state.values)
        except InvalidInput as error:
            self.form.put_cursor(error.field)
            self.say(str(error), error=True)
            return
        await self.finished()
        self.counter.follow(self._back(pick), said)

    async def _kept(self, values: Values) -> tuple[str, int | None]:
        """What is said of it, and whose line is gone back to."""
        if self.kind in ("own", "new", "password") and values.get("again") != values.get("password"):
            raise InvalidInput("Mots de passe différents", "Tapez deux fois le même.", "again")
        secret, number = values.get("password", ""), self.about.agent or 0
        if self.kind == "own":
            self.counter.agent = await self.act(agent.change_password, values.get("current", ""), secret)
            return "Votre mot de passe est changé. L’ancien ne sert plus.", None
        if self.kind == "new":
            role = self._role(values)
            made = await self.act(agent.create, values.get("login", ""), values.get("name", ""), role, secret)
            return f"Agent ajouté : {made.name}, identifiant {made.login}, {made.role.label}.", made.id
        if self.kind == "password":
            await self.act(agent.set_password, number, secret)
            return "Mot de passe changé ; l’ancien ne sert plus.", number
        if self.kind == "give":
            count = await self.act(account.hand_over, number, int(values.get("heir") or 0))
            return (
                f"{text.counted(count, 'formulaire remis', 'formulaires remis')} ; F12 les reprend.",
                number,
            )
        said = [values.get(name, "").split(",") for name in ("languages", "sectors")]
        now = await self.act(account.change, number, self._role(values), *said)
        return f"Agent modifié : {now.name}, {now.role.label}.", now.id

    def _role(self, values: Values) -> Role:
        if not values.get("role"):
            raise InvalidInput("Rôle manquant", "Dites ce que l’agent fait.", "role")
        return Role(values["role"])

    def _back(self, pick: int | None) -> Sequence[About]:
        return self.about.then if self.kind == "own" else [Agents(pick=str(pick or ""))]

    @step
    async def action_back(self) -> None:
        """Back to where it was opened; what may be kept is parked."""
        await self.keep()
        self.counter.follow(self._back(self.about.agent))
