"""Days in a row as cells: where each begins, and what a time of the site's clock is on each of them.

A day has 288 cells; on the two days of a year on which the clock changes, 276 and 300.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from models import clock
from models.cells import bits
from models.cells.cell import CELL

SIZE = int(CELL.total_seconds())
USUAL = 24 * 3600 // SIZE
# Before the first day and after the last: the rest after what is booked may reach into them.
_AROUND = 3600 // SIZE


class Days:
    """The site's days from ``first`` to ``last`` (both included); positions count cells, for :mod:`bits`."""

    def __init__(self, first: date, last: date) -> None:
        number = (last - first).days + 1
        self.days = [first + timedelta(days=shift) for shift in range(number)]
        midnights = [clock.day_bounds(first)[0], *(clock.day_bounds(day)[1] for day in self.days)]
        self.start, self.end = midnights[0], midnights[-1]
        self.base = int(self.start.timestamp()) // SIZE - _AROUND
        # Where each day begins, and at last where the days end.
        self.begins = [int(one.timestamp()) // SIZE - self.base for one in midnights]
        self.size = self.begins[-1] + _AROUND
        self._numbers = {day: number for number, day in enumerate(self.days)}
        # The first cell of each day, and all cells but the last of each.
        self._heads = bits.single(self.begins[:-1], self.size)
        self._whole = bits.stretch(self.begins[0], self.begins[-1])
        self._inner = bits.without(self._whole, bits.single((one - 1 for one in self.begins[1:]), self.size))
        self._later: dict[int, int] = {}
        self._marks: dict[tuple[date, ...], tuple[int, list[date]]] = {}

    def bounds(self, day: date) -> tuple[int, int]:
        """Where a day begins, and the next one."""
        number = self._numbers[day]
        return self.begins[number], self.begins[number + 1]

    def whole(self, days: Iterable[date]) -> int:
        """Every cell of those of ``days`` that are among these."""
        found = 0
        for day in days:
            if day in self._numbers:
                found |= bits.stretch(*self.bounds(day))
        return found

    def touched(self, start: datetime, end: datetime) -> tuple[int, int]:
        """The first cell that a time (aware) touches, and the one after the last: maybe not of these days."""
        return self._below(start), self._above(end)

    def between(self, days: Iterable[date], start: time, end: time) -> int:
        """The cells that lie wholly between two times of the site's clock, on each of ``days``.

        An end at midnight is that of the day.
        """
        low, high = -(-_minutes(start) * 60 // SIZE), (_minutes(end) or 24 * 60) * 60 // SIZE
        midnights, odd = self.marks(tuple(days))
        # For all days at once: what begins at one hour, less what begins at the other.
        found = (midnights << high) - (midnights << low) if low < high else 0
        for day in odd:
            stop = clock.at(day, end) if end != time() else clock.day_bounds(day)[1]
            found |= bits.stretch(self._above(clock.at(day, start)), self._below(stop))
        return found

    def at(self, days: Iterable[date], holds: Callable[[time], bool]) -> int:
        """The cells of ``days`` at whose start the site's clock shows a time for which ``holds``."""
        midnights, odd = self.marks(tuple(days))
        usual = (time(*divmod(cell * SIZE // 60, 60)) for cell in range(USUAL))
        found = midnights * sum(1 << cell for cell, hour in enumerate(usual) if holds(hour))
        for day in odd:
            for position in range(*self.bounds(day)):
                if holds(clock.local(self.instant(position)).time()):
                    found |= 1 << position
        return found

    def marks(self, days: tuple[date, ...]) -> tuple[int, list[date]]:
        """The bit at which each of ``days`` begins, and those on which the clock changes, without theirs."""
        if days not in self._marks:
            bounds = [(day, *self.bounds(day)) for day in days]
            usual = bits.single((start for _, start, end in bounds if end - start == USUAL), self.size)
            self._marks[days] = usual, [day for day, start, end in bounds if end - start != USUAL]
        return self._marks[days]

    def in_turn(self, starts: int, apart: int) -> int:
        """On each day the first of ``starts``, then each time the first at least ``apart`` cells further on.

        All days take a step together. A sum carries: one bit added to a row of ones moves to the first zero
        above it. So the cells at which nothing starts, plus the earliest one for the next time, show where
        that time starts.
        """
        if apart not in self._later:
            self._later[apart] = bits.without(self._whole, bits.spread(self._heads, apart))
        later, never = self._later[apart], self._whole ^ starts
        # The lowest bit of each day, as in x & -x; its last cell takes the carry.
        found = new = starts & (bits.without(self._inner, starts) + self._heads)
        rest = starts ^ found
        while new:
            # What no later cell of its day takes is carried on to the first of another day, known already.
            new = (never + (new << apart & later)) & rest
            found |= new
        return found

    def windows(self, cells: int) -> list[tuple[int, int]]:
        """(first, end) of the days that hold some of ``cells`` and an hour around, as cells are numbered.

        A weekend between two of them is no reason to ask twice.
        """
        found: list[tuple[int, int]] = []
        for low, high in pairwise(self.begins):
            if cells >> low & bits.stretch(0, high - low):
                first, end = self.base + low - _AROUND, self.base + high + _AROUND
                if found and first <= found[-1][1] + 2 * USUAL:
                    first = found.pop()[0]
                found.append((first, end))
        return found

    def spans(self, cells: int) -> Iterator[tuple[int, int]]:
        """Where each of the days that hold some of ``cells`` begins, and the next one."""
        while cells:
            number = bisect_right(self.begins, bits.first(cells))
            yield self.begins[number - 1], self.begins[number]
            cells = cells >> self.begins[number] << self.begins[number]

    def instant(self, position: int) -> datetime:
        """When the cell at ``position`` begins (UTC)."""
        return datetime.fromtimestamp((self.base + position) * SIZE, UTC)

    def _below(self, instant: datetime) -> int:
        return int(instant.timestamp() // SIZE) - self.base

    def _above(self, instant: datetime) -> int:
        return int(-(-instant.timestamp() // SIZE)) - self.base


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute
