"""Who is perhaps known already, and who is not."""

import re
from typing import Any

import pytest

from models.errors import ComptoirError
from models.person import duplicate, person
from models.person.likeness import Reason
from models.person.person import Person, PersonForm
from models.service.agent import Agent
from models.store.database import Database, engine


def _find(db: Database, **fields: str) -> list[tuple[int, tuple[Reason, ...]]]:
    form = PersonForm(**fields)  # type: ignore[arg-type]
    return [(one.person_id, one.reasons) for one in db.call(duplicate.find, form, "CH")]


def _create(db: Database, alice: Agent, key: str, **fields: str) -> Person:
    form = PersonForm(**fields)  # type: ignore[arg-type]
    return db.call(person.create, alice, form, "CH", key)


@pytest.mark.parametrize(
    "fields",
    [
        {"family_name": "DUPONT", "given_name": "marie", "birth_date": "12.3.1980"},
        {"family_name": "Marie", "given_name": "Dupont", "birth_date": "12031980"},
        {"family_name": "Dupont", "given_name": "Marie-Claire", "birth_date": "12.03.80"},
        {"family_name": "Rey", "given_name": "Marie", "birth_name": "Dupônt", "birth_date": "1980-03-12"},
    ],
)
def test_the_same_name_and_birth_date_are_seen_however_typed(
    db: Database, marie: Person, monday: object, fields: dict[str, str]
) -> None:
    assert _find(db, **fields) == [(marie.id, (Reason.IDENTITY,))]


@pytest.mark.parametrize("phone", ["022 420 00 01", "+41 22 420 00 01", "0041224200001"])
def test_the_same_telephone_is_seen_however_dialled(db: Database, marie: Person, phone: str) -> None:
    assert _find(db, family_name="Autre", phone=phone) == [(marie.id, (Reason.PHONE,))]


def test_the_same_address_is_seen_whatever_its_capitals(db: Database, alice: Agent) -> None:
    known = _create(db, alice, "k", family_name="Rey", email="Zoe.Rey@Exemple.ch")
    assert known.email == "zoe.rey@exemple.ch"
    assert _find(db, email="zoe.rey@exemple.CH") == [(known.id, (Reason.EMAIL,))]


def test_a_couple_may_share_both(db: Database, alice: Agent, marie: Person) -> None:
    paul = _create(db, alice, "k", family_name="Dupont", given_name="Paul", phone="022 420 00 01")
    assert paul.phone == marie.phone
    assert [one.person_id for one in db.call(duplicate.of_person, paul.id, "CH")] == [marie.id]


@pytest.mark.parametrize(
    "fields",
    [
        {"family_name": "Dupont"},
        {"family_name": "Dupont", "given_name": "Mario"},
        {"family_name": "Dupont", "given_name": "Marie", "birth_date": "1981"},
        {"family_name": "Dupont", "given_name": "Paul", "birth_date": "12.03.1980"},
        {"family_name": "Dupont", "given_name": "Marie", "birth_date": "13.03.1980"},
        {"family_name": "Rey", "given_name": "Marie", "birth_date": "12.03.1980"},
        {"given_name": "Marie", "birth_date": "12.03.1980"},
        {"family_name": "Dupont", "phone": "022 420"},
        {"family_name": "", "email": "@"},
        {},
    ],
)
def test_what_is_half_typed_or_somebody_else_says_nothing(
    db: Database, marie: Person, monday: object, fields: dict[str, str]
) -> None:
    assert _find(db, **fields) == []


def test_the_surest_comes_first(db: Database, alice: Agent, marie: Person, monday: object) -> None:
    paul = _create(db, alice, "k", family_name="Dupont", given_name="Paul", phone="022 420 00 01")
    found = _find(
        db, family_name="Dupont", given_name="Marie", birth_date="12.03.1980", phone="022 420 00 01"
    )
    assert found == [(marie.id, (Reason.IDENTITY, Reason.PHONE)), (paul.id, (Reason.PHONE,))]


