"""The commands. Each refuses early and plainly; every error ends here, as a French sentence.

Nothing heavy is imported at the top: ``comptoir --help`` must not wait for what it does not use.
"""

import os
import re
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comptoir import (
    cli_absences,
    cli_agents,
    cli_calendars,
    cli_closures,
    cli_display,
    cli_persons,
    cli_ranges,
    cli_sheet,
    cli_sites,
    start,
    usage,
)
from comptoir.settings import SETTINGS, Settings, default_log, file_path, listing, load
from models.errors import ComptoirError

if TYPE_CHECKING:
    from comptoir.site import Ready

PROFILES = ("geneve", "france")
FORMATS = ("geneve", "national", "france-services")


@click.group(
    cls=usage.Commands,
    invoke_without_command=True,
    no_args_is_help=False,
    options_metavar="[OPTIONS]",
    subcommand_metavar="[COMMANDE]",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="« comptoir COMMANDE --help » montre les options d’une commande.",
)
@click.option("--version", is_flag=True, help="Montre la version.")
@click.pass_context
def commands(context: click.Context, version: bool) -> int:
    """Comptoir, l’accueil social au clavier. Sans commande : ouvre le comptoir."""
    if version:
        from importlib.metadata import version as installed

        click.echo(f"comptoir {installed('comptoir')}")
        context.exit(0)
    return _desk() if context.invoked_subcommand is None else 0


@commands.command("init", options_metavar="[OPTIONS]")
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
    """Prépare ce poste : clé, base, profil, annuaire, premier agent.

    Relancée, elle complète ce qui manque et ne remplace rien. Le mot de passe est demandé deux fois ;
    sans terminal, il est lu sur une ligne de l’entrée.
    """
    from comptoir import site

    settings = load()
    if profile is None and not settings.profile.exists():
        raise usage.Misuse("Indiquez le profil : --profile geneve ou --profile france")
    if department is not None and profile != "france":
        raise usage.Misuse("--departement ne va qu’avec --profile france")
    if department is not None and not re.fullmatch(r"\d{2}|2[AB]|97\d", department):
        raise usage.Misuse(f"« {department} » n’est pas un département : attendu 74, 2A ou 974")
    wanted = site.Wanted(profile or "", department or "", database or "", service or "")
    settings = site.choose_database(settings, wanted.database)
    with site.prepared(settings, wanted, say=click.echo) as ready:
        if ready.has_agents:
            click.echo("Agents : déjà là, inchangés.")
        else:
            _first_agent(ready, login, name)
    click.echo("Ce poste est prêt. « comptoir » ouvre le comptoir, « comptoir check » le vérifie.")
    return 0


@commands.command("demo", options_metavar="[OPTIONS]")
@click.option(
    "--profile",
    "profile",
    type=usage.OneOf(PROFILES),
    default="geneve",
    help="Profil montré : geneve si rien n’est dit.",
)
@click.option(
    "--aide", "explained", is_flag=True, help="Montre les agents de la démonstration et leurs mots de passe."
)
@click.option("--image", "image", metavar="FICHIER", help="Enregistre une image SVG du comptoir et s’arrête.")
@click.option("--database", "database", metavar="FICHIER", help="Ouvre une démonstration gardée.")
@click.option(
    "--persons",
    "persons",
    type=usage.Number(),
    metavar="N",
    help="Construit dans --database N personnes inventées, gardées avec leur clé, et s’arrête.",
)
def demo(profile: str, explained: bool, image: str | None, database: str | None, persons: int | None) -> int:
    """Ouvre une démonstration jetable : rien n’en reste ensuite."""
    if image is not None:
        from comptoir import picture

        picture.save(Path(image).expanduser(), profile)
        click.echo(f"Image : {image}")
        return 0
    if persons is not None:
        return _crowd(database, persons, profile)
    if not explained and (unfit := _unfit_terminal()):
        return unfit
    start.begin()
    spare_server_driver()
    from comptoir import demo as demonstration

    if explained:
        click.echo(demonstration.explanation(profile))
        return 0
    if database is not None:
        from comptoir import crowd
        from comptoir.app import run

        return run(crowd.kept(Path(database).expanduser()), demo=profile)
    from comptoir import scratch

    with scratch.folder("comptoir-demo-") as directory:
        settings = demonstration.build(directory, profile)
        from comptoir.app import run

        return run(settings, demo=profile)


def _crowd(database: str | None, persons: int, profile: str) -> int:
    """Build a demonstration that is kept, and say how to open it."""
    from comptoir import crowd

    if database is None:
        raise usage.Misuse("--persons demande --database FICHIER : cette démonstration est gardée")
    if not 1 <= persons <= crowd.MOST:
        raise usage.Misuse(f"--persons attend un nombre de 1 à {crowd.MOST}")
    spare_server_driver()
    path = Path(database).expanduser()
    with click.progressbar(length=2 * persons, label=f"{persons} personnes", file=sys.stderr) as bar:
        crowd.build(path, profile, persons, bar.update)
    settings = crowd.settings(path)
    click.echo(
        f"Base : {settings.database}\nClé : {settings.key_file}\nProfil : {settings.profile}\n"
        f"« comptoir demo --database {database} » l’ouvre. Comme un vrai site :\n"
        f"COMPTOIR_BASE={settings.database} COMPTOIR_FICHIER_CLE={settings.key_file} "
        f"COMPTOIR_PROFIL={settings.profile} comptoir"
    )
    return 0


