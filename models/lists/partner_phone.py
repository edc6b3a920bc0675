"""A telephone number of a partner: of which country it is, and whether that is certain."""

import re
from typing import Any

from models.files.import_file import BadLine

# What is dialled in one country may be a stranger's number in the other: 07 81 23 45 67, 022 420 00 00.
_NEIGHBOUR = {"CH": "FR", "FR": "CH"}
# France writes its ten digits in pairs, Switzerland as 3-3-2-2.
_GROUPED = {
    "FR": re.compile(r"0\d(?:[ .]\d\d){4}"),
    "CH": re.compile(r"0\d\d[ .]\d{3}[ .]\d\d[ .]\d\d"),
}


def read(number: str, country: str) -> tuple[str, bool]:
    """(the number as E.164, or the digits of a short one; whether its country is doubtful).

    ``country`` (``CH``, ``FR``) is that of the partner. Where both countries have such a number the way its
    digits are grouped decides, else ``country`` does; a number that only the neighbour has is its own. Raises
    :class:`BadLine` for what is no complete number.
    """
    import phonenumbers  # 26 ms: only when a number is read

    digits = re.sub(r"\D", "", number)
    if len(digits) <= 6 and number[0] not in "+0":  # 115, 3919, 116 006
        return digits, False
    own = _parsed(number, country)
    if own is None:
        raise BadLine(f"« {number[:30]} » n’est pas un numéro de téléphone complet")
    grouped = next((one for one, pattern in _GROUPED.items() if pattern.fullmatch(number)), "")
    # Most are written as at home: nothing more to ask of each.
    if number.startswith(("+", "00")) or grouped == country or country not in _NEIGHBOUR:
        return _e164(own), False
    theirs = _parsed(number, _NEIGHBOUR[country])
    if theirs is None or not phonenumbers.is_valid_number(theirs):
        return _e164(own), False
    here = phonenumbers.is_valid_number(own)
    return _e164(own if here and not grouped else theirs), True


def _parsed(number: str, country: str) -> Any:
    """The number as dialled in a country; ``None`` for what cannot be one."""
    import phonenumbers

    try:
        found = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    return found if phonenumbers.is_possible_number(found) else None


def _e164(number: Any) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
