"""``comptoir affichage``: the called numbers for the public, on a second terminal or a television."""

import os

import click

from comptoir import usage
from comptoir.settings import load


@click.command("affichage", cls=usage.Command, options_metavar="")
def affichage() -> int:
    """Montre au public les quatre derniers numéros appelés, en grand. Aucun nom. Ctrl+Q quitte.

    Personne ne s’y présente : ouvrez-le sur l’écran de la salle et laissez-le.
    """
    from comptoir import terminal_check
    from comptoir.cli import spare_server_driver

    if refused := terminal_check.refusal(os.environ):
        click.echo(refused, err=True)
        return 2
    settings = load()
    if not settings.on_server:
        spare_server_driver()
    from comptoir.affichage import run

    return run(settings)
