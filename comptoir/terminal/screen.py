"""Cells: what stands on a terminal's screen, each with its text and its look. No input or output here."""

from rich.cells import get_character_cell_size, split_graphemes

DEFAULT = -1  # the terminal's own colour
RGB = 1 << 24  # added to a 24-bit colour, so that it is none of the 256 numbered ones

BOLD, DIM, ITALIC, UNDERLINE, BLINK, REVERSE, CONCEAL, STRIKE = (1 << bit for bit in range(8))
# What shows even where there is no letter (a Linux console blinks the blanks it erases).
_SEEN_ON_BLANK = UNDERLINE | BLINK | REVERSE | STRIKE
# Zero-width joiner and emoji presentation: only then do neighbours change each other's width.
_JOINING = ("\u200d", "\ufe0f")


class Style:
    """The look of a cell. One object for each look: compare with ``is``. Made by :func:`style`.

    ``blank`` is the look of a space in this style: the colour of letters that are not there is left out.
    """

    __slots__ = ("attributes", "background", "blank", "foreground")

    def __init__(self, foreground: int, background: int, attributes: int) -> None:
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
        self.blank = self

    def __repr__(self) -> str:
        return f"Style({self.foreground}, {self.background}, {self.attributes:#x})"


_styles: dict[tuple[int, int, int], Style] = {}


def style(foreground: int = DEFAULT, background: int = DEFAULT, attributes: int = 0) -> Style:
    """The one style with these colours (``DEFAULT``, 0 to 255, or ``RGB`` + 24 bits) and attribute bits."""
    key = (foreground, background, attributes)
    known = _styles.get(key)
    if known is None:
        known = _styles.setdefault(key, Style(*key))
        if not attributes & _SEEN_ON_BLANK and key != (DEFAULT, background, 0):
            known.blank = style(DEFAULT, background, 0)
    return known


PLAIN = style()


def split(text: str) -> list[tuple[str, int]]:
    """``text`` cut into what fills one place each, with its width of 0, 1 or 2 cells by Textual's tables."""
    if any(mark in text for mark in _JOINING):
        return [(text[start:end], width) for start, end, width in split_graphemes(text)[0]]
    return [(character, get_character_cell_size(character)) for character in text]


class Screen:
    """``height`` rows of ``width`` cells. The right half of a wide character is the empty string."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.texts: list[list[str]] = []
        self.styles: list[list[Style]] = []
        self.clear()

    def clear(self) -> None:
        """Blank everywhere, in the terminal's own colours."""
        self.texts = [[" "] * self.width for _ in range(self.height)]
        self.styles = [[PLAIN] * self.width for _ in range(self.height)]

    def resize(self, width: int, height: int) -> None:
        """Keep the upper left part; what is new is blank."""
        old = (self.texts, self.styles, min(width, self.width), min(height, self.height))
        self.width, self.height = width, height
        self.clear()
        texts, styles, columns, rows = old
        for y in range(rows):
            self.texts[y][:columns] = texts[y][:columns]
            self.styles[y][:columns] = styles[y][:columns]
            self._mend(y, columns)
            if columns and width < len(texts[y]) and texts[y][columns] == "":
                self._blank(y, columns - 1)

    def put(self, x: int, y: int, text: str, look: Style) -> int:
        """Write ``text`` (no control characters) in ``look`` from column ``x``; the column after it.

        Like a terminal that does not wrap, what would pass the right edge overwrites the last column.
        """
        if text.isascii() and x + len(text) <= self.width:
            return self._put_narrow(x, y, text, look)
        for piece, width in split(text):
            if width == 0:
                self._combine(x, y, piece, look)
            elif x + width > self.width:
                self._cell(self.width - 1, y, piece if width == 1 else " ", look)
                x = self.width
            else:
                self._cell(x, y, piece, look)
                if width > 1:
                    self._cell(x + 1, y, "", look)
                x += width
        return x

    def _put_narrow(self, x: int, y: int, text: str, look: Style) -> int:
        end = x + len(text)
        self._mend(y, x)
        self._mend(y, end)
        self.texts[y][x:end] = text
        if look.blank is look or " " not in text:
            self.styles[y][x:end] = [look] * len(text)
        else:
            blank = look.blank
            self.styles[y][x:end] = [blank if character == " " else look for character in text]
        return end

    def _cell(self, x: int, y: int, text: str, look: Style) -> None:
        if text:
            self._mend(y, x)
        self._mend(y, x + 1)
        self.texts[y][x] = text
        self.styles[y][x] = look.blank if text == " " else look

    def _combine(self, x: int, y: int, mark: str, look: Style) -> None:
        """A combining mark joins the character before it; at the start of a line there is none."""
        x -= 1
        if x > 0 and self.texts[y][x] == "":
            x -= 1
        if x >= 0:
            if self.texts[y][x] == " ":
                self.styles[y][x] = look
            self.texts[y][x] += mark

    def erase(self, x: int, y: int, end: int, look: Style) -> None:
        """Blank the cells from ``x`` to before ``end``, in the background of ``look``."""
        if x < end:
            self._mend(y, x)
            self._mend(y, end)
            self.texts[y][x:end] = [" "] * (end - x)
            self.styles[y][x:end] = [style(DEFAULT, look.background)] * (end - x)

    def _mend(self, y: int, x: int) -> None:
        """A cut is made before column ``x``: a wide character that it would halve becomes blanks."""
        if 0 < x < self.width and self.texts[y][x] == "":
            self._blank(y, x - 1)
            self._blank(y, x)

    def _blank(self, y: int, x: int) -> None:
        self.texts[y][x] = " "
        self.styles[y][x] = self.styles[y][x].blank
