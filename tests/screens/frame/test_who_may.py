"""What a role may not do is not shown; whoever presses the key all the same is told who can."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.person import person
from models.person.person import PersonForm
from models.service import agent, permission
from models.service.agent import SYSTEM, Agent
from models.service.permission import Grant, Permission, Role
from screens.doors.menu import MORE
from screens.frame.commands import EVERYWHERE, NEEDS, PLACES
from tests.conftest import PASSWORD
from tests.docs.test_pages import every_command
from tests.screens.conftest import Sit, Sitting

TRAINEE = Role("stagiaire")


@pytest.fixture(autouse=True)
def _no_added_role() -> Iterator[None]:
    yield
    permission.use({})


async def sit_as_trainee(counter: Sitting) -> None:
    """At the counter sits somebody who may search and open forms, nothing else."""
    may = frozenset({Permission.SEARCH, Permission.OPEN})
    permission.use({TRAINEE: Grant("stagiaire", may, at_counter=True)})
    made = counter.call(agent.create, SYSTEM, "lea", "Léa", TRAINEE, PASSWORD)
    counter.app.open_desk(made)
    await counter.settle()


async def test_the_keys_of_a_role_are_shown_and_the_others_say_who_can(sit: Sit) -> None:
    async with sit() as counter:
        assert "F2 Accueil" in counter.text and "F6 Courrier" in counter.text
        await sit_as_trainee(counter)
        assert "F5 Agenda" in counter.text
        assert not any(words in counter.text for words in ("F2 ", "F3 ", "F4 ", "F6 "))
        await counter.press("f2")
        assert counter.place == "desk"
        assert "Réservé : tenir la salle d’attente." in counter.text
        assert "accueil, travailleur social, responsable" in " ".join(counter.text.split())


async def test_the_menu_the_help_and_ctrl_g_hold_to_it_too(sit: Sit) -> None:
    async with sit() as counter:
        await sit_as_trainee(counter)
        await counter.press("f10")
        assert "Rendez-vous du jour" in counter.text and "Recevoir quelqu’un" not in counter.text
        await counter.press("escape", "f1", "pagedown")
        assert "Préparer un courrier" not in counter.text
        await counter.press("escape", "ctrl+g")
        assert "5 Agenda" in counter.text and "6 Courrier" not in counter.text
        await counter.press("6")
        assert "Réservé : écrire un courrier" in counter.text


async def test_a_key_of_a_list_says_who_can(sit: Sit) -> None:
    async with sit() as counter:
        await sit_as_trainee(counter)
        await counter.press("f5", "n")
        assert counter.place == "agenda"
        assert "Réservé : donner, déplacer ou annuler un rendez-vous." in counter.text
        assert "nouveau" not in counter.text


async def test_what_may_be_done_is_done_as_before(sit: Sit) -> None:
    async with sit() as counter:
        await sit_as_trainee(counter)
        counter.call(person.create, SYSTEM, PersonForm(family_name="Lopes"), "CH", "k")
        await counter.type("lopes")
        await counter.press("ctrl+p")
        assert counter.place == "person"


async def test_a_role_that_is_given_meanwhile_is_that_of_the_next_key(sit: Sit) -> None:
    async with sit() as counter:
        await sit_as_trainee(counter)
        counter.call(agent.set_role, SYSTEM, counter.app.agent.id or 0, Role.RECEPTION)
        counter.app.catch_up()
        await counter.settle()
        await counter.press("f2")
        assert counter.place == "intake"


def test_whatever_needs_a_permission_is_a_key_of_some_screen() -> None:
    known = {one.id for one in (*PLACES, *MORE, *EVERYWHERE, *every_command())}
    assert {name for names in NEEDS.values() for name in names} <= known
    assert len({name for names in NEEDS.values() for name in names}) == sum(map(len, NEEDS.values()))


def test_an_agent_of_no_table_may_nothing() -> None:
    nobody = replace(Agent(7, "x", "X", Role.RECEPTION), role=Role("inconnu"))
    assert not any(nobody.may(one) for one in set(Permission) - {Permission.SESSION})
