"""New persons of a list: who is not in the database yet, and many kept at once."""

from collections.abc import Sequence
from typing import Any

from models import text
from models.person.person import Person, PersonForm, PersonRow
from models.service import site
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal, many, person_index
from models.store.database import engine, write
from models.store.person_index import NAMES


@write(Permission.IMPORT)
def add(by: Agent, people: Sequence[dict[str, Any]]) -> list[int]:
    """Keep new persons, of columns as :func:`models.person.person.read_form` gives them; their numbers.

    For a list that knows by itself what it brought already.
    """
    numbers = list(many.numbers(PersonRow, len(people)))
    if people:
        names = ("id", *people[0], "alert_by", "site_id")
        more = [(by.name if one["alert"] else "", site.here()) for one in people]
        rows = [
            (number, *one.values(), *rest) for number, one, rest in zip(numbers, people, more, strict=True)
        ]
        many.insert(PersonRow, names, rows)
        found_by = [(number, person_index.words_of(one)) for number, one in zip(numbers, people, strict=True)]
        engine().index_persons([one for one in found_by if one[1]])
    journal.note_each(by, "person.created", numbers)
    return numbers


class Sketches:
    """Persons who are not in the database yet, numbered below zero by their line: who else is like them?

    In a rehearsal all that it would make; in an import those of the transaction under way.
    """

    def __init__(self) -> None:
        self._by: dict[tuple[str, Any], list[Person]] = {}

    def add(self, who: Person) -> None:
        for key in _keys(who.phone, who.email, who.birth_date, words(who)):
            self._by.setdefault(key, []).append(who)

    def like(self, columns: dict[str, Any]) -> list[Person]:
        """Whoever shares a telephone, an address or a birth date, or else has the same words of a name."""
        if not self._by:
            return []
        keys = _keys(columns["phone"], columns["email"], columns["birth_date"], [])
        named = text.fold(" ".join(columns[name] for name in NAMES)).split()
        if not keys and named:
            keys = [min((("word", one) for one in named), key=lambda key: len(self._by.get(key, ())))]
        return list({one.id: one for key in keys for one in self._by.get(key, ())}.values())


def words(one: PersonForm | Person) -> list[str]:
    """The folded words of the names of somebody."""
    return text.fold(" ".join(getattr(one, name) for name in NAMES)).split()


def _keys(phone: str, email: str, born: Any, words: list[str]) -> list[tuple[str, Any]]:
    told = [("phone", phone), ("email", email), ("born", born)]
    return [key for key in told if key[1]] + [("word", word) for word in words]
