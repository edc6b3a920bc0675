"""A line of a list of persons, read: what each column says, in the words of the form."""

import itertools
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from models import text
from models.files.import_file import BadLine, Record
from models.lists import person_columns
from models.person.choices import ContactBy, Housing

_CIVILITIES = dict.fromkeys(
    ("madame", "mme", "f", "femme", "mlle", "melle", "mademoiselle", "feminin", "2"), "Madame"
) | dict.fromkeys(("monsieur", "m", "mr", "h", "homme", "masculin", "1"), "Monsieur")
_YES, _NO = ("oui", "o", "x", "1", "vrai"), ("", "non", "n", "0", "faux")
_WORDS = {"housing": Housing, "contact_by": ContactBy}
# What lists say where they know nothing.
_NOTHING = frozenset(
    ("", "neant", "nr", "nc", "n a", "na", "inconnu", "inconnue", "aucun", "aucune", "sans", "non")
)
_MAY_BE_NOTHING = ("phone", "email", "birth_date", "address", "postcode")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|VALEUR!|NAME\?|NOM\?|DIV/0!|NULL!|NUM!|NOMBRE!)")
# Two telephones or two addresses in one cell.
_BETWEEN = re.compile(r"\s*(?:[;,\n]|\s/\s|/(?=\s*[+0])|\sou\s)\s*")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")
# Excel counts the days from here; five digits are those of whoever lives.
_FIRST_DAY, _SERIAL = date(1899, 12, 30), re.compile(r"\d{5}")
# A number of France or Switzerland with its country and without its +: what a spreadsheet leaves of it.
_INTERNATIONAL = 11
# Several of these may stand in one cell; the form has room for one.
_SEVERAL = ("phone", "email")


def given(record: Record, columns: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """(number in the other system, field → value) of a line.

    Of two columns of a field the one that is filled; parts of an address follow one another, and what
    there is no room for (a second telephone) goes into the note. Raises :class:`BadLine` for a word that a
    field does not know, and for a formula that failed.
    """
    words = _gathered(record, columns)
    if full := words.pop(person_columns.FULL_NAME, ""):
        words = _names(full) | words
    found: dict[str, Any] = dict(words)
    number = str(found.pop("source_id", ""))[:80]
    if "civility" in found:
        found["civility"] = _one_of(_CIVILITIES, words["civility"], "civilité")
    for name, kind in _WORDS.items():
        if name in found:
            found[name] = _one_of({text.fold(one.label): one.value for one in kind}, words[name], name)
    for name in ("interpreter", "no_call", "no_letter"):
        if name in found:
            found[name] = _yes(words[name])
    if "reminders" in found:
        found["reminders"] = "yes" if _yes(words["reminders"]) else "no"
    return number, found


def _gathered(record: Record, columns: Mapping[str, str]) -> dict[str, str]:
    """Field → what the columns of that field say together."""
    told = [(field, column, _read(record, column, field)) for column, field in columns.items()]
    told.sort(key=lambda one: text.fold(one[1]) in person_columns.SECOND)
    words: dict[str, str] = {}
    more: list[str] = []
    for field, column, value in told:
        first, *others = _BETWEEN.split(value) if field in _SEVERAL else [value]
        if field in ("address", "note") and words.get(field) and value:
            words[field] += (", " if field == "address" else " ; ") + value
        elif first and not words.get(field):
            words[field] = first
        elif first and field in _SEVERAL and text.fold(first) != text.fold(words[field]):
            others.insert(0, first)
        more += [f"{column} : {one}" for one in others if one]
    if more:
        words["note"] = " ; ".join(filter(None, (words.get("note"), *more)))
    return words


def source_id(record: Record, columns: Mapping[str, str]) -> str:
    """The number of a line in the other system; empty for none."""
    named = (
        person_columns.undefused(record.values.get(one, "")) for one in columns if columns[one] == "source_id"
    )
    return next(filter(None, named), "")[:80]


def _read(record: Record, column: str, field: str) -> str:
    """What a cell says of a field, as somebody would type it. Raises :class:`BadLine`."""
    value = person_columns.undefused(record.values.get(column, ""))
    if _ERROR.match(value):
        raise BadLine(
            f"« {column[:30]} » est une formule en erreur ({value[:10]}) : corrigez-la dans la liste"
        )
    if field in _MAY_BE_NOTHING and text.fold(value) in _NOTHING:
        return ""
    if field == "birth_date":
        value = _MIDNIGHT.sub("", value)
        if _SERIAL.fullmatch(value):
            return f"{_FIRST_DAY + timedelta(days=int(value)):%d.%m.%Y}"
    if field == "phone" and value.isdecimal() and len(value) == _INTERNATIONAL and value[0] != "0":
        return f"+{value}"
    return value


def _names(full: str) -> dict[str, str]:
    """Both names of one cell: ``DUPONT Marie``, ``Dupont, Marie``; else it stays whole."""
    family, comma, given_name = full.partition(",")
    if not comma:
        parts = full.split()
        capitals = list(itertools.takewhile(lambda one: one.isupper() and len(one) > 1, parts))
        if not 0 < len(capitals) < len(parts):
            return {"family_name": full}
        family, given_name = " ".join(capitals), " ".join(parts[len(capitals) :])
    told = {"family_name": family.strip(), "given_name": given_name.strip()}
    return {name: value for name, value in told.items() if value}


def _one_of(known: Mapping[str, str], word: str, what: str) -> str:
    """Raises :class:`BadLine` for a word that none of ``known`` is."""
    if (value := known.get(text.fold(word))) is None:
        what = {"housing": "logement", "contact_by": "moyen de contact"}.get(what, what)
        raise BadLine(f"« {word[:30]} » : {what} inconnu, attendu {', '.join(known)}")
    return value


def _yes(word: str) -> bool:
    if (folded := text.fold(word)) in _YES or folded in _NO:
        return folded in _YES
    raise BadLine(f"« {word[:30]} » n’est ni oui ni non")
