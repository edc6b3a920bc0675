"""What a line of a list says, made what a form holds: nobody is lost over a cell that cannot be read."""

from dataclasses import dataclass, field
from typing import Any

from models import telephone
from models.errors import InvalidInput
from models.lists import person_columns
from models.lists.person_line import Line
from models.person import person
from models.person.person import PersonForm
from models.service import postcode
from models.store.person_index import NAMES

# Digits of a French postcode that a spreadsheet took for a number: 01170 is 1170, which is Aubonne.
_LOST_ZERO = 4


@dataclass
class Settler:
    """Settles the lines of one list, of a service that dials from ``region``."""

    region: str
    _places: dict[str, set[str]] = field(default_factory=dict)

    def settle(self, line: Line) -> dict[str, Any]:
        """The columns of a person as :func:`models.person.person.read_form` gives them.

        ``line.given`` becomes what the form took; what it refuses goes into the note, and ``line.unread``
        says so. Raises :class:`InvalidInput` for a line without a name, or with one that is too long.
        """
        self._postcode(line)
        self._phone(line)
        while True:
            try:
                return person.read_form(PersonForm(**line.given), self.region)
            except InvalidInput as refused:
                if refused.field in NAMES or refused.field not in line.given:
                    raise
                line.leave(person_columns.label(refused.field), str(line.given.pop(refused.field)))

    def _postcode(self, line: Line) -> None:
        """Give a French postcode its 0 back, where the commune bears witness."""
        code, commune = line.given.get("postcode", ""), postcode.key(line.given.get("commune", ""))
        if len(code) != _LOST_ZERO or not code.isdecimal() or commune in self._of(code):
            return
        if commune and commune in self._of(f"0{code}"):
            line.given["postcode"] = f"0{code}"
            line.unread.append(f"code postal {code} : lu 0{code}, d’après la commune")
        elif self.region == "FR":
            line.unread.append(f"code postal {code} : suisse, ou 0{code} ?")

    def _of(self, code: str) -> set[str]:
        if code not in self._places:
            rows = postcode.rows(code, "")
            self._places[code] = {row.commune_key for row in rows} | {row.locality_key for row in rows}
        return self._places[code]

    def _phone(self, line: Line) -> None:
        """Read a number of either country as one of here, or of where the person lives, and say so."""
        typed = line.given.get("phone", "")
        which = telephone.readings(typed, self.region) if typed else ()
        if len(which) < 2:
            return
        (number, *others) = telephone.readings(typed, self.region, line.given.get("postcode", ""))
        line.given["phone"] = number
        country = telephone.country_of(number)
        if not others and country == self.region:
            return
        said = f"{typed} : suisse ou français, lu comme {_SAID[country]}"
        line.unread.append(f"{said}, d’après le code postal" if not others else said)
        line.note(said)
        line.either = True


_SAID = {"CH": "suisse", "FR": "français"}
