"""A desk that opens takes back the list whose import was killed, whatever else is done at it."""

import pytest

from models.lists import import_run
from models.lists.import_run import ImportRunRow
from models.person import person
from models.person.person import PersonForm, PersonRow
from models.service.agent import SYSTEM
from tests.screens.conftest import Sit

pytestmark = pytest.mark.usefixtures("monday")


def _killed() -> None:
    """What an import leaves behind that was killed after twelve persons."""
    run, _earlier = import_run.begin(SYSTEM)
    made = [person.create(SYSTEM, PersonForm(family_name=f"Nom{one}"), "CH", f"{one}") for one in range(12)]
    import_run.note_made(run, [one.id for one in made])
    import_run.end()


async def test_the_desk_takes_it_back_while_somebody_types(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "_BATCH", 5)
    async with sit() as counter:
        counter.call(_killed)
        counter.app._take_back_imports()
        await counter.type("nom3")
        assert "NOM3" not in counter.text
        assert counter.call(ImportRunRow.select().count) == 0
        assert counter.call(PersonRow.select().count) == 0
