"""What an absence and a closure have in common: they end after they start, are noted once and taken away.

``word`` is what people call one: « Absence » or « Fermeture », both feminine.
"""

from datetime import datetime
from typing import Any

from models.errors import InvalidInput
from models.store.database import Row

REASON_LENGTH = 80


def check_end(word: str, starts_at: datetime, ends_at: datetime) -> None:
    """Raises :class:`InvalidInput` for one that would end before it starts."""
    if ends_at <= starts_at:
        raise InvalidInput(f"{word} impossible", "Elle doit finir après son début.", "ends_at")


def refuse_twice(word: str, table: type[Row], **same: Any) -> None:
    """Raises :class:`InvalidInput` when the same is noted already: taking one away would leave the other."""
    noted = table.get_or_none(*(getattr(table, name) == value for name, value in same.items()))
    if noted is not None:
        raise InvalidInput(
            f"{word} déjà notée", f"Elle porte le numéro {noted.id} : rien de plus à noter.", "starts_at"
        )


def find(word: str, table: type[Row], number: int) -> Any:
    """The row of the one of that number. Raises :class:`NotFound`."""
    return table.numbered(
        number, f"{word} introuvable", f"Aucune {word.lower()} ne porte le numéro {number}. Relisez la liste."
    )


def take_away(word: str, table: type[Row], number: int) -> Any:
    """Delete the one of that number; gives its row. Raises :class:`NotFound`."""
    row = find(word, table, number)
    row.delete_instance()
    return row
