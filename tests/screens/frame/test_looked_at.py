"""A form that was only looked at is not parked, and what the last line counts is there."""

import pytest

from models.store import draft
from tests.screens.conftest import Sit, Sitting
from tests.screens.slots.played import known, received, worker

pytestmark = pytest.mark.usefixtures("monday")
WAITING = "En attente de reprise"


def parked(counter: Sitting) -> list[str]:
    """The forms that wait, the latest first."""
    return [one.place for one in counter.call(draft.parked, counter.app.agent)]


@pytest.mark.parametrize("left", ["escape", "f5", "ctrl+f", "ctrl+q"])
@pytest.mark.parametrize("place", ["f2", "f3", "f4", "f6", "ctrl+p"])
async def test_a_form_opened_on_somebody_and_left_is_not_parked(sit: Sit, place: str, left: str) -> None:
    async with sit() as counter:
        known(counter)
        await counter.type("lopes")
        await counter.press(place, left)
        assert parked(counter) == []


@pytest.mark.parametrize("place", ["f2", "f3", "f4", "f6"])
async def test_a_form_comes_back_from_the_whole_form_of_the_person_without_being_parked(
    sit: Sit, place: str
) -> None:
    async with sit() as counter:
        who = known(counter)
        await counter.type("lopes")
        await counter.press(place)
        opened = counter.place
        await counter.press("ctrl+p")
        assert (counter.place, parked(counter)) == ("person", [])
        await counter.press("escape")
        assert (counter.place, counter.form.values["person"]) == (opened, str(who.id))
        await counter.press("escape")
        assert (counter.place, parked(counter)) == ("desk", [])


async def test_two_forms_compared_and_left_leave_nothing_parked(sit: Sit) -> None:
    async with sit() as counter:
        known(counter)
        known(counter, "Lopez")
        await counter.type("lopes")
        await counter.press("f2", "ctrl+p", "ctrl+d")
        assert counter.place == "merge"
        await counter.press("escape")
        assert counter.place == "person"
        await counter.press("escape")
        assert counter.place == "intake"
        await counter.press("escape")
        assert parked(counter) == []


async def test_times_looked_at_for_an_appointment_to_move_are_not_parked(sit: Sit) -> None:
    async with sit() as counter:
        asked = received(counter)
        await counter.press("ctrl+f", "down", "s", "enter")
        assert (counter.place, asked["request"]) == ("slots", counter.app.screen.about.request)  # type: ignore[attr-defined]
        await counter.press("f2", "escape")
        assert parked(counter) == []


async def test_what_was_typed_and_erased_waits_no_more_and_u_brings_it_back(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3", "tab")
        await counter.fill(caller_phone="022 555 01 23")
        await counter.press("f2", "escape")
        assert parked(counter) == ["phone"]
        await counter.press("f12")
        await counter.fill(caller_phone="")
        await counter.press("escape")
        assert parked(counter) == []
        assert WAITING not in counter.text
        await counter.press("f12", "u")
        assert parked(counter) == ["phone"]


async def test_an_interrupted_follow_up_is_taken_up_again_then_left_for_good(sit: Sit) -> None:
    async with sit() as counter:
        await counter.type("rochat jeanne+")
        await counter.press("enter", "tab")
        await counter.to_field("theme")
        await counter.type("loyer")
        await counter.press("enter")
        await counter.to_field("outcome")
        await counter.press("r", "ctrl+s")
        assert counter.place == "slots"
        await counter.press("f3", "escape")
        assert parked(counter) == ["slots"]
        await counter.press("f12")
        assert counter.place == "slots"
        await counter.press("escape")
        assert parked(counter) == []


async def test_somebody_new_typed_in_the_search_waits_while_the_phone_rings(sit: Sit) -> None:
    async with sit() as counter:
        await counter.type("rochat jeanne+")
        await counter.press("enter", "f3", "escape")
        assert parked(counter) == ["intake"]
        await counter.press("f12")
        assert counter.form.values["given_name"] == "Jeanne"


async def test_the_count_is_right_after_a_form_is_set_aside_in_the_list(sit: Sit) -> None:
    async with sit() as counter:
        for name in ("rochat jeanne+", "aubert paul+"):
            await counter.type(name)
            await counter.press("enter", "tab", "escape", "ctrl+f")
        assert f"{WAITING}\u00a0: 2" in counter.text
        await counter.press("f12", "delete", "delete", "escape")
        assert f"{WAITING}\u00a0: 1" in counter.text
        await counter.press("f12", "ctrl+x", "ctrl+x")
        assert WAITING not in counter.text


async def test_a_worker_sees_the_count_of_today(sit: Sit) -> None:
    async with sit() as counter:
        who, path = worker(counter), counter.path
    async with sit(who=who, path=path) as counter:
        await counter.press("f3", "tab")
        await counter.fill(caller_phone="022 555 01 23")
        await counter.press("escape")
        assert counter.place == "worker"
        assert f"{WAITING}\u00a0: 1" in counter.text
        await counter.press("f12", "ctrl+x", "ctrl+x")
        assert counter.place == "worker"
        assert WAITING not in counter.text
