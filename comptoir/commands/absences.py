"""``comptoir absences``: when the agents do not receive."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import booked, prepared, typed, usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.agenda.misfit import Misfit
    from models.hours.absence import Absence


@usage.listing("absences")
@prepared.site
def absences(here: Prepared) -> None:
    """Montre les absences en cours et à venir, et combien de rendez-vous elles touchent."""
    from models.agenda import misfit
    from models.hours import absence
    from models.service import agent

    coming, misplaced = here.ask(absence.coming), here.ask(misfit.misplaced)
    for one in coming:
        who = here.ask(agent.get, one.agent_id)
        hit = sum(_touches(one, unfit) for unfit in misplaced)
        words = f"{one.id:>3}  {who.name} ({who.login}), {_words(one)}"
        click.echo(words + (f" ; rendez-vous touchés : {hit}" if hit else ""))
    if not coming:
        click.echo("Aucune absence à venir.")


@absences.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--agent", "login", metavar="IDENTIFIANT", help="Qui est absent.")
@typed.time_options
@click.option("--raison", "reason", metavar="RAISON", default="", help="Pourquoi, en quelques mots neutres.")
@click.option("--tous-les", "days", metavar="lu,je", help="Revient ces jours-là, aux mêmes heures.")
@click.option(
    "--semaines", "every", type=usage.Number(), default=1, metavar="2", help="Toutes les 2 semaines."
)
@click.option("--jusqu-au", "until", metavar="30.6.2027", help="Dernière fois : sans fin si rien n’est dit.")
@prepared.site
def add_absence(
    here: Prepared,
    login: str,
    first: str,
    last: str | None,
    reason: str,
    days: str | None,
    every: int,
    until: str | None,
) -> None:
    """Note une absence, et dit quels rendez-vous déjà pris elle touche."""
    from models.agenda import misfit
    from models.dates import recurrence
    from models.hours import absence, change

    if days is None and (until is not None or every != 1):
        raise usage.Misuse("--semaines et --jusqu-au vont avec --tous-les")
    who = typed.active(here, login)
    start, end = typed.read_times(first, last, again=days is not None)
    rule = recurrence.weekly(recurrence.read_days(days), every) if days is not None else ""
    stop = typed.read_day(until) if until else None
    wanted = absence.Absence(0, who.id or 0, start, end, reason, rule, stop)
    absence.check(wanted)
    hit = here.ask(misfit.hit, change.Change(absence=wanted))
    noted = here.act(absence.be_absent, who.id or 0, start, end, reason, rule=rule, until=stop)
    click.echo(f"Absence {noted.id} notée : {who.name}, {noted.words}.")
    booked.show_hit(hit)


@absences.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@prepared.site
def remove_absence(here: Prepared, number: int) -> None:
    """Retire une absence : l’agent reçoit à nouveau."""
    from models.hours import absence
    from models.service import agent

    gone = here.act(absence.be_back, number)
    name = here.ask(agent.get, gone.agent_id).name
    click.echo(f"Absence {gone.id} retirée : {name}, {_words(gone)}.")


@absences.command("lever", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.argument("day", metavar="JOUR")
@prepared.site
def lift_absence(here: Prepared, number: int, day: str) -> None:
    """Lève, pour un jour, une absence qui revient : l’agent reçoit ce jour-là."""
    from models.hours import absence

    one = here.act(absence.lift, number, typed.read_day(day))
    click.echo(f"Absence {one.id} : {_words(one)}.")


@absences.command("remettre", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@click.argument("day", metavar="JOUR")
@prepared.site
def lift_no_more(here: Prepared, number: int, day: str) -> None:
    """Remet une absence un jour où elle était levée, et dit quels rendez-vous elle touche."""
    from models.agenda import misfit
    from models.hours import absence

    one = here.act(absence.lift_no_more, number, typed.read_day(day))
    click.echo(f"Absence {one.id} : {_words(one)}.")
    booked.show_hit(unfit for unfit in here.ask(misfit.misplaced) if _touches(one, unfit))


def _words(one: "Absence") -> str:
    return f"{one.words} ({one.reason})" if one.reason else one.words


def _touches(one: "Absence", misfit: "Misfit") -> bool:
    """Whether an appointment that fits no more is in the time of an absence."""
    from models.hours import absence

    appointment, _why = misfit
    whose = one.agent_id in (appointment.agent_id, appointment.second_agent_id)
    return whose and bool(absence.times(one, appointment.starts_at, appointment.ends_at))
