"""``comptoir absences``: when the agents do not receive."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import booked, typed, usage
from comptoir.setup.settings import load

if TYPE_CHECKING:
    from models.agenda.misfit import Misfit
    from models.hours.absence import Absence


@usage.listing("absences")
@click.pass_context
def absences(context: click.Context) -> int:
    """Montre les absences en cours et à venir, et combien de rendez-vous elles touchent."""
    if context.invoked_subcommand is not None:
        return 0
    from comptoir.setup import installation
    from models.agenda import misfit
    from models.hours import absence
    from models.service import agent

    with installation.opened(load()) as (database, _):
        coming, misplaced = database.call(absence.coming), database.call(misfit.misplaced)
        for one in coming:
            who = database.call(agent.get, one.agent_id)
            hit = sum(_touches(one, unfit) for unfit in misplaced)
            words = f"{one.id:>3}  {who.name} ({who.login}), {_words(one)}"
            click.echo(words + (f" ; rendez-vous touchés : {hit}" if hit else ""))
        if not coming:
            click.echo("Aucune absence à venir.")
    return 0


@absences.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--agent", "login", metavar="IDENTIFIANT", help="Qui est absent.")
@typed.time_options
@click.option("--raison", "reason", metavar="RAISON", default="", help="Pourquoi, en quelques mots neutres.")
@click.option("--tous-les", "days", metavar="lu,je", help="Revient ces jours-là, aux mêmes heures.")
@click.option(
    "--semaines", "every", type=usage.Number(), default=1, metavar="2", help="Toutes les 2 semaines."
)
@click.option("--jusqu-au", "until", metavar="30.6.2027", help="Dernière fois : sans fin si rien n’est dit.")
def add_absence(
    login: str, first: str, last: str | None, reason: str, days: str | None, every: int, until: str | None
) -> int:
    """Note une absence, et dit quels rendez-vous déjà pris elle touche."""
    from comptoir.setup import installation
    from models.agenda import misfit
    from models.dates import recurrence
    from models.hours import absence, change
    from models.service.agent import SYSTEM

    if days is None and (until is not None or every != 1):
        raise usage.Misuse("--semaines et --jusqu-au vont avec --tous-les")
    with installation.opened(load()) as (database, _):
        who = typed.active(database, login)
        start, end = typed.read_times(first, last, again=days is not None)
        rule = recurrence.weekly(recurrence.read_days(days), every) if days is not None else ""
        stop = typed.read_day(until) if until else None
        wanted = absence.Absence(0, who.id or 0, start, end, reason, rule, stop)
        absence.check(wanted)
        hit = database.call(misfit.hit, change.Change(absence=wanted))
        noted = database.call(
            absence.be_absent, SYSTEM, who.id or 0, start, end, reason, rule=rule, until=stop
        )
        click.echo(f"Absence {noted.id} notée : {who.name}, {noted.words}.")
        booked.show_hit(hit)
    return 0


@absences.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
def remove_absence(number: int) -> int:
    """Retire une absence : l’agent reçoit à nouveau."""
    from comptoir.setup import installation
    from models.hours import absence
    from models.service import agent

    with installation.opened(load()) as (database, _):
        gone = database.call(absence.be_back, agent.SYSTEM, number)
        name = database.call(agent.get, gone.agent_id).name
        click.echo(f"Absence {gone.id} retirée : {name}, {_words(gone)}.")
    return 0


def _words(one: "Absence") -> str:
    return f"{one.words} ({one.reason})" if one.reason else one.words


def _touches(one: "Absence", misfit: "Misfit") -> bool:
    """Whether an appointment that fits no more is in the time of an absence."""
    from models.hours import absence

    appointment, _why = misfit
    whose = one.agent_id in (appointment.agent_id, appointment.second_agent_id)
    return whose and bool(absence.times(one, appointment.starts_at, appointment.ends_at))
