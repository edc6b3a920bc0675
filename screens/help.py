"""F1: the keys of the screen one came from, then those of everywhere; made from the commands themselves."""

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen

from screens.commands import EVERYWHERE, PLACES, Command, bindings, key_name
from screens.counter import About
from screens.widgets.lines import Line, Lines, columns

CLOSE = Command("help.close", "escape,f1,enter", "close", "Fermer", "Revenir")
FORM_KEYS = (
    ("Tab ↑ ↓", "Champ suivant, précédent ; dans une liste proposée, ↑ ↓ choisissent"),
    ("Entrée", "Prendre la ligne choisie, ou passer au champ suivant"),
    ("Ctrl+U", "Vider le champ jusqu’au curseur ; Ctrl+W efface un mot"),
)


def help_lines(screen: Screen[object]) -> list[str]:
    """The help page for ``screen``: its commands, the keys of any form, the places, what works everywhere."""
    own = [one for one in getattr(screen, "KEYS", ()) if one.help]
    lines = [f"{getattr(screen, 'HEADING', '')} :"] if own else []
    lines += [_line(one) for one in own]
    lines += [
        "",
        "Dans un formulaire :",
        *(columns((key, 10), (words, 62)).rstrip() for key, words in FORM_KEYS),
    ]
    lines += ["", "Aller ailleurs (Ctrl+G puis le chiffre, si votre terminal n’a pas ces touches) :"]
    lines += [_line(one) for one in PLACES]
    lines += ["", "Partout :", *(_line(one) for one in EVERYWHERE)]
    return lines


def _line(command: Command) -> str:
    return columns((key_name(command.key), 10), (command.help, 62)).rstrip()


class HelpScreen(ModalScreen[None]):
    """One page of lines to scroll."""

    NAME = "help"
    BINDINGS = bindings((CLOSE,))

    def __init__(self, about: About | None = None) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Lines(id="help")

    def on_mount(self) -> None:
        below = self.app.screen_stack[-2]
        self.query_one(Lines).show(
            [Line(str(number), words) for number, words in enumerate(help_lines(below))]
        )

    def on_lines_opened(self, event: Lines.Opened) -> None:
        self.dismiss()

    def action_close(self) -> None:
        """Back to the screen one came from."""
        self.dismiss()
