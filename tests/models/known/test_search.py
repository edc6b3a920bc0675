"""Finding one person: words in any order, accents and slips forgiven, digits and tickets understood."""

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.known import asking, guess, search
from models.known.search import Match
from models.person import person
from models.person.person import Person, PersonForm
from models.room import queue, ticket, visit
from models.service import site
from models.service.agent import SYSTEM, Agent
from models.service.venue import Venue
from models.store.database import Database, atomic, engine


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
            family_name="Özdemir",
            given_name="Fatma",
            birth_name="Yıldız",
            birth_date="03.12.1980",
            nickname="Fifi Kaya",
        ),
        "aziz": PersonForm(family_name="Ben Aïssa", given_name="Aziz"),
        "john": PersonForm(family_name="O’Brien", given_name="John"),
    }
    return {name: db.call(person.create, alice, form, "CH", name).id for name, form in forms.items()}


def _names(known: dict[str, int], found: list[Match]) -> list[str]:
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
        ("fifi", ["fatma"]),
        ("kaya ozd", ["fatma"]),
        ("aissa ben", ["aziz"]),
        ("o'bri", ["john"]),
        ("obrien", []),
        ("12 mars 1980", ["marie"]),
        ("22 420 00 01", ["marie"]),
        ("224200001", ["marie"]),
        ("brien", ["john"]),
        ("12.03.1980", ["marie"]),
        ("12.3.80", ["marie"]),
        ("12031980", ["marie"]),
        ("120380", ["marie"]),
        ("1203", ["luc", "marie"]),
        ("12.3.", ["luc", "marie"]),
        ("dup 12.3.1990", ["luc"]),
        ("1980 marie", ["marie"]),
        ("1980", ["fatma", "marie"]),
        ("022 420", ["marie"]),
        ("+41 22 420 00 01", ["marie"]),
        ("0041 22 420 00 01", ["marie"]),
        ("00 01", ["marie"]),
        ("001", ["marie"]),
        ("0002", ["luc"]),
        ("dup 420 00 01", ["marie"]),
        ("01", []),
        ("+41 (0)22 420 00 01", ["marie"]),
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


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Krasniqi", "krasnichi"),
        ("Favre", "faivre"),
        ("Nguyen", "nguien"),
        ("Mohamed", "muhammad"),
        ("Xhemaili", "djemaili"),
        ("Renault", "reno"),
        ("Gonçalves", "gonsalves"),
        ("Gebremedhin", "gebremehdin"),  # two letters changed places
        ("Gebremedhin", "gebrmed"),  # and not typed to the end
        ("Krasniqi", "karsnqi"),  # two slips
        ("Ben Aïssa", "aissaa ben"),
    ],
)
def test_a_name_written_as_it_is_heard_or_mistyped_is_proposed(
    db: Database, alice: Agent, stored: str, typed: str
) -> None:
    number = db.call(person.create, alice, PersonForm(family_name=stored), "CH", "key").id
    db.call(person.create, alice, PersonForm(family_name="Zwahlen"), "CH", "other")
    assert [(one.person_id, one.alike) for one in db.call(search.search, typed)] == [(number, True)]


def test_what_is_written_most_like_it_comes_first_among_guesses(db: Database, alice: Agent) -> None:
    for name in ("Jamal", "Xhemaili", "Jamila"):
        db.call(person.create, alice, PersonForm(family_name=name), "CH", name)
    found = db.call(search.search, "djemaili")
    assert (found[0].name, all(one.alike for one in found)) == ("XHEMAILI", True)


def test_only_the_word_that_nobody_bears_is_doubted(db: Database, alice: Agent) -> None:
    for name in ("Favre Marie", "Favre Marc", "Favre Maud"):
        family, given = name.split()
        db.call(person.create, alice, PersonForm(family_name=family, given_name=given), "CH", name)
    assert [one.name for one in db.call(search.search, "favrre mari")] == ["FAVRE Marie"]


