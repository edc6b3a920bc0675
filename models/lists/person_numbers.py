"""Under which number another system knows whom. The members of a household may share one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from models import text
from models.files.import_file import BadLine, Record
from models.lists import person_line
from models.lists.person_line import Line
from models.lists.person_source import PersonSourceRow


class Numbers:
    """The numbers of one list: who is known by each, and which of them several persons share."""

    def __init__(self, source: str, records: Sequence[Record], columns: Mapping[str, str]) -> None:
        self.source = source
        self._columns = columns
        self._lines = Counter(person_line.source_id(one, columns) for one in records)
        self._known: dict[str, list[Any]] = {}
        # Lines of person_source that a line of this list was about; number → whom it named, and where.
        self._taken: set[int] = set()
        self._named: dict[str, list[tuple[Line, int]]] = {}

    @property
    def shared(self) -> int:
        """How many numbers were those of several persons."""
        return sum(len(named) > 1 for named in self._named.values())

    def look_up(self, records: Sequence[Record]) -> None:
        """Whom the next lines are about, as far as they have a number."""
        numbers = {person_line.source_id(one, self._columns) for one in records} - {""}
        same = (PersonSourceRow.source == self.source) & PersonSourceRow.source_id.in_(numbers)
        self._known = {}
        for row in PersonSourceRow.select().where(same).order_by(PersonSourceRow.id) if numbers else ():
            self._known.setdefault(row.source_id, []).append(row)

    def known(self, line: Line, at: int) -> Any:
        """The line of person_source that the line ``at`` is about; ``None`` for somebody new.

        Raises :class:`BadLine` when an earlier line named the same person under the same number.
        """
        number = line.source_id
        if not number:
            return None
        named = self._named.setdefault(number, [])
        if earlier := next((where for other, where in named if _same(other.given, line.given)), None):
            raise BadLine(f"l’identifiant {number} est déjà celui de la ligne {earlier}")
        named.append((line, at))
        rows = self._known.get(number, [])
        alone = self._lines[number] == len(rows) == 1
        for row in rows:
            if row.id not in self._taken and (alone or _same(row.given, line.given)):
                self._taken.add(row.id)
                return row
        return None


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two lines of a number name one person: the given name, and the birth date or the last name."""
    if _folded(one, "given_name") != _folded(other, "given_name"):
        return False
    born = {day for day in (one.get("birth_date"), other.get("birth_date")) if day}
    if len(born) == 1 and one.get("birth_date") == other.get("birth_date"):
        return True
    return len(born) < 2 and _last_name(one) == _last_name(other)


def _last_name(given: Mapping[str, Any]) -> str:
    return _folded(given, "family_name") or _folded(given, "birth_name")


def _folded(given: Mapping[str, Any], name: str) -> str:
    return text.fold(str(given.get(name, "")))
