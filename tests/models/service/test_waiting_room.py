"""What a profile may say of its waiting room, and what is answered when it is wrong."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from models.errors import ComptoirError
from models.person.person import Person
from models.room import queue, visit
from models.service.agent import Agent
from models.service.profile_file import load
from models.service.waiting_room import Room, use
from models.store.database import Database
from tests.project import PROFILES


def written(tmp_path: Path, name: str, change: tuple[str, str]) -> Path:
    """A shipped profile with one change, beside the lists it names."""
    for entry in PROFILES.iterdir():
        if entry.is_dir() and not (tmp_path / entry.name).exists():
            (tmp_path / entry.name).symlink_to(entry)
    source = (PROFILES / f"{name}.toml").read_text("utf-8")
    assert change[0] in source
    path = tmp_path / f"{name}.toml"
    path.write_text(source.replace(*change, 1), "utf-8")
    return path


@pytest.mark.parametrize("name", ["geneve", "france"])
def test_the_shipped_profiles_describe_a_room(name: str) -> None:
    room = load(PROFILES / f"{name}.toml").room
    assert room.capacity == 20
    assert room.when_full
    assert room.counters["accueil"] == "guichet 1"
    assert not room.show_names
    assert (room.is_full(19), room.is_full(20), room.is_full(21)) == (False, True, True)


def test_a_profile_without_a_room_has_one_without_limit(tmp_path: Path) -> None:
    source = (PROFILES / "geneve.toml").read_text("utf-8")
    start = source.index("[salle]")
    end = source.index("[[", start)
    room = load(written(tmp_path, "geneve", (source[start:end], ""))).room
    assert (room.capacity, room.counters, room.next_one) == (0, {}, "tous")
    assert not room.is_full(500)


def test_a_site_may_hold_more_or_fewer_than_the_others(tmp_path: Path) -> None:
    sizes = '[salle.capacites]\n"Jonction" = 12\nMeyrin = 0\n\n[salle.guichets]\n'
    room = load(written(tmp_path, "geneve", ("[salle.guichets]\n", sizes))).room
    assert [room.seats(where) for where in ("Jonction", "JONCTION", "Meyrin", "Lancy", "")] == [
        12,
        12,
        0,
        20,
        20,
    ]
    assert room.is_full(12, "jonction")
    assert not room.is_full(500, "Meyrin")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("capacite = 20", "capacite = -1", "« capacite » attend un nombre de places"),
        ("capacite = 20", 'capacite = "vingt"', "« capacite » attend un nombre entier"),
        ('suivant = "tous"', 'suivant = "tout"', "vouliez-vous dire « tous »"),
        ("quand_pleine =", "quand_plaine =", "vouliez-vous dire « quand_pleine »"),
        ('accueil = "guichet 1"', 'accueil = " "', "« accueil » attend un nom de guichet"),
    ],
)
def test_a_mistake_in_the_room_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    path = written(tmp_path, "geneve", (before, after))
    line = (
        path.read_text("utf-8")
        .splitlines()
        .index(next(one for one in path.read_text("utf-8").splitlines() if one.startswith(after)))
    )
    with pytest.raises(ComptoirError) as refused:
        load(path)
    message = refused.value.message.replace("\u00a0", " ")
    assert said in message
    assert f"ligne {line + 1} :" in message


def test_a_site_with_less_than_no_seats_is_refused(tmp_path: Path) -> None:
    sizes = "[salle.capacites]\nMeyrin = -1\n\n[salle.guichets]\n"
    with pytest.raises(ComptoirError) as refused:
        load(written(tmp_path, "geneve", ("[salle.guichets]\n", sizes)))
    assert "« Meyrin » attend un nombre de places" in refused.value.message.replace("\u00a0", " ")


@pytest.fixture
def at_a_seat() -> Iterator[None]:
    use("guichet 2")
    yield
    use("")


def test_a_machine_that_names_its_counter_calls_there_whoever_sits_at_it(
    db: Database, alice: Agent, worker: Agent, marie: Person, monday: datetime, at_a_seat: None
) -> None:
    profile = Room(counters={"alice": "guichet 1", "bruno": "bureau 5"})
    db.call(visit.arrive, alice, marie.id)
    assert db.call(queue.call_next, alice, profile).counter == "guichet 2"
    came = db.call(visit.arrive, alice, marie.id)
    db.call(queue.transfer, alice, came.id, worker.id)
    # Whom the reception calls for a worker goes to that worker.
    assert db.call(queue.call, alice, came.id, profile).counter == "bureau 5"
    use("")
    db.call(visit.arrive, alice, marie.id)
    assert db.call(queue.call_next, alice, profile).counter == "guichet 1"
