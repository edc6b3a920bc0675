"""``comptoir plages``: when the agents receive."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

import click

from comptoir.commands import booked, range_options, typed, usage
from comptoir.setup.settings import load

if TYPE_CHECKING:
    from models.hours.opening_range import Changes, OpeningRange
    from models.service.agent import Account
    from models.service.profile import Profile


@usage.listing("plages")
@click.pass_context
def plages(context: click.Context) -> int:
    """Montre quand chaque agent reçoit sur rendez-vous, avec le numéro de chaque plage."""
    if context.invoked_subcommand is not None:
        return 0
    from comptoir.setup import installation
    from models.hours import opening, opening_words
    from models.service import agent, site

    with installation.opened(load()) as (database, profile):
        kept, sites = database.call(opening.ranges), database.call(site.names)
        for account in database.call(agent.accounts):
            own = [one for one in kept if one.agent_id == account.agent.id]
            own.sort(key=opening_words.in_the_week)
            if own or _may_receive(account, profile):
                click.echo(f"{account.agent.name} ({account.agent.login})" + _closed(account))
                for one in own:
                    click.echo(f"  {one.id:>3}  {opening_words.words(one, sites, {})}")
                if not own:
                    click.echo("  aucune plage")
    return 0


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
def add_range(login: str, days: str, start: str, end: str, first: str | None, every: int, **said: Any) -> int:
    """Ajoute des heures où un agent reçoit sur rendez-vous.

    Deux plages du même agent ne peuvent pas se chevaucher.
    """
    from comptoir.setup import installation
    from models import clock, text
    from models.dates import recurrence
    from models.hours import opening, opening_words
    from models.service import site
    from models.service.agent import SYSTEM

    with installation.opened(load()) as (database, profile):
        who = typed.active(database, login)
        more = range_options.read_more(database, profile, **said)
        made = database.call(
            opening.open_range,
            SYSTEM,
            who.id or 0,
            recurrence.weekly(recurrence.read_days(days), every),
            text.read_hour(start),
            text.read_hour(end),
            starts_on=typed.read_day(first) if first else clock.today(),
            **more,
        )
        words = opening_words.words(made, database.call(site.names), {})
        click.echo(f"Plage {made.id} ajoutée : {who.name}, {words}.")
        day = _next_day(made)
        if day is not None:
            click.echo(f"Première fois : {text.long_date(day)}.")
        if not any(who.role.value in one.roles for one in profile.motives):
            click.echo(
                f"Attention : aucun motif du profil n’est reçu par le rôle « {who.role.label} » ; "
                "cette plage ne sera pas proposée."
            )
    return 0


@plages.command("modifier", options_metavar="[OPTIONS]")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.option("--jours", "days", metavar="lu,ma,je", help="Jours de la semaine.")
@click.option("--de", "start", metavar="8:30", help="Heure de début.")
@click.option("--a", "end", metavar="12:00", help="Heure de fin.")
@click.option("--du", "first", metavar="1.12.2026", help="Premier jour.")
@range_options.changing_options
@click.option("--semaines", "every", type=usage.Number(), metavar="2", help="Toutes les 2 semaines.")
def change_range(
    number: int,
    days: str | None,
    start: str | None,
    end: str | None,
    first: str | None,
    every: int | None,
    **said: Any,
) -> int:
    """Change ce qui est donné d’une plage, et dit quels rendez-vous n’y tiennent plus.

    Ce qui n’est pas dit reste. « aucun » enlève : --pause aucune, --au aucun, --motifs tous, --site aucun ;
    --duree 0 rend la durée du motif.
    """
    from comptoir.setup import installation
    from models import text
    from models.hours import opening, opening_words
    from models.service import agent, site

    with installation.opened(load()) as (database, profile):
        before = database.call(opening.get, number)
        changes = cast("Changes", dict(range_options.read_more(database, profile, **said)))
        if days is not None or every is not None:
            changes["rule"] = range_options.read_rule(before.rule, days, every)
        if start is not None:
            changes["from_hour"] = text.read_hour(start)
        if end is not None:
            changes["to_hour"] = text.read_hour(end)
        if first is not None:
            changes["starts_on"] = typed.read_day(first)
        if not changes:
            raise usage.Misuse("Dites ce qui change, par exemple --a 11:30")
        _change(database, before, changes, "modifiée")
        name = database.call(agent.get, before.agent_id).name
        made = database.call(opening.get, number)
        click.echo(f"{name} : {opening_words.words(made, database.call(site.names), {})}.")
    return 0


@plages.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
def remove_range(number: int) -> int:
    """Retire une plage ; les rendez-vous déjà pris restent à l’agenda, et sont montrés."""
    from comptoir.setup import installation
    from models.agenda import misfit
    from models.hours import opening
    from models.hours.change import Change
    from models.service import agent

    with installation.opened(load()) as (database, _):
        database.call(opening.get, number)
        hit = database.call(misfit.hit, Change(removed=number))
        gone = database.call(opening.close_range, agent.SYSTEM, number)
        name = database.call(agent.get, gone.agent_id).name
        click.echo(
            f"Plage {gone.id} retirée : {name}, {gone.words}. Les rendez-vous déjà pris restent à l’agenda."
        )
        booked.show_hit(hit)
    return 0


@plages.command("exclure", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.argument("day", metavar="JOUR")
def leave_out(number: int, day: str) -> int:
    """Laisse de côté un jour d’une plage, et dit quels rendez-vous ce jour-là n’y tiennent plus."""
    from comptoir.setup import installation
    from models.dates import span
    from models.hours import opening, opening_exception

    with installation.opened(load()) as (database, _):
        before, left = database.call(opening.get, number), typed.read_day(day)
        changes = opening_exception.leaving_out(before, left)
        _change(database, before, changes, f"sans le {span.day_words(left)}")
    return 0


@plages.command("remettre", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.argument("day", metavar="JOUR")
def put_back(number: int, day: str) -> int:
    """Remet un jour laissé de côté : la plage ouvre à nouveau ce jour-là."""
    from comptoir.setup import installation
    from models.dates import span
    from models.hours import opening, opening_exception
    from models.service import agent

    with installation.opened(load()) as (database, _):
        before, back = database.call(opening.get, number), typed.read_day(day)
        changes = opening_exception.putting_back(before, back)
        database.call(opening.change_range, agent.SYSTEM, number, **changes)
        click.echo(f"Plage {number} : elle ouvre à nouveau le {span.day_words(back)}.")
    return 0


def _change(database: Any, before: "OpeningRange", changes: "Changes", done: str) -> None:
    """Change a range and say which appointments are hit: they are looked for before it changes."""
    from models.agenda import misfit
    from models.hours import opening
    from models.service import agent

    change = range_options.wanted(before, changes)
    hit = database.call(misfit.hit, change)
    database.call(opening.change_range, agent.SYSTEM, before.id, **changes)
    click.echo(f"Plage {before.id} : {done}.")
    booked.show_hit(hit)


# --- what is said


def _closed(account: "Account") -> str:
    return "" if account.active else ", fermé"


def _may_receive(account: "Account", profile: "Profile") -> bool:
    roles = {role for one in profile.motives for role in one.roles}
    return account.active and account.agent.role.value in roles


def _next_day(one: "OpeningRange") -> date | None:
    """The first of its days that is still to come."""
    from models import clock
    from models.dates import recurrence

    first = max(one.starts_on, clock.today())
    return next(iter(one.days(first, first + recurrence.LOOK_AHEAD)), None)
