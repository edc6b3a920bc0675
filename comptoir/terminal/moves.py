"""The fewest bytes that bring a terminal's cursor somewhere, or its pen to another style."""

from functools import lru_cache

from comptoir.terminal import screen
from comptoir.terminal.capabilities import Capabilities
from comptoir.terminal.screen import DEFAULT, PLAIN, RGB, Style

_SET = {
    screen.BOLD: "1",
    screen.DIM: "2",
    screen.ITALIC: "3",
    screen.UNDERLINE: "4",
    screen.BLINK: "5",
    screen.REVERSE: "7",
    screen.CONCEAL: "8",
    screen.STRIKE: "9",
}
_RESET = {
    screen.ITALIC: "23",
    screen.UNDERLINE: "24",
    screen.BLINK: "25",
    screen.REVERSE: "27",
    screen.CONCEAL: "28",
    screen.STRIKE: "29",
}


def sequence(final: str, count: int) -> str:
    """``CSI count final``, where one is what a terminal takes for no number."""
    return f"\x1b[{count if count > 1 else ''}{final}"


@lru_cache(maxsize=8192)
def move(x: int | None, y: int | None, to_x: int, to_y: int, known: Capabilities) -> str:
    """The shortest way from column ``x``, row ``y`` (from 0; ``None`` when unknown) to another place."""
    row = "" if to_y == 0 else str(to_y + 1)
    ways = [f"\x1b[{row}H" if to_x == 0 else f"\x1b[{row};{to_x + 1}H"]
    if y is not None:
        ways += [down + across for down in _down(y, to_y, known) for across in _across(x, to_x, known)]
    return min(ways, key=len)


def _down(y: int, to_y: int, known: Capabilities) -> list[str]:
    if y == to_y:
        return [""]
    ways = [sequence("B", to_y - y) if to_y > y else sequence("A", y - to_y)]
    if to_y > y and known.line_feed:
        ways.append("\n" * (to_y - y))
    if known.row:
        ways.append(sequence("d", to_y + 1))
    return ways


def _across(x: int | None, to_x: int, known: Capabilities) -> list[str]:
    if x == to_x:
        return [""]
    ways = ["\r" + (sequence("C", to_x) if to_x else "")]
    if known.column:
        ways.append(sequence("G", to_x + 1))
    if x is not None and to_x > x:
        ways.append(sequence("C", to_x - x))
    elif x is not None:
        ways += ["\b" * (x - to_x), sequence("D", x - to_x)]
    return ways


@lru_cache(maxsize=8192)
def change(before: Style | None, after: Style, known: Capabilities) -> str:
    """The shortest sequence from a style (``None`` when unknown) to another."""
    if before is after:
        return ""
    if after is PLAIN:
        return "\x1b[m"
    anew = "\x1b[" + ";".join(["", *_codes(PLAIN, after, known)]) + "m"
    if before is None:
        return anew
    lost = before.attributes & ~after.attributes
    resets_colour = (after.foreground == DEFAULT != before.foreground) or (
        after.background == DEFAULT != before.background
    )
    if not known.single_resets and (lost or resets_colour):
        return anew
    return min("\x1b[" + ";".join(_codes(before, after, known)) + "m", anew, key=len)


def _codes(before: Style, after: Style, known: Capabilities) -> list[str]:
    codes = []
    had = before.attributes
    lost = had & ~after.attributes
    if lost & (screen.BOLD | screen.DIM):
        codes.append("22")  # takes both away
        had &= ~(screen.BOLD | screen.DIM)
    codes += [code for bit, code in _RESET.items() if lost & bit]
    codes += [code for bit, code in _SET.items() if after.attributes & ~had & bit]
    if after.foreground != before.foreground:
        codes.append(_colour(after.foreground, 30))
    if after.background != before.background:
        codes.append(_colour(after.background, 40))
    return codes


def _colour(colour: int, base: int) -> str:
    if colour == DEFAULT:
        return str(base + 9)
    if colour < 8:
        return str(base + colour)
    if colour < 16:
        return str(base + 60 + colour - 8)
    if colour < RGB:
        return f"{base + 8};5;{colour}"
    return f"{base + 8};2;{colour >> 16 & 255};{colour >> 8 & 255};{colour & 255}"
