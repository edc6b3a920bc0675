"""``comptoir sites``: the places of a service that has several; one with a single place needs none."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import prepared, usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.service.site import Site


@usage.listing("sites")
@prepared.site
def sites(here: Prepared) -> None:
    """Montre les sites du service, et celui de ce poste."""
    from comptoir.setup import seat
    from models.service import site

    seat.take(here.settings, here.database)
    known = here.ask(site.everyone, closed=True)
    for one in known:
        mine = "  (ce poste)" if one.id == site.here() else ""
        click.echo(f"{one.id:>3}  {_words(one)}{mine}")
    if not known:
        click.echo("Aucun site : ce service n’en a qu’un, qui n’a pas besoin de nom.")


@sites.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--nom", "name", metavar="NOM", help="Nom du site, comme le réglage « site » l’écrira.")
@click.option("--adresse", "address", metavar="ADRESSE", default="", help="Rue et numéro.")
@click.option("--code-postal", "postcode", metavar="CODE", default="", help="Code postal.")
@click.option("--ville", "city", metavar="VILLE", default="", help="Commune.")
@click.option("--telephone", "phone", metavar="NUMÉRO", default="", help="Téléphone du site.")
@prepared.site
def add_site(here: Prepared, name: str, address: str, postcode: str, city: str, phone: str) -> None:
    """Ajoute un site. Chaque poste dit ensuite le sien par le réglage « site »."""
    from models import telephone
    from models.service import site

    dialled = telephone.read(phone, here.profile.service.phone_region) if phone else ""
    made = here.act(site.add, name, address=address, postcode=postcode, city=city, phone=dialled)
    click.echo(f"Site {made.id} ajouté : {_words(made)}.")
    click.echo(f'Sur chacun de ses postes, dans le fichier de réglages : site = "{made.name}"')


@sites.command("fermer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@prepared.site
def close_site(here: Prepared, number: int) -> None:
    """Ferme un site : il n’est plus proposé, ce qui y a eu lieu reste."""
    from models.service import site

    gone = here.act(site.close, number)
    click.echo(f"Site {gone.id} fermé : {gone.name}.")


def _words(one: "Site") -> str:
    """Its name, where it is, how to call it; whether it is closed."""
    from models import telephone

    place = ", ".join(part for part in (one.address, f"{one.postcode} {one.city}".strip()) if part)
    phone = telephone.show(one.phone, "") if one.phone else ""
    parts = [one.name, place, phone, "" if one.active else "fermé"]
    return " ; ".join(part for part in parts if part)
