"""The last door before the terminal: whatever reached a widget, no control character leaves it."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

# C0 and C1 controls, halves of characters, separators of lines, and all that Unicode calls a format character
# (Cf: bidirectional overrides, zero-width marks, tags…): each can rewrite, reorder or shift a screen.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)


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
