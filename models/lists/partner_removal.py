"""Partners taken out of the directory: one, or all that the last import brought."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.contact.orientation import OrientationRow
from models.errors import ComptoirError
from models.network import partner
from models.network.partner import Partner, PartnerChangeRow, PartnerRow, PartnerThemeRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal
from models.store.database import write

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing an import did: entries removed, as they were before, and kept since somebody used them."""

    removed: int
    restored: int
    kept: int


@write(Permission.NETWORK)
def remove(by: Agent, partner_id: int) -> Partner:
    """Take an entry out of the directory. Raises :class:`NotFound`.

    Raises :class:`ComptoirError` when somebody was sent there: it can be closed, and stays readable.
    """
    gone = partner.get(partner_id)
    if OrientationRow.select().where(OrientationRow.partner_id == partner_id).exists():
        raise ComptoirError(
            "Partenaire déjà proposé",
            f"Une orientation vers {gone.name} est notée. Fermez la fiche : elle ne sera plus proposée, et "
            "reste lisible.",
        )
    _delete([partner_id])
    journal.note(by, "partner.removed", partner_id, source=gone.source)
    return gone


@write(Permission.IMPORT)
def undo(by: Agent) -> Undone:
    """Take back the last import that changed the directory.

    Whoever was verified, closed or changed since, or somebody was sent to, stays. Raises
    :class:`ComptoirError` when there is nothing to take back.
    """
    changes = list(PartnerChangeRow.select())
    if not changes:
        raise ComptoirError("Rien à défaire", "Aucun import de partenaires n’a changé l’annuaire.")
    rows = {row.id: row for row in PartnerRow.select().where(PartnerRow.id.in_(_changed()))}
    used = _used()
    gone: list[int] = []
    restored = 0
    for one in changes:
        row = rows.get(one.partner_id)
        if row is None or _touched(row, one) or (one.partner_id in used and not one.before):
            continue
        if one.before:
            _restore(one)
            restored += 1
        else:
            gone.append(one.partner_id)
    _delete(gone)
    done = Undone(len(gone), restored, len(rows) - len(gone) - restored)
    PartnerChangeRow.delete().execute()
    journal.note(by, "partner.import_undone", removed=done.removed, restored=done.restored, kept=done.kept)
    return done


def _changed() -> Any:
    return PartnerChangeRow.select(PartnerChangeRow.partner_id)


def _used() -> set[int]:
    """Those of the last import to whom somebody was sent."""
    query: Any = OrientationRow.select(OrientationRow.partner_id).distinct()
    return {number for (number,) in query.where(OrientationRow.partner_id.in_(_changed())).tuples()}


def _touched(row: Any, change: Any) -> bool:
    """Whether somebody changed, closed or verified an entry since the import left it so."""
    verified = row.verified_on.isoformat() if row.verified_on else None
    return bool(
        row.fingerprint != change.fingerprint
        or row.closed_on is not None
        or (verified is not None and verified != change.before.get("verified_on"))
    )


def _restore(one: Any) -> None:
    fields = dict(one.before)
    themes, verified = fields.pop("themes"), fields.pop("verified_on")
    fields["verified_on"] = date.fromisoformat(verified) if verified else None
    PartnerRow.update(**fields).where(PartnerRow.id == one.partner_id).execute()
    PartnerThemeRow.delete().where(PartnerThemeRow.partner == one.partner_id).execute()
    for theme in themes:
        PartnerThemeRow.create(partner=one.partner_id, theme=theme)


def _delete(numbers: list[int]) -> None:
    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        PartnerThemeRow.delete().where(PartnerThemeRow.partner.in_(some)).execute()
        PartnerRow.delete().where(PartnerRow.id.in_(some)).execute()
