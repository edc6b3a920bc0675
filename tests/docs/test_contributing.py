"""Each example of how to add something is added and works; what it names exists."""

import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from comptoir.program.navigation import SCREENS
from letters.fields import base
from letters.fields.context import FIELDS, Context
from letters.fields.kinds import LetterKind
from letters.fields.registry import values
from models import clock
from models.contact import call
from models.contact.call import Caller, CallForm
from models.errors import ComptoirError
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.profile_file import load
from models.store import database, journal
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from models.triage import triage
from models.triage.triage import Urgency
from screens.frame import about
from screens.frame.commands import Command
from screens.frame.place import Place, task
from screens.frame.widgets.lines import Line, Lines, columns
from tests.conftest import KEY, PASSWORD
from tests.docs import names
from tests.docs.pages import text
from tests.letters.conftest import CLAIRE, DAY, PERSON, SERVICE, VISIT
from tests.project import PROFILES, ROOT
from tests.screens.conftest import Sit

PAGE = text(ROOT / "CONTRIBUTING.md")


def example(file: str) -> str:
    """The example that stands in ``file``."""
    (found,) = re.findall(rf"(?ms)^```\w+\n# {re.escape(file)}\n(.*?)^```", PAGE)
    return str(found)


def added(file: str, **known: Any) -> dict[str, Any]:
    """What the example of ``file`` defines, where ``known`` is known already."""
    space = dict(known)
    exec(compile(example(file), file, "exec"), space)
    return space


@pytest.fixture
def annotate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verb of the page, in its file."""
    made = added("models/contact/call.py", **vars(call))
    monkeypatch.setattr(call, "annotate", made["annotate"], raising=False)


def test_the_verb_and_its_test(annotate: None, db: Database, alice: Agent, monday: object) -> None:
    known = {"call": call, "clock": clock, "journal": journal, "CallForm": CallForm, "Caller": Caller}
    made = added("tests/models/contact/test_call.py", **known, Database=Database, Agent=Agent)
    (test,) = [one for name, one in made.items() if name.startswith("test_")]
    test(db, alice)


def test_the_verb_refuses_what_says_nothing(annotate: None, db: Database, alice: Agent) -> None:
    kept = db.call(call.record, alice, CallForm(clock.now(), Caller.PARTNER, note="oui"), "CH", "form")
    with pytest.raises(ComptoirError, match="Note vide"):
        db.call(call.annotate, alice, kept.id, " \x07 ")  # type: ignore[attr-defined]


@pytest.fixture
def colleagues(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen of the page, in its file and registered."""
    module = ModuleType("screens.doors.colleagues")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    known = (Command, Place, Line, Lines, columns, task)
    module.__dict__.update({one.__name__: one for one in known} | {"agent": agent, "ComposeResult": Any})
    module.__dict__["Colleagues"] = added("screens/frame/about.py", **vars(about))["Colleagues"]
    exec(compile(example("screens/doors/colleagues.py"), module.__name__, "exec"), module.__dict__)
    monkeypatch.setitem(SCREENS, "colleagues", f"{module.__name__}:ColleaguesScreen")


async def test_the_screen(colleagues: None, sit: Sit, monday: object) -> None:
    async with sit() as counter:
        counter.app.go(about.named("colleagues"))
        await counter.settle()
        assert counter.place == "colleagues"
        assert "Mme Rey" in counter.text and "Retour" in counter.text
        counter.call(agent.create, SYSTEM, "karim", "Karim Aziz", Role.RECEPTION, PASSWORD)
        counter.app.catch_up()
        await counter.settle()
        assert "Karim Aziz" in counter.text
        await counter.press("escape")
        assert counter.place == "desk"


@pytest.fixture
def number() -> Iterator[None]:
    """The merge field of the page, registered."""
    added("letters/fields/base.py", **vars(base))
    yield
    del FIELDS["passage_numero"]


def test_the_merge_field(number: None) -> None:
    context = Context(SERVICE, CLAIRE, DAY, person=PERSON, visit=VISIT)
    assert values(LetterKind.ATTESTATION, context)["passage_numero"] == str(VISIT.number)


def test_the_rule(tmp_path: Path) -> None:
    shutil.copytree(PROFILES, tmp_path / "profiles")
    profile = tmp_path / "profiles" / "geneve.toml"
    profile.write_text(text(profile) + "\n" + example("comptoir/profiles/geneve.toml"), "utf-8")
    advice = triage.urgency(load(profile), ["impots"], {"medicament": "oui"}, date(2026, 11, 23))
    assert (advice.level, advice.reason) == (Urgency.N1, "un médicament indispensable manque")


def test_the_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, migrations = tmp_path / "comptoir.db", tmp_path / "migrations"
    Database.open(SqlCipherEngine(path, KEY), migrate=True).close()
    shutil.copytree(database.MIGRATIONS, migrations)
    last = max(int(one.name[:4]) for one in migrations.glob("[0-9]*.py"))
    name = "models/store/migrations/NNNN_call_passed_on.py"
    (migrations / f"{last + 1:04}_call_passed_on.py").write_text(example(name), "utf-8")
    monkeypatch.setattr(database, "MIGRATIONS", migrations)
    upgraded = Database.open(SqlCipherEngine(path, KEY), migrate=True)
    columns_now = upgraded.call(upgraded.engine.database.get_columns, "call")
    assert "passed_on_to" in {one.name for one in columns_now}
    upgraded.close()


# --- what the page names


def test_every_name_stands_in_a_file_that_its_sentence_links_to() -> None:
    page = re.sub(r"(?ms)^```.*?^```", "", PAGE)
    wrong = []
    for block in names.blocks(page):
        if files := names.files_of(block):
            known = set().union(*map(names.defined, files))
            wrong += [name for name in names.named(block) if name not in known | {"questions"}]
    assert not wrong
