"""Sectors: where the people live whom an agent receives. One rule, wherever a sector meets an address."""

import re
from collections.abc import Iterable

from models import text
from models.service import postcode as postcodes
from models.service.postcode import key

# As a sector may be typed: « F-74100 », « CH-1227 », « 1227 Carouge ».
_ADDRESS = re.compile(r"(?:(?:ch|f|fr) )?(\d{4,5}) ?(.*)")
_AREA = re.compile(r"\d{2,3}|2[ab]|[a-z]{2}")


def homes(postcode: str, commune: str) -> frozenset[str]:
    """All the words by which a sector may name where somebody lives; none when nothing is known of it.

    The postcode, the place, the commune in which it lies, the canton or département; of a postcode alone
    the communes it covers, of a commune alone its postcodes unless others bear its name.
    """
    postcode = text.fold(postcode)
    if match := _ADDRESS.fullmatch(postcode):
        postcode = match[1]
    found = postcodes.rows(postcode, commune)
    if not postcode and len({row.code for row in found}) > 1:
        found = []
    words = {key(commune), postcode}
    # The list knows better than the first figures: 01200 is the postcode of a commune of Haute-Savoie.
    words |= {row.area.casefold() for row in found} or {_department(postcode)}
    for row in found:
        quarter = row.locality_key if row.locality_key[-1].isdigit() else ""
        words |= {row.commune_key, *((quarter,) if postcode else (row.postcode,))}
    return frozenset(words - {""})


def receives(sectors: Iterable[str], homes: frozenset[str]) -> bool:
    """Whether one of ``sectors`` names where somebody lives; so does no sector, and so do no ``homes``."""
    sectors = list(sectors)
    return not sectors or not homes or any(_covers(sector, homes) for sector in sectors)


def areas(sector: str) -> set[str]:
    """The cantons and départements in which a sector may be; none for what the lists do not know."""
    name, code = _parts(sector)
    if _AREA.fullmatch(name) and postcodes.is_area(name.upper()):
        return {name.upper()}
    return {row.area for row in postcodes.rows(code, name) if code in ("", row.postcode)}


def _covers(sector: str, homes: frozenset[str]) -> bool:
    name, code = _parts(sector)
    return {name, code} - {""} <= homes


def _parts(sector: str) -> tuple[str, str]:
    """(name, postcode) of a sector, either of which may be empty."""
    match = _ADDRESS.fullmatch(text.fold(sector))
    return (key(match[2]), match[1]) if match else (key(sector), "")


def _department(postcode: str) -> str:
    """The département that most addresses of a French postcode are in, in small letters; else nothing."""
    if not re.fullmatch(r"\d{5}", postcode):
        return ""
    if postcode[:2] == "20":
        return "2a" if postcode < "20200" else "2b"
    return postcode[:3] if postcode[:2] in ("97", "98") else postcode[:2]
