"""``python -m tests.bench.grid``: the grid of a full day and a week, key by key, bytes and milliseconds."""

import sys
import tempfile
from pathlib import Path

from comptoir.setup.access import read_key
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.bench import measure
from tests.bench.measure import Cost
from tests.terminal import full_day
from tests.terminal.terminal import Terminal, furnish

DESK = Path(__file__).parent / "desk.py"
# What is done, with which keys, from the grid of tomorrow.
KEYS = (
    ("une case à côté", ["right", "right", "left", "left"]),
    ("une case plus bas", ["down"] * 15),
    ("la grille défile d’une ligne", ["down"] * 15),
    ("d’autres intervenants", ["right"] * 5),
    ("des lignes plus courtes", ["+", "+"]),
    ("le jour d’après", [">"]),
    ("la semaine de l’intervenant", ["w"]),
    ("l’intervenant suivant", ["tab", "tab"]),
    ("la semaine d’après", [">", "<"]),
)


def main() -> int:
    """Build the day, walk it, print what each key costs."""
    with tempfile.TemporaryDirectory(prefix="comptoir-grille-") as directory:
        folder = Path(directory)
        furnish(folder)
        engine = SqlCipherEngine(folder / "comptoir.db", read_key(folder / "comptoir.cle"))
        database = Database.open(engine)
        database.call(full_day.fill)
        database.close()
        terminal, _ = measure.start([sys.executable, str(DESK), directory], folder, "attente")
        with terminal:
            walk(terminal)
    return 0


def walk(terminal: Terminal) -> None:
    """From the desk to tomorrow’s grid, then every key."""
    measure.action(terminal, ["f5", "right"], settled=0.6)
    say("ouvrir la grille", [measure.action(terminal, ["g"], settled=1.0)])
    for words, keys in KEYS:
        say(words, [measure.action(terminal, [key], settled=0.5) for key in keys])
    print(f"mémoire : {measure.memory(terminal)} Mo")


def say(words: str, costs: list[Cost]) -> None:
    """The median, and the dearest."""
    dearest = max(one.size for one in costs)
    print(f"{words:<32}{measure.typical(costs)!s:>16}   au plus {dearest:.0f} o", flush=True)


if __name__ == "__main__":
    sys.exit(main())
