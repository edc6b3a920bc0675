"""The accounts of the service: who may sign in, as what, and what those who left have left unfinished."""

from textual.app import ComposeResult

from models import text
from models.agenda import misfit
from models.errors import ComptoirError
from models.service import account, agent
from models.service.agent import Account
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.list_place import ListPlace
from screens.frame.place import step
from screens.frame.widgets.lines import Line, Lines, columns
from screens.frame.words import cell


class AgentsScreen(ListPlace):
    """Reached from the menu by those who may hand over; each sees what they may do there."""

    about: to.Agents
    HEADING = "Agents"
    KEYS = (
        Command("agents.new", "n", "form('new')", "nouveau", "Ajouter un agent"),
        Command("agents.change", "enter", "form('change')", "modifier", "Changer rôle, langues, secteurs"),
        Command("agents.password", "p", "form('password')", "mot de passe", "Donner un autre mot de passe"),
        Command("agents.close", "x", "close", "fermer", "Fermer le compte : sa session se ferme aussitôt"),
        Command("agents.reopen", "o", "reopen", "rouvrir", "Rouvrir le compte, avec son mot de passe"),
        Command("agents.give", "d", "form('give')", "remettre", "Remettre à un collègue ce qui l’attend"),
        Command("agents.back", "escape", "back", "", "Revenir au comptoir"),
    )

    def __init__(self, about: to.Agents) -> None:
        super().__init__(about)
        self.accounts: list[Account] = []
        # How many forms each closed one has left parked, by the agent.
        self.left: dict[int, int] = {}
        # Whose account the next `x` closes: it was asked about.
        self._asked = ""

    def body(self) -> ComposeResult:
        yield Lines(id="agents", empty="Aucun agent.")

    def on_mount(self) -> None:
        self.open()

    async def fill(self) -> None:
        self.accounts, self.left = await self.ask(agent.accounts), await self.ask(account.waiting)
        self.lines.show([self._line(one) for one in self.accounts])

    def _line(self, one: Account) -> Line:
        who = one.agent
        left = self.left.get(who.id or 0, 0)
        state = "" if one.active else "fermé"
        if left:
            state += f", {left} à remettre"
        return Line(
            str(who.id),
            columns(cell(who.login, 12), cell(who.name, 24), cell(who.role.label, 18), cell(state, 20)),
        )

    @property
    def _picked(self) -> Account:
        key = self.lines.key
        return next(one for one in self.accounts if str(one.agent.id) == key)

    # --- what the keyboard does

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.run_worker(self.run_action(self.KEYS[1].guarded), exit_on_error=False)

    def action_form(self, kind: str) -> None:
        """Open the form of what is done to the account picked."""
        who = None if kind == "new" else self._picked.agent.id
        self.counter.go(to.AgentForm(kind=kind, agent=who))

    @step
    async def action_close(self) -> None:
        """Close the account picked, asked once."""
        who = self._picked.agent
        if not self._picked.active:
            raise ComptoirError("Déjà fermé", f"Le compte de {who.name} est fermé ; o le rouvre.")
        if self._asked != who.login:
            self._asked = who.login
            self.say(f"Fermer le compte de {who.name} ? x encore une fois pour oui ; sa session se ferme.")
            return
        await self.act(agent.close, who.id or 0)
        left = await self.ask(misfit.misplaced, agent_id=who.id)
        await self.fill()
        count = text.counted(len(left), "rendez-vous", "rendez-vous")
        more = f" {count} à déplacer : voir les heures (F10)." if left else ""
        self.say(f"Compte fermé : {who.name}. Rien n’est effacé ; o le rouvre.{more}")

    @step
    async def action_reopen(self) -> None:
        """Open the account picked again; a pause after too many tries is over as well."""
        who = self._picked.agent
        await self.act(agent.reopen, who.id or 0)
        await self.fill()
        self.say(f"Compte ouvert : {who.name}, identifiant {who.login}.")
