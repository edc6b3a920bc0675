"""When a partner receives, told apart from the rest of a note: as a whole, in the language of the whole."""

import re
from collections.abc import Mapping

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FRENCH = re.compile(
    r"(?:guichets?\S* |guichet-téléphone |réception |tél\. )?(?:(?:lu|ma|me|je|ve|sa|di)\b|\d{1,2}h)", re.I
)
# OpenStreetMap, which data·inclusion and others follow: English days, Sa being French as well.
_ENGLISH = {
    "Mo": "lu", "Tu": "ma", "We": "me", "Th": "je", "Fr": "ve", "Sa": "sa", "Su": "di",
    "PH": "jours fériés", "SH": "vacances scolaires", "off": "fermé", "closed": "fermé",
}  # fmt: skip
_ONLY_ENGLISH = re.compile(r"(?:Mo|Tu|We|Th|Fr|Su|PH|SH)\b|24/7")
_RULE = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b|24/7")
_CLOSED = re.compile(r"\b(?:off|closed)\b")


def split(note: str) -> tuple[str, list[str]]:
    """The opening hours a note holds, in French, and the rest of it, piece by piece.

    All that is said of hours stays together; hours of which every piece says « closed » are none.
    """
    parts = [part.strip() for part in re.split(r"\s; |(?<=\w{4})\. (?=[A-ZÀ-Ý])", note) if part.strip()]
    rules = [one for part in parts for one in map(str.strip, part.split(";")) if one]
    english = [one for one in rules if _RULE.match(one)]
    if any(_ONLY_ENGLISH.match(one) for one in english):
        rest = [one for one in rules if one not in english]
        if all(_CLOSED.search(one) for one in english):
            return "", [*rest, " ; ".join(map(_in_french, english))]
        return " ; ".join(map(_in_french, english)), rest
    hours = [part for part in parts if _FRENCH.match(part)]
    return " ; ".join(hours), [part for part in parts if part not in hours]


def week(values: Mapping[str, str]) -> str:
    """Hours by day, days that are alike together: ``lu-ve 09:00-12:00, 14:00-17:00 ; sa 09:00-12:00``."""
    runs: list[tuple[str, str, str]] = []
    for name in _DAYS:
        day, hours = name[:2], values.get(f"h_{name}", "").replace(" - ", "-").replace(" / ", ", ")
        if runs and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    told = [(first if first == last else f"{first}-{last}", hours) for first, last, hours in runs if hours]
    return " ; ".join(f"{days} {hours}" for days, hours in told)


def _in_french(rule: str) -> str:
    return re.sub(r"\b[A-Za-z]+\b", lambda word: _ENGLISH.get(word[0], word[0]), rule)
