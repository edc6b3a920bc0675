"""A list of plain lines with one picked: what is scrolled over a bad line repaints two lines a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.frame.widgets.rows import divide
from screens.frame.words import shorten

PICKED = Style(reverse=True)
PLAIN = Style()
# Stands for no line.
_NONE = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it stands for, and how it reads. A line without ``key`` is skipped by the pick.

    One that ``stays`` is seen wherever the list is scrolled to, as long as there is room for it.
    """

    key: str
    text: str
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Which lines are seen, by number, and how many that stand for something are not."""

    top: int
    rows: Sequence[int] = ()
    more: int = 0


def look(lines: Sequence[Line], height: int, top: int, pick: int | None) -> Seen:
    """What ``height`` rows show of ``lines`` scrolled to ``top``, with ``pick`` among them.

    Nothing is left out while there is room. Where there is not, the last row is for saying how many more
    there are; those who stay are seen in any case, and with a line what stands above it as its title.
    """
    total = len(lines)
    if height >= total or not any(line.key for line in lines):
        top = max(0, min(top, total - height))
        return Seen(top, range(top, min(top + height, total)))
    room = max(height - 1, 1)
    staying = [n for n, line in enumerate(lines) if line.stays][:room]
    if len(staying) == room and pick is not None and pick not in staying:
        staying.pop()
    others = [n for n in range(total) if n not in staying]
    size = room - len(staying)
    if pick is not None:
        title = at = sum(1 for n in others if n < pick)
        while title and not lines[others[title - 1]].key:
            title -= 1
        top = max(min(top, title), at - size + 1)
    top = max(0, min(top, len(others) - size))
    rows = sorted([*staying, *others[top : top + size]])
    return Seen(top, rows, sum(1 for n, line in enumerate(lines) if line.key and n not in rows))


class Lines(Widget, can_focus=True):
    """Lines to walk with the arrows; Enter posts ``Opened``. Other keys go to the screen's commands."""

    @dataclass
    class Opened(Message):
        """Enter on a line."""

        lines: "Lines"
        key: str

    @dataclass
    class LeftTop(Message):
        """Arrow up on the first line: the screen may move the cursor above."""

        lines: "Lines"

    @dataclass
    class LeftBottom(Message):
        """Arrow down on the last line."""

        lines: "Lines"

    def __init__(
        self,
        *,
        id: str | None = None,
        classes: str | None = None,
        empty: str = "",
        slides: bool = True,
    ) -> None:
        """``slides``: when the picked line goes, its neighbour is picked. Not where a key acts at once on
        somebody: there nobody is picked until an arrow does it, or the line comes back."""
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[Line] = ()
        self._empty = empty
        self._slides = slides
        self._gone = ""  # what the picked line stood for that went, while no other was picked
        self._read = False  # until then nobody knows whether there is nothing
        self._pick = 0
        self._seen = Seen(0)

    def show(self, lines: Sequence[Line]) -> None:
        """Replace the lines; the pick stays on the line it was on, if it is still there."""
        key = self._gone or self.key
        before = [self._text(y) for y in range(self.size.height)]
        self._lines, self._read = lines, True
        same = next((n for n, line in enumerate(lines) if line.key == key and key), None)
        self._pick = self._nearest(same if same is not None else min(self._pick, max(len(lines) - 1, 0)))
        self._gone = key if same is None and (not self._slides or key == _NONE) else ""
        self._scroll()
        for y, old in enumerate(before):
            if self._text(y) != old:
                self.refresh(Region(0, y, self.size.width, 1))
        self._share()

    def pick(self, key: str) -> None:
        """Put the pick on the line that stands for ``key``, if there is one."""
        number = next((n for n, line in enumerate(self._lines) if line.key == key and key), None)
        if number is not None:
            self._pick, self._gone = number, ""
            self._scroll()
            self.refresh()

    def pick_none(self) -> None:
        """Pick nothing, until an arrow picks a line."""
        self._gone = _NONE
        self.refresh()

    @property
    def key(self) -> str:
        """What the picked line stands for; empty when there is none."""
        return self._lines[self._pick].key if self._pick < len(self._lines) and not self._gone else ""

    def turn(self, pages: int) -> None:
        """Scroll by screenfuls, a line overlapping; for a text that is read while the cursor is elsewhere."""
        before, top = self._seen, self._seen.top + pages * max(self.size.height - 1, 1)
        self._seen = look(self._lines, self.size.height, top, None)
        if self._seen != before:
            self.refresh()

    def on_key(self, event: events.Key) -> None:
        steps = {"up": -1, "down": 1, "pageup": -self.size.height, "pagedown": self.size.height}
        ends = {"home": 0, "end": len(self._lines) - 1}
        if event.key == "enter" and self.key:
            self.post_message(self.Opened(self, self.key))
        elif event.key in steps and self._gone and self._lines:
            # The first arrow takes whoever now stands where the picked line was.
            self.pick(self._lines[self._pick].key)
        elif event.key in steps:
            self._move(self._pick + steps[event.key], edge=abs(steps[event.key]) == 1)
        elif event.key in ends:
            self._move(ends[event.key], edge=False)
        else:
            return
        event.stop()
        event.prevent_default()

    def _move(self, to: int, edge: bool) -> None:
        before = self._pick
        forward = to > before
        choices = [n for n, line in enumerate(self._lines) if line.key]
        ahead = [n for n in choices if (n >= to if forward else n <= to)]
        if edge and not ahead:
            self.post_message(self.LeftBottom(self) if forward else self.LeftTop(self))
            return
        if not choices:
            return
        self._pick = (
            (ahead[0] if forward else ahead[-1]) if ahead else (choices[-1] if forward else choices[0])
        )
        seen = self._seen
        self._scroll()
        if self._seen != seen:
            self.refresh()
            return
        for y, number in enumerate(seen.rows):
            if number in (before, self._pick):
                self.refresh(Region(0, y, self.size.width, 1))

    def _nearest(self, wanted: int) -> int:
        choices = [n for n, line in enumerate(self._lines) if line.key]
        return min(choices, key=lambda n: abs(n - wanted), default=0)

    def _scroll(self) -> None:
        seen = self._seen
        if self.size.height:
            self._seen = look(self._lines, self.size.height, seen.top, self._pick if self.key else None)
        else:  # it is hidden, and will be where it was
            self._seen = Seen(seen.top, [n for n in seen.rows if n < len(self._lines)])

    def on_resize(self) -> None:
        self._scroll()
        self.refresh()
        self._share()

    def _share(self) -> None:
        """The rows that a list beside this one leaves empty are for the lines that this one has no room for.

        Nothing is laid out anew unless somebody's rows change.
        """
        around = self.parent.query_children(Lines) if isinstance(self.parent, Widget) else ()
        lists = [one for one in around if one.display]
        total = sum(one.size.height for one in lists)
        if len(lists) < 2 or not total:
            return
        shares = [each.value if (each := one.styles.base.height) else 1 for one in lists]
        rows = divide(total, shares, [max(len(one._lines), 1) for one in lists])
        heights = [f"{each}fr" for each in rows] if rows else [""] * len(lists)
        for one, wanted in zip(lists, heights, strict=True):
            now = one.styles.inline.height
            if wanted != (str(now) if now else ""):
                one.styles.height = wanted or None

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _text(self, y: int) -> tuple[str, bool]:
        if not self._lines and y == 0:
            return f"  {self._empty}" if self._read else "", False
        if y >= len(self._seen.rows):
            more = self._seen.more if y == len(self._seen.rows) else 0
            return f"  … et {more} de plus" if more else "", False
        number = self._seen.rows[y]
        line = self._lines[number]
        here = number == self._pick and bool(self.key) and self.has_focus
        return f"{'> ' if here else '  '}{line.text}", here

    def render_line(self, y: int) -> Strip:
        """One line of the widget; never markup, so data stays data."""
        text, here = self._text(y)
        segment = Segment(
            set_cell_size(shorten(text, self.size.width), self.size.width), PICKED if here else PLAIN
        )
        return Strip([segment]).apply_style(self.rich_style)


def columns(*cells: tuple[object, int]) -> str:
    """Cells side by side, each filled or shortened to its width in columns, one space between them."""
    return " ".join(set_cell_size(shorten(str(value), width), width) for value, width in cells)
