"""What is grave and was not asked stays due: no call is settled that nobody will follow."""

import pytest

from models.contact import request
from models.contact.request import Outcome
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


async def _school_calls(counter: Sitting, theme: str = "mineur") -> None:
    await counter.press("f3", "3")
    counter.form.put_cursor("caller_phone")
    await counter.type("022 000 00 00")
    counter.form.put_cursor("theme")
    await counter.type(theme)
    await counter.press("enter")
    await counter.type("l’école signale un enfant frappé")


async def test_a_call_about_a_child_saved_without_outcome_nor_answer_about_danger_stays_due(sit: Sit) -> None:
    async with sit() as counter:
        await _school_calls(counter)
        await counter.press("ctrl+s")
        assert "La question du danger" in counter.text
        (open_one,) = counter.call(request.unsettled)
        assert (open_one.outcome, open_one.settled_at) == (Outcome.INFORMED, None)
        assert "1 demande à reprendre" in counter.text
        await counter.press("down", "s")
        assert "danger à demander" in counter.line_with("N3").replace("\u00a0", " ")
        await counter.press("enter")
        assert counter.place == "phone"
        assert "022 000 00 00" in counter.line_with("Numéro")


async def test_said_to_be_informed_while_danger_is_still_to_be_asked_it_stays_due_too(sit: Sit) -> None:
    async with sit() as counter:
        await _school_calls(counter, "coups")
        counter.form.put_cursor("outcome")
        await counter.press("i", "ctrl+s")
        assert len(counter.call(request.unsettled)) == 1
        await counter.press("down", "s", "t")
        assert counter.call(request.unsettled) == []


async def test_answered_it_is_settled(sit: Sit) -> None:
    async with sit() as counter:
        await _school_calls(counter)
        counter.form.put_cursor("q.danger")
        await counter.press("n", "ctrl+s")
        assert counter.call(request.unsettled) == []


async def test_what_is_not_grave_and_has_its_outcome_is_settled(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3", "1")
        counter.form.put_cursor("theme")
        await counter.type("dett")
        await counter.press("enter")
        counter.form.put_cursor("outcome")
        await counter.press("i", "ctrl+s")
        assert counter.call(request.unsettled) == []
