"""``comptoir feuille``: who is expected, place by place, to be printed the evening before."""

import click

from comptoir.commands import prepared, typed, usage
from comptoir.commands.prepared import Prepared

# As letters.sheet.page.Order names them, not loaded to show the help; a test holds the two together.
ORDERS = ("heure", "intervenant")


@click.command("feuille", cls=usage.Command, options_metavar="[OPTIONS]")
@click.option(
    "--jour", "day", metavar="1.12.2026", help="Le jour : le prochain jour ouvré si rien n’est dit."
)
@click.option("--site", "site_name", metavar="NOM", help="Un seul site : tous si rien n’est dit.")
@click.option(
    "--par", "order", type=usage.OneOf(ORDERS), default="heure", help="L’ordre : par heure si rien n’est dit."
)
@click.option("--motifs", "motives", is_flag=True, help="Imprime aussi le motif de chaque rendez-vous.")
@click.option("--telephones", "phones", is_flag=True, help="Imprime les numéros de téléphone entiers.")
@click.option("--texte", "plain", is_flag=True, help="Écrit du texte sur la sortie, pour lp, sans fichier.")
@prepared.site
def feuille(
    here: Prepared,
    day: str | None,
    site_name: str | None,
    order: str,
    motives: bool,
    phones: bool,
    plain: bool,
) -> None:
    """Dépose la feuille des rendez-vous d’un jour dans le dossier des courriers, un lieu par page.

    Ni motif ni numéro entier n’y sont, sauf demande.
    """
    from letters.sheet import page
    from letters.sheet import text as sheet_text
    from letters.sheet import write as sheet
    from models.service import site

    wanted = page.Scope(
        typed.read_day(day) if day else here.ask(sheet.next_day),
        page.Order(order),
        here.ask(site.find, site_name).id if site_name else None,
        motives,
        phones,
    )
    if plain:
        printed = here.act(sheet.print_out, wanted, here.profile)
        click.echo(sheet_text.as_text(printed), nl=False)
    else:
        path = here.act(sheet.write, wanted, here.profile, here.settings.letters)
        click.echo(f"Feuille : {path}")
