"""kill -9 in the middle of a list: whoever comes next takes back what it brought; nobody finds it before."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.contact import message
from models.errors import ComptoirError
from models.known import search
from models.lists import import_run, person_import
from models.lists.import_run import ImportedPersonRow, ImportRunRow, TakenBack
from models.lists.person_source import PersonSourceRow
from models.person.person import PersonRow
from models.service.agent import SYSTEM, Agent
from models.store import journal
from models.store.database import Database
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY
from tests.project import ROOT

LINES = 25
# Says when the second transaction is done, and waits in the third for what never comes.
_IMPORTS_UNTIL_KILLED = """
import sys
from pathlib import Path
from models.lists import import_run, person_import
from models.service.agent import SYSTEM
from models.store.database import Database
database_at, path, key = sys.argv[1:]
if database_at.startswith("postgresql:"):
    from models.store.engines.postgres import PostgresEngine
    engine = PostgresEngine(database_at)
else:
    from models.store.engines.sqlcipher import SqlCipherEngine
    engine = SqlCipherEngine(Path(database_at), key)
database = Database.open(engine)
person_import.BATCH, person_import.SHORT, import_run.PAUSE = 10, 60, 0

def step(done, total):
    if done == 20:
        print("there", flush=True)
        sys.stdin.read()

database.call(person_import.import_persons, SYSTEM, Path(path), "CH", step=step)
"""


def _at(db: Database) -> str:
    """Where another process finds this database."""
    return str(db.engine.path) if isinstance(db.engine, SqlCipherEngine) else str(db.engine.url)  # type: ignore[attr-defined]


@contextmanager
def _importing(db: Database, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has brought twenty lines and goes on."""
    path.write_text("Id;Nom\n" + "".join(f"{number};Nom{number}\n" for number in range(LINES)))
    command = [sys.executable, "-c", _IMPORTS_UNTIL_KILLED, _at(db), str(path), KEY]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, cwd=ROOT, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == "there\n"
        yield process
        process.kill()


