"""Who is proposed, and how: language and sector, fewest appointments first, together, above the capacity."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda.appointment import AppointmentRow, Status
from models.cells import cell
from models.dates import constraint
from models.hours import busy, opening
from models.person.person import PersonRow
from models.service import holiday
from models.service.agent import SYSTEM, Agent, AgentRow
from models.service.permission import Role
from models.service.venue import Venue
from models.slots import find, slot
from models.slots.slot import Slot
from models.slots.wish import Wish
from models.store.database import Database

MONDAY = date(2026, 11, 23)
DAILY = "FREQ=DAILY"
WISH = Wish("entretien", 45, (Role.SOCIAL_WORKER,), MONDAY, MONDAY)


@pytest.fixture(autouse=True)
def sunday() -> Any:
    """The day before, so that the whole of Monday is still to come."""
    clock.use_zone("Europe/Zurich")
    holiday.use("CH", "GE")
    with clock.frozen(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


def agent_of(db: Database, name: str, role: Role = Role.SOCIAL_WORKER, **columns: Any) -> int:
    row = db.call(AgentRow.create, login=name.lower(), name=name, role=role, password="-", **columns)
    return int(row.id)


def opens(db: Database, agent_id: int, start: time = time(9), end: time = time(12), **more: Any) -> None:
    db.call(opening.open_range, SYSTEM, agent_id, DAILY, start, end, starts_on=MONDAY, **more)


def booked(db: Database, agent_id: int, start: time, end: time, seat: int = 0) -> None:
    """An appointment as it is stored, whatever would be said against it."""

    def keep() -> None:
        begins, ends = clock.at(MONDAY, start), clock.at(MONDAY, end)
        one = AppointmentRow.create(
            person=PersonRow.create(anonymous=True),
            agent=agent_id,
            motive="entretien",
            starts_at=begins,
            ends_at=ends,
            venue=Venue.ON_SITE,
            status=Status.UPCOMING,
        )
        cell.take(one.id, [(agent_id, number, seat) for number in cell.cells(begins, ends)])

    db.call(keep)


def wish(**changes: Any) -> Wish:
    columns = {name: getattr(WISH, name) for name in Wish.__slots__}
    return Wish(**(columns | changes))


def said(found: list[Slot]) -> list[str]:
    """``09:00 Ada`` or ``09:00 Ada + 09:45 Bo``."""
    return [" + ".join(_said(part) for part in (one, one.second) if part) for one in found]


def _said(one: Slot) -> str:
    return f"{clock.local(one.starts_at):%H:%M} {one.agent_name}"


def test_only_who_speaks_the_language_receives_but_everybody_speaks_french(db: Database) -> None:
    for name, languages in (("Ada", ["Albanais", "arabe"]), ("Bo", [])):
        opens(db, agent_of(db, name, languages=languages), end=time(9, 45))
    assert said(db.call(slot.free, wish(language="albanais"))) == ["09:00 Ada"]
    assert said(db.call(slot.free, wish(language="Français"))) == ["09:00 Ada", "09:00 Bo"]
    assert db.call(slot.free, wish(language="tigrinya")) == []


def test_a_sector_is_a_commune_or_a_postcode_and_none_is_all_of_them(db: Database) -> None:
    for name, sectors in (("Ada", ["Thônex"]), ("Bo", ["1227"]), ("Cy", [])):
        opens(db, agent_of(db, name, sectors=sectors), end=time(9, 45))
    assert said(db.call(slot.free, wish(commune="THONEX"))) == ["09:00 Ada", "09:00 Cy"]
    assert said(db.call(slot.free, wish(postcode="1227", commune="Carouge"))) == ["09:00 Bo", "09:00 Cy"]
    assert len(db.call(slot.free, wish())) == 3


def test_a_range_of_another_site_is_left_out_and_one_without_site_is_of_all(db: Database) -> None:
    for name, site in (("Ada", 1), ("Bo", 2), ("Cy", None)):
        opens(db, agent_of(db, name), end=time(9, 45), site_id=site)
    found = db.call(slot.free, wish(site_id=2))
    assert [(*said([one]), one.site_id) for one in found] == [("09:00 Bo", 2), ("09:00 Cy", 2)]


def test_at_the_same_time_whoever_has_fewer_appointments_comes_first(db: Database) -> None:
    ada, bo, cy = (agent_of(db, name) for name in ("Ada", "Bo", "Cy"))
    for one in (ada, bo, cy):
        opens(db, one, end=time(9, 45))
    booked(db, ada, time(14), time(14, 15))
    booked(db, ada, time(15), time(15, 15))
    booked(db, bo, time(14), time(17))
    assert said(db.call(slot.free, wish())) == ["09:00 Cy", "09:00 Bo", "09:00 Ada"]


def test_a_group_is_offered_while_there_are_places_left(db: Database) -> None:
    ada = agent_of(db, "Ada")
    opens(db, ada, end=time(9, 45), capacity=3)
    assert [one.left for one in db.call(slot.free, wish())] == [3]
    booked(db, ada, time(9), time(9, 45), seat=0)
    booked(db, ada, time(9, 15), time(9, 30), seat=1)
    assert [one.left for one in db.call(slot.free, wish())] == [1]
    booked(db, ada, time(9, 15), time(9, 45), seat=2)
    assert db.call(slot.free, wish()) == []


def test_the_length_of_a_range_and_the_rest_after_each_appointment_are_kept(db: Database) -> None:
    ada = agent_of(db, "Ada")
    opens(db, ada, minutes=30, buffer=10)
    booked(db, ada, time(10, 20), time(10, 50))
    found = db.call(slot.free, wish())
    assert said(found) == ["09:00 Ada", "09:40 Ada", "11:00 Ada"]
    assert {one.ends_at - one.starts_at for one in found} == {timedelta(minutes=30)}


def test_above_the_capacity_are_the_full_times_of_ranges_that_allow_it(db: Database) -> None:
    ada, bo = agent_of(db, "Ada"), agent_of(db, "Bo")
    opens(db, ada, overbooking=1)
    opens(db, bo)
    for one in (ada, bo):
        booked(db, one, time(9, 45), time(10, 30))
    found = db.call(slot.free, wish(overbooking=True))
    assert said(found) == ["09:45 Ada"]
    assert [one.left for one in found] == [0]
    booked(db, ada, time(9, 45), time(10, 30), seat=1)
    assert db.call(slot.free, wish(overbooking=True)) == []


def test_two_workers_are_free_at_the_same_time_each_two_of_them_once(db: Database) -> None:
    ada, bo, cy = (agent_of(db, name) for name in ("Ada", "Bo", "Cy"))
    for one, start in ((ada, time(9)), (bo, time(9)), (cy, time(10))):
        opens(db, one, start, time(10, 45))
    joint = wish(second_roles=(Role.SOCIAL_WORKER,))
    assert said(db.call(slot.free, joint)) == [
        "09:00 Ada + 09:00 Bo",
        "09:45 Ada + 09:45 Bo",
        "10:00 Ada + 10:00 Cy",
        "10:00 Bo + 10:00 Cy",
    ]
    only = db.call(slot.free, wish(second_roles=(Role.SOCIAL_WORKER,), agent_id=cy))
    assert said(only) == ["10:00 Cy + 10:00 Ada", "10:00 Cy + 10:00 Bo"]
    assert all(one.second and one.second.starts_at == one.starts_at for one in only)


def test_the_second_worker_takes_over_where_the_first_ends(db: Database) -> None:
    ada, bo = agent_of(db, "Ada"), agent_of(db, "Bo", Role.MANAGER)
    opens(db, ada, time(9), time(10), site_id=1)
    opens(db, bo, time(9, 30), time(11), minutes=30, site_id=1)
    after = {"second_roles": (Role.MANAGER,), "consecutive": True}
    assert said(db.call(slot.free, wish(**after))) == ["09:00 Ada + 09:45 Bo"]
    db.call(opening.OpeningRangeRow.update(site_id=2).where(opening.OpeningRangeRow.agent_id == bo).execute)
    assert db.call(slot.free, wish(**after)) == []


def test_words_name_one_of_two_workers(db: Database) -> None:
    for name in ("Ada", "Bo", "Cy"):
        opens(db, agent_of(db, name), end=time(9, 45))
    joint = wish(second_roles=(Role.SOCIAL_WORKER,))
    assert said(list(db.call(find.find, joint, "cy").slots)) == [
        "09:00 Ada + 09:00 Cy",
        "09:00 Bo + 09:00 Cy",
    ]
    assert said(list(db.call(find.find, joint, "pas cy").slots)) == ["09:00 Ada + 09:00 Bo"]


def test_the_least_late_are_found_six_months_ahead_with_words_too(db: Database) -> None:
    opens(db, agent_of(db, "Ada"), end=time(9, 45))
    found = db.call(find.find, wish(), "du 10 mai au 12 mai")
    assert found.late
    assert [clock.local(one.starts_at).date() for one in found.slots] == [
        date(2027, 5, 10), date(2027, 5, 11), date(2027, 5, 12),
    ]  # fmt: skip
    assert db.call(find.find, wish(), "dimanche à 9 h").late
    assert not db.call(find.find, wish(), "lundi").late


@pytest.mark.parametrize("words", ["10 h 05", "personne"])
def test_how_much_is_read_does_not_depend_on_the_agendas_and_hardly_on_the_days(
    db: Database, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Statements are counted, as seconds depend on the machine. No slot begins at 10:05, but it might."""

    def count(days: int) -> int:
        statements = 0
        database: Any = db.engine.database
        plain = database.execute_sql

        def counted(*arguments: Any, **named: Any) -> Any:
            nonlocal statements
            statements += 1
            return plain(*arguments, **named)

        with monkeypatch.context() as patched:
            patched.setattr(database, "execute_sql", counted)
            asked = wish(last=MONDAY + timedelta(days=days))
            assert db.call(slot.free, asked, 50, constraint.read(words)) == []
        return statements

    for number in range(3):
        opens(db, agent_of(db, f"Ada {number}"), end=time(11))
    # The holidays of a year are read once, whoever asks first.
    count(4 * 182)
    few = count(182)
    for number in range(12):
        opens(db, agent_of(db, f"Bo {number}"), end=time(11))
    assert count(182) == few
    # The agents and their ranges, then a few for each stretch, of which four make half a year.
    assert few <= 2 + 4 * 4
    assert count(4 * 182) <= few + 4


def test_no_day_is_walked_through_by_itself_while_times_are_looked_for(db: Database, alice: Agent) -> None:
    """Steps of the program are counted: four times the days cost less than twice as many."""

    def steps(days: int) -> int:
        count = 0

        def counted(_frame: object, event: str, _what: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        def look() -> None:
            asked = wish(last=MONDAY + timedelta(days=days))
            said = constraint.read("10 h 05")
            slot.free(asked, 50, said)
            sys.setprofile(counted)
            try:
                assert slot.free(asked, 50, said) == []
            finally:
                sys.setprofile(None)

        db.call(look)
        return count

    def busy_agent(name: str) -> None:
        number = agent_of(db, name)
        opens(db, number, end=time(11))
        noons = [clock.at(MONDAY + timedelta(days=day), time(12)) for day in range(4 * 182)]
        db.call(busy.replace, alice, number, "Outlook", [(at, at + timedelta(hours=1)) for at in noons])

    for number in range(4):
        busy_agent(f"Ada {number}")
    few = steps(182)
    assert steps(4 * 182) < 2 * few
    for number in range(8):
        busy_agent(f"Bo {number}")
    assert steps(182) < 3 * few
