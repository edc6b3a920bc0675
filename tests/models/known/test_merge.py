"""Two forms of one person: everything moves, is read back, and can be undone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Appointment, Booking, Status
from models.contact import call, letter, message, orientation, request
from models.contact.call import Caller, CallForm
from models.contact.letter import LetterForm
from models.contact.orientation import OrientationForm
from models.contact.request import RequestForm
from models.errors import ComptoirError
from models.known import merge, search
from models.network.partner import PartnerRow
from models.person import duplicate, person, relationship
from models.person import reference as merge_reference
from models.person.person import Person, PersonForm
from models.person.relationship import Kinship
from models.person.whom import Whom
from models.room import visit
from models.room.visit import Intake
from models.service import agent
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store import draft, journal
from models.store.database import Database, engine
from tests.conftest import receives_always


@pytest.fixture(autouse=True)
def somewhere(db: Database) -> None:
    """The partner whom the orientations of these tests name."""
    db.call(lambda: PartnerRow.create(id=1, source="essai", source_id="1", name="Abri"))


@pytest.fixture
def twin(db: Database, alice: Agent, marie: Person) -> Person:
    """Marie again, typed in a hurry by somebody else."""
    form = PersonForm(
        family_name="Dupond",
        given_name="Marie-Claire",
        birth_date="12.03.1980",
        phone="079 555 00 00",
        email="marie@exemple.ch",
    )
    return db.call(person.create, alice, form, "CH", "twin")


def _book(db: Database, alice: Agent, worker: Agent, who: Person, at: datetime) -> Appointment:
    receives_always(db, worker.id)
    booking = Booking(who.id, "suivi", worker.id or 0, at, at + timedelta(minutes=30), Venue.ON_SITE)
    return db.call(agenda.book, alice, booking, f"booking-{who.id}-{at}")


def _live(db: Database, alice: Agent, worker: Agent, who: Person) -> None:
    """Everything that can be kept about somebody, once."""
    db.call(visit.receive, alice, Intake(who.id, None, (RequestForm("logement"),)), "CH", f"v-{who.id}")
    form = CallForm(clock.now(), Caller.PERSON, person_id=who.id, requests=(RequestForm("dettes"),))
    db.call(call.record, alice, form, "CH", f"c-{who.id}")
    _book(db, alice, worker, who, clock.now() + timedelta(days=1, hours=who.id))
    sent = OrientationForm(Whom(who.id), 1, False)
    db.call(orientation.record, alice, sent, "CH", f"o-{who.id}")
    db.call(message.send, alice, None, "à rappeler", person_id=who.id)
    written = LetterForm("pieces", "Pièces", b"x", "0", {}, person_id=who.id)
    db.call(letter.keep, alice, written, f"l-{who.id}")
    db.call(
        draft.save, alice, f"d-{who.id}", "intake", "accueil", {"form": {"values": {"person": str(who.id)}}}
    )


def _everything() -> dict[str, list[Any]]:
    """Every line of every table but the journal of what is done here, as the database holds them."""
    base: Any = engine().database
    tables = {}
    for table in base.get_tables():
        if table not in ("journal", "merge") and not table.startswith(
            ("person_search", "person_word", "sqlite_")
        ):
            tables[table] = sorted(map(str, base.execute_sql(f'SELECT * FROM "{table}"').fetchall()))
    return tables


def test_everything_moves_and_nothing_names_the_merged_one_any_more(
    db: Database, alice: Agent, worker: Agent, marie: Person, twin: Person, monday: object
) -> None:
    for one in (marie, twin):
        _live(db, alice, worker, one)
    db.call(person.change, alice, twin.id, PersonForm(family_name="Dupond", birth_date="12.03.1980"), "CH")
    assert db.call(merge.remaining, twin.id) > 0
    before = len(db.call(journal.about, marie.id)) + len(db.call(journal.about, twin.id))
    done = db.call(merge.merge, alice, marie.id, twin.id)
    assert db.call(merge.remaining, twin.id) == 0
    for table in ("visit", "call", "appointment", "orientation", "letter"):
        assert done.counts[table] == 1, table
    assert done.counts["request"] == 2
    assert len(db.call(visit.of_person, marie.id)) == 2
    assert len(db.call(letter.list_for, marie.id)) == 2
    assert len(db.call(orientation.of_person, marie.id)) == 2
    assert len(db.call(agenda.upcoming, marie.id)) == 2
    # The merge adds a line of its own, and one for the second ticket of somebody who waits twice.
    assert len(db.call(journal.about, marie.id)) == before + 2
    kept = {one.key: one.state["form"]["values"]["person"] for one in db.call(draft.parked, alice)}
    assert set(kept.values()) == {str(marie.id)}


def test_the_fuller_value_is_proposed_and_either_side_can_be_chosen(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object
) -> None:
    sides = db.call(merge.compare, marie.id, twin.id)
    assert sides.choices == {
        "family_name": merge.LEFT, "given_name": merge.RIGHT, "phone": merge.LEFT, "email": merge.RIGHT,
        "commune": merge.LEFT,
    }  # fmt: skip
    done = db.call(merge.merge, alice, marie.id, twin.id, {"phone": merge.RIGHT, "given_name": merge.LEFT})
    assert done.person == db.call(person.get, marie.id)
    assert (done.person.name, done.person.phone) == ("DUPONT Marie", "+41795550000")
    assert (done.person.email, done.person.commune) == ("marie@exemple.ch", "Carouge")


def test_half_an_address_of_each_side_is_never_proposed(db: Database, alice: Agent, marie: Person) -> None:
    def lives(postcode: str, commune: str, key: str, address: str = "rue du Lac 5") -> int:
        form = PersonForm(family_name="Dupont", address=address, postcode=postcode, commune=commune)
        return db.call(person.create, alice, form, "CH", key).id

    home, longer, none = (
        lives("1201", "Genève", "a"),
        lives("1216", "Vernier", "b"),
        lives("", "Meyrin", "c", ""),
    )
    assert db.call(merge.compare, home, longer).choices == {"postcode": merge.LEFT, "commune": merge.LEFT}
    whole = {"address": merge.RIGHT, "postcode": merge.RIGHT, "commune": merge.RIGHT}
    assert db.call(merge.compare, none, longer).choices == whole


def test_only_the_one_kept_is_found(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object
) -> None:
    db.call(merge.merge, alice, marie.id, twin.id, {"given_name": merge.RIGHT})
    assert [one.person_id for one in db.call(search.search, "dupont")] == [marie.id]
    assert [one.person_id for one in db.call(search.search, "marie claire")] == [marie.id]
    assert [one.person_id for one in db.call(search.search, "0795550000")] == []
    assert db.call(duplicate.of_person, marie.id, "CH") == []
    # A number on paper still leads to who it was.
    assert db.call(person.get, twin.id).id == marie.id


def test_a_merge_that_would_change_nothing_never_says_it_did(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object
) -> None:
    with pytest.raises(ComptoirError, match="déjà la même"):
        db.call(merge.merge, alice, marie.id, marie.id)
    db.call(merge.merge, alice, marie.id, twin.id)
    with pytest.raises(ComptoirError, match="déjà la même"):
        db.call(merge.merge, alice, marie.id, twin.id)


def test_what_does_not_read_back_is_not_kept(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.call(message.send, alice, None, "à rappeler", person_id=twin.id)
    before = db.call(_everything)
    whole = merge_reference.references
    seen: list[int] = []

    def forgetful() -> list[tuple[str, str]]:
        # The first look, by which lines are moved, misses a table; the second does not.
        seen.append(1)
        return [one for one in whole() if len(seen) > 1 or one[0] != "message"]

    monkeypatch.setattr(merge_reference, "references", forgetful)
    with pytest.raises(ComptoirError, match="1 lignes restent"):
        db.call(merge.merge, alice, marie.id, twin.id)
    assert db.call(_everything) == before


def test_every_key_of_the_database_to_a_person_is_moved(db: Database) -> None:
    def keys() -> set[tuple[str, str]]:
        base: Any = engine().database
        return {
            (table, one.column)
            for table in base.get_tables()
            for one in base.get_foreign_keys(table)
            if one.dest_table == "person" and not table.startswith("person_search")
        }

    assert db.call(keys) <= set(db.call(merge_reference.references))
    assert {("journal", "person_id"), ("person_change", "person_id")} <= set(
        db.call(merge_reference.references)
    )


def test_undone_everything_is_exactly_as_it_was(
    db: Database, alice: Agent, worker: Agent, marie: Person, twin: Person, monday: object
) -> None:
    leo = db.call(person.create, alice, PersonForm(family_name="Dupont", given_name="Léo"), "CH", "leo")
    for one in (marie, twin):
        _live(db, alice, worker, one)
        db.call(relationship.relate, alice, one.id, leo.id, Kinship.CHILD)
    db.call(relationship.relate, alice, marie.id, twin.id, Kinship.SIBLING)
    db.call(duplicate.mark_apart, alice, marie.id, twin.id)
    before, about = db.call(_everything), len(db.call(journal.about, twin.id))
    done = db.call(merge.merge, alice, marie.id, twin.id)
    assert [one.person.id for one in db.call(relationship.relatives, marie.id)] == [leo.id]
    assert db.call(_everything) != before
    assert db.call(merge.undo, alice, done.id) == (marie, twin)
    assert db.call(_everything) == before
    assert len(db.call(journal.about, twin.id)) == about + 1
    assert [one.person_id for one in db.call(search.search, "dupond")][:1] == [twin.id]
    with pytest.raises(ComptoirError, match="déjà défaite"):
        db.call(merge.undo, alice, done.id)


def test_a_contact_since_the_merge_stays_with_the_one_kept(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object
) -> None:
    done = db.call(merge.merge, alice, marie.id, twin.id)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        db.call(visit.receive, alice, Intake(marie.id, None, (RequestForm("dettes"),)), "CH", "later")
    db.call(merge.undo, alice, done.id)
    assert len(db.call(visit.of_person, marie.id)) == 1
    assert db.call(visit.of_person, twin.id) == []


def test_a_form_changed_since_is_not_undone_over(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object
) -> None:
    done = db.call(merge.merge, alice, marie.id, twin.id)
    db.call(person.change, alice, marie.id, PersonForm(family_name="Durand"), "CH")
    before = db.call(_everything)
    with pytest.raises(ComptoirError, match="changée entre-temps"):
        db.call(merge.undo, alice, done.id)
    assert db.call(_everything) == before
    db.call(person.undo_change, alice, marie.id)
    assert db.call(merge.undo, alice, done.id) == (marie, twin)


def test_what_was_merged_further_is_not_undone_out_of_order(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object
) -> None:
    db.call(message.send, alice, None, "à rappeler", person_id=twin.id)
    third = db.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", "third")
    first = db.call(merge.merge, alice, marie.id, twin.id)
    second = db.call(merge.merge, alice, third.id, marie.id)
    assert db.call(person.get, twin.id).id == third.id
    with pytest.raises(ComptoirError):
        db.call(merge.undo, alice, first.id)
    db.call(merge.undo, alice, second.id)
    assert db.call(merge.undo, alice, first.id) == (marie, twin)


def test_two_appointments_at_the_same_time_are_refused_plainly(
    db: Database, alice: Agent, worker: Agent, marie: Person, twin: Person, monday: object
) -> None:
    at = clock.now() + timedelta(days=1)
    other = db.call(_second_worker, alice)
    _book(db, alice, worker, marie, at)
    clash = _book(db, alice, other, twin, at + timedelta(minutes=15))
    with pytest.raises(ComptoirError, match="Déplacez ou annulez") as refused:
        db.call(merge.merge, alice, marie.id, twin.id)
    assert "24.11.2026 à 09:41" in refused.value.message
    db.call(agenda.mark, alice, clash.id, Status.EXCUSED)
    assert db.call(merge.merge, alice, marie.id, twin.id).counts["appointment"] == 1


def _second_worker(alice: Agent) -> Agent:
    return agent.create(SYSTEM, "carla", "Carla", Role.SOCIAL_WORKER, "assez de lettres")


@pytest.mark.parametrize(
    "verb", ["visit", "call", "appointment", "orientation", "message", "letter", "request"]
)
def test_a_form_left_open_during_the_merge_is_refused_and_brought_back_about_the_right_one(
    db: Database, alice: Agent, worker: Agent, marie: Person, twin: Person, monday: object, verb: str
) -> None:
    done = db.call(merge.merge, alice, marie.id, twin.id)
    at = clock.now() + timedelta(days=1)
    attempts: dict[str, Callable[[], object]] = {
        "visit": lambda: visit.arrive(alice, twin.id),
        "call": lambda: call.record(
            alice, CallForm(clock.now(), Caller.PERSON, person_id=twin.id, note="x"), "CH", "k1"
        ),
        "appointment": lambda: agenda.book(
            alice,
            Booking(twin.id, "suivi", worker.id or 0, at, at + timedelta(minutes=30), Venue.ON_SITE),
            "k2",
        ),
        "orientation": lambda: orientation.record(
            alice, OrientationForm(Whom(twin.id), 1, False), "CH", "k3"
        ),
        "message": lambda: message.send(alice, None, "x", person_id=twin.id),
        "letter": lambda: letter.keep(
            alice, LetterForm("pieces", "Pièces", b"x", "0", {}, person_id=twin.id), "k4"
        ),
        "request": lambda: request.add(alice, RequestForm("dettes"), person_id=twin.id),
    }
    with pytest.raises(ComptoirError, match="réunie avec une autre"):
        db.call(attempts[verb])
    assert db.call(merge.remaining, twin.id) == 0
    assert db.call(person.opened, alice, twin.id) == done.person


def test_a_merge_is_told_by_the_history_of_the_form(
    db: Database, alice: Agent, marie: Person, twin: Person, monday: object
) -> None:
    done = db.call(merge.merge, alice, marie.id, twin.id)
    assert [(one.agent, one.name, one.undone) for one in db.call(merge.history, marie.id)] == [
        ("Alice Aubert", "DUPOND Marie-Claire", False)
    ]
    db.call(merge.undo, alice, done.id)
    assert [one.undone for one in db.call(merge.history, marie.id)] == [True]
