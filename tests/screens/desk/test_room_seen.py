"""Nobody of the waiting room is off screen while there is room, and who is in danger never is."""

import re

import pytest

from models.person import person
from models.person.person import PersonForm
from models.room import queue, visit
from models.service.agent import SYSTEM
from models.triage.triage import Urgency
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


async def _come(counter: Sitting, how_many: int, **urgencies: Urgency) -> None:
    for number in range(how_many):
        name = f"Visiteur{number:02d}"
        who = counter.call(person.create, SYSTEM, PersonForm(family_name=name), "CH", name)
        counter.call(visit.arrive, SYSTEM, who.id, urgency=urgencies.get(name, Urgency.N4))
    counter.app.catch_up()
    await counter.settle()


def _seen(counter: Sitting) -> list[str]:
    """The numbers of those whose line of the room is on the screen."""
    return re.findall(r"^[> ] +\d+ +\d\d:\d\d .*VISITEUR(\d\d)", counter.text, re.MULTILINE)


async def test_after_a_search_a_correction_and_the_way_back_the_whole_room_is_there(sit: Sit) -> None:
    async with sit() as counter:
        await _come(counter, 7)
        await counter.press("escape", "down", "down", "down", "down", "/")
        await counter.type("visiteur05")
        await counter.press("ctrl+p")
        await counter.to_field("address")
        await counter.type("rue du Lac 1")
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        assert _seen(counter) == ["00", "01", "02", "03", "04", "05", "06"]


async def test_after_the_window_was_small_and_large_again_the_whole_room_is_there(sit: Sit) -> None:
    async with sit() as counter:
        await _come(counter, 8)
        await counter.press("escape", *["down"] * 8)
        for size in ((60, 20), (132, 43)):
            await counter.pilot.resize_terminal(*size)
            await counter.settle()
        assert len(_seen(counter)) == 8


async def test_in_a_full_room_who_stands_first_and_who_is_in_danger_are_seen_and_the_others_counted(
    sit: Sit,
) -> None:
    async with sit() as counter:
        await _come(counter, 20, Visiteur17=Urgency.N0)
        ahead = next(one for one in counter.call(visit.present) if one.number == 20)
        counter.call(queue.put_ahead, SYSTEM, ahead.id, "fait un malaise")
        counter.app.catch_up()
        await counter.press("escape", "down", "end")
        seen = _seen(counter)
        assert seen[:2] == ["19", "17"]
        counter.line_with(f"… et {20 - len(seen)} de plus")