def test_with_enough_hits_nothing_is_guessed(db: Database, alice: Agent) -> None:
    for number in range(guess.FEW):
        db.call(person.create, alice, PersonForm(family_name="Dupont"), "CH", f"{number}")
    db.call(person.create, alice, PersonForm(family_name="Dupond"), "CH", "dupond")
    assert [one.alike for one in db.call(search.search, "dupont")] == [False] * guess.FEW


def test_a_name_added_since_the_last_search_can_be_mistyped_at_once(db: Database, alice: Agent) -> None:
    db.call(person.create, alice, PersonForm(family_name="Ouattara"), "CH", "before")
    assert db.call(search.search, "ouedraogoo") == []
    kept = db.call(person.create, alice, PersonForm(family_name="Ouédraogo"), "CH", "key")
    assert [one.person_id for one in db.call(search.search, "ouedraogoo")] == [kept.id]
    assert [one.person_id for one in db.call(search.search, "wedraogo")] == [kept.id]


def test_a_name_that_was_not_kept_is_not_remembered(db: Database, alice: Agent) -> None:
    def fail() -> None:
        with atomic():
            person.create(alice, PersonForm(family_name="Ouédraogo"), "CH", "key")
            search.search("ouedraogoo")
            raise ValueError

    with pytest.raises(ValueError):
        db.call(fail)
    kept = db.call(person.create, alice, PersonForm(family_name="Zwahlen"), "CH", "other")
    assert db.call(db.engine.words) == "zwahlen\n"
    assert [one.person_id for one in db.call(search.search, "zwahlem")] == [kept.id]


def test_exact_hits_come_before_those_spelled_alike(db: Database, known: dict[str, int]) -> None:
    found = db.call(search.search, "dupond")
    assert _names(known, found) == ["luc", "marie"]
    assert [one.alike for one in found] == [False, True]


def test_a_result_tells_homonyms_apart_and_no_more(db: Database, known: dict[str, int]) -> None:
    [found] = db.call(search.search, "marie")
    assert (found.name, found.phone_tail) == ("DUPONT Marie-Noëlle", "001")
    assert found.born == "12.03.1980"
    assert "420" not in str(found)


# Who comes first


def _seen(db: Database, number: int, days: int) -> None:
    with clock.frozen(clock.now() - timedelta(days=days)):
        db.call(person.touch, number)


def test_who_waits_comes_first_then_who_is_of_today_then_who_was_here_lately_then_by_name(
    db: Database, alice: Agent, worker: Agent, monday: object
) -> None:
    names = ("Muller A", "Muller B", "Muller C", "Muller D", "Muller E", "Muller F", "Muller G")
    a, b, c, d, e, f, g = (
        db.call(person.create, alice, PersonForm(family_name=name), "CH", name).id for name in names
    )
    _seen(db, b, 300)
    _seen(db, c, 91)
    _seen(db, e, 80)
    _seen(db, d, 2)
    at = clock.at(clock.today(), time(10))
    assert worker.id
    booking = Booking(f, "entretien", worker.id, at, at + timedelta(minutes=30), Venue.ON_SITE)
    db.call(agenda.book, alice, booking, "key")
    db.call(visit.arrive, alice, g)
    found = db.call(search.search, "muller")
    assert [one.person_id for one in found] == [g, f, d, e, a, b, c]
    assert [one.waiting for one in found] == [True] + [False] * 6


def test_who_left_does_not_wait_any_more(db: Database, alice: Agent, known: dict[str, int]) -> None:
    marie = db.call(visit.arrive, alice, known["marie"])
    db.call(queue.leave, alice, marie.id)
    assert [one.waiting for one in db.call(search.search, "marie")] == [False]


def test_among_more_than_can_be_shown_those_seen_last_are(
    db: Database, alice: Agent, monday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "POOL", 3)
    numbers = [
        db.call(person.create, alice, PersonForm(family_name=f"Muller{name}"), "CH", name).id
        for name in "abcdef"
    ]
    for number, days in zip(numbers, (9, 200, 3, 100, 1, 400), strict=True):
        _seen(db, number, days)
    assert [one.person_id for one in db.call(search.search, "mul")] == [numbers[0], numbers[2], numbers[4]]


