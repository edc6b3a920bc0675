"""Whether somebody agreed to be called before an appointment, in their form."""

from pathlib import Path

import pytest

from models.errors import InvalidInput
from models.known import merge
from models.lists import person_export, person_import
from models.person import person
from models.person.person import PersonForm
from models.service.agent import SYSTEM
from tests.screens.conftest import Sit

pytestmark = pytest.mark.usefixtures("monday")


async def test_the_form_says_and_keeps_it_apart_from_who_is_never_called(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        who = counter.call(person.create, alice, PersonForm(family_name="Lopes"), "CH", "k")
        assert who.reminders == ""
        for key, kept in (("o", "yes"), ("n", "no"), ("?", "")):
            await counter.type("lopes")
            await counter.press("ctrl+p")
            await counter.to_field("reminders")
            assert "Rappel avant rendez-vous" in counter.text
            assert "à demander" in counter.text
            await counter.press(key, "ctrl+s")
            now = counter.call(person.get, who.id)
            assert (now.reminders, now.no_call) == (kept, False)


async def test_a_list_brings_it_and_an_export_gives_it_back(sit: Sit, tmp_path: Path) -> None:
    path, out = tmp_path / "liste.csv", tmp_path / "export.csv"
    path.write_text("Nom;Rappel avant rendez-vous\nUn;oui\nDeux;non\nTrois;\nQuatre;jamais\n")
    async with sit() as counter:
        report = counter.call(person_import.import_persons, SYSTEM, path, "CH")
        assert ([*report.lines.rejected], [one.line for one in report.unsure]) == ([], [5])
        told = counter.call(lambda: [person.get(number).reminders for number in (1, 2, 3, 4)])
        assert told == ["yes", "no", "", ""]
        counter.call(person_export.export, SYSTEM, out)
        lines = out.read_text("utf-8-sig").splitlines()
        place = lines[0].split(";").index("rappel avant rendez-vous")
        assert [line.split(";")[place] for line in lines[1:]] == ["oui", "non", "", ""]
        assert counter.call(person_import.import_persons, SYSTEM, out, "CH").lines.added == 0


async def test_two_forms_that_differ_believe_the_one_that_says_no(sit: Sit) -> None:
    async with sit() as counter:
        alice = counter.app.agent
        one, other = (
            counter.call(person.create, alice, PersonForm(family_name="Rey", reminders=said), "CH", said).id
            for said in ("yes", "no")
        )
        assert counter.call(merge.merge, alice, one, other).person.reminders == "no"


async def test_nothing_else_can_be_kept(sit: Sit) -> None:
    async with sit() as counter:
        form = PersonForm(family_name="Rey", reminders="oui")
        with pytest.raises(InvalidInput) as refused:
            counter.call(person.create, counter.app.agent, form, "CH", "k")
        assert refused.value.field == "reminders"
