"""A table of cells with one picked, as many columns as fit: an arrow repaints two cells and one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

PICKED = Style(reverse=True)
HEAD = Style(bold=True)
PLAIN = Style()
# Columns of the terminal: the hours, the least and the most that a column of cells takes.
LABEL, LEAST, MOST = 6, 14, 30


@dataclass(frozen=True, slots=True)
class GridColumn:
    """What a column stands for, its title, and how each of its cells reads."""

    key: str
    title: str
    cells: tuple[str, ...]


class Grid(Widget, can_focus=True):
    """Cells to walk with the arrows; Enter posts ``Opened``. Titles stay on top.

    ``say`` is asked, at each move, for the line below that says the whole of the cell picked: painted here,
    it leaves with the two cells; in a widget of its own it would be another frame, 20 ms later.
    """

    @dataclass
    class Opened(Message):
        """Enter on a cell."""

        grid: "Grid"

    def __init__(self, say: Callable[[], str], *, id: str | None = None, empty: str = "") -> None:
        super().__init__(id=id)
        self._say, self._said = say, ""
        self._labels: Sequence[str] = ()
        self._columns: Sequence[GridColumn] = ()
        self._empty = empty
        self._read = False  # until then nobody knows whether there is nothing
        self.row = self.column = 0
        # The first row and the first column on screen.
        self._top = self._left = 0

    # --- what is shown

    def show(self, labels: Sequence[str], columns: Sequence[GridColumn]) -> None:
        """Replace the cells; the pick stays at its hour and in its column, if they are still there."""
        key, label = self.key, self.label
        before = [self._parts(y) for y in range(self.size.height)]
        self._labels, self._columns, self._read = labels, columns, True
        # The last row that does not begin later: rows of another length may lack the very hour.
        rows = [n for n, one in enumerate(labels) if one <= label] if label else []
        self.row = rows[-1] if rows else min(self.row, max(len(labels) - 1, 0))
        same = next((n for n, one in enumerate(columns) if one.key == key), None)
        self.column = same if same is not None else min(self.column, max(len(columns) - 1, 0))
        self._scroll()
        self._said = self._say()
        for y, old in enumerate(before):
            if self._parts(y) != old:
                self.refresh(Region(0, y, self.size.width, 1))

    def pick(self, row: int, column: int) -> None:
        """Put the pick on a cell, or the nearest there is, with more rows below it than above."""
        self.row = max(0, min(row, len(self._labels) - 1))
        self.column = max(0, min(column, len(self._columns) - 1))
        self._top = max(self.row - self._rows // 4, 0)
        self._scroll()
        self._said = self._say()
        self.refresh()

    def say_again(self) -> None:
        """Something else is to be said of the same cell."""
        self._said = self._say()
        self.refresh(self._foot)

    @property
    def key(self) -> str:
        """What the picked column stands for; empty when there is none."""
        return self._columns[self.column].key if self._columns else ""

    @property
    def label(self) -> str:
        """The hour of the picked row; empty when there is none."""
        return self._labels[self.row] if self._labels else ""

    @property
    def _rows(self) -> int:
        """How many rows there is room for, between the titles and the line below."""
        return max(self.size.height - 2, 1)

    @property
    def _foot(self) -> Region:
        return Region(0, self.size.height - 1, self.size.width, 1)

    @property
    def _shown(self) -> int:
        """How many columns fit."""
        room = max((self.size.width - LABEL) // LEAST, 1)
        return max(min(len(self._columns), room), 1)

    @property
    def _width(self) -> int:
        """How wide each of them is."""
        return min((self.size.width - LABEL) // self._shown, MOST)

    def _scroll(self) -> None:
        height = self._rows
        self._top = max(min(self._top, self.row), self.row - height + 1, 0)
        self._top = min(self._top, max(len(self._labels) - height, 0))
        shown = self._shown
        # Nearly a whole screen at once: the next columns are then walked for the price of two cells each.
        if self.column < self._left:
            self._left = self.column - shown + 1
        elif self.column >= self._left + shown:
            self._left = self.column
        self._left = max(min(self._left, len(self._columns) - shown), 0)

    # --- keys

    def on_key(self, event: events.Key) -> None:
        rows = {"up": -1, "down": 1, "pageup": -self._rows, "pagedown": self._rows}
        rows |= {"home": -len(self._labels), "end": len(self._labels)}
        columns = {"left": -1, "right": 1}
        if event.key == "enter":
            self.post_message(self.Opened(self))
        elif event.key in rows or event.key in columns:
            self._move(self.row + rows.get(event.key, 0), self.column + columns.get(event.key, 0))
        else:
            return
        event.stop()
        event.prevent_default()

    def _move(self, row: int, column: int) -> None:
        row = max(0, min(row, len(self._labels) - 1))
        column = max(0, min(column, len(self._columns) - 1))
        before, at, seen = (self.row, self.column), (row, column), (self._top, self._left)
        if at == before:
            return
        self.row, self.column = at
        self._scroll()
        self._said = self._say()
        if (self._top, self._left) != seen:
            self.refresh()
        else:
            self.refresh(self._region(*before), self._region(*at), self._foot)

    def _region(self, row: int, column: int) -> Region:
        x = LABEL + (column - self._left) * self._width
        return Region(x, row - self._top + 1, self._width, 1)

    def on_resize(self) -> None:
        self._scroll()
        self.refresh()

    def on_focus(self) -> None:
        self.refresh(self._region(self.row, self.column))

    def on_blur(self) -> None:
        self.refresh(self._region(self.row, self.column))

    # --- painting

    def _parts(self, y: int) -> list[tuple[str, Style]]:
        """One line: the hour or what lies beyond the edges, then its cells."""
        if y == self.size.height - 1:
            return [(self._said, PLAIN)]
        number = y - 1 + self._top
        if not self._columns or number >= len(self._labels):
            nothing = y == 0 and self._read and not self._columns
            return [(f" {self._empty}" if nothing else "", PLAIN)]
        last = self._left + self._shown
        columns = list(enumerate(self._columns))[self._left : last]
        if y == 0:
            edges = f" {'<' if self._left else ' '} {'>' if last < len(self._columns) else ' '}"
            titles = "".join(self._cell(" ", one.title) for _, one in columns)
            return [(set_cell_size(edges, LABEL) + titles, HEAD)]
        parts = [(set_cell_size(self._labels[number], LABEL), PLAIN)]
        for n, one in columns:
            here = self.has_focus and (number, n) == (self.row, self.column)
            parts.append((self._cell(">" if here else " ", one.cells[number]), PICKED if here else PLAIN))
        return parts

    def _cell(self, mark: str, words: str) -> str:
        """Cut so that two cells never touch; the mark says which is picked where reverse does not show."""
        return mark + set_cell_size(words, self._width - 1)

    def render_line(self, y: int) -> Strip:
        """One line of the widget; never markup, so data stays data."""
        segments = [Segment(words, style) for words, style in self._parts(y)]
        return Strip(segments).adjust_cell_length(self.size.width).apply_style(self.rich_style)