def test_a_short_name_is_not_lost_among_those_that_begin_so(
    db: Database, alice: Agent, monday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "POOL", 3)
    wei = db.call(person.create, alice, PersonForm(family_name="Li", given_name="Wei"), "CH", "li").id
    for number in range(5):
        form = PersonForm(family_name="Lima", given_name=f"Ana{number}")
        db.call(person.touch, db.call(person.create, alice, form, "CH", f"{number}").id)
    assert wei in [one.person_id for one in db.call(search.search, "li")]


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
    assert sorted(db.call(db.engine.words).split()) == [
        "aissa", "aziz", "ben", "brien", "dupond", "dupont", "fatma", "fifi", "john", "kaya", "luc", "marie",
        "noelle", "o", "ozdemir", "yildiz",
    ]  # fmt: skip


@pytest.mark.parametrize("sites", [False, True])
def test_no_keystroke_reads_more_visits_when_there_are_more(
    file_db: Database, monday: object, sites: bool
) -> None:
    def plans() -> list[str]:
        seen: list[str] = []
        database: Any = engine().database
        execute = database.execute_sql

        def watched(sql: str, values: Any = None) -> Any:
            if sql.startswith("SELECT") and 'FROM "visit"' in sql:
                seen.extend(row[-1] for row in execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())
            return execute(sql, values)

        database.execute_sql = watched
        try:
            for typed in ("dup", "dupomt", "#1"):
                search.search(typed)
            for read in (ticket.came, ticket.gone, ticket.shown, visit.in_room):
                read()
        finally:
            del database.execute_sql
        return seen

    try:
        site.use(file_db.call(site.add, SYSTEM, "Jonction").id if sites else None)
        read = file_db.call(plans)
    finally:
        site.use(None)
    assert len(read) > len("dup")
    assert [one for one in read if not one.startswith("SEARCH") and "TEMP B-TREE" not in one] == []


@pytest.mark.parametrize(
    ("typed", "who"),
    [("obrien", "john"), ("benaissa", "aziz"), ("marienoelle dup", "marie")],
)
def test_names_typed_in_one_word_are_found_apart_and_marked(
    db: Database, known: dict[str, int], typed: str, who: str
) -> None:
    found = db.call(search.search, typed)
    assert _names(known, found)[:1] == [who]
    assert all(one.alike for one in found)


def test_a_whole_address_finds_whoever_has_it(db: Database, alice: Agent, marie: Person) -> None:
    form = PersonForm(family_name="Rey", email="zoe.rey@exemple.ch")
    zoe = db.call(person.create, alice, form, "CH", "zoe")
    assert [one.person_id for one in db.call(search.search, "Zoe.Rey@exemple.ch")] == [zoe.id]


@pytest.mark.parametrize(
    ("typed", "exact"),
    [("zoe.rey@", True), ("rey@exemple", True), ("@", True), ("zoerey", False), ("exemple", False)],
)
def test_a_part_of_an_address_finds_whoever_has_it(
    db: Database, alice: Agent, marie: Person, typed: str, exact: bool
) -> None:
    form = PersonForm(family_name="Blanc", email="zoe.rey@exemple.ch")
    zoe = db.call(person.create, alice, form, "CH", "zoe")
    found = [(one.person_id, not one.alike) for one in db.call(search.search, typed)]
    assert found == ([(zoe.id, exact)] if typed != "@" else [])


@pytest.mark.parametrize("typed", ["jpm", "mjp", "jp martin", "martin jp"])
def test_initials_find_whose_names_begin_so(db: Database, alice: Agent, typed: str) -> None:
    def made(family: str, given: str) -> int:
        form = PersonForm(family_name=family, given_name=given)
        return db.call(person.create, alice, form, "CH", family + given).id

    meant = made("Martin", "Jean-Pierre")
    made("Petit", "Jeanne")
    made("Martin", "Paul")
    found = db.call(search.search, typed)
    assert [(one.person_id, one.alike) for one in found] == [(meant, True)]


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
    assert set(asking.prefixes(" ".join(reversed(words)))) == {one for one in wanted if not one.isdigit()} | {
        "".join(one for word in reversed(words) for one in text.fold(word).split() if one.isdigit())
    } - {""}
