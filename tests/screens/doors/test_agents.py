"""The accounts, by keyboard alone: listed, made, changed, closed; and everybody's own password."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.store import draft, journal
from screens.frame.widgets.lines import Lines
from tests.conftest import PASSWORD
from tests.screens.conftest import Sit, Sitting

NEW = "quatre mots sans rapport"


@asynccontextmanager
async def at_the_list(sit: Sit, role: Role = Role.ADMIN) -> AsyncIterator[Sitting]:
    """The list of agents, opened from the menu by somebody of ``role``."""
    async with sit() as counter:
        boss = counter.call(agent.create, SYSTEM, "boss", "Chef Durand", role, PASSWORD)
        counter.app.open_desk(boss)
        await counter.settle()
        await counter.press("f10")
        await from_menu(counter, "comptes, rôles")
        assert counter.place == "agents"
        yield counter


async def from_menu(counter: Sitting, words: str) -> None:
    """Take the line of the menu that says ``words``."""
    lines = counter.app.screen.query_one(Lines)._lines
    number = next(n for n, one in enumerate(lines) if words in one.text)
    await counter.press(*["down"] * number, "enter")


async def pick(counter: Sitting, name: str) -> None:
    """Go to the line of an agent."""
    for _ in range(20):
        if name in str(counter.app.screen._picked.agent.name):  # type: ignore[attr-defined]
            return
        await counter.press("down")
    raise AssertionError(f"{name} is not in the list:\n{counter.text}")


async def test_an_agent_is_added_and_signs_in(sit: Sit) -> None:
    async with at_the_list(sit) as counter:
        assert "Alice Aubert" in counter.line_with("alice") and "accueil" in counter.line_with("alice")
        await counter.press("n")
        await counter.fill(login="Jean Luc", name="Jean-Luc Roy", role="2", password=NEW, again=NEW)
        await counter.press("ctrl+s")
        assert counter.place == "agents"
        assert "Agent ajouté : Jean-Luc Roy, identifiant jean.luc, travailleur social." in counter.text
        assert counter.app.screen._picked.agent.login == "jean.luc"  # type: ignore[attr-defined]
        assert counter.call(agent.sign_in, "jean.luc", NEW).role == Role.SOCIAL_WORKER


async def test_what_is_refused_says_why_and_no_password_is_ever_parked(sit: Sit) -> None:
    async with at_the_list(sit) as counter:
        await counter.press("n")
        await counter.fill(login="zoe", name="Zoé", role="1", password=NEW, again="autre chose de long")
        await counter.press("ctrl+s")
        assert "Tapez deux fois le même." in counter.text and counter.form.state.focus == "again"
        await counter.fill(password=" " * 10, again=" " * 10)
        await counter.press("ctrl+s")
        assert "caractères différents" in counter.text and counter.form.state.focus == "password"
        await counter.fill(password=NEW, again=NEW)
        assert NEW not in counter.text
        await counter.press("escape")
        (kept,) = counter.call(draft.parked, counter.app.agent)
        assert kept.state["form"]["values"] == {"login": "zoe", "name": "Zoé", "role": "reception"}


async def test_a_role_a_language_and_a_sector_are_changed(sit: Sit) -> None:
    async with at_the_list(sit) as counter:
        await pick(counter, "Mme Rey")
        await counter.press("enter")
        assert "Mme Rey" in counter.text
        await counter.fill(role="3", languages="albanais, dari", sectors="1203")
        await counter.press("ctrl+s")
        assert "Agent modifié : Mme Rey, responsable." in counter.text
        now = counter.call(agent.find, "rey").agent
        assert (now.role, now.languages, now.sectors) == (Role.MANAGER, ("albanais", "dari"), ("1203",))


async def test_an_account_is_closed_once_it_was_asked_and_reopened(sit: Sit) -> None:
    async with at_the_list(sit) as counter:
        await pick(counter, "Mme Rey")
        await counter.press("x")
        assert "x encore une fois" in counter.text and counter.call(agent.find, "rey").active
        await counter.press("x")
        assert "Compte fermé : Mme Rey." in counter.text and not counter.call(agent.find, "rey").active
        await pick(counter, "Mme Rey")
        assert "fermé" in counter.line_with("Mme Rey")
        await counter.press("o")
        assert counter.call(agent.find, "rey").active


async def test_a_forgotten_password_is_given_anew(sit: Sit) -> None:
    async with at_the_list(sit) as counter:
        await pick(counter, "Alice Aubert")
        await counter.press("p")
        await counter.fill(password=NEW, again=NEW)
        await counter.press("ctrl+s")
        assert counter.place == "agents"
        assert counter.call(agent.sign_in, "alice", NEW).name == "Alice Aubert"


async def test_a_responsable_hands_over_and_changes_nothing_else(sit: Sit) -> None:
    async with at_the_list(sit, Role.MANAGER) as counter:
        alice = counter.call(agent.get, 1)
        counter.call(draft.save, alice, "k", "intake", "accueil Zbinden", {"form": {"values": {"note": "x"}}})
        counter.call(agent.close, SYSTEM, 1)
        counter.app.catch_up()
        await counter.settle()
        assert "fermé, 1 à remettre" in counter.line_with("Alice Aubert")
        assert "remettre" in counter.text and "nouveau" not in counter.text
        await counter.press("n")
        assert "Réservé : tenir les comptes des agents." in counter.text
        await pick(counter, "Alice Aubert")
        await counter.press("d")
        await counter.type("rey")
        await counter.press("enter", "ctrl+s")
        assert "1 formulaire remis" in counter.text
        rey = counter.call(agent.find, "rey").agent
        assert [one.title for one in counter.call(draft.parked, rey)] == ["accueil Zbinden"]


async def test_the_menu_of_a_receptionist_has_no_accounts_but_her_own_password(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f10")
        assert "comptes, rôles" not in counter.text
        await from_menu(counter, "Changer votre mot de passe")
        assert counter.place == "agent_form"
        await counter.fill(current="ce n’est pas lui", password=NEW, again=NEW)
        await counter.press("ctrl+s")
        assert "pas le vôtre" in counter.text and counter.form.state.focus == "current"
        await counter.fill(current=PASSWORD)
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        assert "Votre mot de passe est changé." in counter.text
        assert counter.call(agent.sign_in, "alice", NEW) == counter.app.agent
        assert counter.call(draft.parked, counter.app.agent) == []
        assert NEW not in str(counter.call(journal.latest, 100))
