"""Many desks on one database: search, contact, booking, call, arrival. Nobody is refused for the others."""

import random
import time as stopwatch
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from functools import partial
from statistics import quantiles
from typing import Any

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError, SlotTaken
from models.hours import opening
from models.known import search
from models.person.person import PersonForm
from models.room import arrival, queue, visit
from models.room.visit import Intake
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.slots import find
from models.slots.wish import Wish
from models.store.database import Database
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY, MORNING, PASSWORD

# What a colleague may have done first, which is no fault of the database.
_HONEST = {"Personne n’attend", "Heure déjà prise", "Déjà un rendez-vous"}


@dataclass
class _Told:
    """What one desk saw: seconds of each save, and the titles of what was refused."""

    saves: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


class _Desk:
    """Somebody who never rests longer than ``pause`` seconds between two things."""

    def __init__(self, database: Database, number: int) -> None:
        self.database, self.told, self.number = database, _Told(), number
        self.alice = database.call(agent.get, 1)
        self.steps = 0
        self.person_id = 0
        self.booked: list[Appointment] = []

    def search(self) -> None:
        """Somebody by the beginning of their name."""
        self.database.call(search.search, f"pas{self.number % 7}")

    def receive(self) -> None:
        """Somebody who is new waits."""
        new = PersonForm(family_name=f"Passant{self.steps}", given_name=f"Desk{self.number}")
        intake = Intake(None, new, (RequestForm("logement"),))
        kept = self._save(visit.receive, self.alice, intake, "CH", f"{self.number}-{self.steps}")
        self.person_id = kept.person_id if kept else self.person_id

    def book(self) -> None:
        """One of the first free times of today, for whoever was received last."""
        today = clock.today()
        wish = Wish("entretien", 5, (Role.SOCIAL_WORKER,), today, today)
        found = self.database.call(find.find, wish).slots
        if not found or not self.person_id:
            return
        one = random.choice(found)
        booking = Booking(
            self.person_id, "entretien", one.agent_id, one.starts_at, one.ends_at, one.venues[0]
        )
        made = self._save(agenda.book, self.alice, booking, f"{self.number}-{self.steps}-booked")
        self.booked += [made] if made else []

    def next(self) -> None:
        """Whoever is first in line."""
        called = self._save(queue.call_next, self.alice)
        if called:
            asked = self.database.call(queue.without_outcome, called.id)
            self._save(queue.close, self.alice, called.id, dict.fromkeys(asked, Outcome.INFORMED))

    def arrive(self) -> None:
        """Whoever was booked is here."""
        if self.booked:
            self._save(arrival.arrived, self.alice, self.booked.pop().id)

    def _save(self, verb: Callable[..., Any], *given: Any) -> Any:
        began = stopwatch.perf_counter()
        try:
            done = self.database.call(verb, *given)
        except SlotTaken:
            return None
        except ComptoirError as error:
            self.told.refused[error.title] += 1
            return None
        self.told.saves.append(stopwatch.perf_counter() - began)
        return done


def _work(open_engine: Callable[[], Any], seconds: float, pause: float, number: int) -> _Told:
    with clock.frozen(MORNING):
        desk = _Desk(Database.open(open_engine()), number)
        until = stopwatch.monotonic() + seconds
        while stopwatch.monotonic() < until or desk.steps < 3:
            for step in (desk.search, desk.receive, desk.book, desk.next, desk.arrive):
                stopwatch.sleep(random.uniform(0, pause))
                step()
            desk.steps += 1
        desk.database.close()
    return desk.told


def _workers(db: Database) -> None:
    """Four who receive all day, in two ranges: what holds a time is then not the only one that was read."""
    for number in range(4):
        made = db.call(agent.create, SYSTEM, f"w{number}", f"Worker {number}", Role.SOCIAL_WORKER, PASSWORD)
        for begin, end in ((time(0), time(14)), (time(14), time(23, 59))):
            hours = made.id or 0, "FREQ=DAILY", begin, end
            db.call(opening.open_range, SYSTEM, *hours, starts_on=MORNING.date())


def _play(
    open_engine: Callable[[], Any],
    in_processes: Callable[..., list[Any]],
    desks: int,
    seconds: float,
    pause: float,
) -> None:
    database = Database.open(open_engine())
    _workers(database)
    database.close()
    told = in_processes(partial(_work, open_engine, seconds, pause), list(range(desks)))
    saves = [one for desk in told for one in desk.saves]
    refused = sum((desk.refused for desk in told), Counter[str]())
    cuts = quantiles(saves, n=20)
    print(  # noqa: T201
        f"\n{desks} desks, {seconds:.0f} s: {len(saves)} saves, p50 {cuts[9] * 1000:.0f} ms, "
        f"p95 {cuts[18] * 1000:.0f} ms, refused {dict(refused)}"
    )
    assert min(len(desk.saves) for desk in told) > 0
    assert set(refused) <= _HONEST


_SIZES = [
    pytest.param(6, 3, 0.1, id="short"),
    pytest.param(8, 60, 2, id="8-desks", marks=pytest.mark.soak),
    pytest.param(50, 60, 6, id="50-desks", marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("desks", "seconds", "pause"), _SIZES)
def test_desks_of_a_file_that_write_at_once_are_never_refused(
    file_path: Any, in_processes: Callable[..., list[Any]], desks: int, seconds: float, pause: float
) -> None:
    _play(partial(SqlCipherEngine, file_path, KEY), in_processes, desks, seconds, pause)


@pytest.mark.postgres
@pytest.mark.parametrize(("desks", "seconds", "pause"), _SIZES)
def test_desks_of_a_server_that_write_at_once_are_never_refused(
    server_url: str, in_processes: Callable[..., list[Any]], desks: int, seconds: float, pause: float
) -> None:
    _play(partial(PostgresEngine, server_url), in_processes, desks, seconds, pause)
