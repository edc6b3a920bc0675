"""The screen for the public: the last four numbers called, large, and where to go. No name, ever.

It needs nobody to sign in and takes no key but the one that leaves. What it shows comes from
:func:`models.room.ticket.shown`, which knows numbers and counters only: those of the room of its site, or of
every room with the site beside the counter where it stands nowhere.
"""

import asyncio
import signal
from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.strip import Strip
from textual.widget import Widget

from comptoir.program import failure
from comptoir.program.theme import THEMES
from comptoir.setup import access, seat
from comptoir.setup.settings import Settings
from comptoir.terminal.driver import ThinDriver
from comptoir.terminal.filter import CleanOutput
from models.room import ticket
from models.room.ticket import Shown
from models.service.profile import settle
from models.service.profile_file import load as load_profile
from models.store.database import Database
from models.store.live import Watch
from models.text import fold

# Three dots by five, a row each: the bits of 7, 6 … 0.
FONT = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717", "6": "74757",
    "7": "71122", "8": "75757", "9": "75717", "a": "75755", "b": "65656", "c": "74447", "d": "65556",
    "e": "74647", "f": "74644", "g": "74557", "h": "55755", "i": "72227", "j": "11157", "k": "55655",
    "l": "44447", "m": "57755", "n": "65555", "o": "75557", "p": "75744", "q": "75571", "r": "75655",
    "s": "74717", "t": "72222", "u": "55557", "v": "55552", "w": "55775", "x": "55255", "y": "55222",
    "z": "71247", " ": "00000",
}  # fmt: skip
INK = "#"
DRAWN = Style(bold=True, reverse=True)
PLAIN = Style(bold=True)
# Midnight empties the screen; nothing else happens by itself.
EVERY_MINUTE = 60


def block(words: str, scale: int = 1) -> list[str]:
    """``words`` in large letters of ``#``: five rows of a letter, times ``scale``; two columns a dot."""
    rows = ["", "", "", "", ""]
    for letter in words:
        for number, bits in enumerate(FONT[letter]):
            dots = f"{int(bits):03b}".replace("0", " ").replace("1", INK)
            rows[number] += "".join(dot * 2 * scale for dot in dots) + " " * 2 * scale
    return [row.rstrip() for row in rows for _ in range(scale)]


def page(service: str, numbers: Sequence[Shown], width: int, height: int) -> list[str]:
    """The whole screen, a string a line: the last number as large as it goes, the three before it below."""
    head = f" {service}   Numéros appelés"[:width]
    if not numbers:
        return [head]
    last, *before = numbers
    lines = [
        head,
        *_large(str(last.number), width, 10 if height >= 24 else 5),
        "",
        *_place(last.counter, width),
        "",
    ]
    lines += _side_by_side(before[:3], width)
    return lines[:height]


def _large(number: str, width: int, rows: int) -> list[str]:
    scale = next((one for one in (rows // 5, 1) if len(block(number, one)[0]) <= width), 1)
    return _centred(block(number, scale), width)


def _place(place: str, width: int) -> list[str]:
    """Where to go: in large letters when it fits, else written out."""
    words = fold(place)
    drawn = block(words) if all(letter in FONT for letter in words) else []
    if words and drawn and max(map(len, drawn)) <= width:
        return _centred(drawn, width)
    return ["", "", " ".join(place.upper()).center(width)[:width].rstrip(), "", ""]


def _side_by_side(numbers: Sequence[Shown], width: int) -> list[str]:
    column = width // 3
    rows = [""] * 6
    for one in numbers:
        drawn = [*_centred(block(str(one.number)), column), one.counter.center(column)[:column]]
        rows = [row + line.ljust(column) for row, line in zip(rows, drawn, strict=True)]
    return [row.rstrip() for row in rows]


def _centred(drawn: Sequence[str], width: int) -> list[str]:
    left = max(width - max(map(len, drawn)), 0) // 2
    return [(" " * left + row)[:width] for row in drawn]


class Numbers(Widget):
    """The page, painted dot by dot: what is drawn stands out as solid blocks."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service
        self._lines: list[str] = []
        self._numbers: Sequence[Shown] = ()

    def show(self, numbers: Sequence[Shown]) -> None:
        """Show other numbers; the same ones paint nothing."""
        lines = page(self.service, numbers, self.size.width, self.size.height)
        self._numbers = numbers
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def on_resize(self) -> None:
        self.show(self._numbers)

    def render_line(self, y: int) -> Strip:
        """One line; a run of dots is drawn, the rest is written."""
        line = self._lines[y] if y < len(self._lines) else ""
        segments = []
        for part in _runs(line):
            segments.append(Segment(part, DRAWN if part.startswith(INK) else PLAIN))
        return Strip(segments, cell_len(line)).adjust_cell_length(self.size.width)


def _runs(line: str) -> list[str]:
    """``line`` cut where dots begin and end."""
    runs: list[str] = []
    for letter in line:
        if runs and (runs[-1][0] == INK) == (letter == INK):
            runs[-1] += letter
        else:
            runs.append(letter)
    return runs


class Affichage(App[None]):
    """The public screen. ``Ctrl+Q`` leaves; every other key does nothing."""

    CSS = "Screen { background: ansi_default; color: ansi_default; } Numbers { width: 100%; height: 100%; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("ctrl+q", "quit", ""), ("ctrl+c", "nothing", ""), ("ctrl+z", "nothing", "")]

    def __init__(self, database: Database, service: str, settings: Settings) -> None:
        super().__init__(driver_class=ThinDriver)
        self.database, self.service, self.settings = database, service, settings
        for one in THEMES:
            self.register_theme(one)
        self.theme = settings.theme
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Numbers(self.service)

    def on_mount(self) -> None:
        """Show what was called, then wait to be told."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self.exit)
        self._watch = Watch(self.database, partial(loop.call_soon_threadsafe, self.read))
        self._watch.start()
        self.set_interval(EVERY_MINUTE, self.read)
        self.read()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self._watch.stop()

    def read(self) -> None:
        """Read the numbers again, beside the screen."""
        self.run_worker(self._read(), exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        # A server that is away leaves the last numbers on the wall: the next second asks again.
        self.query_one(Numbers).show(await self.database.run(ticket.shown))

    def action_nothing(self) -> None:
        """The public has no keyboard."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """No control character of the data reaches the terminal."""
        return [*super().get_line_filters(), CleanOutput()]

    def _handle_exception(self, error: Exception) -> None:
        # As the counter does: a sentence and a log, never a traceback with its variables on a public screen.
        sentence = failure.sentence(error, self.settings.log)
        error.__rich__ = lambda: Text(sentence)  # type: ignore[attr-defined]
        super()._handle_exception(error)


def run(settings: Settings, where: str = "") -> int:
    """Show the numbers called at the site ``where``, or at that of this machine; the exit code.

    Raises :class:`ComptoirError` when there is no such site.
    """
    profile = load_profile(settings.profile)
    settle(profile)
    database = Database.open(access.open_engine(settings))
    try:
        title = ", ".join(filter(None, (profile.service.name, seat.take(settings, database, where))))
        app = Affichage(database, title, settings)
        app.run(mouse=False)
        return app.return_code or 0
    finally:
        database.close()
