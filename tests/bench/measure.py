"""Measuring a program in a pseudo-terminal: bytes on the line, milliseconds, memory, processor."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.terminal.terminal import Terminal

SETTLED = 0.12


@dataclass(frozen=True, slots=True)
class Cost:
    """What one action costs: bytes received, milliseconds to the last of them."""

    size: float
    milliseconds: float

    def __str__(self) -> str:
        return f"{self.size:.0f} o {self.milliseconds:4.0f} ms" if self.size else "–"


@dataclass(frozen=True, slots=True)
class Start:
    """How a program opens: seconds until its word is on the screen, bytes of the first picture."""

    seconds: float
    size: float


def start(command: Sequence[str], home: Path, word: str) -> tuple[Terminal, Start]:
    """Open ``command`` and wait until ``word`` is on the screen and nothing more comes."""
    began = time.monotonic()
    terminal = Terminal(command, home)
    wanted = word.encode()
    while wanted not in terminal.raw:
        terminal.wait_quiet(0.002)
        if time.monotonic() - began > 20 or terminal.process.poll() is not None:
            raise SystemExit(f"« {word} » n’est jamais venu :\n{terminal.text}")
    shown = terminal.last_byte_at - began
    terminal.wait_quiet(0.5)
    return terminal, Start(shown, terminal.received)


def opening(command: Sequence[str], home: Path, word: str) -> Start:
    """Open ``command`` once and close it."""
    terminal, cost = start(command, home, word)
    terminal.kill()
    terminal.hang_up()
    return cost


def action(terminal: Terminal, keys: Sequence[str], settled: float = SETTLED) -> Cost:
    """Press ``keys`` at once; what came until nothing more does."""
    mark, began = terminal.received, time.monotonic()
    for key in keys:
        terminal.press(key)
    terminal.wait_quiet(settled)
    size = terminal.bytes_since(mark)
    return Cost(size, 1000 * (terminal.last_byte_at - began) if size else 0)


def typical(measured: Sequence[Cost]) -> Cost:
    """The median of several."""
    return Cost(median(one.size for one in measured), median(one.milliseconds for one in measured))


def late(seconds: Sequence[float]) -> float:
    """What 95 % of ``seconds`` stay below."""
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]


def memory(terminal: Terminal) -> int:
    """Resident memory of the program, in megabytes."""
    status = Path(f"/proc/{terminal.process.pid}/status").read_text("ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kilobytes) // 1024


def processor(terminal: Terminal) -> float:
    """Seconds of processor the program has used."""
    fields = Path(f"/proc/{terminal.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
