"""The prepared site that most commands work on, opened for as long as one runs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from comptoir.setup.settings import Settings, load

if TYPE_CHECKING:
    from models.service.agent import Agent
    from models.service.profile import Profile
    from models.store.database import Database

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site: its settings, its database, its rules."""

    settings: Settings
    database: "Database"
    profile: "Profile"

    def ask(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading verb on the database thread."""
        return self.database.call(verb, *args, **kwargs)

    def act(self, verb: "Callable[Concatenate[Agent, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing verb in the name of the program: nobody signs in to a command."""
        from models.service.agent import SYSTEM

        return self.database.call(verb, SYSTEM, *args, **kwargs)


def site(command: Callable[Concatenate[Prepared, P], T]) -> Callable[P, T]:
    """Open the site of this machine before ``command``, close it afterwards."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        from comptoir.setup import installation  # with all tables: not for the help of a command

        settings = load()
        with installation.opened(settings) as (database, profile):
            return command(Prepared(settings, database, profile), *args, **kwargs)

    return run
