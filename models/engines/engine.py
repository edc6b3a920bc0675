"""What an engine must offer; everything else in ``models`` is Peewee that both engines run."""

from collections.abc import Sequence
from typing import Protocol

import peewee

from models.errors import ComptoirError


class Engine(Protocol):
    """One kind of database: how it opens, how it finds persons by words, how its errors read."""

    database: peewee.Database

    def connect(self) -> None:
        """Connect the calling thread and verify engine and key. Raises ``DatabaseRefused``."""

    def explain(self, error: peewee.PeeweeException) -> ComptoirError | None:
        """``error`` as a French sentence, or ``None`` when it is a defect of the program."""

    def problems(self) -> list[str]:
        """What ``comptoir check`` should say about the stored data; empty when it is sound."""

    def create_search(self) -> None:
        """Create the full-text index of persons (called by the first migration)."""

    def index_person(self, person_id: int, folded: str) -> None:
        """Make ``person_id`` findable by the words of ``folded``, replacing what was indexed."""

    def find_persons(self, prefixes: Sequence[str], limit: int) -> list[int]:
        """Ids of at most ``limit`` persons who have, for each prefix, a word that starts with it."""

    def words(self) -> list[str]:
        """Every distinct word under which somebody can be found, for spellings that are nearly right."""
