"""The one widget that paints a form: a line a field, proposals under the one that has the cursor.

A single widget for a whole form: mounting fifteen ``Input`` rows costs 80 ms and three repaints per
focus change, painting fifteen lines costs one. A key repaints the lines that changed, no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.frame.forms import (
    Build,
    ChoiceField,
    Field,
    FormState,
    Item,
    Option,
    PickField,
    TextField,
    fields,
    no_answer,
    passed_over,
    too_long,
)
from screens.frame.widgets.form_lines import NOTHING, Painted, Painter

# How long Enter waits for the lines it would take, in seconds, before the keyboard is given back.
PATIENCE = 5.0
# So many proposals at most give way to the lines above them.
FEWER = 3


class Form(Widget, can_focus=True):
    """Fields as lines. The screen gives ``build``; it hears ``Changed``, ``Asked`` and ``Taken``."""

    @dataclass
    class Changed(Message):
        """A value changed under the keyboard."""

        form: "Form"
        field_id: str

    @dataclass
    class Asked(Message):
        """A pick field has the cursor: propose lines for ``words`` through :meth:`Form.propose`."""

        form: "Form"
        field_id: str
        words: str

    @dataclass
    class Taken(Message):
        """A proposed line was taken."""

        form: "Form"
        field_id: str
        option: Option

    @dataclass
    class Waiting(Message):
        """Enter came before the lines it would take: the keys must wait for ``Served``."""

        form: "Form"

    @dataclass
    class Served(Message):
        """What ``Waiting`` waited for is done, or given up."""

        form: "Form"

    @dataclass
    class NotTaken(Message):
        """Something was typed or pasted that the field does not take; ``why`` is what to say of it."""

        form: "Form"
        why: str

    @dataclass
    class Finished(Message):
        """Enter on the last field."""

        form: "Form"

    def __init__(self, build: Build, state: FormState | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._build = build
        self.state = state or FormState()
        self._proposals: Sequence[Option] = ()
        self._pick = 0
        self._top = 0
        self._lines: list[Painted] = []
        self._items: Sequence[Item] = ()
        # For which words the proposals were made, and whether Enter waits for others.
        self._proposed_for: str | None = None
        self._entering = False

    # --- what the screen calls

    def rebuild(self) -> None:
        """Compute the items again after the screen changed values; the cursor stays where it is."""
        self._items = self._build(self.state.values)
        known = fields(self._items)
        if known and self.current is None:
            self.state.move_to(known[0])
        self._layout()

    def propose(self, field_id: str, words: str, options: Sequence[Option]) -> None:
        """Show lines under a pick field, unless its text has changed since they were asked for."""
        item = self.current
        if isinstance(item, PickField) and item.id == field_id and self.state.text_of(item) == words:
            self._proposals, self._proposed_for = options, words
            self._pick = 0 if words or item.eager else NOTHING
            self._layout()
            if self._entering:
                self._enter(item)
                self._served()

    def put_cursor(self, field_id: str) -> None:
        """Move to a field by id, if it is shown."""
        for item in fields(self._items):
            if item.id == field_id:
                self._go(item)

    def to_empty(self) -> None:
        """Move to the first field after this one that holds nothing."""
        known, values = fields(self._items), self.state.values
        here = next((n for n, item in enumerate(known) if item.id == self.state.focus), -1)
        rest = (item for item in known[here + 1 :] if not passed_over(item, values))
        if (item := next((one for one in rest if not self.state.text_of(one)), None)) is not None:
            self._go(item)

    @property
    def values(self) -> dict[str, str]:
        """The values of the form, typed text included."""
        return self.state.values

    @property
    def secrets(self) -> list[str]:
        """The ids of the fields that nothing may keep."""
        return [one.id for one in self._items if isinstance(one, TextField) and one.secret]

    @property
    def current(self) -> Field | None:
        """The field that has the cursor."""
        return next((item for item in fields(self._items) if item.id == self.state.focus), None)

    @property
    def picked(self) -> Option | None:
        """The proposed line that Enter would take."""
        return self._proposals[self._pick] if self._proposals and self._pick != NOTHING else None

    # --- keys

    def on_mount(self) -> None:
        self.rebuild()
        self._ask()

    def on_key(self, event: events.Key) -> None:
        if self._press(event.key, event.character if event.is_printable else None):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        item = self.current
        event.stop()
        if item is not None and self.state.insert(item, event.text):
            self._changed(item)
        elif isinstance(item, ChoiceField):
            self.post_message(self.NotTaken(self, no_answer(item, event.text[:20])))
        self._tell_overflow(item)

    def _tell_overflow(self, item: Field | None) -> None:
        if item is not None and self.state.overflowed:
            self.state.overflowed = False
            self.post_message(self.NotTaken(self, too_long(item)))

    def _press(self, key: str, character: str | None) -> bool:
        item = self.current
        if item is None:
            return False
        if key == "enter":
            self._enter(item)
            return True
        if key == "up" and self._pick <= 0 and self._step(-1, passing=False):
            # Above the first of the lines is the field before.
            return True
        if key in ("up", "down") and self._proposals:
            start = -1 if self._pick == NOTHING and key == "down" else max(self._pick, 0)
            self._pick = (start + (1 if key == "down" else -1)) % len(self._proposals)
            self._layout()
            return True
        if key in ("tab", "down", "shift+tab", "up"):
            return self._step(1 if key in ("tab", "down") else -1, key in ("tab", "shift+tab"))
        if isinstance(item, ChoiceField) and character and character in item.skips:
            first = item.choices[0].key
            return self._press(first, first) and self._press(key, character)
        before = dict(self.state.values)
        if not self.state.edit(item, key, character):
            self._tell_overflow(item)
            if isinstance(item, ChoiceField) and character is not None:
                self.post_message(self.NotTaken(self, no_answer(item, character)))
            return character is not None
        if self.state.values == before:
            self._layout()
            return True
        self._changed(item)
        if isinstance(item, ChoiceField) and character is not None:
            self._onward()
        return True

    def _enter(self, item: Field) -> None:
        open_pick = isinstance(item, PickField) and not self.state.values.get(item.id)
        words = self.state.text_of(item)
        wants = isinstance(item, PickField) and (item.eager or bool(words))
        if open_pick and wants and not self._entering and words != self._proposed_for:
            # A quick hand, or a slow line: take the line that is about to be proposed, not an old one.
            self._entering = True
            self.post_message(self.Waiting(self))
            self.set_timer(PATIENCE, self._served)
            return
        option = self.picked
        if isinstance(item, PickField) and option is not None and not self.state.values.get(item.id):
            self.state.take(item, option)
            self._proposals = ()
            self._proposed_for = None
            self.rebuild()
            self.post_message(self.Taken(self, item.id, option))
            self.post_message(self.Changed(self, item.id))
        if item.id == fields(self._items)[-1].id:
            self.post_message(self.Finished(self))
        self._onward()

    def _served(self) -> None:
        if self._entering:
            self._entering = False
            self.post_message(self.Served(self))

    def _onward(self) -> None:
        """On to the next field that still wants something: what is known need not be confirmed."""
        known = fields(self._items)
        here = next(n for n, item in enumerate(known) if item.id == self.state.focus)
        for item in known[here + 1 :]:
            if passed_over(item, self.state.values):
                continue
            if isinstance(item, TextField) or not self.state.values.get(item.id):
                self._go(item)
                return

    def _step(self, by: int, passing: bool) -> bool:
        """To the next line, or with ``passing`` to the next that Tab stops at."""
        here, values = self.state.focus, self.state.values
        known = [
            one for one in fields(self._items) if one.id == here or not (passing and passed_over(one, values))
        ]
        position = next((n for n, item in enumerate(known) if item.id == here), 0) + by
        if len(known) < 2 or (position < 0 and self._proposals):
            return False
        # It stops at either end: a word typed on must not fall into the first field.
        if 0 <= position < len(known):
            self._go(known[position])
        return True

    def _go(self, item: Field) -> None:
        self.state.move_to(item)
        self._proposals, self._pick, self._proposed_for = (), 0, None
        self._layout()
        self._ask()

    def _changed(self, item: Field) -> None:
        self.rebuild()
        self.post_message(self.Changed(self, item.id))
        self._ask()

    def _ask(self) -> None:
        item = self.current
        if isinstance(item, PickField) and not self.state.values.get(item.id):
            self.post_message(self.Asked(self, item.id, self.state.text_of(item)))
        elif self._proposals:
            self._proposals = ()
            self._layout()

    # --- painting

    def on_resize(self) -> None:
        self._layout()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The mark of the cursor goes with it; ``on_blur`` comes before Textual knows that it has gone."""
        super().watch_has_focus(has_focus)
        self._layout()

    def render_line(self, y: int) -> Strip:
        """One line of the widget, in its own style: no markup ever, so data stays data."""
        number = y + self._top
        line = self._lines[number].segments if number < len(self._lines) else ()
        return Strip(line).adjust_cell_length(self.size.width).apply_style(self.rich_style)

    def _painted(self, here: str, fewer: int = 0) -> list[Painted]:
        painter = Painter(self.state, self.size.width, here, self._proposals, self._pick, fewer)
        return [line for item in self._items for line in painter.paint(item)]

    def _layout(self) -> None:
        """Compute every line, keep the cursor in sight and repaint what differs."""
        if not self.is_mounted or not self.size.width:
            return
        before, top = self._lines, self._top
        here = self.state.focus if self.has_focus else ""
        self._lines = self._painted(here)
        over = len(self._lines) - self.size.height
        if 0 < over <= FEWER and self._proposals:
            # A few proposals less, and what stands at the top is seen beside them: for whom it is.
            self._lines = self._painted(here, over)
        focused = [n for n, line in enumerate(self._lines) if line.field_id == self.state.focus]
        if focused:
            # First the field's own line, then as many of its proposals as there is room for.
            self._top = min(max(self._top, focused[-1] - self.size.height + 1), focused[0])
        self._top = max(0, min(self._top, len(self._lines) - self.size.height))
        if self._top != top:
            self.refresh()
            return
        for y in range(self.size.height):
            number = y + top
            old = before[number].segments if number < len(before) else ()
            new = self._lines[number].segments if number < len(self._lines) else ()
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))
