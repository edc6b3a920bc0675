"""Pasted text, told from keys before anything else looks at it.

A terminal puts what is pasted between two marks. Whatever stands between them is text: Textual's parser
would read an escape sequence in it as keys, and give them before the rest.
"""

import re
import time
from collections.abc import Iterator

START, END = "\x1b[200~", "\x1b[201~"
# The seconds without a letter after which a paste without an end counts as whole: more than a slow
# line is silent in the middle of one, less than somebody waits for a keyboard that seems dead.
PATIENCE = 2.0
# Letters that are kept of one paste; no field holds as many.
LONGEST = 200_000
# The seconds after which an escape that nothing followed is the key, as in Textual.
_ALONE = 0.1
clock = time.monotonic
# Control sequences, the strings that an escape begins, any other escape with its letter, then what
# controls by itself.
_SEQUENCES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]+[0-~]?|\x1b"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def cleaned(text: str) -> str:
    """``text`` without a sequence or character that controls a terminal; its lines end alike."""
    text = _SEQUENCES.sub("", text.replace(START, ""))
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Pastes:
    """Divides what a terminal sends into what was typed and what was pasted."""

    def __init__(self) -> None:
        self._held = ""  # of what was typed: perhaps the beginning of a mark
        self._pasted: list[str] | None = None
        self._size = 0
        self._tail = ""  # the last letters of the paste: perhaps the beginning of its end
        self._heard = 0.0

    @property
    def waiting(self) -> bool:
        """Whether a paste has begun, or perhaps its mark: time will tell."""
        return self._pasted is not None or bool(self._held)

    def feed(self, text: str) -> Iterator[tuple[bool, str]]:
        """(whether it was pasted, text) in the order in which it came; a paste once it is whole."""
        self._heard = clock()
        while text:
            if self._pasted is None:
                typed, mark, text = (self._held + text).partition(START)
                self._held = ""
                if mark:
                    self._pasted, self._size, self._tail = [], 0, ""
                else:
                    typed, self._held = _divided(typed, START)
                # An end whose beginning was lost, or given up: it means nothing.
                typed = typed.replace(END, "")
                if typed:
                    yield False, typed
            else:
                inside, mark, text = (self._tail + text).partition(END)
                self._tail = ""
                if not mark:
                    inside, self._tail = _divided(inside, END)
                self._keep(inside)
                if mark:
                    yield True, self._end()

    def tick(self) -> Iterator[tuple[bool, str]]:
        """What turned out to be whole by nothing following it."""
        silent = clock() - self._heard
        # No key is the beginning of a mark but Escape: the rest of anything longer is under way.
        if self._held and silent > (_ALONE if self._held == "\x1b" else PATIENCE):
            held, self._held = self._held, ""
            yield False, held
        if self._pasted is not None and silent > PATIENCE:
            self._keep(self._tail)
            yield True, self._end()

    def _keep(self, inside: str) -> None:
        # Twice: what is left out must not make what is kept too short.
        room = max(2 * LONGEST - self._size, 0)
        self._size += len(inside)
        if self._pasted is not None and room:
            self._pasted.append(inside[:room])

    def _end(self) -> str:
        text = cleaned("".join(self._pasted or ()))[:LONGEST]
        self._pasted, self._tail = None, ""
        return text


def _divided(text: str, mark: str) -> tuple[str, str]:
    """``text`` without its end, and its end, when that may be the beginning of ``mark``."""
    for length in range(min(len(mark) - 1, len(text)), 0, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""