@pytest.fixture
def killed(db: Database, tmp_path: Path) -> Path:
    """A list of which twenty lines were kept when its import was killed."""
    path = tmp_path / "liste.csv"
    with _importing(db, path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    # A server notices a moment later that nobody is there any more.
    while not db.call(db.engine.claim):
        pass
    db.call(db.engine.release)
    return path


def _recovered(db: Database) -> list[TakenBack]:
    done: list[TakenBack] = []
    while (one := db.call(import_run.recover, SYSTEM)) is not None:
        done.append(one)
    return done


def _left() -> list[object]:
    return [
        *PersonRow.select(),
        *ImportRunRow.select(),
        *ImportedPersonRow.select(),
        *PersonSourceRow.select(),
    ]


def test_nobody_of_it_is_found_by_name_nor_by_number(db: Database, killed: Path) -> None:
    number = db.call(lambda: PersonRow.get(family_name="Nom4").id)
    assert db.call(PersonRow.select().count) == 20
    assert db.call(search.search, "nom") == []
    assert db.call(search.search, f"#{number}") == []


def test_a_desk_takes_it_back_part_by_part(
    db: Database, alice: Agent, killed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "_BATCH", 8)
    assert _recovered(db) == [
        TakenBack(8, 0, False), TakenBack(16, 0, False), TakenBack(20, 0, False), TakenBack(20, 0, True)
    ]  # fmt: skip
    assert db.call(_left) == []
    assert db.call(journal.latest, 1)[0].action == "person.import_taken_back"


def _recover_at(at: str) -> int:
    """A desk of its own that takes back as long as there is something; in how many parts."""
    import_run._BATCH = 3
    desk = Database.open(
        PostgresEngine(at) if at.startswith("postgresql:") else SqlCipherEngine(Path(at), KEY)
    )
    parts = 0
    while desk.call(ImportRunRow.select().exists):
        parts += desk.call(import_run.recover, SYSTEM) is not None
    desk.close()
    return parts


def test_desks_that_open_at_once_take_it_back_together(
    db: Database, killed: Path, in_processes: Callable[..., list[int]]
) -> None:
    parts = in_processes(_recover_at, [_at(db)] * 3)
    assert sum(parts) == 8  # seven of three persons at most, and the end
    assert db.call(_left) == []
    told = [one.action for one in db.call(journal.latest, 100)]
    assert told.count("person.import_taken_back") == 1


def test_whoever_somebody_used_stays_and_is_found_then(db: Database, alice: Agent, killed: Path) -> None:
    who = db.call(lambda: PersonRow.get(family_name="Nom4").id)
    db.call(message.send, alice, None, "à rappeler", person_id=who)
    assert _recovered(db)[-1] == TakenBack(19, 1, True)
    assert [one.person_id for one in db.call(search.search, "nom4")] == [who]


def test_the_next_import_takes_it_back_at_once(db: Database, alice: Agent, killed: Path) -> None:
    report = db.call(person_import.import_persons, SYSTEM, killed, "CH")
    assert (report.earlier, report.lines.added) == ((20, 0), LINES)


def test_a_second_list_meanwhile_is_refused(db: Database, alice: Agent, tmp_path: Path) -> None:
    with _importing(db, tmp_path / "liste.csv"):
        with pytest.raises(ComptoirError, match="Une autre liste est en train"):
            db.call(person_import.import_persons, SYSTEM, tmp_path / "liste.csv", "CH")
        assert db.call(PersonRow.select().count) == 20


def test_one_that_only_stands_still_is_left_alone(db: Database, tmp_path: Path) -> None:
    with _importing(db, tmp_path / "liste.csv") as process:
        process.send_signal(signal.SIGSTOP)
        assert _recovered(db) == []
        assert db.call(PersonRow.select().count) == 20
        process.send_signal(signal.SIGCONT)
        assert process.stdin
        process.stdin.close()
        assert process.wait(60) == 0
    assert _recovered(db) == []
    assert db.call(PersonRow.select().count) == LINES


# As a command does it, with transactions that last: says when one is open.
_IMPORTS_UNTIL_ASLEEP = """
import sys
from pathlib import Path
from comptoir.setup import asleep
from models.lists import import_run, person_import, person_twin
from models.service.agent import SYSTEM
from models.store.database import Database
database_at, path, key = sys.argv[1:]
if database_at.startswith("postgresql:"):
    from models.store.engines.postgres import PostgresEngine
    engine = PostgresEngine(database_at)
else:
    from models.store.engines.sqlcipher import SqlCipherEngine
    engine = SqlCipherEngine(Path(database_at), key)
database = Database.open(engine)
person_import.SHORT = 60
find = person_twin.find

def told(*given):
    print("inside", flush=True)
    person_twin.find = find
    return find(*given)

person_twin.find = told
with asleep.between_writes():
    database.call(person_import.import_persons, SYSTEM, Path(path), "CH")
"""


def _state(process: subprocess.Popen[str]) -> str:
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_an_import_put_to_sleep_in_a_transaction_ends_it_first(
    db: Database, alice: Agent, tmp_path: Path
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Id;Nom\n" + "".join(f"{number};Nom{number}\n" for number in range(300)))
    command = [sys.executable, "-c", _IMPORTS_UNTIL_ASLEEP, _at(db), str(path), KEY]
    pipes = {"stdout": subprocess.PIPE, "process_group": 0}
    with subprocess.Popen(command, text=True, cwd=ROOT, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == "inside\n"
        process.send_signal(signal.SIGTSTP)
        until = time.monotonic() + 30
        while _state(process) != "T" and time.monotonic() < until:
            time.sleep(0.01)
        try:
            assert _state(process) == "T"
            # A colleague keeps something, at once, while the import sleeps.
            assert db.call(message.send, alice, None, "à rappeler").id
        finally:
            process.send_signal(signal.SIGCONT)
    assert process.returncode == 0
    assert db.call(PersonRow.select().count) == 300
