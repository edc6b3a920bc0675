"""What a key typed into the search costs, letter by letter, and how that grows with the number of persons.

First from the key to the results in hand, for every kind of word, also from one site of a network where the
crowd is one; then, in a real terminal, from the key to the last byte painted, with the start and the memory
of a desk on so many persons. In an encrypted file, or with ``--database`` on a PostgreSQL server.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from comptoir.demo import crowd
from comptoir.setup import access, seat
from comptoir.setup.settings import Settings, in_directory
from models.known import search
from models.service import site
from models.service.profile import settle
from models.service.profile_file import load as load_profile
from models.store.database import Database
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
HERE = Path(__file__).parent


def add_option(asked: argparse.ArgumentParser) -> None:
    """``--personnes 1000000``: one more size."""
    asked.add_argument(
        "--personnes", type=int, action="append", default=[], help="taille de plus pour la recherche"
    )


def main(options: argparse.Namespace, server: str = "", tries: int = 3) -> None:
    """Build a crowd of each size, search in it, print."""
    print("\nrecherche, de la touche au résultat (ms)  médiane / 95 % / pire")
    before: float | None = None
    for size in (*SIZES, *options.personnes):
        with tempfile.TemporaryDirectory(prefix="comptoir-foule-") as directory:
            began = time.monotonic()
            with (
                _on_server(server, Path(directory), size)
                if server
                else _in_file(Path(directory), size) as kept
            ):
                print(f"{size} personnes, construites en {time.monotonic() - began:.0f} s")
                before = measured(kept, tries, before)


@contextmanager
def _in_file(directory: Path, size: int) -> Iterator[Settings]:
    path = directory / f"{size}.db"
    crowd.build(path, "geneve", size, lambda _count: None)
    yield crowd.settings(path)


@contextmanager
def _on_server(url: str, directory: Path, size: int) -> Iterator[Settings]:
    """A database of its own on the server of ``url``, removed afterwards."""
    import psycopg  # only where there is a server

    name = f"comptoir_mesure_{size}"
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        try:
            kept = replace(in_directory(directory), database=_beside(url, name))
            crowd.fill(kept, "geneve", size, lambda _count: None)
            with psycopg.connect(kept.database, autocommit=True) as filled:
                filled.execute("VACUUM ANALYZE")  # what a server does by itself within minutes
            yield kept
        finally:
            session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _beside(url: str, name: str) -> str:
    """The address of another database of the same server."""
    address, question, more = url.partition("?")
    head, _, rest = address.partition("://")
    return f"{head}://{rest.partition('/')[0]}/{name}{question}{more}"


def measured(settings: Settings, tries: int, before: float | None = None) -> float:
    """Print what searching costs with ``settings``, then from a site, then painted; the first one’s p95."""
    slow = figures(settings, tries, before)
    if sites := _sites(settings):
        settings = replace(settings, site=sites[len(sites) // 2])
        print(f" d’un site sur {len(sites)}")
        figures(settings, tries)
    painted(settings)
    return slow


def _sites(settings: Settings) -> list[str]:
    database = Database.open(access.open_engine(settings))
    try:
        return [one.name for one in database.call(site.everyone)]
    finally:
        database.close()


def painted(settings: Settings) -> None:
    """Print what typing into the search of a desk costs in a real terminal."""
    place = str(settings.profile.parent if settings.on_server else settings.database)
    more = [f"site={settings.site}"] if settings.site else []
    if settings.on_server:
        more.append(settings.database)
    command = (sys.executable, str(HERE / "desk.py"), place, *more)
    terminal, opened = measure.start(command, settings.profile.parent, "attente")
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


def figures(settings: Settings, tries: int, before: float | None = None) -> float:
    """Print what searching in the crowd of ``settings`` costs; its p95, to compare the next with."""
    settle(load_profile(settings.profile))
    database = Database.open(access.open_engine(settings))
    try:
        seat.take(settings, database)
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
    print(f"  {'toutes':<16}{_figures(every)}{grown}   (première faute, à froid : {first:.0f})")
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
    asked.add_argument(
        "--database",
        default="",
        help="postgresql://… d’un compte qui peut créer des bases : les mesures y sont faites, puis ôtées",
    )
    options = asked.parse_args()
    if options.base:
        measured(crowd.settings(options.base), tries=3)
    else:
        main(options, options.database)
