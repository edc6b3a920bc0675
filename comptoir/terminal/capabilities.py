"""What a terminal can do: from terminfo, or from a small table where terminfo does not know its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from rich.color import Color, ColorSystem

from comptoir.terminal import screen
from comptoir.terminal.screen import DEFAULT, RGB, Style, style

TRUE_COLOURS = 1 << 24


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What may be sent. The word in brackets is terminfo's name."""

    colours: int  # 0, 8, 16, 256 or 2**24 [colors]
    back_colour_erase: bool = False  # erased cells take the current background [bce]
    erase_characters: bool = False  # CSI n X [ech]
    repeat: bool = False  # CSI n b; believed only once the terminal has shown it [rep]
    column: bool = True  # CSI n G [hpa]
    row: bool = True  # CSI n d [vpa]
    lines: bool = True  # CSI L, CSI M [il1, dl1]
    single_resets: bool = True  # 22, 24, 27, 39, 49 beside 0 [rmul]
    dim: bool = False
    italic: bool = False  # [sitm]
    strike: bool = False  # [smxx]
    alternate: bool = True  # a second screen, left as it was found [smcup]
    paste: bool = True  # bracketed paste; terminfo has no settled name for it
    clipboard: bool = True  # OSC 52; likewise
    line_feed: bool = True  # the kernel leaves our line feeds alone


# Debian's terminfo, ncurses 6.4; PuTTY from its own entry there (package ncurses-term).
_XTERM = Capabilities(256, True, True, True, dim=True, italic=True, strike=True)
_SCREEN = Capabilities(8, dim=True)
_PUTTY = Capabilities(8, True, True, True, dim=True)
FAMILIES = {
    "xterm-256color": _XTERM,
    "xterm": replace(_XTERM, colours=8),
    "screen-256color": replace(_SCREEN, colours=256),
    "screen": _SCREEN,
    "tmux-256color": replace(_SCREEN, colours=256, italic=True, strike=True),
    "tmux": replace(_SCREEN, italic=True, strike=True),
    "linux": Capabilities(8, True, True, dim=True, alternate=False, paste=False, clipboard=False),
    "vt220": Capabilities(
        0, erase_characters=True, column=False, row=False, alternate=False, paste=False, clipboard=False
    ),
    "putty-256color": replace(_PUTTY, colours=256),
    "putty": _PUTTY,
    "rxvt-unicode-256color": replace(_XTERM, repeat=False, dim=False, strike=False),
    "rxvt-unicode": replace(_XTERM, colours=16, repeat=False, dim=False, strike=False),
}


def family(term: str) -> Capabilities:
    """The table's entry for a TERM name; for a stranger, what every terminal since the VT220 can do.

    And the two modes that are ignored where they are not known: without its second screen, a terminal may
    keep what was shown for whoever turns back.
    """
    for name in sorted(FAMILIES, key=len, reverse=True):
        if term == name or term.startswith(name + "-"):
            return FAMILIES[name]
    return replace(FAMILIES["vt220"], colours=256 if "256" in term else 0, alternate=True, paste=True)


def read(environ: Mapping[str, str]) -> Capabilities:
    """The capabilities of the terminal that ``environ`` names (TERM, COLORTERM, NO_COLOR)."""
    term = environ.get("TERM", "")
    known = _from_terminfo(term) or family(term)
    if known.colours >= 256 and environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        known = replace(known, colours=TRUE_COLOURS)
    if environ.get("NO_COLOR"):
        known = replace(known, colours=0)
    return known


def _from_terminfo(term: str) -> Capabilities | None:
    """What terminfo says; ``None`` without an entry. A process can ask for one terminal only."""
    try:
        import curses  # not everywhere, and not needed where it is missing

        curses.setupterm(term, 1)
    except Exception:
        return None

    def text(name: str) -> bytes:
        return curses.tigetstr(name) or b""

    colours = max(0, curses.tigetnum("colors"))
    old = not text("smcup") and not text("kf12").startswith(b"\x1b[24")
    return Capabilities(
        # Between 16 and 256 the numbers above 15 are not the ones everybody means.
        colours=next(count for count in (TRUE_COLOURS, 256, 16, 8, 0) if colours >= count),
        back_colour_erase=bool(curses.tigetflag("bce") > 0),
        erase_characters=b"X" in text("ech"),
        repeat=text("rep").endswith(b"b"),
        column=text("hpa").endswith(b"G"),
        row=text("vpa").endswith(b"d"),
        lines=text("il1") == b"\x1b[L" and text("dl1") == b"\x1b[M",
        single_resets=text("rmul") == b"\x1b[24m",
        # PuTTY dims since its version 0.71; the entries for it do not know yet.
        dim=text("dim") == b"\x1b[2m" or term.startswith("putty"),
        italic=text("sitm") == b"\x1b[3m",
        strike=text("smxx") == b"\x1b[9m",
        alternate=b"1049" in text("smcup"),
        paste=not old and term != "linux" and not term.startswith("vt"),
        clipboard=not old and term != "linux" and not term.startswith("vt"),
    )


def fitter(known: Capabilities) -> Callable[[Style], Style]:
    """A function that makes of a style the nearest one that the terminal shows."""
    lacking = 0
    for has, attribute in (
        (known.dim, screen.DIM),
        (known.italic, screen.ITALIC),
        (known.strike, screen.STRIKE),
    ):
        lacking |= 0 if has else attribute

    def fit(wanted: Style) -> Style:
        foreground, bold = _fit_colour(wanted.foreground, known.colours)
        background, _ = _fit_colour(wanted.background, known.colours)
        attributes = wanted.attributes & ~lacking
        return style(foreground, background, attributes | (screen.BOLD if bold else 0))

    return fit


@lru_cache(maxsize=1024)
def _fit_colour(colour: int, colours: int) -> tuple[int, bool]:
    """The nearest of ``colours``, and whether bold has to make it bright."""
    if colour == DEFAULT or colours == 0:
        return DEFAULT, False
    if colour >= RGB:
        red, green, blue = colour >> 16 & 255, colour >> 8 & 255, colour & 255
        exact = _numbered(red, green, blue)
        if exact is not None and colours >= 256:
            return exact, False
        if colours == TRUE_COLOURS:
            return colour, False
        return _nearest(Color.from_rgb(red, green, blue), colours)
    if colour < 16:
        return (colour, False) if colours >= 16 or colour < 8 else (colour - 8, True)
    if colours >= 256:
        return colour, False
    return _nearest(Color.from_ansi(colour), colours)


def _nearest(colour: Color, colours: int) -> tuple[int, bool]:
    system = ColorSystem.EIGHT_BIT if colours >= 256 else ColorSystem.STANDARD
    number = colour.downgrade(system).number or 0
    return (number, False) if colours >= 16 or number < 8 else (number - 8, True)


def _numbered(red: int, green: int, blue: int) -> int | None:
    """The number of exactly this colour among 16 to 255, which are the same on every terminal."""
    steps = (0, 95, 135, 175, 215, 255)
    if red in steps and green in steps and blue in steps:
        return 16 + 36 * steps.index(red) + 6 * steps.index(green) + steps.index(blue)
    if red == green == blue and red % 10 == 8 and red <= 238:
        return 232 + (red - 8) // 10
    return None
