"""The thin stream leaves a terminal's screen exactly as Textual's own would: cell by cell, with its looks."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcwidth

from comptoir.terminal.capabilities import FAMILIES, TRUE_COLOURS, Capabilities
from tests.terminal.driver.judge import Pair, Stream, page


def looks(known: Capabilities) -> list[str]:
    """SGR parameters that Textual writes and this family can show."""
    flags = ["1", "4", "7", "1;4;7"] + ["2", "1;2"] * known.dim + ["3"] * known.italic + ["9"] * known.strike
    colours = ["39", "49", "39;49"]
    if known.colours >= 8:
        colours += ["31", "44", "30;47", "36;49", "38;5;2"]
    if known.colours >= 16:
        colours += ["91", "102", "38;5;12", "48;5;9"]
    if known.colours >= 256:
        colours += ["38;5;208", "48;5;17", "38;5;250;48;5;236", "38;2;95;135;175", "48;2;0;0;0"]
    if known.colours > 256:
        colours += ["38;2;1;2;3", "38;2;255;254;253;48;2;10;20;30"]
    return [
        *flags,
        *colours,
        *[f"{flag};{colour}" for flag in flags for colour in colours],
        "1;7;39;49",
        "",
    ]


PIECES = [
    "a",
    "b",
    "M",
    " ",
    "   ",
    "          ",
    "-" * 9,
    "====",
    "é",
    "’",
    "…",
    "│",
    "東",
    "한",
    "🙂",
    "e\u0301",
    "o\u0323\u0302",
]


def fitting(pieces: list[str], room: int) -> str:
    """As many of the pieces as fit: Textual never writes past the edge."""
    text, width = "", 0
    for piece in pieces:
        cells = sum(map(wcwidth, piece))
        if width + cells <= room:
            text, width = text + piece, width + cells
    return text


@st.composite
def strip(draw: st.DrawFn, room: int, pool: list[str], full: bool = False) -> str:
    out = ""
    for _ in range(draw(st.integers(1, 4))):
        text = fitting(draw(st.lists(st.sampled_from(PIECES), max_size=12)), room)
        room -= sum(map(wcwidth, text))
        look = draw(st.sampled_from(pool))
        out += f"\x1b[{look}m{text}\x1b[0m" if look else text
    return out + " " * (room if full or draw(st.booleans()) else 0)


@st.composite
def frame(draw: st.DrawFn, columns: int, lines: int, pool: list[str]) -> str:
    out = ""
    for _ in range(draw(st.integers(1, 4))):
        x, y = draw(st.integers(0, columns - 1)), draw(st.integers(0, lines - 1))
        out += f"\x1b[{y + 1};{x + 1}H" + draw(strip(columns - x, pool))
    return out + "\x1b[1;1H"


DEEP = {"xterm-direct": replace(FAMILIES["xterm-256color"], colours=TRUE_COLOURS)}


def step(pair: Pair, rows: list[str], data: st.DataObject, pool: list[str]) -> None:
    """Something happens on the screen. ``rows`` is the page that a list scrolls in."""
    what = data.draw(st.sampled_from(["frame", "page", "up", "down", "resize", "redraw"]))
    if what == "resize":
        pair.resize(data.draw(st.integers(2, 40)), data.draw(st.integers(1, 8)))
    elif what == "redraw":
        pair.encoder.forget()
    line = strip(pair.columns, pool, full=True)
    if what in ("resize", "page") or not rows:
        rows[:] = data.draw(st.lists(line, min_size=pair.lines, max_size=pair.lines))
    elif what in ("up", "down"):
        top = data.draw(st.integers(0, min(2, pair.lines - 1)))
        del rows[top if what == "up" else -1]
        rows.insert(pair.lines if what == "up" else top, data.draw(line))
    pair.draw(data.draw(frame(pair.columns, pair.lines, pool)) if what == "frame" else page(rows))


@pytest.mark.parametrize("term", [*FAMILIES, *DEEP])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_thin_stream_shows_what_the_plain_one_shows(term: str, data: st.DataObject) -> None:
    known = {**FAMILIES, **DEEP}[term]
    pair = Pair(known, data.draw(st.integers(2, 40)), data.draw(st.integers(1, 8)))
    rows: list[str] = []
    for _ in range(data.draw(st.integers(1, 6))):
        step(pair, rows, data, looks(known))
        # The line may be slow: nothing is sent, or a part, or all.
        if pair.send(data.draw(st.sampled_from([0, 20, 1 << 30]))):
            pair.assert_same()
    while not pair.send(50):
        pass
    pair.assert_same()


def test_the_judge_sees_a_wrong_cell() -> None:
    pair = Pair(FAMILIES["xterm"], 10, 2)
    pair.draw("\x1b[1;1Habc")
    pair.send()
    pair.assert_same()
    Stream(pair.plain).feed("\x1b[1;2H\x1b[7mb")
    with pytest.raises(AssertionError):
        pair.assert_same()
