"""An absence, a range or a closure being typed: which appointments it hits is said before it is kept."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models.agenda import misfit
from models.agenda.misfit import Misfit
from models.errors import ComptoirError, InvalidInput
from models.hours import change as hours
from models.hours import opening
from models.hours import undo as hours_undo
from models.hours.change import Change
from models.hours.opening_range import OpeningRange
from models.hours.undo import Step
from models.service import site
from models.service.agent import Agent
from models.service.site import Site
from screens.frame.about import About, Hours, HoursForm, Misplaced
from screens.frame.commands import Command
from screens.frame.form_place import FormPlace
from screens.frame.forms import Item, PickField, Values, typed
from screens.frame.place import step, task
from screens.frame.widgets.form import Form
from screens.hours import items as hours_items
from screens.hours import read as hours_read


class HoursFormScreen(FormPlace):
    """Opened from the hours; its agent or its range says whose, when that is known."""

    about: HoursForm
    HEADING = "Plage, absence ou fermeture"
    KEYS = (
        Command("hours_form.submit", "ctrl+s", "submit", "Garder", "Garder, puis montrer ce qui est touché"),
        Command("hours_form.back", "escape", "back", "Retour", "Revenir aux heures ; ce qui est tapé attend"),
    )

    def __init__(self, about: HoursForm) -> None:
        super().__init__(about)
        self.kind = about.kind
        self.agents: Sequence[Agent] = ()
        self.sites: Sequence[Site] = ()
        self.before: OpeningRange | None = None
        # What was understood of the form and what it would hit, once it can be read.
        self._understood = ""
        self._hit: Sequence[Misfit] | None = None
        self._read = False

    @property
    def values(self) -> Values:
        """The values of the form."""
        return self.form_state.values

    def heading(self) -> str:
        title = hours_items.TITLES[self.kind]
        return f"{title} {'à modifier' if self.about.range else 'à noter'}"

    def draft_title(self) -> str:
        """The kind and whose, so that parked work is told apart."""
        return f"{hours_items.TITLES[self.kind].lower()} {self.values.get(typed('agent'), '')}".strip()

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        if not self._read:
            return []
        return [
            *hours_items.items(self.kind, values, self.sites, self.before),
            *hours_items.hit_notes(self._understood, self._hit),
        ]

    def on_mount(self) -> None:
        self.load()

    @step
    async def load(self) -> None:
        """Who may be meant, where, and what the range is now."""
        profile = self.profile
        self.agents = await self.ask(opening.receivers, profile)
        self.sites = await self.ask(site.everyone)
        if self.about.range:
            self.before = await self.ask(opening.get, self.about.range)
        if not self.about.parked:
            self._propose()
        self._read = True
        self.form.rebuild()
        if not self.about.parked:
            first = {"range": "days", "closure": "from"}.get(self.kind, "from")
            self.form.put_cursor(first if self.values.get("agent") or self.kind == "closure" else "agent")
        self._ask_agent()
        self.preview()

    def _propose(self) -> None:
        """What is known: whose hours, a day of work, the range as it is."""
        profile = self.profile
        if self.before is not None:
            self.values.update(hours_read.range_values(self.before, profile, self.sites))
        elif self.kind == "range":
            self.values.setdefault("venues", "sur place, téléphone")
        who = self.values.get("agent") or str(self.about.agent or "")
        for one in self.agents:
            if str(one.id) == who:
                self.values["agent"], self.values[typed("agent")] = who, one.name
        if self.kind == "absence":
            self.values.setdefault("again", hours_read.ONCE)

    # --- what the keyboard does

    def on_form_asked(self, event: Form.Asked) -> None:
        self._ask_agent()

    def _ask_agent(self) -> None:
        """Propose the agents whose name is typed."""
        current = self.form.current
        if isinstance(current, PickField) and not self.values.get(current.id):
            words = self.form_state.text_of(current)
            self.form.propose(current.id, words, hours_items.agent_options(self.agents, words))

    def on_form_changed(self, event: Form.Changed) -> None:
        self.preview()

    def on_form_finished(self, event: Form.Finished) -> None:
        self.action_submit()

    @task(exclusive=True, group="preview")
    async def preview(self) -> None:
        """Say what was understood and what it would hit; nothing while it cannot be read."""
        try:
            change = self._change()
            hit: Sequence[Misfit] | None = await self.ask(misfit.foreseen, change)
            understood = hours_read.change_words(change)
        except ComptoirError:
            hit, understood = None, ""
        if (hit, understood) != (self._hit, self._understood):
            self._hit, self._understood = hit, understood
            self.form.rebuild()

    def _change(self) -> Change:
        profile = self.profile
        return hours_read.change_of(self.kind, self.values, profile, self.sites, self.before)

    # --- keeping it

    @step
    async def action_submit(self) -> None:
        """Keep it; what it hits is shown next, to be moved."""
        try:
            change = self._change()
            # Not judged again: what a cut line kept already would be refused as overlapping itself.
            hit = await self.ask(misfit.hit, change)
            number = await self.act(hours.keep, change, self.key)
        except InvalidInput as error:
            self.form.put_cursor(hours_items.FIELDS.get(error.field, error.field))
            self.say(f"{error.title}\u00a0: {error.message}", error=True)
            return
        await self.finished()
        kind = f"{self.kind}.{'changed' if self.before else 'added'}"
        done = hours_undo.step(kind, number, self.before)
        words = self._noted(change)
        steps = self._back((*self.about.undo, done), self._line(change, number))
        if not hit:
            self.counter.follow(steps, f"{words} ; aucun rendez-vous touché. u pour défaire.")
            return
        only = tuple(one.id for one, _words in hit)
        count = f"{len(hit)} rendez-vous {'touché' if len(hit) == 1 else 'touchés'}"
        said = f"{words}. {count} ; Échap revient aux heures, où u défait."
        self.counter.follow([Misplaced(only=only), *steps], said)

    def _noted(self, change: Change) -> str:
        """``Mme Rey : absence notée, le lundi 23.11.2026``: of whom, what and when."""
        noted = f"{hours_items.TITLES[self.kind]} {'modifiée' if self.before else 'notée'}"
        one = change.absence or change.added
        who = next((each.name for each in self.agents if one and each.id == one.agent_id), "")
        said = f"{who} : {noted[:1].lower()}{noted[1:]}" if who else noted
        return f"{said}, {hours_read.change_words(change)}"

    def _back(self, undo: tuple[Step, ...], pick: str) -> list[About]:
        """The hours, and what follows them."""
        return [Hours(undo=undo, pick=pick), *self.about.then]

    def _line(self, change: Change, number: int) -> str:
        """The line of the hours to come back to."""
        one = change.absence or change.added
        return f"agent:{one.agent_id}" if one is not None else f"closure:{number}"

    @step
    async def action_back(self) -> None:
        """Back to the hours; what was typed is parked."""
        if not await self.keep():
            await self.finished()
        pick = f"agent:{self.values.get('agent', '')}"
        self.counter.follow(self._back(self.about.undo, pick))
