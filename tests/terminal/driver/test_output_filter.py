"""The last door before the terminal lets no control and no format character through."""

import sys
import unicodedata

from rich.segment import Segment
from textual.color import Color

from comptoir.terminal.filter import CleanOutput


def _shown(words: str) -> str:
    (segment,) = CleanOutput().apply([Segment(words)], Color(0, 0, 0))
    return segment.text


def test_every_control_and_format_character_becomes_a_question_mark() -> None:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    unsafe = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in kinds]
    assert [f"{ord(one):x}" for one in unsafe if _shown(f"a{one}b") != "a?b"] == []


def test_what_people_write_stays() -> None:
    words = "L’été « Ærø » à 18 h : Đặng, 王, שלום, محمد 12\u202f000"
    assert _shown(words) == words
