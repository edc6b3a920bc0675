"""What a person's story costs to open, to turn and to search, and that a long journal changes nothing of it.

Beside it the form of the same person, as it is opened by Ctrl+P: ``python -m tests.bench.story``.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from models import clock
from models.contact.request import RequestRow
from models.known import card, story
from models.person.person import PersonRow
from models.room.visit import VisitRow
from models.service import profile_file
from models.service.agent import SYSTEM
from models.service.profile import Profile
from models.store import many
from models.store.database import Database, atomic
from models.store.engines.sqlcipher import SqlCipherEngine
from models.store.journal import JournalRow
from tests.bench.measure import late
from tests.project import PROFILES

SIZES, JOURNAL = (10, 2_000, 20_000), 1_000_000
# Of the journal, so many lines are about this very person.
HERS = 20_000
TRIES = 25


def main() -> None:
    """Build, read, print; then again with a long journal."""
    clock.use_zone("Europe/Zurich")
    rules = profile_file.load(PROFILES / "geneve.toml")
    print("\nparcours d’une personne (ms, médiane / 95 %)", flush=True)
    with tempfile.TemporaryDirectory(prefix="comptoir-parcours-") as directory:
        database = Database.open(SqlCipherEngine(Path(directory) / "comptoir.db", "5e" * 32), migrate=True)
        try:
            people = [database.call(_fill, size) for size in SIZES]
            before = [_measure(database, rules, *one) for one in zip(people, SIZES, strict=True)]
            database.call(_long_journal, people[1])
            print(f"  avec {JOURNAL} lignes au journal, dont {HERS} de la personne")
            after = _measure(database, rules, people[1], SIZES[1])
            print(f"  ouvrir : {after / before[1]:.2f} × sans journal", flush=True)
        finally:
            database.close()


def _measure(database: Database, rules: Profile, who: int, size: int) -> float:
    page = partial(database.call, story.page, SYSTEM, who, rules)
    opened = _print(f"{size} lignes, ouvrir", page)
    _print("dernière page", partial(page, first=max(size - story.PAGE, 0)))
    _print("chercher un mot", partial(page, words="octobre"))
    _print("la fiche (Ctrl+P)", partial(database.call, card.read, who, "CH"))
    return opened


def _print(what: str, act: Callable[[], object]) -> float:
    spent = []
    for _ in range(TRIES):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    print(f"  {what:<28}{median(spent):>8.1f} / {late(spent):.1f}", flush=True)
    return median(spent)


def _fill(size: int) -> int:
    """A person with ``size`` entries: visits with what was asked."""
    with atomic():
        who = int(PersonRow.create(family_name=f"Mesure {size}").id)
        for number in range(size // 2):
            at = clock.now() - timedelta(hours=7 * number)
            VisitRow.create(
                person=who,
                day=at.date(),
                number=100_000 * size + number,
                arrived_at=at,
                status="done",
                urgency="N4",
            )
            RequestRow.create(
                person=who, theme="fin_chomage", words=f"plus rien depuis octobre {number}", urgency="N3",
                outcome="informed", answers={"majeur": "oui"}, created_at=at,
            )  # fmt: skip
    return who


def _long_journal(who: int) -> None:
    columns = ("at", "agent_id", "action", "person_id", "subject", "subject_id", "detail")
    now = clock.now()
    lines = (
        (now, 1, "person.opened", who if one < HERS else one, "person", one, "{}") for one in range(JOURNAL)
    )
    with atomic():
        many.insert(JournalRow, columns, lines)


if __name__ == "__main__":
    main()
