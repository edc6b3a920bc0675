"""Forms, without a terminal: what fields there are, what they hold, and what a key does to them.

A screen describes its form as a list of items computed from the values, so that a question appears
when it is needed; one widget (``widgets/form.py``) paints any of them. The whole state is plain JSON:
that is what parking a form, and finding it again after a cut line, comes down to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models import text

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Note:
    """A line that is read, not filled in. ``strong`` ones stand out; ``label`` may be empty."""

    text: str
    label: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class TextField:
    """One line of free text; a ``secret`` one shows stars.

    Tab and Enter pass over one that is ``aside`` while it is empty: the arrows go to every line.
    """

    id: str
    label: str
    hint: str = ""
    max_length: int = 500
    secret: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer and the key that gives it."""

    key: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """A question answered by a single key.

    A character of ``skips``, which no choice has, takes the first choice and is typed into the next field:
    who begins there at once loses nothing.
    """

    id: str
    label: str
    choices: tuple[Choice, ...]
    skips: str = ""


@dataclass(frozen=True, slots=True)
class PickField:
    """Text that proposes lines to take; ``rows`` is how many are shown at once.

    The value is that of the line taken; what was typed is under ``typed(id)``. An ``eager`` field lets
    Enter take the first line although nothing was typed.
    """

    id: str
    label: str
    hint: str = ""
    rows: int = 6
    eager: bool = True


Field = TextField | ChoiceField | PickField
Item = Note | Field
Build = Callable[[Values], Sequence[Item]]


@dataclass(frozen=True, slots=True)
class Option:
    """A line a :class:`PickField` proposes: what it means, how it reads, what the field shows once taken."""

    value: str
    line: str
    shown: str = ""


YES_NO = (Choice("o", "oui", "oui"), Choice("n", "non", "non"), Choice("?", "?", "à savoir"))
OUI_NON = YES_NO[:2]


def typed(field_id: str) -> str:
    """Where the text typed into a :class:`PickField` is kept."""
    return f"{field_id}.typed"


