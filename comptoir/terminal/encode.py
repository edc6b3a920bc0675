"""From what stands on the terminal to what should: the fewest bytes we know of."""

from collections.abc import Iterator
from itertools import groupby

from comptoir.terminal.capabilities import Capabilities
from comptoir.terminal.moves import change, move, sequence
from comptoir.terminal.screen import DEFAULT, PLAIN, Screen, Style
from comptoir.terminal.shift import move_rows, moved

# Cells that stay as they are may be written again rather than jumped over, up to this many.
_GOING_ON = 8
# From this many changed cells, clearing the rest of the line first may pay.
_WORTH_CLEARING = 10
# From this many rows in the middle of the screen, blanking them together pays: alone, each takes four bytes.
_WORTH_BLANKING = 4

# Rows are neither erased nor moved out together with the first: without a second screen, PuTTY scrolls what
# leaves so into the text that one can turn back to, names and all.
CLEAR = "\x1b[m\x1b[2H\x1b[J\x1b[H\x1b[K"


class Pencil:
    """A terminal's cursor and pen, and the bytes so far. ``x`` is ``None`` where terminals disagree."""

    __slots__ = ("known", "out", "pen", "x", "y")

    def __init__(self, known: Capabilities) -> None:
        self.known = known
        self.x: int | None = None
        self.y: int | None = None
        self.pen: Style | None = None
        self.out: list[str] = []

    def copy(self) -> "Pencil":
        """The same place and pen, nothing written yet."""
        other = Pencil(self.known)
        other.x, other.y, other.pen = self.x, self.y, self.pen
        return other

    def adopt(self, other: "Pencil") -> None:
        """Go on from where ``other`` came to, with what it wrote."""
        self.x, self.y, self.pen = other.x, other.y, other.pen
        self.out += other.out

    def size(self) -> int:
        """Bytes written so far."""
        return len("".join(self.out).encode())

    def move(self, x: int, y: int) -> None:
        """Go to a cell."""
        if x != self.x or y != self.y:
            self.out.append(move(self.x, self.y, x, y, self.known))
            self.x, self.y = x, y

    def take(self, look: Style) -> None:
        """Write in ``look`` from now on."""
        if look is not self.pen:
            self.out.append(change(self.pen, look, self.known))
            self.pen = look

    def may_erase(self, blank: Style) -> bool:
        """Whether erasing, once the pen paints ``blank``, leaves just that."""
        return blank.attributes == 0 and (blank.background == DEFAULT or self.known.back_colour_erase)


