"""Text as people type it: cleaned on the way in, folded for comparison, days written out."""

import re
import unicodedata
from datetime import date

# Terminal controls (C0, C1), bidirectional overrides and zero-width marks: none of them is text at a
# counter, and each can rewrite what a screen or a letter says.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Half of a character that was cut in two (surrogates) cannot be stored at all.
_INVISIBLE = re.compile(
    "[\ud800-\udfff\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f]"
)
# Shift and the space bar type a no-break space on a Swiss Mac or a BÉPO keyboard; pasted text has others.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_FOLDS = str.maketrans(
    {"ß": "ss", "œ": "oe", "æ": "ae", "ı": "i", "đ": "d", "ł": "l", "ø": "o", "ð": "d", "þ": "th"}
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")

# Here rather than from a library: every screen shows the day, and a start must not wait 20 ms for it.
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


def clean(value: str) -> str:
    """One line of text as it was typed, safe (:func:`safe`), every space in it a plain one."""
    if value.isascii() and value.isprintable():  # most of what is typed: nothing to look for
        return (re.sub(r" {2,}", " ", value) if "  " in value else value).strip()
    return safe(_SPACES.sub(" ", value))


def safe(value: str) -> str:
    """One line of safe text: escape sequences, controls, bidi and zero-width marks gone, spaces single.

    The no-break spaces of what the program words itself stay.
    """
    value = _INVISIBLE.sub("", _CONTROL.sub(" ", _ESCAPE.sub("", value)))
    return re.sub(r" {2,}", " ", unicodedata.normalize("NFC", value)).strip()


def as_typed(value: str) -> str:
    """``value`` as any keyboard would type it: every Unicode space a plain one, accents composed (NFC)."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", value))


def clean_lines(value: str) -> str:
    """Like :func:`clean`, keeping the line breaks of a longer note."""
    return "\n".join(clean(line) for line in value.splitlines()).strip("\n")


def fold(value: str) -> str:
    """``value`` without case, accents or punctuation, words separated by one space.

    ``D'Été-Łuc`` → ``d ete luc``.
    """
    if value.isascii():
        return _BETWEEN_WORDS.sub(" ", value.lower()).strip()
    lowered = unicodedata.normalize("NFKD", value).casefold().translate(_FOLDS)
    lowered = unicodedata.normalize("NFKD", lowered)
    plain = "".join(c for c in lowered if not unicodedata.combining(c)).translate(_FOLDS)
    return _BETWEEN_WORDS.sub(" ", plain).strip()


def age_on(born: date, day: date) -> int:
    """Full years of somebody born on ``born`` when ``day`` comes."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def long_date(day: date) -> str:
    """``lundi 23 novembre 2026``; the first of a month is ``1er``."""
    return f"{DAYS[day.weekday()]} {_ordinal(day)} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """``lun. 23 nov.``, eleven columns or so for lists; abbreviated as the CLDR does."""
    return f"{DAYS[day.weekday()][:3]}. {_ordinal(day)} {_SHORT_MONTHS[day.month - 1]}"


def _ordinal(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def duration(minutes: int) -> str:
    """``8 min``, ``1 h 05``: a wait or a call as people say it."""
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"


def late(minutes: int) -> str:
    """``retard 23 min``; nothing for who is in time."""
    return f"retard {duration(minutes)}" if minutes > 0 else ""


def counted(number: int, one: str, many: str = "") -> str:
    """``1 rappel``, ``2 rappels``; ``many`` where adding an s is not enough."""
    return f"{number} {one if number < 2 else many or one + 's'}"
