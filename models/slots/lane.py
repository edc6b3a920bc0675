"""Lanes: an opening range of one agent over some days, as whole numbers: open, taken, with room."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any

from models import clock
from models.cells import bits, cell
from models.cells.days import SIZE, Days
from models.hours import absence, busy, closure
from models.hours.opening_range import OpeningRange
from models.service import holiday
from models.service.agent import Agent
from models.store.database import engine

if TYPE_CHECKING:  # slot.py looks through the lanes, so it is the one that imports
    from models.slots.wish import Wish

# More cells than are ever looked at, to write where a time begins and where it ends as one number.
_MANY = 1 << 20


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
            starts = bits.runs(bits.without(self.room, full), length)
            if self.rest:
                starts = bits.without(starts, _meets(full >> length, self.rest))
            self._starts[length, False] = starts
        return self._starts[length, False]

    def above(self, length: int) -> int:
        """Where ``length`` cells begin that are full, in part at least, with room above the capacity."""
        if (length, True) not in self._starts:
            full = self._full(self.one.capacity)
            overfull = self._full(self.one.capacity + self.one.overbooking)
            starts = bits.runs(bits.without(self.room, overfull), length)
            self._starts[length, True] = starts & _meets(full, length) if starts else 0
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
    first, last = days.days[0], days.days[-1]
    past = bits.stretch(0, -(-int(clock.this_minute().timestamp()) // SIZE) - days.base)
    never = past | days.whole(holiday.between(first, last))
    # Most agents of a service share their hours: each is worked out once.
    rooms: dict[tuple[object, ...], int] = {}

    def room(one: OpeningRange, start: time, end: time) -> int:
        key = one.rule, one.starts_on, one.ends_on, one.exceptions, start, end
        if key not in rooms:
            rooms[key] = bits.without(days.between(one.days(first, last), start, end), never)
        return rooms[key]

    return [
        Lane(names[one.agent_id], one, minutes, cells_of(minutes), cells_of(one.buffer), open_cells)
        for one in ranges
        if one.agent_id in names and _takes(one, wish)
        for minutes in [one.minutes or wish.minutes]
        for start, end in one.pieces
        if (open_cells := room(one, start, end))
    ]


def _takes(one: OpeningRange, wish: "Wish") -> bool:
    return (
        (not wish.motive or not one.motives or wish.motive in one.motives)
        and wish.venue in (None, *one.venues)
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
        lane.room = bits.without(lane.room, away.get(lane.one.agent_id, 0))
        for site in closed.keys() & {None, lane.one.site_id, wish.site_id}:
            lane.room = bits.without(lane.room, closed[site])
    lanes = [lane for lane in lanes if lane.room]
    if lanes:
        booked = _booked(_seats((lane.one for lane in lanes), wish.overbooking), days, hopes)
        for lane in lanes:
            lane.taken = booked[lane.one.agent_id]
    return lanes


def _closed(days: Days) -> dict[int | None, int]:
    """What is closed, by site; under ``None`` what is closed everywhere."""
    found: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for site_id, start, end in closure.between(days.start, days.end):
        found[site_id].append(days.touched(start, end))
    return {site_id: bits.union(times, days.size) for site_id, times in found.items()}


def _away(agent_ids: list[int], days: Days) -> dict[int, int]:
    """When agents are absent, or busy by their own calendar."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for agent_id, said in busy.as_text(agent_ids, days, _MANY):
        found[agent_id] += [divmod(one, _MANY) for one in _numbers(said)]
    for agent_id, start, end in absence.between(agent_ids, days.start, days.end):
        found[agent_id].append(days.touched(start, end))
    return {agent_id: bits.union(times, days.size) for agent_id, times in found.items()}


def _booked(seats: dict[int, int], days: Days, hopes: int) -> dict[int, list[int]]:
    """What is booked of each agent, in each of so many seats."""
    # Those under way when a day begins, too.
    base = days.base - cell.LONGEST
    windows = [(first - cell.LONGEST, end) for first, end in days.windows(hopes)]
    texts = f"string_agg(CAST((cell.cell - {base}) * {bits.RUN} + cell.run AS TEXT), ',')"
    found = {agent_id: [0] * number for agent_id, number in seats.items()}
    for agent_id, seat, said in _of_runs(texts, "string_agg({}, ',')", seats, windows):
        if said:
            runs = bits.taken(_numbers(said), days.size + 2 * cell.LONGEST)
            found[agent_id][seat] = runs >> cell.LONGEST
    return found


def loads(ranges: Iterable[OpeningRange], first: date, last: date) -> Counter[int | None]:
    """How many appointments the agents of ``ranges`` have on these days, the second of a joint one too."""
    when = cell.cells(clock.day_bounds(first)[0], clock.day_bounds(last)[1])
    counts = _of_runs("count(*)", "sum({})", _seats(ranges, True), [(when.start, when.stop)])
    found: Counter[int | None] = Counter()
    for agent_id, _, count in counts:
        found[agent_id] += int(count)
    return found


def _seats(ranges: Iterable[OpeningRange], above: bool) -> dict[int, int]:
    """How many seats each agent has, those ``above`` the capacity too."""
    found: dict[int, int] = defaultdict(int)
    for one in ranges:
        found[one.agent_id] = max(found[one.agent_id], one.capacity + (one.overbooking if above else 0))
    return found


def _of_runs(
    what: str, every: str, seats: dict[int, int], windows: list[tuple[int, int]]
) -> list[tuple[int, int, Any]]:
    """(agent, seat, ``what`` the runs of each window give, by ``every`` made one) for so many seats each.

    Full agendas have tens of thousands of them: they come as one value, from an index alone. Where only a
    few days are meant, only those are walked through.
    """
    hosts = [(agent_id, seat) for agent_id, number in seats.items() for seat in range(number)]
    of_window = f"""(
        SELECT {what} FROM cell WHERE cell.agent_id = host.id AND cell.seat = host.seat AND cell.run > 0
        AND cell.cell >= span.low AND cell.cell < span.high
    )"""
    # Numbers only, so nothing has to be quoted; Peewee cannot say this in one way for both engines. One
    # question for each span, because PostgreSQL would compare every run with every span if it could.
    sql = f"""
        WITH span(low, high) AS (VALUES {_values(windows)}), host(id, seat) AS (VALUES {_values(hosts)})
        SELECT host.id, host.seat, (SELECT {every.format(of_window)} FROM span) FROM host
    """
    database: Any = engine().database
    return database.execute_sql(sql).fetchall()  # type: ignore[no-any-return]


def _values(rows: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"({one:d}, {other:d})" for one, other in rows)


def _numbers(said: str) -> list[int]:
    import msgspec  # 10 ms: only where slots are looked for; it reads numbers five times as fast as int()

    return msgspec.json.decode(f"[{said}]", type=list[int])
