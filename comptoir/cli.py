"""The commands. Each refuses early and plainly; every error ends here, as a French sentence.

Nothing heavy is imported at the top: ``comptoir --help`` must not wait for what it does not use.
"""

import logging
import resource
import signal
import sys
import warnings
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

import click

from comptoir.commands import absences as cli_absences
from comptoir.commands import agents as cli_agents
from comptoir.commands import backups as cli_backups
from comptoir.commands import calendars as cli_calendars
from comptoir.commands import check_site as cli_check
from comptoir.commands import closures as cli_closures
from comptoir.commands import demo as cli_demo
from comptoir.commands import display as cli_display
from comptoir.commands import init as cli_init
from comptoir.commands import partners as cli_partners
from comptoir.commands import persons as cli_persons
from comptoir.commands import ranges as cli_ranges
from comptoir.commands import sheet as cli_sheet
from comptoir.commands import sites as cli_sites
from comptoir.commands import usage
from comptoir.program import start
from comptoir.setup.setting import SETTINGS, default_log
from comptoir.setup.settings import Settings, file_path, listing, load
from models.errors import ComptoirError


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
    """Comptoir, l’accueil social au clavier. Sans commande : ouvre l’accueil."""
    if version:
        from importlib.metadata import version as installed

        click.echo(f"comptoir {installed('comptoir')}")
        context.exit(0)
    return _desk() if context.invoked_subcommand is None else 0


commands.add_command(cli_init.init)
commands.add_command(cli_demo.demo)


commands.add_command(cli_check.check)


@commands.command("reglages", options_metavar="")
def show_settings() -> int:
    """Montre chaque réglage, sa valeur et d’où elle vient."""
    settings = load()
    click.echo(f"Fichier de réglages : {file_path()}")
    for line in listing(settings):
        click.echo(
            f"\n{line.name} = {line.value or '(vide)'}\n    {line.description}\n    vient de : {line.origin}"
        )
    click.echo(f"\nChaque réglage a sa variable, comme {SETTINGS[0].variable} pour « {SETTINGS[0].name} ».")
    return 0


commands.add_command(cli_backups.save)
commands.add_command(cli_backups.restore)
commands.add_command(cli_agents.agents)
commands.add_command(cli_ranges.plages)
commands.add_command(cli_absences.absences)
commands.add_command(cli_closures.fermetures)
commands.add_command(cli_calendars.calendriers)
commands.add_command(cli_sites.sites)
commands.add_command(cli_partners.partners)
commands.add_command(cli_display.affichage)
commands.add_command(cli_sheet.feuille)


@commands.command("modeles", options_metavar="")
@click.argument("folder", metavar="DOSSIER")
def copy_templates(folder: str) -> int:
    """Copie les modèles de courrier de Comptoir dans un dossier, pour les adapter dans Word."""
    from comptoir.setup import own_templates

    own_templates.copy(load(), Path(folder).expanduser().absolute(), say=click.echo)
    return 0


@commands.group("importer", options_metavar="", subcommand_metavar="COMMANDE")
def imports() -> None:
    """Reprend des données d’un fichier."""


imports.add_command(cli_partners.import_partners)
imports.add_command(cli_persons.import_persons)


@commands.group("exporter", options_metavar="", subcommand_metavar="COMMANDE")
def exports() -> None:
    """Écrit des données dans un fichier."""


exports.add_command(cli_persons.export_persons)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code. The one place where errors become sentences on stderr."""
    # What libraries say to programmers, in English, is for nobody here.
    warnings.showwarning = _unsaid
    logging.getLogger().addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal in another charset still gets the sentence
    # The memory of a counter, keys and names in it, is left in no file, however it ends.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code = commands.main(args=arguments, prog_name="comptoir", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        return _say(usage.explain(error), 2)
    except ComptoirError as error:
        if error.__cause__ is not None:
            from comptoir.program import failure

            failure.keep_cause(error, _log())
        return _say(f"{error.title}\n{error.message}", 1)
    except (click.Abort, KeyboardInterrupt):
        return _say("\nInterrompu.", 130)
    except Exception as error:
        from comptoir.program import failure

        return _say(failure.sentence(error, _log()), 1)


def _unsaid(*_what: object, **_more: object) -> None:
    """A warning of a library."""


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
    if refused := start.refused():
        return refused
    start.begin()
    settings: Settings = load()
    if not settings.on_server:
        start.spare_server_driver()
    from comptoir.program.app import run

    return run(settings, demo=None)
