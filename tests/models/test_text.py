"""Text as people type it."""

import sys
import unicodedata
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from models import text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Marie   Dupont ", "Marie Dupont"),
        ("\x1b[31mrouge\x1b[0m", "rouge"),
        ("\x1b]0;titre\x07nom", "nom"),
        ("\x1b]8;;http://x\x1b\\lien\x1b]8;;\x1b\\", "lien"),
        ("a\tb\nc\x00d\x9be", "a b c d e"),
        ("abc\u202edef\u200b\ufeff", "abcdef"),
        ("ab\ud83dcd", "abcd"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("de\u00a0Rougemont", "de Rougemont"),
        ("\u202f12\u2009rue \u3000 du\u00a0 Lac\u00a0", "12 rue du Lac"),
        ("[/bold]", "[/bold]"),
        ("محمد 😀", "محمد 😀"),
    ],
)
def test_what_is_no_text_is_taken_away(typed: str, kept: str) -> None:
    assert text.clean(typed) == kept


def test_a_note_keeps_its_lines() -> None:
    assert text.clean_lines("\n un \x1b[1m\n\n deux\r\n") == "un\n\ndeux"


@given(st.text())
def test_cleaning_leaves_nothing_to_clean(typed: str) -> None:
    kept = text.clean(typed)
    assert text.clean(kept) == kept
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(letter) for letter in kept}
    assert all(letter == " " for letter in kept if unicodedata.category(letter) == "Zs")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("D'Été-Łuc", "d ete luc"),
        ("Straße", "strasse"),
        ("Œuvre Çelik Ñandú", "oeuvre celik nandu"),
        ("YILDIZ", "yildiz"),
        ("Yıldız", "yildiz"),
        ("İstanbul", "istanbul"),
        ("Ørsted", "orsted"),
        ("Ben_Aïssa", "ben aissa"),
        ("ﬁn ²", "fin 2"),
        ("…!?", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(written: str) -> None:
    assert text.fold(text.fold(written)) == text.fold(written)


@given(st.text())
def test_folding_gives_words_separated_by_one_space(written: str) -> None:
    folded = text.fold(written)
    assert folded == " ".join(folded.split())
    assert all(word.isalnum() for word in folded.split())


@given(st.text(st.characters(categories=["L"], max_codepoint=0x17F)))
def test_upper_and_lower_case_fold_alike(name: str) -> None:
    assert text.fold(name.upper()) == text.fold(name.lower()) == text.fold(name)


def test_somebody_turns_of_age_on_the_day() -> None:
    born = date(2008, 11, 23)
    assert text.age_on(born, date(2026, 11, 22)) == 17
    assert text.age_on(born, date(2026, 11, 23)) == 18
    assert text.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


def test_every_day_is_written_as_the_common_locale_data_has_it() -> None:
    for day in (date(2024, 1, 1) + timedelta(number) for number in range(800)):
        ordinal = "d'er'" if day.day == 1 else "d"
        assert text.long_date(day) == format_date(day, f"EEEE {ordinal} MMMM y", locale="fr")
        assert text.short_date(day) == format_date(day, f"EEE {ordinal} MMM", locale="fr")


def test_days_and_durations_are_written_as_people_say_them() -> None:
    assert text.long_date(date(2026, 11, 23)) == "lundi 23 novembre 2026"
    assert text.long_date(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert text.short_date(date(2026, 11, 23)) == "lun. 23 nov."
    assert [text.duration(minutes) for minutes in (8, 60, 65)] == ["8 min", "1 h 00", "1 h 05"]


def test_no_format_character_is_text() -> None:
    marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    assert len(marks) > 160
    assert [f"{ord(one):x}" for one in marks if text.safe(f"a{one}b") != "ab"] == []
