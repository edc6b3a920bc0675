"""Reading what Textual writes: cursor moves, looks and text become cells; the rest is handed on."""

import re
from collections.abc import Callable, Iterator

from comptoir.terminal import screen
from comptoir.terminal.screen import DEFAULT, PLAIN, RGB, Screen, Style, style

_TOKEN = re.compile(
    r"\x1b\[(?P<look>[\d;:]*)m"
    r"|\x1b\[(?P<line>\d*);?(?P<column>\d*)[Hf]"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<private>[?>=<]?)(?P<numbers>[\d;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|(?P<string>\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\))"
    r"|(?P<other>\x1b[ -/]*[0-OQ-WYZ\\`-~])"
    r"|(?P<unfinished>\x1b(?:\[[?>=<]?[\d;:]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)\Z)"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
)
_ON = {1: screen.BOLD, 2: screen.DIM, 3: screen.ITALIC, 4: screen.UNDERLINE, 5: screen.BLINK, 6: screen.BLINK,
       7: screen.REVERSE, 8: screen.CONCEAL, 9: screen.STRIKE, 21: screen.UNDERLINE}  # fmt: skip
_OFF = {22: screen.BOLD | screen.DIM, 23: screen.ITALIC, 24: screen.UNDERLINE, 25: screen.BLINK,
        27: screen.REVERSE, 28: screen.CONCEAL, 29: screen.STRIKE}  # fmt: skip
_KEPT_LOOKS = 4096
_LONGEST = 1 << 20


def read_look(before: Style, numbers: str) -> Style:
    """The style after ``CSI numbers m``, coming from ``before``. Unknown numbers change nothing."""
    foreground, background, attributes = before.foreground, before.background, before.attributes
    codes = iter([int(number or 0) for number in numbers.replace(":", ";").split(";")])
    for code in codes:
        if code == 0:
            foreground, background, attributes = DEFAULT, DEFAULT, 0
        elif code in _ON:
            attributes |= _ON[code]
        elif code in _OFF:
            attributes &= ~_OFF[code]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            foreground = code - 30 if code < 90 else code - 82
        elif 40 <= code <= 47 or 100 <= code <= 107:
            background = code - 40 if code < 100 else code - 92
        elif code == 38:
            foreground = _read_colour(codes, foreground)
        elif code == 48:
            background = _read_colour(codes, background)
        elif code == 39:
            foreground = DEFAULT
        elif code == 49:
            background = DEFAULT
    return style(foreground, background, attributes)


def _read_colour(codes: Iterator[int], before: int) -> int:
    kind = next(codes, 0)
    if kind == 5:
        return min(next(codes, 0), 255)
    if kind == 2:
        red, green, blue = (min(next(codes, 0), 255) for _ in range(3))
        return RGB | red << 16 | green << 8 | blue
    return before


class Canvas:
    """The newest screen as Textual wants it. ``fit`` makes of a style what the terminal can show."""

    def __init__(self, width: int, height: int, fit: Callable[[Style], Style]) -> None:
        self.screen = Screen(width, height)
        self._fit = fit
        self._x = self._y = 0
        self._style = PLAIN
        self._pen = fit(PLAIN)
        self._looks: dict[tuple[Style, str], tuple[Style, Style]] = {}
        self._rest = ""

    def feed(self, data: str) -> tuple[bool, list[str]]:
        """Take a write of Textual's: whether cells were written, and the sequences not about cells."""
        data = self._rest + data
        self._rest = ""
        painted = False
        handed_on: list[str] = []
        for match in _TOKEN.finditer(data):
            kind = match.lastgroup
            if kind == "text":
                self._x = self.screen.put(min(self._x, self.screen.width), self._y, match["text"], self._pen)
                painted = True
            elif kind == "look":
                self._look(match["look"])
            elif kind == "column":
                self._go(int(match["column"] or 1) - 1, int(match["line"] or 1) - 1)
            elif kind == "final" and not match["private"] and not match["between"]:
                painted |= self._move_or_erase(match["final"], match["numbers"])
            elif kind == "unfinished":
                self._rest = match[0][:_LONGEST]  # its end comes with the next write
            elif kind == "control" and match[0] != "\x07":
                self._control(match[0])
            else:
                handed_on.append(match[0])
        return painted, handed_on

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size."""
        self.screen.resize(width, height)
        self._go(self._x, self._y)

    def _look(self, numbers: str) -> None:
        known = self._looks.get((self._style, numbers))
        if known is None:
            if len(self._looks) >= _KEPT_LOOKS:
                self._looks.clear()
            new = read_look(self._style, numbers)
            known = self._looks[self._style, numbers] = (new, self._fit(new))
        self._style, self._pen = known

    def _go(self, x: int, y: int) -> None:
        self._x = max(0, min(x, self.screen.width - 1))
        self._y = max(0, min(y, self.screen.height - 1))

    def _control(self, control: str) -> None:
        if control == "\r":
            self._go(0, self._y)
        elif control == "\n":  # the kernel makes a carriage return and a line feed of it
            self._go(0, self._y + 1)
        elif control == "\b":
            self._go(self._x - 1, self._y)

    def _move_or_erase(self, final: str, numbers: str) -> bool:
        first = int(numbers.split(";", 1)[0] or 0) if numbers.replace(";", "").isdigit() else 0
        count = first or 1
        x, y = min(self._x, self.screen.width - 1), self._y
        moves = {
            "A": (x, y - count),
            "B": (x, y + count),
            "C": (x + count, y),
            "D": (x - count, y),
            "G": (count - 1, y),
            "d": (x, count - 1),
        }
        if final in moves:
            self._go(*moves[final])
        elif final in "JK":
            self._erase(x, y, first, whole=final == "J")
            return True
        return False

    def _erase(self, x: int, y: int, how: int, *, whole: bool) -> None:
        width = self.screen.width
        self.screen.erase(x if how == 0 else 0, y, x + 1 if how == 1 else width, self._pen)
        if whole:
            for row in range(0 if how else y + 1, y if how == 1 else self.screen.height):
                self.screen.erase(0, row, width, self._pen)
