"""Case files by keyboard: opened for whoever is picked, the worker told, the first appointment found."""

from dataclasses import replace

import pytest

from models.casefile import casefile
from models.casefile.casefile import CaseFile, CaseFileForm
from models.contact.request import RequestForm
from models.person import person, relationship
from models.person.person import Person, PersonForm
from models.person.relationship import Kinship
from models.room import visit
from models.room.visit import Intake
from models.service import agent
from tests.screens.conftest import Sit, Sitting
from tests.screens.views import worker

pytestmark = pytest.mark.usefixtures("monday")


def came(counter: Sitting) -> Person:
    """Somebody who came this morning with a request."""
    asked = RequestForm("fin_chomage", motive="premier_entretien", words="plus rien depuis octobre")
    form = PersonForm(family_name="Lopes", given_name="Maria", phone="022 000 02 08")
    kept = counter.call(visit.receive, counter.app.agent, Intake(None, form, (asked,)), "CH", "came")
    return counter.call(person.get, kept.person_id)


def opened(counter: Sitting, who: Person, login: str = "favre") -> CaseFile:
    """A file of theirs."""
    form = CaseFileForm(who.id, "aide_financiere", worker(counter, login), reason="connaît la personne")
    return counter.call(casefile.open_file, counter.app.agent, counter.profile, form, f"file-{login}")


async def test_a_file_is_opened_in_four_keys_and_leads_to_the_slots(sit: Sit) -> None:
    async with sit() as counter:
        came(counter)
        await counter.type("lopes")
        await counter.press("f7")
        assert "LOPES Maria  0 dossier" in counter.text
        await counter.press("n", "1")
        assert "Répond à : Fin de droits de chômage, 23.11." in counter.text
        assert "M. Favre" in counter.line_with("Responsable")
        await counter.press("ctrl+s")
        assert counter.place == "slots"
        assert "Dossier 2026-0001 ouvert, confié à M. Favre, qui le sait." in counter.text
        assert "N4" in counter.text or "Urgence" in counter.text
        await counter.press("escape")
        assert counter.place == "casefile"
        assert counter.line_with(">").startswith("> 2026-0001  actif    23.11.2026 Aide financière")
        await counter.press("enter")
        assert "plus rien depuis" in counter.text
        await counter.press("escape", "escape")
        assert counter.place == "desk"
        await counter.type("2026-0001")
        assert "LOPES Maria  2026-0001" in counter.text


async def test_another_worker_takes_a_reason_and_the_cursor_goes_there(sit: Sit) -> None:
    async with sit() as counter:
        came(counter)
        await counter.type("lopes")
        await counter.press("f7", "n", "1")
        await counter.fill(agent="rey")
        await counter.press("enter", "ctrl+s")
        assert "M. Favre était proposé" in counter.text, counter.text
        await counter.type("suit sa sœur")
        await counter.press("ctrl+s")
        assert "confié à Mme Rey" in counter.text


async def test_it_is_given_on_closed_and_undone_from_the_list(sit: Sit) -> None:
    async with sit() as counter:
        who = came(counter)
        opened(counter, who)
        await counter.type("lopes")
        await counter.press("f7", "t")
        await counter.fill(agent="rey")
        await counter.press("enter", *"absence", "ctrl+s")
        assert "Dossier 2026-0001 confié à Mme Rey" in counter.text
        assert "Mme Rey" in counter.line_with("> 2026-0001")
        await counter.press("e", "3")
        await counter.fill(reason="plus besoin")
        await counter.press("ctrl+s")
        assert counter.line_with("> 2026-0001").split()[2] == "clos"
        await counter.press("u", "u")
        assert "« transmis » est défait" in counter.text
        assert "M. Favre" in counter.line_with("> 2026-0001")
        await counter.press("u")
        assert "Aucun dossier." in counter.text


async def test_the_household_is_proposed_and_changed(sit: Sit) -> None:
    async with sit() as counter:
        who, alice = came(counter), counter.app.agent
        child = counter.call(
            person.create, alice, PersonForm(family_name="Lopes", given_name="Ana"), "CH", "a"
        )
        counter.call(relationship.relate, alice, who.id, child.id, Kinship.CHILD)
        await counter.type("maria")
        await counter.press("f7", "n", "1")
        assert "oui" in counter.line_with("LOPES Ana (enfant)")
        await counter.press("ctrl+s", "escape")
        (one,) = counter.call(casefile.of_person, alice, who.id)
        assert [name for _id, name, _tie in counter.call(casefile.members, one.id)] == ["LOPES Ana"]
        await counter.press("m", "n", "ctrl+s")
        assert counter.call(casefile.members, one.id) == []


async def test_on_nobody_it_is_ones_own_files_and_a_form_is_parked(sit: Sit) -> None:
    async with sit() as counter:
        who = came(counter)
        opened(counter, who)
        await counter.press("f7")
        assert "LOPES Maria" in counter.line_with("> 2026-0001")
        await counter.press("n", "2", "escape")
        assert counter.place == "casefile"
        assert "nouveau dossier LOPES Maria" in counter.text
        await counter.press("f12")
        assert "Accompagnement social" in counter.text
        counter.app.open_desk(counter.call(agent.get, worker(counter, "favre")))
        await counter.settle()
        await counter.press("f7")
        assert "2026-0001" in counter.text


async def test_the_file_of_a_protected_person_asks_why(sit: Sit) -> None:
    async with sit() as counter:
        who = came(counter)
        opened(counter, who)
        form = person.form_of(who)
        counter.call(person.change, counter.app.agent, who.id, replace(form, protected=True), "CH")
        await counter.press("f7")
        assert "LOPES" not in counter.text
