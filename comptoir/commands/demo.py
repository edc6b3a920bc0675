"""``comptoir demo``: the counter with invented persons, thrown away afterwards or kept in a file."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from comptoir.commands import usage
from comptoir.commands.init import PROFILES
from comptoir.program import start


@click.command("demo", cls=usage.Command, options_metavar="[OPTIONS]")
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
@click.option(
    "--site", "site", metavar="NOM", default="", help="Site de --database : le premier si rien n’est dit."
)
def demo(
    profile: str, explained: bool, image: str | None, database: str | None, persons: int | None, site: str
) -> int:
    """Ouvre une démonstration jetable : rien n’en reste ensuite."""
    if image is not None:
        from comptoir.demo import picture

        picture.save(Path(image).expanduser(), profile)
        click.echo(f"Image : {image}")
        return 0
    if site and database is None:
        raise usage.Misuse("--site demande --database FICHIER : la petite démonstration n’a pas de sites")
    if persons is not None:
        return _crowd(database, persons, profile)
    if not explained and (refused := start.refused()):
        return refused
    start.begin()
    start.spare_server_driver()
    from comptoir.demo import scene as demonstration

    if explained:
        click.echo(demonstration.explanation(profile))
        return 0
    if database is not None:
        from comptoir.demo import crowd
        from comptoir.program.app import run

        return run(replace(crowd.kept(Path(database).expanduser()), site=site), demo=profile)
    from comptoir.demo import scratch

    with scratch.folder("comptoir-demo-") as directory:
        settings = demonstration.build(directory, profile)
        from comptoir.program.app import run

        # Beside the folder: what is noted of a failure, if there is one, is still there afterwards.
        return run(replace(settings, log=directory.with_suffix(".log")), demo=profile)


def _crowd(database: str | None, persons: int, profile: str) -> int:
    """Build a demonstration that is kept, and say how to open it."""
    from comptoir.demo import crowd

    if database is None:
        raise usage.Misuse("--persons demande --database FICHIER : cette démonstration est gardée")
    if not 1 <= persons <= crowd.MOST:
        raise usage.Misuse(f"--persons attend un nombre de 1 à {crowd.MOST}")
    start.spare_server_driver()
    path = Path(database).expanduser()
    with click.progressbar(length=2 * persons, label=f"{persons} personnes", file=sys.stderr) as bar:
        crowd.build(path, profile, persons, bar.update)
    settings = crowd.settings(path)
    click.echo(
        f"Base : {settings.database}\nClé : {settings.key_file}\nProfil : {settings.profile}\n"
        f"« comptoir demo --database {database} » l’ouvre. Comme dans un vrai service :\n"
        f"COMPTOIR_BASE={settings.database} COMPTOIR_FICHIER_CLE={settings.key_file} "
        f"COMPTOIR_PROFIL={settings.profile} comptoir"
    )
    return 0
