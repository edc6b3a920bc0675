"""The thin stream leaves a terminal's screen exactly as Textual's own would have: cell by cell, with its looks."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyte.screens import Char
from wcwidth import wcwidth

from comptoir.terminal.capabilities import FAMILIES, TRUE_COLOURS, Capabilities, fitter
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

    def _set(self, **changes: object) -> None:
        self.cursor.attrs = self.cursor.attrs._replace(**changes)

    def _colour(self, code: int, codes: "object") -> None:
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

    def _many(self, codes: "object", count: int) -> str:
        kind = next(codes)  # type: ignore[call-overload]
        if kind == 5:
            number = next(codes)  # type: ignore[call-overload]
            low = ("bright" if number > 7 else "") + NAMES[number % 8]
            return low if number < 16 else str(pyte.graphics.FG_BG_256[number])
        red, green, blue = (next(codes) for _ in range(3))  # type: ignore[call-overload]
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


def looks(known: Capabilities) -> list[str]:
    """SGR parameters that Textual writes and this family can show."""
    flags = ["1", "4", "7", "1;4;7"] + ["2", "1;2"] * known.dim + ["3"] * known.italic + ["9"] * known.strike
    colours = ["39", "49", "39;49"]
    if known.colours >= 8:
        colours += ["31", "44", "30;47", "36;49", "38;5;2"]
    if known.colours >= 16:
        colours += ["91", "102", "38;5;12", "48;5;9"]
    if known.colours >= 256:
        colours += ["38;5;208", "48;5;17", "38;5;250;48;5;236", "38;2;95;135;175", "48;2;0;0;0"]
    if known.colours > 256:
        colours += ["38;2;1;2;3", "38;2;255;254;253;48;2;10;20;30"]
    return [
        *flags,
        *colours,
        *[f"{flag};{colour}" for flag in flags for colour in colours],
        "1;7;39;49",
        "",
    ]


PIECES = [
    "a",
    "b",
    "M",
    " ",
    "   ",
    "          ",
    "-" * 9,
    "====",
    "é",
    "’",
    "…",
    "│",
    "東",
    "한",
    "🙂",
    "e\u0301",
    "o\u0323\u0302",
]


def fitting(pieces: list[str], room: int) -> str:
    """As many of the pieces as fit: Textual never writes past the edge."""
    text, width = "", 0
    for piece in pieces:
        cells = sum(map(wcwidth, piece))
        if width + cells <= room:
            text, width = text + piece, width + cells
    return text


@st.composite
def strip(draw: st.DrawFn, room: int, pool: list[str]) -> str:
    out = ""
    for _ in range(draw(st.integers(1, 4))):
        text = fitting(draw(st.lists(st.sampled_from(PIECES), max_size=12)), room)
        room -= sum(map(wcwidth, text))
        look = draw(st.sampled_from(pool))
        out += f"\x1b[{look}m{text}\x1b[0m" if look else text
    return out + " " * (room if draw(st.booleans()) else 0)


@st.composite
def frame(draw: st.DrawFn, columns: int, lines: int, pool: list[str]) -> str:
    if draw(st.integers(0, 4)) == 0:
        rows = [f"\x1b[{y + 1};1H" + draw(strip(columns, pool)) for y in range(lines)]
        return "\n".join(rows) + "\x1b[1;1H"
    out = ""
    for _ in range(draw(st.integers(1, 4))):
        x, y = draw(st.integers(0, columns - 1)), draw(st.integers(0, lines - 1))
        out += f"\x1b[{y + 1};{x + 1}H" + draw(strip(columns - x, pool))
    return out + "\x1b[1;1H"


DEEP = {"truecolor": FAMILIES["xterm-256color"].__class__(**{
    name: getattr(FAMILIES["xterm-256color"], name) for name in Capabilities.__slots__
} | {"colours": TRUE_COLOURS})}  # fmt: skip


@pytest.mark.parametrize("term", [*FAMILIES, *DEEP])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_thin_stream_shows_what_the_plain_one_shows(term: str, data: st.DataObject) -> None:
    known = {**FAMILIES, **DEEP}[term]
    pool = looks(known)
    pair = Pair(known, data.draw(st.integers(2, 40)), data.draw(st.integers(1, 6)))
    for _ in range(data.draw(st.integers(1, 6))):
        what = data.draw(st.sampled_from(["draw", "draw", "draw", "resize", "redraw"]))
        if what == "resize":
            pair.resize(data.draw(st.integers(2, 40)), data.draw(st.integers(1, 6)))
            rows = [f"\x1b[{y + 1};1H" + " " * pair.columns for y in range(pair.lines)]
            pair.draw("\n".join(rows))
        elif what == "redraw":
            pair.encoder.forget()
        pair.draw(data.draw(frame(pair.columns, pair.lines, pool)))
        # The line may be slow: nothing is sent, or a part, or all.
        if pair.send(data.draw(st.sampled_from([0, 20, 1 << 30]))):
            pair.assert_same()
    while not pair.send(50):
        pass
    pair.assert_same()


def test_the_judge_sees_a_wrong_cell() -> None:
    pair = Pair(FAMILIES["xterm"], 10, 2)
    pair.draw("\x1b[1;1Habc")
    pair.send()
    pair.assert_same()
    Stream(pair.plain).feed("\x1b[1;2H\x1b[7mb")
    with pytest.raises(AssertionError):
        pair.assert_same()
