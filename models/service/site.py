"""Sites: the houses in which a service receives. A service that has only one needs none of them here."""

from dataclasses import dataclass
from typing import Any

import peewee

from models import text
from models.errors import InvalidInput, NotFound
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Row, write
from models.store.rows import filled

NAME_LENGTH = 80


class SiteRow(Row):
    name = peewee.CharField(max_length=NAME_LENGTH, unique=True)
    address = peewee.CharField(max_length=200, default="")
    postcode = peewee.CharField(max_length=10, default="")
    city = peewee.CharField(max_length=80, default="")
    phone = peewee.CharField(max_length=20, default="")
    active = peewee.BooleanField(default=True)

    class Meta:
        table_name = "site"


@dataclass(frozen=True, slots=True)
class Site:
    """Where people are received; one that is not ``active`` is proposed no more."""

    id: int
    name: str
    address: str
    postcode: str
    city: str
    phone: str
    active: bool


_here: int | None = None


def use(site_id: int | None) -> None:
    """Set the site this session sits in; ``None`` for the only one of a service."""
    global _here
    _here = site_id


def here() -> int | None:
    """The site this session sits in; ``None`` for the only one of a service."""
    return _here


@write(Permission.SETTINGS)
def add(
    by: Agent, name: str, *, address: str = "", postcode: str = "", city: str = "", phone: str = ""
) -> Site:
    """Add a site. Raises :class:`InvalidInput` for an empty name, or one that another site has."""
    name = text.clean(name)
    if not 0 < len(name) <= NAME_LENGTH:
        raise InvalidInput("Nom du site", f"Donnez un nom de 1 à {NAME_LENGTH} lettres.", "name")
    if any(text.fold(one.name) == text.fold(name) for one in everyone(closed=True)):
        raise InvalidInput("Site déjà là", f"Un site s’appelle déjà « {name} ».", "name")
    row = SiteRow.create(
        name=name,
        address=text.clean(address),
        postcode=text.clean(postcode),
        city=text.clean(city),
        phone=text.clean(phone),
    )
    journal.note(by, "site.added", row.id)
    return _site(row)


@write(Permission.SETTINGS)
def close(by: Agent, site_id: int) -> Site:
    """Propose a site no more; what took place there stays. Raises :class:`NotFound`."""
    row = SiteRow.numbered(
        site_id, "Site introuvable", (f"Aucun site ne porte le numéro {site_id}. Relisez la liste.")
    )
    row.active = False
    row.save()
    journal.note(by, "site.closed", row.id)
    return _site(row)


def everyone(*, closed: bool = False) -> list[Site]:
    """The sites by name; those closed too when asked for."""
    query = SiteRow.select().order_by(SiteRow.name)
    return [_site(row) for row in (query if closed else query.where(SiteRow.active))]


def names() -> dict[int, str]:
    """The names of the sites by their numbers, those closed too: what took place there is still told."""
    return {one.id: one.name for one in everyone(closed=True)}


def short_names() -> dict[int, str]:
    """What tells the sites apart, by id, closed ones too: their names without the words that all begin with.

    « CAS Jonction » and « CAS Meyrin » are Jonction and Meyrin.
    """
    names = {one.id: one.name.split() for one in everyone(closed=True)}
    common = 0
    if len(names) > 1:
        for words in zip(*(words[:-1] for words in names.values()), strict=False):
            if len({text.fold(word) for word in words}) > 1:
                break
            common += 1
    return {number: " ".join(words[common:]) for number, words in names.items()}


def find(name: str) -> Site:
    """The active site of that name, however it is typed. Raises :class:`NotFound`, naming those there are."""
    known = everyone()
    for one in known:
        if text.fold(one.name) == text.fold(name):
            return one
    there = ", ".join(one.name for one in known) or "aucun"
    raise NotFound("Site inconnu", f"Aucun site ne s’appelle « {text.clean(name)[:40]} ». Sites : {there}.")


def _site(row: Any) -> Site:
    return filled(Site, row)
