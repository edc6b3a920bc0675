"""What people and terminals send by mistake or by malice: a sentence each time, nothing lost, nothing run."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from models import text
from models.person import person
from models.person.person import PersonRow
from models.room import visit
from models.room.visit import VisitRow
from models.store import draft
from models.store.database import engine
from screens.frame.place import Place
from tests.conftest import PASSWORD, fill
from tests.screens.conftest import Sit, Sitting

pytestmark = pytest.mark.usefixtures("monday")

HOSTILE = {
    "200 letters": "Zwyssig" * 28 + "abcd",
    "closing markup": "[/bold]",
    "an action in markup": "[@click=app.exit]x",
    "a spaced action": "[ @click=app.exit]x[/]",
    "escape sequences": "\x1b[2J\x1b]0;titre\x07Rouge\x1b[31m",
    "eight-bit controls": "\x9b31mDurand\x9d0;x\x9c",
    "turned around": "abc\u202edef\u2066",
    "arabic": "محمد العربي",
    "emoji": "👩‍👩‍👧 Zoé 😀",
    "sql": "'; DROP TABLE person; --",
    "search operators": '"NEAR( OR * : ^ -',
    "a template": "{{ 7*7 }} ${x} %s",
    "tabs and lines": "un\tdeux\ntrois\r\nquatre",
    "half a character": "a\ud83db",
}
# Every place that takes input, by its key.
FORM_PLACES = {"f2": "intake", "f3": "phone", "f4": "orientation", "f5": "agenda", "f6": "letters"}


async def begin_somebody_new(counter: Sitting) -> None:
    """An intake of somebody new, the cursor in the given name."""
    await counter.press("f2")
    await counter.type("zbinden+")
    await counter.press("enter")


async def ask_for_rent(counter: Sitting) -> None:
    """Take down what is asked."""
    await counter.fill(theme="loyer")
    await counter.press("enter")


def notice(counter: Sitting) -> str:
    """The sentence above the keys."""
    shown = counter.app.screen.query_one("#notice")
    return str(shown.render()) if shown.display else ""


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
async def test_any_name_is_just_a_name(sit: Sit, name: str) -> None:
    async with sit() as counter:
        await begin_somebody_new(counter)
        await counter.to_field("family_name")
        await counter.press("ctrl+u")
        await counter.paste(name)
        await ask_for_rent(counter)
        await counter.press("ctrl+s")
        assert counter.place == "desk", counter.text
        (came,) = counter.call(visit.present)
        kept = counter.call(person.get, came.person_id or 0)
        assert kept.family_name == text.clean(name)
        assert all(letter.isprintable() for letter in counter.text.replace("\n", ""))
        assert text.clean(name).upper()[:10] in counter.line_with("09:41")
        # Found again by what was typed, and shown where a name is shown.
        await counter.paste(name)
        await counter.press("f2")
        assert counter.place == "intake"
        await counter.press("escape", "f3", "escape", "f6", "escape")
        assert counter.place == "desk"
        assert counter.call(lambda: PersonRow.select().count()) == 1


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
async def test_any_search_is_just_a_search(sit: Sit, name: str) -> None:
    async with sit() as counter:
        for key in ("f2", "f3", "f4", "f6"):
            await counter.paste(name)
            await counter.press("home", "end", "backspace")
            assert counter.app.is_running
            await counter.press("ctrl+u", key)
        await counter.paste(name)
        await counter.press("f5")
        assert counter.place == "agenda"
        assert "Panne" not in counter.text


@pytest.mark.parametrize(("key", "place"), FORM_PLACES.items())
async def test_an_empty_form_says_what_is_missing(sit: Sit, key: str, place: str) -> None:
    async with sit() as counter:
        await counter.press(key, "ctrl+s")
        if place == "agenda":  # a list: there is nothing to submit
            assert counter.place == place
            return
        assert counter.place == place
        assert notice(counter).rstrip().endswith((".", "»")), counter.text
        assert "Panne" not in counter.text
        # Enter on nothing, and a second try, change nothing.
        await counter.press("enter", "ctrl+s")
        assert counter.place in (place, "desk")
        assert counter.call(lambda: VisitRow.select().count()) == 0


async def test_an_appointment_for_nobody_says_what_is_missing(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f5", "n", "ctrl+s")
        assert counter.place == "slots"
        assert notice(counter).rstrip().endswith((".", "»")), counter.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31.02.1980", "n’existe pas"),
        ("29.02.2023", "n’existe pas"),
        ("01.01.2050", "est à venir"),
        ("24.11.2026", "est à venir"),
        ("12.13.1980", ""),
        ("hier", ""),
        ("1.1.0001", ""),
        ("99999999", ""),
    ],
)
async def test_a_birth_date_that_cannot_be_is_said_and_kept_to_correct(
    sit: Sit, typed: str, said: str
) -> None:
    async with sit() as counter:
        await begin_somebody_new(counter)
        await counter.type("Urs")
        await counter.fill(birth_date=typed)
        await ask_for_rent(counter)
        await counter.press("ctrl+s")
        assert counter.place == "intake"
        assert said in notice(counter)
        assert notice(counter).rstrip().endswith((".", "»"))
        form = counter.form
        assert form.state.focus == "birth_date"
        assert (form.values["given_name"], form.values["birth_date"]) == ("Urs", typed)
        assert form.values["theme"]
        # Corrected, it goes through.
        await counter.press("ctrl+u")
        await counter.type("12.3.1980")
        await counter.press("ctrl+s")
        assert counter.place == "desk"


@pytest.mark.parametrize("typed", ["abc", "12", "+999999999999999", "000000000000000000000000000000"])
async def test_a_telephone_number_that_cannot_be_is_said(sit: Sit, typed: str) -> None:
    async with sit() as counter:
        await begin_somebody_new(counter)
        await counter.to_field("phone")
        await counter.type(typed)
        await ask_for_rent(counter)
        await counter.press("ctrl+s")
        assert counter.place == "intake"
        assert counter.form.state.focus == "phone"
        assert counter.form.values["phone"] == typed
        assert "éléphone" in notice(counter) or "uméro" in notice(counter)


async def test_a_paste_longer_than_the_field_says_so(sit: Sit) -> None:
    async with sit() as counter:
        await begin_somebody_new(counter)
        await counter.paste("a" * 100_000)
        assert len(counter.form.values["given_name"]) == 200
        assert "200" in notice(counter), counter.text
        await ask_for_rent(counter)
        await counter.press("ctrl+s")
        assert counter.place == "desk"


async def test_a_long_paste_into_the_search_does_not_stop_the_counter(sit: Sit) -> None:
    async with sit() as counter:
        await counter.paste("dupont " * 15_000)
        await counter.press("escape")
        await counter.type("x")
        assert counter.place == "desk"


async def test_a_paste_on_a_choice_changes_nothing(sit: Sit) -> None:
    async with sit() as counter:
        await counter.press("f3")
        await counter.paste("1")
        assert counter.form.values.get("caller") in (None, "")


async def test_unknown_keys_do_nothing(sit: Sit) -> None:
    async with sit() as counter:
        for place in ("desk", *FORM_PLACES):
            if place != "desk":
                await counter.press(place)
            before = counter.place
            await counter.press(
                "f13",
                "f13",
                "insert",
                "ctrl+c",
                "ctrl+z",
                "ctrl+y",
                "ctrl+backslash",
                "ctrl+underscore",
                "alt+x",
            )
            assert counter.place == before
        assert counter.app.is_running


async def test_a_small_window_and_back_keeps_the_form(sit: Sit) -> None:
    async with sit() as counter:
        await begin_somebody_new(counter)
        await counter.type("Ursula")
        for size, place in (
            ((60, 20), "small"),
            ((20, 5), "small"),
            ((200, 60), "intake"),
            ((80, 24), "intake"),
        ):
            await counter.pilot.resize_terminal(*size)
            await counter.settle()
            assert counter.place == place
        await counter.type("X")
        assert "UrsulaX" in counter.text


async def test_a_full_disk_keeps_the_form_and_the_next_try_keeps_it_once(
    sit: Sit, small_disk: Path, furnished: Callable[[str], Path]
) -> None:
    path = small_disk / "comptoir.db"
    shutil.copy(furnished("geneve"), path)
    async with sit(path=path) as counter:
        await begin_somebody_new(counter)
        await counter.type("Ursula")
        await ask_for_rent(counter)
        ballast = fill(small_disk)
        await counter.press("ctrl+s")
        assert counter.place == "intake"
        assert "Disque plein" in notice(counter)
        assert counter.form.values["given_name"] == "Ursula"
        # Typing goes on although no draft can be kept.
        await counter.fill(given_name="UrsulaX")
        ballast.unlink()
        await counter.press("ctrl+s")
        assert counter.place == "desk"
        (came,) = counter.call(visit.present)
        assert counter.call(person.get, came.person_id or 0).given_name == "UrsulaX"


def truncate() -> None:
    database: Any = engine().database
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def leave_no_room(counter: Sitting, disk: Path) -> Path:
    """Fill the disk, and let the log of the base have no page to write again; the ballast."""
    counter.call(truncate)
    return fill(disk)


@pytest.mark.parametrize(("key", "place"), [("escape", "desk"), ("f3", "phone"), ("ctrl+f", "desk")])
async def test_a_full_disk_traps_nobody_in_a_form_and_what_was_typed_comes_back_by_f12(
    sit: Sit, small_disk: Path, furnished: Callable[[str], Path], key: str, place: str
) -> None:
    path = small_disk / "comptoir.db"
    shutil.copy(furnished("geneve"), path)
    async with sit(path=path) as counter:
        await begin_somebody_new(counter)
        ballast = leave_no_room(counter, small_disk)
        await counter.type("Ursula")
        await counter.press(key)
        assert counter.place == place
        assert "gardé à part" in notice(counter)
        await counter.press("f12")
        assert counter.form.values["given_name"] == "Ursula"
        await counter.type("X")
        await counter.press("escape")
        ballast.unlink()
        await counter.press("f12")
        assert counter.form.values["given_name"] == "UrsulaX"
        await counter.type("Y")
        await counter.press("escape")
        (waiting,) = counter.call(draft.parked, counter.app.agent)
        assert waiting.state["form"]["values"]["given_name"] == "UrsulaXY"


async def test_what_was_kept_beside_a_full_base_is_there_when_somebody_comes_back(
    sit: Sit, small_disk: Path, furnished: Callable[[str], Path]
) -> None:
    path = small_disk / "comptoir.db"
    shutil.copy(furnished("geneve"), path)
    async with sit(path=path) as counter:
        await begin_somebody_new(counter)
        ballast = leave_no_room(counter, small_disk)
        await counter.type("Ursula")
        await counter.press("escape")
    ballast.unlink()
    async with sit(path=path) as counter:
        (waiting,) = counter.call(draft.parked, counter.app.agent)
        assert waiting.state["form"]["values"]["given_name"] == "Ursula"
        assert (small_disk / "saisies").stat().st_mode & 0o777 == 0o600


async def test_nobody_reads_what_is_kept_beside_the_base(
    sit: Sit, small_disk: Path, furnished: Callable[[str], Path]
) -> None:
    path = small_disk / "comptoir.db"
    shutil.copy(furnished("geneve"), path)
    async with sit(path=path) as counter:
        await begin_somebody_new(counter)
        leave_no_room(counter, small_disk)
        await counter.type("Ursula")
        await counter.press("escape")
        assert "gardé à part" in notice(counter)
    assert b"Ursula" not in (small_disk / "saisies").read_bytes()


async def test_a_full_disk_locks_and_unlocks_all_the_same_and_the_form_is_still_under_it(
    sit: Sit, small_disk: Path, furnished: Callable[[str], Path]
) -> None:
    path = small_disk / "comptoir.db"
    shutil.copy(furnished("geneve"), path)
    async with sit(path=path) as counter:
        await begin_somebody_new(counter)
        await counter.type("Ursula")
        leave_no_room(counter, small_disk)
        await counter.press("ctrl+q")
        assert counter.place == "sign_in"
        # Some room was kept for whoever signs in.
        await counter.type(PASSWORD)
        await counter.press("enter")
        assert counter.place == "intake"
        assert counter.form.values["given_name"] == "Ursula"


async def test_a_number_to_dial_is_never_cut_between_two_lines(sit: Sit) -> None:
    number = "022\u00a0000\u00a004\u00a051"
    async with sit() as counter:
        place = cast(Place, counter.app.screen)
        for before in range(55, 75):
            place.say(f"{'x' * before} {number})\u00a0; n reprend, u défait.")
            await counter.settle()
            assert f"{number})\u00a0;" in counter.line_with("022")
