"""``comptoir absences``: when the agents do not receive."""

from datetime import time, timedelta
from typing import TYPE_CHECKING

import click

from comptoir import typed, usage
from comptoir.cli_agents import show_booked
from comptoir.settings import load

if TYPE_CHECKING:
    from models.opening import Absence


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
            click.echo(words + (f" ; rendez-vous touchés : {len(hit)}" if hit else ""))
        if not coming:
            click.echo("Aucune absence à venir.")
    return 0


@absences.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--agent", "login", metavar="IDENTIFIANT", help="Qui est absent.")
@usage.needed("--du", "first", metavar="24.12.2026", help="Premier jour, ou « 24.12.2026 14:00 ».")
@click.option(
    "--au",
    "last",
    metavar="2.1.2027",
    help="Dernier jour compris, ou jour et heure : le même jour si rien n’est dit.",
)
@click.option("--motif", "reason", metavar="MOTIF", default="", help="Pourquoi, en quelques mots neutres.")
def add_absence(login: str, first: str, last: str | None, reason: str) -> int:
    """Note une absence, et dit quels rendez-vous déjà pris elle touche."""
    from comptoir import site
    from models import agenda, clock, opening
    from models.agent import SYSTEM

    with site.opened(load()) as (database, _):
        who = typed.active(database, login)
        day, hour = typed.read_moment(first, "--du")
        last_day, last_hour = typed.read_moment(last, "--au") if last else (day, None)
        start = clock.at(day, hour or time())
        end = clock.at(last_day, last_hour) if last_hour else clock.day_bounds(last_day)[1]
        number = database.call(opening.be_absent, SYSTEM, who.id or 0, start, end, reason)
        hit = database.call(agenda.ahead, who.id or 0, start, end)
        noted = opening.Absence(number, who.id or 0, start, end, "")
        click.echo(f"Absence {number} notée : {who.name}, {_absence_words(noted)}.")
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
        click.echo(f"Absence {gone.id} retirée : {name}, {_absence_words(gone)}.")
    return 0


def _absence_words(one: "Absence") -> str:
    """From when to when, without hours for whole days."""
    from models import clock

    start, end = clock.local(one.starts_at), clock.local(one.ends_at)
    reason = f" ({one.reason})" if one.reason else ""
    whole = end.time() == time()
    last = typed.short(end.date() - timedelta(days=1) if whole else end.date())
    first = typed.short(start.date())
    until = "" if whole else f" à {end.hour}:{end:%M}"
    if start.time() == time() and whole and first == last:
        return f"le {first}{reason}"
    if first == last:
        return f"le {first} de {start.hour}:{start:%M}{until or ' à la fin du jour'}{reason}"
    since = "" if start.time() == time() else f" à {start.hour}:{start:%M}"
    return f"du {first}{since} au {last}{until}{reason}"
