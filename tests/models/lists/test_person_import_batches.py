"""A list comes in by short transactions; stopping it on its way leaves nothing half done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.contact import message
from models.known import merge, search
from models.lists import import_run, person_import
from models.lists.import_run import ImportedPersonRow, ImportRunRow
from models.lists.person_import import PersonReport
from models.lists.person_source import PersonSourceRow
from models.person import person
from models.person.person import Person, PersonForm, PersonRow
from models.service.agent import SYSTEM, Agent
from models.store import journal
from models.store.database import Database, engine

pytestmark = pytest.mark.usefixtures("monday")
LINES = 25
Bring = Callable[..., PersonReport]


class Stop(Exception):
    """Whoever imports gives up."""


@pytest.fixture
def bring(db: Database, alice: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """``bring(names)`` imports a list of people with numbers, ten in a transaction."""
    monkeypatch.setattr(person_import, "BATCH", 10)
    monkeypatch.setattr(person_import, "SHORT", 60)
    monkeypatch.setattr(import_run, "PAUSE", 0)

    def run(words: list[str] | None = None, **options: object) -> PersonReport:
        path = tmp_path / "liste.csv"
        lines = words or [f"{number};Nom{number};" for number in range(LINES)]
        path.write_text("Id;Nom;Ville\n" + "\n".join(lines))
        return db.call(person_import.import_persons, SYSTEM, path, "CH", **options)  # type: ignore[arg-type]

    return run


def stop_at(line: int, then: Callable[[], object] = lambda: None) -> Callable[[int, int], None]:
    def step(done: int, _total: int) -> None:
        if done == line:
            then()
            raise Stop

    return step


def people() -> list[str]:
    return [row.family_name for row in PersonRow.select().order_by(PersonRow.id)]


def left() -> list[object]:
    return [*ImportRunRow.select(), *ImportedPersonRow.select(), *PersonSourceRow.select()]


def test_others_may_write_between_two_batches(
    db: Database, alice: Agent, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def breathe() -> None:
        assert not engine().database.in_transaction()
        seen.append(PersonRow.select().count())

    monkeypatch.setattr(import_run, "breathe", breathe)
    assert bring().lines.added == LINES
    assert seen == [10, 20, 25]


def test_each_transaction_is_short_whatever_its_lines_take(
    db: Database, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(import_run, "breathe", lambda: seen.append(PersonRow.select().count()))
    monkeypatch.setattr(person_import, "SHORT", 0.0)
    assert bring().lines.added == LINES
    assert seen == list(range(1, LINES + 1))


def test_stopped_between_two_batches_it_takes_back_what_was_committed(
    db: Database, alice: Agent, bring: Bring
) -> None:
    with pytest.raises(Stop):
        bring(step=stop_at(23))
    assert db.call(people) == []
    assert db.call(left) == []
    assert db.call(search.search, "nom3") == []
    actions = [one.action for one in db.call(journal.latest, 100)]
    assert "person.created" not in actions
    assert actions[0] == "person.import_taken_back"
    assert bring().lines.added == LINES


def test_stopped_the_changes_of_persons_known_by_their_number_are_taken_back(
    db: Database, alice: Agent, bring: Bring
) -> None:
    bring()
    before = db.call(lambda: [person.from_row(row) for row in PersonRow.select().order_by(PersonRow.id)])
    again = [f"{number};Nom{number};Onex" for number in range(LINES)]

    def step(done: int, _total: int) -> None:
        if done == 12:
            person.change(alice, before[1].id, PersonForm(family_name="Nom1", commune="Lancy"), "CH")
        if done == 20:
            raise Stop

    with pytest.raises(Stop):
        bring(again, step=step)
    after = db.call(lambda: [person.from_row(row) for row in PersonRow.select().order_by(PersonRow.id)])
    # What a colleague wrote since is theirs; the rest is as it was.
    assert after[1].commune == "Lancy"
    assert [one for one in after if one.id != before[1].id] == [one for one in before if one != before[1]]
    assert bring(again).lines.changed == LINES


def test_whoever_a_colleague_has_received_meanwhile_stays(db: Database, alice: Agent, bring: Bring) -> None:
    stayed: list[int] = []

    def use() -> None:
        message.send(alice, None, "à rappeler", person_id=PersonRow.get(family_name="Nom4").id)

    def step(done: int, _total: int) -> None:
        if done == 12:
            use()
        if done == 20:
            raise Stop

    with pytest.raises(Stop):
        bring(step=step, stayed=stayed.append)
    assert db.call(people) == ["Nom4"]
    assert stayed == [1]
    # And is known again by their number.
    report = bring()
    assert (report.lines.added, report.lines.unchanged) == (LINES - 1, 1)


def test_who_comes_with_a_list_is_found_when_it_is_in(db: Database, bring: Bring) -> None:
    seen: list[object] = []

    def step(done: int, _total: int) -> None:
        if done == 20:
            seen.extend(search.search("nom3"))

    bring(step=step)
    assert seen == []
    assert db.call(search.search, "nom3")[0].name == "NOM3"


def test_who_was_merged_meanwhile_stays(db: Database, alice: Agent, bring: Bring, marie: Person) -> None:
    def step(done: int, _total: int) -> None:
        if done == 12:
            merge.merge(alice, marie.id, PersonRow.get(family_name="Nom4").id)
        if done == 20:
            raise Stop

    with pytest.raises(Stop):
        bring(step=step)
    assert [one for one in db.call(people) if one] == ["Dupont"]
    assert db.call(person.get, marie.id).family_name == "Dupont"


@pytest.mark.parametrize("second", ["Dupont;Marie;12.3.1980;", "Dupont;Marie;12.3.1980;079 555 00 00"])
def test_a_rehearsal_tells_who_comes_twice_in_the_list(
    db: Database, alice: Agent, tmp_path: Path, second: str
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(f"Nom;Prénom;Né le;Tél\nDupont;Marie;12.3.1980;\nRey;Zoé;;\nRey;Zoé;;\n{second}\n")
    rehearsed = db.call(person_import.import_persons, SYSTEM, path, "CH", rehearse=True)
    assert db.call(people) == []
    assert db.call(person_import.import_persons, SYSTEM, path, "CH") == rehearsed


def test_a_rehearsal_holds_nobody_up(db: Database, bring: Bring) -> None:
    def step(_done: int, _total: int) -> None:
        assert not engine().database.in_transaction()

    assert bring(rehearse=True, step=step).lines.added == LINES
