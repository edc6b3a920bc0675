"""A demonstration that is kept: as many invented people as asked, the same each time, opened again."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from comptoir import cli
from comptoir.commands import check as installation_check
from comptoir.demo import crowd
from comptoir.program import app, start
from comptoir.setup import access
from models import clock
from models.errors import ComptoirError
from models.known import search
from models.service import agent, holiday, site
from models.service.permission import Role
from models.store.database import HISTORY, Database
from models.text import age_on
from tests.project import ROOT

COUNT = 2_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crowd") / "foule.db"
    told: list[int] = []
    crowd.build(path, "geneve", COUNT, told.append)
    assert sum(told) == 2 * COUNT
    return path


@pytest.fixture
def db(built: Path) -> Iterator[Database]:
    database = Database.open(access.open_engine(crowd.kept(built)))
    yield database
    database.close()


def _rows(db: Database, sql: str) -> list[Any]:
    base: Any = db.engine.database
    return db.call(lambda: base.execute_sql(sql).fetchall())


def test_as_many_people_as_asked_are_there_and_can_be_found(db: Database) -> None:
    assert _rows(db, "SELECT count(*), min(id), max(id) FROM person") == [(COUNT, 1, COUNT)]
    names = _rows(db, "SELECT id, family_name, given_name FROM person WHERE id % 97 = 0")
    for number, family, given in names:
        found = db.call(search.search, f"{family} {given}", 200)
        assert number in [one.person_id for one in found], (family, given)


def test_the_base_is_sound_and_its_site_complete(built: Path) -> None:
    assert installation_check.problems(crowd.kept(built)) == []


def test_it_is_a_file_of_its_owner_with_its_key_beside_it(built: Path) -> None:
    names = {one.name: stat.S_IMODE(one.stat().st_mode) for one in built.parent.iterdir()}
    assert names.pop("foule.site") == 0o700
    for beside in ("-wal", "-shm", "-reserve"):
        names.pop(f"foule.db{beside}", None)
    assert names == {"foule.db": 0o600, "foule.cle": 0o600}


def test_people_live_together_and_share_what_households_share(db: Database) -> None:
    homes = _rows(db, "SELECT address, postcode, family_name, phone FROM person")
    together = Counter((address, postcode, family) for address, postcode, family, _ in homes)
    telephones = Counter(phone for *_, phone in homes if phone)
    assert sum(size > 1 for size in together.values()) > COUNT / 10
    assert sum(size > 1 for size in telephones.values()) > COUNT / 20


def test_names_come_from_everywhere_and_some_are_common(db: Database) -> None:
    families = Counter(name for (name,) in _rows(db, "SELECT family_name FROM person"))
    assert len(families) > COUNT / 6
    assert max(families.values()) > COUNT / 200
    languages = {name for (name,) in _rows(db, "SELECT DISTINCT language FROM person")}
    assert {"français", "portugais", "albanais", "arabe", "tigrinya"} <= languages


def test_communes_are_those_of_the_profile(db: Database) -> None:
    unknown = (
        "SELECT count(*) FROM person p WHERE NOT EXISTS ("
        "SELECT 1 FROM postcode c WHERE c.postcode = p.postcode AND c.commune = p.commune)"
    )
    assert _rows(db, unknown) == [(0,)]


def test_no_telephone_can_ring_anywhere(db: Database) -> None:
    for (phone,) in _rows(db, "SELECT DISTINCT phone FROM person WHERE phone <> '' AND id % 9 = 0"):
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_possible_number(number) and not phonenumbers.is_valid_number(number)


def test_nobody_is_born_tomorrow_nor_older_than_people_get(db: Database) -> None:
    born = [date.fromisoformat(day) for (day,) in _rows(db, "SELECT birth_date FROM person")]
    ages = [age_on(day, date(2026, 1, 1)) for day in born]
    assert min(ages) >= 0 and max(ages) < 112
    assert sum(age < 18 for age in ages) > COUNT / 10


def test_no_agent_has_two_appointments_at_the_same_time(db: Database) -> None:
    kept = "SELECT count(*) FROM appointment WHERE status <> 'excused'"
    ((appointments,),) = _rows(db, kept)
    ((taken, booked),) = _rows(db, "SELECT count(*), sum(run) FROM cell")
    assert taken == booked == 6 * appointments > 0
    assert _rows(db, "SELECT count(*) FROM cell WHERE run > 0") == [(appointments,)]
    overlapping = (
        "SELECT count(*) FROM appointment a JOIN appointment b ON a.agent_id = b.agent_id AND a.id < b.id "
        "AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
    )
    assert _rows(db, overlapping) == [(0,)]


def test_nobody_is_expected_on_a_public_holiday(db: Database) -> None:
    days = {
        date.fromisoformat(day) for (day,) in _rows(db, "SELECT DISTINCT date(starts_at) FROM appointment")
    }
    assert days and not days & db.call(holiday.between, min(days), max(days))


def test_whoever_has_a_visit_was_seen_that_day_or_later(db: Database) -> None:
    late = "SELECT count(*) FROM visit v JOIN person p ON p.id = v.person_id WHERE p.seen_at < v.arrived_at"
    assert _rows(db, late) == [(0,)]
    assert _rows(db, "SELECT count(*) FROM visit") > [(COUNT // 4,)]
    assert _rows(db, "SELECT count(*) FROM person WHERE seen_at IS NULL") > [(0,)]


def test_the_receptionist_of_the_demonstration_is_there(db: Database) -> None:
    assert db.call(agent.everyone, Role.RECEPTION)[0].name == "Alice Aubert"


def test_the_same_number_gives_the_same_people(built: Path, tmp_path: Path) -> None:
    again = tmp_path / "encore.db"
    crowd.build(again, "geneve", 300, lambda _count: None)
    twice = tmp_path / "deux.db"
    with clock.frozen(clock.now() + timedelta(days=5)):
        crowd.build(twice, "geneve", 300, lambda _count: None)
    people = []
    for path in (again, twice):
        database = Database.open(access.open_engine(crowd.kept(path)))
        people.append(
            _rows(
                database, "SELECT family_name, given_name, birth_name, birth_date, phone, address FROM person"
            )
        )
        database.close()
    assert people[0] == people[1]


def test_a_network_has_sites_and_a_service_has_none(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert db.call(site.everyone) == []
    monkeypatch.setattr(crowd, "PERSONS_A_SITE", 100)
    crowd.build(tmp_path / "reseau.db", "geneve", 300, lambda _count: None)
    network = Database.open(access.open_engine(crowd.kept(tmp_path / "reseau.db")))
    try:
        assert [one.name for one in network.call(site.everyone)] == ["Site 1", "Site 2", "Site 3"]
        people = _rows(network, "SELECT site_id, count(*) FROM person GROUP BY 1 ORDER BY 1")
        assert people == [(1, 100), (2, 100), (3, 100)]
        # Each house has its own room today, with its own tickets and its own people.
        rooms = _rows(
            network,
            "SELECT v.site_id, count(*), max(v.number), sum(v.status = 'waiting'), "
            "sum(p.site_id <> v.site_id) FROM visit v JOIN person p ON p.id = v.person_id "
            "WHERE v.site_id IS NOT NULL GROUP BY 1 ORDER BY 1",
        )
        assert [room[0] for room in rooms] == [1, 2, 3]
        assert all(
            number == tickets and waiting > 0 and other == 0 for _, tickets, number, waiting, other in rooms
        )
    finally:
        network.close()


def test_the_french_profile_has_people_of_its_department(tmp_path: Path) -> None:
    path = tmp_path / "france.db"
    crowd.build(path, "france", 200, lambda _count: None)
    database = Database.open(access.open_engine(crowd.kept(path)))
    assert _rows(database, "SELECT DISTINCT substr(postcode, 1, 2) FROM person") == [("74",)]
    assert _rows(database, "SELECT DISTINCT substr(phone, 1, 6) FROM person WHERE phone <> ''") == [
        ("+33700",)
    ]
    database.close()


# The command


def _run(*arguments: str) -> int:
    return cli.main(["demo", *arguments])


def test_a_network_is_opened_at_a_site_its_first_or_the_one_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reseau.db"
    monkeypatch.setattr(crowd, "PERSONS_A_SITE", 100)
    crowd.build(path, "geneve", 300, lambda _count: None)
    stood: list[tuple[str, int | None]] = []
    monkeypatch.setattr(app.ComptoirApp, "run", lambda one, **_kw: stood.append((one.desk.name, site.here())))
    monkeypatch.setattr(start, "refused", lambda: 0)
    assert _run("--database", str(path)) == 0
    assert _run("--database", str(path), "--site", "site 3") == 0
    assert stood == [("Site 1", 1), ("Site 3", 3)]
    assert _run("--database", str(path), "--site", "Onex") == 1
    assert "Sites : Site 1, Site 2, Site 3." in capsys.readouterr().err
    assert _run("--site", "Onex") == 2
    site.use(None)


def test_the_command_says_how_to_open_what_it_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "petite.db"
    assert _run("--persons", "50", "--database", str(path)) == 0
    said = capsys.readouterr().out
    assert f"comptoir demo --database {path}" in said
    for variable in ("COMPTOIR_BASE", "COMPTOIR_FICHIER_CLE", "COMPTOIR_PROFIL"):
        assert f"{variable}={tmp_path}" in said


def test_nothing_is_ever_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "petite.db"
    path.write_bytes(b"mine")
    assert _run("--persons", "50", "--database", str(path)) == 1
    assert "rien n’est remplacé" in capsys.readouterr().err
    assert path.read_bytes() == b"mine"
    assert [one.name for one in tmp_path.iterdir()] == ["petite.db"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--persons", "50"], "demande --database"),
        (["--persons", "0", "--database", "x.db"], "attend un nombre de 1"),
        (["--persons", "beaucoup", "--database", "x.db"], "n’est pas un nombre"),
        (["--persons", "5", "--database", "absent/x.db"], "impossible à écrire"),
    ],
)
def test_what_cannot_be_built_is_said(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert _run(*arguments) in (1, 2)
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_opening_one_that_was_not_made_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ComptoirError, match="--persons 2000"):
        crowd.kept(tmp_path / "absente.db")


def test_what_is_no_demonstration_is_said(tmp_path: Path) -> None:
    path = tmp_path / "autre.db"
    path.write_bytes(b"mine")
    with pytest.raises(ComptoirError, match="n’en est pas une"):
        crowd.kept(path)


def test_one_of_an_earlier_version_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "foule.db"
    crowd.build(path, "geneve", 20, lambda _count: None)
    database = Database.open(access.open_engine(crowd.kept(path)))
    for sql in (f"DELETE FROM {HISTORY} WHERE name LIKE '0010%'", "DROP TABLE holiday"):
        _rows(database, sql)
    database.close()
    monkeypatch.setattr(app.ComptoirApp, "run", lambda _self, **_options: None)
    assert app.run(crowd.kept(path), demo="geneve") == 0


def test_an_interrupted_one_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "comptoir", "demo", "--persons", "300000", "--database", "grande.db"]
    building = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    # Once persons are being written, not only prepared; and so many that it is far from its end.
    while not any(one.stat().st_size > 6_000_000 for one in tmp_path.glob(".comptoir-*/comptoir.db")):
        assert building.poll() is None
        time.sleep(0.02)
    building.send_signal(signal.SIGINT)
    _out, said = building.communicate(timeout=120)
    assert building.returncode == 130
    assert "Interrompu" in said and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
