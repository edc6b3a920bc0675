"""The desk over slow lines: what a hand at the far end waits for."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.bench.measure import late
from tests.terminal.slow_line import BAUD_9600, FAR, SlowTerminal, hold, type_and_watch

# The driver that queues everything may take longer than anybody waits.
_PATIENCE = 40.0


def figures(command: Sequence[str], home: Path) -> Iterator[tuple[str, float]]:
    """What was measured, in seconds."""
    with SlowTerminal(command, home, delay=FAR) as terminal:
        _field(terminal)
        delays = [one.whole for one in type_and_watch(terminal, "Marie-Josephe-Antoinette")]
        yield "300 ms aller-retour : une lettre visible (médiane)", median(delays)
        yield "300 ms aller-retour : une lettre visible (95 %)", late(delays)
    with SlowTerminal(command, home, rate=BAUD_9600) as terminal:
        terminal.wait_for("attente", _PATIENCE)
        terminal.wait_quiet(1, _PATIENCE)
        yield "9 600 bauds : changer de lieu (médiane)", median(_places(terminal))
        terminal.press("f4", "tab", "tab", "tab")
        terminal.wait_quiet(1, _PATIENCE)
        hold(terminal, "down", 30)
        yield "9 600 bauds : une flèche tenue 1 s, lâchée, l’écran à jour", _settled(terminal)


def _field(terminal: SlowTerminal) -> None:
    """A plain field, with the cursor in it."""
    terminal.wait_for("attente", _PATIENCE)
    terminal.press("f2")
    terminal.type("essai+\r")
    terminal.wait_for("> Prénom", _PATIENCE)
    terminal.wait_quiet(1, _PATIENCE)


def _places(terminal: SlowTerminal) -> Iterator[float]:
    for key in ("f2", "f5", "f4"):
        terminal.press(key)
        yield _settled(terminal)


def _settled(terminal: SlowTerminal) -> float:
    """Seconds from now until the last byte."""
    began = time.monotonic()
    terminal.wait_quiet(1, _PATIENCE)
    return max(terminal.last_byte_at - began, 0)