@dataclass
class FormState:
    """The values, which field has the cursor, and where in its text."""

    values: Values = field(default_factory=dict)
    focus: str = ""
    cursor: int = 0
    # Whether the last insertion was longer than there was room for: the screen has to say so.
    overflowed: bool = False
    # What stood there before the hand came, of what it came to.
    before: Values = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What a draft keeps."""
        return {"values": self.values, "focus": self.focus, "cursor": self.cursor, "before": self.before}

    @classmethod
    def from_json(cls, state: dict[str, Any]) -> "FormState":
        """The state as :meth:`as_json` gave it; all of it was typed where version 0.1 did not say."""
        values = dict(state.get("values", {}))
        before = dict(state.get("before", dict.fromkeys(values, "")))
        return cls(values, state.get("focus", ""), int(state.get("cursor", 0)), before=before)

    @property
    def touched(self) -> bool:
        """Whether anything is typed or chosen: a form that filled itself in was only looked at."""
        return any(self.values.get(name, "") != was for name, was in self.before.items())

    def touch(self, *names: str) -> None:
        """What is about to be written there is somebody's wish, not the program's."""
        for name in names:
            self.before.setdefault(name, self.values.get(name, ""))

    def text_key(self, item: Field) -> str:
        """Under which key the text of ``item`` is kept."""
        return typed(item.id) if isinstance(item, PickField) else item.id

    def text_of(self, item: Field) -> str:
        """The text in a field, empty for a choice not made."""
        return self.values.get(self.text_key(item), "")

    def move_to(self, item: Field) -> None:
        """Put the cursor at the end of ``item``."""
        self.focus = item.id
        self.cursor = 0 if isinstance(item, ChoiceField) else len(self.text_of(item))

    def edit(self, item: Field, key: str, character: str | None) -> bool:
        """Apply one key to ``item``; whether anything changed (value or cursor)."""
        if isinstance(item, ChoiceField):
            return self._choose(item, key, character)
        before = self.text_of(item)
        if character is not None and character.isprintable():
            return self.insert(item, character)
        edited = edit_line(before, self.cursor, key)
        if edited is None:
            return False
        after, self.cursor = edited
        if after != before:
            self._write(item, after)
        return True

    def insert(self, item: Field, added: str) -> bool:
        """Insert cleaned text at the cursor, as far as the field is long."""
        if isinstance(item, ChoiceField):
            return False
        before = self.text_of(item)
        # A lone space is what is being typed; text.clean would drop it.
        added = " " if added and not text.as_typed(added).strip(" ") else text.clean(added)
        room = max(longest(item) - len(before), 0)
        self.overflowed = len(added) > room
        added = added[:room]
        if not added:
            return False
        self._write(item, before[: self.cursor] + added + before[self.cursor :])
        self.cursor += len(added)
        return True

    def take(self, item: PickField, option: Option) -> None:
        """Fill ``item`` with a proposed line."""
        self.touch(item.id, typed(item.id))
        self.values[item.id] = option.value
        self.values[typed(item.id)] = option.shown or option.line
        self.cursor = len(self.values[typed(item.id)])

    def _write(self, item: Field, value: str) -> None:
        self.touch(self.text_key(item), item.id)
        self.values[self.text_key(item)] = value
        if isinstance(item, PickField):
            # Typing over what was taken asks again.
            self.values[item.id] = ""

    def _choose(self, item: ChoiceField, key: str, character: str | None) -> bool:
        self.touch(item.id)
        if key in ("backspace", "delete"):
            return self.values.pop(item.id, "") != ""
        for choice in item.choices:
            if character is not None and character.lower() == choice.key:
                self.values[item.id] = choice.value
                return True
        return False


def edit_line(line: str, cursor: int, key: str) -> tuple[str, int] | None:
    """What an editing key does to one line: (text, cursor), or ``None`` for a key that edits nothing."""
    cursor = min(cursor, len(line))
    word = len(line[:cursor].rstrip().rpartition(" ")[0])
    word_start = word + 1 if word else 0
    moves: dict[str, tuple[str, int]] = {
        "left": (line, max(cursor - 1, 0)),
        "right": (line, min(cursor + 1, len(line))),
        "home": (line, 0),
        "ctrl+a": (line, 0),
        "end": (line, len(line)),
        "backspace": (line[: max(cursor - 1, 0)] + line[cursor:], max(cursor - 1, 0)),
        "delete": (line[:cursor] + line[cursor + 1 :], cursor),
        "ctrl+w": (line[:word_start] + line[cursor:], word_start),
        "ctrl+u": (line[cursor:], 0),
        "ctrl+k": (line[:cursor], cursor),
        "ctrl+left": (line, word_start),
    }
    return moves.get(key)


def longest(item: Field) -> int:
    """How many characters a field holds."""
    return item.max_length if isinstance(item, TextField) else 200


def too_long(item: Field) -> str:
    """What is said when more was typed or pasted than ``item`` holds."""
    return (
        f"Champ plein : il tient {longest(item)} caractères, la fin n’a pas été prise. Abrégez ici, "
        "ou notez le reste dans un autre champ."
    )


def no_answer(item: ChoiceField, words: str) -> str:
    """What is said of a key, or of words pasted, that answer nothing: they were meant for another field."""
    *others, last = (one.key for one in item.choices)
    keys = f"{', '.join(others)} ou {last}" if others else last
    return f"« {item.label} » attend {keys} : « {words} » n’a pas été pris."


def fields(items: Sequence[Item]) -> list[Field]:
    """Those of ``items`` that can have the cursor."""
    return [item for item in items if not isinstance(item, Note)]


def passed_over(item: Item, values: Values) -> bool:
    """Whether Tab and Enter leave a field out on their way."""
    return isinstance(item, TextField) and item.aside and not values.get(item.id)


def without(values: Values, *names: str) -> Values:
    """``values`` less the fields ``names``, their typed text included."""
    gone = {*names, *(typed(name) for name in names)}
    return {name: value for name, value in values.items() if name not in gone}


def filled(values: Values) -> bool:
    """Whether there is anything in a form that would be missed."""
    return any(value.strip() for value in values.values())
