"""Two sessions on one database: each sees what the other does, and nobody is called twice."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.contact import message
from models.person import person
from models.person.person import PersonForm
from models.room import visit
from models.room.visit import Visit, VisitStatus
from models.service import agent, holiday
from models.service import site as sites
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.service.venue import Venue
from models.store import journal
from models.store.database import Database
from models.triage.triage import Urgency
from tests.conftest import receives_always
from tests.terminal.conftest import PASSWORD, Site, sign_in
from tests.terminal.stopwatch import Stopwatch
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.pty

WITHIN = 2.0


def second_desk(site: Site) -> Terminal:
    """The administrator sits at the other counter."""
    terminal = site.open()
    sign_in(terminal, "admin")
    terminal.wait_for("Salle d’attente")
    return terminal


def worker_day(site: Site, login: str) -> Terminal:
    """A worker, in their office."""
    terminal = site.open()
    sign_in(terminal, login)
    terminal.wait_for("Avis et messages")
    return terminal


def pick(terminal: Terminal, name: str) -> None:
    """Walk down until the pick is on somebody."""
    for _ in range(20):
        if terminal.wait_for(name).startswith(">"):
            return
        terminal.press("down")
        terminal.wait_quiet(0.2)
    raise AssertionError(f"{name} cannot be picked:\n{terminal.text}")


def expect_somebody(site: Site, name: str) -> None:
    """A worker of their own has an appointment in a moment."""
    with site.database() as database:
        alice = database.call(agent.everyone, Role.RECEPTION)[0]
        host = database.call(agent.create, SYSTEM, "marin", "M. Marin", Role.SOCIAL_WORKER, PASSWORD)
        receives_always(database, host.id)
        who = database.call(person.create, alice, PersonForm(family_name=name), "CH", name)
        start = clock.now() + timedelta(seconds=20)
        wanted = Booking(who.id, "suivi", host.id or 0, start, start + timedelta(minutes=5), Venue.ON_SITE)
        # The test may run on any day of the year.
        holiday.use("", "")
        database.call(agenda.book, alice, wanted, f"book-{name}")
        holiday.use("CH", "GE")


def newcomers(site: Site, *names: str) -> None:
    """People come in, the first of all the line."""
    with site.database() as database:
        alice = database.call(agent.everyone, Role.RECEPTION)[0]
        for name in names:
            who = database.call(person.create, alice, PersonForm(family_name=name), "CH", name)
            database.call(visit.arrive, alice, who.id, urgency=Urgency.N1)


def called_newcomers(database: Database) -> list[Visit]:
    """Those of :func:`newcomers` who are called, and not gone yet."""
    here = database.call(visit.present)
    return [one for one in here if one.status is VisitStatus.CALLED and one.urgency is Urgency.N1]


def processor_seconds(terminal: Terminal) -> float:
    """What the program behind a terminal has used of the processor so far."""
    fields = Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_what_one_desk_does_the_other_sees_within_two_seconds_and_nothing_typed_moves(site: Site) -> None:
    first, second = site.open_desk(), second_desk(site)
    newcomers(site, "Zbinden", "Zurcher")
    first.wait_for("ZBINDEN", WITHIN)
    second.wait_for("ZBINDEN", WITHIN)
    pick(second, "ZURCHER")
    first.press("down", "n")
    first.wait_for("ZBINDEN : numéro appelé")
    line = second.wait_for("appelé", WITHIN)
    assert "ZBINDEN" in line
    assert "guichet 1" in line
    # The pick of the second desk is still on the person it was on.
    assert second.wait_for("ZURCHER").startswith(">")


def test_what_is_being_typed_stays_while_the_line_changes(site: Site) -> None:
    first, second = site.open_desk(), second_desk(site)
    second.press("f2")
    second.wait_for("Qui")
    second.type("zbinden+\r")
    second.wait_for("Prénom")
    second.type("Ursu")
    newcomers(site, "Zaugg")
    first.wait_for("ZAUGG", WITHIN)
    second.type("la")
    second.wait_for("Ursula")


def test_a_worker_reads_of_an_arrival_within_two_seconds_and_of_its_undoing(site: Site) -> None:
    expect_somebody(site, "Zbinden")
    desk, worker = site.open_desk(), worker_day(site, "marin")
    assert "attendu" in worker.wait_for("ZBINDEN")
    pick(desk, "ZBINDEN")
    desk.press("a")
    desk.wait_for("attend ; avis à")
    worker.wait_for("Est là (n° ", WITHIN)
    assert "là, n°" in worker.wait_for("ZBINDEN")
    desk.press("u")
    desk.wait_for("L’arrivée du n° ")
    worker.wait_for("l’arrivée est", WITHIN)
    assert "attendu" in worker.wait_for("ZBINDEN")


def test_a_worker_calls_who_came_for_them_and_the_desk_sees_it(site: Site) -> None:
    expect_somebody(site, "Zbinden")
    desk, worker = site.open_desk(), worker_day(site, "marin")
    pick(desk, "ZBINDEN")
    desk.press("a")
    worker.wait_for("là, n°", WITHIN)
    worker.press("n")
    worker.wait_for("ZBINDEN : numéro appelé")
    watch = Stopwatch(desk.process.pid, worker.process.pid)
    while "appelé" not in desk.wait_for("ZBINDEN"):
        assert watch.seconds < WITHIN, desk.text
        desk.wait_quiet(0.1, 0.1)


def test_an_idle_session_sends_nothing_while_nothing_it_shows_changes(site: Site) -> None:
    first, second = site.open_desk(), second_desk(site)
    first.wait_quiet(0.5)
    second.wait_quiet(0.5)
    mark, used = second.received, processor_seconds(second)
    start = time.monotonic()
    # The other types into a form and opens a file: both are written, none is on this desk.
    first.press("f2")
    first.type("dupont marie\r")
    first.wait_for("12.03.1980")
    while time.monotonic() < start + 5:
        first.wait_quiet(0.2, 0.3)
        second.wait_quiet(0.2, 0.3)
    assert second.bytes_since(mark) == 0
    assert (processor_seconds(second) - used) / (time.monotonic() - start) < 0.05


def test_two_people_who_call_at_once_call_two_persons(site: Site) -> None:
    first, second = site.open_desk(), second_desk(site)
    names = [f"Z{letter}binden" for letter in "abcdef"]
    newcomers(site, *names)
    for desk in (first, second):
        desk.wait_for("ZABINDEN", WITHIN)
        desk.press("down")
        desk.wait_for("n suivant")
    for _ in range(3):
        first.press("n")
        second.press("n")
    watch = Stopwatch(first.process.pid, second.process.pid)
    with site.database() as database:
        while len(called := called_newcomers(database)) < len(names) and watch.seconds < 10:
            time.sleep(0.1)
        # Whoever is called twice would be so by now.
        first.wait_quiet(0.5)
        second.wait_quiet(0.5)
        called = called_newcomers(database)
        lines = [
            line.action
            for one in called
            for line in database.call(journal.about, one.person_id or 0)
            if line.action == "visit.called"
        ]
    assert len(called) == 6
    assert len(lines) == 6


def test_the_agenda_and_what_is_due_follow_too(site: Site) -> None:
    first, second = site.open_desk(), second_desk(site)
    second.press("down", "s")
    second.wait_for("À faire   CAS")
    with site.database() as database:
        alice = database.call(agent.everyone, Role.RECEPTION)[0]
        database.call(message.send, alice, None, "le plombier passe à 11 h")
    second.wait_for("le plombier", WITHIN)
    first.wait_for("message", WITHIN)


def two_sites(site: Site) -> None:
    """The service has two sites, and somebody waits in each."""
    with site.database() as database:
        alice = database.call(agent.everyone, Role.RECEPTION)[0]
        for name, who in (("Jonction", "Jaccard"), ("Meyrin", "Meylan")):
            sites.use(database.call(sites.add, SYSTEM, name).id)
            came = database.call(person.create, alice, PersonForm(family_name=who), "CH", who)
            database.call(visit.arrive, alice, came.id)
        sites.use(None)


def desk_at(site: Site, where: str, login: str) -> Terminal:
    """A desk whose settings name its site."""
    terminal = site.open(COMPTOIR_SITE=where)
    sign_in(terminal, login)
    terminal.wait_for(f"Comptoir   {where}")
    return terminal


def test_two_desks_of_two_sites_work_in_two_rooms_and_do_not_wake_each_other(site: Site) -> None:
    two_sites(site)
    jonction, meyrin = desk_at(site, "Jonction", "accueil"), desk_at(site, "Meyrin", "admin")
    wall = site.open_terminal("affichage", "--site", "Jonction", env=site.env)
    wall.wait_for("Jonction   Numéros appelés")
    assert jonction.wait_for("JACCARD").split()[0] == meyrin.wait_for("MEYLAN").split()[0] == "1"
    assert "MEYLAN" not in jonction.text
    assert "JACCARD" not in meyrin.text
    jonction.press("down")
    jonction.wait_for("n suivant")
    for terminal in (jonction, wall):
        terminal.wait_quiet(0.5)
    # What an hour on the screen sends when its minute is over is not what this is about.
    while clock.now().second > 45:
        wall.wait_quiet(0.5)
    marks = [(terminal, terminal.received) for terminal in (jonction, wall)]
    # Meyrin calls its own first, and nobody after; takes it back, calls again, and has them leave.
    meyrin.press("down", "n")
    meyrin.wait_for("MEYLAN : numéro appelé", WITHIN)
    meyrin.press("n")
    meyrin.wait_for("Personne n’attend", WITHIN)
    meyrin.press("u")
    meyrin.wait_for("est de nouveau", WITHIN)
    meyrin.press("n")
    meyrin.wait_for("MEYLAN : numéro appelé", WITHIN)
    for terminal, mark in marks:
        terminal.wait_quiet(1.2, 3)
        assert terminal.bytes_since(mark) == 0
    jonction.press("n")
    jonction.wait_for("JACCARD : numéro appelé", WITHIN)
    wall.wait_for("####", WITHIN)
    assert b"MEYLAN" not in wall.raw


def test_a_wall_of_a_site_that_does_not_exist_is_refused_with_those_that_do(site: Site) -> None:
    two_sites(site)
    wall = site.open_terminal("affichage", "--site", "Lancy", env=site.env)
    wall.wait_for("Sites : Jonction, Meyrin")
    assert wall.exit_code == 1
