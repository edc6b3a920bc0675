"""What invented people came for: two years of visits, the agendas of some weeks before and after today."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from models import clock
from models.cells.cell import cells, with_runs
from models.service import holiday
from models.service.agent import Agent

VISIT = (
    "person_id", "day", "number", "arrived_at", "called_at", "closed_at", "status", "urgency", "site_id",
)  # fmt: skip
APPOINTMENT = (
    "id", "person_id", "agent_id", "motive", "starts_at", "ends_at", "venue", "status",
)  # fmt: skip
CELL = ("agent_id", "cell", "seat", "run", "appointment_id")
HALVES = ((time(8, 30), time(12)), (time(13, 30), time(17)))
_LENGTH = timedelta(minutes=30)
_DAYS_OF_VISITS, _DAYS_BEFORE, _DAYS_AFTER = 500, 40, 30
_VISITS_EACH = 0.35
_MOST_TODAY, _WAITING = 60, 8
# Of each of several sites.
_TODAY_EACH = 12


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as :data:`APPOINTMENT` says, and the cells it takes."""

    row: tuple[object, ...]
    cells: list[tuple[object, ...]]


class Contacts:
    """When each person was last here, as seconds since 1970; 0 for who never came. Numbered from 1."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.last = array("d", bytes(8 * (count + 1)))

    def anybody(self, random: Random) -> int:
        """Somebody."""
        return random.randint(1, self.count)

    def seen(self, person: int, at: datetime) -> None:
        """``person`` was here."""
        self.last[person] = max(self.last[person], at.timestamp())

    def stored(self, person: int, random: Random) -> tuple[str, str | None]:
        """``created_at`` and ``seen_at``; most of those without a visit were here years ago."""
        now = clock.now().timestamp()
        at = self.last[person]
        if not at and random.random() < 0.75:
            at = now - random.uniform(100, 2900) * 86_400
        created = (at or now - 86_400) - random.uniform(0, 2000) * 86_400
        return _stored(datetime.fromtimestamp(created, UTC)), (
            _stored(datetime.fromtimestamp(at, UTC)) if at else None
        )


def visits(contacts: Contacts, sites: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """Visits of the past as :data:`VISIT` says, then those of today at each site; some still wait."""
    random = Random(f"visits {contacts.count}")
    each = max(int(contacts.count * _VISITS_EACH / _DAYS_OF_VISITS), 2)
    for day in _working_days(-_DAYS_OF_VISITS, 0):
        opening = clock.at(day, time(8, 30))
        for number in range(1, each + 1):
            arrived = opening + timedelta(minutes=480 * number / (each + 1))
            person = contacts.anybody(random)
            contacts.seen(person, arrived)
            ended = _stored(arrived + timedelta(minutes=25))
            called = _stored(arrived + timedelta(minutes=random.randint(1, 20)))
            yield person, day.isoformat(), number, _stored(arrived), called, ended, "done", "N4", None
    if not sites:
        yield from _today(contacts, random, min(each, _MOST_TODAY), None, range(1, contacts.count + 1))
    for place, site in enumerate(sites):
        first, after = (-(-rank * contacts.count // len(sites)) + 1 for rank in (place, place + 1))
        yield from _today(contacts, random, _TODAY_EACH, site, range(first, after))


def site_of(person: int, count: int, sites: Sequence[int]) -> int | None:
    """The site of somebody: each has its share, one after the other; none where there is only one."""
    return sites[(person - 1) * len(sites) // count] if sites else None


def _today(
    contacts: Contacts, random: Random, count: int, site: int | None, people: range
) -> Iterator[tuple[object, ...]]:
    """The visits of today at one site, to which ``people`` come."""
    now, start = clock.now(), clock.day_bounds(clock.today())[0]
    since = max(start, now - timedelta(hours=4))
    for number in range(1, count + 1):
        arrived = since + (now - since) * number / (count + 1)
        person = random.choice(people)
        contacts.seen(person, arrived)
        waits = number > count - _WAITING
        done = None if waits else _stored(now)
        status = "waiting" if waits else "done"
        yield person, clock.today().isoformat(), number, _stored(arrived), done, done, status, "N4", site


def appointments(contacts: Contacts, workers: Sequence[Agent], motive: str) -> Iterator[Booked]:
    """Half-hours of every worker: nearly all of those past, fewer and fewer of those to come."""
    random = Random(f"appointments {contacts.count}")
    number = 0
    for place, day in enumerate(_working_days(-_DAYS_BEFORE, _DAYS_AFTER)):
        full = 0.85 if place < _DAYS_BEFORE else 0.8 * (1 - (place - _DAYS_BEFORE) / (_DAYS_AFTER + 1))
        # Nobody is received on a public holiday.
        times = [] if holiday.name(day) else list(_half_hours(day))
        for worker in workers:
            for starts_at in times:
                if random.random() < full:
                    number += 1
                    yield _booked(random, number, contacts, worker, motive, starts_at)


def _booked(
    random: Random, number: int, contacts: Contacts, worker: Agent, motive: str, starts_at: datetime
) -> Booked:
    ends_at, person = starts_at + _LENGTH, contacts.anybody(random)
    status = random.choice(("seen",) * 8 + ("absent", "excused")) if ends_at < clock.now() else "upcoming"
    if status == "seen":
        contacts.seen(person, starts_at)
    row = (number, person, worker.id, motive, _stored(starts_at), _stored(ends_at), "on_site", status)
    # Who excused themselves gave the time back.
    taken = () if status == "excused" else cells(starts_at, ends_at)
    places = with_runs((worker.id or 0, cell, 0) for cell in taken)
    return Booked(row, [(*one, number) for one in places])


def _half_hours(day: date) -> Iterator[datetime]:
    for opens, closes in HALVES:
        at, end = clock.at(day, opens), clock.at(day, closes)
        while at + _LENGTH <= end:
            yield at
            at += _LENGTH


def _working_days(first: int, last: int) -> Iterator[date]:
    """Mondays to Fridays from ``first`` to before ``last`` working days from today."""
    step = 1 if last > first else -1
    day, left = clock.today(), -first
    while left:
        day -= timedelta(days=step)
        left -= day.weekday() < 5
    left = last - first
    while left:
        if day.weekday() < 5:
            yield day
            left -= 1
        day += timedelta(days=1)


def _stored(at: datetime) -> str:
    """An instant as the tables hold it: UTC, without offset."""
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat(" ")
