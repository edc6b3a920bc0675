"""F1: the keys of the screen one came from, then those of everywhere; made from the commands themselves."""

import textwrap
from collections.abc import Iterable, Mapping
from typing import cast

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen

from models.service.agent import Agent
from screens.frame.commands import EVERYWHERE, PLACES, Command, allowed, bindings, shown
from screens.frame.counter import Counter
from screens.frame.widgets.lines import Line, Lines, columns

KEY_WIDTH = 10
CLOSE = Command("help.close", "escape,f1,enter", "close", "Fermer", "Revenir")
FORM_KEYS = (
    ("Tab ↑ ↓", "Champ suivant, précédent ; dans une liste proposée, ↑ ↓ choisissent"),
    ("Entrée", "Prendre la ligne choisie, ou passer au champ suivant"),
    ("Ctrl+U", "Vider le champ jusqu’au curseur ; Ctrl+W efface un mot"),
)


def help_lines(screen: Screen[object], keys: Mapping[str, str], width: int, who: Agent) -> list[str]:
    """The help page for ``screen``: its commands, the keys of any form, the places, what works everywhere."""

    def page(commands: Iterable[Command]) -> list[str]:
        return [line for one in allowed(commands, who) for line in _lines(shown(one, keys), one.help, width)]

    own = [one for one in getattr(screen, "KEYS", ()) if one.help]
    lines = [f"{getattr(screen, 'HEADING', '')} :", *page(own), ""] if own else []
    lines += ["Dans un formulaire :"]
    lines += [line for key, words in FORM_KEYS for line in _lines(key, words, width)]
    lines += ["", "Aller ailleurs (ou Ctrl+G puis le chiffre, sur un terminal sans ces touches) :"]
    return [*lines, *page(PLACES), "", "Partout :", *page(EVERYWHERE)]


def _lines(key: str, words: str, width: int) -> list[str]:
    first, *others = textwrap.wrap(words, width - KEY_WIDTH - 4)
    indent = " " * (KEY_WIDTH + 1)
    return [columns((key, KEY_WIDTH), (first, len(first))), *(indent + line for line in others)]


class HelpScreen(ModalScreen[None]):
    """One page of lines to scroll."""

    NAME = "help"
    BINDINGS = bindings((CLOSE,))

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines(id="help")

    def on_mount(self) -> None:
        below = self.app.screen_stack[-2]
        counter = cast(Counter, self.app)
        lines = help_lines(below, counter.keys, self.app.size.width, counter.agent)
        self.query_one(Lines).show([Line(str(number), words) for number, words in enumerate(lines)])

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.dismiss()

    def action_close(self) -> None:
        """Back to the screen one came from."""
        self.dismiss()
