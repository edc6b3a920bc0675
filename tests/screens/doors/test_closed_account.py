"""An account that is closed while somebody sits there: nothing is shown any more, nothing is lost."""

from models.service import account, agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.store import draft
from models.store.live import EVERY
from tests.conftest import PASSWORD
from tests.screens.conftest import Sit, Sitting
from tests.screens.doors.test_agents import from_menu


async def close(counter: Sitting) -> None:
    """The administrator closes the account of whoever sits there; the watch tells it."""
    counter.call(agent.close, SYSTEM, counter.app.agent.id or 0)
    counter.app.catch_up()
    await counter.settle()


async def test_the_desk_is_signed_out_and_what_was_typed_is_parked(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        await counter.press("f2")
        await counter.type("zbinden+")
        await counter.press("enter")
        await counter.type("Ursula")
        await close(counter)
        assert counter.place == "sign_in"
        assert "Zbinden" not in counter.text and "Alice" not in counter.text
        assert "Ce compte vient d’être fermé" in counter.text
        assert len(counter.app.screen_stack) == 2
        (kept,) = counter.call(draft.parked, alice)
        assert "Ursula" in str(kept.state)
        await counter.type("alice")
        await counter.press("tab")
        await counter.type(PASSWORD)
        await counter.press("enter")
        assert counter.place == "sign_in"


async def test_a_password_given_by_an_administrator_ends_the_session_that_knew_the_old_one(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        await counter.press("f2")
        await counter.type("zbinden+")
        await counter.press("enter")
        await counter.type("Ursula")
        counter.call(agent.set_password, SYSTEM, alice.id or 0, "une autre phrase longue")
        counter.app.catch_up()
        await counter.settle()
        assert counter.place == "sign_in"
        assert "ou son mot de passe changé" in " ".join(counter.text.split())
        await counter.type("alice")
        await counter.press("tab")
        await counter.type("une autre phrase longue")
        await counter.press("enter")
        assert counter.place == "desk"
        (kept,) = counter.call(draft.parked, alice)
        assert "Ursula" in str(kept.state)


async def test_ones_own_new_password_ends_ones_other_sessions_and_not_this_one(sit: Sit) -> None:
    async with sit() as counter:
        before = counter.app.agent
        await counter.press("f10")
        await from_menu(counter, "Changer votre mot de passe")
        await counter.fill(
            current=PASSWORD, password="quatre mots sans rapport", again="quatre mots sans rapport"
        )
        await counter.press("ctrl+s")
        assert "Votre mot de passe est changé" in counter.text
        counter.app.catch_up()
        await counter.settle()
        assert counter.place == "desk"
        assert counter.call(agent.still, before) is None
        assert counter.call(agent.still, counter.app.agent) == before


async def test_a_locked_desk_whose_account_is_closed_stays_locked_and_opens_for_a_colleague(sit: Sit) -> None:
    async with sit() as counter:
        other = counter.call(agent.create, SYSTEM, "zoe", "Zoé", Role.RECEPTION, PASSWORD)
        await counter.press("ctrl+q")
        await close(counter)
        assert counter.place == "sign_in"
        await counter.type("zoe")
        await counter.press("tab")
        await counter.type(PASSWORD)
        await counter.press("enter")
        assert counter.place == "desk" and counter.app.agent == other


async def test_what_a_closed_account_left_is_resumed_by_whom_it_is_handed_to(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        boss = counter.call(agent.create, SYSTEM, "boss", "Mme Chef", Role.MANAGER, PASSWORD)
        other = counter.call(agent.create, SYSTEM, "zoe", "Zoé", Role.RECEPTION, PASSWORD)
        await counter.press("f2")
        await counter.type("zbinden+")
        await counter.press("enter")
        await counter.type("Ursula")
        await close(counter)
        assert counter.call(account.waiting) == {alice.id: 1}
        assert counter.call(account.hand_over, boss, alice.id or 0, other.id or 0) == 1
        counter.app.open_desk(other)
        await counter.settle()
        await counter.press("f12")
        assert counter.place == "intake"
        assert counter.form.values["given_name"] == "Ursula"


def test_a_colleague_is_signed_out_within_two_seconds() -> None:
    assert EVERY <= 2
