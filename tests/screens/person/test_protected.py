"""A protected person at the counter: not named, asked about before the form opens, told to who answers."""

from models.person import person
from models.person.person import Person, PersonForm
from models.service import agent
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.store import journal
from tests.conftest import PASSWORD
from tests.screens.conftest import Sit, Sitting

ASKED = "pourquoi ouvrez-vous"


def hidden(counter: Sitting) -> Person:
    """Somebody who is protected."""
    form = PersonForm(family_name="Zbinden", given_name="Ursula", protected=True)
    return counter.call(person.create, SYSTEM, form, "CH", "hidden")


async def test_the_reason_is_asked_first_and_the_form_opens(sit: Sit) -> None:
    async with sit() as counter:
        who = hidden(counter)
        boss = counter.call(agent.create, SYSTEM, "boss", "Mme Chef", Role.MANAGER, PASSWORD)
        await counter.type("zbinden")
        assert "personne protégée" in counter.text and "Ursula" not in counter.text
        await counter.press("ctrl+p")
        assert ASKED in counter.text and "Ursula" not in counter.text
        await counter.press("enter")
        assert "Dites en quelques mots" in counter.text
        await counter.type("rendez-vous de 10 h")
        await counter.press("enter")
        assert counter.place == "person"
        assert "Ursula" in counter.text
        actions = [one.action for one in counter.call(journal.about, who.id)]
        assert actions[-1] == "person.opened" and "person.unsealed" in actions
        counter.app.open_desk(boss)
        await counter.settle()
        assert "personne protégée" in counter.text and "ouverte par Alice" in counter.text


async def test_escape_leaves_it_closed_and_one_is_home(sit: Sit) -> None:
    async with sit() as counter:
        who = hidden(counter)
        await counter.type("zbinden")
        await counter.press("f2")
        assert ASKED in counter.text
        await counter.press("escape")
        assert counter.place == "desk" and "La fiche reste fermée." in counter.text
        assert "person.opened" not in [one.action for one in counter.call(journal.about, who.id)]


async def test_reception_protects_by_a_key_and_is_told_who_takes_it_back(sit: Sit) -> None:
    async with sit() as counter:
        who = counter.call(person.create, SYSTEM, PersonForm(family_name="Lopes"), "CH", "k")
        await counter.type("lopes")
        await counter.press("ctrl+p")
        await counter.fill(protected="o")
        await counter.press("ctrl+s")
        assert counter.call(person.get, who.id).protected
        await counter.type("lopes")
        await counter.press("ctrl+p")
        await counter.type("je corrige")
        await counter.press("enter")
        await counter.fill(protected="n")
        await counter.press("ctrl+s")
        assert "lever la protection d’une fiche" in " ".join(counter.text.split())
        assert counter.call(person.get, who.id).protected


async def test_a_search_leaves_its_line_when_the_desk_is_locked(sit: Sit) -> None:
    async with sit() as counter:
        hidden(counter)
        await counter.type("zbin")
        await counter.press("ctrl+q")
        (line,) = [one for one in counter.call(journal.latest, 50) if one.action == "person.searched"]
        assert (line.agent_id, line.detail) == (counter.app.agent.id, {"words": "zbin"})
