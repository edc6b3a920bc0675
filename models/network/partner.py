"""Organisations of the network, and who verified what is known of each, and when.

What an import brought stays *à vérifier* until somebody of the service says they checked it
(:func:`verify`); changing an entry is not verifying it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import peewee
from peewee import Case, fn

from models import clock, text
from models.errors import InvalidInput, NotFound
from models.glossary import Word
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import Row, write
from models.store.rows import filled
from models.store.word_field import WordField


class Confidence(Word):
    """Where what is known of an organisation comes from, surest first."""

    OFFICIAL = "official", "source officielle"
    SECONDARY = "secondary", "source secondaire"
    DATED = "dated", "source ancienne, à vérifier"
    MEMORY = "memory", "de mémoire, à vérifier"


class PartnerRow(Row):
    """One organisation; ``folded`` and ``commune_folded`` are what is searched, never shown."""

    source = peewee.CharField(max_length=40)
    source_id = peewee.CharField(max_length=80)
    name = peewee.CharField(max_length=200)
    description = peewee.TextField(default="")
    audience = peewee.TextField(default="")
    address = peewee.CharField(max_length=300, default="")
    postcode = peewee.CharField(max_length=10, default="", index=True)
    commune = peewee.CharField(max_length=100, default="")
    department = peewee.CharField(max_length=5, default="", index=True)
    phone = peewee.CharField(max_length=30, default="")
    email = peewee.CharField(max_length=200, default="")
    website = peewee.CharField(max_length=300, default="")
    hours = peewee.TextField(default="")
    conditions = peewee.TextField(default="")
    note = peewee.TextField(default="")
    confidence = WordField(Confidence, empty=True, max_length=20, default="")
    source_url = peewee.TextField(default="")
    verified_on = peewee.DateField(null=True)
    # Since when nobody is sent there any more; the entry stays for those who were.
    closed_on = peewee.DateField(null=True)
    folded = peewee.TextField(default="")
    name_folded = peewee.CharField(max_length=200, default="", index=True)
    commune_folded = peewee.CharField(max_length=100, default="", index=True)
    fingerprint = peewee.CharField(max_length=64, default="")

    class Meta:
        table_name = "partner"
        indexes = ((("source", "source_id"), True),)


class PartnerThemeRow(Row):
    """One word under which an organisation is looked for."""

    partner = peewee.ForeignKeyField(PartnerRow, backref="theme_rows", on_delete="CASCADE", lazy_load=False)
    theme = peewee.CharField(max_length=60)

    class Meta:
        table_name = "partner_theme"
        indexes = ((("theme", "partner"), True),)


class PartnerChangeRow(Row):
    """What the last import did to an entry: what it was before, nothing for one that it made."""

    partner_id = peewee.IntegerField(index=True)
    before = peewee.JSONField()
    # Of the entry as the import left it: whoever changed it since keeps what they wrote.
    fingerprint = peewee.CharField(max_length=64)

    class Meta:
        table_name = "partner_change"


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation of the network as the screens and letters know it."""

    id: int
    source: str
    source_id: str
    name: str
    themes: tuple[str, ...]
    description: str
    audience: str
    address: str
    postcode: str
    commune: str
    department: str
    phone: str
    email: str
    website: str
    hours: str
    conditions: str
    note: str
    confidence: str
    verified_on: date | None
    source_url: str
    closed_on: date | None = None

    @property
    def verified(self) -> str:
        """``vérifié le 23.11.2026``, ``à vérifier (source ancienne)``, or since when it is closed."""
        if self.closed_on is not None:
            return f"fermé depuis le {self.closed_on:%d.%m.%Y} : n’y envoyez plus personne"
        if self.verified_on is not None:
            return f"vérifié le {self.verified_on:%d.%m.%Y}"
        known = {str(word): word.label for word in Confidence}
        origin = known.get(self.confidence, "").removesuffix(", à vérifier")
        return f"à vérifier ({origin})" if origin else "à vérifier"


def theme_word(name: str) -> str:
    """A theme as it is stored, so that ``Hébergement d'urgence`` finds ``hébergement d’urgence``."""
    return text.clean(name).replace("'", "’").casefold()[:60]


