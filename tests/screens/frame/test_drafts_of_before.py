"""What version 0.1 parked opens in this one, with what it was about and what was to follow."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from models.store import draft
from screens.frame import about as to
from screens.frame.form_place import FormPlace
from tests.screens.conftest import Sit
from tests.screens.slots.played import known, received
from tests.screens.views import booked

pytestmark = pytest.mark.usefixtures("monday")
# One a form, as they stood in the database: place, title, state.
KEPT: list[tuple[str, str, dict[str, Any]]] = [
    json.loads(line) for line in (Path(__file__).parent / "drafts_of_0_1.jsonl").read_text().splitlines()
]


@pytest.mark.parametrize(
    ("place", "title", "state"), KEPT, ids=[f"{n}-{one[0]}" for n, one in enumerate(KEPT)]
)
async def test_a_form_parked_by_the_version_before_opens_as_it_was_left(
    sit: Sit, place: str, title: str, state: dict[str, Any]
) -> None:
    async with sit() as counter:
        # Whom and what the drafts are about: persons 1 to 3, request, visit and appointment 1.
        received(counter)
        known(counter, "Lopez")
        booked(counter, "Dupont", "rey", time(10))
        counter.call(draft.save, counter.app.agent, state["key"], place, title, state)
        await counter.press("f12")
        screen = counter.app.screen
        assert isinstance(screen, FormPlace)
        assert (counter.place, screen.key) == (place, state["key"])
        left = state["form"]["values"]
        assert {name: screen.form_state.values.get(name) for name in left} == left
        assert screen.form_state.focus == state["form"]["focus"]
        await counter.press("f9")
        (again,) = counter.call(draft.parked, counter.app.agent)
        assert again.state["form"]["values"].items() >= left.items()
        followed = [one["place"] for one in state.get("then", ())]
        assert [one["place"] for one in again.state.get("then", ())] == followed


async def test_what_was_to_follow_is_on_its_line(sit: Sit) -> None:
    async with sit() as counter:
        received(counter)
        known(counter, "Lopez")
        one = booked(counter, "Dupont", "rey", time(10))
        booked(counter, "Aubert", "rey", time(9))
        place, title, state = next(kept for kept in KEPT if "move" in kept[2])
        counter.call(draft.save, counter.app.agent, state["key"], place, title, state)
        await counter.press("f12")
        assert "Ctrl+S Déplacer" in counter.text
        await counter.press("escape")
        assert counter.place == "agenda"
        assert counter.app.screen.appointment().id == one.id  # type: ignore[attr-defined]


def test_a_step_of_the_version_before_keeps_who_was_meant_and_what_can_be_undone() -> None:
    waiting = {"place": "slots", "key": "k", "request": 4, "resumed": True, "form": {"values": {"slot": ""}}}
    day = {"place": "agenda", "day": "2026-11-23", "pick": "", "person": "+", "minutes": 0}
    marks = [[7, "upcoming"], [7, "standby", 5], [7, "series", [8, 9]]]
    state = {
        "appointment": 7,
        "person": "",
        "then": [{"place": "grid", "pick": 7, "site": None, "at": "09:30"}, waiting, day | {"undo": marks}],
    }
    grid, slots, agenda = to.left("repeat", state).then
    assert grid == to.Grid(appointment=7, at="09:30")
    assert isinstance(slots, to.Slots)
    assert (slots.request, slots.parked) == (4, waiting)
    undo = (to.Mark(7, "upcoming"), to.Mark(7, "standby", (5,)), to.Mark(7, "series", (8, 9)))
    assert agenda == to.Agenda(day=date(2026, 11, 23), begins={"person": "+"}, undo=undo)


def test_what_a_place_is_about_comes_back_from_its_draft() -> None:
    form = to.Slots(person=3, motive="suivi", parked={"key": "k"})
    about = to.Letters(
        kind="absence", appointment=7, then=(form, to.Misplaced(only=(7, 8), undo=((7, "x"),)))
    )
    state = json.loads(json.dumps(to.kept(about)))
    assert to.left("letters", state) == replace(about, parked=state)