@commands.command("check", options_metavar="")
def check() -> int:
    """Vérifie la base, le profil et les modèles, et dit ce qui ne va pas."""
    from comptoir import site_check

    settings = load()
    problems = site_check.problems(settings)
    for problem in problems:
        click.echo(problem)
    if problems:
        click.echo("1 point à corriger." if len(problems) == 1 else f"{len(problems)} points à corriger.")
        return 1
    click.echo("Tout est en ordre : réglages, base, profil, modèles de courrier.")
    for advice in site_check.advice(settings):
        click.echo(f"À savoir : {advice}")
    return 0


@commands.command("reglages", options_metavar="")
def reglages() -> int:
    """Montre chaque réglage, sa valeur et d’où elle vient."""
    settings = load()
    click.echo(f"Fichier de réglages : {file_path()}")
    for line in listing(settings):
        click.echo(
            f"\n{line.name} = {line.value or '(vide)'}\n    {line.description}\n    vient de : {line.origin}"
        )
    click.echo(f"\nChaque réglage a sa variable, comme {SETTINGS[0].variable} pour « {SETTINGS[0].name} ».")
    return 0


commands.add_command(cli_agents.agents)
commands.add_command(cli_ranges.plages)
commands.add_command(cli_absences.absences)
commands.add_command(cli_closures.fermetures)
commands.add_command(cli_calendars.calendriers)
commands.add_command(cli_sites.sites)
commands.add_command(cli_display.affichage)
commands.add_command(cli_sheet.feuille)


@commands.command("modeles", options_metavar="")
@click.argument("folder", metavar="DOSSIER")
def modeles(folder: str) -> int:
    """Copie les modèles de courrier de Comptoir dans un dossier, pour les adapter dans Word."""
    from comptoir import own_templates

    own_templates.copy(load(), Path(folder).expanduser().absolute(), say=click.echo)
    return 0


@commands.group("importer", options_metavar="", subcommand_metavar="COMMANDE")
def importer() -> None:
    """Reprend des données d’un fichier."""


@importer.command("partenaires", options_metavar="[OPTIONS]")
@click.argument("file", metavar="FICHIER")
@click.option(
    "--format",
    "layout",
    type=usage.OneOf(FORMATS),
    default="geneve",
    help="Colonnes : geneve si rien n’est dit.",
)
def partenaires(file: str, layout: str) -> int:
    """Reprend un annuaire de partenaires (CSV). Le relancer ne change rien."""
    from comptoir import site

    return 1 if site.import_directory(load(), Path(file).expanduser(), layout, say=click.echo) else 0


importer.add_command(cli_persons.importer)


@commands.group("exporter", options_metavar="", subcommand_metavar="COMMANDE")
def exporter() -> None:
    """Écrit des données dans un fichier."""


exporter.add_command(cli_persons.exporter)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code. The one place where errors become sentences on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal in another charset still gets the sentence
    try:
        code = commands.main(args=arguments, prog_name="comptoir", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        return _say(usage.explain(error), 2)
    except ComptoirError as error:
        return _say(f"{error.title}\n{error.message}", 1)
    except (click.Abort, KeyboardInterrupt):
        return _say("\nInterrompu.", 130)
    except Exception as error:
        from comptoir import failure

        return _say(failure.sentence(error, _log()), 1)


def _say(words: str, code: int) -> int:
    click.echo(words, err=True)
    return code


def _log() -> Path:
    """Where failures are noted, even when the settings cannot be read."""
    try:
        return load().log
    except ComptoirError:
        return default_log()


def _desk() -> int:
    if unfit := _unfit_terminal():
        return unfit
    start.begin()
    settings: Settings = load()
    if not settings.on_server:
        spare_server_driver()
    from comptoir.app import run

    return run(settings, demo=None)


def spare_server_driver() -> None:
    """Keep peewee from importing the PostgreSQL driver, as it does wherever that is installed.

    It would cost each session 75 ms and 22 MB that a database in a file never needs.
    """
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]


def _unfit_terminal() -> int:
    from comptoir import terminal_check

    refused = terminal_check.refusal(os.environ)
    return _say(refused, 2) if refused else 0


def _first_agent(ready: "Ready", login: str | None, name: str | None) -> None:
    """Create the first agent, an administrator: who they are and their password, which has no default."""
    from comptoir import password

    if sys.stdin.isatty():
        click.echo("Premier agent, administrateur :")
        name = name or click.prompt("  Nom (comme il sera affiché)", prompt_suffix=" : ")
        login = login or click.prompt("  Identifiant", prompt_suffix=" : ")
    elif not login or not name:
        raise usage.Misuse("Sans terminal, indiquez --identifiant et --nom-agent")
    ready.create_agent(login or "", name or "", password.new())
    click.echo(f"Agent : {name}, identifiant {login}.")
