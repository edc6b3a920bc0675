"""The alarm: one key wherever one is, a row on every screen of the site, who comes is told."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from models.room import alarm
from models.service import agent, site
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.store import journal
from tests.screens.conftest import Sit, Sitting
from tests.screens.slots.played import known, worker

pytestmark = pytest.mark.usefixtures("monday")
GIVEN, THERE = "Alarme donnée", "ALARME"


@pytest.fixture(autouse=True)
def stand_up() -> Iterator[None]:
    yield
    site.use(None)


async def hear(counter: Sitting) -> None:
    """What another session wrote is looked for, as within the interval of the watch."""
    counter.app.catch_up()
    await counter.settle()


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("f2",),
        ("f3",),
        ("f4",),
        ("f5",),
        ("f6",),
        ("f7",),
        ("f1",),
        ("f10",),
        ("f12",),
        ("ctrl+g",),
        ("ctrl+q",),
    ],
    ids=lambda keys: "".join(keys) or "desk",
)
async def test_the_key_works_on_every_screen_and_its_row_is_there(sit: Sit, keys: tuple[str, ...]) -> None:
    async with sit() as counter:
        await counter.press(*keys)
        before = counter.place
        await counter.press("f11")
        assert counter.place == before
        assert GIVEN in counter.text
        (given,) = counter.call(alarm.standing)
        assert (given.agent_id, given.counter) == (counter.app.agent.id, "accueil")


async def test_the_second_way_gives_it_too(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("ctrl+g", "a")
        assert GIVEN in counter.text


async def test_what_was_being_typed_is_untouched(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("rocha")
        await counter.press("f11")
        await counter.type("t")
        assert counter.form.values["person.typed"] == "rochat"


async def test_the_desk_that_gave_it_learns_who_comes(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3", "f11")
        (given,) = counter.call(alarm.standing)
        counter.call(alarm.take, worker(counter), given.id)
        await hear(counter)
        assert GIVEN not in counter.text
        assert "Mme Rey répond à votre alarme" in counter.text
        assert counter.place == "phone"


async def test_a_worker_sees_where_it_is_and_takes_it(sit: Sit) -> None:
    async with sit() as counter:
        rey, by, path = worker(counter), counter.app.agent, counter.path
        given = counter.call(alarm.give, by)
    async with sit(who=rey, path=path) as counter:
        assert f"accueil, {by.name}" in counter.line_with(THERE)
        await counter.press("f5")
        assert THERE in counter.text
        await counter.press("f11", "enter")
        assert counter.place == "agenda"
        assert THERE not in counter.text
        assert counter.call(alarm.get, given.id).taken_by == rey.id
        assert counter.call(journal.latest)[0].action == "alarm.taken"


async def test_in_danger_twice_the_key_twice_gives_ones_own(sit: Sit) -> None:
    async with sit() as counter:
        rey = worker(counter)
        counter.call(alarm.give, rey)
        await hear(counter)
        await counter.press("f11")
        assert counter.place == "alarm"
        await counter.press("f11")
        assert counter.place == "desk"
        assert [one.agent_id for one in counter.call(alarm.standing)] == [rey.id, counter.app.agent.id]
        # Neither was taken by pressing it.
        assert all(one.taken_at is None for one in counter.call(alarm.standing))


async def test_a_false_alarm_is_ended_by_whoever_gave_it(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f11", "f11", "enter")
        assert counter.call(alarm.standing) == []
        assert GIVEN not in counter.text
        assert "répond à votre alarme" not in counter.text


async def test_somebody_quicker_is_named(sit: Sit) -> None:
    async with sit() as counter:
        rey = worker(counter)
        given = counter.call(alarm.give, rey)
        await hear(counter)
        await counter.press("f11")
        favre = next(one for one in counter.call(agent.everyone, Role.SOCIAL_WORKER) if one.login == "favre")
        counter.call(alarm.take, favre, given.id)
        await counter.press("enter")
        assert "M. Favre y répond déjà" in counter.text


async def test_a_desk_of_another_site_is_painted_nothing(sit: Sit) -> None:
    async with sit() as counter:
        here, there = (counter.call(site.add, SYSTEM, name).id for name in ("Jonction", "Meyrin"))
        site.use(there)
        counter.call(alarm.give, worker(counter))
        site.use(here)
        before = counter.lines
        await hear(counter)
        assert counter.lines == before


async def test_the_row_names_no_visitor(sit: Sit) -> None:
    async with sit() as counter:
        known(counter)
        await counter.type("lopes")
        await counter.press("f2", "f11")
        with suppress(AssertionError):
            assert "LOPES" not in counter.line_with(GIVEN)
            assert "Lopes" not in counter.line_with(GIVEN)
