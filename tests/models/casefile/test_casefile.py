"""Case files: numbered without a gap, given to whom it fits, told, given on, closed, and each step undone."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from models import clock, text
from models.casefile import casefile, change, responsible, start
from models.casefile.casefile import CaseFile, CaseFileForm
from models.casefile.rows import State
from models.contact import message
from models.contact.message import MessageKind
from models.contact.request import RequestForm
from models.errors import ComptoirError, Forbidden, InvalidInput, NotFound
from models.known import merge, search, story
from models.known.entry import Kind
from models.person import person, referent, relationship
from models.person.person import Person, PersonForm
from models.person.relationship import Kinship
from models.room import visit
from models.room.visit import Intake
from models.service import agent, permission, profile_file, site
from models.service.agent import SYSTEM, Agent
from models.service.permission import Grant, Permission, Role
from models.service.profile import Profile
from models.store import journal
from models.store.database import Database
from models.store.engines.postgres import PostgresEngine
from models.store.engines.sqlcipher import SqlCipherEngine
from tests.conftest import KEY, PASSWORD
from tests.project import PROFILES

KIND = "aide_financiere"
Make = Callable[..., CaseFile]


@pytest.fixture(autouse=True)
def stand_up() -> Any:
    yield
    site.use(None)
    permission.use({})


@pytest.fixture
def made(db: Database, alice: Agent, marie: Person, worker: Agent, rules: Profile) -> Make:
    """Opens a file of Marie, for Bruno unless said otherwise."""

    def make(key: str = "file", **more: Any) -> CaseFile:
        form = replace(CaseFileForm(marie.id, KIND, worker.id or 0), **more)
        return db.call(casefile.open_file, alice, rules, form, key)

    return make


def _actions(db: Database, who: Person) -> list[str]:
    return [one.action for one in db.call(journal.about, who.id)]


def test_numbers_follow_each_other_by_year_and_a_retry_opens_nothing_twice(
    made: Make, db: Database, alice: Agent, marie: Person
) -> None:
    assert [made("a").shown, made("b").shown, made("a").shown] == ["2026-0001", "2026-0002", "2026-0001"]
    clock.advance(days=60)
    assert made("c").shown == "2027-0001"
    found = db.call(casefile.of_person, alice, marie.id)
    assert [one.shown for one in found] == ["2027-0001", "2026-0002", "2026-0001"]
    assert _actions(db, marie).count("casefile.opened") == 3


def test_each_site_counts_its_own(made: Make, db: Database) -> None:
    sites = [db.call(site.add, SYSTEM, name).id for name in ("Jonction", "Meyrin")]
    for number in sites:
        site.use(number)
        assert made(f"site-{number}").shown == "2026-0001"
    site.use(None)
    assert made("none").shown == "2026-0001"


def _open_often(open_engine: Callable[[], Any], person_id: int, desk: int) -> list[int]:
    """The numbers that a desk was given for the twenty files it opened."""
    database = Database.open(open_engine())
    rules = profile_file.load(PROFILES / "geneve.toml")
    by, numbers = database.call(agent.get, 1), list[int]()
    whom = database.call(responsible.candidates, rules, person_id, KIND)[0].id
    while len(numbers) < 20:
        try:
            form = CaseFileForm(person_id, KIND, whom)
            numbers.append(
                database.call(casefile.open_file, by, rules, form, f"{desk}-{len(numbers)}").number
            )
        except ComptoirError as error:
            # The other writes without a pause: what the desk then says is to press the key again.
            if error.title != "Base occupée":
                raise RuntimeError(error.title) from None
    database.close()
    return numbers


def test_two_desks_that_open_at_once_never_get_the_same_number(
    file_db: Database, file_path: Any, in_processes: Callable[..., list[Any]]
) -> None:
    _race(file_db, in_processes, partial(SqlCipherEngine, file_path, KEY))


@pytest.mark.postgres
def test_two_desks_of_a_server_never_get_the_same_number(
    server_url: str, in_processes: Callable[..., list[Any]]
) -> None:
    database = Database.open(PostgresEngine(server_url))
    try:
        _race(database, in_processes, partial(PostgresEngine, server_url))
    finally:
        database.close()


def _race(database: Database, in_processes: Callable[..., list[Any]], open_engine: Any) -> None:
    database.call(agent.create, SYSTEM, "bruno", "Bruno Blanc", Role.SOCIAL_WORKER, PASSWORD)
    who = database.call(person.create, SYSTEM, PersonForm(family_name="Dupont"), "CH", "k")
    given = in_processes(partial(_open_often, open_engine, who.id), [1, 2])
    assert sorted(given[0] + given[1]) == list(range(1, 41))


def test_whose_sector_it_is_comes_first_then_who_has_least(
    db: Database, alice: Agent, marie: Person, worker: Agent, carla: Agent, rules: Profile, made: Make
) -> None:
    def first() -> str:
        return db.call(responsible.candidates, rules, marie.id, KIND)[0].colleague.agent.name

    assert first() == "Bruno Blanc"
    other = db.call(person.create, alice, PersonForm(family_name="Autre"), "CH", "other")
    made(person_id=other.id)
    assert first() == "Carla Costa"
    db.call(agent.set_sectors, SYSTEM, carla.id or 0, ["Vernier"])
    assert first() == "Bruno Blanc"
    db.call(agent.set_sectors, SYSTEM, worker.id or 0, ["Meyrin"])
    assert first() == "Carla Costa"
    db.call(referent.follow, alice, marie.id, worker.id or 0)
    assert first() == "Bruno Blanc"


def test_another_than_proposed_takes_a_reason_and_nobody_of_another_role(
    made: Make, alice: Agent, carla: Agent
) -> None:
    with pytest.raises(InvalidInput, match="Bruno Blanc était proposé") as refused:
        made(agent_id=carla.id)
    assert refused.value.field == "reason"
    assert made(agent_id=carla.id, reason="parle albanais").agent_name == "Carla Costa"
    for wrong, field in (({"agent_id": alice.id}, "agent"), ({"kind": ""}, "kind")):
        with pytest.raises(InvalidInput) as refused:
            made("wrong", **wrong)
        assert refused.value.field == field
    with pytest.raises(NotFound):
        made("wrong", kind="rien")


def test_who_answers_for_it_is_told_what_was_asked_and_follows_the_person(
    db: Database, alice: Agent, worker: Agent, marie: Person, made: Make, rules: Profile
) -> None:
    asked = Intake(marie.id, None, (RequestForm("fin_chomage", words="plus rien depuis octobre"),))
    number = db.call(visit.receive, alice, asked, "CH", "visit").request_ids[0]
    known = db.call(start.start, alice, rules, marie.id)
    assert [one.id for one in known.requests] == [number]
    assert known.likely(None) == {number}
    one = made(requests=(number, number))
    assert [each.id for each in db.call(casefile.requests, one.id)] == [number]
    slip = db.call(message.inbox, worker.id)[0]
    assert (slip.kind, slip.person_id) == (MessageKind.NOTICE, marie.id)
    assert slip.body == text.clean("Dossier 2026-0001 ouvert, Aide financière : « plus rien depuis octobre »")
    assert [each.role for each in db.call(referent.of_person, marie.id)] == ["Aide financière"]
    assert db.call(start.start, alice, rules, marie.id).requests == ()


def test_a_request_of_somebody_else_and_a_person_merged_meanwhile_are_refused(
    db: Database, alice: Agent, marie: Person, made: Make
) -> None:
    other = Intake(None, PersonForm(family_name="Autre"), (RequestForm("fin_chomage"),))
    theirs = db.call(visit.receive, alice, other, "CH", "visit")
    with pytest.raises(InvalidInput, match="autre personne"):
        made(requests=theirs.request_ids)
    assert db.call(casefile.of_person, alice, marie.id) == []
    db.call(merge.merge, alice, theirs.person_id, marie.id)
    with pytest.raises(ComptoirError, match="réunie"):
        made("again")


def test_a_household_of_twenty_is_kept_and_read_by_name(
    db: Database, alice: Agent, marie: Person, made: Make
) -> None:
    children = [
        db.call(
            person.create, alice, PersonForm(family_name="Dupont", given_name=f"Enfant {n:02}"), "CH", f"c{n}"
        )
        for n in range(20)
    ]
    # Whose file it is stands in no household of their own.
    one = made(members=(*((child.id, Kinship.CHILD) for child in children), (marie.id, Kinship.OTHER)))
    there = db.call(casefile.members, one.id)
    assert [name for _number, name, _tie in there] == [f"DUPONT Enfant {n:02}" for n in range(20)]
    assert [each.shown for each in db.call(casefile.of_person, alice, children[7].id)] == [one.shown]
    db.call(change.set_members, alice, one.id, [(children[3].id, Kinship.CHILD)])
    assert [number for number, *_ in db.call(casefile.members, one.id)] == [children[3].id]


def test_of_two_forms_that_were_one_persons_the_household_names_them_once(
    db: Database, alice: Agent, marie: Person, made: Make
) -> None:
    twins = [db.call(person.create, alice, PersonForm(family_name="Petit"), "CH", f"t{n}") for n in (1, 2)]
    one = made(members=tuple((twin.id, Kinship.CHILD) for twin in twins))
    joined = db.call(merge.merge, alice, twins[0].id, twins[1].id)
    assert [name for _number, name, _tie in db.call(casefile.members, one.id)] == ["PETIT"]
    db.call(merge.undo, alice, joined.id)
    assert len(db.call(casefile.members, one.id)) == 2


def test_a_merge_takes_the_files_along_and_gives_them_back(
    db: Database, alice: Agent, marie: Person, made: Make
) -> None:
    one = made()
    other = db.call(person.create, alice, PersonForm(family_name="Dupond", given_name="Marie"), "CH", "o")
    joined = db.call(merge.merge, alice, other.id, marie.id)
    assert [each.id for each in db.call(casefile.of_person, alice, other.id)] == [one.id]
    db.call(merge.undo, alice, joined.id)
    assert db.call(casefile.of_person, alice, other.id) == []
    assert db.call(casefile.get, one.id).person_id == marie.id


def test_given_on_the_messages_and_the_follow_up_go_along_and_come_back(
    db: Database, alice: Agent, marie: Person, worker: Agent, carla: Agent, made: Make
) -> None:
    one = made()
    db.call(message.send, alice, worker.id, "Marie a rappelé", person_id=marie.id)
    given = db.call(change.give, alice, one.id, carla.id or 0, None, "absence")
    assert (given.file.agent_name, given.messages) == ("Carla Costa", 2)
    assert "Marie a rappelé" in [each.body for each in db.call(message.inbox, carla.id)]
    assert [each.name for each in db.call(referent.of_person, marie.id)] == ["Carla Costa"]
    assert "confié à Carla Costa (absence)" in db.call(message.inbox, worker.id)[0].body
    assert db.call(change.undo, alice, one.id) == "Dossier 2026-0001 : « transmis » est défait."
    assert db.call(casefile.get, one.id).agent_id == worker.id
    assert "Marie a rappelé" in [each.body for each in db.call(message.inbox, worker.id)]
    assert [(each.name, each.role) for each in db.call(referent.of_person, marie.id)] == [
        ("Bruno Blanc", "Aide financière")
    ]


def test_a_file_goes_to_another_site_and_keeps_its_number(
    db: Database, alice: Agent, worker: Agent, made: Make
) -> None:
    one, other = made(), db.call(site.add, SYSTEM, "Meyrin").id
    given = db.call(change.give, alice, one.id, worker.id or 0, other, "déménagement")
    assert (given.file.site_id, given.file.shown, given.messages) == (other, one.shown, 0)
    for wrong in ((worker.id, other, "encore"), (worker.id, None, " ")):
        with pytest.raises(InvalidInput):
            db.call(change.give, alice, one.id, *wrong)
    db.call(change.undo, alice, one.id)
    assert db.call(casefile.get, one.id).site_id is None


def test_a_state_is_put_with_its_reason_told_and_undone(
    db: Database, alice: Agent, marie: Person, worker: Agent, made: Make
) -> None:
    one, two = made("a"), made("b")
    with pytest.raises(InvalidInput, match="Raison manquante"):
        db.call(change.put, alice, two.id, State.CLOSED)
    assert db.call(change.put, alice, two.id, State.CLOSED, "plus besoin").state is State.CLOSED
    assert [each.id for each in db.call(casefile.of_person, alice, marie.id)] == [one.id, two.id]
    assert db.call(responsible.loads) == {worker.id: 1}
    assert "clos (plus besoin)" in db.call(message.inbox, worker.id)[0].body
    with pytest.raises(InvalidInput, match="déjà clos"):
        db.call(change.put, alice, two.id, State.CLOSED, "encore")
    db.call(change.undo, alice, two.id)
    assert db.call(casefile.get, two.id).state is State.ACTIVE


def test_an_opening_is_undone_while_its_number_is_the_last_and_leaves_no_gap(
    db: Database, alice: Agent, marie: Person, worker: Agent, made: Make
) -> None:
    one, two = made("a"), made("b")
    with pytest.raises(ComptoirError, match="les numéros se suivent"):
        db.call(change.undo, alice, one.id)
    db.call(change.undo, alice, two.id)
    assert [each.id for each in db.call(casefile.of_person, alice, marie.id)] == [one.id]
    assert made("c").shown == two.shown
    assert "ouvert par erreur" in " ".join(each.body for each in db.call(message.inbox, worker.id))
    with pytest.raises(NotFound):
        db.call(change.undo, alice, 99)


def test_a_number_finds_the_person_and_stands_beside_them(
    db: Database, alice: Agent, marie: Person, made: Make
) -> None:
    one = made()
    for typed in (one.shown, f"#{one.shown}", "2026-1"):
        assert [each.person_id for each in db.call(search.search, typed)] == [marie.id], typed
    assert db.call(search.search, "dupont")[0].file == one.shown
    assert db.call(search.search, "#2026-0002") == []
    db.call(change.put, alice, one.id, State.CLOSED, "plus besoin")
    assert db.call(search.search, "dupont")[0].file == ""
    db.call(person.change, alice, marie.id, replace(person.form_of(marie), protected=True), "CH")
    assert db.call(search.search, "2026-0001")[0].file == ""


def test_each_step_stands_in_the_story_of_the_person_and_of_the_household(
    db: Database, alice: Agent, marie: Person, rules: Profile, made: Make
) -> None:
    child = db.call(person.create, alice, PersonForm(family_name="Petit"), "CH", "child")
    one = made(members=((child.id, Kinship.CHILD),))
    clock.advance(hours=1)
    db.call(change.put, alice, one.id, State.CLOSED, "plus besoin")
    for who in (marie, child):
        found = db.call(story.page, alice, who.id, rules, kind=Kind.CASEFILE).entries
        assert [each.words for each in found] == [
            "2026-0001, Aide financière, clos, plus besoin",
            "2026-0001, Aide financière, ouvert, confié à Bruno Blanc",
        ]
        lines = db.call(story.read, alice, who.id, Kind.CASEFILE, found[0].number, rules)
        assert lines[0] == "Dossier 2026-0001, Aide financière, clos"
        assert "Ménage : PETIT (enfant)" in lines
    _one, lines = db.call(story.of_file, alice, one.id, rules)
    assert lines[-1].endswith("par Alice Aubert : clos ; plus besoin")
    assert _actions(db, marie)[-1] == "casefile.read"


def test_relatives_who_usually_live_there_are_proposed(
    db: Database, alice: Agent, marie: Person, rules: Profile
) -> None:
    for tie in (Kinship.CHILD, Kinship.PARENT):
        other = db.call(person.create, alice, PersonForm(family_name=f"Un {tie}"), "CH", tie)
        db.call(relationship.relate, alice, marie.id, other.id, tie)
    known = db.call(start.start, alice, rules, marie.id)
    assert {one.kind: start.together(one) for one in known.relatives} == {
        Kinship.CHILD: True, Kinship.PARENT: False,
    }  # fmt: skip


def test_who_may_only_look_opens_none(db: Database, marie: Person, made: Make, rules: Profile) -> None:
    made()
    permission.use({"stagiaire": Grant("stagiaire", frozenset({Permission.OPEN}), at_counter=True)})
    lea = db.call(agent.create, SYSTEM, "lea", "Léa", Role("stagiaire"), PASSWORD)
    assert len(db.call(casefile.of_person, lea, marie.id)) == 1
    with pytest.raises(Forbidden, match="ouvrir ou tenir un dossier"):
        db.call(casefile.open_file, lea, rules, CaseFileForm(marie.id, KIND, 1), "k")


def test_a_profile_of_before_has_one_kind_and_a_wrong_one_is_named_with_its_line(tmp_path: Path) -> None:
    source = (PROFILES / "geneve.toml").read_text("utf-8")
    before, rest = source.split(
        "# ------------------------------------------------------------------ dossiers"
    )
    after = rest[
        rest.index("# -------------------------------------------------------------------- thèmes") :
    ]
    path = shutil.copytree(PROFILES / "geneve", tmp_path / "geneve").parent / "geneve.toml"
    path.write_text(before + after, "utf-8")
    assert [one.label for one in profile_file.load(path).case_kinds] == ["Suivi social"]
    path.write_text(
        source.replace('motif = "aide_administrative"\nsource', 'motif = "aide"\nsource'), "utf-8"
    )
    with pytest.raises(ComptoirError, match="le motif « aide » n’existe pas"):
        profile_file.load(path)
