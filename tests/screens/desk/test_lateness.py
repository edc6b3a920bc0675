"""Hours are told as they are: who is late, who is not here yet, and which colleague is away."""

from datetime import timedelta

import pytest

from models import clock
from models.hours import absence, opening
from models.room import arrival
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from tests.screens.conftest import Sit, Sitting
from tests.screens.desk.test_desk import expected, newcomer
from tests.screens.desk.test_room import enter, in_the_room

pytestmark = pytest.mark.usefixtures("monday")


async def test_who_comes_23_minutes_late_is_late_and_does_not_just_wait_for_0_minutes(sit: Sit) -> None:
    async with sit() as counter:
        one = expected(counter, newcomer(counter, "Bekele", "Sara"), minutes=4)
        clock.advance(minutes=27)
        counter.call(arrival.arrived, counter.app.agent, one.id)
        await counter.press("ctrl+f")
        line = counter.line_with("BEKELE Sara")
        assert line.split()[1:4] == ["09:45", "0", "min"]
        assert "retard 23 min" in line
        await counter.press("down", "?")
        assert "rendez-vous de 09:45, arrivée à 10:08, retard 23 min" in " ".join(counter.text.split())


async def test_who_is_expected_and_past_the_hour_bears_a_mark(sit: Sit) -> None:
    async with sit() as counter:
        expected(counter, newcomer(counter, "Bekele", "Sara"), minutes=4)
        await counter.press("ctrl+f")
        assert "retard" not in counter.line_with("BEKELE Sara")
        clock.advance(minutes=16)
        await counter.press("ctrl+f")
        assert "retard 12 min" in counter.line_with("BEKELE Sara")
        await counter.press("f5")
        assert "en retard" in counter.line_with("BEKELE Sara")
        await counter.press("g")
        assert "| en retard" in counter.text
        await counter.press("escape")
        clock.advance(minutes=60)
        await counter.press("t")
        # Its hour is over, and nobody said what came of it.
        assert "à noter" in counter.line_with("BEKELE Sara")


def away(counter: Sitting) -> Agent:
    """Somebody who is absent until Friday of next week, the 4th of December."""
    one = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
    start = clock.day_bounds(clock.today())[0]
    counter.call(absence.be_absent, counter.app.agent, one.id or 0, start, start + timedelta(days=12))
    return one


async def test_a_colleague_who_is_away_is_marked_wherever_one_is_chosen(sit: Sit) -> None:
    async with sit() as counter:
        one = away(counter)
        enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("v")
        assert "absence jusqu’au ven. 4 déc." in counter.line_with(one.name)
        await counter.type(one.name[-4:])
        await counter.press("enter")
        # Who is chosen all the same stays marked.
        assert "absence jusqu’au ven. 4 déc." in counter.line_with("À qui")
        await counter.press("escape", "f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="dett")
        await counter.press("enter")
        await counter.to_field("outcome")
        await counter.press("m")
        await counter.to_field("to")
        assert "absence jusqu’au ven. 4 déc." in counter.line_with(one.name)


def tuesdays(counter: Sitting) -> Agent:
    """Somebody who receives on Tuesdays only."""
    one = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
    for each in counter.call(opening.ranges_of, [one.id or 0]):
        counter.call(opening.change_range, counter.app.agent, each.id, rule="FREQ=WEEKLY;BYDAY=TU")
    return one


async def test_a_colleague_who_has_no_hours_today_is_marked_wherever_one_is_chosen(sit: Sit) -> None:
    async with sit() as counter:
        one = tuesdays(counter)
        enter(counter, "Un")
        await in_the_room(counter)
        await counter.press("v")
        assert "ne reçoit pas avant mar. 24 nov." in counter.line_with(one.name)
        # Who receives today, and of whom nobody knows the hours, bears no mark.
        assert counter.text.count("ne reçoit pas") == 1
        await counter.type(one.name[-4:])
        await counter.press("enter")
        assert "ne reçoit pas avant mar. 24 nov." in counter.line_with("À qui")
        await counter.press("escape", "f2")
        await counter.type("*")
        await counter.press("enter")
        await counter.fill(theme="dett")
        await counter.press("enter")
        await counter.to_field("outcome")
        await counter.press("m")
        await counter.to_field("to")
        assert "ne reçoit pas avant mar. 24 nov." in counter.line_with(one.name)


async def test_a_time_with_somebody_who_has_no_hours_today_says_so(sit: Sit) -> None:
    async with sit() as counter:
        one = tuesdays(counter)
        newcomer(counter, "Bekele", "Sara")
        await counter.press("f5", "n")
        await counter.type("bekele")
        await counter.press("enter")
        await counter.fill(motive="1er")
        await counter.press("enter")
        await counter.type(one.name.split()[-1])
        assert f"{one.name} ne reçoit pas aujourd’hui." in counter.text


async def test_a_time_with_somebody_who_is_away_says_why_there_is_none_before(sit: Sit) -> None:
    async with sit() as counter:
        one = away(counter)
        newcomer(counter, "Bekele", "Sara")
        await counter.press("f5", "n")
        await counter.type("bekele")
        await counter.press("enter")
        await counter.fill(motive="1er")
        await counter.press("enter")
        await counter.type(one.name.split()[-1])
        assert f"{one.name}\u00a0: absence du 23.11.2026 au 4.12.2026" in counter.text