class Encoder:
    """Keeps the cells that were sent. ``repeat`` becomes true once the terminal has shown that it can."""

    def __init__(self, known: Capabilities, width: int, height: int) -> None:
        self.known = known
        self.repeat = False
        self._front = Screen(width, height)
        self._pencil = Pencil(known)
        self._unknown = True
        self._from = 0

    def forget(self) -> None:
        """Whatever stands on the terminal, it is not what we sent: the next time everything is."""
        self._unknown = True

    def changed(self, back: Screen) -> int:
        """How many cells of ``back`` are not on the terminal yet."""
        front = self._front
        if self._unknown or (front.width, front.height) != (back.width, back.height):
            return back.width * back.height
        return sum(
            sum(map(_differs, back.texts[y], front.texts[y], back.styles[y], front.styles[y]))
            for y in self._rows(back)
        )

    def encode(self, back: Screen, limit: int = 1 << 30) -> tuple[str, bool]:
        """What to send so that the terminal shows ``back``, and whether that is all of it.

        It stops after the row that passes ``limit`` bytes; the next call goes on from there, with
        whatever ``back`` has become meanwhile.
        """
        pencil = self._pencil
        pencil.out = []
        if self._unknown or (self._front.width, self._front.height) != (back.width, back.height):
            self._begin(back)
        self._move_rows(back)
        self._blank_rows(back)
        rows = self._rows(back)
        size = 0
        for y in [y for y in rows if y >= self._from] + [y for y in rows if y < self._from]:
            if size > limit:
                self._from = y
                return "".join(pencil.out), False
            row = self._row(y, back)
            size += row.size()
            pencil.adopt(row)
            self._front.texts[y] = back.texts[y].copy()
            self._front.styles[y] = back.styles[y].copy()
        self._from = 0
        return "".join(pencil.out), True

    def _rows(self, back: Screen) -> list[int]:
        front = self._front
        return [
            y
            for y in range(back.height)
            if back.texts[y] != front.texts[y] or back.styles[y] != front.styles[y]
        ]

    def _begin(self, back: Screen) -> None:
        self._front = Screen(back.width, back.height)
        self._unknown = False
        self._from = 0
        self._pencil.out.append(CLEAR)
        self._pencil.x, self._pencil.y, self._pencil.pen = 0, 0, PLAIN

    def _blank_rows(self, back: Screen) -> None:
        """Rows that become blank one below the other are blanked together."""
        plain = [self._all_plain(back, y) for y in range(back.height)]
        for first, end in _runs(plain):
            written = sum(not self._all_plain(self._front, y) for y in range(first, end))
            below = end == back.height
            first = max(first, 1)  # see CLEAR
            if written < (2 if below else _WORTH_BLANKING) or not (below or self.known.lines):
                continue
            self._pencil.move(0, first)
            self._take_plain_blank(self._pencil)
            # Deleted and inserted again in the same place, they leave those below where they were.
            deleted = sequence("M", end - first) + sequence("L", end - first)
            self._pencil.out.append("\x1b[J" if below else deleted)
            for y in range(first, end):
                self._front.erase(0, y, back.width, PLAIN)

    def _move_rows(self, back: Screen) -> None:
        """What only moved up or down is moved by the terminal."""
        if not self.known.lines:
            return
        first, end, by = moved(self._front, back, self._rows(back))
        if not by or (by > 0 and first == 0):  # see CLEAR
            return
        delete, insert = move_rows(self._front, first, end, by)
        self._take_plain_blank(self._pencil)
        for (row, count), final in ((delete, "M"), (insert, "L")):
            self._pencil.move(0, row)
            self._pencil.out.append(sequence(final, count))

    def _take_plain_blank(self, pencil: Pencil) -> None:
        # The pen as it is, when its blanks are plain already.
        if pencil.pen is None or pencil.pen.blank is not PLAIN:
            pencil.take(PLAIN)

    def _all_plain(self, one: Screen, y: int) -> bool:
        return one.texts[y] == [" "] * one.width and one.styles[y] == [PLAIN] * one.width

    def _row(self, y: int, back: Screen) -> Pencil:
        """The cheaper of two ways to write a row: over what is there, or over what is left after clearing."""
        texts, looks = self._front.texts[y], self._front.styles[y]
        plan = Row(y, back, self.repeat)
        changes = plan.changes(texts, looks)
        over = self._pencil.copy()
        plan.write(over, changes)
        if len(changes) < _WORTH_CLEARING:
            return over
        start = changes[0]
        cleared = self._pencil.copy()
        self._take_plain_blank(cleared)
        cleared.move(start, y)
        cleared.out.append("\x1b[K")
        rest = back.width - start
        plan.write(cleared, plan.changes(texts[:start] + [" "] * rest, looks[:start] + [PLAIN] * rest))
        return cleared if cleared.size() < over.size() else over


def _runs(true: list[bool]) -> Iterator[tuple[int, int]]:
    """Where ``true`` holds: (first, end) of each run."""
    number = 0
    for one, run in groupby(true):
        first, number = number, number + len(list(run))
        if one:
            yield first, number


def _differs(text: str, other: str, look: Style, before: Style) -> bool:
    return look is not before or text != other


class Row:
    """One row of the screen to come."""

    def __init__(self, y: int, back: Screen, repeat: bool) -> None:
        self._y = y
        self._texts = back.texts[y]
        self._looks = back.styles[y]
        self._width = back.width
        self._repeat = repeat

    def changes(self, texts: list[str], looks: list[Style]) -> list[int]:
        """The columns where the row differs from cells that are there; never the right half of a wide one."""
        mine = self._texts
        found = [x for x, differs in enumerate(map(_differs, mine, texts, self._looks, looks)) if differs]
        if "" in mine:
            found = sorted({x if mine[x] else x - 1 for x in found})
        return found

    def write(self, pencil: Pencil, changes: list[int]) -> None:
        """Write the cells at ``changes``."""
        tail = self._tail(pencil, changes)
        wanted = set(changes)
        done = 0
        for x in changes:
            if x >= tail:
                break
            if x >= done:
                self._reach(pencil, x)
                done = self._cell(pencil, x, wanted, tail)
        if tail < self._width:
            pencil.move(tail, self._y)
            self._take_blank(pencil, self._looks[tail])
            pencil.out.append("\x1b[K")

    def _tail(self, pencil: Pencil, changes: list[int]) -> int:
        """The column from which the row is cleared rather than written; the width when it is not."""
        look = self._looks[-1]
        if not changes or self._texts[-1] != " " or not pencil.may_erase(look):
            return self._width
        start = self._width
        while start and self._texts[start - 1] == " " and self._looks[start - 1] is look:
            start -= 1
        blanks = [x for x in changes if x >= start]
        # Clearing costs three bytes, whatever it clears.
        return blanks[0] if blanks and blanks[-1] - blanks[0] >= 3 else self._width

    def _reach(self, pencil: Pencil, x: int) -> None:
        """Go to column ``x``: by writing what is between again when that is shorter than a jump."""
        if pencil.x is None or pencil.y != self._y or not 0 < x - pencil.x <= _GOING_ON:
            pencil.move(x, self._y)
            return
        again, jump = pencil.copy(), pencil.copy()
        for column in range(pencil.x, x):
            if again.x == column and self._texts[column]:
                self._single(again, column)
        jump.move(x, self._y)
        reached = again.x == x
        for one in (again, jump):
            self._take_for(one, x)
        pencil.adopt(again if reached and again.size() <= jump.size() else jump)

    def _cell(self, pencil: Pencil, x: int, wanted: set[int], tail: int) -> int:
        """Write the cell at ``x``, and with it the same ones that follow; the column after them."""
        text, look = self._texts[x], self._looks[x]
        end = x + 1
        while end < tail and self._texts[end] == text and self._looks[end] is look:
            end += 1
        while end > x + 1 and end - 1 not in wanted:
            end -= 1
        count = end - x
        if count < 5 or len(text) > 1 or not text.isascii() or not text:
            self._single(pencil, x)
            return x + (2 if x + 1 < self._width and self._texts[x + 1] == "" else 1)
        self._many(pencil, x, count, tail)
        return end

    def _many(self, pencil: Pencil, x: int, count: int, tail: int) -> None:
        self._take_for(pencil, x)
        text = self._texts[x]
        ways = [text * count]
        if self._repeat and x + count < self._width:
            ways.append(text + sequence("b", count - 1))
        blank = text == " " and pencil.may_erase(self._looks[x]) and pencil.known.erase_characters
        if blank:
            ways.append(sequence("X", count))
        # After erasing, the cursor still has to come over, unless nothing follows.
        best = min(ways, key=lambda way: len(way) + (5 if way.endswith("X") and x + count < tail else 0))
        pencil.out.append(best)
        if not best.endswith("X"):
            self._advance(pencil, x, x + count)

    def _single(self, pencil: Pencil, x: int) -> None:
        self._take_for(pencil, x)
        text = self._texts[x]
        wide = x + 1 < self._width and self._texts[x + 1] == ""
        pencil.out.append(text)
        if wide or len(text) > 1:
            pencil.x = None  # terminals disagree about widths: look no further than this character
        else:
            self._advance(pencil, x, x + 1)

    def _advance(self, pencil: Pencil, x: int, to: int) -> None:
        # After the last column some terminals stand in it, some beyond.
        pencil.x = to if to < self._width else None

    def _take_for(self, pencil: Pencil, x: int) -> None:
        """Take the pen for a cell. A blank is content with any pen that paints the same blank."""
        look = self._looks[x]
        if self._texts[x] != " ":
            pencil.take(look)
        elif pencil.pen is None or pencil.pen.blank is not look:
            # The pen of the letters that follow, when it paints this blank too.
            ahead = x + 1
            while ahead < self._width and self._texts[ahead] == " " and self._looks[ahead] is look:
                ahead += 1
            next_look = self._looks[ahead] if ahead < self._width else look
            pencil.take(next_look if next_look.blank is look and ahead - x < 5 else look)

    def _take_blank(self, pencil: Pencil, look: Style) -> None:
        if pencil.pen is None or pencil.pen.blank is not look:
            pencil.take(look)
