"""What a verb keeps of a person every export writes, and an import reads back: whatever was typed."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.errors import InvalidInput
from models.lists import person_export, person_import
from models.person import person
from models.person.choices import Civility, ContactBy, Housing, Reminders
from models.person.person import PersonForm, PersonRow
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.store.database import Database

MANAGER = Agent(None, "", "Manon", Role.MANAGER)
# Words of the enumerations, words that look like them, and what no field understands.
SAID = [
    *Civility, *ContactBy, *Housing, *Reminders, "fax", "MADAME", "oui", "1980", "mars 1980", "12.03.1980",
    "022 420 00 01", "07 81 23 45 67", "zoe@exemple.ch", "=1+1", "1170", '"', ";", "«\u00a0x\u00a0»",
]  # fmt: skip
TYPED = st.one_of(st.just(""), st.sampled_from(SAID), st.text(max_size=8))
FORM = st.fixed_dictionaries(
    {one.name: TYPED if one.type in (str, "str") else st.booleans() for one in fields(PersonForm)}
    | {"anonymous": st.just(False), "given_name": st.sampled_from(["Marie", "Jean-Luc"])}
)


@given(form=FORM)
@example(form={"given_name": "Marie", "contact_by": "fax"})
@example(form={"given_name": "Marie", "birth_date": "00.03.1980"})
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.usefixtures("monday")
def test_what_is_kept_is_exported_and_read_back(
    db: Database, alice: Agent, tmp_path: Path, form: dict[str, Any]
) -> None:
    key = str(db.call(PersonRow.select().count))
    try:
        kept = db.call(person.create, alice, PersonForm(**form), "CH", key)
    except InvalidInput as refused:
        assert refused.field in {one.name for one in fields(PersonForm)}
        return
    # Read as it was written: the form of who is known is a form that is taken.
    assert person.read_form(person.form_of(kept), "CH")["birth_date"] == kept.birth_date
    for kind in (".csv", ".xlsx"):
        path = tmp_path / f"{key}{kind}"
        count = db.call(person_export.export, MANAGER, path)
        report = db.call(person_import.import_persons, SYSTEM, path, "CH", rehearse=True)
        lines = report.lines
        assert lines.rejected == () or all("déjà connue" in one.reason for one in lines.rejected)
        assert lines.added + lines.changed + lines.unchanged + len(lines.rejected) == count
