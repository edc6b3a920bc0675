"""Two forms that may be one person: both sides field by field, then one of them, or neither."""

import textwrap
from collections.abc import Sequence

from textual.app import ComposeResult

from models import telephone
from models.errors import ComptoirError
from models.known import merge
from models.known.merge import Sides
from models.person import duplicate, person
from models.person.choices import ContactBy, Housing
from models.text import counted
from screens.frame import about as to
from screens.frame.about import Chosen
from screens.frame.commands import Command
from screens.frame.form_place import FormPlace
from screens.frame.place import step
from screens.frame.widgets.lines import Line, Lines, columns
from screens.person import labels

# How what moves is named to whoever merges: table → one, many.
_TABLES = {
    "visit": ("passage", "passages"),
    "call": ("appel", "appels"),
    "request": ("demande", "demandes"),
    "appointment": ("rendez-vous", "rendez-vous"),
    "orientation": ("orientation", "orientations"),
    "message": ("message", "messages"),
    "letter": ("courrier", "courriers"),
    "referent": ("référent", "référents"),
    "relationship": ("proche", "proches"),
    "journal": ("ligne du journal", "lignes du journal"),
}
_LABEL = 16


class MergeScreen(FormPlace):
    """Opened from the form of a person. Its choices are kept like anything else that was typed."""

    about: to.Merge
    HEADING = "Même personne ?"
    KEYS = (
        Command("merge.left", "1", "choose('1')", "à gauche", "Garder pour ce champ ce qui est à gauche"),
        Command("merge.right", "2", "choose('2')", "à droite", "Garder pour ce champ ce qui est à droite"),
        Command("merge.submit", "ctrl+s", "submit", "Réunir", "Faire des deux fiches une seule"),
        Command(
            "merge.apart", "n", "apart", "pas la même", "Ce sont deux personnes : ne plus les rapprocher"
        ),
        Command("merge.back", "escape", "back", "Retour", "Revenir sans réunir"),
    )

    def __init__(self, about: to.Merge) -> None:
        super().__init__(about)
        self.sides: Sides | None = None

    def body(self) -> ComposeResult:
        yield Lines(id="sides")

    def chosen(self) -> Chosen:
        """The one on the left, who stays."""
        return Chosen(person=self.about.left)

    def draft_title(self) -> str:
        """Whom it is about, so that parked work is told apart."""
        return f"réunir {self.sides.left.name}" if self.sides else "réunir"

    def on_mount(self) -> None:
        self.read()

    def unsealed(self, opened: bool) -> None:
        """The two sides are shown; or one is home."""
        if opened:
            self.read()
        else:
            self.counter.follow([], "La fiche reste fermée.")

    @step
    async def read(self) -> None:
        """Both sides, with what is proposed for each field that differs."""
        for one in (self.about.left, self.about.right):
            await self.act(person.opened, one)
        self.sides = await self.ask(merge.compare, self.about.left, self.about.right)
        self._show()
        first = next(iter(self.sides.choices), "")
        self.query_one(Lines).pick(self.memory.focus or first)

    def _show(self) -> None:
        if self.sides is None:
            return
        left, right = self.sides.left, self.sides.right
        head = self._line("", f"fiche n° {left.id}, gardée", f"fiche n° {right.id}, réunie")
        lines = [Line("", head), *(self._field(name) for name in self.sides.choices)]
        lines += [Line("", one) for one in self._same()]
        self.query_one(Lines).show(lines)

    def _same(self) -> list[str]:
        """What needs no choice, in as many lines as it takes."""
        assert self.sides is not None
        called = labels.of(self.profile.service.country)
        told = [
            labels.within(called[name])
            for name in merge.FIELDS
            if name not in self.sides.choices and getattr(self.sides.left, name)
        ]
        words = f"Pareil des deux côtés : {', '.join(told)}." if told else "Rien d’autre n’est rempli."
        return ["", *textwrap.wrap(words, max(self.size.width - 4, 20))]

    def _field(self, name: str) -> Line:
        """One field: what each side says, the one to keep in brackets."""
        assert self.sides is not None
        chosen = self._chosen(name)
        shown = [
            f"[{number} {words}]" if number == chosen else f" {number} {words} "
            for number, words in enumerate(
                (
                    _shown(getattr(side, name), self.phone_region)
                    for side in (self.sides.left, self.sides.right)
                ),
                1,
            )
        ]
        return Line(name, self._line(labels.of(self.profile.service.country)[name], *shown))

    def _line(self, label: str, left: str, right: str) -> str:
        half = (self.size.width - _LABEL - 6) // 2
        return columns((label, _LABEL), (left, half), (right, half)).rstrip()

    def _chosen(self, name: str) -> int:
        assert self.sides is not None
        return int(self.form_state.values.get(name) or self.sides.choices[name])

    def on_resize(self) -> None:
        self._show()

    # --- the keys

    def action_choose(self, side: str) -> None:
        """Keep that side of the field under the cursor, and on to the next one."""
        lines = self.query_one(Lines)
        if self.sides is None or not lines.key:
            return
        self.form_state.touch(lines.key)
        self.form_state.values[lines.key] = side
        names = list(self.sides.choices)
        after = names[names.index(lines.key) + 1 :]
        self._show()
        self.memory.focus = after[0] if after else lines.key
        lines.pick(self.memory.focus)
        self.save_draft()

    @step
    async def action_submit(self) -> None:
        """Merge, read back, say what moved."""
        if self.sides is None:
            return
        left, right = self.sides.left, self.sides.right
        choices = {name: self._chosen(name) for name in self.sides.choices}
        done = await self.act(merge.merge, left.id, right.id, choices)
        left_over = await self.ask(merge.remaining, right.id)
        if left_over:
            raise ComptoirError(
                "Réunion incomplète",
                f"{left_over} lignes parlent encore de la fiche n° {right.id} : prévenez la "
                "personne qui administre Comptoir.",
            )
        await self.finished()
        moved = _counted(done.counts)
        said = f"{done.person.name} : une seule fiche, relue. {moved} Ctrl+R défait."
        await self._go_back(said)

    @step
    async def action_apart(self) -> None:
        """They are two persons: shown to each other no more."""
        if self.sides is None:
            return
        await self.act(duplicate.mark_apart, self.sides.left.id, self.sides.right.id)
        await self.finished()
        await self._go_back("Notées comme deux personnes différentes, plus rapprochées. Ctrl+R défait.")

    @step
    async def action_back(self) -> None:
        """Back to the form; nothing was changed."""
        await self.finished()
        await self._go_back("")

    async def _go_back(self, said: str) -> None:
        card = to.Person(person=self.about.left)
        await self.back_to(self.about.back_to, said, *(self.about.then or (card,)))


def _shown(value: object, region: str) -> str:
    """A value as it is read; ``-`` where that side says nothing."""
    if isinstance(value, bool):
        return "oui" if value else "-"
    if hasattr(value, "strftime"):
        return f"{value:%d.%m.%Y}"
    words = str(value or "")
    labels = {one.value: one.label for kind in (Housing, ContactBy) for one in kind}
    return labels.get(words) or (telephone.show(words, region) if words.startswith("+") else words) or "-"


def _counted(counts: dict[str, int]) -> str:
    """``2 passages, 1 rendez-vous sont déplacés.``"""
    told: Sequence[str] = [
        counted(counts[table], one, many) for table, (one, many) in _TABLES.items() if counts.get(table)
    ]
    return f"Repris : {', '.join(told)}." if told else "Rien d’autre n’était à reprendre."
