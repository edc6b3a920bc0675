"""Two appointments one after the other: brought forward and moved together, both or neither."""

from datetime import date, time, timedelta

import msgspec
import pytest

from models import clock
from models.agenda import agenda, consecutive, proposal, standby
from models.agenda.appointment import Appointment, Booking, Status
from models.errors import SlotTaken
from models.hours import opening
from models.person.person import Person
from models.service.agent import Agent, AgentRow
from models.service.permission import Role
from models.service.profile import Profile
from models.service.venue import Venue
from models.store.database import Database
from tests.models.agenda.test_standby import first, somebody, wants

pytestmark = pytest.mark.usefixtures("monday")
FRIDAY = date(2026, 12, 4)


@pytest.fixture
def one_after_the_other(
    db: Database, alice: Agent, worker: Agent, marie: Person, rules: Profile
) -> tuple[Profile, Appointment, Appointment]:
    """A motive with two workers in a row, and Marie’s two appointments of that kind on a Friday."""
    motive = msgspec.structs.replace(
        rules.motive("entretien_a_deux"), minutes=30, second_roles=["manager"], consecutive=True
    )

    def manager() -> int:
        made = AgentRow.create(login="carla", name="Carla Conti", role=Role.MANAGER, password="")
        opening.open_range(alice, made.id, "FREQ=DAILY", time(8), time(18), starts_on=date(2026, 1, 5))
        return int(made.id)

    start, half = clock.at(FRIDAY, time(10)), timedelta(minutes=30)
    first = Booking(marie.id, motive.id, worker.id or 0, start, start + half, Venue.ON_SITE)
    then = Booking(marie.id, motive.id, db.call(manager), start + half, start + 2 * half, Venue.ON_SITE)
    before, after = db.call(agenda.book_both, alice, first, then, "pair")
    return msgspec.structs.replace(rules, motives=[motive]), before, after


def test_two_that_follow_one_another_are_brought_forward_together(
    db: Database,
    alice: Agent,
    marie: Person,
    one_after_the_other: tuple[Profile, Appointment, Appointment],
) -> None:
    changed, before, after = one_after_the_other
    # Asked of the second, it is asked of both, once.
    one = wants(db, alice, after)
    assert (one.booked, wants(db, alice, before)) == (before, one)
    known = db.call(standby.of_appointment, after.id)
    assert known is not None
    assert known.id == one.id
    slot = first(db, changed)
    assert slot.second is not None
    assert slot.second.starts_at == slot.ends_at
    assert slot.starts_at < before.starts_at
    kept = db.call(proposal.accept, alice, one.id, slot, "accept")
    found = db.call(agenda.upcoming, marie.id)
    assert [(each.id, each.starts_at, each.moved) for each in found] == [
        (before.id, slot.starts_at, 1),
        (after.id, slot.second.starts_at, 1),
    ]
    assert kept == found[0]
    assert db.call(proposal.accept, alice, one.id, slot, "accept") == kept
    assert db.call(standby.waiting) == []


def test_when_the_second_has_no_time_left_neither_is_moved(
    db: Database,
    alice: Agent,
    marie: Person,
    one_after_the_other: tuple[Profile, Appointment, Appointment],
) -> None:
    changed, before, after = one_after_the_other
    one = wants(db, alice, before)
    slot = first(db, changed)
    assert slot.second is not None
    taken = Booking(
        somebody(db, alice, "Lopes").id,
        before.motive,
        slot.second.agent_id,
        slot.second.starts_at,
        slot.second.ends_at,
        Venue.ON_SITE,
    )
    db.call(agenda.book, alice, taken, "taken")
    with pytest.raises(SlotTaken):
        db.call(proposal.accept, alice, one.id, slot, "accept")
    assert db.call(agenda.upcoming, marie.id) == [before, after]
    assert [each.id for each in db.call(standby.waiting)] == [one.id]
    # The next proposal is another one, at which both are free.
    other = first(db, changed)
    assert (other.starts_at, other.agent_id) != (slot.starts_at, slot.agent_id)


def test_half_of_two_that_follow_one_another_is_not_brought_forward_alone(
    db: Database, alice: Agent, one_after_the_other: tuple[Profile, Appointment, Appointment]
) -> None:
    changed, before, after = one_after_the_other
    wants(db, alice, before)
    db.call(agenda.mark, alice, after.id, Status.EXCUSED)
    assert db.call(proposal.find, changed) == []


@pytest.mark.parametrize("minutes", [-45, -15, 15, 45])
def test_two_are_moved_by_a_little_although_each_is_in_the_way_of_the_other(
    db: Database,
    alice: Agent,
    marie: Person,
    one_after_the_other: tuple[Profile, Appointment, Appointment],
    minutes: int,
) -> None:
    _, before, after = one_after_the_other
    shift = timedelta(minutes=minutes)
    first, then = (
        Booking(
            marie.id, each.motive, each.agent_id, each.starts_at + shift, each.ends_at + shift, each.venue
        )
        for each in (before, after)
    )
    db.call(consecutive.move_both, alice, after.id, first, then, "empêchée", "key")
    again = db.call(consecutive.move_both, alice, after.id, first, then, "empêchée", "key")
    found = db.call(agenda.upcoming, marie.id)
    assert again == found[0]
    assert [(each.id, each.starts_at, each.moved) for each in found] == [
        (before.id, before.starts_at + shift, 1),
        (after.id, after.starts_at + shift, 1),
    ]


def test_where_the_second_was_cancelled_moving_the_first_books_another(
    db: Database,
    alice: Agent,
    marie: Person,
    one_after_the_other: tuple[Profile, Appointment, Appointment],
) -> None:
    _, before, after = one_after_the_other
    db.call(agenda.mark, alice, after.id, Status.EXCUSED)
    day = timedelta(days=3)
    first, then = (
        Booking(marie.id, each.motive, each.agent_id, each.starts_at + day, each.ends_at + day, each.venue)
        for each in (before, after)
    )
    for _ in range(2):
        db.call(consecutive.move_both, alice, before.id, first, then, "", "key")
        found = db.call(agenda.upcoming, marie.id)
        assert [(each.starts_at, each.moved) for each in found] == [
            (first.starts_at, 1),
            (then.starts_at, 0),
        ]
