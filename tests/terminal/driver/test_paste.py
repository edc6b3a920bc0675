"""What is pasted arrives whole, in order and as text, whatever is in it and however it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from comptoir.terminal import paste
from comptoir.terminal.keys import KeyReader

START, END = b"\x1b[200~", b"\x1b[201~"


def read(*pieces: bytes) -> tuple[list[str], list[str]]:
    """(texts pasted, keys) of bytes that come in pieces."""
    reader = KeyReader(False, lambda: None, lambda _x, _y: None)
    messages = [one for piece in pieces for one in reader.feed(piece)[0]]
    messages += reader.tick()
    reader.close()
    pasted = [one.text for one in messages if isinstance(one, events.Paste)]
    return pasted, [one.character or one.key for one in messages if isinstance(one, events.Key)]


def test_escape_sequences_inside_are_no_keys_and_nothing_changes_place() -> None:
    assert read(START + b"[/bold] \x1b[31m'; DROP" + END) == (["[/bold] '; DROP"], [])


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (b"a\x1bb", "ab"),
        (b"a\x1b]0;titre\x07b", "ab"),
        (b"a\x1b]0;titre\x1b\\b", "ab"),
        (b"a\x1b[2Jb\x07\x00\x08c\x7f", "abc"),
        ("a\u009b31mb".encode(), "a31mb"),
        (b"un\tdeux\r\ntrois\rquatre", "un\tdeux\ntrois\nquatre"),
        ("Zoé 😀".encode(), "Zoé 😀"),
        (b"\x1b", ""),
        (b"a\x1b[", "a"),
    ],
)
def test_control_characters_are_left_out(inside: bytes, text: str) -> None:
    assert read(START + inside + END + b"x") == ([text], ["x"])


def test_keys_before_and_after_stay_before_and_after() -> None:
    reader = KeyReader(False, lambda: None, lambda _x, _y: None)
    messages = reader.feed(b"a" + START + b"b" + END + b"c\x1b[A")[0]
    told = [one.text if isinstance(one, events.Paste) else getattr(one, "key", "") for one in messages]
    assert told == ["a", "b", "c", "up"]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_the_marks_may_be_split_over_reads(size: int) -> None:
    sent = b"a" + START + "é\x1b[31mfin".encode() + END + b"z"
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert read(*pieces) == (["éfin"], ["a", "z"])


def test_a_start_inside_a_paste_is_left_out() -> None:
    assert read(START + b"un " + START + b"deux" + END + b"x") == (["un deux"], ["x"])


def test_an_end_that_bytes_of_no_charset_cut_in_two_is_no_end() -> None:
    assert read(START + b"a\x1b[20\xff1~rm -rf" + END) == (["a1~rm -rf"], [])


def test_an_end_without_a_start_types_nothing() -> None:
    assert read(b"a" + END + b"b") == ([], ["a", "b"])


def test_a_hundred_kilobytes_are_one_paste() -> None:
    words = b"abcdefghi " * 10_000
    sent = START + words + END
    assert read(*(sent[at : at + 4096] for at in range(0, len(sent), 4096))) == ([words.decode()], [])


def test_what_is_longer_than_any_field_is_cut_and_its_rest_types_nothing() -> None:
    pasted, keys = read(START + b"a" * (paste.LONGEST + 10_000), b"b" * 10_000 + END + b"x")
    assert [len(one) for one in pasted] == [paste.LONGEST]
    assert keys == ["x"]


def test_a_paste_whose_end_never_comes_is_given_when_nothing_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(paste, "clock", lambda: now[0])
    reader = KeyReader(False, lambda: None, lambda _x, _y: None)
    assert reader.feed(START + b"Ursula")[0] == []
    assert reader.waiting
    assert reader.tick() == []
    now[0] = paste.PATIENCE + 0.1
    (given,) = reader.tick()
    assert isinstance(given, events.Paste)
    assert given.text == "Ursula"
    assert not reader.waiting
    # The keyboard is a keyboard again; an end that comes late types nothing.
    assert [getattr(one, "key", "") for one in reader.feed(b"a")[0]] == ["a"]
    assert reader.feed(END)[0] == []


@pytest.mark.parametrize("cut", range(2, len(START)))
def test_a_mark_that_a_line_cuts_in_two_is_still_one(monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    now = [0.0]
    monkeypatch.setattr(paste, "clock", lambda: now[0])
    reader = KeyReader(False, lambda: None, lambda _x, _y: None)
    assert reader.feed(START[:cut])[0] == []
    now[0] += 1.0
    assert reader.tick() == []
    (given,) = reader.feed(START[cut:] + b"Ursula" + END)[0]
    assert isinstance(given, events.Paste)
    assert given.text == "Ursula"


def test_an_escape_alone_is_the_key_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(paste, "clock", lambda: now[0])
    reader = KeyReader(False, lambda: None, lambda _x, _y: None)
    assert reader.feed(b"\x1b")[0] == []
    now[0] += 0.15
    assert [getattr(one, "key", "") for one in reader.tick()] == ["escape"]


def test_a_slow_paste_is_still_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(paste, "clock", lambda: now[0])
    reader = KeyReader(False, lambda: None, lambda _x, _y: None)
    for piece in (START + b"a", b"b", b"c"):
        assert reader.feed(piece)[0] == []
        now[0] += paste.PATIENCE - 0.1
        assert reader.tick() == []
    (given,) = reader.feed(END)[0]
    assert isinstance(given, events.Paste)
    assert given.text == "abc"


@given(st.binary(max_size=60), st.integers(1, 7))
def test_whatever_is_inside_nothing_of_it_becomes_a_key(inside: bytes, size: int) -> None:
    while END in inside:
        inside = inside.replace(END, b"")
    sent = START + inside + END
    pasted, keys = read(*(sent[at : at + size] for at in range(0, len(sent), size)))
    assert keys == []
    assert len(pasted) == 1
    assert not any((one < " " and one not in "\t\n") or "\x7f" <= one < "\xa0" for one in pasted[0])
