"""Lines of one list that are perhaps of one person: told by their numbers, never merged."""

from collections.abc import Iterator
from typing import Any

from models.files.import_file import Rejected
from models.person import birth, likeness
from models.person.likeness import Likeness, Reason

# Of as many lines that share a birth date or a name the likeness is looked at.
MOST = 200


class Doubles:
    """The lines of a list seen so far, by what two of one person share: a birth date, or else a name."""

    def __init__(self) -> None:
        self._by: dict[Any, list[tuple[int, Likeness]]] = {}

    def see(self, line: int, columns: dict[str, Any]) -> Rejected | None:
        """The line before that ``line``, read as ``columns``, is likest to, and why; ``None`` for nobody."""
        called = likeness.names(columns["family_name"], columns["given_name"], columns["birth_name"])
        asked = Likeness(called, birth.of_columns(columns))
        like: dict[int, Reason] = {}
        for key in _asked(asked):
            for other, its in self._by.get(key, ())[:MOST]:
                if why := likeness.reasons(asked, its):
                    like[other] = why[0]
        for key in _kept(asked):
            self._by.setdefault(key, []).append((line, asked))
        if not like:
            return None
        surest = min(like, key=lambda other: (list(Reason).index(like[other]), other))
        return Rejected(line, f"peut-être la même personne que la ligne {surest} ({like[surest].label})")


def _kept(one: Likeness) -> Iterator[Any]:
    yield from one.names
    if one.birth is not None and one.birth.telling:
        yield one.birth.day


def _asked(one: Likeness) -> Iterator[Any]:
    yield from _kept(one)
    if one.birth is not None and one.birth.telling and (other := likeness.swapped(one.birth.day)):
        yield other
