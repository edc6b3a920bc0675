"""Whether a time fits the agendas, and what no longer does."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from models import clock
from models.agenda import misfit
from models.agenda.appointment import AppointmentRow, Status
from models.hours import absence, closure, fit, opening
from models.hours.absence import Absence
from models.hours.busy import BusyRow
from models.hours.change import Change
from models.hours.closure import Closure
from models.hours.opening import OpeningRangeRow
from models.hours.opening_range import OpeningRange
from models.person.person import Person
from models.service import agent, holiday
from models.service.agent import SYSTEM, Agent, AgentRow
from models.service.permission import Role
from models.service.venue import Venue
from models.store.database import Database

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _held(monday: datetime) -> None:
    """Monday, 09:41."""


@pytest.fixture
def carla(db: Database, worker: Agent) -> Agent:
    """A second worker, who has no opening range."""
    row = db.call(AgentRow.create, login="carla", name="Carla Costa", role=Role.SOCIAL_WORKER, password="")
    return db.call(agent.get, row.id)


def at(hour: time, day: date = TUESDAY) -> tuple[datetime, datetime]:
    """Half an hour."""
    start = clock.at(day, hour)
    return start, start + timedelta(minutes=30)


def own(db: Database, who: Agent) -> OpeningRange:
    return db.call(opening.ranges_of, [who.id or 0])[0]


@pytest.fixture
def booked(db: Database, marie: Person) -> Callable[..., int]:
    """Puts an appointment into the agenda as it stands, whatever the hours say today."""

    def put(who: Agent, hour: time, day: date = TUESDAY, **more: object) -> int:
        start, end = at(hour, day)
        said: dict[str, object] = {
            "motive": "suivi",
            "venue": Venue.ON_SITE,
            "status": Status.UPCOMING,
            **more,
        }
        row = db.call(
            AppointmentRow.create, person=marie.id, agent=who.id, starts_at=start, ends_at=end, **said
        )
        return int(row.id)

    return put


def found(misfits: list[misfit.Misfit]) -> list[tuple[int, str]]:
    return [(one.id, words) for one, words in misfits]


def test_a_time_inside_the_hours_fits_and_one_outside_does_not(db: Database, worker: Agent) -> None:
    ids = [worker.id or 0]
    for hour in (time(9), time(11, 30)):
        assert db.call(fit.refusal, ids, *at(hour)) == ""
    for hour in (time(8, 45), time(11, 45), time(14)):
        assert db.call(fit.refusal, ids, *at(hour)) == "en dehors des heures de Bruno Blanc"
    assert (
        db.call(fit.refusal, ids, *at(time(9), date(2026, 11, 28))) == "en dehors des heures de Bruno Blanc"
    )


def test_the_motive_the_place_and_the_site_must_be_received(
    db: Database, alice: Agent, worker: Agent
) -> None:
    number = own(db, worker).id
    db.call(opening.change_range, alice, number, motives=("impots",), venues=(Venue.PHONE,), site_id=2)

    def said(*asked: object) -> str:
        return db.call(fit.refusal, [worker.id or 0], *at(time(9)), *asked)  # type: ignore[arg-type]

    assert said("impots", Venue.PHONE, 2) == said("impots", Venue.PHONE, None) == said() == ""
    assert said("logement", Venue.PHONE) == "Bruno Blanc ne reçoit pas ce motif à cette heure"
    assert said("impots", Venue.HOME) == "Bruno Blanc ne reçoit pas ainsi à cette heure (domicile)"
    assert said("impots", Venue.PHONE, 3) == "Bruno Blanc reçoit sur un autre site à cette heure"


def test_every_one_of_two_workers_must_receive(
    db: Database, alice: Agent, worker: Agent, carla: Agent
) -> None:
    both = [worker.id or 0, carla.id or 0]
    assert db.call(fit.refusal, both, *at(time(9))) == "en dehors des heures de Carla Costa"
    db.call(opening.open_range, alice, carla.id or 0, "FREQ=DAILY", time(8), time(10), starts_on=TUESDAY)
    assert db.call(fit.refusal, both, *at(time(9))) == ""
    assert db.call(fit.refusal, both, *at(time(10))) == "en dehors des heures de Carla Costa"


def test_absences_closures_holidays_and_other_calendars_are_refused(
    db: Database, alice: Agent, worker: Agent
) -> None:
    ids = [worker.id or 0]
    start = clock.at(TUESDAY, time(9, 15))
    gone = db.call(absence.be_absent, alice, ids[0], start, start + timedelta(hours=1))
    assert db.call(fit.refusal, ids, *at(time(9))) == "Bruno Blanc ne reçoit pas\u00a0: absence"
    assert db.call(fit.refusal, ids, *at(time(10, 15))) == ""
    db.call(absence.be_back, alice, gone.id)
    db.call(
        BusyRow.create, agent_id=ids[0], calendar="x", starts_at=start, ends_at=start + timedelta(hours=1)
    )
    assert db.call(fit.refusal, ids, *at(time(9))) == "l’agenda de Bruno Blanc est pris ailleurs"
    db.call(closure.add, alice, *clock.day_bounds(TUESDAY), "panne de courant")
    assert db.call(fit.refusal, ids, *at(time(11))) == "fermeture\u00a0: panne de courant"
    # Christmas is a Friday, on which he receives.
    assert db.call(fit.refusal, ids, *at(time(9), date(2026, 12, 25))) == "jour férié\u00a0: Noël"


def test_a_site_that_is_closed_closes_only_what_takes_place_there(
    db: Database, alice: Agent, worker: Agent
) -> None:
    ids = [worker.id or 0]
    db.call(closure.add, alice, *clock.day_bounds(TUESDAY), site_id=2)
    assert db.call(fit.refusal, ids, *at(time(9))) == ""
    assert db.call(fit.refusal, ids, *at(time(9)), "", None, 2) == "fermeture"
    db.call(opening.change_range, alice, own(db, worker).id, site_id=2)
    assert db.call(fit.refusal, ids, *at(time(9))) == "fermeture"


def test_the_opening_that_holds_a_time_says_what_it_allows(db: Database, alice: Agent, worker: Agent) -> None:
    db.call(opening.change_range, alice, own(db, worker).id, capacity=8, motives=("atelier",))
    number = worker.id or 0
    held = db.call(fit.opening_at, number, *at(time(9)), "atelier", Venue.ON_SITE)
    assert held is not None
    assert held.capacity == 8
    assert db.call(fit.opening_at, number, *at(time(11, 45)), "atelier") is None
    assert db.call(fit.opening_at, number, *at(time(9)), "suivi") is None
    assert db.call(fit.opening_at, number, *at(time(9)), "atelier", Venue.HOME) is None


def test_what_no_longer_fits_is_listed_by_hour_with_its_reason(
    db: Database, alice: Agent, worker: Agent, booked: Callable[..., int]
) -> None:
    kept, hit = booked(worker, time(11)), booked(worker, time(9))
    late = booked(worker, time(14), FRIDAY)
    booked(worker, time(14), status=Status.EXCUSED)
    booked(worker, time(8), date(2026, 11, 20))
    assert found(db.call(misfit.misplaced)) == [(late, "en dehors des heures de Bruno Blanc")]
    start = clock.at(TUESDAY, time(8))
    db.call(absence.be_absent, alice, worker.id or 0, start, start + timedelta(hours=2))
    listed = db.call(misfit.misplaced)
    assert [one.id for one, _ in listed] == [hit, late]
    assert kept not in [one.id for one, _ in listed]
    assert (listed[0][1], listed[0][0].person_name) == (
        "Bruno Blanc ne reçoit pas\u00a0: absence",
        "DUPONT Marie",
    )
    assert [one.id for one, _ in db.call(misfit.misplaced, 1)] == [hit]
    assert db.call(misfit.misplaced, agent_id=alice.id) == []


def test_somebody_who_left_has_nothing_that_fits(
    db: Database, alice: Agent, worker: Agent, carla: Agent, booked: Callable[..., int]
) -> None:
    db.call(opening.open_range, alice, carla.id or 0, "FREQ=DAILY", time(8), time(10), starts_on=TUESDAY)
    alone, joint = booked(worker, time(9)), booked(carla, time(9, 30), second_agent_id=worker.id)
    assert db.call(misfit.misplaced) == []
    db.call(agent.close, SYSTEM, worker.id or 0)
    gone = "Bruno Blanc n’est plus dans le service"
    assert found(db.call(misfit.misplaced)) == [(alone, gone), (joint, gone)]
    assert [one.id for one, _ in db.call(misfit.misplaced, agent_id=worker.id)] == [alone, joint]


def test_what_a_change_would_hit_is_known_before_it_is_made(
    db: Database, alice: Agent, worker: Agent, booked: Callable[..., int]
) -> None:
    early, late, friday = booked(worker, time(9)), booked(worker, time(11)), booked(worker, time(9), FRIDAY)
    booked(worker, time(14))
    one = own(db, worker)

    def hit(change: Change) -> list[int]:
        return [appointment.id for appointment, _ in db.call(misfit.hit, change)]

    assert hit(Change(removed=one.id)) == [early, late, friday]
    assert hit(Change(removed=one.id, added=replace(one, to_hour=time(11)))) == [late]
    assert hit(Change(removed=one.id, added=replace(one, exceptions=(FRIDAY,)))) == [friday]
    assert hit(Change(removed=one.id, added=replace(one, motives=("impots",)))) == [early, late, friday]
    assert hit(Change(removed=one.id, added=one)) == []
    day = clock.day_bounds(TUESDAY)
    assert hit(Change(absence=Absence(0, worker.id or 0, *day, ""))) == [early, late]
    weekly = Absence(0, worker.id or 0, *clock.day_bounds(date(2026, 11, 20)), "", "FREQ=WEEKLY;BYDAY=FR")
    assert hit(Change(absence=weekly)) == [friday]
    assert hit(Change(absence=Absence(0, alice.id or 0, *day, ""))) == []
    assert hit(Change(closure=Closure(0, None, *at(time(9)), ""))) == [early]
    assert hit(Change(closure=Closure(0, 5, *at(time(9)), ""))) == []
    # Nothing was changed by asking.
    assert [one.id for one, _ in db.call(misfit.misplaced)] not in ([early], [early, late])
    assert db.call(OpeningRangeRow.select().count) == 1


def test_what_was_announced_is_what_no_longer_fits_afterwards(
    db: Database, alice: Agent, worker: Agent, booked: Callable[..., int]
) -> None:
    for hour in (time(9), time(10, 30), time(11, 30)):
        booked(worker, hour)
    one = own(db, worker)
    announced = db.call(misfit.hit, Change(removed=one.id, added=replace(one, to_hour=time(10, 45))))
    db.call(opening.change_range, alice, one.id, to_hour=time(10, 45))
    assert db.call(misfit.misplaced) == announced
    assert len(announced) == 2


def test_it_takes_a_few_queries_however_many_appointments_there_are(
    db: Database, alice: Agent, worker: Agent, booked: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.store.database import engine

    def asked() -> int:
        statements = []
        connection: Any = engine().database
        execute = connection.execute_sql

        def counted(*arguments: Any, **more: Any) -> Any:
            statements.append(arguments[0])
            return execute(*arguments, **more)

        monkeypatch.setattr(connection, "execute_sql", counted)
        misfit.misplaced()
        monkeypatch.undo()
        return len(statements)

    # Those of a year are read once.
    db.call(holiday.between, TUESDAY, TUESDAY + timedelta(days=60))
    for day in range(5):
        booked(worker, time(14), TUESDAY + timedelta(days=day))
    few = db.call(asked)
    for day in range(5, 60):
        booked(worker, time(14), TUESDAY + timedelta(days=day))
    assert db.call(asked) == few <= 8


def test_what_is_misplaced_is_exactly_what_would_be_refused_today(
    db: Database, alice: Agent, worker: Agent, carla: Agent, booked: Callable[..., int]
) -> None:
    """Thirty days of appointments at any hour, with one worker or two, across every reason not to receive."""
    draw = random.Random(20261123)
    db.call(
        opening.change_range, alice, own(db, worker).id, pause_from=time(10), pause_to=time(10, 30), site_id=2
    )
    db.call(opening.open_range, alice, carla.id or 0, "FREQ=DAILY", time(8), time(18), starts_on=TUESDAY)
    db.call(absence.be_absent, alice, carla.id or 0, *at(time(9)), rule="FREQ=WEEKLY;BYDAY=TU,FR")
    db.call(closure.add, alice, *clock.day_bounds(FRIDAY), site_id=2)
    db.call(closure.add, alice, *at(time(11), date(2026, 12, 3)), "exercice")
    day = clock.at(date(2026, 12, 1), time(8))
    db.call(BusyRow.create, agent_id=worker.id, calendar="x", starts_at=day, ends_at=day + timedelta(days=1))
    for _ in range(80):
        who, second = draw.choice([(worker, None), (carla, None), (worker, carla.id)])
        hour = time(draw.randrange(7, 18), draw.choice((0, 30)))
        place, house = draw.choice((Venue.ON_SITE, Venue.PHONE, Venue.HOME)), draw.choice((None, 2, 3))
        when = TUESDAY + timedelta(days=draw.randrange(0, 35))
        booked(who, hour, when, venue=place, site_id=house, second_agent_id=second)

    def refused() -> list[tuple[int, str]]:
        said = []
        for row in AppointmentRow.select().order_by(AppointmentRow.starts_at, AppointmentRow.id):
            ids = [row.agent_id] + ([row.second_agent_id] if row.second_agent_id else [])
            times = row.starts_at, row.ends_at
            said.append((row.id, fit.refusal(ids, *times, row.motive, Venue(row.venue), row.site_id)))
        return [(number, words) for number, words in said if words]

    expected = db.call(refused)
    assert found(db.call(misfit.misplaced)) == expected
    assert len({words for _, words in expected}) >= 7
    assert len(expected) < 80
