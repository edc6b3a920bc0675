"""Finding one person in a service of several sites: one's own first, and never hidden by the others."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from models import clock
from models.known import search
from models.person import person
from models.person.person import PersonForm, PersonRow
from models.room import visit
from models.service import site
from models.service.agent import SYSTEM, Agent
from models.store.database import Database
from models.store.engines import server_search


@pytest.fixture
def sites(db: Database, alice: Agent) -> Iterator[tuple[int, int]]:
    """Two sites; nobody sits in one yet."""
    one, other = (db.call(site.add, SYSTEM, name).id for name in ("Jonction", "Meyrin"))
    yield one, other
    site.use(None)


def _seen(db: Database, number: int, days: int) -> None:
    with clock.frozen(clock.now() - timedelta(days=days)):
        db.call(person.touch, number)


def _known_at(db: Database, alice: Agent, where: int | None, name: str, days: int | None = None) -> int:
    """Somebody who was last at ``where``, so many days ago; never, when not said."""
    site.use(where)
    number = db.call(person.create, alice, PersonForm(family_name=name), "CH", f"{where} {name}").id
    if days is not None:
        _seen(db, number, days)
    return number


def test_in_each_tier_those_of_this_site_come_before_the_others(
    db: Database, alice: Agent, sites: tuple[int, int], monday: object
) -> None:
    here, there = sites
    far_old = _known_at(db, alice, there, "Muller A", 300)
    far_late = _known_at(db, alice, there, "Muller B", 3)
    old = _known_at(db, alice, here, "Muller C", 200)
    late = _known_at(db, alice, here, "Muller D", 80)
    nowhere = _known_at(db, alice, None, "Muller E", 400)
    never = _known_at(db, alice, here, "Muller F")
    far_waits = _known_at(db, alice, there, "Muller G")
    db.call(visit.arrive, alice, far_waits)
    site.use(here)
    found = [one.person_id for one in db.call(search.search, "muller")]
    # Who waits in the room of another site is no more here than who was there lately.
    assert found == [late, far_late, far_waits, old, never, far_old, nowhere]
    site.use(there)
    found = [one.person_id for one in db.call(search.search, "muller")]
    assert found == [far_waits, far_late, late, far_old, old, nowhere, never]


@pytest.mark.parametrize("typed", ["m", "mul", "mul k", "muler"])
def test_any_number_of_people_of_another_site_hides_none_of_this_one(
    db: Database,
    alice: Agent,
    sites: tuple[int, int],
    monday: object,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
) -> None:
    monkeypatch.setattr(search, "POOL", 3)
    here, there = sites
    mine = [_known_at(db, alice, here, f"Muller K{number}", 400 + number) for number in range(2)]
    for number in range(8):
        _known_at(db, alice, there, f"Muller K{number}", 100)
    site.use(here)
    found = [one.person_id for one in db.call(search.search, typed)]
    assert found[:2] == mine
    site.use(None)
    assert not set(mine) & {one.person_id for one in db.call(search.search, typed)}


def test_a_contact_at_another_site_moves_a_person_there(
    db: Database, alice: Agent, sites: tuple[int, int], monday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "POOL", 1)
    here, there = sites
    mover = _known_at(db, alice, here, "Muller A", 500)
    # The same day twice, then another one: the line of the index stays, then is moved.
    for where, days in ((there, 500), (here, 400)):
        site.use(where)
        _seen(db, mover, days)
    _known_at(db, alice, there, "Muller B", 1)
    for where, expected in ((here, True), (there, False)):
        site.use(where)
        assert (mover in [one.person_id for one in db.call(search.search, "mul")]) is expected


def test_a_desk_that_says_no_site_leaves_people_where_they_were(
    db: Database, alice: Agent, sites: tuple[int, int], monday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _known_at(db, alice, sites[0], "Muller", 9)
    site.use(None)
    db.call(person.touch, number)
    assert db.call(lambda: PersonRow.get_by_id(number).site_id) == sites[0]


def test_nobody_is_found_by_the_number_of_a_site(db: Database, alice: Agent, sites: tuple[int, int]) -> None:
    _known_at(db, alice, sites[0], "Muller")
    for typed in (f"{sites[0]}", f"\ue000{sites[0]}", "\ue000"):
        assert db.call(search.search, typed) == []


def test_a_frequent_and_a_rare_name_are_found_however_deep_they_lie(
    db: Database, alice: Agent, sites: tuple[int, int], monday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ways a server looks for somebody (last seen, further back, by words) find the same."""
    monkeypatch.setattr(search, "POOL", 4)
    monkeypatch.setattr(server_search, "_LATEST", 8)
    monkeypatch.setattr(server_search, "_RARE", 4)
    here, there = sites
    names = ("Rochat", "Muller", "Favre", "Muller", "Favre", "Zwahlen")
    of: dict[str, list[int]] = {}
    mine: dict[str, list[int]] = {}
    for number in range(36):
        name = names[number % 6] if number < 35 else "Borel Mia"
        where = here if number % 7 == 0 else there
        one = _known_at(db, alice, where, f"{name} {number}", number + 1)
        of.setdefault(name, []).append(one)
        mine.setdefault(name, []).extend([one] if where == here else [])
    for typed, name in (("mul", "Muller"), ("roc", "Rochat"), ("fav", "Favre"), ("bor m", "Borel Mia")):
        asked: tuple[tuple[int | None, list[int]], ...] = (
            (None, of[name][:4]),
            (here, [*of[name][:4], *mine[name][:4]]),
        )
        for desk, expected in asked:
            site.use(desk)
            assert {one.person_id for one in db.call(search.search, typed)} == set(expected)
