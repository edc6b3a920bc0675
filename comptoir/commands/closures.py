"""``comptoir fermetures``: when a site, or the whole service, receives nobody."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import booked, typed, usage
from comptoir.setup.settings import load

if TYPE_CHECKING:
    from models.hours.closure import Closure


@usage.listing("fermetures")
@click.pass_context
def fermetures(context: click.Context) -> int:
    """Montre les fermetures en cours et à venir, et les jours fériés des trois mois qui viennent."""
    if context.invoked_subcommand is not None:
        return 0
    from datetime import timedelta

    from comptoir.setup import installation
    from models import clock, text
    from models.hours import closure
    from models.service import holiday, site

    with installation.opened(load()) as (database, _):
        sites, today = database.call(site.names), clock.today()
        coming = database.call(closure.coming)
        for one in coming:
            click.echo(f"{one.id:>3}  {_words(one, sites)}")
        if not coming:
            click.echo("Aucune fermeture à venir.")
        for day in sorted(holiday.between(today, today + timedelta(days=90))):
            click.echo(f"     {text.long_date(day)}, jour férié : {holiday.name(day)}")
    return 0


@fermetures.command("ajouter", options_metavar="[OPTIONS]")
@typed.time_options
@click.option("--raison", "reason", metavar="RAISON", default="", help="Pourquoi, comme l’agenda le dira.")
@click.option("--site", "where", metavar="NOM", help="Ce site seulement : tous si rien n’est dit.")
def add_closure(first: str, last: str | None, reason: str, where: str | None) -> int:
    """Ferme le service ou un site, et dit quels rendez-vous déjà pris sont touchés."""
    from comptoir.setup import installation
    from models.agenda import misfit
    from models.hours import change, closure
    from models.service import site
    from models.service.agent import SYSTEM

    with installation.opened(load()) as (database, _):
        start, end = typed.read_times(first, last)
        site_id = database.call(site.find, where).id if where else None
        wanted = closure.Closure(0, site_id, start, end, reason)
        closure.check(wanted)
        hit = database.call(misfit.hit, change.Change(closure=wanted))
        kept = database.call(closure.add, SYSTEM, start, end, reason, site_id=site_id)
        click.echo(f"Fermeture {kept.id} notée : {_words(kept, database.call(site.names))}.")
        booked.show_hit(hit)
    return 0


@fermetures.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
def remove_closure(number: int) -> int:
    """Retire une fermeture : on reçoit à nouveau."""
    from comptoir.setup import installation
    from models.hours import closure
    from models.service import site
    from models.service.agent import SYSTEM

    with installation.opened(load()) as (database, _):
        gone = database.call(closure.remove, SYSTEM, number)
        click.echo(f"Fermeture {gone.id} retirée : {_words(gone, database.call(site.names))}.")
    return 0


def _words(one: "Closure", sites: dict[int, str]) -> str:
    where = "tout le service" if one.site_id is None else sites.get(one.site_id, str(one.site_id))
    return f"{where}, {one.words}" + (f" ({one.reason})" if one.reason else "")
