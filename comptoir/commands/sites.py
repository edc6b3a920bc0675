"""``comptoir sites``: the places of a service that has several; one with a single place needs none."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import usage
from comptoir.setup.settings import load

if TYPE_CHECKING:
    from models.service.site import Site


@usage.listing("sites")
@click.pass_context
def sites(context: click.Context) -> int:
    """Montre les sites du service, et celui de ce poste."""
    if context.invoked_subcommand is not None:
        return 0
    from comptoir.setup import installation, seat
    from models.service import site

    settings = load()
    with installation.opened(settings) as (database, _):
        seat.take(settings, database)
        known = database.call(site.everyone, closed=True)
        for one in known:
            here = "  (ce poste)" if one.id == site.here() else ""
            click.echo(f"{one.id:>3}  {_words(one)}{here}")
        if not known:
            click.echo("Aucun site : ce service n’en a qu’un, qui n’a pas besoin de nom.")
    return 0


@sites.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--nom", "name", metavar="NOM", help="Nom du site, comme le réglage « site » l’écrira.")
@click.option("--adresse", "address", metavar="ADRESSE", default="", help="Rue et numéro.")
@click.option("--code-postal", "postcode", metavar="CODE", default="", help="Code postal.")
@click.option("--ville", "city", metavar="VILLE", default="", help="Localité.")
@click.option("--telephone", "phone", metavar="NUMÉRO", default="", help="Téléphone du site.")
def add_site(name: str, address: str, postcode: str, city: str, phone: str) -> int:
    """Ajoute un site. Chaque poste dit ensuite le sien par le réglage « site »."""
    from comptoir.setup import installation
    from models import text
    from models.service import site
    from models.service.agent import SYSTEM

    with installation.opened(load()) as (database, profile):
        dialled = text.read_phone(phone, profile.service.phone_region) if phone else ""
        made = database.call(
            site.add, SYSTEM, name, address=address, postcode=postcode, city=city, phone=dialled
        )
    click.echo(f"Site {made.id} ajouté : {_words(made)}.")
    click.echo(f'Sur chacun de ses postes, dans le fichier de réglages : site = "{made.name}"')
    return 0


@sites.command("fermer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
def close_site(number: int) -> int:
    """Ferme un site : il n’est plus proposé, ce qui y a eu lieu reste."""
    from comptoir.setup import installation
    from models.service import site
    from models.service.agent import SYSTEM

    with installation.opened(load()) as (database, _):
        gone = database.call(site.close, SYSTEM, number)
    click.echo(f"Site {gone.id} fermé : {gone.name}.")
    return 0


def _words(one: "Site") -> str:
    """Its name, where it is, how to call it; whether it is closed."""
    from models import text

    place = ", ".join(part for part in (one.address, f"{one.postcode} {one.city}".strip()) if part)
    phone = text.show_phone(one.phone, "") if one.phone else ""
    parts = [one.name, place, phone, "" if one.active else "fermé"]
    return " ; ".join(part for part in parts if part)
