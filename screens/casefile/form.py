"""A case file being opened, given on, closed, or its household being said."""

from collections.abc import Sequence

from textual.app import ComposeResult

from models.casefile import casefile, change, start
from models.casefile.casefile import CaseFile
from models.casefile.responsible import Candidate
from models.casefile.rows import State
from models.casefile.start import Start
from models.errors import InvalidInput
from models.service import site
from models.service.site import Site
from screens.casefile import items as casefile_items
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.form_place import FormPlace
from screens.frame.forms import Item, PickField, Values
from screens.frame.place import step
from screens.frame.widgets.form import Form


class CasefileFormScreen(FormPlace):
    """Opened from the list of files; what is typed is parked as everywhere."""

    about: to.CasefileForm
    HEADING = "Dossier"
    KEYS = (
        Command("casefile_form.submit", "ctrl+s", "submit", "Garder", "Garder, et passer à la suite"),
        Command("casefile_form.back", "escape", "back", "Retour", "Revenir ; ce qui est tapé attend"),
    )

    def __init__(self, about: to.CasefileForm) -> None:
        super().__init__(about)
        self.kind = about.kind
        self.known: Start | None = None
        self.file: CaseFile | None = None
        self.sites: Sequence[Site] = ()

    @property
    def values(self) -> Values:
        """The values of the form."""
        return self.form_state.values

    def heading(self) -> str:
        return casefile_items.TITLES[self.kind]

    def draft_title(self) -> str:
        """What is done to whose file, so that parked work is told apart."""
        who = self.known.person.name if self.known else ""
        return f"{self.heading().lower()} {who}".strip()

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="form")

    def _items(self, values: Values) -> Sequence[Item]:
        known, file = self.known, self.file
        if known is None:
            return []
        if file is None:
            return casefile_items.opening(values, self.profile, known)
        if self.kind == "give":
            return casefile_items.giving(file, self.sites)
        if self.kind == "state":
            return casefile_items.states(file)
        return casefile_items.members(file, known.relatives)

    def on_mount(self) -> None:
        self.load()

    def unsealed(self, opened: bool) -> None:
        """The form fills itself in; or one is home."""
        if opened:
            self.load()
        else:
            self.counter.follow([], "La fiche reste fermée.")

    @step
    async def load(self) -> None:
        """Whose file it is, and what is known of it."""
        known = await self.act(start.start, self.profile, self.about.person or 0)
        if self.about.file is not None:
            self.file = await self.ask(casefile.get, self.about.file)
            self.sites = await self.ask(site.everyone)
            there = await self.ask(casefile.members, self.about.file)
            casefile_items.begin_members(self.values, known.relatives, [one for one, *_ in there])
        elif not self.about.parked:
            casefile_items.begin(self.values, known, self.about.request)
        self.known = known
        self.form.rebuild()
        self._propose()

    # --- what the keyboard does

    def on_form_asked(self, event: Form.Asked) -> None:
        self._propose()

    def _propose(self) -> None:
        """The agents whose name is typed."""
        current = self.form.current
        if isinstance(current, PickField) and not self.values.get(current.id):
            words = self.form_state.text_of(current)
            self.form.propose(current.id, words, casefile_items.options(self._candidates(), words))

    def _candidates(self) -> Sequence[Candidate]:
        kind = self.file.kind if self.file else self.values.get("kind", "")
        found = self.known.candidates.get(kind, ()) if self.known else ()
        return [one for one in found if self.file is None or one.id != self.file.agent_id]

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id == "kind" and self.known is not None:
            casefile_items.propose(self.values, self.known)
            self.form.rebuild()
            # Behind the name that was just filled in, where the next letter is typed.
            self.form.put_cursor(self.form_state.focus)
        super().on_form_changed(event)

    def on_form_finished(self, event: Form.Finished) -> None:
        self.action_submit()

    # --- keeping it

    @step
    async def action_submit(self) -> None:
        """Keep it; a refusal puts the cursor where it is about."""
        try:
            said, steps = await self._kept()
        except InvalidInput as error:
            self.form.put_cursor(error.field)
            self.say(str(error), error=True)
            return
        await self.finished()
        self.counter.follow(steps, said)

    async def _kept(self) -> tuple[str, Sequence[to.About]]:
        """What is said of it, and where one goes on."""
        known, values = self.known, self.values
        assert known is not None
        if self.file is None:
            return await self._opened(known)
        number, reason = self.file.id, values.get("reason", "")
        if self.kind == "give":
            return await self._given(self.file, reason), self.about.then
        if self.kind == "state":
            if not values.get("state"):
                raise InvalidInput("État manquant", "Dites ce qu’il devient.", "state")
            now = await self.act(change.put, number, State(values["state"]), reason)
            return f"Dossier {now.shown} : {now.state.label}. u le défait.", self.about.then
        members = casefile_items.read_members(values, known.relatives)
        await self.act(change.set_members, number, members)
        return f"Dossier {self.file.shown} : ménage noté.", self.about.then

    async def _opened(self, known: Start) -> tuple[str, Sequence[to.About]]:
        """The new file, then a time within the delay of what it answers."""
        form = casefile_items.read(self.values, known)
        made = await self.act(casefile.open_file, self.profile, form, self.key)
        kind = self.profile.case_kind(made.kind)
        told = "" if made.agent_id == self.counter.agent.id else ", qui le sait"
        asked = next(iter(form.requests), None)
        slots = to.Slots(person=made.person_id, request=asked, motive=kind.motive, led=True)
        after = to.Casefile(person=made.person_id, pick=str(made.id))
        said = f"Dossier {made.shown} ouvert, confié à {made.agent_name}{told}. Échap : sans rendez-vous."
        return said, [slots, after]

    async def _given(self, file: CaseFile, reason: str) -> str:
        whom = int(self.values.get("agent") or file.agent_id)
        where = int(self.values["site"]) if self.values.get("site") else file.site_id
        given = await self.act(change.give, file.id, whom, where, reason)
        said = f"Dossier {given.file.shown} confié à {given.file.agent_name}"
        if given.messages:
            said += f", messages remis : {given.messages}"
        if given.appointments:
            said += f". Rendez-vous à déplacer (F5) : {given.appointments}"
        return f"{said}. u le défait."

    @step
    async def action_back(self) -> None:
        """Back to where it was opened; what was begun is parked."""
        await self.keep()
        self.counter.follow(self.about.then)
