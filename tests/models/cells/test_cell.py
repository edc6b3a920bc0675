"""What is taken is told twice, cell by cell and in runs: both must say the same."""

from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import peewee
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import clock
from models.cells import bits, cell
from models.cells.cell import LONGEST, CellRow
from models.cells.days import Days
from models.slots import lane
from models.store.database import Database, atomic

MONDAY = date(2026, 11, 23)

places = st.sets(st.tuples(st.integers(1, 2), st.integers(0, 250), st.integers(0, 1)))


@given(places)
def test_the_runs_cover_each_cell_once_and_none_besides(taken: set[tuple[int, int, int]]) -> None:
    rows = cell.with_runs(taken)
    assert {row[:3] for row in rows} == taken and len(rows) == len(taken)
    covered = [(who, at + number, seat) for who, at, seat, run in rows for number in range(run)]
    assert sorted(covered) == sorted(taken)
    assert all(run <= LONGEST for *_, run in rows)


def test_what_follows_without_a_gap_is_one_run_and_what_is_too_long_several() -> None:
    runs = [run for *_, run in cell.with_runs((1, number, 0) for number in range(LONGEST + 4))]
    assert runs == [LONGEST, *[0] * (LONGEST - 1), 4, 0, 0, 0]


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, LONGEST)), max_size=20))
def test_runs_become_the_bits_they_cover(runs: list[tuple[int, int]]) -> None:
    wanted = 0
    for start, length in runs:
        wanted |= bits.stretch(start, start + length)
    numbers = [start * bits.RUN + length for start, length in runs]
    assert bits.taken(numbers, 500 + LONGEST + 1) == wanted


@given(st.lists(st.tuples(st.integers(-50, 550), st.integers(-5, 600)), max_size=20))
def test_times_that_meet_or_reach_beyond_become_the_bits_they_cover(times: list[tuple[int, int]]) -> None:
    wanted = 0
    for start, length in times:
        wanted |= bits.stretch(max(start, 0), min(start + length, 500))
    assert bits.union([(start, start + length) for start, length in times], 500) == wanted


def test_no_run_is_too_long_to_be_written_with_its_beginning() -> None:
    assert bits.RUN > LONGEST


@pytest.mark.parametrize("minutes", [5, 45, 480, 600])
def test_an_appointment_under_way_when_the_days_begin_takes_its_time(db: Database, minutes: int) -> None:
    midnight = clock.day_bounds(MONDAY)[0]
    # From Sunday evening until twenty past midnight, and over the end of Monday as well.
    for number, end in enumerate(
        (midnight + timedelta(minutes=20), midnight + timedelta(days=1, minutes=20))
    ):
        wanted = cell.cells(end - timedelta(minutes=minutes), end)
        db.call(cell.take, number + 1, [(1, one, 0) for one in wanted])
    days = Days(MONDAY, MONDAY)
    ((found,),) = db.call(lane._booked, {1: 1}, days, -1).values()
    rows: Any = CellRow.select(CellRow.cell)
    stored = {number - days.base for (number,) in db.call(lambda: list(rows.tuples()))}
    assert {at for at in range(*days.bounds(MONDAY)) if found >> at & 1} == {
        at for at in stored if at in range(*days.bounds(MONDAY))
    }


def test_runs_and_cells_say_the_same_whatever_is_taken_and_given_back(db: Database) -> None:
    chance = Random(1)
    days = Days(MONDAY, MONDAY + timedelta(days=2))
    for number in range(1, 60):
        start = chance.randint(-80, 3 * 288)
        taken = {
            (1, days.base + start + at, chance.randint(0, 1) if number % 3 else 0)
            for at in range(chance.randint(1, 40))
        }
        with suppress(peewee.IntegrityError):
            db.call(_take, number, sorted(taken))
        if number % 5 == 0:
            db.call(cell.release, number - 2)
    found = db.call(lane._booked, {1: 2}, days, -1)[1]
    rows: Any = CellRow.select(CellRow.cell, CellRow.seat)
    stored = {(number - days.base, seat) for number, seat in db.call(lambda: list(rows.tuples()))}
    for seat in (0, 1):
        for at in range(days.begins[0], days.begins[-1]):
            assert bool(found[seat] >> at & 1) == ((at, seat) in stored)
    assert len(stored) > 200


def _take(number: int, taken: list[tuple[int, int, int]]) -> None:
    with atomic():
        cell.take(number, taken)
