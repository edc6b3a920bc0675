"""Two screens side by side: Textual's own stream on one, the thin one on the other; a judge of both."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyte
from pyte.screens import Char
from wcwidth import wcwidth

from comptoir.terminal.capabilities import TRUE_COLOURS, Capabilities, fitter
from comptoir.terminal.encode import Encoder
from comptoir.terminal.parse import Canvas

NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
FLAGS = {1: "bold", 2: "blink", 3: "italics", 4: "underscore", 7: "reverse", 9: "strikethrough"}


class Judge(pyte.Screen):
    """A screen that does what terminals of one family do, and fails on what they do not know.

    ``known`` is ``None`` for one that knows everything. pyte has no dim letters: they are its blinking ones.
    """

    def __init__(self, columns: int, lines: int, known: Capabilities | None) -> None:
        self.known = known
        self.last = ""
        super().__init__(columns, lines)
        self.reset_mode(7, private=True)

    def knows(self, capability: str) -> None:
        assert self.known is None or getattr(self.known, capability), capability

    def draw(self, data: str) -> None:
        for character in data:
            width = wcwidth(character)
            line = self.buffer[self.cursor.y]
            if width == 0:
                x = min(self.cursor.x, self.columns) - 1
                x -= line[x].data == ""
                line[x] = line[x]._replace(data=unicodedata.normalize("NFC", line[x].data + character))
                continue
            x = min(self.cursor.x, self.columns - width)
            self._cut(x)
            self._cut(x + width)
            line[x] = self.cursor.attrs._replace(data=character)
            if width == 2:
                line[x + 1] = self.cursor.attrs._replace(data="")
            self.cursor.x = x + width
            self.last = character

    def _cut(self, x: int) -> None:
        line = self.buffer[self.cursor.y]
        if 0 < x < self.columns and line[x].data == "":
            for half in (x - 1, x):
                line[half] = line[half]._replace(data=" ")

    def repeat(self, count: int = 1) -> None:
        self.knows("repeat")
        self.draw(self.last * count)

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        pen, self.cursor.attrs = self.cursor.attrs, self.default_char
        super().resize(lines, columns)
        self.cursor.attrs = pen

    def _erased(self) -> Char:
        known = self.known
        coloured = known is None or known.back_colour_erase
        return Char(" ", bg=self.cursor.attrs.bg if coloured else "default")

    def erase_characters(self, count: int | None = None) -> None:
        self.knows("erase_characters")
        end = min(self.cursor.x + (count or 1), self.columns)
        self._cut(self.cursor.x)
        self._cut(end)
        for x in range(self.cursor.x, end):
            self.buffer[self.cursor.y][x] = self._erased()

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        assert how == 0
        self._cut(self.cursor.x)
        for x in range(self.cursor.x, self.columns):
            self.buffer[self.cursor.y][x] = self._erased()

    def erase_in_display(self, how: int = 0, *args: object, **kwargs: object) -> None:
        self.erase_in_line(how)
        for y in range(self.cursor.y + 1, self.lines):
            for x in range(self.columns):
                self.buffer[y][x] = self._erased()

    def linefeed(self) -> None:
        assert self.cursor.y < self.lines - 1, "the screen would scroll"
        self.cursor.y += 1

    def cursor_to_column(self, column: int | None = None) -> None:
        self.knows("column")
        super().cursor_to_column(column)

    def cursor_to_line(self, line: int | None = None) -> None:
        self.knows("row")
        super().cursor_to_line(line)

    def insert_lines(self, count: int | None = None) -> None:
        self.knows("lines")
        assert self.cursor.attrs.bg == "default"
        super().insert_lines(count)

    def delete_lines(self, count: int | None = None) -> None:
        self.knows("lines")
        assert self.cursor.attrs.bg == "default"
        super().delete_lines(count)

    def select_graphic_rendition(self, *attrs: int, **kwargs: object) -> None:
        codes = iter(attrs or (0,))
        for code in codes:
            if code == 0:
                self.cursor.attrs = self.default_char
            elif code in FLAGS:
                self._set(**{FLAGS[code]: True})
                self._allowed(code)
            elif 20 < code < 30:
                self.knows("single_resets")
                names = ("bold", "blink") if code == 22 else (FLAGS[code - 20],)
                self._set(**dict.fromkeys(names, False))
            else:
                self._colour(code, codes)

    def _allowed(self, code: int) -> None:
        if code in (2, 3, 9):
            self.knows({2: "dim", 3: "italic", 9: "strike"}[code])

    def _set(self, **changes: Any) -> None:
        self.cursor.attrs = self.cursor.attrs._replace(**changes)

    def _colour(self, code: int, codes: Iterator[int]) -> None:
        place = "bg" if code // 10 in (4, 10) else "fg"
        number = code % 10
        if number == 9 and code < 50:
            self.knows("single_resets")
            self._set(**{place: "default"})
            return
        count = self.known.colours if self.known else TRUE_COLOURS
        assert count >= (16 if code >= 90 else 256 if number == 8 else 8), code
        if number == 8:
            self._set(**{place: self._many(codes, count)})
        else:
            self._set(**{place: ("bright" if code >= 90 else "") + NAMES[number]})

    def _many(self, codes: Iterator[int], count: int) -> str:
        kind = next(codes)
        if kind == 5:
            number = next(codes)
            low = ("bright" if number > 7 else "") + NAMES[number % 8]
            return low if number < 16 else str(pyte.graphics.FG_BG_256[number])
        red, green, blue = (next(codes) for _ in range(3))
        return f"{red:02x}{green:02x}{blue:02x}"

    @property
    def cells(self) -> list[list[Char]]:
        """Every cell as an eye sees it: letters that are not there have no colour."""
        return [[seen(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]


def seen(cell: Char) -> Char:
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return Char(" ", bg=cell.bg)
    return cell._replace(data=unicodedata.normalize("NFC", cell.data))


class Stream(pyte.Stream):
    csi = {**pyte.Stream.csi, "b": "repeat"}


@dataclass
class Pair:
    """Textual's stream on one screen, the thin one on another."""

    known: Capabilities
    columns: int
    lines: int

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.columns, self.lines, fitter(self.known))
        self.encoder = Encoder(self.known, self.columns, self.lines)
        self.encoder.repeat = self.known.repeat
        self.plain = Judge(self.columns, self.lines, None)
        self.thin = Judge(self.columns, self.lines, self.known)
        self.sent = 0

    def draw(self, output: str) -> None:
        # The kernel makes two characters of Textual's line feed.
        Stream(self.plain).feed(output.replace("\n", "\r\n"))
        self.canvas.feed(output)

    def send(self, limit: int = 1 << 30) -> bool:
        """Send what changed; whether that was all."""
        data, complete = self.encoder.encode(self.canvas.screen, limit)
        Stream(self.thin).feed(data)
        self.sent += len(data.encode())
        return complete

    def resize(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        self.plain = Judge(columns, lines, None)
        self.thin.resize(lines, columns)
        self.canvas.resize(columns, lines)
        self.encoder.forget()

    def assert_same(self) -> None:
        for y, (plain, thin) in enumerate(zip(self.plain.cells, self.thin.cells, strict=True)):
            assert plain == thin, y


def page(rows: list[str]) -> str:
    """The whole screen, as Textual writes it."""
    return "\n".join(f"\x1b[{y + 1};1H{row}" for y, row in enumerate(rows)) + "\x1b[1;1H"
