"""Postcodes and the communes they cover, in Switzerland and France: what an address form proposes.

A postcode alone does not name a commune (74270 covers seventeen), nor a commune a postcode (Annecy has
five), so the verbs answer lists.
"""

import re
from dataclasses import dataclass
from typing import Any

import peewee

from models import text
from models.store.database import Row
from models.store.rows import filled

# Their numbers are those of quarters with a postcode each; elsewhere a number is that of a post office.
_QUARTERS = ("paris", "lyon", "marseille")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_CANTONS = frozenset(
    ("ag", "ai", "ar", "be", "bl", "bs", "fr", "ge", "gl", "gr", "ju", "lu", "ne", "nw", "ow", "sg", "sh",
     "so", "sz", "tg", "ti", "ur", "vd", "vs", "zg", "zh")
)  # fmt: skip


# Of all communes of two countries, as many are proposed.
PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Locality:
    """A place by the name people give it, in its commune, whose canton or département is ``area``."""

    name: str
    commune: str
    area: str = ""


class PostcodeRow(Row):
    """One postcode in one locality of one commune; ``code`` is the statistical code of the commune.

    ``area`` is its canton or département. The postcode is empty for a former commune that lies in a town
    of several postcodes: nobody publishes which of them is its own.
    """

    postcode = peewee.CharField(max_length=10, index=True)
    locality = peewee.CharField(max_length=100)
    commune = peewee.CharField(max_length=100)
    code = peewee.CharField(max_length=10, default="")
    area = peewee.CharField(max_length=5, default="")
    locality_key = peewee.CharField(max_length=100, default="", index=True)
    commune_key = peewee.CharField(max_length=100, default="", index=True)

    class Meta:
        table_name = "postcode"


def key(name: str) -> str:
    """What a place is compared by, however it is written.

    ``St-Julien`` and ``Saint Julien``, ``Carouge GE`` and ``Carouge``, ``Genève 3`` and ``Genève``,
    ``ANNECY CEDEX 9`` and ``Annecy`` are the same; ``Paris 15e arrondissement`` stays a quarter of Paris.
    """
    words = text.fold(name).split()
    if "cedex" in words[1:]:
        words = words[: words.index("cedex", 1)]
    if len(words) > 1 and words[-1] in _CANTONS:
        words = words[:-1]
    if words and words[0] in _QUARTERS and (quarter := re.fullmatch(r"(\d+)[a-z]*", "".join(words[1:]))):
        return f"{words[0]} {int(quarter[1])}"
    while len(words) > 1 and words[-1].isdigit():
        words = words[:-1]
    return " ".join(_SAINTS.get(word, word) for word in words)


def communes(postcode: str) -> list[str]:
    """Communes that ``postcode`` covers, in alphabetical order; none when it is unknown."""
    return sorted({row.commune for row in rows(postcode, "")}, key=text.fold)


def proposed(code: str, words: str, area: str) -> list[Locality]:
    """Communes of the postcode ``code`` that begin with ``words``.

    Without a postcode that is known: places of both countries, those of the canton or département ``area``
    first, then the shortest names; a few of them.
    """
    wanted = key(words)
    if here := communes(code):
        return [Locality(name, name) for name in here if key(name).startswith(wanted)]
    if not wanted:
        return []
    found: Any = PostcodeRow.locality_key.startswith(wanted)
    first = peewee.Case(None, [(PostcodeRow.area == area, 0)], 1)
    columns = (PostcodeRow.locality, PostcodeRow.commune, PostcodeRow.area)
    order = (first, peewee.fn.LENGTH(PostcodeRow.locality), PostcodeRow.locality, PostcodeRow.commune)
    query: Any = PostcodeRow.select(*columns).where(found).group_by(*columns)
    first_ones = query.order_by(*order).limit(PROPOSED).namedtuples()
    return [filled(Locality, row, name=row.locality) for row in first_ones]


def rows(postcode: str, name: str) -> list[Any]:
    """What the list knows of where somebody lives: the places of that name under that postcode.

    Of a place that is a commune under that postcode the commune, else the communes in which it lies. Of
    only one of the two, or when they do not agree, what the one that is known says: the name first.
    """
    postcode, name = postcode.strip(), key(name)
    fields = (PostcodeRow.postcode, PostcodeRow.commune, PostcodeRow.code, PostcodeRow.area)
    query: Any = PostcodeRow.select(*fields, PostcodeRow.locality_key, PostcodeRow.commune_key)
    if not name:
        return list(query.where(PostcodeRow.postcode == postcode).namedtuples()) if postcode else []
    named = (PostcodeRow.commune_key == name) | (PostcodeRow.locality_key == name)
    found = list(query.where(named).namedtuples())
    near = [row for row in found if postcode and row.postcode in (postcode, "")] or found
    return [row for row in near if row.commune_key == name] or near


def lies_in(area: str, postcode: str, commune: str) -> bool | None:
    """Whether somebody lives in a canton or département; ``None`` when the list does not know where it is.

    A name that several places bear is in ``area`` when one of them is.
    """
    areas = {row.area for row in rows(postcode, commune)} if commune.strip() else set()
    return area in areas if areas else None


def knows(postcode: str, name: str) -> bool:
    """Whether there is a place of that name under that postcode."""
    return any(row.postcode == postcode for row in rows(postcode, name))


def is_area(code: str) -> bool:
    """Whether ``code`` is that of a canton or a département: ``GE``, ``74``, ``2A``."""
    return bool(PostcodeRow.select().where(PostcodeRow.area == code).exists())
