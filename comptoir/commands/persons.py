"""``comptoir importer personnes`` and ``comptoir exporter personnes``: lists of persons, in and out."""

import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from comptoir.commands import prepared, usage
from comptoir.commands.prepared import Prepared
from comptoir.commands.progress import Progress
from models import text

if TYPE_CHECKING:
    from models.files.import_file import Rejected
    from models.lists.person_import import PersonReport
    from models.service.agent import Agent

# How many lines of a list are named when many are refused; the rest is counted.
SHOWN = 200
# Of the columns that no field was found for, as many are named.
NAMED = 12


@click.command("personnes", cls=usage.Command, options_metavar="[OPTIONS]")
@click.argument("file", metavar="FICHIER")
@click.option(
    "--colonne",
    "columns",
    multiple=True,
    metavar="COLONNE=CHAMP",
    help="Dit ce qu’est une colonne, comme « Nom usuel=nom ». Peut être répétée.",
)
@click.option(
    "--source",
    "source",
    metavar="NOM",
    default="",
    help="D’où vient la liste, si elle a des identifiants : le nom du fichier si rien n’est dit.",
)
@click.option("--essai", "rehearse", is_flag=True, help="Lit tout, montre le résultat, ne garde rien.")
@prepared.site
def import_persons(here: Prepared, file: str, columns: tuple[str, ...], source: str, rehearse: bool) -> int:
    """Reprend une liste de personnes (CSV ou XLSX). Le relancer ne change rien.

    Les autres postes travaillent pendant ce temps. Ctrl+C en chemin défait ce qui était déjà entré.
    """
    report = _brought(
        here,
        Path(file).expanduser(),
        {"source": source, "chosen": usage.chosen(columns), "rehearse": rehearse},
    )
    _tell(report, rehearse)
    return 1 if report.lines.rejected else 0


@click.command("personnes", cls=usage.Command, options_metavar="[OPTIONS]")
@click.argument("file", metavar="FICHIER")
@usage.needed("--agent", "login", metavar="IDENTIFIANT", help="Qui exporte : responsable ou administrateur.")
@prepared.site
def export_persons(here: Prepared, file: str, login: str) -> None:
    """Écrit toutes les personnes dans un fichier .csv ou .xlsx, pour vous seul.

    Le mot de passe de l’agent est demandé ; sans terminal, il est lu sur une ligne de l’entrée. Le
    journal note qui a exporté combien de personnes.
    """
    from models.lists import person_export

    path = Path(file).expanduser()
    count = here.ask(person_export.export, _signed_in(here, login), path)
    click.echo(f"Personnes exportées : {count}, dans {path}. Effacez ce fichier quand il a servi.")
    if left := here.ask(person_export.withheld):
        click.echo(
            f"Sans les personnes protégées ({left}) : pour les y mettre, levez d’abord "
            "leur protection (Ctrl+P)."
        )


def _brought(here: Prepared, path: Path, options: dict[str, Any]) -> "PersonReport":
    """Run the import on the database thread; Ctrl+C stops it there, and waits until all is taken back."""
    from models.lists import person_import

    stop, done = threading.Event(), threading.Event()
    stayed: list[int] = []

    def work(by: "Agent") -> "PersonReport":
        region = here.profile.service.phone_region
        report = person_import.import_persons(
            by, path, region, step=bar.step, stayed=stayed.append, **options
        )
        done.set()
        return report

    with Progress(stop, "Import", "Rien n’a été gardé.") as bar:
        try:
            return here.act(work)
        except KeyboardInterrupt:
            stop.set()
            here.database.close()
            if done.is_set():
                click.echo("L’import était fini : il est gardé.", err=True)
            elif stayed:
                click.echo(f"Import arrêté. Restent {stayed[0]} fiches dont un collègue se sert.", err=True)
            else:
                click.echo("Import arrêté : rien n’a été gardé.", err=True)
            raise


def _tell(report: "PersonReport", rehearse: bool) -> None:
    lines = report.lines
    if any(report.earlier):
        removed, stay = report.earlier
        click.echo(
            f"Un import coupé en chemin a d’abord été défait : {removed} fiches retirées, "
            f"{stay} gardées parce qu’un collègue s’en sert."
        )
    if rehearse:
        click.echo("Essai : rien n’a été gardé. Voici ce qui le serait.")
        told = ", ".join(column if column == what else f"{column} = {what}" for column, what in report.fields)
        click.echo(f"Colonnes lues : {told}.")
    click.echo(
        f"Personnes : ajoutées {lines.added}, complétées {lines.changed}, inchangées {lines.unchanged}, "
        f"refusées {len(lines.rejected)}."
    )
    if report.ignored:
        more = len(report.ignored) - NAMED
        named = ", ".join(report.ignored[:NAMED]) + (f" et {text.counted(more, 'autre')}" if more > 0 else "")
        click.echo(f"Colonnes laissées de côté : {named}. « --colonne » dit ce qu’elles sont.")
    _name(lines.rejected)
    if report.unsure:
        click.echo("À revoir : gardées, avec en note ce qui n’a pas pu être lu ou reste à vérifier.")
        _name(report.unsure)
    if report.doubled:
        click.echo(f"Lignes de quelqu’un qui est peut-être déjà dans la liste : {len(report.doubled)}.")
        _name(report.doubled)
    if report.either:
        click.echo(f"Téléphones qui pourraient être de l’autre pays : {report.either}.")
    if report.shared:
        click.echo(f"Identifiants que plusieurs personnes partagent : {report.shared}.")


def _name(lines: "Sequence[Rejected]") -> None:
    """Name lines with what is to be said of each, as many as somebody may read."""
    for one in lines[:SHOWN]:
        click.echo(f"  ligne {one.line} : {one.reason}")
    if len(lines) > SHOWN:
        click.echo(f"  … et {len(lines) - SHOWN} autres lignes.")


def _signed_in(here: Prepared, login: str) -> "Agent":
    """The agent whose password was typed, once and hidden. Raises :class:`ComptoirError`."""
    from comptoir.setup import seat
    from models.service import agent, guess

    guess.use(seat.source())
    if sys.stdin.isatty():
        password = click.prompt("Mot de passe", hide_input=True, prompt_suffix=" : ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    return here.ask(agent.sign_in, login, password)
