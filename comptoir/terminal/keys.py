"""From a terminal's bytes to keys: what Textual's own table does not know, or reads as something else."""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator

from textual import events

# Private, and the only reader of keys there is: the class a driver is meant to use.
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

from comptoir.terminal.paste import Pastes

_LOST = "\ufffd"
_IGNORED = Keys.Ignore.value
_MODIFIERS = {2: "shift+", 3: "alt+", 4: "alt+shift+", 5: "ctrl+", 6: "ctrl+shift+"}


def _table() -> dict[str, str]:
    """Sequence to key. Textual reads the first row as characters of these numbers: F18 types a space."""
    table = {
        f"\x1b[{number}~": f"f{13 + place}" for place, number in enumerate((25, 26, 28, 29, 31, 32, 33, 34))
    }
    # Old xterm and what screen passes on: modified F1 to F4.
    for number, modifier in _MODIFIERS.items():
        for place, final in enumerate("PQRS", 1):
            table[f"\x1bO{number}{final}"] = f"{modifier}f{place}"
    # PuTTY with its keys of a "VT100+".
    for place, final in enumerate("TUVWXYZ[", 5):
        table[f"\x1bO{final}"] = f"f{place}"
    table |= {f"\x1b[{number}z": key for number, key in _SUN.items()}
    table |= {"\x1b[4h": "insert", "\x1b[P": "delete"}  # st
    table |= {"\x1b[7^": "ctrl+home", "\x1b[8^": "ctrl+end"}  # rxvt; Textual has them the other way round
    table["\x1bOl"] = "plus"  # of PuTTY's number pad, where the VT220 has its comma
    table["\x1b[1;2Z"] = "shift+tab"
    table["\x1bOE"] = table["\x1b[0n"] = _IGNORED  # the keypad's middle, and a reply to the driver
    return table


# An xterm told to have Sun's function keys.
_SUN = {
    **{223 + number: f"f{number}" for number in range(1, 11)},
    **{192: "f11", 193: "f12", 214: "home", 216: "pageup", 220: "end", 222: "pagedown"},
    **{2: "insert", 3: "delete"},
}
SEQUENCES = _table()
# An escape and a key that a bad line delivered at once. Not the first letters of longer sequences, nor
# Shift+Tab of a Linux console.
_BEHIND_ESCAPE = re.compile(r"\x1b[^\x1b\t\[OPX\]^_]")
# A whole sequence that means nothing here. Mouse reports (CSI M, CSI <) and what starts a Linux
# console's function key (CSI [) are longer than they look.
_WHOLE = re.compile(r"\x1b\[(?:[0-9;:?>=]*[ -/]*[@-LN-Z\\-~]|\d+[$^@])")
# What these numbers mean is settled; any other, Textual reads as the character of this number.
_NUMBERED = re.compile(r"\x1b\[(\d+)[\d;:]*~")
_NUMBERS = frozenset([*range(1, 9), *range(11, 16), *range(17, 22), 23, 24, 27, 200, 201])


class KeyParser(XTermParser):
    """Textual's parser with our table before its own; a key it does not know types nothing."""

    def __init__(self, debug: bool, replied: Callable[[], None]) -> None:
        super().__init__(debug)
        self._replied = replied

    @property
    def waiting(self) -> bool:
        """Whether an escape sequence has begun, or the Escape key was pressed: time will tell."""
        return self._timeout_time is not None

    def expire(self) -> Iterable[Message]:
        """Nothing will follow what has come so far."""
        if self._timeout_time is not None:
            self._timeout_time = 0.0
        return self.tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        # Private, but the table it reads is a constant of another module: overriding touches nobody else.
        if _BEHIND_ESCAPE.fullmatch(sequence) or (alt and sequence.isalpha()):
            # No command has Alt. Taken for it, an Escape would be lost, and Ctrl+S keep what was being left.
            yield events.Key("escape", "\x1b")
            sequence, alt = sequence[-1], False
        key = SEQUENCES.get(sequence)
        numbered = _NUMBERED.fullmatch(sequence)
        if key is None and numbered and int(numbered[1]) not in _NUMBERS:
            key = _IGNORED
        if sequence == "\x1b[0n":
            self._replied()
        if key is not None:
            yield events.Key(key, sequence if key == _IGNORED else None)
            return
        found = list(super()._sequence_to_key_events(sequence, alt))
        if not found and _WHOLE.fullmatch(sequence):
            found = [events.Key(_IGNORED, sequence)]
        yield from found


class KeyReader:
    """Bytes in, messages out.

    ``replied`` is told of the terminal's replies, ``position`` of where it says that the cursor is.
    """

    def __init__(
        self, debug: bool, replied: Callable[[], None], position: Callable[[int, int], None]
    ) -> None:
        self._parser = KeyParser(debug, replied)
        self._pastes = Pastes()
        self._position = position
        # Strict decoding would end the program at the first byte of another encoding.
        self._decode = getincrementaldecoder("utf-8")("replace").decode

    @property
    def waiting(self) -> bool:
        """Whether :meth:`tick` has to be called soon."""
        return self._parser.waiting or self._pastes.waiting

    def feed(self, data: bytes) -> tuple[list[Message], bool]:
        """The messages in ``data``, and whether some bytes were no UTF-8 and were left out."""
        text = self._decode(data)
        return list(self._read(self._pastes.feed(text))), _LOST in text

    def tick(self) -> list[Message]:
        """The messages of keys that turned out to be whole by nothing following them."""
        messages = list(self._kept(self._parser.tick()))
        if told := list(self._pastes.tick()):
            messages += [*self._read(told), *self._kept(self._parser.expire())]
        return messages

    def close(self) -> None:
        """No more bytes."""
        for _ in self._parser.feed(""):
            pass

    def _read(self, told: Iterable[tuple[bool, str]]) -> Iterator[Message]:
        for pasted, text in told:
            # Only now: two halves of a mark must not meet because of what is left out between them.
            kept = text.replace(_LOST, "")
            if pasted:
                yield events.Paste(kept)
            elif kept:
                yield from self._kept(self._parser.feed(kept))

    def _kept(self, messages: Iterable[Message]) -> Iterator[Message]:
        for message in messages:
            if not isinstance(message, events.CursorPosition):
                yield message
            elif message.y == 0 and message.x + 1 in _MODIFIERS:
                # A modified F3 looks like a cursor in the first line; the driver only asks about the second.
                yield events.Key(f"{_MODIFIERS[message.x + 1]}f3", None)
            else:
                self._position(message.x, message.y)
