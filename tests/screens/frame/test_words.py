"""What is too long for its column ends where a word does, and says that it was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.frame.words import MARK, shorten


@pytest.mark.parametrize(
    ("words", "width", "read"),
    [
        ("Fin de droits d’accueil", 15, "Fin de droits…"),
        ("Fin de droits", 13, "Fin de droits"),
        ("Fin de droits, dettes", 14, "Fin de droits…"),
        # A word that ends exactly where the column does leaves no room for the mark.
        ("Fin de droits dettes", 13, "Fin de droit…"),
        ("Anticonstitutionnellement", 10, "Anticonst…"),
        # A short first word alone would say less than its letters.
        ("KRASNIQI-BERISHA Shpresa", 22, "KRASNIQI-BERISHA…"),
        ("LI Anticonstitutionnelle", 12, "LI Anticons…"),
        ("dettes", 1, "…"),
        ("dettes", 0, ""),
        ("", 5, ""),
        ("日本語の名前", 7, "日本語…"),
    ],
)
def test_a_text_is_cut_at_a_word_and_marked(words: str, width: int, read: str) -> None:
    assert shorten(words, width) == read


@given(st.text(), st.integers(0, 40))
def test_it_is_never_wider_than_its_column_and_never_cut_without_a_mark(words: str, width: int) -> None:
    read = shorten(words, width)
    assert cell_len(read) <= width
    assert read == words or read.endswith(MARK) or not width
