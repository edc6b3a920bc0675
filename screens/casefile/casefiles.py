"""The case files of a person, or those that whoever sits there answers for (F7)."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from models import clock, text
from models.casefile import casefile, change
from models.casefile.casefile import CaseFile
from models.errors import ComptoirError
from models.person import person
from screens.casefile.items import kind_of
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.list_place import ListPlace
from screens.frame.place import step
from screens.frame.widgets.lines import Line, Lines, columns
from screens.frame.words import cell


class CasefileScreen(ListPlace):
    """F7 on whoever is picked; on nobody, one's own files."""

    about: to.Casefile
    HEADING = "Dossiers"
    KEYS = (
        Command("casefile.open", "enter", "open", "Ouvrir", "Ouvrir le dossier choisi"),
        Command("casefile.new", "n", "new", "nouveau", "Ouvrir un dossier pour la personne choisie"),
        Command(
            "casefile.give", "t", "form('give')", "transmettre", "Confier le dossier à un autre agent ou site"
        ),
        Command("casefile.state", "e", "form('state')", "état", "Actif, inactif, clos ou archivé"),
        Command("casefile.members", "m", "form('members')", "ménage", "Qui est du ménage du dossier"),
        Command("casefile.slots", "r", "slots", "rdv", "Chercher un créneau pour ce dossier"),
        Command("casefile.undo", "u", "undo", "défaire", "Défaire la dernière étape du dossier choisi"),
        Command("casefile.back", "escape", "back", "", "Revenir d’où l’on vient"),
    )

    def __init__(self, about: to.Casefile) -> None:
        super().__init__(about)
        self.files: list[CaseFile] = []
        self._name = ""

    def body(self) -> ComposeResult:
        yield Static("", id="casefile-head", markup=False)
        yield Lines(id="casefiles", empty="Aucun dossier.")

    def on_mount(self) -> None:
        self.open()

    def unsealed(self, opened: bool) -> None:
        """The list opens; or one is home."""
        if opened:
            self.open()
        else:
            self.counter.follow([], "La fiche reste fermée.")

    async def fill(self) -> None:
        who = self.about.person
        if who is None:
            self.files = await self.act(casefile.of_agent)
        else:
            self.files = await self.act(casefile.of_person, who)
            self._name = (await self.ask(person.get, who)).name
        self.query_one("#casefile-head", Static).update(Content(f" {self._head()}"))
        self.lines.show([Line(str(one.id), self._line(one)) for one in self.files])

    def _head(self) -> str:
        count = text.counted(len(self.files), "dossier")
        if self.about.person is None:
            return f"Dossiers actifs : {count}. Pour une personne : Ctrl+F, puis F7."
        return f"{self._name}  {count}" + ("" if self.files else " ; n en ouvre un")

    def _line(self, one: CaseFile) -> str:
        kind = kind_of(self.profile, one.kind)
        day = f"{clock.local(one.opened_at):%d.%m.%Y}"
        label = kind.label if kind else one.kind
        whose = one.person_name if one.person_id != self.about.person else label
        more = "" if whose == label else label
        return columns(
            (one.shown, 10), (one.state.label, 8), (day, 10), cell(whose, 24), cell(one.agent_name, 12),
            cell(more, max(self.size.width - 74, 1)),
        )  # fmt: skip

    @property
    def picked(self) -> CaseFile | None:
        """The file of the line."""
        return next((one for one in self.files if str(one.id) == self.lines.key), None)

    def chosen(self) -> to.Chosen:
        """Whose files these are; of nobody, whose the line is."""
        one = self.picked
        who = self.about.person or (one.person_id if one else None)
        asked = self.about.request if who == self.about.person else None
        return to.Chosen(person=who, request=asked)

    def _here(self) -> to.Casefile:
        """This list, on this line, to come back to."""
        return to.Casefile(person=self.about.person, pick=self.lines.key, then=self.about.then)

    def _one(self) -> CaseFile:
        if (one := self.picked) is None:
            raise ComptoirError("Aucun dossier", "n ouvre un dossier pour la personne choisie.")
        return one

    # --- what the keyboard does

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.action_open()

    @step
    async def action_open(self) -> None:
        """The file whole."""
        one = self._one()
        self.counter.go(to.File(file=one.id, person=one.person_id, then=(self._here(),)))

    @step
    async def action_new(self) -> None:
        """A new file, for whose files these are."""
        what = self.chosen()
        if what.person is None:
            raise ComptoirError("Pour qui ?", "Ctrl+F cherche la personne ; F7 ensuite, puis n.")
        self.counter.go(to.CasefileForm(person=what.person, request=what.request, then=(self._here(),)))

    @step
    async def action_form(self, kind: str) -> None:
        """The form of what is done to the file picked."""
        one = self._one()
        self.counter.go(to.CasefileForm(kind=kind, file=one.id, person=one.person_id, then=(self._here(),)))

    @step
    async def action_slots(self) -> None:
        """A time for the person, by the motive of this kind of file."""
        one = self._one()
        kind = kind_of(self.profile, one.kind)
        motive = kind.motive if kind else ""
        self.counter.go(to.Slots(person=one.person_id, motive=motive, then=(self._here(),)))

    @step
    async def action_undo(self) -> None:
        """Take the last step of the file back."""
        said = await self.act(change.undo, self._one().id)
        await self.fill()
        self.say(said)
