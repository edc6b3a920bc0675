"""Columns that hold words of an enumeration."""

from enum import StrEnum
from typing import Any

import peewee

from models.errors import InvalidInput


class WordField(peewee.CharField):
    """A column for the words of one enumeration: what could not be read back is never written.

    Whatever verb writes, and whatever sent it the word: an export, a list or a letter of tomorrow reads
    every row, and one that it cannot read would stop it. ``empty`` allows for nothing said.
    """

    def __init__(self, words: type[StrEnum], *, empty: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.words = words
        self.empty = empty

    def db_value(self, value: Any) -> Any:
        """Raises :class:`InvalidInput` naming the column for a word that the enumeration has not."""
        if value is not None and value not in self.allowed():
            known = ", ".join(getattr(word, "label", word) for word in self.words)
            raise InvalidInput(
                "Mot inconnu",
                (f"« {str(value)[:30]} » n’est pas proposé. Choisissez parmi : {known}."),
                self.name,
            )
        return super().db_value(value)  # type: ignore[no-untyped-call]

    def allowed(self) -> tuple[str, ...]:
        """What may be written."""
        return (*self.words, "") if self.empty else tuple(self.words)
