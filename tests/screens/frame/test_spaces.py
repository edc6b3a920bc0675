"""Whatever space a keyboard types is a space: nothing of what was typed runs together."""

import pytest

from models.service import agent
from models.service.agent import SYSTEM
from tests.screens.conftest import Sit

pytestmark = pytest.mark.usefixtures("monday")

# Shift and the space bar on a Swiss Mac or a BÉPO keyboard, then on an AFNOR BÉPO one.
NO_BREAK, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize("space", [NO_BREAK, NARROW])
async def test_a_name_typed_with_a_no_break_space_keeps_its_space(sit: Sit, space: str) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type(f"+de{space}Rougemont")
        counter.line_with("De Rougemont")
        await counter.press("enter")
        await counter.to_field("address")
        await counter.type(f"12{space}rue du{space}Lac")
        assert counter.form.values["address"] == "12 rue du Lac"


async def test_a_pasted_no_break_space_is_searched_as_a_space(sit: Sit) -> None:
    async with sit() as counter:
        await counter.paste(f"lopes{NO_BREAK}maria")
        assert counter.form.values["person.typed"] == "lopes maria"


async def test_a_password_set_with_a_no_break_space_opens_however_it_is_typed(
    sit: Sit,
) -> None:
    async with sit() as counter:
        zoe = next(one for one in counter.call(agent.everyone) if one.login == "rey")
        counter.call(agent.set_password, SYSTEM, zoe.id or 0, f"phrase{NO_BREAK}de passe e\u0301te\u0301")
        for typed in ("phrase de passe été", f"phrase{NARROW}de passe été", "phrase de passe e\u0301té"):
            assert counter.call(agent.sign_in, "rey", typed).login == "rey"
