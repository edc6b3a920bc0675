"""Finding one person: words in any order, accents and slips forgiven, digits and tickets understood."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models import person, search, visit
from models.agent import Agent
from models.database import Database
from models.person import Person, PersonForm
from models.search import Found, _prefixes


@pytest.fixture
def known(db: Database, alice: Agent, monday: object) -> dict[str, int]:
    forms = {
        "marie": PersonForm(
            family_name="Dupont", given_name="Marie-Noëlle", birth_date="12.03.1980", phone="022 420 00 01"
        ),
        "luc": PersonForm(
            family_name="Dupond", given_name="Luc", birth_date="12.03.1990", phone="+33 4 50 00 00 02"
        ),
        "fatma": PersonForm(
            family_name="Özdemir", given_name="Fatma", birth_name="Yıldız", birth_date="03.12.1980"
        ),
        "aziz": PersonForm(family_name="Ben Aïssa", given_name="Aziz"),
        "john": PersonForm(family_name="O’Brien", given_name="John"),
    }
    return {name: db.call(person.create, alice, form, "CH", name).id for name, form in forms.items()}


def _names(known: dict[str, int], found: list[Found]) -> list[str]:
    of = {number: name for name, number in known.items()}
    return [of[one.person_id] for one in found]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dupont", ["marie"]),
        ("mar dup", ["marie"]),
        ("dup mar", ["marie"]),
        ("NOELLE", ["marie"]),
        ("noëlle dupont", ["marie"]),
        ("ozd", ["fatma"]),
        ("yildiz", ["fatma"]),
        ("aissa ben", ["aziz"]),
        ("o'bri", ["john"]),
        ("obrien", []),
        ("brien", ["john"]),
        ("12.03.1980", ["marie"]),
        ("12.3.80", ["marie"]),
        ("12031980", ["marie"]),
        ("1203", ["luc", "marie"]),
        ("12.3.", ["luc", "marie"]),
        ("dup 12.3.1990", ["luc"]),
        ("1980 marie", ["marie"]),
        ("1980", ["fatma", "marie"]),
        ("022 420", ["marie"]),
        ("+41 22 420 00 01", ["marie"]),
        ("04.50.00.00.02", ["luc"]),
        ("marie zzz", []),
        ("", []),
        ("   ", []),
        ("'\"*()", []),
    ],
)
def test_what_is_typed_finds_whom_it_means(
    db: Database, known: dict[str, int], typed: str, expected: list[str]
) -> None:
    exact = [one for one in db.call(search.search, typed) if not one.alike]
    assert sorted(_names(known, exact)) == expected


def test_a_name_spelled_nearly_right_is_proposed_and_marked(db: Database, known: dict[str, int]) -> None:
    [found] = db.call(search.search, "dupomt")
    assert (found.person_id, found.alike) == (known["marie"], True)
    assert _names(known, db.call(search.search, "fatma ozdmir")) == ["fatma"]


def test_exact_hits_come_before_those_spelled_alike(db: Database, known: dict[str, int]) -> None:
    found = db.call(search.search, "dupond")
    assert _names(known, found) == ["luc", "marie"]
    assert [one.alike for one in found] == [False, True]


def test_a_result_tells_homonyms_apart_and_no_more(db: Database, known: dict[str, int]) -> None:
    [found] = db.call(search.search, "marie")
    assert (found.name, found.phone_tail) == ("DUPONT Marie-Noëlle", "001")
    assert found.birth_date and found.birth_date.year == 1980
    assert "420" not in str(found)


def test_who_waits_comes_first_then_who_was_seen_last(
    db: Database, alice: Agent, known: dict[str, int]
) -> None:
    db.call(visit.arrive, alice, known["fatma"])
    assert _names(known, db.call(search.search, "1980")) == ["fatma", "marie"]
    assert [one.waiting for one in db.call(search.search, "1980")] == [True, False]
    marie = db.call(visit.arrive, alice, known["marie"])
    db.call(visit.leave, alice, marie.id)
    assert [one.waiting for one in db.call(search.search, "marie")] == [False]


def test_who_waits_is_found_among_any_number_of_homonyms(db: Database, alice: Agent, monday: object) -> None:
    last = 0
    for number in range(search.LIMIT + 10):
        form = PersonForm(family_name="Müller", given_name=f"A{number}")
        last = db.call(person.create, alice, form, "CH", f"m{number}").id
    db.call(visit.arrive, alice, last)
    found = db.call(search.search, "mull")
    assert len(found) == search.LIMIT
    assert (found[0].person_id, found[0].waiting) == (last, True)


def test_a_ticket_finds_who_holds_it_today_and_the_file_of_that_number(
    db: Database, alice: Agent, known: dict[str, int]
) -> None:
    db.call(visit.arrive, alice, known["aziz"])
    assert _names(known, db.call(search.search, "#1"))[0] == "aziz"
    assert _names(known, db.call(search.search, f"#{known['john']}")) == ["john"]


@pytest.mark.parametrize("typed", ["#", "#0", "#²", "#12a", "#-1", "#99999999999999999999", "# ", "#'"])
def test_a_ticket_that_is_none_finds_nobody(db: Database, known: dict[str, int], typed: str) -> None:
    assert db.call(search.search, typed) == []


def test_no_more_than_asked(db: Database, alice: Agent) -> None:
    for number in range(4):
        db.call(person.create, alice, PersonForm(family_name=f"Müller{number}"), "CH", f"m{number}")
    assert len(db.call(search.search, "mull", 3)) == 3


def test_only_words_of_names_are_what_can_be_misspelled(db: Database, known: dict[str, int]) -> None:
    assert sorted(db.call(db.engine.words)) == [
        "aissa", "aziz", "ben", "brien", "dupond", "dupont", "fatma", "john", "luc", "marie", "noelle", "o",
        "ozdemir", "yildiz",
    ]  # fmt: skip


@given(typed=st.text(max_size=30))
@example(typed='"')
@example(typed="a\0b")
@example(typed="' & | ! :* <-> \\")
@example(typed="NEAR(a b) OR c*")
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_that_can_be_typed_breaks_the_search(db: Database, marie: Person, typed: str) -> None:
    for found in db.call(search.search, typed):
        assert found.person_id == marie.id


@given(
    words=st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), min_size=1, max_size=4),
    cut=st.integers(1, 8),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_beginning_of_every_word_in_any_order_is_what_is_looked_for(words: list[str], cut: int) -> None:
    from models import text

    wanted = {prefix for word in words for prefix in text.fold(word).split()}
    assert set(_prefixes(" ".join(reversed(words)))) == {one for one in wanted if not one.isdigit()} | {
        "".join(one for word in reversed(words) for one in text.fold(word).split() if one.isdigit())
    } - {""}
