"""Letters: which one, for whom, as it will leave; then written, kept, and printed again when asked."""

import textwrap
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from letters import gather, since, write
from letters.gather import Known, LetterForm
from letters.write import Written
from models.errors import ComptoirError, InvalidInput
from models.person import whom as persons
from models.person.whom import Whom
from screens.frame.about import Letters
from screens.frame.commands import Command, shown
from screens.frame.forms import ChoiceField, Item, Note, Option, PickField, Values, without
from screens.frame.place import step, task
from screens.frame.widgets.form import Form
from screens.frame.widgets.lines import Line, Lines
from screens.letters import form as letter_form
from screens.person import form as person_form
from screens.person.follow_up import FollowUp
from screens.person.place import PERSON_KEYS

# The letter is rendered again once the keyboard rests.
RENDER_AFTER = 0.3
# One key, another letter: shown without waiting.
_AT_ONCE = ("kind", *letter_form.OF_A_PERSON)
# Ids by which a contact says what the letter is about.
_NAMED = ("appointment", "orientation", "partner", "visit", "request")


class LettersScreen(FollowUp):
    """F6: write a letter, or print again one that was kept."""

    about: Letters
    HEADING = "Courrier"
    KEYS = (
        Command("letters.submit", "ctrl+s", "submit", "Écrire", "Garder le courrier et déposer son fichier"),
        Command(
            "letters.reprint", "ctrl+r", "reprint", "Réimprimer",
            "Choisir un courrier déjà écrit, puis en déposer le fichier exactement comme il était",
        ),
        Command("letters.up", "pageup", "turn(-1)", "", "Remonter dans l’aperçu"),
        Command("letters.down", "pagedown", "turn(1)", "Page↑ Aperçu", "Descendre dans l’aperçu"),
        *PERSON_KEYS,
        Command(
            "letters.back", "escape", "back", "Retour",
            "Ne pas écrire ce courrier maintenant ; la demande reste à faire",
        ),
    )  # fmt: skip

    def __init__(self, about: Letters) -> None:
        super().__init__(about)
        self.known = Known()
        self._title = self._shown = ""
        # The kept letter that was said to be out of date: its key again prints it as it was.
        self._old = ""
        # What changed since each kept letter, once their list is asked for.
        self._changed: dict[int, tuple[str, ...]] = {}
        self._rest: Timer | None = None
        if about.kind and not about.parked:
            self.values["kind"] = about.kind

    def body(self) -> ComposeResult:
        yield Form(self._items, self.form_state, id="letter")
        yield Static("", id="preview-head", markup=False)
        yield Lines(id="preview")

    def _items(self, values: Values) -> Sequence[Item]:
        region = self.phone_region
        return [
            *person_form.person_items(values, self.person, region, "Pour"),
            ChoiceField("kind", "Courrier", letter_form.KINDS),
            *self._warnings(),
            *letter_form.kind_items(values, self.known, self.size.width),
            *self._written_items(),
        ]

    def _warnings(self) -> list[Item]:
        """What no letter should leave with."""
        examples = ", ".join(letter_form.SERVICE[one] for one in self.counter.desk.examples())
        if not examples:
            return []
        return [Note(f"Valeurs d’exemple du service sur ce courrier : {examples}.", "Attention", strong=True)]

    def _written_items(self) -> list[Item]:
        """The letters already written: a line that says so, and the list once it is asked for."""
        count = len(self.known.letters)
        if not count:
            return []
        if self.memory.reprint:
            return [PickField("written", "Déjà écrits", rows=5)]
        return [Note(f"{count} déjà écrit{'s' if count > 1 else ''} : Ctrl+R pour réimprimer.")]

    # --- what there is to write about

    async def loaded(self) -> None:
        """Read the choices of this person, propose the usual ones, show the letter."""
        about = {name: getattr(self.about, name) for name in _NAMED}
        self.known = await self.ask(gather.known, self.profile, self.person_id, about)
        await self._look_back()
        letter_form.propose_defaults(self.values, self.known, about, due=not self.about.by_key)
        self.form.rebuild()
        if self.person_id is not None and self.form_state.focus in ("", "person"):
            self.form.put_cursor(self._first_question())
        self.refresh_preview()

    def _first_question(self) -> str:
        """The first question without an answer; which letter it is when there is none left."""
        asked = (one for one in self._items(self.values) if isinstance(one, ChoiceField))
        return next((one.id for one in asked if not self.values.get(one.id)), "kind")

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """What this person has; partners of the directory besides."""
        match field:
            case "appointment":
                return letter_form.appointment_options(self.known)
            case "visit":
                return letter_form.visit_options(self.known)
            case "written":
                return letter_form.letter_options(self.known.letters, self._changed)
            case "partner":
                area = self.profile.service.subdivision
                found = await self.ask(gather.search_partners, words, area)
                sent = letter_form.partner_options(self.known)
                return [*sent, *(letter_form.partner_option(one.id, one.name, one.commune) for one in found)]
        return await super().options(field, words)

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.field_id == "person":
            kept = without(self.values, *letter_form.OF_A_PERSON)
            self.values.clear()
            self.values.update(kept)
        if self._rest is not None:
            self._rest.stop()
        if event.field_id in _AT_ONCE:
            self.refresh_preview()
        else:
            self._rest = self.set_timer(RENDER_AFTER, self.refresh_preview)

    # --- the preview

    @task(exclusive=True, group="preview")
    async def refresh_preview(self) -> None:
        """Show the letter as it would leave, or what it still needs."""
        try:
            if written := self.values.get("written"):
                others = await self._since(written)
                title = "Tel qu’il a été écrit" + (f", changé depuis : {others}" if others else "")
                words = await self.ask(gather.kept_text, int(written))
            else:
                ready = await self._ready()
                title, words = f"Aperçu : {ready.title}", ready.text
        except ComptoirError as error:
            title, words = "Aperçu", str(error)
        self._shown = words
        self._show()
        if title != self._title:
            self._title = title
            self.query_one("#preview-head", Static).update(Content(f" {title} "))
            self.query_one("#preview", Lines).turn(-len(words))

    def _wanted(self) -> LetterForm:
        return letter_form.read(self.values, self.known, self.person_id, calls=self.about.calls)

    async def _ready(self) -> write.Preview:
        wanted = self._wanted()
        return await self.ask(
            gather.preview, wanted, self.profile, self.counter.desk.templates, self.counter.agent
        )

    def _show(self) -> None:
        width = max(self.size.width - 4, 20)
        wrapped = [part for line in self._shown.splitlines() for part in textwrap.wrap(line, width) or [""]]
        self.query_one("#preview", Lines).show([Line("", f"| {line}".rstrip()) for line in wrapped])

    def on_resize(self) -> None:
        if self.is_mounted:
            self._show()

    def action_turn(self, by: int) -> None:
        """Turn the pages of the preview; the cursor stays in the form."""
        self.query_one("#preview", Lines).turn(by)

    async def _look_back(self) -> None:
        """Before the list of letters is shown: what changed since each of them."""
        if self.memory.reprint:
            letters, agent = self.known.letters, self.counter.agent
            self._changed = await self.ask(since.each, letters, self.profile, agent)

    async def _since(self, letter_id: str) -> str:
        """What of a kept letter is not true any more, as it is said; empty while all of it is."""
        others = await self.ask(since.changed, int(letter_id), self.profile, self.counter.agent)
        return ", ".join(others)

    # --- the keys

    @step
    async def action_submit(self) -> None:
        """Write the letter; somebody new or corrected is kept first, to see the letter before."""
        self.say("")
        try:
            whom = self.whom_asked()
            if whom.form is not None:
                await self._keep_person(whom)
                return
            if self.values.get("written"):
                raise InvalidInput(
                    "Courrier déjà écrit",
                    "Ctrl+R le réimprime. Pour un nouveau, effacez cette ligne.",
                    "written",
                )
            wanted = self._wanted()
            ready = await self._ready()
        except InvalidInput as error:
            self.refuse(error)
            return
        done = await self.serve(
            write.write,
            ready,
            folder=self.counter.desk.letters,
            person_id=self.person_id,
            key=self.key,
            request_id=self.request_id,
            appointment_id=wanted.appointment_id,
            orientation_id=wanted.orientation_id,
        )
        await self.leave(_outcome(done, "Courrier écrit"))

    async def _keep_person(self, whom: Whom) -> None:
        """What a letter says of somebody stands in their form first; the preview is read before it leaves."""
        number = await self.act(persons.keep, whom, self.phone_region, self.key)
        self.values.update({"person": str(number), "edit": ""})
        await self.read()
        name, done = self.person.name if self.person else "", "corrigée" if whom.person_id else "créée"
        self.say(f"Fiche {done} : {name}. Vérifiez l’aperçu, puis Ctrl+S.")

    @step
    async def action_reprint(self) -> None:
        """First to the list of what was written; there, write the file again as it was."""
        if not self.known.letters:
            self.say("Aucun courrier n’a encore été écrit pour cette personne.")
            return
        picked = self.form.picked if self.form_state.focus == "written" else None
        letter_id = picked.value if picked else self.values.get("written", "")
        if not letter_id:
            self.memory.reprint = True
            await self._look_back()
            self.form.rebuild()
            self.form.put_cursor("written")
            self.say("Choisissez le courrier (flèches), puis Ctrl+R.")
            return
        others = await self._since(letter_id)
        if others and self._old != letter_id:
            self._old = letter_id
            key = shown(self.KEYS[1], self.counter.keys)
            self.say(
                f"Depuis ce courrier, quelque chose a changé : {others}. Pour un nouveau à côté de l’ancien, "
                f"effacez cette ligne, puis Ctrl+S. {key} encore une fois dépose l’ancien tel qu’il était."
            )
            return
        done = await self.act(write.reprint, int(letter_id), self.counter.desk.letters)
        self.say(_outcome(done, "Courrier réimprimé"), error=done.path is None)


def _outcome(done: Written, what: str) -> str:
    return f"{what} : {done.path}" if done.path is not None else f"Courrier gardé. {done.problem}"
