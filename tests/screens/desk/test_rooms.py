"""A desk of a service that has two sites: its own room, or every room when it stands nowhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking
from models.room import arrival, queue, visit
from models.room.visit import Visit, VisitStatus
from models.service import agent, site
from models.service.agent import SYSTEM
from models.service.permission import Role
from models.service.venue import Venue
from tests.screens.conftest import Sit, Sitting
from tests.screens.desk.test_desk import newcomer
from tests.screens.desk.test_room import enter, in_the_room, now

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture(autouse=True)
def stand_up() -> Iterator[None]:
    yield
    site.use(None)


def two_sites(counter: Sitting) -> tuple[int, int]:
    """Jonction, where this desk stands, and Meyrin."""
    here, there = (counter.call(site.add, SYSTEM, name).id for name in ("Jonction", "Meyrin"))
    site.use(here)
    return here, there


def enter_at(counter: Sitting, where: int | None, *names: str) -> list[Visit]:
    """People take a seat at another site than this desk’s."""
    here = site.here()
    site.use(where)
    came = enter(counter, *names)
    site.use(here)
    return came


def books(counter: Sitting, name: str, where: int | None, minutes: int) -> Appointment:
    """An appointment with the first worker, at a site."""
    host = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
    start = clock.now() + timedelta(minutes=minutes)
    who = newcomer(counter, name)
    wanted = Booking(
        who.id, "premier_entretien", host.id or 0, start, start + timedelta(minutes=20), Venue.ON_SITE
    )
    kept = counter.call(agenda.book, counter.app.agent, wanted, f"b{name}")
    counter.call(_stand_at, kept.id, where)
    return kept


def _stand_at(appointment_id: int, where: int | None) -> None:
    from models.agenda.appointment import AppointmentRow

    AppointmentRow.update(site_id=where).where(AppointmentRow.id == appointment_id).execute()


async def test_a_desk_sees_and_calls_its_own_room(sit: Sit) -> None:
    async with sit() as counter:
        _here, there = two_sites(counter)
        (other,) = enter_at(counter, there, "Autre")
        one, two = enter(counter, "Un", "Deux")
        await in_the_room(counter)
        assert "Salle d’attente   2 personnes" in counter.text
        assert "AUTRE" not in counter.text
        await counter.press("n", "n")
        assert [now(counter, each).status for each in (one, two)] == [VisitStatus.CALLED] * 2
        await counter.press("n")
        assert "Personne n’attend" in counter.text
        assert now(counter, other).status is VisitStatus.WAITING
        await counter.press("u")
        assert now(counter, two).status is VisitStatus.WAITING


async def test_a_walk_in_gets_the_next_number_of_the_room(sit: Sit) -> None:
    async with sit() as counter:
        _here, there = two_sites(counter)
        enter_at(counter, there, "A", "B", "C")
        await counter.press("f2")
        await counter.type("Zbinden+")
        await counter.press("enter", "ctrl+s")
        await counter.type("dettes")
        await counter.press("enter", "ctrl+s")
        (came,) = counter.call(visit.in_room)
        assert (came.number, came.site_id) == (1, site.here())


async def test_what_happens_at_the_other_site_changes_nothing_on_the_screen(sit: Sit) -> None:
    async with sit() as counter:
        _here, there = two_sites(counter)
        enter(counter, "Un")
        await in_the_room(counter)
        before = counter.lines
        first, second = enter_at(counter, there, "Autre", "Encore")
        counter.call(queue.call, SYSTEM, first.id)
        counter.call(queue.leave, SYSTEM, second.id)
        counter.app.screen.catch_up()  # type: ignore[attr-defined]
        await counter.settle()
        assert counter.lines == before


async def test_a_desk_without_a_site_sees_every_room_with_its_name(sit: Sit) -> None:
    async with sit() as counter:
        here, there = two_sites(counter)
        site.use(None)
        enter_at(counter, here, "Un")
        enter_at(counter, there, "Autre")
        enter(counter, "Seul")
        await in_the_room(counter)
        assert "Salle d’attente   3 personnes" in counter.text
        assert counter.line_with("UN ").split()[:3] == [">", "1", "Jonction"]
        assert counter.line_with("AUTRE").split()[:2] == ["1", "Meyrin"]
        assert "Jonction" not in counter.line_with("SEUL")
        assert all(len(line) <= 80 for line in counter.lines)
        await counter.press("n", "n")
        assert "N° 1 AUTRE (Meyrin) : numéro appelé" in counter.text.replace("\u00a0", " ")


async def test_who_is_expected_is_expected_here_or_anywhere(sit: Sit) -> None:
    async with sit() as counter:
        here, there = two_sites(counter)
        for minutes, name, where in ((10, "Ici", here), (40, "Ailleurs", there), (70, "Partout", None)):
            books(counter, name, where, minutes)
        await in_the_room(counter)
        assert "ICI" in counter.text
        assert "PARTOUT" in counter.text
        assert "AILLEURS" not in counter.text
        site.use(None)
        await in_the_room(counter)
        assert counter.line_with("AILLEURS").endswith("Meyrin")
        assert counter.line_with("PARTOUT").endswith("sur place")


async def test_each_room_is_full_when_its_own_seats_are_taken(sit: Sit) -> None:
    async with sit() as counter:
        _here, there = two_sites(counter)
        room = msgspec.structs.replace(counter.profile.room, capacities={"jonction": 2})
        profile = msgspec.structs.replace(counter.profile, room=room)
        counter.app.desk = replace(counter.app.desk, profile=profile)
        enter_at(counter, there, "A", "B", "C")
        enter(counter, "Un")
        await in_the_room(counter)
        assert "PLEINE" not in counter.text
        enter(counter, "Deux")
        await in_the_room(counter)
        assert "Salle d’attente   2 personnes, PLEINE, attente" in counter.text
        site.use(None)
        await in_the_room(counter)
        assert "5 personnes, PLEINE : Jonction" in counter.text.replace("\u00a0", " ")
        assert "Salle pleine" in counter.text


async def test_the_number_of_a_ticket_finds_who_bears_it_at_ones_own_site(sit: Sit) -> None:
    async with sit() as counter:
        _here, there = two_sites(counter)
        enter_at(counter, there, "Autre")
        enter(counter, "Un")
        await counter.type("#1")
        assert "UN " in counter.lines[2]
        assert "dans la salle" in counter.lines[2]
        # The other one bears that file number, and waits elsewhere.
        assert "dans la salle" not in counter.line_with("AUTRE")


async def test_a_worker_sees_who_came_for_them_to_the_other_site(sit: Sit) -> None:
    async with sit() as counter:
        host = counter.call(agent.everyone, Role.SOCIAL_WORKER)[0]
        here, there = two_sites(counter)
        site.use(there)
        counter.call(arrival.arrived, counter.app.agent, books(counter, "Ailleurs", there, 10).id)
        (sent,) = enter(counter, "Envoyé")
        counter.call(queue.transfer, counter.app.agent, sent.id, host.id)
        site.use(here)
        path = counter.path
    async with sit(who=host, path=path) as counter:
        assert "personne dans la salle, 2 ailleurs" in counter.text
        line = counter.line_with("AILLEURS")
        assert "Meyrin" in line
        assert "là, n° 1" in line
        assert "Meyrin, Dettes" in counter.line_with("ENVOYÉ")
        await counter.press("n")
        assert "On vous attend ailleurs" in counter.text
        assert now(counter, sent).status is VisitStatus.WAITING


async def test_a_motive_too_long_for_its_column_is_marked_as_cut(sit: Sit) -> None:
    async with sit() as counter:
        (one,) = enter(counter, "Un")
        await in_the_room(counter)
        long_one = "cherche ses papiers dans la voiture garée loin d’ici, revient avec sa sœur"
        await counter.press("h")
        await counter.type(long_one)
        await counter.press("enter")
        assert now(counter, one).reason == long_one
        assert counter.line_with("cherche ses").endswith("…")
        assert all(len(line) <= 80 for line in counter.lines)
