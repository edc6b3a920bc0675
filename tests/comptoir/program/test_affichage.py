"""The screen of the waiting room, read from across the room: numbers, where to go, and no name."""

import pytest

from comptoir.program.affichage import FONT, INK, block, page
from models.room.ticket import Shown

FOUR = [Shown(14, "guichet 1"), Shown(12, "bureau 12"), Shown(9, "guichet 2"), Shown(123, "")]


def read(drawn: list[str], scale: int = 1) -> str:
    """The letters of a large line, read back dot by dot."""
    letters = {tuple(block(letter)): letter for letter in FONT if letter not in "os "}
    rows = [row[:: 2 * scale] for row in drawn[::scale]]
    width = max(map(len, rows))
    found = ""
    for left in range(0, width, 4):
        dots = [row.ljust(width)[left : left + 3] for row in rows]
        key = tuple("".join(dot * 2 for dot in row).rstrip() for row in dots)
        found += letters.get(key, " ")
    return found


def large(lines: list[str], first: int, rows: int) -> list[str]:
    """Some lines of the page without their margin."""
    part = lines[first : first + rows]
    left = min(len(line) - len(line.lstrip()) for line in part if line.strip())
    return [line[left:] for line in part]


@pytest.mark.parametrize("number", [1, 23, 456, 789, 100])
def test_the_last_number_is_ten_lines_high_and_can_be_read(number: int) -> None:
    lines = page("CAS", [Shown(number, "guichet 1")], 80, 24)
    assert read(large(lines, 1, 10), 2) == str(number)


def test_the_screen_holds_four_numbers_and_the_counters_in_its_24_lines() -> None:
    lines = page("CAS (exemple)", FOUR, 80, 24)
    assert len(lines) == 24
    assert max(map(len, lines)) <= 80
    assert read(large(lines, 1, 10), 2) == "14"
    assert read(large(lines, 12, 5)) == "guichet 1"
    before = [[line.ljust(78)[n * 26 : n * 26 + 26].rstrip() for line in lines[18:23]] for n in range(3)]
    assert [read(large(one, 0, 5)) for one in before] == ["12", "9", "123"]
    assert [lines[23].find(words) for words in ("bureau 12", "guichet 2")] == [8, 34]


def test_a_long_name_of_a_counter_is_written_out() -> None:
    lines = page("CAS", [Shown(7, "bureau des aînés")], 80, 24)
    assert "B U R E A U   D E S   A Î N É S" in lines[14]


def test_nothing_is_shown_before_the_first_call() -> None:
    assert page("CAS (exemple)", [], 80, 24) == [" CAS (exemple)   Numéros appelés"]


@pytest.mark.parametrize(("width", "height"), [(40, 12), (132, 43), (80, 24)])
def test_any_window_is_filled_and_never_overflows(width: int, height: int) -> None:
    lines = page("CAS", FOUR, width, height)
    assert len(lines) <= height
    assert max(map(len, lines)) <= width
    assert any(INK in line for line in lines)


def test_every_letter_and_digit_has_its_drawing_of_five_rows() -> None:
    assert set("abcdefghijklmnopqrstuvwxyz0123456789 ") == set(FONT)
    assert all(len(rows) == 5 and set(rows) <= set("01234567") for rows in FONT.values())
