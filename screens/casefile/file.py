"""One case file whole: kind, state, who answers for it, household, requests, each step."""

import textwrap
from collections.abc import Sequence

from textual.app import ComposeResult

from models.casefile.casefile import CaseFile
from models.known import story
from screens.frame import about as to
from screens.frame.commands import Command
from screens.frame.place import Place, step
from screens.frame.widgets.lines import Line, Lines


class FileScreen(Place):
    """Opened from the list of files, or once a file was opened."""

    about: to.File
    HEADING = "Dossier"
    KEYS = (Command("file.back", "escape", "back", "Retour", "Revenir aux dossiers de la personne"),)

    def __init__(self, about: to.File) -> None:
        super().__init__(about)
        self.file: CaseFile | None = None
        self.told: Sequence[str] = ()

    def body(self) -> ComposeResult:
        yield Lines(id="file")

    def on_mount(self) -> None:
        self.open()

    def unsealed(self, opened: bool) -> None:
        """The file opens; or one is home."""
        if opened:
            self.open()
        else:
            self.counter.follow([], "La fiche reste fermée.")

    @step
    async def open(self) -> None:
        """Open the file, which is journaled, and show it."""
        self.file, self.told = await self.act(story.of_file, self.about.file, self.profile)
        width = max(self.size.width - 4, 20)
        lines = [part for line in self.told for part in textwrap.wrap(line, width)]
        self.query_one(Lines).show([Line(f"line:{number}", one) for number, one in enumerate(lines)])

    def action_back(self) -> None:
        """Back to the list it was opened from, or to that of the person."""
        self.counter.follow(self.about.then or (to.Casefile(person=self.about.person),))
