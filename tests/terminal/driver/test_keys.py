"""Every key arrives under its one name, whatever terminal sends it; what is no key types nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from comptoir.terminal.keys import KeyReader


class Reading:
    """What became of bytes: keys by name, and the terminal's replies apart."""

    def __init__(self, *pieces: bytes) -> None:
        self.replies = 0
        self.positions: list[tuple[int, int]] = []
        reader = KeyReader(False, self.replied, lambda x, y: self.positions.append((x, y)))
        self.messages: list[object] = []
        self.lost = False
        for piece in pieces:
            messages, lost = reader.feed(piece)
            self.messages += messages
            self.lost |= lost
        self.waiting = reader.waiting
        reader.close()

    def replied(self) -> None:
        self.replies += 1

    @property
    def keys(self) -> list[str]:
        return [one.key if isinstance(one, events.Key) else type(one).__name__ for one in self.messages]


def tilde(*numbers: int) -> list[str]:
    return [f"\x1b[{number}~" for number in numbers]


FROM_F5 = tilde(15, 17, 18, 19, 20, 21, 23, 24)
FUNCTION_KEYS = {
    "xterm": ["\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", *FROM_F5],
    "screen and tmux": ["\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", *FROM_F5],
    "vt220": ["\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", *FROM_F5],
    "linux console": ["\x1b[[A", "\x1b[[B", "\x1b[[C", "\x1b[[D", "\x1b[[E", *FROM_F5[1:]],
    "PuTTY": [*tilde(11, 12, 13, 14), *FROM_F5],
    "PuTTY as linux": ["\x1b[[A", "\x1b[[B", "\x1b[[C", "\x1b[[D", "\x1b[[E", *FROM_F5[1:]],
    "PuTTY as xterm R6": ["\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", *FROM_F5],
    "PuTTY as vt100+": [f"\x1bO{final}" for final in "PQRSTUVWXYZ["],
    "rxvt": [*tilde(11, 12, 13, 14), *FROM_F5],
    "xterm with Sun keys": [f"\x1b[{number}z" for number in (*range(224, 234), 192, 193)],
}
# As each terminal was seen to send them.
SUN = {"home": 214, "end": 220, "pageup": 216, "pagedown": 222, "insert": 2, "delete": 3}
ST = {"insert": "\x1b[4h", "delete": "\x1b[P", "end": "\x1b[4~", "home": "\x1b[H"}
RXVT = {"ctrl+home": "\x1b[7^", "ctrl+end": "\x1b[8^", "shift+home": "\x1b[7$", "shift+end": "\x1b[8$"}
# A number pad that another program left in its application mode, or that tmux and screen put into it.
KEYPAD = {"asterisk": "j", "plus": "kl", "minus": "m", "full_stop": "n", "slash": "o"} | {
    str(digit): final for digit, final in enumerate("pqrstuvwxy")
}
OTHERS = {
    "home": ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"],
    "end": ["\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"],
    "insert": ["\x1b[2~"],
    "delete": ["\x1b[3~"],
    "pageup": ["\x1b[5~"],
    "pagedown": ["\x1b[6~"],
    "up": ["\x1b[A", "\x1bOA"],
    "down": ["\x1b[B", "\x1bOB"],
    "right": ["\x1b[C", "\x1bOC"],
    "left": ["\x1b[D", "\x1bOD"],
    "shift+tab": ["\x1b[Z", "\x1b\t", "\x1b[1;2Z", "\x1b[27;2;9~"],
    "backspace": ["\x7f", "\x08"],
    "enter": ["\r", "\x1bOM"],
    "tab": ["\t"],
    "shift+f1": ["\x1b[1;2P", "\x1bO2P"],
    "shift+f3": ["\x1b[1;2R", "\x1bO2R"],
    "ctrl+f3": ["\x1b[1;5R", "\x1bO5R"],
    "ctrl+f4": ["\x1b[1;5S", "\x1bO5S"],
    "f13": ["\x1b[25~"],
    "f18": ["\x1b[32~"],
    "f20": ["\x1b[34~"],
    "ctrl+f1": ["\x1b[11^"],
    "ctrl+g": ["\x07"],
    "é": ["é"],
}


