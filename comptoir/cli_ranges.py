"""``comptoir plages``: when the agents receive."""

from datetime import date
from typing import TYPE_CHECKING

import click

from comptoir import typed, usage
from comptoir.settings import load

if TYPE_CHECKING:
    from models.agent import Account
    from models.opening import OpeningRange, Place
    from models.profile import Profile

# As models.opening.Place names them, which is not loaded to show the help; a test holds the two together.
PLACES = ("sur-place", "telephone", "domicile", "visio")


@usage.listing("plages")
@click.pass_context
def plages(context: click.Context) -> int:
    """Montre quand chaque agent reçoit sur rendez-vous, avec le numéro de chaque plage."""
    if context.invoked_subcommand is not None:
        return 0
    from comptoir import site
    from models import agent, opening

    with site.opened(load()) as (database, profile):
        kept = database.call(opening.ranges)
        for account in database.call(agent.accounts):
            own = [one for one in kept if one.agent_id == account.agent.id]
            if own or _may_receive(account, profile):
                click.echo(f"{account.agent.name} ({account.agent.login})" + _closed(account))
                for one in own:
                    click.echo(f"  {one.id:>3}  {_range_words(one)}")
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
@click.option("--au", "last", metavar="30.6.2027", help="Dernier jour : sans fin si rien n’est dit.")
@click.option(
    "--lieux",
    "places",
    metavar="sur-place,telephone",
    default="sur-place,telephone",
    help="Où, parmi sur-place, telephone, domicile, visio : sur place et au téléphone si rien n’est dit.",
)
@click.option(
    "--motifs", "motives", metavar="MOTIF,MOTIF", help="Motifs du profil reçus : tous si rien n’est dit."
)
@click.option(
    "--semaines",
    "every",
    type=usage.Number(),
    default=1,
    metavar="2",
    help="Toutes les 2 semaines (de 1 à 8), comptées depuis celle du premier jour.",
)
def add_range(
    login: str,
    days: str,
    start: str,
    end: str,
    first: str | None,
    last: str | None,
    places: str,
    motives: str | None,
    every: int,
) -> int:
    """Ajoute des heures où un agent reçoit sur rendez-vous.

    Deux plages du même agent ne peuvent pas se chevaucher.
    """
    from comptoir import site
    from models import clock, opening, recurrence, text
    from models.agent import SYSTEM

    with site.opened(load()) as (database, profile):
        who = typed.active(database, login)
        wanted = _motives(profile, motives or "")
        starts_on = typed.read_day(first, "--du") if first else clock.today()
        made = database.call(
            opening.open_range,
            SYSTEM,
            who.id or 0,
            recurrence.weekly(recurrence.read_days(days), every),
            text.read_hour(start),
            text.read_hour(end),
            starts_on=starts_on,
            ends_on=typed.read_day(last, "--au") if last else None,
            places=_places(places),
            motives=wanted,
        )
        click.echo(f"Plage {made.id} ajoutée : {who.name}, {_range_words(made)}.")
        click.echo(f"Première fois : {text.long_date(_first_day(made))}.")
        if not any(who.role.value in one.roles for one in profile.motives):
            click.echo(
                f"Attention : aucun motif du profil n’est reçu par le rôle « {who.role.label} » ; "
                "cette plage ne sera pas proposée."
            )
    return 0


@plages.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
def remove_range(number: int) -> int:
    """Retire une plage ; les rendez-vous déjà pris restent à l’agenda."""
    from comptoir import site
    from models import agent, opening

    with site.opened(load()) as (database, _):
        gone = database.call(opening.close_range, agent.SYSTEM, number)
        name = database.call(agent.get, gone.agent_id).name
    click.echo(
        f"Plage {gone.id} retirée : {name}, {gone.words}. Les rendez-vous déjà pris restent à l’agenda."
    )
    return 0


# --- what was typed


def _places(words: str) -> "tuple[Place, ...]":
    from models import text
    from models.opening import Place

    known = {text.fold(place.label): place for place in Place}
    typed = [text.fold(word) for word in words.split(",") if text.fold(word)]
    if not typed or not set(typed) <= set(known):
        raise usage.Misuse(f"--lieux : « {words} » n’est pas proposé ; choisissez parmi {', '.join(PLACES)}")
    return tuple(place for name, place in known.items() if name in typed)


def _motives(profile: "Profile", words: str) -> tuple[str, ...]:
    typed = tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    known = [one.id for one in profile.motives]
    for word in typed:
        if word not in known:
            raise usage.Misuse(
                f"--motifs : le profil n’a pas de motif « {word} » ; choisissez parmi {', '.join(known)}"
            )
    return typed


# --- what is said


def _closed(account: "Account") -> str:
    return "" if account.active else ", fermé"


def _may_receive(account: "Account", profile: "Profile") -> bool:
    roles = {role for one in profile.motives for role in one.roles}
    return account.active and account.agent.role.value in roles


def _range_words(one: "OpeningRange") -> str:
    parts = [one.words, ", ".join(place.label for place in one.places)]
    parts.append(f"dès le {typed.short(one.starts_on)}")
    if one.ends_on:
        parts.append(f"jusqu’au {typed.short(one.ends_on)}")
    if one.motives:
        parts.append(f"motifs : {', '.join(one.motives)}")
    return " ; ".join(parts)


def _first_day(one: "OpeningRange") -> date:
    from models import recurrence

    return recurrence.days(one.rule, one.starts_on, one.starts_on, one.starts_on + recurrence.LOOK_AHEAD)[0]
