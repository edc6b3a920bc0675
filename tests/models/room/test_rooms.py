"""Two sites of one service, a waiting room each: own numbers, own line, own next, own undo."""

from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

import peewee
import pytest

from models import clock
from models.contact import message, request
from models.contact.request import Outcome, Request
from models.errors import ComptoirError
from models.known import merge, search
from models.person import person
from models.person.person import Person, PersonForm
from models.room import arrival, queue, ticket, visit
from models.room.visit import Visit, VisitRow, VisitStatus
from models.service import site
from models.service.agent import SYSTEM, Agent
from models.service.waiting_room import Room
from models.store.database import Database, engine
from tests.models.room.line import asks, books, comes

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture(autouse=True)
def stand_up() -> Iterator[None]:
    yield
    site.use(None)


@pytest.fixture
def sites(db: Database) -> tuple[int, int]:
    """Jonction and Meyrin."""
    first, second = (db.call(site.add, SYSTEM, name).id for name in ("Jonction", "Meyrin"))
    return first, second


def enter(db: Database, by: Agent, where: int | None, *names: str, **more: Any) -> list[Visit]:
    """People come to a site; the session then sits there."""
    site.use(where)
    return [comes(db, by, name, **more) for name in names]


def room(db: Database, where: int | None) -> list[int]:
    """The numbers that wait, as a desk of a site sees them."""
    site.use(where)
    return [one.number for one in db.call(visit.in_room) if one.status is VisitStatus.WAITING]


# Numbers and lines


def test_every_room_counts_from_1_and_sees_its_own_line(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    here, there = sites
    enter(db, alice, here, "A", "B")
    enter(db, alice, there, "C")
    enter(db, alice, None, "D")
    enter(db, alice, here, "E")
    assert room(db, here) == [1, 2, 3]
    assert room(db, there) == [1]
    assert [one.site_id for one in db.call(visit.in_room)] == [there]


def test_a_machine_without_a_site_sees_every_room_with_its_name(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    enter(db, alice, sites[0], "A")
    enter(db, alice, sites[1], "B")
    enter(db, alice, None, "C")
    everybody = db.call(visit.in_room)
    assert [one.number for one in everybody] == [1, 1, 1]
    assert list(db.call(ticket.elsewhere, everybody).values()) == ["Jonction", "Meyrin", ""]
    assert [db.call(ticket.named, one) for one in everybody] == [
        "N° 1 A (Jonction)",
        "N° 1 B (Meyrin)",
        "N° 1 C",
    ]
    # At a site its own name is not said.
    site.use(sites[0])
    assert [db.call(ticket.named, one) for one in everybody[:2]] == ["N° 1 A", "N° 1 B (Meyrin)"]


@pytest.mark.parametrize("known", [True, False])
def test_the_engine_itself_refuses_a_number_twice_in_a_room(
    db: Database, alice: Agent, sites: tuple[int, int], known: bool
) -> None:
    (one,) = enter(db, alice, sites[0] if known else None, "A")

    def again() -> None:
        VisitRow.create(
            person=one.person_id, day=one.day, number=1, arrived_at=clock.now(), status=VisitStatus.DONE,
            urgency="N4", site=one.site_id,
        )  # fmt: skip

    with pytest.raises(peewee.IntegrityError):
        db.call(_in_transaction, again)


def _in_transaction(block: Callable[[], None]) -> None:
    with engine().database.atomic():
        block()


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (("CAS Jonction", "CAS Meyrin", "CAS Lancy"), ["Jonction", "Meyrin", "Lancy"]),
        (("Centre social de Lancy", "centre social d’Onex"), ["de Lancy", "d’Onex"]),
        (("Jonction", "CAS Meyrin"), ["Jonction", "CAS Meyrin"]),
        (("Pavillon", "Pavillon B"), ["Pavillon", "Pavillon B"]),
        (("CAS Jonction",), ["CAS Jonction"]),
    ],
)
def test_sites_are_told_apart_by_what_they_do_not_share(
    db: Database, names: tuple[str, ...], short: list[str]
) -> None:
    for name in names:
        db.call(site.add, SYSTEM, name)
    known = db.call(site.short_names)
    assert [known[number] for number in sorted(known)] == short


