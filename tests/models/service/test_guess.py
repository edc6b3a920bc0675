"""Guessing at passwords: slower with each failure, the same for any login, and nobody else is kept out."""

from collections.abc import Iterator

import pytest

from models import clock
from models.errors import ComptoirError
from models.service import agent, guess, password
from models.service.guess import FREE, LONGEST
from models.store import journal
from models.store.database import Database
from tests.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords compared as they are, for these tests are not about how they are kept."""
    monkeypatch.setattr(password, "matches", lambda stored, typed: stored is not None and typed == PASSWORD)
    yield
    guess.use("")


def _said(db: Database, desk: str, login: str = "alice", typed: str = "une mauvaise idée") -> str:
    """What is said to somebody who tries."""
    guess.use(desk)
    try:
        return db.call(agent.sign_in, login, typed).login
    except ComptoirError as error:
        return error.title if error.title == "Connexion refusée" else error.message


def _guessed(db: Database, desk: str, login: str = "alice", times: int = 20) -> None:
    """Somebody tries as often, waiting as long as they are told."""
    for _ in range(times):
        _said(db, desk, login)
        clock.advance(seconds=LONGEST.total_seconds())


def _pause(db: Database, desk: str) -> int:
    """Seconds until the next try is taken, which fails."""
    waited = 0
    while _said(db, desk) != "Connexion refusée":
        clock.advance(seconds=1)
        waited += 1
    return waited


def test_after_a_few_failures_each_other_waits_twice_as_long_up_to_a_minute(db: Database) -> None:
    assert [_pause(db, "office") for _ in range(FREE)] == [0] * FREE
    assert [_pause(db, "office") for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_login_that_nobody_has_waits_as_long_and_is_told_the_same(db: Database) -> None:
    told = [
        [_said(db, desk, login) for _ in range(FREE + 3)] for desk, login in (("a", "alice"), ("b", "nobody"))
    ]
    assert told[0] == told[1]
    assert told[0][-1] == "Attendez 1 seconde, puis réessayez."


def test_guesses_from_elsewhere_keep_nobody_from_their_own_desk(db: Database) -> None:
    assert _said(db, "office", typed=PASSWORD) == "alice"
    _guessed(db, "elsewhere")
    assert "Attendez" in _said(db, "somewhere else", typed=PASSWORD) + _said(db, "elsewhere", typed=PASSWORD)
    assert _said(db, "office", typed=PASSWORD) == "alice"


def test_guesses_at_ones_own_desk_cost_a_minute_at_most(db: Database) -> None:
    assert _said(db, "office", typed=PASSWORD) == "alice"
    _guessed(db, "office")
    assert _said(db, "office", typed=PASSWORD) == "alice"


def test_many_logins_tried_at_one_desk_wait_too_but_not_who_is_known_there(db: Database) -> None:
    assert _said(db, "office", typed=PASSWORD) == "alice"
    for number in range(FREE):
        assert _said(db, "office", f"nobody{number}") == "Connexion refusée"
    assert "Attendez" in _said(db, "office", "somebody")
    assert _said(db, "office", typed=PASSWORD) == "alice"


def test_the_right_password_forgets_what_was_mistyped(db: Database) -> None:
    for _ in range(3):
        for _ in range(FREE - 1):
            assert _said(db, "office") == "Connexion refusée"
        assert _said(db, "office", typed=PASSWORD) == "alice"


def test_a_day_without_a_failure_forgets_those_before(db: Database) -> None:
    _guessed(db, "office")
    clock.advance(days=1)
    for _ in range(FREE):
        assert _said(db, "office") == "Connexion refusée"
    assert "Attendez" in _said(db, "office")


def test_a_desk_where_one_was_long_not_seen_is_as_any_other(db: Database) -> None:
    assert _said(db, "office", typed=PASSWORD) == "alice"
    clock.advance(days=91)
    for _ in range(FREE):
        _said(db, "elsewhere")
    assert "Attendez" in _said(db, "office", typed=PASSWORD)


def test_who_has_to_wait_writes_nothing(db: Database) -> None:
    for _ in range(FREE):
        _said(db, "office")
    before = db.call(journal.latest), db.call(lambda: list(guess.GuessRow.select().tuples()))
    assert "Attendez" in _said(db, "office")
    assert (db.call(journal.latest), db.call(lambda: list(guess.GuessRow.select().tuples()))) == before


def test_a_try_counts_before_it_is_made(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who guesses on many lines at once gets no more tries than on one."""
    seen = []

    def slow(stored: str | None, typed: str) -> bool:
        try:
            guess.begin("alice")
        except ComptoirError:
            seen.append("waits")
        return False

    monkeypatch.setattr(password, "matches", slow)
    for _ in range(FREE):
        _said(db, "office")
    assert "waits" in seen


def test_what_is_typed_as_a_login_is_not_kept_as_typed(db: Database) -> None:
    _said(db, "office", PASSWORD)
    rows = db.call(lambda: list(guess.GuessRow.select().tuples()))
    assert rows and PASSWORD not in str(rows)


def test_reopening_an_account_lets_it_sign_in_anywhere(db: Database) -> None:
    for _ in range(FREE):
        _said(db, "elsewhere")
    db.call(agent.reopen, agent.SYSTEM, 1)
    assert _said(db, "office", typed=PASSWORD) == "alice"
