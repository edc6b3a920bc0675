"""``comptoir agents``: who may sign in. Nobody is ever deleted: what they did stays under their name."""

from typing import TYPE_CHECKING

import click

from comptoir.commands import booked, prepared, usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.service.agent import Agent
    from models.service.permission import Role

# As models.service.permission names them, not loaded to show the help; a test holds the two together.
ROLES = "accueil, travailleur-social, responsable, administrateur"
_ROLE = f"Ce que l’agent fait : {ROLES}, ou un rôle du profil."


@usage.listing("agents")
@prepared.site
def agents(here: Prepared) -> None:
    """Montre les agents : identifiant, nom, rôle, actif ou fermé."""
    from models.service import agent

    for one in here.ask(agent.accounts):
        who = one.agent
        state = "actif" if one.active else "fermé"
        click.echo(f"{who.login:<20} {who.name:<30} {who.role.label:<20} {state}".rstrip())
        if who.languages or who.sectors:
            click.echo(f"{'':<20} {_besides(who)}")


@agents.command("ajouter", options_metavar="[OPTIONS]")
@usage.needed("--identifiant", "login", metavar="IDENTIFIANT", help="Ce que l’agent tape pour se présenter.")
@usage.needed("--nom", "name", metavar="NOM", help="Nom affiché et imprimé sur les courriers.")
@usage.needed("--role", "role", metavar="ROLE", help=_ROLE)
@prepared.site
def add_agent(here: Prepared, login: str, name: str, role: str) -> None:
    """Ajoute un agent.

    Son mot de passe est demandé deux fois ; sans terminal, il est lu sur une ligne de l’entrée.
    """
    from comptoir.commands import password
    from models.service import agent
    from models.service.permission import Role

    work = _role(role)
    here.ask(agent.check_new, login, name)
    made = here.act(agent.create, login, name, work, password.new())
    click.echo(f"Agent ajouté : {made.name}, identifiant {made.login}, {made.role.label}.")
    if made.role == Role.SOCIAL_WORKER:
        click.echo(f"Dites quand il reçoit : « comptoir plages ajouter --agent {made.login} --help ».")


@agents.command("modifier", options_metavar="[OPTIONS]")
@click.argument("login", metavar="IDENTIFIANT")
@click.option("--role", "role", metavar="ROLE", help=_ROLE)
@click.option(
    "--langues", "languages", metavar="albanais,portugais", help="Langues parlées, en plus du français."
)
@click.option(
    "--secteurs",
    "sectors",
    metavar="1203,Vernier",
    help="Communes, codes postaux, canton ou département reçus : tous si vide.",
)
@prepared.site
def change_agent(
    here: Prepared, login: str, role: str | None, languages: str | None, sectors: str | None
) -> None:
    """Change le rôle d’un agent, les langues qu’il parle, les communes d’où il reçoit.

    Une liste donnée remplace l’autre ; une liste vide, --secteurs "", l’efface.
    """
    from models.service import agent, language, sector

    if role is None and languages is None and sectors is None:
        raise usage.Misuse("Dites ce qui change : --role, --langues, --secteurs")
    who = here.ask(agent.find, login).agent
    if role is not None:
        who = here.act(agent.set_role, who.id or 0, _role(role))
    if languages is not None:
        who = here.act(agent.set_languages, who.id or 0, languages.split(","))
    if sectors is not None:
        who = here.act(agent.set_sectors, who.id or 0, sectors.split(","))
    where = {one: here.ask(sector.areas, one) for one in who.sectors}
    named = f"{who.name}, {who.role.label}" if role is not None else who.name
    click.echo(f"{named} : {_besides(who) or 'ni langue ni secteur'}.")
    known = {language.key(word) for word in here.profile.languages}
    unknown = [word for word in who.languages if language.key(word) not in known]
    if languages and unknown and known:
        click.echo(
            f"Attention : le profil ne propose pas {', '.join(unknown)} ; l’accueil ne le demande donc pas."
        )
    nowhere = [one for one, found in where.items() if not found]
    if sectors and nowhere:
        click.echo(
            f"Attention : {', '.join(nowhere)} : ni commune, ni code postal, ni canton ou département "
            "de Suisse ou de France."
        )
    own = here.profile.service.subdivision
    far = [
        f"{one} ({', '.join(sorted(found))})" for one, found in where.items() if found and own not in found
    ]
    if sectors and far:
        click.echo(f"À vérifier : hors du service ({own}) : {', '.join(far)}.")


@agents.command("mot-de-passe", options_metavar="")
@click.argument("login", metavar="IDENTIFIANT")
@prepared.site
def change_password(here: Prepared, login: str) -> None:
    """Donne un nouveau mot de passe à un agent.

    Il est demandé deux fois ; sans terminal, il est lu sur une ligne de l’entrée. L’ancien ne sert plus.
    """
    from comptoir.commands import password
    from models.service import agent

    who = here.ask(agent.find, login).agent
    here.act(agent.set_password, who.id or 0, password.new())
    click.echo(f"Mot de passe changé : {who.name}, identifiant {who.login}.")


@agents.command("fermer", options_metavar="")
@click.argument("login", metavar="IDENTIFIANT")
@prepared.site
def close_agent(here: Prepared, login: str) -> None:
    """Ferme le compte d’un agent, qui ne peut plus se présenter. Rien de ce qu’il a fait n’est effacé."""
    from models.agenda import misfit
    from models.service import agent

    who = here.ask(agent.find, login).agent
    here.act(agent.close, who.id or 0)
    left = [one for one, _why in here.ask(misfit.misplaced, agent_id=who.id)]
    click.echo(f"Compte fermé : {who.name}, identifiant {who.login}. « comptoir agents rouvrir » le rouvre.")
    booked.show(left, "Rendez-vous encore à son nom")


@agents.command("rouvrir", options_metavar="")
@click.argument("login", metavar="IDENTIFIANT")
@prepared.site
def reopen_agent(here: Prepared, login: str) -> None:
    """Rouvre le compte d’un agent, avec le mot de passe d’avant, et lève une pause après trop d’essais."""
    from models.service import agent

    who = here.ask(agent.find, login).agent
    here.act(agent.reopen, who.id or 0)
    click.echo(f"Compte ouvert : {who.name}, identifiant {who.login}.")


def _role(typed: str) -> "Role":
    """The role of every service, or of this one, that is meant. Raises :class:`usage.Misuse`."""
    from models.service import permission

    known = {one.label.replace(" ", "-"): one for one in permission.roles()}
    if typed not in known:
        raise usage.Misuse(f"--role : « {typed} » n’est pas proposé ; choisissez parmi {', '.join(known)}")
    return known[typed]


def _besides(who: "Agent") -> str:
    """What an agent speaks besides French, and where they receive from."""
    parts = [f"langues : {', '.join(who.languages)}"] if who.languages else []
    parts += [f"secteurs : {', '.join(who.sectors)}"] if who.sectors else []
    return " ; ".join(parts)
