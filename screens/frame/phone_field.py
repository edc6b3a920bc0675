"""A telephone number in a form: typed as people write it; where two countries write it so, which it is."""

from models import telephone
from screens.frame.forms import Choice, ChoiceField, Item, Note, TextField, Values

# Ends the name of the field that says which of two numbers it is.
WHICH = ".which"
# A number of Switzerland or France without its country, with and without the 0 in front.
_DIGITS = 9


def items(field: TextField, values: Values, region: str, postcode: str = "") -> list[Item]:
    """``field``; below it the question where the number may be of either country, else a word where it is
    read as one of abroad although it was written without a country.

    The ``postcode`` of whoever has it, in the form or given, decides where the digits do not.
    """
    typed = values.get(field.id, "")
    if typed.lstrip().startswith("+") or sum(map(str.isdigit, typed)) < _DIGITS:
        return [field]
    which = telephone.readings(typed, region, values.get("postcode") or postcode)
    if len(which) > 1:
        return [field, ChoiceField(field.id + WHICH, "Pays", tuple(map(_choice, which)))]
    abroad = which and (country := telephone.country_of(which[0])) != region
    return [field, Note(f"{telephone.NAMES[country]} : {which[0]}")] if abroad else [field]


def typed(values: Values, field_id: str, region: str) -> str:
    """What was typed into a field, or the number that was chosen of the two it may be (E.164)."""
    words = values.get(field_id, "")
    chosen = values.get(field_id + WHICH, "")
    return chosen if chosen and chosen in telephone.readings(words, region) else words


def _choice(number: str) -> Choice:
    name = telephone.NAMES[telephone.country_of(number)]
    return Choice(name[0].lower(), number, f"{name} {telephone.show(number, telephone.country_of(number))}")
