"""``comptoir calendriers``: appointments out as .ics files, busy times in from them."""

import shutil
import sys
import textwrap
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comptoir.commands import booked, prepared, typed, usage
from comptoir.commands.prepared import Prepared
from comptoir.commands.progress import Progress
from models.errors import ComptoirError

if TYPE_CHECKING:
    from models.calendars.busy_import import Imported
    from models.files.import_file import Rejected
    from models.service.agent import Agent

# How many lines of a calendar are named when many are left aside; the rest is counted.
SHOWN = 50
MOST_DAYS = 3650


@click.group("calendriers", cls=usage.Commands, options_metavar="", subcommand_metavar="COMMANDE")
def calendriers() -> None:
    """Échange des heures avec les agendas des intervenants (.ics)."""


@calendriers.command("exporter", options_metavar="[OPTIONS]")
@click.argument("target", metavar="DOSSIER")
@click.option(
    "--agent", "login", metavar="IDENTIFIANT", help="Un seul intervenant ; DOSSIER peut être un fichier .ics."
)
@click.option(
    "--depuis",
    "days",
    type=usage.Number(),
    default=30,
    metavar="JOURS",
    help="Jours passés compris : 30 si rien n’est dit. Tout ce qui est à venir y est.",
)
@prepared.site
def export_calendars(here: Prepared, target: str, login: str | None, days: int) -> None:
    """Écrit les rendez-vous de chaque intervenant dans un dossier, un fichier .ics par personne.

    À relancer aussi souvent que voulu : chaque agenda se met à jour, rien n’y est doublé, et un fichier
    qui ne change pas n’est pas réécrit. Le réglage « titre_calendrier » dit ce que montrent les titres.
    """
    from models.calendars import export as calendar_export
    from models.files import own_file

    if days > MOST_DAYS:
        raise usage.Misuse(f"--depuis attend un nombre de jours, de 0 à {MOST_DAYS}")
    path = Path(target).expanduser()
    single = login is not None and path.suffix.casefold() == ".ics"
    layout = calendar_export.layout(here.profile, here.settings.calendar_title)
    since = calendar_export.since(days)
    files = here.ask(calendar_export.files, since)
    if login is not None:
        wanted = typed.active(here, login)
        files = {calendar_export.file_name(files, wanted): wanted}
    own_file.make_folder(path.parent if single else path)
    for name, who in files.items():
        where = path if single else path / name
        done = here.act(calendar_export.export, who, where, since, layout)
        state = "écrit" if done.written else "inchangé"
        click.echo(f"{who.name} ({who.login}) : rendez-vous {done.events}, {where} {state}.")
    if not files:
        click.echo("Aucun intervenant : « comptoir agents ajouter » en ajoute un.")


@calendriers.command("importer", options_metavar="[OPTIONS]")
@click.argument("source", metavar="FICHIER")
@click.option(
    "--agent",
    "login",
    metavar="IDENTIFIANT",
    help="Qui est occupé. Sans lui, FICHIER est un dossier de fichiers nommés par identifiant : rey.ics.",
)
@click.option(
    "--adresse",
    "owner",
    default="",
    metavar="COURRIEL",
    help="Adresse de cet agent : les invitations qu’elle a refusées ne l’occupent pas.",
)
@prepared.site
def import_calendars(here: Prepared, source: str, login: str | None, owner: str) -> int:
    """Reprend les heures occupées d’un agenda .ics, ou d’un dossier d’agendas.

    Seules les heures sont gardées, jamais les titres. Ce qui est passé, annulé, refusé ou montré comme
    libre n’occupe rien. Relire un agenda remplace ce qu’il disait ; un fichier illisible n’efface rien.
    """
    path = Path(source).expanduser()
    if login is None and not path.is_dir():
        raise usage.Misuse("Indiquez --agent, ou un dossier dont chaque fichier porte un identifiant")
    found, strangers = _chosen(here, path, login)
    troubles = len(strangers)
    for stranger in strangers:
        _say(f"{stranger.name} : aucun agent ne porte cet identifiant, fichier laissé de côté.")
    for file, who in found:
        try:
            done = _brought(here, file, who, owner)
        except ComptoirError as error:
            if len(found) == 1:
                raise
            _say(f"{file.name} : {error.title}. {error.message}")
            troubles += 1
            continue
        _tell(who, done)
        troubles += len(done.reading.rejected)
    return 1 if troubles else 0


