"""What it costs to find who may come earlier: many who wait, full agendas, one search a motive and place."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from models import clock
from models.agenda import proposal
from models.agenda.appointment import AppointmentRow
from models.agenda.standby import StandbyRow
from models.person.person import PersonRow
from models.service import holiday, profile_file
from models.service.profile import Profile
from models.store.database import Database, atomic
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.bench.measure import late
from tests.bench.slots import FILLED, MORNING, build
from tests.project import PROFILES

RULES = PROFILES / "geneve.toml"
AGENDAS, WAITING = 40, (1, 50)
MOTIVES = ("premier_entretien", "suivi")
WORDS = ("", "", "mardi matin", "après 15 h", "jeudi")


def main(tries: int = 25) -> None:
    """Build the agendas, put people on the list, look, print."""
    clock.use_zone("Europe/Zurich")
    holiday.use("CH", "GE")
    rules = profile_file.load(RULES)
    for name, shares in (("remplis comme dans un service", FILLED), ("tout est pris", (1.0,))):
        print(f"\nplus tôt possible, {AGENDAS} agendas {name} (ms, médiane / 95 %)", flush=True)
        with tempfile.TemporaryDirectory(prefix="comptoir-attente-") as directory:
            _measure(Path(directory) / "comptoir.db", rules, shares, tries)


def _measure(path: Path, rules: Profile, shares: Sequence[float], tries: int) -> None:
    database = Database.open(SqlCipherEngine(path, "5e" * 32), migrate=True)
    try:
        with clock.frozen(MORNING):
            database.call(build, AGENDAS, shares)
            for waiting in WAITING:
                database.call(_want, waiting)
                spent = []
                for _ in range(tries):
                    start = time.perf_counter()
                    found = database.call(proposal.find, rules)
                    spent.append((time.perf_counter() - start) * 1000)
                print(
                    f"  {waiting:>3} en attente, {len(found):>3} propositions"
                    f"{median(spent):>10.1f} / {late(spent):.1f}",
                    flush=True,
                )
    finally:
        database.close()


def _want(number: int) -> None:
    """Put the persons of the last appointments before six weeks on the list."""
    with atomic():
        StandbyRow.delete().execute()
        rows = AppointmentRow.select().where(AppointmentRow.starts_at > clock.now())
        for count, row in enumerate(rows.order_by(AppointmentRow.starts_at).offset(1200).limit(number)):
            # The agendas are all of one person's: who waits is somebody else.
            who = PersonRow.create(family_name=f"Attente {count}")
            AppointmentRow.update(person=who.id).where(AppointmentRow.id == row.id).execute()
            motive = MOTIVES[count % len(MOTIVES)]
            StandbyRow.create(
                person=who.id,
                appointment_id=row.id,
                motive=motive,
                venue="on_site",
                words=WORDS[count % len(WORDS)],
            )


if __name__ == "__main__":
    main()
