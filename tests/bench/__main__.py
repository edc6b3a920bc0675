"""``python -m tests.bench``: the costs of the desk on this machine, beside Textual’s own driver in one run.

Times are only printed. A byte budget that is not kept is named, and the exit code is 1.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench import line, measure, search, slots, standby, tour
from tests.bench.tour import Measured
from tests.terminal.terminal import Terminal, furnish

HERE = Path(__file__).parent
EMPTY = (sys.executable, str(HERE / "empty.py"))
STOCK = "textual.drivers.linux_driver:LinuxDriver"
NAMES = ("Comptoir", "pilote d’origine")
REST = 3.0


def main() -> int:
    """Measure, print, and say which budgets were not kept."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--fois", type=int, default=5, help="démarrages mesurés (5)")
    search.add_option(asked)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="comptoir-mesure-") as directory:
        ours, stock = Path(directory, "ours"), Path(directory, "stock")
        ours.mkdir()
        furnish(ours)
        shutil.copytree(ours, stock)
        commands = (_desk(ours), _desk(stock, STOCK))
        problems = opening(commands, ours, options.fois)
        visits: list[list[Measured]] = []
        for name, command in zip(NAMES, commands, strict=True):
            terminal, _ = measure.start(command, ours, "attente")
            with terminal:
                sent = rest(name, terminal)
                visits.append(list(tour.walk(terminal)))
                print(
                    f"{name} : {measure.memory(terminal)} Mo après la visite de tous les écrans", flush=True
                )
            if command is commands[0]:
                problems += [f"au repos : {sent} o, au plus 0"] if sent else []
        table(*visits)
        problems += tour.exceeded(visits[0])
        slow(commands, ours)
    search.main(options)
    slots.main()
    standby.main()
    for problem in problems:
        print(f"Budget dépassé : {problem}", file=sys.stderr)
    return 1 if problems else 0


def _desk(folder: Path, *driver: str) -> list[str]:
    return [sys.executable, str(HERE / "desk.py"), str(folder), *driver]


def opening(commands: Sequence[list[str]], home: Path, tries: int) -> list[str]:
    """Start and first picture, against an empty app, one after the other; the budgets not kept."""
    rows = [
        [measure.opening(command, home, "attente") for command in commands]
        + [measure.opening(EMPTY, home, "ouvert")]
        for _ in range(tries)
    ]
    desk, empty = (median(row[n].seconds for row in rows) for n in (0, 2))
    ratio = median(row[0].seconds / row[2].seconds for row in rows)
    ours, stock = (median(row[n].size for row in rows) for n in (0, 1))
    print(f"démarrage : {desk:.2f} s, application Textual vide {empty:.2f} s, rapport {ratio:.2f}")
    print(f"premier écran : {ours:.0f} o, {NAMES[1]} {stock:.0f} o")
    most = tour.FIRST_PICTURE
    return [f"premier écran : {ours:.0f} o, au plus {most}"] if ours > most else []


def rest(name: str, terminal: Terminal) -> int:
    """Print what an idle desk sends and burns; the bytes."""
    mark, burnt = terminal.received, measure.processor(terminal)
    terminal.wait_quiet(REST, timeout=REST)
    sent = terminal.bytes_since(mark)
    share = 100 * (measure.processor(terminal) - burnt) / REST
    print(f"{name} au repos : {sent} o en {REST:.0f} s, processeur {share:.0f} %,", end=" ")
    print(f"mémoire {measure.memory(terminal)} Mo")
    return sent


def table(ours: Sequence[Measured], stock: Sequence[Measured]) -> None:
    """Every screen and key, the medians side by side; then each kind of key over all screens."""
    print(f"\n{'écran':<16}{'touche':<15}{NAMES[0]:>16}{NAMES[1]:>18}{'rapport':>9}")
    pairs = list(zip(ours, stock, strict=True))
    for mine, theirs in pairs:
        _row(mine.screen, mine.kind, mine, theirs)
    for kind, budget in tour.BUDGETS.items():
        found = [(mine.costs, theirs.costs) for mine, theirs in pairs if mine.kind == kind]
        every = [Measured("", kind, sum(costs, ())) for costs in zip(*found, strict=True)]
        _row(f"tous, {budget} o", kind, *every)


def _row(screen: str, kind: str, mine: Measured, theirs: Measured) -> None:
    ratio = theirs.typical.size / mine.typical.size if mine.typical.size else 0
    print(f"{screen:<16}{kind:<15}{mine.typical!s:>16}{theirs.typical!s:>18}{ratio:>8.0f}×")


def slow(commands: Sequence[list[str]], home: Path) -> None:
    """The slow lines, driver beside driver."""
    print(f"\n{'ligne lente':<62}{NAMES[0]:>10}{NAMES[1]:>18}")
    both = [list(line.figures(command, home)) for command in commands]
    for (what, mine), (_, theirs) in zip(*both, strict=True):
        print(f"{what:<62}{mine:>8.2f} s{theirs:>16.2f} s")


if __name__ == "__main__":
    sys.exit(main())
