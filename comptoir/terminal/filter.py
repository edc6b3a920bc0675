"""The last door before the terminal: whatever reached a widget, no control character leaves it."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

# C0 and C1 controls, bidirectional overrides, zero-width marks: each can rewrite or reorder a screen.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class CleanOutput(LineFilter):
    """Replaces unsafe characters by a question mark, so that the line keeps its length."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, safe."""
        return [
            Segment(_UNSAFE.sub("?", text), style, control)
            if control is None and _UNSAFE.search(text)
            else segment
            for segment in segments
            for text, style, control in (segment,)
        ]
