"""``comptoir agents``: who may sign in. Nobody is ever deleted: what they did stays under their name."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import booked, usage
from comptoir.setup.settings import load

if TYPE_CHECKING:
    from models.service.agent import Agent

# As models.service.agent.Role names them, not loaded to show the help; a test holds the two together.
ROLES = ("accueil", "travailleur-social", "responsable", "administrateur")


@usage.listing("agents")
@click.pass_context
def agents(context: click.Context) -> int:
    """Montre les agents : identifiant, nom, rôle, actif ou fermé."""
    if context.invoked_subcommand is None:
        from comptoir.setup import installation
        from models.service import agent

        with installation.opened(load()) as (database, _):
            for one in database.call(agent.accounts):
                who = one.agent
                state = "actif" if one.active else "fermé"
                click.echo(f"{who.login:<20} {who.name:<30} {who.role.label:<20} {state}".rstrip())
                if who.languages or who.sectors:
                    click.echo(f"{'':<20} {_besides(who)}")
    return 0


@agents.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--identifiant", "login", metavar="IDENTIFIANT", help="Ce que l’agent tape pour se présenter.")
@usage.needed("--nom", "name", metavar="NOM", help="Nom affiché et imprimé sur les courriers.")
@usage.needed("--role", "role", type=usage.OneOf(ROLES), help="Ce que l’agent fait.")
def add_agent(login: str, name: str, role: str) -> int:
    """Ajoute un agent.

    Son mot de passe est demandé deux fois ; sans terminal, il est lu sur une ligne de l’entrée.
    """
    from comptoir.commands import password
    from comptoir.setup import installation
    from models.service import agent

    with installation.opened(load()) as (database, _):
        database.call(agent.check_new, login, name)
        work = next(one for one in agent.Role if one.label.replace(" ", "-") == role)
        made = database.call(agent.create, agent.SYSTEM, login, name, work, password.new())
    click.echo(f"Agent ajouté : {made.name}, identifiant {made.login}, {made.role.label}.")
    if made.role is agent.Role.SOCIAL_WORKER:
        click.echo(f"Dites quand il reçoit : « comptoir plages ajouter --agent {made.login} --help ».")
    return 0


@agents.command("modifier", options_metavar="[OPTIONS]")
@click.argument("login", metavar="IDENTIFIANT")
@click.option(
    "--langues", "languages", metavar="albanais,portugais", help="Langues parlées, en plus du français."
)
@click.option(
    "--secteurs", "sectors", metavar="1203,Vernier", help="Communes ou codes postaux reçus : tous si vide."
)
def change_agent(login: str, languages: str | None, sectors: str | None) -> int:
    """Dit quelles langues parle un agent, et de quelles communes il reçoit.

    La liste donnée remplace l’autre ; une liste vide, --secteurs "", l’efface.
    """
    from comptoir.setup import installation
    from models import text
    from models.service import agent, postcode

    if languages is None and sectors is None:
        raise usage.Misuse("Dites ce qui change : --langues, --secteurs")
    with installation.opened(load()) as (database, profile):
        who = database.call(agent.find, login).agent
        if languages is not None:
            who = database.call(agent.set_languages, agent.SYSTEM, who.id or 0, languages.split(","))
        if sectors is not None:
            who = database.call(agent.set_sectors, agent.SYSTEM, who.id or 0, sectors.split(","))
        nowhere = [one for one in who.sectors if not database.call(postcode.is_known, one)]
    click.echo(f"{who.name} : {_besides(who) or 'ni langue ni secteur'}.")
    known = {text.fold(word) for word in profile.languages}
    unknown = [word for word in who.languages if text.fold(word) not in known]
    if languages and unknown and known:
        click.echo(
            f"Attention : le profil ne propose pas {', '.join(unknown)} ; l’accueil ne le demande donc pas."
        )
    if sectors and nowhere:
        click.echo(f"Attention : {', '.join(nowhere)} : ni commune ni code postal de la liste du profil.")
    return 0


@agents.command("mot-de-passe", options_metavar="")
@click.argument("login", metavar="IDENTIFIANT")
def change_password(login: str) -> int:
    """Donne un nouveau mot de passe à un agent.

    Il est demandé deux fois ; sans terminal, il est lu sur une ligne de l’entrée. L’ancien ne sert plus.
    """
    from comptoir.commands import password
    from comptoir.setup import installation
    from models.service import agent

    with installation.opened(load()) as (database, _):
        who = database.call(agent.find, login).agent
        database.call(agent.set_password, agent.SYSTEM, who.id or 0, password.new())
    click.echo(f"Mot de passe changé : {who.name}, identifiant {who.login}.")
    return 0


@agents.command("fermer", options_metavar="")
@click.argument("login", metavar="IDENTIFIANT")
def close_agent(login: str) -> int:
    """Ferme un agent : il ne peut plus se présenter. Rien de ce qu’il a fait n’est effacé."""
    from comptoir.setup import installation
    from models.agenda import misfit
    from models.service import agent

    with installation.opened(load()) as (database, _):
        who = database.call(agent.find, login).agent
        database.call(agent.close, agent.SYSTEM, who.id or 0)
        left = [one for one, _why in database.call(misfit.misplaced, agent_id=who.id)]
    click.echo(f"Agent fermé : {who.name}, identifiant {who.login}. « comptoir agents rouvrir » le rouvre.")
    booked.show(left, "Rendez-vous encore à son nom")
    return 0


@agents.command("rouvrir", options_metavar="")
@click.argument("login", metavar="IDENTIFIANT")
def reopen_agent(login: str) -> int:
    """Rouvre un agent fermé, avec le mot de passe qu’il avait, et lève une pause après trop d’essais."""
    from comptoir.setup import installation
    from models.service import agent

    with installation.opened(load()) as (database, _):
        who = database.call(agent.find, login).agent
        database.call(agent.reopen, agent.SYSTEM, who.id or 0)
    click.echo(f"Agent ouvert : {who.name}, identifiant {who.login}.")
    return 0


def _besides(who: "Agent") -> str:
    """What an agent speaks besides French, and where they receive from."""
    parts = [f"langues : {', '.join(who.languages)}"] if who.languages else []
    parts += [f"secteurs : {', '.join(who.sectors)}"] if who.sectors else []
    return " ; ".join(parts)
