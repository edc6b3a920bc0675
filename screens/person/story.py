"""The story of a person: everything that happened with them, one kind or all, searched, read whole."""

import textwrap
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from models import clock, text
from models.known import story
from models.known.entry import Entry, Kind
from models.known.story import Page
from models.person.person import Person
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.forms import FormState, Item, TextField, Values
from screens.frame.place import Place, step
from screens.frame.widgets.form import Form
from screens.frame.widgets.lines import Line, Lines, columns

# Which key asks for one kind alone; moves go with the appointments.
_KINDS = {
    "v": (Kind.VISIT, "passages"),
    "t": (Kind.CALL, "appels"),
    "d": (Kind.REQUEST, "demandes"),
    "o": (Kind.ORIENTATION, "orientations"),
    "r": (Kind.APPOINTMENT, "rendez-vous"),
    "c": (Kind.LETTER, "courriers"),
    "m": (Kind.MESSAGE, "messages"),
    "f": (Kind.CASEFILE, "dossiers"),
}
_WHEN, _WHAT = 16, 11


class StoryScreen(Place):
    """Ctrl+O on whoever is picked; whatever it was opened from comes back by itself."""

    about: to.Story
    HEADING = "Parcours"
    KEYS = (
        Command("story.read", "enter", "read", "Lire", "Lire la ligne choisie en entier, puis revenir"),
        Command("story.search", "slash", "search", "chercher", "Chercher dans tout le parcours"),
        Command("story.all", "a", "only('')", "tout", "Montrer de nouveau tout le parcours"),
        *(
            Command(
                f"story.{kind.value}", key, f"only('{kind.value}')", words, f"Montrer seulement : {words}"
            )
            for key, (kind, words) in _KINDS.items()
        ),
        Command(
            "story.back", "escape", "back", "Retour", "Revenir de la ligne à la liste, puis d’où l’on vient"
        ),
    )
    AUTO_FOCUS = "#story"

    def __init__(self, about: to.Story) -> None:
        super().__init__(about)
        self.person: Person | None = None
        self.page = Page((), 0, 0)
        self._kind: Kind | None = None
        self._first = 0
        # The entry that is read whole, and its lines.
        self._whole: tuple[str, Sequence[str]] | None = None

    def body(self) -> ComposeResult:
        yield Form(self._items, FormState(), id="search")
        yield Static("", id="story-head", markup=False)
        yield Lines(id="story", empty="Rien ici.")

    def _items(self, values: Values) -> Sequence[Item]:
        return [TextField("words", "Chercher", hint="un mot, une date, un nom d’agent", max_length=80)]

    def on_mount(self) -> None:
        self.open()

    def unsealed(self, opened: bool) -> None:
        """The story opens; or one is home."""
        if opened:
            self.open()
        else:
            self.counter.follow([], "La fiche reste fermée.")

    @step
    async def open(self) -> None:
        """Open the story, which is journaled, and show it."""
        self.person = await self.act(story.opened, self.about.person or 0)
        if left := await self.ask(story.left_today, self.person.id):
            self.say(left)
        await self.fill()

    # --- what is shown

    async def fill(self) -> None:
        """Read this page of the story again."""
        if self.person is None:
            return
        words = self.query_one(Form).values.get("words", "")
        wanted = {"kind": self._kind, "words": words, "first": self._first}
        self.page = await self.ask(
            story.page,
            self.counter.agent,
            self.person.id,
            self.profile,
            **wanted,  # type: ignore[arg-type]
        )
        self._show()

    def _show(self) -> None:
        shown = self.query_one("#story", Lines)
        self.query_one("#story-head", Static).update(Content(self._head()))
        if self._whole is not None:
            width = max(self.size.width - 4, 20)
            wrapped = [part for line in self._whole[1] for part in textwrap.wrap(line, width) or [""]]
            shown.show([Line(f"line:{number}", one) for number, one in enumerate(wrapped)])
        else:
            shown.show([Line(_key(one), self._line(one)) for one in self.page.entries])

    def _head(self) -> str:
        who, page = self.person, self.page
        assert who is not None
        what = next((words for kind, words in _KINDS.values() if kind is self._kind), "tout")
        last = page.first + len(page.entries)
        seen = f", {page.first + 1} à {last}" if len(page.entries) < page.total else ""
        count = f"{what} : {text.counted(page.total, 'ligne')}{seen}"
        return " " + "  ".join(filter(None, (who.name, who.born, *who.alerts, count)))

    def _line(self, one: Entry) -> str:
        at = f"{clock.local(one.at):%d.%m.%Y %H:%M}"
        room = max(self.size.width - _WHEN - _WHAT - 4, 20)
        return columns((at, _WHEN), (one.kind.label, _WHAT), (one.words, room))

    def _picked(self) -> Entry | None:
        key = self._whole[0] if self._whole else self.query_one("#story", Lines).key
        return next((one for one in self.page.entries if _key(one) == key), None)

    def chosen(self) -> to.Chosen:
        """The person, and the request, the appointment or the visit of the line."""
        one, who = self._picked(), self.person.id if self.person else self.about.person
        numbers = {one.kind: one.number} if one is not None else {}
        return to.Chosen(
            person=who,
            request=numbers.get(Kind.REQUEST),
            appointment=numbers.get(Kind.APPOINTMENT),
            visit=numbers.get(Kind.VISIT),
        )

    def story(self) -> to.Story | None:
        """One is there already."""
        return None

    # --- searching and turning pages

    def on_form_changed(self, event: Form.Changed) -> None:
        self._whole, self._first = None, 0
        self.catch_up()

    def on_form_finished(self, event: Form.Finished) -> None:
        self.query_one("#story").focus()

    def key_down(self) -> None:
        """From the search line down into the list."""
        self.query_one("#story").focus()

    def on_lines_left_top(self, event: Lines.LeftTop) -> None:
        if self._whole is None and self._first:
            self.turn(-story.PAGE)
        elif self._whole is None:
            self.query_one(Form).focus()

    def on_lines_left_bottom(self, event: Lines.LeftBottom) -> None:
        if self._whole is None and self._first + story.PAGE < self.page.total:
            self.turn(story.PAGE)

    @step
    async def turn(self, by: int) -> None:
        """The next page, or the one before: the cursor goes on where it left."""
        self._first = max(self._first + by, 0)
        await self.fill()
        if self.page.entries:
            self.query_one("#story", Lines).pick(_key(self.page.entries[0 if by > 0 else -1]))

    # --- the keys

    def action_search(self) -> None:
        """To the search line."""
        self._whole = None
        self.query_one(Form).focus()
        self._show()

    @step
    async def action_only(self, kind: str) -> None:
        """One kind alone, or everything."""
        self._kind, self._first, self._whole = Kind(kind) if kind else None, 0, None
        await self.fill()

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.action_read()

    @step
    async def action_read(self) -> None:
        """The line picked, whole; again: back to the list."""
        one = self._picked()
        if self._whole is not None:
            self._to_list()
        elif one is not None and self.person is not None:
            lines = await self.act(story.read, self.person.id, one.kind, one.number, self.profile)
            self._whole = (_key(one), lines)
            self._show()
            self.query_one("#story", Lines).pick("line:0")

    def _to_list(self) -> None:
        assert self._whole is not None
        key, self._whole = self._whole[0], None
        self._show()
        self.query_one("#story", Lines).pick(key)

    @step
    async def action_back(self) -> None:
        """From the line to the list, from a search to everything, then back to where it was opened."""
        form = self.query_one(Form)
        if self._whole is not None:
            self._to_list()
        elif form.values.get("words"):
            form.values.clear()
            form.rebuild()
            self._first = 0
            self.query_one("#story").focus()
            await self.fill()
        else:
            await self.back_to(self.about.back_to, "", *self.about.then)


def _key(one: Entry) -> str:
    return f"{one.kind.value}:{one.number}"
