"""What is typed to the commands of the agenda alike: agents, days, hours."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from comptoir.commands import usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.service.agent import Agent


def active(here: Prepared, login: str) -> "Agent":
    """The agent of that login. Raises :class:`ComptoirError` when there is none, or when it is closed."""
    from models.errors import ComptoirError
    from models.service import agent

    account = here.ask(agent.find, login)
    if not account.active:
        raise ComptoirError(
            "Compte fermé",
            f"Le compte de {account.agent.name} est fermé. « comptoir agents rouvrir "
            f"{account.agent.login} » d’abord.",
        )
    return account.agent


def time_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options that say from when to when, for :func:`read_times`."""
    for option in (
        click.option(
            "--au",
            "last",
            metavar="2.1.2027",
            help="Dernier jour compris, ou jour et heure : le même jour si rien n’est dit.",
        ),
        usage.needed("--du", "first", metavar="24.12.2026", help="Premier jour, ou « 24.12.2026 14:00 »."),
    ):
        command = option(command)
    return command


def read_times(first: str, last: str | None, *, again: bool = False) -> tuple[datetime, datetime]:
    """From when to when (UTC): whole days where no hour is given, the same day where no last one is.

    What comes back ``again`` may have begun long ago. Raises :class:`InvalidInput` for what cannot be read,
    an end before the start, or one that has passed.
    """
    from models.dates import moment

    return moment.read_span(first, last or "", ("--du", "--au"), again=again)


def read_day(words: str) -> date:
    """A day of the calendar, also said in a word (« demain », « lundi »). Raises :class:`InvalidInput`."""
    from models.dates import moment

    return moment.read_day(words)
