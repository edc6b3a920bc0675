"""What a misspelled word may have been: words of known names, one or two slips away or said the same.

The words are searched, not the persons: a million persons share some tens of thousands of words.
"""

import re

from models.store.database import engine
from models.store.engines.engine import Engine
from models.store.engines.sound import sound

# Letters from which a word is long enough to be told from its neighbours, with one slip, with two.
ONE_SLIP, TWO_SLIPS = 4, 7
# How many words may stand for one that was typed; how many of those said alike are looked at.
MOST, _HEARD = 8, 200
# The last of some words that were run together has so many letters; of one letter are these: O’Brien.
_LAST_PART, _ELIDED = 3, ("o", "d", "l")
# Longer than any name that somebody types in one word.
_MOST_RUN = 40
# A word that is being typed asks for three lengths, its next letter for one more.
_LENGTHS = 4
# How much of what is heard alike must also be written alike: more where only two consonants tell.
_LONG, _SHORT = 0.34, 0.5


class _Beginnings:
    """The distinct beginnings that known words have, of the few lengths last asked for: they cost memory."""

    def __init__(self, owner: Engine) -> None:
        self.owner = owner
        self._words = ""
        self._of: dict[int, list[str]] = {}

    def of(self, length: int) -> list[str]:
        """Every beginning of ``length`` letters, of the words known now."""
        words = engine().words()
        if words is not self._words:
            self._words = words
            self._of.clear()
        beginnings = self._of.pop(length, None)
        if beginnings is None:
            # One by one: a list of them all first would leave holes in the memory of the session.
            found = re.finditer(rf"^.{{{length}}}", words, re.MULTILINE)
            beginnings = list({one[0] for one in found})
        self._of[length] = beginnings
        if len(self._of) > _LENGTHS:
            del self._of[next(iter(self._of))]
        return beginnings


_kept: _Beginnings | None = None


def _beginnings() -> _Beginnings:
    global _kept
    if _kept is None or _kept.owner is not engine():
        _kept = _Beginnings(engine())
    return _kept


def known(word: str) -> bool:
    """Whether somebody's name begins with ``word``."""
    return bool(engine().find_persons([[f"{word}*"]], 1))


def parts(word: str) -> list[str]:
    """The words that ``word`` runs together: ``elamrani`` → ``el``, ``amrani``; none when it does not.

    All but the last stand in names as they are, the last one begins a word of a name.
    """

    def cut(rest: str, more: int) -> list[str]:
        ends = range(len(rest) - _LAST_PART, 0, -1)
        firsts = engine().spelled([rest[:end] for end in ends if end > 1 or rest[0] in _ELIDED])
        for end in ends:
            first, last = rest[:end], rest[end:]
            if first in firsts:
                if known(last):
                    return [first, last]
                if more and (others := cut(last, more - 1)):
                    return [first, *others]
        return []

    return cut(word, 1) if _LAST_PART < len(word) <= _MOST_RUN else []


def instead(word: str, slips: int) -> list[str]:
    """What may be looked for in place of ``word``: ``dupont*`` one of so many slips, ``favre`` said alike.

    Those written most like ``word`` come first.
    """
    close = heard(word) | misspelled(word, slips)
    return sorted(close, key=lambda one: (close[one], one[0] != word[0], one))[:MOST]


def misspelled(word: str, slips: int) -> dict[str, int]:
    """Beginnings (``dupont*``) of known words that ``word`` misses by at most ``slips``, and by how many.

    A slip is a letter missing, added, wrong or changed with its neighbour, as Damerau counted them.
    """
    from rapidfuzz import process  # 30 ms: only when the exact words found too little
    from rapidfuzz.distance import OSA

    if len(word) < (ONE_SLIP if slips == 1 else TWO_SLIPS):
        return {}
    near: dict[str, int] = {}
    for length in range(len(word) - 1, len(word) + 2):
        of = _beginnings().of(length)
        close = process.extract(word, of, scorer=OSA.distance, score_cutoff=slips, limit=10 * MOST)
        for one, missed, _index in close:
            # What only leaves the last letters away, or adds some, says nothing about a slip.
            if not (word.startswith(one) or one.startswith(word)):
                near.setdefault(one, int(missed))
    # Of two beginnings of one word the shorter finds all that the longer does.
    return {
        f"{one}*": missed
        for one, missed in near.items()
        if not any(one != other and one.startswith(other) and near[other] <= missed for other in near)
    }


def heard(word: str) -> dict[str, int]:
    """Known words that are said like ``word``, and by how many slips they are written differently."""
    from rapidfuzz.distance import OSA

    key = sound(word)
    if len(key) < 2:
        return {}
    long = len(key) > 2
    return {
        other: OSA.distance(word, other)
        for other in engine().sounding(key, long, _HEARD)
        if other != word and OSA.normalized_similarity(word, other) >= (_LONG if long else _SHORT)
    }


def distance(prefixes: list[str], words: list[str]) -> int:
    """By how many slips ``prefixes`` miss the nearest of ``words``, all together."""
    from rapidfuzz.distance import OSA

    return sum(
        min((min(OSA.distance(one, word), OSA.distance(one, word[: len(one)])) for word in words), default=99)
        for one in prefixes
        if not one.isdigit()
    )