def search(
    words: str = "",
    theme: str | Iterable[str] = "",
    commune: str = "",
    department: str = "",
    limit: int = 50,
    *,
    closed: bool = False,
) -> list[Partner]:
    """Organisations that match, the nearest first, then by name; at most ``limit``.

    ``words``: each must start a word of the name, description, audience, address or commune, in any
    order, accents aside. ``theme``: one or several; any is enough. ``department``: those of the
    department, and those that serve the whole country. ``commune`` puts its own organisations first,
    then those without a place of their own; it leaves none out. ``closed``: those that are, instead.
    """
    query = PartnerRow.select().where(PartnerRow.closed_on.is_null(not closed))
    for token in text.fold(words).split():
        query = query.where(PartnerRow.folded.contains(f" {token}"))
    if wanted := [name for name in map(theme_word, [theme] if isinstance(theme, str) else theme) if name]:
        within = PartnerThemeRow.select(PartnerThemeRow.partner).where(PartnerThemeRow.theme << wanted)
        query = query.where(PartnerRow.id << within)
    if department:
        query = query.where(PartnerRow.department << [department, ""])
    order: list[Any] = [PartnerRow.name_folded, PartnerRow.id]
    if near := text.fold(commune):
        place = PartnerRow.commune_folded
        order.insert(0, Case(None, [(place == near, 0), (place == "", 1)], 2))
    return _partners(query.order_by(*order).limit(limit))


def get(partner_id: int) -> Partner:
    """The organisation of that id. Raises :class:`NotFound`."""
    found = _partners(PartnerRow.select().where(PartnerRow.id == partner_id))
    if not found:
        raise NotFound(
            "Partenaire introuvable", "Cette fiche n’existe plus. Cherchez à nouveau dans l’orientation (F4)."
        )
    return found[0]


def refuse_closed(partner_id: int) -> None:
    """Raises :class:`InvalidInput` for a partner to whom nobody is sent any more, :class:`NotFound` for one
    that was removed."""
    if get(partner_id).closed_on is not None:
        raise InvalidInput(
            "Partenaire fermé", "On n’y envoie plus personne. Choisissez-en un autre.", "partner"
        )


def themes(words: str = "") -> list[tuple[str, int]]:
    """The themes that hold every word of ``words``, with how many organisations, in alphabetical order."""
    count = fn.COUNT(PartnerThemeRow.id)
    query = PartnerThemeRow.select(PartnerThemeRow.theme, count).join(PartnerRow)
    rows: Any = query.where(PartnerRow.closed_on.is_null()).group_by(PartnerThemeRow.theme).tuples()
    wanted = text.fold(words).split()
    found = [one for one in rows if all(f" {word}" in f" {text.fold(one[0])}" for word in wanted)]
    return sorted(found, key=lambda one: text.fold(one[0]))


@write(Permission.NETWORK)
def verify(by: Agent, partner_id: int) -> Partner:
    """Say that ``by`` checked the entry today. Raises :class:`NotFound`."""
    before = get(partner_id)
    today = clock.today()
    PartnerRow.update(verified_on=today).where(PartnerRow.id == partner_id).execute()
    was = before.verified_on.isoformat() if before.verified_on else ""
    journal.note(by, "partner.verified", subject="partner", subject_id=partner_id, before=was)
    return get(partner_id)


@write(Permission.NETWORK)
def close(by: Agent, partner_id: int) -> Partner:
    """Send nobody there any more; an import leaves it closed. Raises :class:`NotFound`."""
    return _set_closed(by, partner_id, clock.today(), "partner.closed")


@write(Permission.NETWORK)
def reopen(by: Agent, partner_id: int) -> Partner:
    """Send people there again. Raises :class:`NotFound`."""
    return _set_closed(by, partner_id, None, "partner.reopened")


def _set_closed(by: Agent, partner_id: int, day: date | None, action: str) -> Partner:
    get(partner_id)
    PartnerRow.update(closed_on=day).where(PartnerRow.id == partner_id).execute()
    journal.note(by, action, partner_id)
    return get(partner_id)


def _partners(query: Any) -> list[Partner]:
    rows = list(query)
    themes_of: dict[int, list[str]] = {row.id: [] for row in rows}
    pairs: Any = PartnerThemeRow.select(PartnerThemeRow.partner, PartnerThemeRow.theme)
    pairs = pairs.where(PartnerThemeRow.partner << list(themes_of)).order_by(PartnerThemeRow.id)
    for partner_id, theme in pairs.tuples():
        themes_of[partner_id].append(theme)
    return [_partner(row, tuple(themes_of[row.id])) for row in rows]


def _partner(row: Any, its_themes: tuple[str, ...]) -> Partner:
    return filled(Partner, row, themes=its_themes)