def test_no_keystroke_reads_more_persons_when_there_are_more(file_db: Database, monday: object) -> None:
    def plans() -> list[str]:
        seen: list[str] = []
        database: Any = engine().database
        execute = database.execute_sql

        def watched(sql: str, values: Any = None) -> Any:
            if sql.startswith("SELECT"):
                seen.extend(row[-1] for row in execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())
            return execute(sql, values)

        database.execute_sql = watched
        try:
            told = {"birth_date": "12.03.1980", "phone": "022 420 00 01", "email": "a@exemple.ch"}
            form = PersonForm(family_name="Dupont", given_name="Marie", **told)  # type: ignore[arg-type]
            duplicate.find(form, "CH")
        finally:
            del database.execute_sql
        return [one for one in seen if re.search(r"\bperson\b", one)]

    read = file_db.call(plans)
    assert {one.split(" USING ")[1].split()[1] for one in read} == {
        "person_phone", "person_email", "person_birth_date",
    }, read  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        # Without a birth date, or with one that is half typed.
        ({"family_name": "Dupont", "given_name": "Marie"}, Reason.NAME),
        ({"family_name": "Dupont", "given_name": "Marie", "birth_date": "12.03."}, Reason.NAME),
        ({"family_name": "Dupont", "given_name": "Marie", "birth_date": "1980"}, Reason.NAME),
        # Invented by an office for who knows the year alone: no identity, no other person either.
        ({"family_name": "Dupont", "given_name": "Marie", "birth_date": "01.01.1980"}, Reason.NAME),
        ({"family_name": "Dupont", "given_name": "Marie", "birth_date": "03.12.1980"}, Reason.SWAPPED),
        ({"family_name": "Dupond", "given_name": "Marie", "birth_date": "12.03.1980"}, Reason.SPELLED),
        ({"family_name": "Dupont", "given_name": "Maire", "birth_date": "12.03.1980"}, Reason.SPELLED),
    ],
)
def test_who_is_perhaps_the_same_is_shown_with_the_reason(
    db: Database, marie: Person, monday: object, fields: dict[str, str], reason: Reason
) -> None:
    assert _find(db, **fields) == [(marie.id, (reason,))]


def test_the_first_of_january_of_two_persons_makes_them_no_one_person(
    db: Database, alice: Agent, monday: object
) -> None:
    told = {"family_name": "Haile", "birth_date": "01.01.1990"}
    known = _create(db, alice, "a", given_name="Sara", **told)
    assert _find(db, given_name="Abel", **told) == []
    assert _find(db, given_name="Sara", **told) == [(known.id, (Reason.NAME,))]


def test_a_birth_date_that_hundreds_share_still_finds_the_one_of_the_name(
    db: Database, alice: Agent, monday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicate, "MOST", 3)
    told = {"given_name": "Marie", "birth_date": "02.01.1980"}
    for number in range(4):
        _create(db, alice, f"k{number}", family_name=f"Autre{number}", **told)
    last = _create(db, alice, "k", family_name="Dupônt", **told)
    assert _find(db, family_name="dupont", **told) == [(last.id, (Reason.IDENTITY,))]


def test_homonyms_are_no_longer_shown_to_each_other(
    db: Database, alice: Agent, marie: Person, monday: object
) -> None:
    other = _create(db, alice, "k", family_name="Dupont", given_name="Marie", birth_date="12.03.1980")
    assert [one.person_id for one in db.call(duplicate.of_person, marie.id, "CH")] == [other.id]
    for _ in range(2):
        db.call(duplicate.mark_apart, alice, other.id, marie.id)
    for one in (marie, other):
        assert db.call(duplicate.of_person, one.id, "CH") == []
    db.call(duplicate.unmark_apart, alice, marie.id, other.id)
    assert [one.person_id for one in db.call(duplicate.of_person, other.id, "CH")] == [marie.id]


def test_nobody_is_their_own_homonym(db: Database, alice: Agent, marie: Person) -> None:
    with pytest.raises(ComptoirError, match="deux fois la même fiche"):
        db.call(duplicate.mark_apart, alice, marie.id, marie.id)
