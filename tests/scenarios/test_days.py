"""Three contacts from the door, or the telephone, to the letter: on the screens, and in a real terminal.

Each is read back from the database, from the screen, and from the .docx that the person takes home.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from comptoir.setup.access import read_key
from letters.word.render import text_of
from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment
from models.contact import call, message, orientation, request
from models.contact.call import CallRow
from models.contact.message import MessageKind
from models.contact.orientation import OrientationRow
from models.contact.request import Outcome, Request
from models.known import search
from models.network import partner
from models.room import visit
from models.service import agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import draft, journal
from models.store.database import Database
from models.store.engines.sqlcipher import SqlCipherEngine
from models.text import long_date
from models.triage.triage import Urgency
from tests.scenarios.script import (
    FRANCE_WALK_IN,
    GENEVA_PHONE,
    GENEVA_WALK_IN_BEGUN,
    GENEVA_WALK_IN_ENDED,
    Press,
    Step,
    To,
    Type,
)
from tests.screens.conftest import Sit, Sitting
from tests.terminal.conftest import Open
from tests.terminal.terminal import Terminal


async def on_screens(counter: Sitting, steps: Sequence[Step]) -> None:
    """Play a script by Pilot."""
    for step in steps:
        if isinstance(step, Press):
            await counter.press(*step.keys)
        elif isinstance(step, Type):
            await counter.type(step.words)
        elif isinstance(step, To):
            await counter.to_field(step.label)
        else:
            counter.line_with(step.words)


def in_terminal(terminal: Terminal, steps: Sequence[Step]) -> None:
    """Play a script in a pseudo-terminal."""
    for step in steps:
        if isinstance(step, Press):
            terminal.press(*step.keys)
        elif isinstance(step, Type):
            terminal.type(step.words)
        elif isinstance(step, To):
            terminal.to_field(step.label)
        else:
            terminal.wait_for(step.words)


def only_person(db: Database, name: str) -> int:
    """The one person of that name: a form sent twice would have made two."""
    (found,) = db.call(search.search, name)
    return found.person_id


def last_appointment(db: Database, person_id: int) -> Appointment:
    """The one appointment ahead of a person."""
    (booked,) = db.call(agenda.upcoming, person_id)
    return booked


def letter(folder: Path, start: str) -> str:
    """The words of the one .docx whose name begins with ``start``."""
    (path,) = folder.glob(f"{start}*.docx")
    assert path.stat().st_mode & 0o077 == 0
    return text_of(path.read_bytes())


def requests_of_visit(db: Database, person_id: int) -> list[Request]:
    """What was asked in the last visit of a person."""
    came = db.call(visit.latest, person_id)
    assert came is not None
    return db.call(request.of_visit, came.id)


# --- what each contact must have left behind


def check_geneva_walk_in(db: Database, letters: Path) -> None:
    """Probable, N3, a first appointment inside the delay, the letter with what to bring, the notice."""
    sophie = only_person(db, "martin sophie")
    (asked,) = requests_of_visit(db, sophie)
    assert (asked.theme, asked.urgency) == ("fin_chomage", Urgency.N3)
    assert asked.words == "plus de chômage depuis octobre"
    assert asked.answers["permis"] == "B"
    assert [(one["benefit"], one["verdict"]) for one in asked.prechecks] == [("aide_sociale", "probable")]
    assert asked.prechecks[0]["sources"]
    assert asked.settled_at is not None

    booked = last_appointment(db, sophie)
    day = clock.local(booked.starts_at).date()
    assert day <= clock.today() + timedelta(days=14)
    assert booked.agent_id in [one.id for one in db.call(agent.everyone, Role.SOCIAL_WORKER)]
    notices = db.call(message.inbox, booked.agent_id)
    assert (MessageKind.NOTICE, sophie) in [(one.kind, one.person_id) for one in notices]

    told = letter(letters, "confirmation-martin-sophie")
    for words in (
        "Sophie MARTIN",
        "Rue Ancienne 1",
        "1227 Carouge",
        long_date(day),
        booked.agent_name,
        "pièce d’identité",
    ):
        assert words in told, told
    assert "chômage" not in told
    actions = {line.action for line in db.call(journal.about, sophie)}
    assert {"person.created", "visit.received", "appointment.booked", "letter.written"} <= actions


def check_geneva_phone(db: Database, letters: Path) -> None:
    """Administrative help, booked by telephone, told by letter."""
    paul = only_person(db, "lenoir paul")
    kept = db.call(call.get, db.call(lambda: CallRow.select().order_by(CallRow.id.desc()).first().id))
    assert (kept.person_id, kept.phone) == (paul, "+41797654321")
    (asked,) = db.call(request.of_call, kept.id)
    assert (asked.theme, asked.motive, asked.outcome) == (
        "impots",
        "aide_administrative",
        Outcome.APPOINTMENT,
    )
    booked = last_appointment(db, paul)
    assert (booked.motive, booked.venue) == ("aide_administrative", Venue.PHONE)
    told = letter(letters, "confirmation-lenoir-paul")
    assert long_date(clock.local(booked.starts_at).date()) in told
    assert "téléphone" in told
    assert "impôts" not in told


def check_france_walk_in(db: Database, letters: Path) -> None:
    """N1, the domiciliation interview, an orientation with consent, the partner's details in hand."""
    luc = only_person(db, "petit luc")
    home, roof = requests_of_visit(db, luc)
    assert (home.theme, roof.theme) == ("domiciliation", "sans_domicile")
    assert roof.urgency is Urgency.N1
    assert ("domiciliation", "probable") in [(one["benefit"], one["verdict"]) for one in home.prechecks]
    assert last_appointment(db, luc).motive == "domiciliation"
    kept = db.call(orientation.get, db.call(lambda: OrientationRow.select().first().id))
    assert (kept.person_id, kept.request_id, kept.consent) == (luc, roof.id, True)
    sent_to = db.call(partner.get, kept.partner_id)
    told = letter(letters, "orientation-petit-luc")
    assert sent_to.name.replace("'", "’") in told.replace("'", "’")
    assert "115" in told
    assert "à vérifier" in told
    came = db.call(visit.latest, luc)
    assert came is not None
    assert came.status is visit.VisitStatus.DONE


