"""Days as bits: all of them are looked at together, and each as if it were alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import clock
from models.cells import bits
from models.cells.days import Days


@pytest.fixture(autouse=True)
def _in_geneva() -> None:
    clock.use_zone("Europe/Zurich")


# The two Sundays on which the clock changes are among them.
@pytest.mark.parametrize("first", [date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 30)])
@given(
    draws=st.integers(0, 2**32),
    apart=st.integers(1, 60),
    share=st.sampled_from((0.0, 0.003, 0.02, 0.5, 0.99, 1.0)),
)
def test_times_follow_one_another_on_each_day_as_if_it_were_alone(
    first: date, draws: int, apart: int, share: float
) -> None:
    days, chance = Days(first, first + timedelta(days=4)), Random(draws)
    starts = sum(1 << at for at in range(days.begins[0], days.begins[-1]) if chance.random() < share)
    assert days.in_turn(starts, apart) == sum(1 << at for at in _day_by_day(days, starts, apart))


def _day_by_day(days: Days, starts: int, apart: int) -> Iterator[int]:
    for start, end in days.spans(starts):
        for position in bits.one_by_one(starts >> start & bits.stretch(0, end - start), apart):
            yield start + position
