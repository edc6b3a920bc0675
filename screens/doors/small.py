"""The window is smaller than Comptoir needs: one sentence, until it is large enough again."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

COLUMNS, LINES = 80, 24


class SmallScreen(ModalScreen[None]):
    """Nothing else is shown, so that no half of a name or a form misleads anybody."""

    NAME = "small"

    def compose(self) -> ComposeResult:
        """The sentence."""
        yield Static("", id="small", markup=False)

    def on_resize(self) -> None:
        size = self.app.size
        self.query_one("#small", Static).update(
            Content(
                f"Agrandissez la fenêtre : Comptoir demande {COLUMNS} colonnes et {LINES} lignes, "
                f"celle-ci en a {size.width} et {size.height}. Votre saisie vous attend."
            )
        )
