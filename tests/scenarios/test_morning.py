"""The same morning on the screens and in a real terminal, and what stands in the database at noon."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

import pytest

from models import clock
from models.agenda import agenda
from models.contact import message, request
from models.contact.call import CallRow
from models.contact.message import MessageKind
from models.contact.request import Outcome
from models.person import person
from models.room import visit
from models.room.visit import VisitRow, VisitStatus
from models.service import agent
from models.store import draft
from models.store.database import Database
from models.triage.triage import Urgency
from tests import another_day
from tests.conftest import KEY, without
from tests.conftest import MORNING as NINE
from tests.project import PROFILES
from tests.scenarios.morning import DAY, MORNING, before_nine
from tests.scenarios.test_days import in_terminal, on_screens
from tests.screens.conftest import Sit
from tests.terminal.conftest import Site


def came(db: Database) -> dict[str, visit.Visit]:
    """Everybody who came today by family name; each has one visit."""
    rows = db.call(lambda: [visit.from_row(row) for row in VisitRow.select().order_by(VisitRow.number)])
    found = {}
    for one in rows:
        name = db.call(person.get, one.person_id or 0).family_name or "anonyme"
        assert name not in found, f"{name} stands in the line twice"
        found[name] = one
    return found


def check_noon(db: Database, by: agent.Agent) -> None:
    """Nobody is lost, nobody is doubled, what is due is due, and the line is as it should be."""
    visits = came(db)
    assert len(visits) == 13
    assert [one.number for one in visits.values()] == list(range(1, 14))
    waits = [one for one in db.call(visit.present) if one.status is VisitStatus.WAITING]
    names = {one.id: name for name, one in visits.items()}
    # By urgency, then by the booked hour or the arrival; who left and came back waits from then.
    assert [names[one.id] for one in waits] == [
        "Silva", "Keller", "Dupont", "Rochat", "Perret", "Bekele", "Arnaud",
    ]  # fmt: skip
    assert (visits["Moreau"].urgency, visits["Moreau"].status) == (Urgency.N0, VisitStatus.DONE)
    assert visits["Rochat"].late >= 11
    assert [one.theme for one in db.call(request.of_visit, visits["Dupont"].id)] == ["dettes", "loyer_impaye"]
    done = {name for name, one in visits.items() if one.status is VisitStatus.DONE}
    assert done == {"anonyme", "Martin", "Haddad", "Costa", "Nguyen", "Moreau"}

    workers = {one.login: one for one in db.call(agent.everyone)}
    for name, login, hour in (("Rochat", "favre", 9), ("Bekele", "rey", 10), ("Arnaud", "favre", 10)):
        one = db.call(agenda.get, visits[name].appointment_id or 0)
        assert (visits[name].agent_id, one.agent_id) == (workers[login].id, workers[login].id)
        assert (visits[name].line_at, clock.local(one.starts_at).hour) == (one.starts_at, hour)
        assert one.moved == 0

    assert db.call(lambda: CallRow.select().count()) == 8
    due = {one.body: clock.local(one.due_at or clock.now()) for one in db.call(message.call_backs)}
    assert {words: at.time() for words, at in due.items()} == {
        "aide à domicile": time(14, 30), "la déclaration": time(9),
    }  # fmt: skip
    assert [at.date().day for at in due.values()] == [DAY.day, DAY.day + 1]
    # A school that is worried stays due until the danger was asked about.
    assert [(one.words, one.outcome) for one in db.call(request.unsettled)] == [
        ("des bleus, il ne parle plus", Outcome.INFORMED)
    ]
    slips = {
        login: [
            one.body for one in db.call(message.inbox, workers[login].id) if one.kind is MessageKind.MESSAGE
        ]
        for login in ("rey", "favre")
    }
    assert slips == {"rey": ["rappeler la caisse"], "favre": ["à voir avec la maternité"]}
    assert db.call(draft.parked, by) == []


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("monday")
async def test_a_morning_on_the_screens(sit: Sit) -> None:
    async with sit("geneve") as counter:
        db = counter.app.database
        before_nine(db, counter.app.agent)
        await counter.press("ctrl+f")
        await on_screens(counter, MORNING)
        assert counter.place == "desk"
        check_noon(db, counter.app.agent)


@contextmanager
def the_monday() -> Iterator[dict[str, str]]:
    """What makes it that Monday morning for the program in the terminal."""
    if not shutil.which(another_day.COMPILER):
        without(f"{another_day.COMPILER} is not installed: another day takes a C compiler")
    with another_day.variables(datetime.combine(DAY, time(9, 41))) as environ:
        yield {name: environ[name] for name in ("LD_PRELOAD", another_day.SHIFT)}


@pytest.mark.timeout(400)
@pytest.mark.pty
def test_a_morning_in_a_real_terminal(site: Site, furnished: Callable[[str], Path]) -> None:
    for old in site.folder.glob("comptoir.db*"):
        old.unlink()
    shutil.copy(furnished("geneve"), site.path)
    (site.folder / "comptoir.cle").write_text(KEY)
    # The Monday is Geneva's: the site's own zone is where it is morning now.
    shutil.copy(PROFILES / "geneve.toml", site.folder / "profil.toml")
    clock.use_zone("Europe/Zurich")
    with clock.frozen(NINE), site.database() as db:
        before_nine(db, db.call(agent.get, 1))
    with the_monday() as variables:
        terminal = site.desk((80, 24), **variables)
        in_terminal(terminal, MORNING)
        terminal.press("ctrl+q", "ctrl+q")
        assert terminal.exit_code == 0
    with clock.frozen(NINE), site.database() as db:
        check_noon(db, db.call(agent.get, 1))
