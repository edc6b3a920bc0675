"""Before the counter opens: whether it can be shown here, and nothing loaded or looked for in vain."""

import gc
import os
import sys

import click

from comptoir.terminal import check as terminal_check


def refused() -> int:
    """Say why the counter cannot be shown on this terminal; the exit code, 0 when it can."""
    words = terminal_check.refusal(os.environ)
    if not words:
        return 0
    click.echo(words, err=True)
    return 2


def begin() -> None:
    """Look for no garbage until :func:`ready`.

    Loading makes many objects and none of it: looking for some takes a tenth of the time.
    """
    gc.disable()


def ready() -> None:
    """The first picture is drawn: what was loaded stays for good, what comes later is looked through."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def spare_server_driver() -> None:
    """Keep peewee from importing the PostgreSQL driver, as it does wherever that is installed.

    It would cost each session 75 ms and 22 MB that a database in a file never needs.
    """
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]
