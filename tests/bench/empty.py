"""The smallest Textual program that shows a word: what the start of the desk is compared with."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """It."""
        yield Static("ouvert")


if __name__ == "__main__":
    Empty().run(mouse=False)
