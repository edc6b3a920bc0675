"""Few bytes: what is sent for what changes, and what a terminal is not asked to do."""

import re

import pytest

from comptoir.terminal.capabilities import FAMILIES
from comptoir.terminal.encode import CLEAR
from comptoir.terminal.parse import Canvas
from tests.terminal.driver.judge import Pair, Stream, page

LIST = [
    f"{number:2} DUPONT Marie-{number} {'née ROSSI' if number % 2 else ''}".ljust(60) for number in range(30)
]


@pytest.mark.parametrize("by", [1, -1, 3])
def test_a_list_that_scrolls_is_moved_by_the_terminal(by: int) -> None:
    pair = Pair(FAMILIES["linux"], 60, 12)
    first = 10
    for start in (first, first + by):
        before = pair.sent
        pair.draw(page(["Usagers".ljust(60), *LIST[start : start + 10], "F1 Aide".ljust(60)]))
        pair.send()
    pair.assert_same()
    assert pair.sent - before < 30 + 30 * abs(by)


@pytest.mark.parametrize("term", ["xterm-256color", "linux", "vt220"])
def test_rows_that_become_blank_in_the_middle_are_blanked_together(term: str) -> None:
    pair = Pair(FAMILIES[term], 80, 24)
    foot = ["Ctrl+S Valider".ljust(80), "F1 Aide F2 Accueil".ljust(80)]
    pair.draw(page([*(f"ligne {y} d’une liste".ljust(80) for y in range(22)), *foot]))
    pair.send()
    before = pair.sent
    pair.draw(page(["ligne 0 d’une liste".ljust(80), *([" " * 80] * 21), *foot]))
    pair.send()
    pair.assert_same()
    assert pair.sent - before <= 20


def test_no_row_is_erased_or_moved_out_together_with_the_first() -> None:
    # PuTTY scrolls what leaves so into the text one can turn back to: names, after the counter was left.
    pair = Pair(FAMILIES["linux"], 20, 12)
    people, foot, blank = [f"DUPONT Marie {n}".ljust(20) for n in range(12)], "F1 Aide".ljust(20), " " * 20
    pictures = [
        people,
        [blank] * 12,
        [*people[:11], foot],
        [*[blank] * 11, foot],
        people,
        [*people[5:], *[blank] * 5],
    ]
    sent = ""
    for lines in pictures:
        pair.draw(page(lines))
        sent += pair.encoder.encode(pair.canvas.screen)[0]
    first, leaving = True, []
    for move, end in re.findall(r"(\n|\x1b\[\d*(?:;\d*)?H|\x1b\[\d*[ABd])|\x1b\[\d*([JM])", sent):
        first = move in ("\x1b[H", "\x1b[1H") if move else first
        leaving += [end] * bool(end)
        assert not (end and first), sent
    assert {"J", "M"} <= set(leaving)


def test_after_a_character_of_doubtful_width_the_place_is_said_again() -> None:
    pair = Pair(FAMILIES["linux"], 20, 2)
    for text in ("東x", "e\u0301x", "🙂x"):
        pair.draw(f"\x1b[1;1H{text}   ")
        data, _ = pair.encoder.encode(pair.canvas.screen)
        assert text[:-1] in data
        assert text not in data


def test_what_stands_already_is_not_sent() -> None:
    pair = Pair(FAMILIES["xterm-256color"], 80, 24)
    whole = page([f"\x1b[1;36mligne {y}\x1b[0m".ljust(93) for y in range(24)])
    pair.draw(whole)
    pair.send()
    before = pair.sent
    pair.draw(whole + "\x1b[3;1H\x1b[1;36mligne 2\x1b[0m")
    assert pair.send()
    assert pair.sent == before


def test_a_typed_letter_costs_a_dozen_bytes() -> None:
    pair = Pair(FAMILIES["linux"], 80, 24)
    costs = []
    for count in range(12):
        before = pair.sent
        field = f"\x1b[1m> Nom \x1b[0m{'x' * count}\x1b[7m \x1b[0m".ljust(60)
        pair.draw(f"\x1b[5;1H{field}\x1b[1;1H")
        pair.send()
        costs.append(pair.sent - before)
    assert max(costs[1:]) <= 14


def test_part_of_a_screen_is_never_the_older_one() -> None:
    pair = Pair(FAMILIES["xterm"], 40, 10)
    pair.draw(page([f"ancien {y}".ljust(40) for y in range(10)]))
    assert not pair.send(30)
    pair.draw(page([f"nouveau {y}".ljust(40) for y in range(10)]))
    mark = pair.encoder.encode(pair.canvas.screen)[0]
    assert "ancien" not in mark
    Stream(pair.thin).feed(mark)
    pair.assert_same()


@pytest.mark.parametrize(
    ("term", "look", "sent"),
    [
        ("xterm-256color", "38;5;1", "31"),
        ("xterm-256color", "38;5;9", "91"),
        ("xterm-256color", "38;2;95;135;175", "38;5;67"),
        ("linux", "91", "1;31"),
        ("linux", "38;5;9", "1;31"),
        ("linux", "48;2;250;10;10", "41"),
        ("vt220", "31;44", ""),
        ("screen", "3", ""),
        ("xterm", "0;1;0", ""),
    ],
)
def test_a_colour_is_sent_as_its_shortest_name_the_terminal_has(term: str, look: str, sent: str) -> None:
    pair = Pair(FAMILIES[term], 10, 1)
    pair.draw(f"\x1b[1;1H\x1b[{look}mx\x1b[0m")
    data, _ = pair.encoder.encode(pair.canvas.screen)
    assert data.removeprefix(CLEAR) == (f"\x1b[{sent}mx" if sent else "x")


def test_what_is_no_cell_is_handed_on_and_what_is_unknown_left_out() -> None:
    canvas = Canvas(10, 2, lambda look: look)
    painted, others = canvas.feed("\x1b[?25l\x1b]22;default\x07\x07\x1b[?2026$p\x1b[2")
    assert not painted
    assert others == ["\x1b[?25l", "\x1b]22;default\x07", "\x07", "\x1b[?2026$p"]
    assert canvas.feed(";3Hab\x1b") == (True, [])
    assert canvas.feed("[1mc") == (True, [])
    assert "".join(canvas.screen.texts[1]) == "  abc     "
