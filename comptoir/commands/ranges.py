"""``comptoir plages``: when the agents receive."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import click

from comptoir.commands import booked, prepared, range_options, typed, usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.hours.opening_range import Changes, OpeningRange
    from models.service.agent import Account
    from models.service.profile import Profile


@usage.listing("plages")
@prepared.site
def plages(here: Prepared) -> None:
    """Montre quand chaque agent reçoit sur rendez-vous, avec le numéro de chaque plage."""
    from models.hours import opening, opening_words
    from models.service import agent, site

    kept, sites = here.ask(opening.ranges), here.ask(site.names)
    for account in here.ask(agent.accounts):
        own = [one for one in kept if one.agent_id == account.agent.id]
        own.sort(key=opening_words.in_the_week)
        if own or _may_receive(account, here.profile):
            click.echo(
                f"{account.agent.name} ({account.agent.login})" + ("" if account.active else ", fermé")
            )
            for one in own:
                click.echo(f"  {one.id:>3}  {opening_words.words(one, sites, {})}")
            if not own:
                click.echo("  aucune plage")


@plages.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--agent", "login", metavar="IDENTIFIANT", help="Qui reçoit.")
@usage.needed(
    "--jours", "days", metavar="lu,ma,je", help="Jours de la semaine ; lu-ve va du lundi au vendredi."
)
@usage.needed("--de", "start", metavar="8:30", help="Heure de début.")
@usage.needed("--a", "end", metavar="12:00", help="Heure de fin.")
@click.option("--du", "first", metavar="1.12.2026", help="Premier jour : aujourd’hui si rien n’est dit.")
@range_options.more_options
@click.option(
    "--semaines",
    "every",
    type=usage.Number(),
    default=1,
    metavar="2",
    help="Toutes les 2 semaines (de 1 à 8), comptées depuis celle du premier jour.",
)
@prepared.site
def add_range(
    here: Prepared, /, login: str, days: str, start: str, end: str, first: str | None, every: int, **said: Any
) -> None:
    """Ajoute des heures où un agent reçoit sur rendez-vous.

    Deux plages du même agent ne peuvent pas se chevaucher.
    """
    from models import clock, text
    from models.dates import reader, recurrence
    from models.hours import opening, opening_words
    from models.service import site

    who = typed.active(here, login)
    more = range_options.read_more(here, **said)
    made = here.act(
        opening.open_range,
        who.id or 0,
        recurrence.weekly(recurrence.read_days(days), every),
        reader.read_hour(start),
        reader.read_end_hour(end),
        starts_on=typed.read_day(first) if first else clock.today(),
        **more,
    )
    words = opening_words.words(made, here.ask(site.names), {})
    click.echo(f"Plage {made.id} ajoutée : {who.name}, {words}.")
    day = _next_day(made)
    if day is not None:
        click.echo(f"Première fois : {text.long_date(day)}.")
    if not any(who.role in one.roles for one in here.profile.motives):
        click.echo(
            f"Attention : aucun motif du profil n’est reçu par le rôle « {who.role.label} » ; "
            "cette plage ne sera pas proposée."
        )


@plages.command("modifier", options_metavar="[OPTIONS]")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.option("--jours", "days", metavar="lu,ma,je", help="Jours de la semaine.")
@click.option("--de", "start", metavar="8:30", help="Heure de début.")
@click.option("--a", "end", metavar="12:00", help="Heure de fin.")
@click.option("--du", "first", metavar="1.12.2026", help="Premier jour.")
@range_options.changing_options
@click.option("--semaines", "every", type=usage.Number(), metavar="2", help="Toutes les 2 semaines.")
@prepared.site
def change_range(
    here: Prepared,
    /,
    number: int,
    days: str | None,
    start: str | None,
    end: str | None,
    first: str | None,
    every: int | None,
    **said: Any,
) -> None:
    """Change ce qui est donné d’une plage, et dit quels rendez-vous n’y tiennent plus.

    Ce qui n’est pas dit reste. « aucun » enlève : --pause aucune, --au aucun, --motifs tous, --site aucun ;
    --duree 0 rend la durée du motif.
    """
    from models.dates import reader
    from models.hours import opening, opening_words
    from models.service import agent, site

    before = here.ask(opening.get, number)
    changes = cast("Changes", dict(range_options.read_more(here, **said)))
    if days is not None or every is not None:
        changes["rule"] = range_options.read_rule(before.rule, days, every)
    if start is not None:
        changes["from_hour"] = reader.read_hour(start)
    if end is not None:
        changes["to_hour"] = reader.read_end_hour(end)
    if first is not None:
        changes["starts_on"] = typed.read_day(first)
    if not changes:
        raise usage.Misuse("Dites ce qui change, par exemple --a 11:30")
    _change(here, before, changes, "modifiée")
    name = here.ask(agent.get, before.agent_id).name
    made = here.ask(opening.get, number)
    click.echo(f"{name} : {opening_words.words(made, here.ask(site.names), {})}.")


@plages.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@prepared.site
def remove_range(here: Prepared, number: int) -> None:
    """Retire une plage ; les rendez-vous déjà pris restent à l’agenda, et sont montrés."""
    from models.agenda import misfit
    from models.hours import opening
    from models.hours.change import Change
    from models.service import agent

    here.ask(opening.get, number)
    hit = here.ask(misfit.hit, Change(removed=number))
    gone = here.act(opening.close_range, number)
    name = here.ask(agent.get, gone.agent_id).name
    click.echo(
        f"Plage {gone.id} retirée : {name}, {gone.words}. Les rendez-vous déjà pris restent à l’agenda."
    )
    booked.show_hit(hit)


@plages.command("exclure", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.argument("day", metavar="JOUR")
@prepared.site
def leave_out(here: Prepared, number: int, day: str) -> None:
    """Laisse de côté un jour d’une plage, et dit quels rendez-vous ce jour-là n’y tiennent plus."""
    from models.dates import span
    from models.hours import opening, opening_exception

    before, left = here.ask(opening.get, number), typed.read_day(day)
    changes = opening_exception.leaving_out(before, left)
    _change(here, before, changes, f"sans le {span.day_words(left)}")


@plages.command("remettre", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.argument("day", metavar="JOUR")
@prepared.site
def put_back(here: Prepared, number: int, day: str) -> None:
    """Remet un jour laissé de côté : la plage ouvre à nouveau ce jour-là."""
    from models.dates import span
    from models.hours import opening, opening_exception

    before, back = here.ask(opening.get, number), typed.read_day(day)
    changes = opening_exception.putting_back(before, back)
    here.act(opening.change_range, number, **changes)
    click.echo(f"Plage {number} : elle ouvre à nouveau le {span.day_words(back)}.")


def _change(here: Prepared, before: "OpeningRange", changes: "Changes", done: str) -> None:
    """Change a range and say which appointments are hit: they are looked for before it changes."""
    from models.agenda import misfit
    from models.hours import opening

    hit = here.ask(misfit.hit, range_options.wanted(before, changes))
    here.act(opening.change_range, before.id, **changes)
    click.echo(f"Plage {before.id} : {done}.")
    booked.show_hit(hit)


def _may_receive(account: "Account", profile: "Profile") -> bool:
    roles = {role for one in profile.motives for role in one.roles}
    return account.active and account.agent.role in roles


def _next_day(one: "OpeningRange") -> date | None:
    """The first of its days that is still to come."""
    from models import clock
    from models.dates import recurrence

    first = max(one.starts_on, clock.today())
    return next(iter(one.days(first, first + recurrence.LOOK_AHEAD)), None)
