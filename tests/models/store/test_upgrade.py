"""A database of every past version, with something in each of its tables, brought up to this one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playhouse.migrations import Runner

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.cells.cell import cells
from models.errors import SlotTaken
from models.known import search
from models.room import visit
from models.service import site
from models.service.agent import SYSTEM
from models.service.venue import Venue
from models.store import person_index
from models.store.database import HISTORY, MIGRATIONS, Database, engine
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY
from tests.models.conftest import FILE, SERVER
from tests.server import Server

VERSIONS = [path.stem for path in sorted(MIGRATIONS.glob("[0-9]*.py"))]
# The tables of the last release, of before there were sites and calendars.
RELEASED = next(name for name in VERSIONS if name.startswith("0004"))
ROWS = 2
# What a later version does without.
GONE = {
    "import_run": {"beat_at"},
    "agent": {"failures", "locked_until"},
    "postcode": {"commune_folded"},
}
# What it has under another name.
RENAMED = {
    "appointment": {"place": "venue", "with_agent_id": "second_agent_id"},
    "opening_range": {"places": "venues"},
    "standby": {"place": "venue"},
    "visit": {"place": "counter"},
    "alarm": {"place": "counter"},
}
# What a column of words held: anything else becomes a note, below.
WORDS = {"civility": "Madame", "housing": "tenant", "contact_by": "letter", "reminders": "yes"}
TEN, HALF_AN_HOUR = datetime(2026, 11, 23, 9, tzinfo=UTC), timedelta(minutes=30)
_numbers = count(1)

Table = dict[str, Any]


@pytest.fixture(params=[FILE, pytest.param(SERVER, marks=pytest.mark.postgres)])
def connect(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Callable[[], Any]]:
    """Connects to a database of this test alone in which there is nothing yet."""
    if request.param == FILE:
        yield partial(SqlCipherEngine, tmp_path / "before.db", KEY)
        return
    server: Server = request.getfixturevalue("server")
    name = f"before_{worker_id}_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name}")
    yield partial(PostgresEngine, server.url(name))
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _at(connect: Callable[[], Any], version: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with the tables of ``version`` and nothing later."""
    complete = Runner.up
    with monkeypatch.context() as patch:
        patch.setattr(Runner, "up", lambda self: complete(self, target=version))
        return Database.open(connect(), migrate=True)


def _upgraded(connect: Callable[[], Any]) -> list[str]:
    """What one desk of several does that are started at once."""
    database = Database.open(connect(), migrate=True)
    try:
        return database.call(_history)
    finally:
        database.close()


def _columns(table: str) -> list[Any]:
    base: Any = engine().database
    return list(base.get_columns(table))


def _typed(kind: str, number: int) -> object:
    """A value of the stored type ``kind``, another one for each ``number``."""
    kind = kind.lower()
    if "json" in kind:
        return "[]"
    if "bool" in kind:
        return True
    if "timestamp" in kind or "datetime" in kind:
        return f"2026-11-23 08:4{number}:00"
    if "date" in kind:
        return f"2026-11-2{number}"
    return number if "int" in kind else f"é{number}"


def _insert(table: str, number: int, **known: object) -> None:
    """A row of which every column says something; ``known`` are those that must say this."""
    base: Any = engine().database
    row = {one.name: _typed(one.data_type, number) for one in _columns(table) if one.name != "id"} | known
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(base.param for _ in row)
    base.execute_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))


def _tables() -> list[str]:
    """Every table, those that others refer to first."""
    base: Any = engine().database
    kept = [
        name
        for name in base.get_tables()
        if name != HISTORY and not name.startswith(("person_search", "person_word", "sqlite_"))
    ]
    wanted = {name: {one.dest_table for one in base.get_foreign_keys(name)} for name in kept}
    return sorted(kept, key=lambda name: (_depth(name, wanted), name))


def _depth(name: str, wanted: dict[str, set[str]]) -> int:
    return 1 + max((_depth(one, wanted) for one in wanted[name] - {name}), default=0)


