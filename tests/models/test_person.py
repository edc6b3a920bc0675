"""Persons: whatever is typed about them is kept as a name and nothing more, or refused with its field."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import person, search
from models.agent import Agent
from models.database import Database
from models.errors import InvalidInput, NotFound
from models.person import Person, PersonForm, PersonRow, read_form

HOSTILE = [
    "N" * 200,
    "[/bold]",
    "[@click=app.exit]x",
    "محمد",
    "Zoé 😀",
    "'; DROP TABLE person; --",
    "O'Brien-Łukasz d’Été",
    "%s %(x)s {0} ?",
    '"a" OR 1 NEAR(b',
    "\\x00 & | ! :* <->",
]


def _create(db: Database, by: Agent, key: str, **fields: str) -> Person:
    return db.call(person.create, by, PersonForm(**fields), "CH", key)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_comes_back_to_the_letter_and_is_found(db: Database, alice: Agent, name: str) -> None:
    kept = _create(db, alice, "key", family_name=name, given_name=name)
    assert db.call(person.get, kept.id).family_name == name
    assert [found.person_id for found in db.call(search.search, name)] == [kept.id]
    assert db.call(PersonRow.select().count) == 1


def test_escape_sequences_and_hidden_marks_do_not_stay_in_a_name(db: Database, alice: Agent) -> None:
    kept = _create(
        db, alice, "key", family_name="\x1b[31mDu\x9bpont\x1b]0;x\x07\u202e\u200b", given_name="Ma\0rie"
    )
    assert kept.name == "DU PONT Ma rie"


def test_only_a_name_is_ever_required(db: Database, alice: Agent) -> None:
    assert _create(db, alice, "a", family_name="Dupont").name == "DUPONT"
    assert _create(db, alice, "b", given_name="Marie").name == "Marie"


def test_somebody_may_stay_anonymous_with_or_without_a_first_name(db: Database, alice: Agent) -> None:
    nobody = db.call(person.create, alice, PersonForm(anonymous=True), "CH", "a")
    sam = db.call(person.create, alice, PersonForm(anonymous=True, given_name="Sam"), "CH", "b")
    assert (nobody.name, sam.name) == ("anonyme", "anonyme (Sam)")
    assert db.call(search.search, "sam") == []


def test_who_becomes_anonymous_is_no_longer_found_by_name(db: Database, alice: Agent, marie: Person) -> None:
    db.call(person.change, alice, marie.id, PersonForm(anonymous=True), "CH")
    assert db.call(search.search, "dupont") == []
    assert db.call(person.get, marie.id).name == "anonyme"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "family_name"),
        ({"family_name": "  \u200b "}, "family_name"),
        ({"family_name": "N" * 201}, "family_name"),
        ({"family_name": "Dupont", "given_name": "N" * 201}, "given_name"),
        ({"family_name": "Dupont", "birth_date": "31.02.1980"}, "birth_date"),
        ({"family_name": "Dupont", "birth_date": "24.11.2026"}, "birth_date"),
        ({"family_name": "Dupont", "birth_date": "01.01.1880"}, "birth_date"),
        ({"family_name": "Dupont", "birth_date": "hier"}, "birth_date"),
        ({"family_name": "Dupont", "phone": "12"}, "phone"),
        ({"family_name": "Dupont", "phone": "demain"}, "phone"),
        ({"family_name": "Dupont", "email": "e" * 121}, "email"),
        ({"family_name": "Dupont", "civility": "Monseigneur"}, "civility"),
        ({"family_name": "Dupont", "language": "l" * 41}, "language"),
        ({"family_name": "Dupont", "postcode": "1" * 11}, "postcode"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(
    db: Database, alice: Agent, monday: object, fields: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _create(db, alice, "key", **fields)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")
    assert db.call(PersonRow.select().count) == 0


def test_what_was_typed_is_read_kindly(db: Database, alice: Agent, monday: object) -> None:
    kept = _create(db, alice, "key", family_name=" Dupont ", birth_date="1/2/80", phone="022 420 00 01")
    assert kept.family_name == "Dupont"
    assert (kept.birth_date and kept.birth_date.isoformat()) == "1980-02-01"
    assert kept.phone == "+41224200001"


def test_a_change_replaces_what_was_known_and_what_is_found(
    db: Database, alice: Agent, marie: Person
) -> None:
    changed = db.call(
        person.change, alice, marie.id, PersonForm(family_name="Durand", birth_name="Dupont"), "CH"
    )
    assert changed == db.call(person.get, marie.id)
    assert (changed.name, changed.birth_date, changed.phone) == ("DURAND", None, "")
    assert [one.person_id for one in db.call(search.search, "durand")] == [marie.id]
    assert [one.person_id for one in db.call(search.search, "dupont")] == [marie.id]
    assert db.call(search.search, "12.03.1980") == []


def test_who_is_not_there_is_not_found(db: Database, alice: Agent) -> None:
    for verb in (person.get, lambda number: person.opened(alice, number)):
        with pytest.raises(NotFound, match="Cherchez à nouveau"):
            db.call(verb, 999)


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=16))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_form_is_read_or_refused_whatever_was_typed(name: str, born: str, phone: str) -> None:
    try:
        columns = read_form(PersonForm(family_name=name, birth_date=born, phone=phone), "CH")
    except InvalidInput as refused:
        assert refused.field in ("family_name", "birth_date", "phone")
    else:
        assert not {"Cc", "Cs"} & {unicodedata.category(letter) for letter in columns["family_name"]}
