"""Postcodes and the communes they cover: what an address form proposes.

A postcode alone does not name a commune (in Geneva many cover several), so the verbs answer lists.
"""

from typing import Any

import peewee

from models import text
from models.store.database import Row


class PostcodeRow(Row):
    """One postcode in one locality of one commune; ``code`` is the statistical code of the commune."""

    postcode = peewee.CharField(max_length=10, index=True)
    locality = peewee.CharField(max_length=100)
    commune = peewee.CharField(max_length=100)
    code = peewee.CharField(max_length=10, default="")
    commune_folded = peewee.CharField(max_length=100, index=True)

    class Meta:
        table_name = "postcode"
        indexes = ((("postcode", "locality", "commune"), True),)


def communes(postcode: str) -> list[str]:
    """Communes that ``postcode`` covers, in alphabetical order; none when it is unknown."""
    rows: Any = (
        PostcodeRow.select(PostcodeRow.commune).where(PostcodeRow.postcode == postcode.strip()).distinct()
    )
    return sorted((commune for (commune,) in rows.tuples()), key=text.fold)


def is_known_commune(name: str) -> bool:
    """Whether ``name`` (accents and case aside) is a commune of the site's list."""
    here = PostcodeRow.commune_folded == text.fold(name)
    return bool(name.strip()) and PostcodeRow.select().where(here).exists()


def is_known(sector: str) -> bool:
    """Whether ``sector`` is a commune or a postcode of the site's list."""
    return is_known_commune(sector) or bool(communes(sector))


FIELDS = [
    PostcodeRow.postcode,
    PostcodeRow.locality,
    PostcodeRow.commune,
    PostcodeRow.code,
    PostcodeRow.commune_folded,
]
# Postcode, locality, commune and code, as each kind of file names them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "geneve": ("npa", "localite", "commune", "bfs_nr"),
    "france-services": ("code_postal", "lib_com", "lib_com", "insee_com"),
}
