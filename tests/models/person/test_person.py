"""Persons: whatever is typed about them is kept as a name and nothing more, or refused with its field."""

import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.errors import ComptoirError, InvalidInput, NotFound
from models.known import merge, search
from models.person import change as person_change
from models.person import person
from models.person.person import Person, PersonForm, PersonRow, read_form
from models.service.agent import Agent
from models.store.database import Database

HOSTILE = [
    "N" * 200,
    "[/bold]",
    "[@click=app.exit]x",
    "محمد",
    "Zoé 😀",
    "'; DROP TABLE person; --",
    "O'Brien-Łukasz d’Été",
    "%s %(x)s {0} !",
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


def test_who_is_known_by_the_name_of_birth_alone_is_called_by_it(db: Database, alice: Agent) -> None:
    claire = _create(db, alice, "a", birth_name="Martin", given_name="Claire", nickname="Clarette")
    assert claire.name == "MARTIN Claire"
    (found,) = db.call(search.search, "martin")
    assert (found.name, found.born_as, found.nickname) == ("MARTIN Claire", "", "Clarette")
    married = replace(person.form_of(claire), family_name="Dupont")
    assert db.call(person.change, alice, claire.id, married, "CH").name == "DUPONT Claire"
    assert [one.born_as for one in db.call(search.search, "martin")] == ["MARTIN"]
    twin = _create(db, alice, "b", birth_name="Martin")
    db.call(merge.merge, alice, claire.id, twin.id)
    assert [one.name for one in db.call(merge.history, claire.id)] == ["MARTIN"]
    assert _create(db, alice, "c", nickname="Momo").name == "Momo"


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


# Alerts, wishes, history


def _alerted(**fields: object) -> PersonForm:
    told = {
        "family_name": "Dupont",
        "alert": "à deux",
        "alert_reason": "menaces",
        "alert_until": "31.12.2026",
    }
    return PersonForm(**(told | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"alert_reason": ""}, "alert_reason"),
        ({"alert_until": ""}, "alert_until"),
        ({"alert_until": "bientôt"}, "alert_until"),
        ({"alert_until": "22.11.2026"}, "alert_until"),
        ({"email": "sans arobase"}, "email"),
    ],
)
def test_an_alert_says_why_and_until_when(
    db: Database, alice: Agent, marie: Person, monday: object, fields: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        db.call(person.change, alice, marie.id, _alerted(**fields), "CH")
    assert refused.value.field == field
    assert db.call(person.get, marie.id) == marie


def test_an_alert_keeps_its_author_whoever_corrects_the_rest(
    db: Database, alice: Agent, marie: Person, monday: object
) -> None:
    bruno = Agent(alice.id, "bruno", "Bruno Blanc", alice.role)
    db.call(person.change, alice, marie.id, _alerted(), "CH")
    db.call(person.change, bruno, marie.id, _alerted(commune="Lancy"), "CH")
    assert db.call(person.get, marie.id).alerts == (
        "ALERTE\u00a0: à deux (menaces, Alice Aubert, jusqu’au 31.12.2026)",
    )
    db.call(person.change, bruno, marie.id, _alerted(alert="à trois"), "CH")
    assert db.call(person.get, marie.id).alert_by == "Bruno Blanc"
    ended = db.call(person.change, bruno, marie.id, _alerted(alert=""), "CH")
    assert (ended.alerts, ended.alert_reason, ended.alert_by, ended.alert_until) == ((), "", "", None)


def test_an_alert_that_has_ended_is_silent_and_does_not_stand_in_the_way(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    db.call(person.change, alice, marie.id, _alerted(), "CH")
    with clock.frozen(monday + timedelta(days=60)):
        assert db.call(person.get, marie.id).alerts == ()
        assert db.call(person.change, alice, marie.id, _alerted(commune="Lancy"), "CH").commune == "Lancy"


def test_an_identity_remembers_who_said_what_and_when(
    db: Database, alice: Agent, marie: Person, monday: datetime
) -> None:
    form = person.form_of(marie)
    assert db.call(person.change, alice, marie.id, form, "CH") == marie
    assert db.call(person_change.history, marie.id) == []
    form = replace(form, family_name="Durand", birth_date="13.03.1980", address="Rue 3")
    db.call(person.change, alice, marie.id, form, "CH")
    found = [
        (one.field, one.before, one.after, one.agent, one.at)
        for one in db.call(person_change.history, marie.id)
    ]
    assert found == [
        ("family_name", "Dupont", "Durand", "Alice Aubert", monday),
        ("birth_date", "12.03.1980", "13.03.1980", "Alice Aubert", monday),
    ]


def test_changes_are_undone_the_last_first(db: Database, alice: Agent, marie: Person) -> None:
    first = replace(person.form_of(marie), family_name="Durand", birth_date="", no_call=True)
    once = db.call(person.change, alice, marie.id, first, "CH")
    db.call(person.change, alice, marie.id, replace(first, phone=""), "CH")
    assert db.call(person.undo_change, alice, marie.id) == once
    assert db.call(person.undo_change, alice, marie.id) == marie
    assert [one.person_id for one in db.call(search.search, "12.03.1980")] == [marie.id]
    with pytest.raises(ComptoirError, match="pas de dernière modification"):
        db.call(person.undo_change, alice, marie.id)
    assert [one.undone for one in db.call(person_change.history, marie.id)] == [True, True]
