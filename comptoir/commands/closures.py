"""``comptoir fermetures``: when a site, or the whole service, receives nobody."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import booked, prepared, typed, usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.hours.closure import Closure


@usage.listing("fermetures")
@prepared.site
def fermetures(here: Prepared) -> None:
    """Montre les fermetures en cours et à venir, et les jours fériés des trois mois qui viennent."""
    from datetime import timedelta

    from models import clock, text
    from models.hours import closure
    from models.service import holiday, site

    sites, today = here.ask(site.names), clock.today()
    coming = here.ask(closure.coming)
    for one in coming:
        click.echo(f"{one.id:>3}  {_words(one, sites)}")
    if not coming:
        click.echo("Aucune fermeture à venir.")
    for day, name in holiday.named(today, today + timedelta(days=90)).items():
        click.echo(f"     {text.long_date(day)}, jour férié : {name}")


@fermetures.command("ajouter", options_metavar="[OPTIONS]")
@typed.time_options
@click.option("--raison", "reason", metavar="RAISON", default="", help="Pourquoi, comme l’agenda le dira.")
@click.option("--site", "where", metavar="NOM", help="Ce site seulement : tous si rien n’est dit.")
@prepared.site
def add_closure(here: Prepared, first: str, last: str | None, reason: str, where: str | None) -> None:
    """Ferme le service ou un site, et dit quels rendez-vous déjà pris sont touchés."""
    from models.agenda import misfit
    from models.hours import change, closure
    from models.service import site

    start, end = typed.read_times(first, last)
    site_id = here.ask(site.find, where).id if where else None
    wanted = closure.Closure(0, site_id, start, end, reason)
    closure.check(wanted)
    hit = here.ask(misfit.hit, change.Change(closure=wanted))
    kept = here.act(closure.add, start, end, reason, site_id=site_id)
    click.echo(f"Fermeture {kept.id} notée : {_words(kept, here.ask(site.names))}.")
    booked.show_hit(hit)


@fermetures.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@prepared.site
def remove_closure(here: Prepared, number: int) -> None:
    """Retire une fermeture : on reçoit à nouveau."""
    from models.hours import closure
    from models.service import site

    gone = here.act(closure.remove, number)
    click.echo(f"Fermeture {gone.id} retirée : {_words(gone, here.ask(site.names))}.")


def _words(one: "Closure", sites: dict[int, str]) -> str:
    where = "tout le service" if one.site_id is None else sites.get(one.site_id, str(one.site_id))
    return f"{where}, {one.words}" + (f" ({one.reason})" if one.reason else "")
