"""Whether two descriptions may be of one person, and why: compared, without looking anybody up."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from models import text
from models.glossary import Word
from models.person.birth import Birth

# Letters from which a word may have one that is wrong.
_LONG = 4


class Reason(Word):
    """What is the same, the surest first. A couple may share a telephone or an address, twins a birth date:
    it is shown, never refused."""

    IDENTITY = "identity", "même nom, même naissance"
    SWAPPED = "swapped", "même nom, jour et mois inversés"
    SPELLED = "spelled", "nom à une lettre près, même naissance"
    PHONE = "phone", "même téléphone"
    EMAIL = "email", "même e-mail"
    NAME = "name", "même nom"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What somebody is told by. ``names`` are the words of each name they go by; ``phones`` all that theirs
    may be."""

    names: Collection[frozenset[str]]
    birth: Birth | None
    phones: Collection[str] = ()
    email: str = ""


def names(family: str, given: str, birth_name: str) -> list[frozenset[str]]:
    """The words of the names somebody goes by: with the usual name, and with the name of birth."""
    lasts = [one for one in (family, birth_name) if one] or [""]
    called = {frozenset(text.fold(f"{last} {given}").split()) for last in lasts}
    return [words for words in called if words]


def reasons(one: Likeness, other: Likeness) -> tuple[Reason, ...]:
    """Why the two may be the same, the surest first; none for who are not."""
    found = [] if (why := _by_name(one, other)) is None else [why]
    if not set(one.phones).isdisjoint(other.phones):
        found.append(Reason.PHONE)
    if "@" in one.email and one.email == other.email:
        found.append(Reason.EMAIL)
    return tuple(sorted(found, key=list(Reason).index))


def same_name(these: Iterable[frozenset[str]], those: Collection[frozenset[str]]) -> bool:
    """Whether two are called alike: the same words in any order, or two of them when one gives more."""
    return any(
        one == other or (len(one & other) > 1 and (one <= other or other <= one))
        for one in these
        for other in those
    )


def swapped(born: date) -> date | None:
    """``born`` with its day for its month, where that is another day of the calendar."""
    if born.day > 12 or born.day == born.month:
        return None
    return born.replace(day=born.month, month=born.day)


def _by_name(one: Likeness, other: Likeness) -> Reason | None:
    mine, its = one.birth, other.birth
    same = same_name(one.names, other.names)
    if mine is None or its is None or not (mine.telling and its.telling):
        compatible = mine is None or its is None or mine.day.year == its.day.year
        return Reason.NAME if same and compatible and max(map(len, one.names)) > 1 else None
    if mine.day == its.day:
        return Reason.IDENTITY if same else Reason.SPELLED if _nearly(one.names, other.names) else None
    return Reason.SWAPPED if same and swapped(mine.day) == its.day else None


def _nearly(these: Iterable[frozenset[str]], those: Collection[frozenset[str]]) -> bool:
    """Whether all words but one are the same, and that one by all but one letter."""
    from rapidfuzz.distance import OSA  # 30 ms: only for somebody born on the same day

    for one in these:
        for other in those:
            mine, its = one - other, other - one
            if len(mine) == len(its) == 1 and len(one) > 1:
                word, like = *mine, *its
                if min(len(word), len(like)) >= _LONG and OSA.distance(word, like) == 1:
                    return True
    return False
