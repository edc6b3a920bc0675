"""``comptoir sauvegarde`` and ``comptoir restaurer``: the base saved while others write, and brought back."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from comptoir.commands import prepared, usage
from comptoir.commands.prepared import Prepared
from comptoir.commands.progress import Progress
from comptoir.setup.settings import Settings, load
from models import text
from models.errors import ComptoirError

if TYPE_CHECKING:
    from datetime import datetime

    from models.store.backup import Made
    from models.store.engines.archive import Content

# Seconds between two looks at whether there is something to copy, and how much work may be lost at most.
EVERY, MOST = 20, 60
# The tables that say what people did, in the order in which one asks; the rest is summed up.
NAMED = {
    "person": ("personne", ""),
    "visit": ("passage", ""),
    "call": ("appel", ""),
    "request": ("demande", ""),
    "orientation": ("orientation", ""),
    "appointment": ("rendez-vous", "rendez-vous"),
    "message": ("message", ""),
    "letter": ("courrier", ""),
    "document": ("document", ""),
    "journal": ("ligne du journal", "lignes du journal"),
}


@click.command("sauvegarde", cls=usage.Command, options_metavar="[OPTIONS]")
@click.option("--vers", "folder", metavar="DOSSIER", help="Dossier, à la place du réglage « sauvegardes ».")
@click.option("--continue", "forever", is_flag=True, help="Recommence dès que quelque chose est écrit.")
@click.option(
    "--toutes",
    "seconds",
    metavar="SECONDES",
    type=click.IntRange(1, 60),
    default=EVERY,
    help=f"Avec --continue : de 1 à 60, {EVERY} si rien n’est dit.",
)
@prepared.site
def save(here: Prepared, folder: str | None, forever: bool, seconds: int) -> None:
    """Sauvegarde la base pendant que les autres postes travaillent, et vérifie ce qui est gardé.

    Avec --continue, une copie suit chaque écriture tant que la commande tourne : vers un autre disque, une
    minute de travail au plus se perd avec celui de la base. Une sauvegarde est un fichier chiffré par une
    clé à elle. La dernière de chacun des sept derniers jours, des quatre dernières semaines et des douze
    derniers mois est gardée.
    """
    from comptoir.setup import backups

    settings = here.settings
    if folder:
        settings = replace(settings, backups=Path(folder).expanduser().absolute())
    secret, new = backups.key(settings)
    if new:
        click.echo(
            f"Clé des sauvegardes : créée ({settings.backup_key}). Gardez-en une copie ailleurs : "
            "sans elle, aucune sauvegarde ne s’ouvre."
        )
    if forever:
        _follow(here, settings, secret, seconds)
    made = _made(here, settings, secret)
    click.echo(
        f"Sauvegardé et vérifié : {made.path}\n"
        f"  {_held(made.content)}, {text.counted(made.files, 'fichier')} à côté."
    )
    if made.removed:
        click.echo(
            f"  {text.counted(made.removed, 'ancienne sauvegarde', 'anciennes sauvegardes')} en moins."
        )


def _follow(here: Prepared, settings: Settings, secret: str, seconds: int) -> NoReturn:
    """Copy again and again, until somebody stops it; what cannot be done is said, and tried again."""
    from comptoir.setup import backups
    from models.store import backup

    here.act(backup.note_continuous)
    due = True
    while True:
        due = here.ask(here.database.engine.changed) or due
        began = time.monotonic()
        if due:
            place = backups.continuous(settings)
            given = (
                here.database.engine,
                place,
                secret,
                list(backups.files(settings)),
                lambda _done, _all: None,
            )
            try:
                here.act(backup.make, *given, continuous=True)
                due = False
            except ComptoirError as error:
                click.echo(str(error), err=True)
        took = time.monotonic() - began
        # What is written while one is made comes into the next one.
        if 2 * took + seconds > MOST:
            said = f"Cette copie a pris {took:.0f} s : plus d’une minute de travail peut se perdre."
            click.echo(said, err=True)
        time.sleep(seconds)


def _made(here: Prepared, settings: Settings, secret: str) -> "Made":
    """Save on the database thread; Ctrl+C stops it there, and waits until nothing of it is left."""
    from comptoir.setup import backups
    from models.store import backup

    stop = threading.Event()
    with Progress(stop, "Sauvegarde", "Rien n’a été gardé.") as bar:
        try:
            return here.act(
                backup.make,
                here.database.engine,
                backups.place(settings),
                secret,
                list(backups.files(settings)),
                bar.step,
            )
        except KeyboardInterrupt:
            stop.set()
            here.database.close()
            raise


@click.command("restaurer", cls=usage.Command, options_metavar="[OPTIONS]")
@click.argument("named", metavar="SAUVEGARDE", default="")
@click.option("--vers", "where", metavar="PLACE", help="Nouveau dossier, ou base vide postgresql://…")
@click.option("--ecarter", "aside", is_flag=True, help="Met d’abord de côté la base qui est là.")
@click.option("--essai", "rehearse", is_flag=True, help="Vérifie et compare, ne change rien.")
@click.option("--cle", "key_file", metavar="FICHIER", help="Sa clé, si ce n’est plus celle du réglage.")
def restore(named: str, where: str | None, aside: bool, rehearse: bool, key_file: str | None) -> int:
    """Remet une sauvegarde, la dernière si rien n’est dit, après l’avoir vérifiée.

    Une base qui est là n’est jamais remplacée : elle est mise de côté, ou la sauvegarde va ailleurs. Ce
    qu’elle a de plus récent est dit d’abord.
    """
    from comptoir.setup import access, backups

    if where and aside:
        raise usage.Misuse("--vers et --ecarter ne vont pas ensemble")
    settings = load()
    path = backups.choose(settings, named)
    secret = access.read_backup_key(Path(key_file).expanduser() if key_file else settings.backup_key)
    target = backups.elsewhere(settings, where) if where else settings
    made_at, content = backups.made_at(path, secret, target)
    click.echo(f"Sauvegarde du {_when(made_at)}, vérifiée : {path}\n  {_held(content)}.")
    if not where:
        _compare(settings, content)
    if rehearse:
        click.echo("Essai : rien n’a été changé.")
        return 0
    with Progress(threading.Event(), "Restauration", "") as bar:
        back = backups.restore(target, path, secret, made_at, bar.step, aside=aside)
    if back.aside:
        click.echo(f"La base d’avant est mise de côté : {back.aside}")
    click.echo(f"Restauré, recompté : {_held(back.content)}.")
    click.echo(f"Fichiers à côté : {back.written} remis.")
    for one in back.differ:
        click.echo(f"  gardé tel quel, il diffère de la sauvegarde : {one}")
    if where:
        click.echo("Pour y travailler : réglage « base » et, pour un dossier, « fichier_cle » et « profil ».")
    return 0


def _compare(settings: Settings, content: "Content") -> None:
    """Say what the living base has that would not come back."""
    from comptoir.setup import backups

    found = backups.newer(settings, content)
    if found is None:
        click.echo("Aucune base n’est là : rien de plus récent.")
    elif found.content is None:
        click.echo(f"La base qui est là ne s’ouvre pas : {found.why}")
    elif found.content == content:
        click.echo("La base qui est là n’a rien de plus récent.")
    else:
        click.echo(f"La base qui est là : {_held(found.content)}.")
        for name, more in found.lines.items():
            if name in NAMED:
                click.echo(f"  {'+' if more > 0 else '-'} {text.counted(abs(more), *NAMED[name])}")
        others = sum(abs(more) for name, more in found.lines.items() if name not in NAMED)
        if others:
            click.echo(f"  {text.counted(others, 'autre ligne', 'autres lignes')}")


def _held(content: "Content") -> str:
    lines = text.counted(sum(content.counts.values()), "ligne")
    last = f", dernière écriture le {_when(content.last_at)}" if content.last_at else ""
    return f"{lines} dans {text.counted(len(content.counts), 'table')}{last} (n° {content.last_line})"


def _when(instant: "datetime") -> str:
    from models import clock

    return f"{clock.local(instant):%d.%m.%Y à %H:%M:%S}"
