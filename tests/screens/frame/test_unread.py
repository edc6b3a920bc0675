"""A list says that there is nothing only once it was read: before, nobody knows."""

import pytest
from textual.app import App, ComposeResult

from screens.frame.widgets.grid import Grid
from screens.frame.widgets.lines import Lines

NOTHING = "Personne n’attend."


class Table(App[None]):
    """One of the two widgets alone."""

    def __init__(self, widget: Lines | Grid) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget

    @property
    def first_line(self) -> str:
        return self.widget.render_line(0).text.strip()


@pytest.mark.parametrize("kind", ["lines", "grid"])
async def test_nothing_is_said_before_the_list_was_read(kind: str) -> None:
    widget = Lines(empty=NOTHING) if kind == "lines" else Grid(lambda: "", empty=NOTHING)
    app = Table(widget)
    async with app.run_test(size=(80, 24)):
        assert app.first_line == ""
        widget.show([]) if isinstance(widget, Lines) else widget.show([], [])
        assert app.first_line == NOTHING