@calendriers.command("lister", options_metavar="")
@prepared.site
def list_calendars(here: Prepared) -> None:
    """Montre les agendas lus, combien d’heures ils occupent, et quand ils ont été lus."""
    from models import clock
    from models.dates import span
    from models.hours import busy
    from models.service import agent

    known = here.ask(busy.calendars)
    for one in known:
        who = here.ask(agent.get, one.agent_id)
        read = clock.local(one.read_at)
        click.echo(
            f"{who.name} ({who.login}), {one.name} : moments occupés {one.times}, "
            f"lu le {span.day_words(read)} à {read:%H:%M}"
        )
    if not known:
        click.echo("Aucun agenda n’a été lu. « comptoir calendriers importer » en lit un.")


@calendriers.command("retirer", options_metavar="[OPTIONS]")
@click.argument("name", metavar="NOM")
@usage.needed("--agent", "login", metavar="IDENTIFIANT", help="De qui.")
@prepared.site
def forget_calendar(here: Prepared, name: str, login: str) -> None:
    """Oublie un agenda lu : ses heures ne sont plus occupées."""
    from models.hours import busy
    from models.service import agent

    who = here.ask(agent.find, login).agent
    gone = here.act(busy.forget, who.id or 0, name)
    click.echo(f"Agenda retiré : {who.name}, {gone.name}, moments libérés {gone.times}.")


def _chosen(here: Prepared, path: Path, login: str | None) -> tuple[list[tuple[Path, "Agent"]], list[Path]]:
    """The calendars to read, each with whose it is, and those of nobody."""
    from models.calendars import busy_import as calendar_import

    if login is None:
        return here.ask(calendar_import.owners, path)
    who = typed.active(here, login)
    files = calendar_import.files(path) if path.is_dir() else [path]
    return [(file, who) for file in files], []


def _brought(here: Prepared, file: Path, who: "Agent", owner: str) -> "Imported":
    """Read one calendar on the database thread; Ctrl+C stops it there, before anything is written."""
    from models.calendars import busy_import as calendar_import

    stop = threading.Event()
    with Progress(stop, file.name, "Rien n’a été changé.") as bar:
        try:
            return here.act(calendar_import.import_calendar, who.id or 0, file, owner=owner, step=bar.step)
        except KeyboardInterrupt:
            stop.set()
            here.database.close()
            raise


def _tell(who: "Agent", done: "Imported") -> None:
    reading, replaced = done.reading, done.replaced
    changed = (
        f"ajoutés {replaced.added}, retirés {replaced.removed}"
        if replaced.added or replaced.removed
        else "rien n’a changé"
    )
    _say(
        f"{who.name} ({who.login}), {done.calendar} : événements {reading.events}, "
        f"moments occupés {len(reading.times)} ({changed})."
    )
    if reading.own:
        click.echo(f"  Rendez-vous de Comptoir reconnus, déjà à l’agenda : {reading.own}.")
    show_lines("Lu avec une réserve", reading.notes)
    show_lines("Laissé de côté", reading.rejected)
    if done.hit:
        booked.show(done.hit, "Rendez-vous déjà pris à ces moments")


def show_lines(words: str, lines: "list[Rejected]") -> None:
    """Name the lines of a calendar of which ``words`` are true, at most :data:`SHOWN` of them."""
    for one in lines[:SHOWN]:
        _say(f"  {words}, ligne {one.line} : {one.reason}")
    if len(lines) > SHOWN:
        click.echo(f"  … et {len(lines) - SHOWN} autres lignes.")


def _say(words: str) -> None:
    """One line into a file; folded between words, and set in, for who reads it on a terminal."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        words = textwrap.fill(
            words, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
    click.echo(words)
