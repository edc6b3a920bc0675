"""With Caps Lock on, the keys of a list do what they say; what is typed stays as it was typed."""

import pytest

from tests.screens.conftest import Sit

pytestmark = pytest.mark.usefixtures("monday")


async def test_a_capital_letter_acts_as_its_small_one_in_a_list(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "G")
        assert counter.place == "grid"
        await counter.press("W")
        assert counter.place == "week"


async def test_a_capital_letter_that_is_typed_stays_one(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("NADIA")
        counter.line_with("NADIA")