def _fill() -> dict[str, list[Table]]:
    """Two rows in every table; what there is now."""
    base: Any = engine().database
    for table in _tables():
        base.execute_sql(f'DELETE FROM "{table}"')
    for table in _tables():
        for number in range(1, ROWS + 1):
            worded = {one.name: WORDS[one.name] for one in _columns(table) if one.name in WORDS}
            _insert(table, number, **worded)
    return {table: _stored(table, [one.name for one in _columns(table)]) for table in _tables()}


def _stored(table: str, columns: list[str]) -> list[Table]:
    base: Any = engine().database
    names = ", ".join(f'"{name}"' for name in columns)
    rows = base.execute_sql(f'SELECT {names} FROM "{table}"').fetchall()
    return sorted((dict(zip(columns, row, strict=True)) for row in rows), key=repr)


def _history() -> list[str]:
    base: Any = engine().database
    return [name for (name,) in base.execute_sql(f"SELECT name FROM {HISTORY} ORDER BY id").fetchall()]


def test_the_versions_are_numbered_without_a_gap() -> None:
    assert [int(name[:4]) for name in VERSIONS] == list(range(1, len(VERSIONS) + 1))


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_nothing_kept_is_lost_or_changed_by_an_upgrade(
    connect: Callable[[], Any], version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _at(connect, version, monkeypatch)
    kept = before.call(_fill)
    before.close()
    after = Database.open(connect(), migrate=True)
    try:
        assert after.call(_history) == VERSIONS
        for table, rows in kept.items():
            assert len(rows) == ROWS
            names = {name: RENAMED.get(table, {}).get(name, name) for name in rows[0]}
            columns = {old: new for old, new in names.items() if old not in GONE.get(table, ())}
            left = [{new: row[old] for old, new in columns.items()} for row in rows]
            assert after.call(_stored, table, list(columns.values())) == left, table
        assert after.call(after.engine.problems) == []
    finally:
        after.close()


def _lead_a_day() -> None:
    """What a counter of the last release had for this Monday: somebody known, booked at ten."""
    _insert("agent", 1, login="rey", name="Mme Rey", role="social_worker", active=True)
    _insert(
        "opening_range", 1, agent_id=1, rule="FREQ=WEEKLY;BYDAY=MO", from_minute=540, to_minute=720,
        starts_on="2026-01-05", ends_on=None, places='["on_site"]', motives="[]",
    )  # fmt: skip
    _insert("person", 1, anonymous=False, family_name="Krasniqi", given_name="Arta", phone="+41224200001",
            seen_at=None, merged_into=None)  # fmt: skip
    _insert("person", 2, family_name="Dupont", merged_into=None)
    _insert(
        "appointment", 1, person_id=1, agent_id=1, starts_at="2026-11-23 09:00:00",
        ends_at="2026-11-23 09:30:00", place="on_site", status="upcoming", request_id=None, moved=0,
    )  # fmt: skip
    for number in cells(TEN, TEN + HALF_AN_HOUR):
        _insert("cell", 1, agent_id=1, cell=number, appointment_id=1)


def test_a_counter_goes_on_working_after_an_upgrade(
    connect: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, monday: datetime
) -> None:
    before = _at(connect, RELEASED, monkeypatch)
    before.call(_lead_a_day)
    before.close()
    after = Database.open(connect(), migrate=True)
    try:
        booked = after.call(agenda.day, clock.today())
        assert [(one.person_name, one.starts_at) for one in booked] == [("KRASNIQI Arta", TEN)]
        for words in ("arta kra", "krasnichi", "022 420 00 01"):
            assert [one.person_id for one in after.call(search.search, words)] == [1], words
        wanted = Booking(2, "suivi", 1, TEN, TEN + HALF_AN_HOUR, Venue.ON_SITE)
        with pytest.raises(SlotTaken):
            after.call(agenda.book, SYSTEM, wanted, "taken")
        later = replace(wanted, starts_at=TEN + HALF_AN_HOUR, ends_at=TEN + 2 * HALF_AN_HOUR)
        assert after.call(agenda.book, SYSTEM, later, "free").id == 2
        assert after.call(after.engine.problems) == []
    finally:
        after.close()


def test_a_word_that_no_list_had_becomes_a_note_that_every_export_can_read(
    connect: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _at(connect, "0016_postcodes", monkeypatch)
    before.call(_insert, "person", 1, civility="Dr", housing="tenant", contact_by="fax", note="vient le soir")
    before.close()
    after = Database.open(connect(), migrate=True)
    try:
        columns = ["civility", "housing", "contact_by", "reminders", "note"]
        (row,) = after.call(_stored, "person", columns)
        assert list(row.values()) == ["", "tenant", "", "", "vient le soir ; Dr ; fax ; é1"]
    finally:
        after.close()


def test_desks_that_upgrade_at_once_wait_for_each_other(
    connect: Callable[[], Any], in_processes: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _at(connect, RELEASED, monkeypatch)
    before.call(_lead_a_day)
    before.close()
    assert in_processes(_upgraded, [connect] * 3) == [VERSIONS] * 3


def test_an_upgrade_that_fails_leaves_everything_as_it_was(
    connect: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _at(connect, RELEASED, monkeypatch)
    kept, done = before.call(_fill), before.call(_history)
    before.close()
    with monkeypatch.context() as patch:
        patch.setattr(person_index, "rebuild", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Database.open(connect(), migrate=True)
    after = _at(connect, RELEASED, monkeypatch)
    assert after.call(_history) == done
    assert after.call(lambda: {name: _stored(name, list(rows[0])) for name, rows in kept.items()}) == kept
    after.close()
    assert _upgraded(connect) == VERSIONS


def test_what_was_taken_before_an_upgrade_is_taken_in_runs(
    connect: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _at(connect, RELEASED, monkeypatch)
    # Two that follow one another, and one longer than a run may be.
    lengths = {1: range(100, 106), 2: range(106, 109), 3: range(1000, 1200)}
    for number, taken in lengths.items():
        for one in taken:
            before.call(_insert, "cell", number, agent_id=7, cell=one, appointment_id=number)
    before.close()
    after = Database.open(connect(), migrate=True)
    try:
        runs = [
            (one["cell"], one["run"]) for one in after.call(_stored, "cell", ["cell", "run"]) if one["run"]
        ]
        assert sorted(runs) == [(100, 6), (106, 3), (1000, 96), (1096, 96), (1192, 8)]
    finally:
        after.close()


def test_who_waits_during_an_upgrade_keeps_their_ticket_and_the_next_one_gets_the_next(
    connect: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, monday: datetime
) -> None:
    before = _at(connect, RELEASED, monkeypatch)
    before.call(_lead_a_day)
    before.call(
        _insert, "visit", 7, person_id=1, day="2026-11-23", status="waiting", urgency="N4", agent_id=None,
        appointment_id=None, ahead_at=None, ahead_by=None,
    )  # fmt: skip
    before.close()
    after = Database.open(connect(), migrate=True)
    try:
        assert [(one.number, one.site_id) for one in after.call(visit.in_room)] == [(7, None)]
        assert after.call(visit.arrive, SYSTEM, 2).number == 8
        # The rooms of sites that come later count from 1.
        site.use(after.call(site.add, SYSTEM, "Jonction").id)
        assert after.call(visit.arrive, SYSTEM, 2).number == 1
    finally:
        site.use(None)
        after.close()


def test_a_step_taken_before_an_upgrade_is_undone_after_it(
    connect: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, monday: datetime
) -> None:
    before = _at(connect, "0024_alarm", monkeypatch)
    was = '{"place": "guichet 1", "reason": "the \\"place\\" was taken"}'
    before.call(_insert, "step", 9, visit_id=2, before=was)
    before.close()
    after = Database.open(connect(), migrate=True)
    try:
        (row,) = after.call(_stored, "step", ["before"])
        kept = json.loads(row["before"]) if isinstance(row["before"], str) else row["before"]
        assert kept == {"counter": "guichet 1", "reason": 'the "place" was taken'}
    finally:
        after.close()
