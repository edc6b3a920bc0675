"""Signing in, the locked screen, and whose desk comes back."""

from datetime import datetime, timedelta

import pytest

from models import clock
from models.person import person
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.store import draft
from tests.conftest import PASSWORD
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")


async def lock_over_a_form(counter: Sitting) -> None:
    """Lock while an intake of Ursula Zbinden is half filled in."""
    await counter.press("f2")
    await counter.type("zbinden+")
    await counter.press("enter")
    await counter.type("Ursula")
    await counter.press("ctrl+q")
    assert counter.place == "sign_in"


async def sign_in(counter: Sitting, password: str, login: str = "") -> None:
    """Answer the sign-in screen, which proposes whoever locked it."""
    if login:
        await counter.fill(login=login)
    await counter.fill(password=password)
    await counter.press("enter")


def worker(counter: Sitting) -> Agent:
    """A worker with a password."""
    made: Agent = counter.call(agent.create, SYSTEM, "blanc", "Mme Blanc", Role.SOCIAL_WORKER, PASSWORD)
    return made


async def test_the_locked_screen_shows_nothing_of_anybody(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        counter.call(
            person.create, alice, person.PersonForm(family_name="Lopes", given_name="Maria"), "CH", "k"
        )
        await lock_over_a_form(counter)
        shown = counter.text.casefold()
        assert [
            name for name in ("zbinden", "ursula", "lopes", "maria", "aubert", "rey") if name in shown
        ] == []


async def test_nothing_opens_behind_the_lock(sit: Sit) -> None:
    async with sit() as counter:
        await lock_over_a_form(counter)
        await counter.press(
            "f1", "f2", "f3", "f4", "f5", "f6", "f10", "f12", "ctrl+f", "ctrl+g", "2", "escape"
        )
        assert counter.place == "sign_in"


async def test_the_same_agent_finds_the_form_to_the_letter(sit: Sit) -> None:
    async with sit() as counter:
        await lock_over_a_form(counter)
        await sign_in(counter, PASSWORD)
        assert counter.place == "intake"
        await counter.type("X")
        assert counter.form.values["given_name"] == "UrsulaX"


async def test_another_agent_gets_their_own_day_and_no_glimpse_of_the_form(sit: Sit) -> None:
    async with sit() as counter:
        blanc = worker(counter)
        alice = counter.app.agent
        await lock_over_a_form(counter)
        await sign_in(counter, PASSWORD, login="blanc")
        assert counter.place == "worker"
        assert counter.app.agent == blanc
        assert "zbinden" not in counter.text.casefold()
        # Nothing of the agent before is left under it, and their form waits for them alone.
        assert [type(one).__name__ for one in counter.app.screen_stack[1:]] == ["WorkerScreen"]
        assert len(counter.call(draft.parked, alice)) == 1
        assert counter.call(draft.parked, blanc) == []
        await counter.press("f12")
        assert "zbinden" not in counter.text.casefold()


async def test_a_form_of_the_agent_before_is_theirs_when_they_come_back(sit: Sit) -> None:
    async with sit() as counter:
        worker(counter)
        await lock_over_a_form(counter)
        await sign_in(counter, PASSWORD, login="blanc")
        await counter.press("ctrl+q")
        await sign_in(counter, PASSWORD, login="alice")
        assert counter.place == "desk"
        await counter.press("f12")
        assert counter.form.values["given_name"] == "Ursula"


async def test_a_wrong_password_opens_nothing_and_empties_the_field(sit: Sit) -> None:
    async with sit() as counter:
        await lock_over_a_form(counter)
        await sign_in(counter, "pas le bon mot de passe")
        assert counter.place == "sign_in"
        assert "Connexion refusée" in counter.text
        assert "*" not in counter.line_with("Mot de passe")


async def test_an_empty_password_is_refused_in_a_sentence(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("ctrl+q", "ctrl+s")
        assert counter.place == "sign_in"
        assert "refusée" in counter.text


async def test_the_password_is_never_on_the_screen(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("ctrl+q")
        await counter.type(PASSWORD)
        assert PASSWORD not in counter.text
        assert "*" * len(PASSWORD) in counter.line_with("Mot de passe")


async def test_an_idle_counter_locks_itself(sit: Sit, monday: datetime) -> None:
    async with sit() as counter:
        await counter.press("f2")
        await counter.type("zbinden+")
        await counter.press("enter")
        clock.advance(minutes=counter.app.desk.lock_after - 1)
        await counter.app._lock_when_idle()
        assert counter.place == "intake"
        clock.advance(minutes=2)
        await counter.app._lock_when_idle()
        await counter.settle()
        assert counter.place == "sign_in"
        assert len(counter.call(draft.parked, counter.app.agent)) == 1


@pytest.mark.parametrize("hours", [5, -5])
async def test_a_clock_that_is_set_neither_locks_nor_keeps_open(sit: Sit, hours: int) -> None:
    async with sit() as counter:
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            await counter.app._lock_when_idle()
            assert counter.place != "sign_in"
            clock.advance(minutes=counter.app.desk.lock_after)
            await counter.app._lock_when_idle()
            await counter.settle()
            assert counter.place == "sign_in"
