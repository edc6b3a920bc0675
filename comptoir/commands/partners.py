"""``comptoir partenaires``: the directory; ``comptoir importer partenaires``: a list as it is handed out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comptoir.commands import prepared, usage
from comptoir.commands.prepared import Prepared

if TYPE_CHECKING:
    from models.lists.partner_import import PartnerReport

FORMATS = ("geneve", "national", "france-services")
# How many lines are named when many are refused, and how many columns when many are left aside.
SHOWN, NAMED = 20, 12
# How many partners are listed when nothing narrows them down.
LISTED = 100


@click.command("partenaires", cls=usage.Command, options_metavar="[OPTIONS]")
@click.argument("file", metavar="FICHIER")
@click.option(
    "--colonne",
    "columns",
    multiple=True,
    metavar="COLONNE=CHAMP",
    help="Dit ce qu’est une colonne, comme « Intitulé=nom ». Peut être répétée.",
)
@click.option(
    "--source",
    "source",
    metavar="NOM",
    default="",
    help="D’où vient la liste : le nom du fichier si rien n’est dit. La relire met à jour.",
)
@click.option(
    "--etat-au", "dated", metavar="1.8.2026", help="De quand date la liste, si son nom ne le dit pas."
)
@click.option("--format", "layout", type=usage.OneOf(FORMATS), help="Lue d’après ses titres sinon.")
@click.option("--essai", "rehearse", is_flag=True, help="Lit tout, montre le résultat, ne garde rien.")
@prepared.site
def import_partners(
    here: Prepared,
    file: str,
    columns: tuple[str, ...],
    source: str,
    dated: str | None,
    layout: str | None,
    rehearse: bool,
) -> int:
    """Reprend un annuaire de partenaires (CSV). Le relancer ne change rien.

    Les colonnes sont reconnues à leur titre. Le pays du service dit celui des numéros et des codes
    postaux qui n’en disent pas.
    """
    from comptoir.commands import typed
    from models.lists import partner_import
    from models.lists.partner_line import Home

    service = here.profile.service
    report = here.act(
        partner_import.import_partners,
        Path(file).expanduser(),
        layout or "",
        Home(service.country, service.subdivision),
        dated=typed.read_day(dated).isoformat() if dated else "",
        source=source,
        chosen=usage.chosen(columns),
        rehearse=rehearse,
    )
    _tell(report, rehearse)
    return 1 if report.lines.rejected else 0


def _tell(report: "PartnerReport", rehearse: bool) -> None:
    lines = report.lines
    if rehearse:
        click.echo("Essai : rien n’a été gardé. Voici ce qui le serait.")
    if report.fields:
        told = ", ".join(column if column == what else f"{column} = {what}" for column, what in report.fields)
        click.echo(f"Colonnes lues : {told}.")
    click.echo(
        f"Partenaires : ajoutés {lines.added}, mis à jour {lines.changed}, inchangés {lines.unchanged}, "
        f"refusés {len(lines.rejected)}."
    )
    if report.doubtful:
        click.echo(
            f"Téléphones à vérifier : {report.doubtful}. Ces numéros existent en Suisse comme en France, ou "
            "seulement chez le voisin ; la fiche garde ce qui était écrit."
        )
    if report.ignored:
        named = ", ".join(report.ignored[:NAMED]) + (" …" if len(report.ignored) > NAMED else "")
        click.echo(f"Colonnes laissées de côté : {named}. « --colonne » dit ce qu’elles sont.")
    for rejected in lines.rejected[:SHOWN]:
        click.echo(f"  ligne {rejected.line} : {rejected.reason}")
    if len(lines.rejected) > SHOWN:
        click.echo(f"  … et {len(lines.rejected) - SHOWN} autres lignes.")


@usage.listing("partenaires")
@prepared.site
def partners(here: Prepared) -> None:
    """Montre les partenaires, leur numéro et s’ils sont vérifiés."""
    _show(here, "", closed=False)


@partners.command("chercher", options_metavar="[OPTIONS]")
@click.argument("words", metavar="MOTS", default="")
@click.option("--fermes", "closed", is_flag=True, help="Ceux où l’on n’envoie plus personne.")
@prepared.site
def find_partners(here: Prepared, words: str, closed: bool) -> None:
    """Montre les partenaires qui ont ces mots."""
    _show(here, words, closed=closed)


def _show(here: Prepared, words: str, *, closed: bool) -> None:
    from models.network import partner

    found = here.ask(partner.search, words, limit=LISTED + 1, closed=closed)
    for one in found[:LISTED]:
        where = f", {one.commune}" if one.commune else ""
        click.echo(f"{one.id:>5}  {one.name}{where} ({one.source}) : {one.verified}")
    if len(found) > LISTED:
        click.echo("… et d’autres : « comptoir partenaires chercher » les trouve par leurs mots.")
    if not found:
        click.echo("Aucun partenaire.")


@partners.command("fermer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@prepared.site
def close_partner(here: Prepared, number: int) -> None:
    """Ferme une fiche : elle n’est plus proposée, un import ne la rouvre pas."""
    from models.network import partner

    click.echo(f"{here.act(partner.close, number).name} : fermé.")


@partners.command("rouvrir", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@prepared.site
def reopen_partner(here: Prepared, number: int) -> None:
    """Rouvre une fiche fermée."""
    from models.network import partner

    click.echo(f"{here.act(partner.reopen, number).name} : rouvert.")


@partners.command("retirer", options_metavar="")
@click.argument("number", metavar="NUMÉRO", type=usage.Number())
@prepared.site
def remove_partner(here: Prepared, number: int) -> None:
    """Retire une fiche vers laquelle personne n’a été orienté."""
    from models.lists import partner_removal

    gone = here.act(partner_removal.remove, number)
    click.echo(f"{gone.name} : retiré. Un import de « {gone.source} » le ramènerait ; fermer l’en empêche.")


@partners.command("defaire", options_metavar="")
@prepared.site
def undo_import(here: Prepared) -> None:
    """Défait le dernier import de partenaires. Ce qui a servi ou changé depuis reste."""
    from models.lists import partner_removal

    done = here.act(partner_removal.undo)
    click.echo(
        f"Import défait : retirés {done.removed}, comme avant {done.restored}, gardés parce qu’ils ont "
        f"servi ou changé {done.kept}."
    )
