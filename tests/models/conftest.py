"""Every model test runs on both engines: the encrypted file, and a PostgreSQL server when there is one."""

import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, time
from functools import partial
from itertools import count
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

from models import clock
from models.hours import opening
from models.person import person
from models.person.person import Person, PersonForm
from models.service import agent, profile_file
from models.service.agent import SYSTEM, Agent
from models.service.permission import Role
from models.service.profile import Profile
from models.store.database import Database
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests import shared
from tests.conftest import KEY, PASSWORD, prepare, receives_always
from tests.project import PROFILES
from tests.server import Server, in_common, programs

FILE, SERVER = "sqlcipher", "postgres"
_numbers = count(1)


# A database of its own would cost each test 150 ms: they share one, put back as it was before each.
_KEEP = """
CREATE SCHEMA kept;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name);
    END LOOP;
END $$;
CREATE TABLE kept.sequences AS SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'
"""
_PUT_BACK = """
DO $$ DECLARE one record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%1$I; INSERT INTO public.%1$I SELECT * FROM kept.%1$I', one.name);
    END LOOP;
    FOR one IN SELECT * FROM kept.sequences LOOP
        PERFORM setval(one.sequencename::regclass, coalesce(one.last_value, 1), one.last_value IS NOT NULL);
    END LOOP;
END $$
"""


def prepare_server(server: Server) -> None:
    """A migrated database ``prepared`` to copy from."""
    server.execute("CREATE DATABASE prepared")
    prepare(PostgresEngine(server.url("prepared")))


@pytest.fixture(scope="session")
def server_programs(needs: Callable[[str], str]) -> Path:
    """The folder of the server's programs."""
    return programs() or Path(needs("initdb")).resolve().parent


@pytest.fixture(scope="session")
def server(server_programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this run. Tests beside read from it too: what touches all of it needs one of its own."""
    meeting = shared.folder(tmp_path_factory) / "server"
    with in_common(meeting, server_programs, prepare_server) as server:
        yield server


@pytest.fixture
def server_url(server: Server, worker_id: str) -> Iterator[str]:
    """The address of a database of this test alone, for what a shared one would not get over."""
    name = f"test_{worker_id}_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE prepared STRATEGY FILE_COPY")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _shared_name(server: Server, worker_id: str) -> str:
    name = f"shared_{worker_id}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE prepared")
    server.execute(_KEEP, name)
    return name


@pytest.fixture
def shared_url(server: Server, _shared_name: str) -> str:
    """The address of a database that is as it was prepared."""
    server.execute(_PUT_BACK, _shared_name)
    return server.url(_shared_name)


@pytest.fixture
def file_path(prepared: Path, tmp_path: Path) -> Path:
    """A prepared encrypted file of this test alone."""
    path = tmp_path / "comptoir.db"
    shutil.copy(prepared, path)
    return path


@pytest.fixture(params=[FILE, pytest.param(SERVER, marks=pytest.mark.postgres)])
def reopen(request: pytest.FixtureRequest) -> Callable[[], Database]:
    """Opens another session on this test's database, as a second desk would."""
    if request.param == FILE:
        path: Path = request.getfixturevalue("file_path")
        return lambda: Database.open(SqlCipherEngine(path, KEY))
    url: str = request.getfixturevalue("shared_url")
    return lambda: Database.open(PostgresEngine(url))


@pytest.fixture
def db(reopen: Callable[[], Database]) -> Iterator[Database]:
    """An open database of this test alone, on each engine in turn."""
    database = reopen()
    yield database
    database.close()


@pytest.fixture
def file_db(file_path: Path) -> Iterator[Database]:
    """An open encrypted file, for what only a file can do."""
    database = Database.open(SqlCipherEngine(file_path, KEY))
    yield database
    database.close()


@pytest.fixture(scope="session")
def in_processes() -> Iterator[Callable[..., list[Any]]]:
    """``in_processes(task, arguments)`` runs ``task`` once for each argument, all at once, as desks do.

    Each is a process of its own, forked from one that has loaded what they need and opened nothing.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.models.conftest"])

    def run(task: Callable[[Any], Any], arguments: list[Any]) -> list[Any]:
        with ProcessPoolExecutor(len(arguments), mp_context=context) as desks:
            return list(desks.map(partial(_at, clock.now(), task), arguments))

    yield run
    # Waited for, as any program that a test has started.
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


def _at(instant: datetime, task: Callable[[Any], Any], argument: Any) -> Any:
    """What ``task`` gives in a process of its own, where the clock stands as in the test."""
    with clock.frozen(instant):
        return task(argument)


@pytest.fixture
def marie(db: Database, alice: Agent) -> Person:
    """Somebody the reception knows."""
    form = PersonForm(
        family_name="Dupont",
        given_name="Marie",
        birth_date="12.03.1980",
        phone="022 420 00 01",
        commune="Carouge",
    )
    return db.call(person.create, alice, form, "CH", "marie")


@pytest.fixture(scope="session")
def rules() -> Profile:
    """The profile of Geneva as it ships."""
    return profile_file.load(PROFILES / "geneve.toml")


@pytest.fixture
def worker(db: Database, alice: Agent) -> Agent:
    """A social worker who receives Monday to Friday from 9 to 12, by the site's clock."""
    bruno = db.call(agent.create, SYSTEM, "bruno", "Bruno Blanc", Role.SOCIAL_WORKER, PASSWORD)
    assert bruno.id
    db.call(
        opening.open_range,
        alice,
        bruno.id,
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        time(9),
        time(12),
        starts_on=date(2026, 1, 5),
    )
    return bruno


@pytest.fixture
def carla(db: Database, alice: Agent, worker: Agent) -> Agent:
    """Another worker, who receives at any hour."""
    made = db.call(agent.create, SYSTEM, "carla", "Carla Costa", Role.SOCIAL_WORKER, PASSWORD)
    receives_always(db, made.id)
    return made


@pytest.fixture
def people(db: Database, alice: Agent) -> list[Person]:
    """Five who come for the same thing."""
    return [
        db.call(person.create, alice, PersonForm(family_name=f"Groupe {name}"), "CH", name)
        for name in ("Un", "Deux", "Trois", "Quatre", "Cinq")
    ]
