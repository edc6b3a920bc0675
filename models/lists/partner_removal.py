"""Partners taken out of the directory: one, or all that the last import brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.contact.orientation import OrientationRow
from models.errors import ComptoirError
from models.network import partner
from models.network.partner import Partner, PartnerChangeRow, PartnerRow, PartnerThemeRow
from models.service.agent import Agent
from models.service.permission import Permission
from models.store import journal, many
from models.store.database import read, write

_BATCH = 50


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


@read(Permission.IMPORT)
def undo(by: Agent) -> Undone:
    """Take back the last import that changed the directory, a part at a time: everybody writes between two.

    Whoever was verified, closed or changed since, or somebody was sent to, stays. Killed on its way, the next
    call takes back what is left. Raises :class:`ComptoirError` when there is nothing to take back.
    """
    changes = list(PartnerChangeRow.select())
    if not changes:
        raise ComptoirError("Rien à défaire", "Aucun import de partenaires n’a changé l’annuaire.")
    gone, back, there = _plan(changes)
    done = Undone(len(gone), len(back), there - len(gone) - len(back))
    _note_undone(by, done)
    many.in_turns(changes, _BATCH, _undo)
    return done


@write(Permission.IMPORT)
def _note_undone(by: Agent, done: Undone) -> None:
    journal.note(by, "partner.import_undone", removed=done.removed, restored=done.restored, kept=done.kept)


def _undo(changes: Sequence[Any]) -> None:
    """Take back some changes, and forget them."""
    gone, back, _there = _plan(changes)
    for one in back:
        _restore(one)
    _delete(gone)
    PartnerChangeRow.delete().where(PartnerChangeRow.id.in_([one.id for one in changes])).execute()


def _plan(changes: Sequence[Any]) -> tuple[list[int], list[Any], int]:
    """Which entries go, which changes are put back, how many of the entries are still there."""
    numbers = [one.partner_id for one in changes]
    rows = {row.id: row for row in PartnerRow.select().where(PartnerRow.id.in_(numbers))}
    query: Any = OrientationRow.select(OrientationRow.partner_id).distinct()
    used = {number for (number,) in query.where(OrientationRow.partner_id.in_(numbers)).tuples()}
    still = [one for one in changes if one.partner_id in rows and not _touched(rows[one.partner_id], one)]
    gone = [one.partner_id for one in still if not one.before and one.partner_id not in used]
    return gone, [one for one in still if one.before], len(rows)


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
    PartnerThemeRow.delete().where(PartnerThemeRow.partner.in_(numbers)).execute()
    PartnerRow.delete().where(PartnerRow.id.in_(numbers)).execute()
