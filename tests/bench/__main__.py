"""``python -m tests.bench``: what the desk costs on this machine. It prints, and asserts nothing."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import measure
from tests.bench.measure import Cost
from tests.terminal.terminal import Terminal, furnish

HERE = Path(__file__).parent
EMPTY = (sys.executable, str(HERE / "empty.py"))
# Each place: its key, and a letter to type there; none where letters are commands.
PLACES = {
    "Comptoir": ("", "d"),
    "F2 Accueil": ("f2", "d"),
    "F3 Téléphone": ("f3", "1"),
    "F4 Orientation": ("f4", "d"),
    "F5 Agenda": ("f5", ""),
    "F6 Courrier": ("f6", "d"),
    "F7 Dossier": ("f7", ""),
}
NOTHING = Cost(0, 0)
COLUMNS = ("écran", "ouvrir", "lettre", "Tab", "flèche", "retour")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of places."""

    place: str
    costs: tuple[Cost, ...]

    def __str__(self) -> str:
        return f"{self.place:<16}" + "".join(f"{cost!s:>15}" for cost in self.costs)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--fois", type=int, default=5, help="mesures par chiffre (5)")
    asked.add_argument("--pilote", default="", help="autre pilote Textual, « module:classe »")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="comptoir-mesure-") as directory:
        home = Path(directory)
        furnish(home)
        command = [sys.executable, str(HERE / "desk.py"), str(home), *filter(None, [options.pilote])]
        opening(command, home, options.fois)
        terminal, _ = measure.start(command, home, "attente")
        with terminal:
            rest(terminal)
            print(f"\n{COLUMNS[0]:<16}" + "".join(f"{name:>15}" for name in COLUMNS[1:]))
            for row in places(terminal, options.fois):
                print(row, flush=True)
            print()
            typing(terminal, options.fois)
            print(f"mémoire        : {measure.memory(terminal)} Mo après cette visite")


def opening(command: list[str], home: Path, tries: int) -> None:
    """Start of the desk against that of an empty app, one after the other in the same run."""
    pairs = [
        (measure.opening(command, home, "attente"), measure.opening(EMPTY, home, "ouvert"))
        for _ in range(tries)
    ]
    desk, empty = (median(pair[n].seconds for pair in pairs) for n in (0, 1))
    ratio = median(ours.seconds / theirs.seconds for ours, theirs in pairs)
    print(f"démarrage      : {desk:.2f} s ; application vide : {empty:.2f} s ; rapport : {ratio:.2f}")
    print(f"premier écran  : {median(ours.size for ours, _ in pairs):.0f} o")


def rest(terminal: Terminal, seconds: float = 3) -> None:
    """What an idle desk sends and burns."""
    mark, burnt = terminal.received, measure.processor(terminal)
    terminal.wait_quiet(seconds, timeout=seconds)
    share = 100 * (measure.processor(terminal) - burnt) / seconds
    print(f"au repos       : {terminal.bytes_since(mark)} o en {seconds:.0f} s, processeur {share:.0f} %")
    print(f"mémoire        : {measure.memory(terminal)} Mo")


def places(terminal: Terminal, tries: int) -> Iterator[Row]:
    """Open each place, type a letter, step, walk, come back."""
    for name, (key, letter) in PLACES.items():
        opened, typed, stepped, walked, closed = [], [], [], [], []
        for _ in range(tries):
            opened.append(measure.action(terminal, [key], settled=0.3) if key else NOTHING)
            typed.append(measure.action(terminal, [letter]) if letter else NOTHING)
            measure.action(terminal, ["backspace"])
            stepped.append(measure.action(terminal, ["tab"]))
            measure.action(terminal, ["down"])
            walked.append(measure.action(terminal, ["down"]))
            closed.append(measure.action(terminal, ["escape"], settled=0.3))
        yield Row(name, tuple(measure.typical(one) for one in (opened, typed, stepped, walked, closed)))


def typing(terminal: Terminal, tries: int) -> None:
    """Letter after letter, as a person types: into the search with its results, and into a plain field."""
    searched, plain = [], []
    for _ in range(tries):
        searched += [measure.action(terminal, [letter]) for letter in "dupont"]
        measure.action(terminal, ["escape"])
        measure.action(terminal, ["f2", *"essai+", "enter"], settled=0.5)
        plain += [measure.action(terminal, [letter]) for letter in "Marie-Jo"]
        measure.action(terminal, ["escape"], settled=0.5)
    for words, costs in (("recherche", searched), ("frappe", plain)):
        slow = sorted(one.milliseconds for one in costs)[int(0.95 * (len(costs) - 1))]
        print(f"{words:<15}: {measure.typical(costs)} par lettre, 95 % sous {slow:.0f} ms")


if __name__ == "__main__":
    main()
