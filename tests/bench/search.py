"""What a key typed into the search costs, letter by letter, and how that grows with the number of persons.

First from the key to the results in hand, for every kind of word; then, in a real terminal, from the key to
the last byte painted, with the start and the memory of a desk on so many persons.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from comptoir import access, crowd
from models import search
from models.database import Database
from models.profile import load as load_profile
from models.profile import settle
from tests.bench import measure

# What is typed at a counter, by what makes it hard; each word stands for all its keys.
TYPED = {
    "une lettre": ("a", "b", "d", "m", "s", "x", "1"),
    "deux lettres": ("be", "da", "ma", "mo", "si", "ma m", "xh"),
    "noms": ("dupont marie", "krasniqi arben", "nguyen thi", "gebremedhin selam", "humbert-droz", "rey"),
    "très répandus": ("mohamed ali", "maria silva", "ben ali mohamed", "jean martin", "silva santos"),
    "une faute": (
        "dupomt",
        "krasnqii arben",
        "mohamde bne ali",
        "ferreria silva",
        "favrre mari",
        "gonzalves",
    ),
    "à l’oreille": ("krasnichi", "muhamad", "nguien", "faivre", "djemaili", "renaux", "tesfai yohanes"),
    "introuvables": ("xqzwv", "zzzzzzzz", "brrrr mmmm", "qwertzuiop", "aaaaaaaaaaaaaaaa"),
    "chiffres": ("12.03.1980", "120380", "0700007919", "#12", "1980 ma", "12.3."),
}
PAINTED = ("dupont", "mohamed", "krasnichi", "silva", "xqzwv", "d", "m", "ma")
SIZES = (1_000, 100_000)


def add_option(asked: argparse.ArgumentParser) -> None:
    """``--personnes 1000000``: one more size."""
    asked.add_argument(
        "--personnes", type=int, action="append", default=[], help="taille de plus pour la recherche"
    )


def main(options: argparse.Namespace, tries: int = 3) -> None:
    """Build a crowd of each size, search in it, print."""
    print("\nrecherche, de la touche au résultat (ms)  médiane / 95 % / pire")
    before: float | None = None
    with tempfile.TemporaryDirectory(prefix="comptoir-foule-") as directory:
        for size in (*SIZES, *options.personnes):
            path = Path(directory) / f"{size}.db"
            began = time.monotonic()
            crowd.build(path, "geneve", size, lambda _count: None)
            print(f"{size} personnes, construites en {time.monotonic() - began:.0f} s")
            before = figures(path, tries, before)
            painted(path)


def painted(path: Path) -> None:
    """Print what typing into the search of a desk costs in a real terminal."""
    command = (sys.executable, "-m", "comptoir", "demo", "--database", str(path))
    terminal, opened = measure.start(command, path.parent, "attente")
    costs: list[float] = []
    with terminal:
        for word in PAINTED:
            costs += [measure.action(terminal, [letter]).milliseconds for letter in word]
            measure.action(terminal, ["escape"], settled=0.3)
        memory = measure.memory(terminal)
    print(
        f"  {'à l’écran':<16}{_figures(costs)}   ouvert en {opened.seconds:.2f} s, {memory} Mo ensuite",
        flush=True,
    )


def figures(path: Path, tries: int, before: float | None = None) -> float:
    """Print what searching in the crowd at ``path`` costs; its p95, to compare the next with."""
    settings = crowd.settings(path)
    settle(load_profile(settings.profile))
    database = Database.open(access.open_engine(settings))
    try:
        first = _timed(partial(database.call, search.search, "dupomt"))
        every: list[float] = []
        for kind, words in TYPED.items():
            costs = [
                _timed(partial(database.call, search.search, keys))
                for _ in range(tries)
                for keys in _keys(words)
            ]
            every += costs
            print(f"  {kind:<16}{_figures(costs)}")
    finally:
        database.close()
    slow = _share(every, 0.95)
    grown = f", {slow / before:.1f} × la taille d’avant" if before else ""
    print(f"  {'toutes':<16}{_figures(every)}{grown}   (première faute, à froid : {first:.0f})")
    return slow


def _keys(words: tuple[str, ...]) -> Iterator[str]:
    """What stands in the search line after each key."""
    for word in words:
        for end in range(1 if len(word) > 2 else len(word), len(word) + 1):
            yield word[:end]


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def _share(costs: list[float], share: float) -> float:
    return sorted(costs)[int(share * (len(costs) - 1))]


def _figures(costs: list[float]) -> str:
    return f"{_share(costs, 0.5):7.1f} /{_share(costs, 0.95):7.1f} /{max(costs):7.1f}"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    add_option(asked)
    asked.add_argument("--base", type=Path, help="une base déjà construite, elle seule")
    options = asked.parse_args()
    if options.base:
        figures(options.base, tries=3)
        painted(options.base)
    else:
        main(options)
