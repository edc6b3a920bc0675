"""What looking for a free time costs, and how that grows with the agendas and with the days looked at.

From the wish to the first fifty slots in hand. The agendas fill up as they do at a service: nearly full
for four weeks, half full for four more, then less and less; after that, all of them full for half a year.
In an encrypted file, or with ``--postgres`` on a PostgreSQL server started for it, whose time counts too.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from comptoir.program import start as starting
from models import clock
from models.agenda.appointment import AppointmentRow, Status
from models.cells import cell
from models.dates import constraint
from models.hours.absence import AbsenceRow
from models.hours.busy import BusyRow
from models.hours.opening import OpeningRangeRow
from models.person.person import PersonRow
from models.service import holiday
from models.service.agent import AgentRow
from models.service.permission import Role
from models.service.venue import Venue
from models.slots import slot
from models.slots.slot import Slot
from models.slots.wish import Wish
from models.store.database import Database, atomic
from models.store.engines.engine import Engine
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.bench.measure import late
from tests.server import Server, programs, started

AGENDAS = (10, 40, 200)
DAYS = (30, 91, 182)
MINUTES = 45
MORNING = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
TEAM = (Role.SOCIAL_WORKER,)
# What is asked, by what makes it cheap or dear.
_WISH = Wish("entretien", MINUTES, TEAM, MORNING.date(), MORNING.date(), Venue.ON_SITE)
_JOINT = replace(_WISH, second_roles=TEAM)
QUESTIONS = {
    "sans mot": ("", _WISH),
    "mardi matin": ("mardi matin", _WISH),
    "après 15 h sauf jeudi": ("après 15 h sauf jeudi", _WISH),
    "dimanche (rien)": ("dimanche", _WISH),
    "personne de ce nom (rien)": ("Xylophone", _WISH),
    "10 h 05 (presque rien)": ("10 h 05", _WISH),
    "à deux": ("", _JOINT),
    "à deux, mardi matin": ("mardi matin", _JOINT),
    "l’un après l’autre": ("", replace(_JOINT, consecutive=True)),
    "surnombre (rien)": ("", replace(_WISH, overbooking=True)),
}
# The share of the times that are taken, by how many weeks ahead; the last holds from then on.
FILLED = (0.95,) * 4 + (0.5,) * 4 + (0.15,)


def main(agendas: Sequence[int] = AGENDAS, tries: int = 15, server: Server | None = None) -> None:
    """Build agendas of each number, look for times in them, print."""
    clock.use_zone("Europe/Zurich")
    holiday.use("CH", "GE")
    where = "PostgreSQL" if server else "fichier"
    for name, shares in (("remplis comme dans un service", FILLED), ("tout est pris", (1.0,))):
        head = "".join(f"{f'{days} jours':^26}" for days in DAYS)
        print(f"\ncréneaux, {where}, agendas {name} : ms, médiane / 95 % (dont processeur, médiane)")
        print(f"  {'':<28}{head}jours × {DAYS[-1] / DAYS[0]:.0f}", flush=True)
        for number in agendas:
            with _engine(server) as engine:
                _measure(engine, number, shares, tries)


@contextmanager
def _engine(server: Server | None) -> Iterator[Engine]:
    """A database that is gone afterwards."""
    if server is None:
        with tempfile.TemporaryDirectory(prefix="comptoir-agendas-") as directory:
            yield SqlCipherEngine(Path(directory) / "comptoir.db", "5e" * 32)
        return
    server.execute("CREATE DATABASE agendas")
    yield PostgresEngine(server.url("agendas"))
    server.execute("DROP DATABASE agendas WITH (FORCE)")


def _measure(engine: Engine, number: int, shares: Sequence[float], tries: int) -> None:
    database = Database.open(engine, migrate=True)
    try:
        with clock.frozen(MORNING):
            booked = database.call(build, number, shares)
            burnt = database.call(_burnt, engine)
            # As a session does: what was loaded is not looked through for garbage again.
            starting.begin()
            starting.ready()
            print(f"{number} agendas, {booked} rendez-vous à venir", flush=True)
            for kind, (words, wish) in QUESTIONS.items():
                figures(database, kind, wish, words, tries, burnt)
    finally:
        database.close()


def _burnt(engine: Engine) -> Callable[[], float]:
    """What says how many seconds of processor the searches took, those of a server’s process too."""
    if not isinstance(engine, PostgresEngine):
        return time.thread_time
    session: Any = engine.database.connection()  # type: ignore[no-untyped-call]
    engine.database.execute_sql("ANALYZE")  # type: ignore[no-untyped-call]  # as a server does within minutes
    spent = Path(f"/proc/{session.info.backend_pid}/schedstat")
    return lambda: time.thread_time() + int(spent.read_text("ascii").split()[0]) / 1e9


def figures(
    database: Database, kind: str, wish: Wish, words: str, tries: int, burnt: Callable[[], float]
) -> None:
    """Print what a question costs for each number of days, and how it grows from the fewest to the most."""
    line, medians = "", []
    for days in DAYS:
        asked = replace(wish, last=wish.first + timedelta(days=days))
        look = partial(_timed, partial(_look, asked, words), burnt)
        # The first one walks the rules of the ranges; they are kept from then on.
        costs = [database.call(look) for _ in range(tries + 1)][1:]
        passed, spent = zip(*costs, strict=True)
        medians.append(median(spent))
        line += f"{median(passed):>9.1f} /{late(passed):>6.1f} ({medians[-1]:.1f})".ljust(26)
    print(f"  {kind:<28}{line}coût × {medians[-1] / medians[0]:.1f}", flush=True)


def _look(wish: Wish, words: str) -> list[Slot]:
    return slot.free(wish, 50, constraint.read(words) if words else None)


def _timed(act: Callable[[], object], burnt: Callable[[], float]) -> tuple[float, float]:
    """Milliseconds that pass, and those the processor spends on it: another program may have the rest."""
    began, spent = time.perf_counter(), burnt()
    act()
    return 1000 * (time.perf_counter() - began), 1000 * (burnt() - spent)


def build(number: int, shares: Sequence[float]) -> int:
    """So many agendas; how many appointments they hold."""
    chance = Random(1)
    with atomic():
        person = PersonRow.create(anonymous=True)
        for worker in range(number):
            name = f"Agent {worker:03}"
            row = AgentRow.create(login=f"agent{worker}", name=name, role=Role.SOCIAL_WORKER, password="-")
            booked = list(_agenda(row.id, worker, chance, shares))
            _book(person.id, row.id, booked)
        return AppointmentRow.select().count()


def _agenda(agent_id: int, worker: int, chance: Random, shares: Sequence[float]) -> Iterator[datetime]:
    """Give an agent hours, a holiday and a calendar of their own; when their appointments start."""
    monday = MORNING.date()
    codes = ("MO,TU,WE,TH,FR", "MO,TU,TH,FR", "MO,TU,WE,FR", "TU,WE,TH")[worker % 4]
    opens = 8 * 60 + 5 * (worker % 7)
    halves = ((opens, opens + 4 * MINUTES), (opens + 300, opens + 300 + 5 * MINUTES))
    for start, end in halves:
        OpeningRangeRow.create(
            agent_id=agent_id,
            starts_on=monday - timedelta(days=365),
            rule=f"FREQ=WEEKLY;BYDAY={codes}",
            from_minute=start,
            to_minute=end,
            places=["on_site", "phone"],
        )
    away = clock.at(monday + timedelta(days=28 + 7 * (worker % 12)), datetime.min.time())
    AbsenceRow.create(agent_id=agent_id, starts_at=away, ends_at=away + timedelta(days=7))
    for day in (monday + timedelta(days=shift) for shift in range(DAYS[-1] + 1)):
        midnight = clock.at(day, datetime.min.time())
        if day.weekday() % 3 == worker % 3:
            noon = midnight + timedelta(hours=12)
            BusyRow.create(
                agent_id=agent_id, calendar="Outlook", starts_at=noon, ends_at=noon + timedelta(hours=1)
            )
        if _receives(day, codes):
            share = shares[min((day - monday).days // 7, len(shares) - 1)]
            for start_minute, end_minute in halves:
                for minute in range(start_minute, end_minute, MINUTES):
                    if chance.random() < share:
                        yield midnight + timedelta(minutes=minute)


def _receives(day: date, codes: str) -> bool:
    return day.weekday() < 5 and ("MO", "TU", "WE", "TH", "FR")[day.weekday()] in codes


def _book(person_id: int, agent_id: int, booked: list[datetime]) -> None:
    for start in booked:
        end = start + timedelta(minutes=MINUTES)
        one = AppointmentRow.insert(
            person=person_id,
            agent=agent_id,
            motive="entretien",
            starts_at=start,
            ends_at=end,
            venue=Venue.ON_SITE,
            status=Status.UPCOMING,
        ).execute()
        cell.take(one, [(agent_id, number, 0) for number in cell.cells(start, end)])


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m tests.bench.slots", description=__doc__)
    asked.add_argument("agendas", type=int, nargs="*", default=AGENDAS, help="combien (10 40 200)")
    asked.add_argument("--postgres", action="store_true", help="sur un serveur démarré pour cela")
    options = asked.parse_args()
    if not options.postgres:
        main(options.agendas)
    elif (where := programs()) is None:
        asked.exit(1, "PostgreSQL n’est pas installé ici.\n")
    else:
        with started(where) as server:
            main(options.agendas, server=server)