# Steps


def test_next_is_whoever_is_first_in_the_room_one_sits_in(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    here, there = sites
    first, second = enter(db, alice, here, "A", "B")
    (other,) = enter(db, alice, there, "C")
    assert db.call(queue.call_next, alice).id == other.id
    with pytest.raises(ComptoirError, match="La salle est vide"):
        db.call(queue.call_next, alice)
    site.use(here)
    assert [db.call(queue.call_next, alice).id for _ in range(2)] == [first.id, second.id]


def test_undoing_goes_back_in_ones_own_room_and_leaves_the_other_alone(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    here, there = sites
    (one,) = enter(db, alice, here, "A")
    (other,) = enter(db, alice, there, "B")
    site.use(here)
    db.call(queue.call, alice, one.id)
    # The same account, at the other site.
    site.use(there)
    db.call(queue.call, alice, other.id)
    site.use(here)
    assert "n° 1" in db.call(queue.undo, alice)
    assert db.call(visit.get, one.id).status is VisitStatus.WAITING
    assert db.call(visit.get, other.id).status is VisitStatus.CALLED
    assert "L’arrivée" in db.call(queue.undo, alice)
    with pytest.raises(ComptoirError, match="étape"):
        db.call(queue.undo, alice)
    site.use(there)
    db.call(queue.undo, alice)
    assert db.call(visit.get, other.id).status is VisitStatus.WAITING


def test_who_went_and_what_the_wall_shows_are_of_the_room(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    here, there = sites
    one, _two = enter(db, alice, here, "A", "B")
    (other,) = enter(db, alice, there, "C")
    db.call(queue.call_next, alice, Room(counters={"alice": "guichet 9"}))
    site.use(here)
    db.call(queue.leave, alice, one.id)
    assert [each.id for each in db.call(ticket.gone)] == [one.id]
    assert db.call(ticket.shown) == []
    clock.advance(minutes=1)
    db.call(queue.call_next, alice, Room(counters={"alice": "guichet 1"}))
    assert [(each.number, each.counter) for each in db.call(ticket.shown)] == [(2, "guichet 1")]
    site.use(there)
    assert db.call(ticket.gone) == []
    assert [(each.number, each.counter) for each in db.call(ticket.shown)] == [(other.number, "guichet 9")]
    site.use(None)
    assert [each.counter for each in db.call(ticket.shown)] == ["guichet 1, Jonction", "guichet 9, Meyrin"]


def test_the_place_in_line_is_said_of_ones_own_room(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    enter(db, alice, sites[0], "A")
    one, two = enter(db, alice, sites[1], "B", "C")
    assert "place 2 sur 2," in db.call(ticket.why, two.id)
    site.use(None)
    assert "place 1 sur 2 (Meyrin)," in db.call(ticket.why, one.id)


# Whom they came for


def test_a_worker_sees_who_came_for_them_anywhere_and_calls_those_who_sit_where_they_do(
    db: Database, alice: Agent, worker: Agent, sites: tuple[int, int]
) -> None:
    here, there = sites
    enter(db, alice, there, "Autre", agent_id=worker.id)
    site.use(here)
    assert [one.agent_id for one in db.call(visit.present)] == [worker.id]
    with pytest.raises(ComptoirError, match="n° 1, Meyrin"):
        db.call(queue.call_next, worker)
    (mine,) = enter(db, alice, here, "Ici", agent_id=worker.id)
    assert db.call(queue.call_next, worker).id == mine.id
    # From a machine of no site, whoever it is.
    site.use(None)
    assert db.call(queue.call_next, worker).site_id == there


def test_the_notice_of_an_arrival_says_at_which_site(
    db: Database, alice: Agent, worker: Agent, marie: Person, sites: tuple[int, int]
) -> None:
    booked = books(db, alice, worker, marie, time(10))
    site.use(sites[1])
    came = db.call(arrival.arrived, alice, booked.id)
    (notice,) = [one for one in db.call(message.inbox, worker.id) if "Est là" in one.body]
    assert "(n° 1, Meyrin)" in notice.body
    # Marked again at another site, they are still where they came.
    site.use(sites[0])
    assert db.call(arrival.arrived, alice, booked.id) == came
    assert db.call(ticket.came) == {booked.id}
    db.call(queue.transfer, alice, came.id, worker.id)
    assert any(
        "noté par Alice Aubert (n° 1, Meyrin)" in one.body for one in db.call(message.inbox, worker.id)
    )


def test_an_arrival_undone_is_undone_at_its_own_site(
    db: Database, alice: Agent, worker: Agent, marie: Person, sites: tuple[int, int]
) -> None:
    booked = books(db, alice, worker, marie, time(10))
    site.use(sites[1])
    db.call(arrival.arrived, alice, booked.id)
    site.use(sites[0])
    with pytest.raises(ComptoirError, match="étape"):
        db.call(queue.undo, alice)
    site.use(sites[1])
    assert "est annulée" in db.call(queue.undo, alice)
    assert db.call(visit.present) == []


def test_what_was_asked_at_another_site_is_theirs_to_settle(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    for where, name in ((sites[0], "A"), (sites[1], "B"), (None, "C")):
        site.use(where)
        asks(db, alice, name, Outcome.APPOINTMENT)
    names = {one.person_id: name for one, name in zip(_open(db), "ABC", strict=True)}
    site.use(sites[0])
    assert [names[one.person_id] for one in _open(db)] == ["A", "C"]
    site.use(sites[1])
    assert [names[one.person_id] for one in _open(db)] == ["B", "C"]
    # A site that is closed settles nothing any more.
    db.call(site.close, SYSTEM, sites[0])
    assert [names[one.person_id] for one in _open(db)] == ["A", "B", "C"]


def _open(db: Database) -> list[Request]:
    return db.call(request.unsettled)


# Who is who


def test_a_ticket_number_finds_who_bears_it_at_ones_own_site(
    db: Database, alice: Agent, sites: tuple[int, int]
) -> None:
    for name in ("Zero", "Zeron", "Zeros", "Zerot"):  # whose file numbers are nobody's ticket
        db.call(person.create, alice, PersonForm(family_name=name), "CH", name)
    enter(db, alice, sites[0], "A", "B", "C", "D")
    enter(db, alice, sites[1], "E", "F", "G", "H")
    assert [one.name for one in db.call(search.search, "#4")] == ["H", "ZEROT"]
    site.use(sites[0])
    assert [one.name for one in db.call(search.search, "#4")] == ["D", "ZEROT"]
    site.use(None)
    assert [one.name for one in db.call(search.search, "#4")] == ["D", "H", "ZEROT"]


def test_who_is_merged_keeps_a_ticket_in_each_room(
    db: Database, alice: Agent, marie: Person, sites: tuple[int, int]
) -> None:
    twin = db.call(person.create, alice, PersonForm(family_name="Dupond", given_name="Marie"), "CH", "twin")
    for where, who in ((sites[0], marie), (sites[0], twin), (sites[1], twin)):
        site.use(where)
        db.call(visit.arrive, alice, who.id)
        clock.advance(minutes=1)
    done = db.call(merge.merge, alice, marie.id, twin.id)
    assert (room(db, sites[0]), room(db, sites[1])) == ([1], [1])
    db.call(merge.undo, alice, done.id)
    assert (room(db, sites[0]), room(db, sites[1])) == ([1, 2], [1])
