"""What the screens know of the program above them: the counter they belong to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from textual.dom import DOMNode

from models.room.alarm import Alarm
from models.service.agent import Agent
from models.service.profile import Profile
from models.store.database import Database
from models.store.draft import Draft
from screens.frame.about import About


@dataclass(frozen=True, slots=True)
class Desk:
    """What is set up where one sits: the rules of the service, where letters go, its own templates if any."""

    profile: Profile
    letters: Path
    templates: Path | None
    lock_after: int
    # What the status line says of the last backup; empty while it is young enough.
    overdue: Callable[[], str] = str
    # Where this desk stands, in a service that has several sites.
    name: str = ""
    # Whether it only shows how it works: nothing that is written here goes to anybody.
    demo: bool = False

    def examples(self) -> list[str]:
        """Which coordinates of the service are still those of the example: not to be written to people."""
        return [] if self.demo else self.profile.service.examples()


@runtime_checkable
class Speaker(Protocol):
    """A screen that has room for a sentence."""

    def say(self, words: str, *, error: bool = False) -> None:
        """Say it until there is another."""


class Counter(Protocol):
    """The program, as the screens see it. They reach it by ``Place.counter``, never by importing it."""

    database: Database
    desk: Desk
    agent: Agent
    # What the status line says to everybody, after what waits for the agent.
    standing: str
    # Command id → key, where somebody's settings moved it.
    keys: Mapping[str, str]

    def go(self, about: About | type[About], said: str = "") -> None:
        """Open a place and say ``said``; a form that was being filled in is parked first.

        A class alone is opened as its key does it: with what is chosen where one is.
        """

    def follow(self, steps: Sequence[About], said: str = "") -> None:
        """Open the first of ``steps`` with the others after it, or come home."""

    async def run_for(self, needed: str, action: str, place: DOMNode) -> None:
        """Run an action of ``place`` when who sits there has the permission; else say who can."""

    def hold_keys(self) -> None:
        """Let the keys that arrive wait: something must finish before the next one is looked at."""

    def release_keys(self) -> None:
        """The keys go on; call it once for each :meth:`hold_keys`."""

    def open_desk(self, who: Agent) -> None:
        """Somebody signed in: their desk, or what they were doing when the screen was locked."""

    def reopen(self, parked: Draft, said: str = "") -> None:
        """Open a draft as it was left, cursor included."""

    async def keep(self, form: Draft) -> None:
        """Keep an unfinished form of whoever sits there, even while the database cannot.

        Raises :class:`ComptoirError` when nothing can.
        """

    async def parked(self) -> list[Draft]:
        """What whoever sits there has left unfinished, the latest first."""

    async def served(self, key: str) -> None:
        """The form of that key has become a record: what was kept of it has served."""

    def alarm_taken(self, taken: Alarm) -> None:
        """Somebody here goes where the alarm was given: its row goes."""

    def report(self, error: BaseException) -> None:
        """Show what went wrong: the one place where errors are handled."""
