"""Lanes: an opening range of one agent over some days, as whole numbers: open, taken, with room."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models import absence, bits, busy, cell, clock, closure, holiday
from models.agent import Agent
from models.database import engine
from models.days import SIZE, Days
from models.opening import OpeningRange

if TYPE_CHECKING:  # slot.py looks through the lanes, so it is the one that imports
    from models.slot import Wish


@dataclass(slots=True)
class Lane:
    """What an agent opens with one range, a pause cut out: one opening a day at most.

    ``room`` are the cells in which the agent receives; ``taken`` those that are booked, seat by seat.
    """

    agent: Agent
    one: OpeningRange
    minutes: int
    # The cells of one slot, and those to leave after each appointment.
    length: int
    rest: int
    room: int
    taken: Sequence[int] = ()
    _starts: dict[tuple[int, bool], int] = field(default_factory=dict)

    def ordinary(self, length: int) -> int:
        """Where ``length`` cells begin in which one more person has a seat, rests respected."""
        if (length, False) not in self._starts:
            full = self._full(self.one.capacity, self.rest)
            self._starts[length, False] = bits.runs(self.room, length) & ~_meets(full, length + self.rest)
        return self._starts[length, False]

    def above(self, length: int) -> int:
        """Where ``length`` cells begin that are full, in part at least, with room above the capacity."""
        if (length, True) not in self._starts:
            full, overfull = (
                self._full(self.one.capacity),
                self._full(self.one.capacity + self.one.overbooking),
            )
            self._starts[length, True] = (
                bits.runs(self.room, length) & _meets(full, length) & ~_meets(overfull, length)
            )
        return self._starts[length, True]

    def left(self, position: int, length: int) -> int:
        """How many persons more it takes from ``position`` on, for so many cells and the rest after."""
        cells = bits.stretch(0, length + self.rest)
        seats = [self._rested(seat, self.rest) >> position & cells for seat in range(self.one.capacity)]
        used = (sum(seat >> at & 1 for seat in seats) for at in range(length + self.rest))
        return self.one.capacity - max(used)

    def _full(self, seats: int, rest: int = 0) -> int:
        """The cells in which all of these seats are taken."""
        full = -1
        for seat in range(seats):
            full &= self._rested(seat, rest)
        return full

    def _rested(self, seat: int, rest: int) -> int:
        return bits.spread(self.taken[seat], rest + 1) if seat < len(self.taken) else 0


def cells_of(minutes: int) -> int:
    """How many cells so many minutes take."""
    return -(-minutes * 60 // SIZE)


def _meets(cells: int, length: int) -> int:
    """Where ``length`` cells begin that hold one of ``cells``."""
    return bits.spread(cells >> (length - 1), length)


def opened(wish: "Wish", agents: Iterable[Agent], ranges: Iterable[OpeningRange], days: Days) -> list[Lane]:
    """The lanes of these agents on ``days`` that take what is wished; nothing but their hours considered."""
    names = {one.id: one for one in agents}
    holidays = holiday.between(days.days[0], days.days[-1])
    past = bits.stretch(0, int(clock.now().timestamp()) // SIZE + 1 - days.base)
    never = past | days.whole(holidays)
    return [
        Lane(names[one.agent_id], one, minutes, cells_of(minutes), cells_of(one.buffer), room)
        for one in ranges
        if one.agent_id in names and _takes(one, wish)
        for minutes, dates in [(one.minutes or wish.minutes, one.days(days.days[0], days.days[-1]))]
        for start, end in one.pieces
        if (room := days.between(dates, start, end) & ~never)
    ]


def _takes(one: OpeningRange, wish: "Wish") -> bool:
    return (
        (not wish.motive or not one.motives or wish.motive in one.motives)
        and wish.place in (None, *one.places)
        # A range that names no site is of all of them.
        and (wish.site_id is None or one.site_id in (None, wish.site_id))
    )


def fill(lanes: list[Lane], days: Days, wish: "Wish", hopes: int = -1) -> list[Lane]:
    """Take out of ``lanes`` what is closed, absent or busy, and note what is booked: four queries.

    What is booked is looked up on the days of ``hopes`` only, where a time may begin. Lanes in which
    nothing is left are left out.
    """
    closed = _closed(days)
    away = _away([*{lane.one.agent_id for lane in lanes}], days)
    for lane in lanes:
        sites = {None, lane.one.site_id, wish.site_id}
        lane.room &= ~away.get(lane.one.agent_id, 0)
        for site in sites & closed.keys():
            lane.room &= ~closed[site]
    lanes = [lane for lane in lanes if lane.room]
    if lanes:
        seats: dict[int, int] = defaultdict(int)
        for lane in lanes:
            above = lane.one.overbooking if wish.overbooking else 0
            seats[lane.one.agent_id] = max(seats[lane.one.agent_id], lane.one.capacity + above)
        booked = _booked(seats, days, hopes)
        for lane in lanes:
            lane.taken = booked[lane.one.agent_id]
    return lanes


def _closed(days: Days) -> dict[int | None, int]:
    """What is closed, by site; under ``None`` what is closed everywhere."""
    found: dict[int | None, int] = defaultdict(int)
    for site_id, start, end in closure.between(days.start, days.end):
        found[site_id] |= days.touched(start, end)
    return found


def _away(agent_ids: list[int], days: Days) -> dict[int, int]:
    """When agents are absent, or busy by their own calendar."""
    found: dict[int, int] = defaultdict(int)
    for agent_id, start, end in _gone(agent_ids, days):
        found[agent_id] |= days.touched(start, end)
    return found


def _gone(agent_ids: list[int], days: Days) -> Iterator[tuple[int, Any, Any]]:
    yield from absence.between(agent_ids, days.start, days.end)
    yield from busy.between(agent_ids, days.start, days.end)


def _booked(seats: dict[int, int], days: Days, hopes: int) -> dict[int, list[int]]:
    """What is booked of each agent, in each of so many seats.

    Full agendas have tens of thousands of appointments: their runs come as one text for an agent and a
    seat, and where only a few days are meant, only those are walked through.
    """
    import msgspec  # 10 ms: only where slots are looked for; it reads numbers five times as fast as int()

    read = msgspec.json.Decoder(list[int]).decode
    # Those under way when a day begins, too.
    windows = [(first - cell.LONGEST, end) for first, end in days.windows(hopes)]
    hosts = [(agent_id, seat) for agent_id, number in seats.items() for seat in range(number)]
    # Numbers only, so nothing has to be quoted; Peewee cannot say this in one way for both engines. One
    # question for each span, because PostgreSQL would compare every run with every span if it could.
    sql = f"""
        WITH span(low, high) AS (VALUES {_values(windows)}),
             host(id, seat) AS (VALUES {_values(hosts)})
        SELECT host.id, host.seat, (
            SELECT string_agg((
                SELECT string_agg(CAST(cell.cell * {bits.RUN} + cell.run AS TEXT), ',') FROM cell
                WHERE cell.agent_id = host.id AND cell.seat = host.seat AND cell.run > 0
                  AND cell.cell >= span.low AND cell.cell < span.high
            ), ',') FROM span
        ) FROM host
    """
    database: Any = engine().database
    found = {agent_id: [0] * number for agent_id, number in seats.items()}
    for agent_id, seat, said in database.execute_sql(sql).fetchall():
        if said:
            runs = bits.taken(read(f"[{said}]"), days.size + 2 * cell.LONGEST, days.base - cell.LONGEST)
            found[agent_id][seat] = runs >> cell.LONGEST
    return found


def _values(rows: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"({one:d}, {other:d})" for one, other in rows)