# --- on the screens


@pytest.mark.usefixtures("monday")
async def test_geneva_a_call_comes_while_a_walk_in_is_half_taken_down(sit: Sit) -> None:
    async with sit("geneve") as counter:
        await on_screens(counter, GENEVA_WALK_IN_BEGUN)
        before = counter.form.state.as_json()
        await on_screens(counter, GENEVA_PHONE)
        assert counter.form.state.as_json() == before
        await on_screens(counter, GENEVA_WALK_IN_ENDED)
        assert counter.place == "desk"
        db = counter.app.database
        check_geneva_walk_in(db, counter.letters)
        check_geneva_phone(db, counter.letters)
        assert db.call(draft.parked, counter.app.agent) == []


@pytest.mark.usefixtures("monday")
async def test_france_somebody_sleeps_outside_tonight(sit: Sit) -> None:
    async with sit("france") as counter:
        await on_screens(counter, FRANCE_WALK_IN)
        assert counter.place == "desk"
        db = counter.app.database
        check_france_walk_in(db, counter.letters)
        booked = last_appointment(db, only_person(db, "petit luc"))
        assert clock.local(booked.starts_at).date() == clock.today()


# --- in a real terminal


def opened(folder: Path) -> tuple[Database, Path]:
    """The database of the demonstration that runs in ``folder``, and where its letters go."""
    (demo,) = folder.glob("comptoir-demo-*")
    return Database.open(
        SqlCipherEngine(demo / "comptoir.db", read_key(demo / "comptoir.cle"))
    ), demo / "courriers"


@pytest.mark.pty
def test_geneva_in_a_real_terminal(open_terminal: Open, tmp_path: Path) -> None:
    terminal = open_terminal("demo", env={"TMPDIR": str(tmp_path)})
    terminal.wait_for("Salle d’attente", 20)
    in_terminal(terminal, (*GENEVA_WALK_IN_BEGUN, *GENEVA_PHONE, *GENEVA_WALK_IN_ENDED))
    clock.use_zone("Europe/Zurich")
    db, letters = opened(tmp_path)
    try:
        check_geneva_walk_in(db, letters)
        check_geneva_phone(db, letters)
    finally:
        db.close()
    terminal.press("ctrl+q", "ctrl+q")
    assert terminal.exit_code == 0
    assert list(tmp_path.glob("comptoir-demo-*")) == []


@pytest.mark.pty
def test_france_in_a_real_terminal(open_terminal: Open, tmp_path: Path) -> None:
    terminal = open_terminal("demo", "--profile", "france", env={"TMPDIR": str(tmp_path)})
    terminal.wait_for("Salle d’attente", 20)
    in_terminal(terminal, FRANCE_WALK_IN)
    clock.use_zone("Europe/Paris")
    db, letters = opened(tmp_path)
    try:
        check_france_walk_in(db, letters)
    finally:
        db.close()
