"""What an engine must offer; everything else in ``models`` is Peewee that both engines run."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import peewee

from models.errors import ComptoirError
from models.store.engines.archive import Archive, Content, Step

# A word of the index stands for the site where somebody was last seen. It begins with a letter that folding
# leaves in no word, so that nobody can type it; in a service without sites nobody has one.
SITE = "\ue000"
# Before the last digits of a telephone, from the last one on, and before a part of an e-mail address.
TAIL, ADDRESS = "\ue001", "\ue002"


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

    def make_room(self) -> bool:
        """Give away the room kept for what must always be possible; ``False`` when there is none left."""

    def silence(self) -> float:
        """Seconds since which an answer is waited for, on whichever thread; 0 when none is."""

    def hang_up(self) -> None:
        """Give up what is waited for, on whichever thread: it fails as when the line is lost."""

    def answers(self) -> bool:
        """Whether the server does, asked beside the session; takes two seconds when it does not."""

    def changed(self) -> bool:
        """Whether another session did something since this was last asked. Cheap: asked every second."""

    def explain(self, error: Exception) -> ComptoirError | None:
        """``error`` as a French sentence, or ``None`` when it is a defect of the program."""

    def problems(self) -> list[str]:
        """What ``comptoir check`` should say about the stored data; empty when it is sound."""

    @property
    def kind(self) -> str:
        """Which engine it is, as a backup keeps it."""

    def content(self) -> Content:
        """What the database holds at this instant."""

    def copy_into(self, archive: Archive, step: Step) -> Content:
        """Put everything into an empty ``archive``, as it was at one instant, while others write."""

    def counted(self, archive: Archive) -> dict[str, int]:
        """The rows by table that would come back out of ``archive``, read from it."""

    def is_empty(self) -> bool:
        """Whether there is nothing yet where this engine would keep its tables."""

    def take_from(self, archive: Archive, step: Step) -> None:
        """Fill what ``is_empty`` from an archive of the same ``kind``; nothing is connected yet."""

    def in_use(self) -> bool:
        """Whether another session has open what would be put aside."""

    def create_search(self) -> None:
        """Create the full-text index of persons, empty, and the list of the words of their names."""

    def drop_search(self) -> None:
        """Remove what ``create_search`` made, in any of its past forms."""

    def index_person(self, person_id: int, folded: str) -> None:
        """Make ``person_id`` findable by the words of ``folded`` alone; by nothing when it is empty."""

    def index_persons(self, persons: Sequence[tuple[int, str]]) -> None:
        """Like ``index_person`` for many who are not in the index yet, as they were last seen."""

    def settle_search(self) -> None:
        """Arrange the index after many were added, so that it is read fast."""

    def find_persons(
        self,
        wanted: Sequence[Sequence[str]],
        limit: int,
        among: Sequence[int] | None = None,
        site: int | None = None,
    ) -> list[int]:
        """Ids of at most ``limit`` persons who have, for each of ``wanted``, one of its words.

        ``dupont`` is that word, ``dup*`` any that starts so. Whoever was seen last comes first.
        ``among`` leaves only these persons to look at: the few who are here today. With ``site`` follow
        as many of those last seen there, so that the others hide none of them.
        """

    def words(self) -> str:
        """Every distinct word of a name under which somebody was ever found, a line each.

        For what is nearly right. In one text, because tens of thousands of short ones take ten times the
        memory. The same text as before when none was added since, by any desk.
        """

    def spelled(self, words: Sequence[str]) -> set[str]:
        """Those of ``words`` that a name has just so."""

    def sounding(self, key: str, longer: bool, limit: int) -> list[str]:
        """At most ``limit`` words of names that sound like ``key``, or with ``longer`` begin like it."""

    def begin_write(self) -> None:
        """Before each transaction that writes. Raises ``DatabaseRefused`` when nobody would ever read it."""

    def acknowledged(self) -> None:
        """After each: remember, outside of the database, how far whoever wrote was told it is kept."""

    def accept_loss(self) -> int:
        """Forget it: what is missing is known. Not connected yet. The line that was acknowledged, or 0."""

    def claim(self) -> bool:
        """Hold what one session of the database holds at a time; ``False`` when another one has it.

        Until ``release``, or until this process or its connection is gone, however it ended: whoever gets
        it knows for certain that whoever had it is no more.
        """

    def release(self) -> None:
        """Let go of what ``claim`` holds; of nothing when it holds nothing."""

    def begin_loading(self) -> None:
        """Lay down, until ``end_loading``, what guards a database that people work on."""

    def end_loading(self) -> None:
        """Guard again, and what was loaded is on the disk."""

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Insert many rows as they are stored: dates as text, nothing looked at."""


def is_name(word: str) -> bool:
    """Whether a word of the index is one of a name: no digits, and none of the words above."""
    return not (word[0].isdigit() or word[0] in (SITE, TAIL, ADDRESS))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """``error`` and what it followed: a failed rollback must not hide why there was one."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
