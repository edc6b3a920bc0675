"""Who wants to come earlier: listed as soon as a slot frees, called little, served once."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import msgspec
import pytest

from models import clock
from models.agenda import agenda, proposal, standby
from models.agenda.appointment import Appointment, Booking, Status
from models.agenda.standby import Reply
from models.contact import request
from models.contact.request import RequestForm
from models.errors import ComptoirError, InvalidInput, SlotTaken
from models.hours import absence, opening
from models.person import person
from models.person.person import Person, PersonForm, PersonRow
from models.service.agent import Agent, AgentRow
from models.service.permission import Role
from models.service.profile import Profile
from models.service.venue import Venue
from models.slots.slot import Slot
from models.store import journal
from models.store.database import Database, atomic

pytestmark = pytest.mark.usefixtures("monday")
FRIDAY = date(2026, 12, 4)


def somebody(db: Database, alice: Agent, name: str) -> Person:
    return db.call(person.create, alice, PersonForm(family_name=name, phone="022 420 00 01"), "CH", name)


def book(
    db: Database, alice: Agent, worker: Agent, who: Person, at: datetime, minutes: int = 30
) -> Appointment:
    wanted = Booking(who.id, "suivi", worker.id or 0, at, at + timedelta(minutes=minutes), Venue.ON_SITE)
    return db.call(agenda.book, alice, wanted, f"{who.id} {at}")


@pytest.fixture
def full(db: Database, alice: Agent, worker: Agent) -> Callable[[date], None]:
    """``full(day)`` leaves no slot free until then: the worker is away."""

    def fill(until: date) -> None:
        start = clock.now() - timedelta(hours=3)
        db.call(absence.be_absent, alice, worker.id or 0, start, clock.at(until, time(0)), "congé")

    return fill


@pytest.fixture
def booked(db: Database, alice: Agent, worker: Agent, marie: Person) -> Appointment:
    """Marie comes on Friday in two weeks."""
    return book(db, alice, worker, marie, clock.at(FRIDAY, time(9)))


def wants(db: Database, alice: Agent, one: Appointment, words: str = "") -> standby.Standby:
    return db.call(
        standby.want,
        alice,
        one.person_id,
        motive=one.motive,
        appointment_id=one.id,
        key=f"want {one.id}",
        words=words,
    )


def first(db: Database, rules: Profile) -> Slot:
    (one,) = db.call(proposal.find, rules)
    return one.slot


def test_an_earlier_slot_that_frees_is_proposed_at_once(
    db: Database,
    alice: Agent,
    worker: Agent,
    booked: Appointment,
    rules: Profile,
    full: Callable[[date], None],
) -> None:
    wants(db, alice, booked)
    tuesday = date(2026, 12, 1)
    for hour, minute in ((9, 0), (9, 45), (10, 30), (11, 15)):
        who = somebody(db, alice, f"P{hour}{minute}")
        kept = book(db, alice, worker, who, clock.at(tuesday, time(hour, minute)), 45)
    full(tuesday)
    for day in range(2, 4):
        start = clock.at(date(2026, 12, day), time(9))
        db.call(absence.be_absent, alice, worker.id or 0, start, start + timedelta(hours=3), "congé")
    assert db.call(proposal.find, rules) == []
    db.call(agenda.mark, alice, kept.id, Status.EXCUSED)
    slot = first(db, rules)
    assert clock.local(slot.starts_at) == clock.local(kept.starts_at)


def test_accepting_moves_the_appointment_and_ends_the_wait(
    db: Database, alice: Agent, booked: Appointment, rules: Profile
) -> None:
    one = wants(db, alice, booked)
    slot = first(db, rules)
    kept = db.call(proposal.accept, alice, one.id, slot, "accept")
    assert (kept.id, kept.starts_at, kept.moved) == (booked.id, slot.starts_at, 1)
    assert db.call(standby.waiting) == []
    # A retry after a cut finds it done.
    again = db.call(proposal.accept, alice, one.id, slot, "accept")
    assert (again.starts_at, again.moved) == (slot.starts_at, 1)
    assert db.call(lambda: standby.OfferRow.select().count()) == 1


def test_who_was_served_elsewhere_is_not_served_twice(
    db: Database, alice: Agent, booked: Appointment, rules: Profile
) -> None:
    one = wants(db, alice, booked)
    slot = first(db, rules)
    db.call(proposal.accept, alice, one.id, slot, "first desk")
    later = Slot(
        slot.agent_id,
        slot.agent_name,
        slot.ends_at,
        slot.ends_at + timedelta(minutes=45),
        slot.venues,
    )
    with pytest.raises(ComptoirError, match="n’attend plus"):
        db.call(proposal.accept, alice, one.id, later, "second desk")
    assert db.call(agenda.get, booked.id).moved == 1


def test_the_first_who_accepts_has_it_the_other_still_waits(
    db: Database, alice: Agent, worker: Agent, booked: Appointment, rules: Profile
) -> None:
    other = book(db, alice, worker, somebody(db, alice, "Lopes"), clock.at(FRIDAY, time(10)))
    one, two = wants(db, alice, booked), wants(db, alice, other)
    proposed = db.call(proposal.find, rules)
    assert [each.standby.id for each in proposed] == [one.id, two.id]
    slot = proposed[0].slot
    assert proposed[1].slot == slot
    db.call(proposal.accept, alice, two.id, slot, "two")
    with pytest.raises(SlotTaken):
        db.call(proposal.accept, alice, one.id, slot, "one")
    (left,) = db.call(standby.waiting)
    assert (left.id, left.offers) == (one.id, 0)
    assert db.call(agenda.get, booked.id).starts_at == booked.starts_at


def test_three_offers_in_all_and_none_within_seven_days(
    db: Database, alice: Agent, worker: Agent, marie: Person, rules: Profile
) -> None:
    booked = book(db, alice, worker, marie, clock.at(date(2027, 1, 15), time(9)))
    one = wants(db, alice, booked)
    for call in range(3):
        slot = first(db, rules)
        left = db.call(proposal.refuse, alice, one.id, slot, Reply.REFUSED if call else Reply.NO_ANSWER)
        assert left.offers == call + 1
        assert db.call(proposal.find, rules) == []
        clock.advance(days=6, hours=23)
        assert db.call(proposal.find, rules) == []
        clock.advance(hours=2)
    assert db.call(proposal.find, rules) == []
    db.call(proposal.undo, alice, one.id)
    assert len(db.call(proposal.find, rules)) == 1


def test_words_and_place_narrow_what_is_proposed(
    db: Database, alice: Agent, booked: Appointment, rules: Profile
) -> None:
    wants(db, alice, booked, words="jeudi après 10 h")
    at = clock.local(first(db, rules).starts_at)
    assert (at.weekday(), at.hour >= 10) == (3, True)


def test_a_later_slot_is_no_offer(
    db: Database, alice: Agent, booked: Appointment, rules: Profile, full: Callable[[date], None]
) -> None:
    wants(db, alice, booked)
    full(FRIDAY)
    # On the Friday itself nothing begins before nine.
    assert db.call(proposal.find, rules) == []


@pytest.mark.parametrize("status", [Status.EXCUSED, Status.REVOKED])
def test_a_cancelled_appointment_ends_the_wait_and_undoing_it_does_not(
    db: Database, alice: Agent, booked: Appointment, status: Status
) -> None:
    one = wants(db, alice, booked)
    db.call(agenda.mark, alice, booked.id, status)
    assert db.call(standby.waiting) == []
    assert db.call(standby.of_appointment, booked.id) is None
    db.call(agenda.mark, alice, booked.id, Status.UPCOMING)
    again = db.call(standby.of_appointment, booked.id)
    assert again is not None
    assert again.id == one.id


def test_wanting_twice_is_one_line(db: Database, alice: Agent, booked: Appointment) -> None:
    one = wants(db, alice, booked)
    again = db.call(
        standby.want, alice, booked.person_id, motive="suivi", appointment_id=booked.id, key="other"
    )
    assert again == one == wants(db, alice, booked)
    db.call(standby.withdraw, alice, one.id)
    assert db.call(standby.waiting) == []
    assert db.call(standby.put_back, alice, one.id) == one
    actions = [line.action for line in db.call(journal.about, booked.person_id)]
    assert actions[-2:] == ["standby.withdrawn", "standby.put_back"]


def test_an_appointment_that_is_over_cannot_be_brought_forward(
    db: Database, alice: Agent, booked: Appointment
) -> None:
    db.call(agenda.mark, alice, booked.id, Status.EXCUSED)
    with pytest.raises(InvalidInput):
        wants(db, alice, booked)


def asked(db: Database, alice: Agent, who: Person) -> int:
    form = RequestForm("dettes", "suivi")

    def keep() -> int:
        with atomic():
            return request.add(alice, form, person_id=who.id)

    return db.call(keep)


def test_a_first_slot_is_waited_for_within_the_delay(
    db: Database, alice: Agent, marie: Person, rules: Profile, full: Callable[[date], None]
) -> None:
    number = asked(db, alice, marie)
    full(date(2026, 12, 3))
    one = db.call(
        standby.want,
        alice,
        marie.id,
        motive="suivi",
        request_id=number,
        venue="on_site",
        deadline=date(2026, 12, 2),
        key="k",
    )
    assert db.call(request.get, number).settled_at is not None
    assert db.call(proposal.find, rules) == []
    # Once the delay has passed, whatever comes is better than nothing.
    clock.advance(days=10)
    slot = first(db, rules)
    kept = db.call(proposal.accept, alice, one.id, slot, "accept")
    assert (kept.person_id, kept.request_id, kept.venue) == (marie.id, number, Venue.ON_SITE)
    assert db.call(standby.waiting) == []


def test_withdrawing_a_first_slot_brings_the_request_back(db: Database, alice: Agent, marie: Person) -> None:
    number = asked(db, alice, marie)
    one = db.call(standby.want, alice, marie.id, motive="suivi", request_id=number, key="k")
    db.call(standby.withdraw, alice, one.id)
    assert db.call(request.get, number).settled_at is None


def test_a_first_slot_booked_otherwise_ends_the_wait(
    db: Database, alice: Agent, worker: Agent, marie: Person
) -> None:
    db.call(standby.want, alice, marie.id, motive="suivi", key="k")
    assert len(db.call(standby.waiting)) == 1
    book(db, alice, worker, marie, clock.at(FRIDAY, time(9)))
    assert db.call(standby.waiting) == []


def test_nobody_is_proposed_an_hour_at_which_they_are_expected(
    db: Database, alice: Agent, worker: Agent, booked: Appointment, marie: Person, rules: Profile
) -> None:
    wants(db, alice, booked)
    at = clock.local(first(db, rules).starts_at)
    colleague = db.call(lambda: _colleague(db, alice, worker))
    start = clock.at(at.date(), at.time())
    elsewhere = Booking(
        marie.id, "administratif", colleague, start, start + timedelta(hours=1), Venue.ON_SITE
    )
    db.call(agenda.book, alice, elsewhere, "elsewhere")
    assert clock.local(first(db, rules).starts_at) >= at + timedelta(hours=1)


def _colleague(db: Database, alice: Agent, worker: Agent) -> int:
    made = AgentRow.create(login="carla", name="Carla Conti", role=Role.RECEPTION, password="")
    opening.open_range(
        alice,
        made.id,
        "FREQ=DAILY",
        time(8),
        time(18),
        starts_on=date(2026, 1, 5),
        motives=("administratif",),
    )
    return int(made.id)


def test_who_must_not_be_called_is_said_so(db: Database, alice: Agent, booked: Appointment) -> None:
    wants(db, alice, booked)
    db.call(lambda: PersonRow.update(no_call=True).where(PersonRow.id == booked.person_id).execute())
    (one,) = db.call(standby.waiting)
    assert one.person_alerts == ("NE PAS APPELER",)


@pytest.mark.parametrize("consecutive", [False, True])
def test_two_workers_are_both_taken_by_who_accepts(
    db: Database, alice: Agent, worker: Agent, marie: Person, rules: Profile, consecutive: bool
) -> None:
    joint = msgspec.structs.replace(
        rules.motive("entretien_a_deux"), minutes=30, second_roles=["manager"], consecutive=consecutive
    )
    changed = msgspec.structs.replace(rules, motives=[joint])

    def manager() -> int:
        made = AgentRow.create(login="carla", name="Carla Conti", role=Role.MANAGER, password="")
        opening.open_range(alice, made.id, "FREQ=DAILY", time(8), time(18), starts_on=date(2026, 1, 5))
        return int(made.id)

    carla = db.call(manager)
    one = db.call(standby.want, alice, marie.id, motive=joint.id, venue="on_site", key="k")
    slot = first(db, changed)
    kept = db.call(proposal.accept, alice, one.id, slot, "accept")
    again = db.call(proposal.accept, alice, one.id, slot, "accept")
    assert again.id == kept.id
    hosts = [each.second_agent_id for each in db.call(agenda.upcoming, marie.id)]
    assert hosts == ([None, None] if consecutive else [carla])
