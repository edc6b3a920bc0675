"""``comptoir plages`` and ``comptoir absences``: when the agents receive, and when not."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from comptoir import usage
from comptoir.cli_agents import show_booked
from comptoir.settings import load

if TYPE_CHECKING:
    from models.agent import Account, Agent
    from models.database import Database
    from models.opening import Absence, OpeningRange, Place
    from models.profile import Profile

# As models.opening.Place names them, which is not loaded to show the help; a test holds the two together.
PLACES = ("sur-place", "telephone", "domicile", "visio")


# --- opening ranges


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
@usage.needed("--jours", "days", metavar="lu,ma,je", help="Jours de la semaine ; lu-ve va du lundi au vendredi.")
@usage.needed("--de", "start", metavar="8:30", help="Heure de début.")
@usage.needed("--a", "end", metavar="12:00", help="Heure de fin.")
@click.option("--du", "first", metavar="1.12.2026", help="Premier jour : aujourd’hui si rien n’est dit.")
@click.option("--au", "last", metavar="30.6.2027", help="Dernier jour : sans fin si rien n’est dit.")
@click.option(
    "--lieux",
    "places",
    metavar="sur-place,telephone",
    default="sur-place,telephone",
    help="Où, parmi sur-place, telephone, domicile, visio : sur place et au téléphone si rien n’est dit.",
)
@click.option("--motifs", "motives", metavar="MOTIF,MOTIF", help="Motifs du profil reçus : tous si rien n’est dit.")
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
    """Ajoute des heures où un agent reçoit sur rendez-vous. Deux plages du même agent ne se chevauchent pas."""
    from comptoir import site
    from models import clock, opening, recurrence, text
    from models.agent import SYSTEM

    with site.opened(load()) as (database, profile):
        who = _active(database, login)
        wanted = _motives(profile, motives or "")
        starts_on = _day(first, "--du") if first else clock.today()
        made = database.call(
            opening.open_range,
            SYSTEM,
            who.id or 0,
            recurrence.weekly(recurrence.read_days(days), every),
            text.read_hour(start),
            text.read_hour(end),
            starts_on=starts_on,
            ends_on=_day(last, "--au") if last else None,
            places=_places(places),
            motives=wanted,
        )
        click.echo(f"Plage {made.id} ajoutée : {who.name}, {_range_words(made)}.")
        click.echo(f"Première fois : {text.long_date(_first_day(made))}.")
        if not any(who.role.value in one.roles for one in profile.motives):
            click.echo(
                f"Attention : aucun motif du profil n’est reçu par le rôle « {who.role.label} » ; "
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
    click.echo(f"Plage {gone.id} retirée : {name}, {gone.words}. Les rendez-vous déjà pris restent à l’agenda.")
    return 0


# --- absences


@usage.listing("absences")
@click.pass_context
def absences(context: click.Context) -> int:
    """Montre les absences en cours et à venir, et combien de rendez-vous elles touchent."""
    if context.invoked_subcommand is not None:
        return 0
    from comptoir import site
    from models import agenda, agent, opening

    with site.opened(load()) as (database, _):
        coming = database.call(opening.coming_absences)
        for one in coming:
            who = database.call(agent.get, one.agent_id)
            hit = database.call(agenda.ahead, one.agent_id, one.starts_at, one.ends_at)
            words = f"{one.id:>3}  {who.name} ({who.login}), {_absence_words(one)}"
            click.echo(words + (f" ; rendez-vous touchés : {len(hit)}" if hit else ""))
        if not coming:
            click.echo("Aucune absence à venir.")
    return 0


@absences.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--agent", "login", metavar="IDENTIFIANT", help="Qui est absent.")
@usage.needed("--du", "first", metavar="24.12.2026", help="Premier jour, ou « 24.12.2026 14:00 ».")
@click.option("--au", "last", metavar="2.1.2027", help="Dernier jour compris, ou jour et heure : le même jour si rien n’est dit.")
@click.option("--motif", "reason", metavar="MOTIF", default="", help="Pourquoi, en quelques mots neutres.")
def add_absence(login: str, first: str, last: str | None, reason: str) -> int:
    """Note une absence, et dit quels rendez-vous déjà pris elle touche."""
    from comptoir import site
    from models import agenda, clock, opening
    from models.agent import SYSTEM

    with site.opened(load()) as (database, _):
        who = _active(database, login)
        day, hour = _moment(first, "--du")
        last_day, last_hour = _moment(last, "--au") if last else (day, None)
        start = clock.at(day, hour or time())
        end = clock.at(last_day, last_hour) if last_hour else clock.day_bounds(last_day)[1]
        number = database.call(opening.be_absent, SYSTEM, who.id or 0, start, end, reason)
        hit = database.call(agenda.ahead, who.id or 0, start, end)
        noted = opening.Absence(number, who.id or 0, start, end, "")
        click.echo(f"Absence {number} notée : {who.name}, {_absence_words(noted)}.")
        show_booked(hit, "Rendez-vous touchés")
    return 0


@absences.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
def remove_absence(number: int) -> int:
    """Retire une absence : l’agent reçoit à nouveau."""
    from comptoir import site
    from models import agent, opening

    with site.opened(load()) as (database, _):
        gone = database.call(opening.be_back, agent.SYSTEM, number)
        name = database.call(agent.get, gone.agent_id).name
        click.echo(f"Absence {gone.id} retirée : {name}, {_absence_words(gone)}.")
    return 0


# --- what was typed


def _active(database: "Database", login: str) -> "Agent":
    """The agent of that login. Raises :class:`ComptoirError` when there is none, or when it is closed."""
    from models import agent
    from models.errors import ComptoirError

    account = database.call(agent.find, login)
    if not account.active:
        raise ComptoirError(
            "Agent fermé",
            f"{account.agent.name} est fermé. « comptoir agents rouvrir {account.agent.login} » d’abord.",
        )
    return account.agent


def _day(words: str, option: str) -> date:
    from models import text

    day = text.read_date(words)
    if day is None:
        raise usage.Misuse(f"{option} attend un jour, comme 1.12.2026")
    if day.year < 2000:  # « 27 » is read as the year of a birth
        raise usage.Misuse(f"{option} : « {words} » se lit {day.year} ; écrivez l’année en quatre chiffres")
    return day


def _moment(words: str, option: str) -> tuple[date, time | None]:
    """A day, and the hour that follows it if there is one."""
    from models import text

    day, _, hour = words.strip().partition(" ")
    return _day(day, option), text.read_hour(hour) if hour.strip() else None


def _places(words: str) -> "tuple[Place, ...]":
    from models import text
    from models.opening import Place

    known = {text.fold(place.label): place for place in Place}
    typed = [text.fold(word) for word in words.split(",") if text.fold(word)]
    if not typed or not set(typed) <= set(known):
        raise usage.Misuse(f"--lieux : « {words} » n’est pas proposé ; choisissez parmi {', '.join(PLACES)}")
    return tuple(place for name, place in known.items() if name in typed)


def _motives(profile: "Profile", words: str) -> tuple[str, ...]:
    typed = tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    known = [one.id for one in profile.motives]
    for word in typed:
        if word not in known:
            raise usage.Misuse(
                f"--motifs : le profil n’a pas de motif « {word} » ; choisissez parmi {', '.join(known)}"
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
    parts.append(f"dès le {_short(one.starts_on)}")
    if one.ends_on:
        parts.append(f"jusqu’au {_short(one.ends_on)}")
    if one.motives:
        parts.append(f"motifs : {', '.join(one.motives)}")
    return " ; ".join(parts)


def _absence_words(one: "Absence") -> str:
    """From when to when, without hours for whole days."""
    from models import clock

    start, end = clock.local(one.starts_at), clock.local(one.ends_at)
    since = _short(start.date()) + ("" if start.time() == time() else f" à {start.hour}:{start:%M}")
    if end.time() == time():
        until = _short(end.date() - timedelta(days=1))
    else:
        until = f"{_short(end.date())} à {end.hour}:{end:%M}"
    reason = f" ({one.reason})" if one.reason else ""
    return (f"le {since}" if since == until else f"du {since} au {until}") + reason


def _short(day: date | datetime) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def _first_day(one: "OpeningRange") -> date:
    from models import recurrence

    return recurrence.days(one.rule, one.starts_on, one.starts_on, one.starts_on + recurrence.LOOK_AHEAD)[0]
