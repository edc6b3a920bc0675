"""The waiting room as the profile has it: how many it holds, what to say when it is full, who sits where."""

from typing import Literal

from msgspec import Struct, field

from models import text
from models.service.agent import Agent

_seat = ""


def use(seat: str) -> None:
    """Set the counter at which this session sits; empty for the one its agent has in the profile."""
    global _seat
    _seat = seat


class Room(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``[salle]``. ``counters`` gives the counter or office of an agent by their login.

    ``next_one`` says whom the reception calls next: anybody of the line, or only those who come for it.
    A ``capacity`` of 0 is a room without limit; ``capacities`` are those of the sites that differ, by name.
    """

    capacity: int = field(default=0, name="capacite")
    when_full: str = field(default="", name="quand_pleine")
    next_one: Literal["tous", "accueil"] = field(default="tous", name="suivant")
    show_names: bool = field(default=False, name="noms_affiches")
    counters: dict[str, str] = field(default_factory=dict, name="guichets")
    capacities: dict[str, int] = field(default_factory=dict, name="capacites")

    def counter_of(self, who: Agent) -> str:
        """Where ``who`` receives, as the public reads it; empty when there is nothing that may be shown."""
        if who.login in self.counters:
            return self.counters[who.login]
        if who.role.at_counter:
            return "accueil"
        return who.name if self.show_names else ""

    def called_to(self, by: Agent, agent: Agent) -> str:
        """Where ``by`` sends somebody who is called for ``agent``: to their own seat, or to the agent."""
        return _seat if _seat and agent == by else self.counter_of(agent)

    def seats(self, where: str = "") -> int:
        """How many the room of the site ``where`` holds; 0 for no limit."""
        own = {text.fold(name): seats for name, seats in self.capacities.items()}
        return own.get(text.fold(where), self.capacity)

    def is_full(self, people: int, where: str = "") -> bool:
        """Whether ``people`` in the room of a site are as many as it holds."""
        return 0 < self.seats(where) <= people