@pytest.mark.parametrize(
    ("terminal", "number"), [(terminal, number) for terminal in FUNCTION_KEYS for number in range(1, 13)]
)
def test_every_function_key_arrives(terminal: str, number: int) -> None:
    assert Reading(FUNCTION_KEYS[terminal][number - 1].encode()).keys == [f"f{number}"]


@pytest.mark.parametrize(("key", "sent"), [(key, sent) for key, many in OTHERS.items() for sent in many])
def test_every_other_key_arrives(key: str, sent: str) -> None:
    assert Reading(sent.encode()).keys == [key]


@pytest.mark.parametrize("sent", ["\x1b[[A", "\x1b[11~", "\x1bOP", "\x1b[1;2P", "\x1b[0n", "é"])
def test_a_key_may_arrive_in_pieces(sent: str) -> None:
    whole = Reading(sent.encode())
    assert Reading(*(bytes([one]) for one in sent.encode())).keys == whole.keys
    assert len(whole.keys) + whole.replies == 1


@pytest.mark.parametrize(
    "sent", ["\x1b[?1;2c", "\x1b[>0;276;0c", "\x1b[99~", "\x1b[11$", "\x1b[L", "\x1b[3;1n", "\x1b[?2026;2$y"]
)
def test_a_sequence_that_is_no_key_types_nothing(sent: str) -> None:
    assert Reading(f"a{sent}b".encode()).keys == ["a", "b"]


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        *((key, f"\x1b[{number}z") for key, number in SUN.items()),
        *((key, sent) for table in (ST, RXVT) for key, sent in table.items()),
        *((key, f"\x1bO{final}") for key, finals in KEYPAD.items() for final in finals),
    ],
)
def test_a_terminal_with_names_of_its_own_is_understood(key: str, sent: str) -> None:
    assert Reading(sent.encode()).keys == [key]


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("\r", "enter"),
        ("\x13", "ctrl+s"),
        ("\x07", "ctrl+g"),
        ("\x7f", "backspace"),
        (" ", "space"),
        ("1", "1"),
        ("d", "d"),
        ("D", "D"),
        ("#", "number_sign"),
        ("é", "é"),
        ("\x1bOR", "f3"),
        ("\x1b[15~", "f5"),
        ("\x1b[A", "up"),
    ],
)
def test_an_escape_is_not_lost_to_the_key_that_comes_right_behind_it(sent: str, key: str) -> None:
    # A bad line delivers both at once. Read as Alt and a key, Escape then Ctrl+S would keep what was left.
    assert Reading(f"\x1b{sent}".encode()).keys == ["escape", key]
    assert Reading(b"\x1b", sent.encode()).keys == ["escape", key]


def test_replies_of_the_terminal_are_no_keys() -> None:
    reading = Reading(b"a\x1b[0n\x1b[2;5Rb")
    assert reading.keys == ["a", "b"]
    assert reading.replies == 1
    assert reading.positions == [(4, 1)]


def test_escape_is_told_by_nothing_following() -> None:
    reading = Reading(b"\x1b")
    assert reading.keys == []
    assert reading.waiting


def test_bytes_of_another_encoding_are_left_out() -> None:
    reading = Reading("Zoé".encode("latin-1"), b"tte \xff\xfe", "é".encode())
    assert reading.keys == ["Z", "o", "t", "t", "e", "space", "é"]
    assert reading.lost
    assert not Reading("Zoé".encode()).lost


def test_a_paste_keeps_its_lines() -> None:
    reading = Reading(b"\x1b[200~12 rue\nGen\xc3\xa8ve\xe9\x1b[201~x")
    paste = reading.messages[0]
    assert isinstance(paste, events.Paste)
    assert paste.text == "12 rue\nGenève"
    assert reading.lost


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_no_bytes_whatever_end_the_reading(pieces: list[bytes]) -> None:
    Reading(*pieces)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd")))
def test_what_is_typed_is_what_arrives(words: str) -> None:
    found = [one.character for one in Reading(words.encode()).messages if isinstance(one, events.Key)]
    assert "".join(character or "" for character in found) == words
