"""Telephone numbers: read as people write them, kept as E.164, shown as their country groups them.

The national numbers of Switzerland and of France overlap: nine in ten of the French mobiles beginning with
07 are valid Swiss numbers too, and every 022 is a valid French one. No table tells which is meant; the way
the digits are grouped does (07 81 23 45 67 is French, 078 123 45 67 is Swiss), else somebody has to say.
"""

import re
from typing import Any

from models import text
from models.errors import InvalidInput

NAMES = {"CH": "Suisse", "FR": "France"}
_NEIGHBOUR = {"CH": "FR", "FR": "CH"}
_CODES = {"CH": 41, "FR": 33}
# Digits of the first group without its 0: 078 or 78 as in Switzerland; 07, 7 or, before 800, 0 as in France.
_GROUPING = {2: "CH", 1: "FR", 0: "FR"}
# What costs nothing or more than usual is grouped otherwise in Switzerland: 0800 123 456.
_SERVICE = re.compile(r"0\d{3}\D+\d{3}\D+\d{3}")
# Digits of a postcode.
_POSTCODES = {4: "CH", 5: "FR"}
# What may stand between two numbers of one value, or inside of one.
_BREAK = re.compile(r"(\s*(?:[/;,|\n]|\s[-–]\s|\sou\s|\set\s)\s*)")
_LABEL = re.compile(r"^(?:t[ée]l(?:[ée]phone)?|mobile|natel|portable|fixe)\b[.\s:]*", re.IGNORECASE)
# A remark: letters, and what is in parentheses with them; the (0) of +41 (0)22 is none.
_REMARK = re.compile(r"\([^()]*[^\W\d_][^()]*\)|[^\W\d_][^/;,|]*")
_ABROAD = re.compile(r"\+|00")
# Digits of a Swiss or French number with its country.
_INTERNATIONAL = 11


def read(value: str, region: str, field: str = "", postcode: str = "") -> str:
    """``value`` as E.164 (``+41220000000``), read as dialled from ``region`` (``CH``); ``""`` when empty.

    Raises :class:`InvalidInput` naming ``field`` when it is no whole number, more than one number, or one
    of either country, which its grouping and the ``postcode`` of whoever has it leave open. A number that
    is merely not assigned is kept: the person in front of the counter knows better than a table.
    """
    value = text.clean(value)
    if not value:
        return ""
    number, rest = first_of(value, region)
    if not number:
        raise _invalid(f"« {value[:30]} » n’est pas un numéro complet. Vérifiez les chiffres.", field)
    if rest:
        raise _invalid(
            f"Un seul numéro par champ : gardez {number[:30]}, et notez « {rest[:30]} » ailleurs.", field
        )
    which = readings(number, region, postcode)
    if len(which) > 1:
        either = " ou ".join(f"{show(one, country_of(one))} ({NAMES[country_of(one)]})" for one in which)
        raise _invalid(f"« {value[:30]} » peut être {either}. Groupez les chiffres ainsi.", field)
    return which[0]


def readings(value: str, region: str, postcode: str = "") -> tuple[str, ...]:
    """Every number that ``value`` may be, as E.164, that of ``region`` first; none for what is no number."""
    import phonenumbers  # 26 ms: only when a number is typed

    value = _dialled(text.clean(value))
    home = _parsed(value, region)
    if home is None:
        return ()
    other = _NEIGHBOUR.get(region)
    if other is None or _ABROAD.match(value) or home.country_code != _CODES[region]:
        return (_e164(home),)
    there = phonenumbers.PhoneNumber(_CODES[other], home.national_number)
    if not phonenumbers.is_valid_number(there):
        return (_e164(home),)
    said = _grouping(value)
    if not said and phonenumbers.is_valid_number(home):
        said = _POSTCODES.get(len(postcode), "") if postcode.isdecimal() else ""
        if not said:
            return _e164(home), _e164(there)
    return (_e164(home if said == region else there),)


def first_of(value: str, region: str) -> tuple[str, str]:
    """(the first whole number of ``value`` as it is written, what else stands there); ("", all) for none.

    ``0795550123/24`` → ``0795550123``, ``24``; ``03/20/05/06/07`` is one number.
    """
    pieces = _BREAK.split(_LABEL.sub("", text.clean(value)))
    for end in range(1, len(pieces) + 1, 2):
        head = "".join(pieces[:end])
        remarks = [one.strip(" ()") for one in _REMARK.findall(head)]
        number = _REMARK.sub(" ", head).strip(" /;,|-–")
        if _parsed(number, region) is not None:
            return " ".join(number.split()), " ; ".join(filter(None, (*remarks, "".join(pieces[end + 1 :]))))
    return "", text.clean(value)


def show(number: str, region: str) -> str:
    """An E.164 ``number`` as people of ``region`` write it; anything else unchanged."""
    if not number.startswith("+"):
        return number
    import phonenumbers

    parsed = phonenumbers.parse(number)
    home = phonenumbers.region_code_for_number(parsed) == region
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def country_of(number: str) -> str:
    """``CH`` or ``FR`` for an E.164 number of theirs; else empty."""
    return next((name for name, code in _CODES.items() if number.startswith(f"+{code}")), "")


def _parsed(value: str, region: str) -> Any:
    """``value`` as the library has it; ``None`` for what has too few or too many digits to be one number.

    The library keeps a national 0 as a digit where one is missing: 079 555 01 2 would be whole.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(_dialled(value), region)
    except phonenumbers.NumberParseException:
        return None
    where = phonenumbers.region_code_for_country_code(number.country_code or 0)
    plan = phonenumbers.PhoneMetadata.metadata_for_region(where, None)
    zero = number.italian_leading_zero and plan is not None and plan.national_prefix == "0"
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return number if whole and not zero else None


def _dialled(value: str) -> str:
    """``value`` with the + that a spreadsheet takes away: 41791234567."""
    digits = re.sub(r"\D", "", value)
    lost = len(digits) == _INTERNATIONAL and digits.startswith(("41", "33")) and not value.startswith("+")
    return f"+{digits}" if lost else value


def _grouping(value: str) -> str:
    """The country that groups digits so; empty for one group, and for other groupings."""
    if _SERVICE.fullmatch(value):
        return "CH"
    groups = re.findall(r"\d+", value)
    return _GROUPING.get(len(groups[0].removeprefix("0")), "") if len(groups) > 1 else ""


def _e164(number: Any) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _invalid(said: str, field: str) -> InvalidInput:
    return InvalidInput("Numéro de téléphone", said, field)
