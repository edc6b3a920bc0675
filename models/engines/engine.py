"""What an engine must offer; everything else in ``models`` is Peewee that both engines run."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import peewee

from models.errors import ComptoirError


class Engine(Protocol):
    """One kind of database: how it opens, how it finds persons by words, how its errors read.

    A transaction of an engine waits for the one that is writing, from its first statement on: what a
    verb has read is still so when it writes.
    """

    @property
    def database(self) -> peewee.Database: ...

    def connect(self, create: bool = False) -> None:
        """Connect the calling thread and verify engine and key; a new file only with ``create``.

        Raises ``DatabaseRefused``.
        """

    def reconnect(self) -> None:
        """Connect again when the connection was lost since the last verb, without asking the server."""

    def explain(self, error: Exception) -> ComptoirError | None:
        """``error`` as a French sentence, or ``None`` when it is a defect of the program."""

    def problems(self) -> list[str]:
        """What ``comptoir check`` should say about the stored data; empty when it is sound."""

    def create_search(self) -> None:
        """Create the full-text index of persons (called by the first migration)."""

    def index_person(self, person_id: int, folded: str) -> None:
        """Make ``person_id`` findable by the words of ``folded`` alone; by nothing when it is empty."""

    def find_persons(
        self, prefixes: Sequence[str], limit: int, among: Sequence[int] | None = None
    ) -> list[int]:
        """Ids of at most ``limit`` persons who have, for each prefix, a word that starts with it.

        ``among`` leaves only these persons to look at: the few who are here today.
        """

    def words(self) -> list[str]:
        """Every distinct word of a name under which somebody can be found, for what is nearly right."""


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """``error`` and what it followed: a failed rollback must not hide why there was one."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
