"""A line of a list of persons, read: what each column says, in the words of the form."""

from collections.abc import Mapping
from typing import Any

from models import person_table, text
from models.import_file import BadLine, Record
from models.person_word import ContactBy, Housing

_CIVILITIES = {"madame": "Madame", "mme": "Madame", "f": "Madame", "femme": "Madame", "mlle": "Madame"} | {
    "monsieur": "Monsieur", "m": "Monsieur", "mr": "Monsieur", "h": "Monsieur", "homme": "Monsieur",
}  # fmt: skip
_YES, _NO = ("oui", "o", "x", "1", "vrai"), ("", "non", "n", "0", "faux")
_WORDS = {"housing": Housing, "contact_by": ContactBy}


def given(record: Record, columns: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """(number in the other system, field → value) of a line; of two columns of a field the one filled.

    Raises :class:`BadLine` for a word that a field does not know.
    """
    words: dict[str, str] = {}
    for column, field in columns.items():
        value = person_table.undefused(record.values.get(column, ""))
        if value and not words.get(field):
            words[field] = value
    found: dict[str, Any] = dict(words)
    source_id = str(found.pop("source_id", ""))[:80]
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
    return source_id, found


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
