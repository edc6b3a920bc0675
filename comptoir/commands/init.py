"""``comptoir init``: prepare a machine, once; run again, it completes what is missing."""

import re
import sys
from typing import TYPE_CHECKING

import click

from comptoir.commands import usage
from comptoir.setup.settings import load

if TYPE_CHECKING:
    from comptoir.setup.installation import Ready

PROFILES = ("geneve", "france")


@click.command("init", cls=usage.Command, options_metavar="[OPTIONS]")
@click.option(
    "--profile",
    "profile",
    type=usage.OneOf(PROFILES),
    help="Règles et listes de départ. Obligatoire la première fois.",
)
@click.option("--departement", "department", metavar="74", help="Département servi (profil france).")
@click.option("--database", "database", metavar="URL", help="Fichier de la base, ou postgresql://…")
@click.option("--nom", "service", metavar="NOM", help="Nom du service, imprimé sur les courriers.")
@click.option("--identifiant", "login", metavar="IDENTIFIANT", help="Identifiant du premier agent.")
@click.option("--nom-agent", "name", metavar="NOM", help="Nom du premier agent.")
def init(
    profile: str | None,
    department: str | None,
    database: str | None,
    service: str | None,
    login: str | None,
    name: str | None,
) -> int:
    """Prépare ce poste : clé, base, profil, annuaire, premier agent.

    Relancée, elle complète ce qui manque et ne remplace rien. Le mot de passe est demandé deux fois ;
    sans terminal, il est lu sur une ligne de l’entrée.
    """
    from comptoir.setup import installation

    settings = load()
    if profile is None and not settings.profile.exists():
        raise usage.Misuse("Indiquez le profil : --profile geneve ou --profile france")
    if department is not None and profile != "france":
        raise usage.Misuse("--departement ne va qu’avec --profile france")
    if department is not None and not re.fullmatch(r"\d{2}|2[AB]|97\d", department):
        raise usage.Misuse(f"« {department} » n’est pas un département : attendu 74, 2A ou 974")
    wanted = installation.Chosen(profile or "", department or "", database or "", service or "")
    settings = installation.choose_database(settings, wanted.database)
    with installation.prepared(settings, wanted, say=click.echo) as ready:
        if ready.has_agents:
            click.echo("Agents : déjà là, inchangés.")
        else:
            _first_agent(ready, login, name)
    click.echo("Ce poste est prêt. « comptoir » ouvre l’accueil, « comptoir check » vérifie tout.")
    return 0


def _first_agent(ready: "Ready", login: str | None, name: str | None) -> None:
    """Create the first agent, an administrator: who they are and their password, which has no default."""
    from comptoir.commands import password

    if sys.stdin.isatty():
        click.echo("Premier agent, administrateur :")
        name = name or click.prompt("  Nom (comme il sera affiché)", prompt_suffix=" : ")
        login = login or click.prompt("  Identifiant", prompt_suffix=" : ")
    elif not login or not name:
        raise usage.Misuse("Sans terminal, indiquez --identifiant et --nom-agent")
    ready.create_agent(login or "", name or "", password.new())
    click.echo(f"Agent : {name}, identifiant {login}.")
