"""``comptoir affichage``: the called numbers for the public, on a second terminal or a television."""

import click

from comptoir.commands import usage
from comptoir.program import start
from comptoir.setup.settings import load


@click.command("affichage", cls=usage.Command, options_metavar="[OPTIONS]")
@click.option(
    "--site", "site_name", metavar="NOM", help="La salle de ce site : celle du poste si rien n’est dit."
)
def affichage(site_name: str | None) -> int:
    """Montre au public les quatre derniers numéros appelés, en grand. Aucun nom. Ctrl+Q quitte.

    Personne ne s’y présente : ouvrez-le sur l’écran de la salle et laissez-le.
    """
    if refused := start.refused():
        return refused
    settings = load()
    if not settings.on_server:
        start.spare_server_driver()
    from comptoir.program.affichage import run

    return run(settings, site_name or "")
