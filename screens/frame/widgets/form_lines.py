"""How the lines of a form are painted, for a given width: text and marks, no colour that carries meaning."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from screens.frame.forms import ChoiceField, Field, FormState, Item, Note, Option, PickField, TextField
from screens.frame.words import shorten

LABEL = 15
# Room for « o oui  n non  ? à savoir » on the right of a question.
ANSWERS = 32
# No proposed line is picked yet.
NOTHING = -1
REVERSE = Style(reverse=True)
BOLD = Style(bold=True)
DIM = Style(dim=True)
PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Painted:
    """One painted line, and the field it belongs to."""

    segments: tuple[Segment, ...]
    field_id: str = ""


@dataclass(frozen=True, slots=True)
class Painter:
    """Paints items for a form ``width`` columns wide; ``here`` is the field that has the cursor, if any."""

    state: FormState
    width: int
    here: str
    proposals: Sequence[Option]
    pick: int
    # How many of the proposals give way to the lines above them, where not all are shown anyway.
    fewer: int = 0

    def paint(self, item: Item) -> list[Painted]:
        """The lines of one item: one for a field, more for a long note, choices or proposals."""
        if isinstance(item, Note):
            return self._note(item)
        here = item.id == self.here
        # A question is a sentence: its answer stands in a column on the right, or below when it is long.
        label = set_cell_size(item.label, LABEL)
        if cell_len(item.label) > LABEL:
            label = set_cell_size(item.label, max(cell_len(item.label), self.width - ANSWERS))
        head = Segment(f"{'>' if here else ' '} {label} ", BOLD if here else PLAIN)
        room = max(self.width - cell_len(label) - 4, 10)
        if isinstance(item, ChoiceField):
            return self._choices(item, head, room) if here else [self._chosen(item, head, room)]
        if not here:
            return [Painted((head, self._filled(item, room)), item.id)]
        line = Painted((head, *self._edited(item, room)), item.id)
        return [line, *self._proposed(item)] if isinstance(item, PickField) else [line]

    def _note(self, item: Note) -> list[Painted]:
        indent = LABEL + 3 if item.label else 2
        style = BOLD if item.strong else PLAIN
        words, label = item.text, item.label
        if cell_len(label) > LABEL:
            words, label = f"{label}\u00a0: {words}", ""
        wrapped = textwrap.wrap(words, max(self.width - indent - 1, 10)) or [""]
        head = f"  {set_cell_size(label, LABEL)} " if label else "  "
        heads = [head, *[" " * indent] * (len(wrapped) - 1)]
        pairs = zip(heads, wrapped, strict=True)
        return [Painted((Segment(start), Segment(part, style))) for start, part in pairs]

    def _value(self, item: Field) -> str:
        value = self.state.text_of(item)
        return "*" * len(value) if isinstance(item, TextField) and item.secret else value

    def _filled(self, item: Field, room: int) -> Segment:
        """What a field holds; its hint, in brackets, while it holds nothing."""
        value = self._value(item)
        hint = getattr(item, "hint", "")
        shown = value or (f"({hint})" if hint else "")
        return Segment(shorten(shown, room), PLAIN if value else DIM)

    def _edited(self, item: Field, room: int) -> list[Segment]:
        """The part of a text that fits, with the cursor in it."""
        value = self._value(item)
        cursor = min(self.state.cursor, len(value))
        start = 0
        while cell_len(value[start:cursor]) >= room:
            start += 1
        after = value[cursor + 1 :]
        while cell_len(value[start : cursor + 1] + after) > room and after:
            after = after[:-1]
        under = Segment(value[cursor : cursor + 1] or " ", REVERSE)
        hint = getattr(item, "hint", "")
        if hint and not value:
            return [under, Segment(shorten(f" ({hint})", room - 1), DIM)]
        return [Segment(value[start:cursor]), under, Segment(after)]

    def _chosen(self, item: ChoiceField, head: Segment, room: int) -> Painted:
        chosen = self.state.values.get(item.id)
        label = next((choice.label for choice in item.choices if choice.value == chosen), "-")
        return Painted((head, Segment(shorten(label, room))), item.id)

    def _choices(self, item: ChoiceField, head: Segment, room: int) -> list[Painted]:
        """Every choice with its key, the one made in brackets; as many lines as they need."""
        chosen = self.state.values.get(item.id)
        lines: list[Painted] = []
        row: list[Segment] = [head]
        used = 0
        for choice in item.choices:
            taken = choice.value == chosen
            word = f"[{choice.key} {choice.label}]" if taken else f" {choice.key} {choice.label} "
            if used + cell_len(word) > room:
                lines.append(Painted(tuple(row), item.id))
                row, used, room = [Segment(" " * (LABEL + 3))], 0, self.width - LABEL - 4
            row.append(Segment(word, REVERSE if taken else PLAIN))
            used += cell_len(word)
        return [*lines, Painted(tuple(row), item.id)]

    def _proposed(self, item: PickField) -> list[Painted]:
        rows = item.rows - (self.fewer if len(self.proposals) > item.rows else 0)
        first = max(0, min(self.pick - rows + 1, len(self.proposals) - rows))
        lines = []
        for number, option in enumerate(self.proposals[first : first + rows], first):
            here = number == self.pick
            line = Segment(shorten(option.line, self.width - 4), REVERSE if here else PLAIN)
            lines.append(Painted((Segment("  > " if here else "    "), line), item.id))
        hidden = len(self.proposals) - first - rows
        if hidden > 0:
            lines.append(Painted((Segment(f"    … et {hidden} de plus, précisez ou descendez"),), item.id))
        return lines
