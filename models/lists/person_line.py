"""A line of a list of persons, read: what each column says, in the words of the form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from models import clock, telephone, text
from models.files.import_file import BadLine, Record
from models.lists import person_columns, person_names
from models.lists.person_columns import FULL_NAME, PLACE
from models.person.choices import Civility, ContactBy, Housing, Reminders
from models.store.person_index import NAMES

_CIVILITIES = dict.fromkeys(
    ("madame", "mme", "f", "femme", "mlle", "melle", "mademoiselle", "feminin", "2"), Civility.MADAME
) | dict.fromkeys(("monsieur", "m", "mr", "h", "homme", "masculin", "1"), Civility.MONSIEUR)
_YES, _NO = ("oui", "o", "x", "1", "vrai"), ("", "non", "n", "0", "faux")
_WORDS: dict[str, Mapping[str, str]] = {
    "civility": _CIVILITIES,
    # The words that lists of before, and other programs, say for two of them.
    "housing": {text.fold(one.label): one for one in Housing}
    | dict.fromkeys(("heberge", "hebergee"), Housing.SHELTERED)
    | {"en accession": Housing.BUYING},
    "contact_by": {text.fold(one.label): one for one in ContactBy},
    "reminders": dict.fromkeys(_YES, Reminders.YES) | dict.fromkeys(_NO, Reminders.NO),
}
_FLAGS = ("interpreter", "no_call", "no_letter")
# What lists say where they know nothing; a name may be short, and « non » an answer.
_UNSAID = frozenset(
    f"{word}{ending}" for word in ("non renseigne", "non communique", "non precise") for ending in ("", "e")
)
_NOTHING = _UNSAID | {"", "neant", "nr", "nc", "n a", "na", "inconnu", "inconnue", "aucun", "aucune", "sans"}
_ANSWERS = (*_FLAGS, "reminders", "note")
# Between what a note says of several cells.
SEPARATOR = " ; "
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|VALEUR!|NAME\?|NOM\?|DIV/0!|NULL!|NUM!|NOMBRE!)")
# The digits and signs of one number; anything else in the cell is looked at more closely.
_PHONE = re.compile(r"\+?[\d\s.()-]*")
_EMAIL = re.compile(r"[^\s;,/<>()]+@[^\s;,/<>()]+")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")
# Excel counts the days from here; five digits are those of whoever lives.
_FIRST_DAY, _SERIAL = date(1899, 12, 30), re.compile(r"\d{5}")
# 75007, F-75007, 75007.0; then what follows.
_POSTCODE = re.compile(r"(?:[A-Z]{1,2}\s?-\s?)?(\d{4,5})(?:\.0)?\b\s*(.*)")
_CEDEX = re.compile(r"\s*\bcedex\b.*$", re.IGNORECASE)


@dataclass
class Line:
    """What a line says: its number in the other system, field → value; ``unread`` are cells that say
    something no field understands, and that went into the note. ``either``: the telephone may be of another
    country than it was taken for."""

    source_id: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    either: bool = False

    def leave(self, what: str, value: str) -> None:
        """Keep in the note what a field cannot hold, and say so."""
        self.unread.append(f"{what} : {value}")
        self.note(self.unread[-1])

    def note(self, words: str) -> None:
        """Add to the note."""
        self.given["note"] = SEPARATOR.join(filter(None, (self.given.get("note"), words)))


def read(record: Record, columns: Mapping[str, str], region: str) -> Line:
    """A line, each cell by what its column is; telephones as dialled from ``region``.

    Of two columns of a field the one that is filled counts; parts of an address follow one another, and
    what there is no room for (a second telephone) goes into the note, and so does what cannot be read.
    Raises :class:`BadLine` for a name or number that is a formula that failed.
    """
    line = Line()
    told = [(what, column, _cell(record, column, what, line)) for column, what in columns.items()]
    # What the list notes itself comes first, a second telephone after the one somebody carries.
    told.sort(key=lambda one: (one[0] != "note", text.fold(one[1]) in person_columns.SECOND))
    for what, column, value in told:
        if value:
            _take(line, what, column, value, region)
    line.source_id = str(line.given.pop("source_id", ""))[:80]
    _split_names(line.given)
    return line


def source_id(record: Record, columns: Mapping[str, str]) -> str:
    """The number of a line in the other system; empty for none."""
    named = (
        person_columns.undefused(record.values.get(one, "")) for one in columns if columns[one] == "source_id"
    )
    return next(filter(None, named), "")[:80]


def _cell(record: Record, column: str, what: str, line: Line) -> str:
    """What a cell says; empty for nothing. Raises :class:`BadLine`."""
    value = person_columns.undefused(record.values.get(column, ""))
    if _ERROR.match(value):
        said = f"« {column[:30]} » est une formule en erreur ({value[:10]})"
        if what in (*NAMES, FULL_NAME, "source_id"):
            raise BadLine(f"{said} : corrigez-la dans la liste")
        line.unread.append(said)
        return ""
    nothing = _UNSAID if what in (*NAMES, *_ANSWERS, FULL_NAME) else _NOTHING
    return "" if text.fold(value) in nothing else value


def _take(line: Line, what: str, column: str, value: str, region: str) -> None:
    """Take what a cell says of a field."""
    given = line.given
    if what == "note":
        line.note(value)
    elif what in ("phone", "email"):
        _take_first(line, what, column, value, region)
    elif what in _FLAGS:
        folded = text.fold(value)
        if folded in (*_YES, *_NO):
            given.setdefault(what, folded in _YES)
        else:
            line.leave(column, value)
    elif what in _WORDS:
        if (word := _WORDS[what].get(text.fold(value))) is not None:
            given.setdefault(what, word)
        else:
            line.leave(column, value)
    elif what in ("postcode", "commune", PLACE):
        _take_place(line, what, column, value)
    elif what == "address" and given.get(what):
        given[what] += f", {value}"
    else:
        given.setdefault(what, _day(value) if what == "birth_date" else value)


def _take_first(line: Line, what: str, column: str, value: str, region: str) -> None:
    """Take the first telephone or e-mail address of a cell; the others are for the note."""
    first, rest = value, ""
    if what == "phone" and not _PHONE.fullmatch(value):
        first, rest = telephone.first_of(value, region)
    elif what == "email" and (found := _EMAIL.search(value)) and found[0] != value:
        first, rest = found[0], f"{value[: found.start()]} {value[found.end() :]}".strip(" ;,/<>")
    if not first:
        line.leave(column, value)
    elif line.given.setdefault(what, first) != first:
        if text.fold(first) != text.fold(line.given[what]):
            line.note(f"{column} : {value}")
    elif rest:
        line.note(f"{column} : {rest}")


def _take_place(line: Line, what: str, column: str, value: str) -> None:
    """Take a postcode, a commune, or both: ``75007 Paris CEDEX 07``. The post's CEDEX is none of either."""
    town = _CEDEX.sub("", value)
    code = _POSTCODE.fullmatch(town)
    if code:
        line.given.setdefault("postcode", code[1])
        town = code[2]
    if town and (code or what != "postcode"):
        line.given.setdefault("commune", town)
    if (town and not code and what == "postcode") or _CEDEX.search(value):
        line.leave(column, value)


def _day(value: str) -> str:
    """A day as somebody would type it, of what programs and spreadsheets write for one."""
    if _SERIAL.fullmatch(value):
        return f"{_FIRST_DAY + timedelta(days=int(value)):%d.%m.%Y}"
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return _MIDNIGHT.sub("", value)
    if moment.tzinfo is not None and clock.local(moment).time() == time(0):
        # Midnight here, as a program wrote it elsewhere: 1980-03-11T23:00:00Z is the twelfth.
        moment = clock.local(moment)
    return f"{moment:%d.%m.%Y}"


def _split_names(given: dict[str, Any]) -> None:
    """The names of use and of birth, and the title, that stand in one cell."""
    full, usual = given.pop(FULL_NAME, ""), given.get("family_name", "")
    told = person_names.whole(full) if full else {}
    if usual:
        told |= person_names.family(usual)
        if "birth_name" in told and not given.get("given_name"):
            told |= person_names.whole(usual)
        del given["family_name"]
    for name, value in told.items():
        given.setdefault(name, value)
