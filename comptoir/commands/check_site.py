"""``comptoir check``: whether a desk has all it needs, for people and for a program that watches."""

import json

import click

from comptoir.commands import usage
from comptoir.setup.settings import load

# Exit codes, for whoever watches. What click says of a mistyped command is 2.
SOUND, TO_MEND, DAMAGED, BACKUP_OLD = 0, 1, 3, 4


@click.command("check", cls=usage.Command, options_metavar="[OPTIONS]")
@click.option("--json", "as_json", is_flag=True, help="Pour un programme qui surveille : une ligne de JSON.")
@click.option(
    "--reprendre",
    "resume",
    is_flag=True,
    help="Continue sans les écritures confirmées qui manquent.",
)
def check(as_json: bool, resume: bool) -> int:
    """Vérifie la base, le profil et les modèles, et dit ce qui ne va pas.

    Finit par 0 quand tout est en ordre, 1 quand quelque chose est à corriger, 3 quand la base elle-même est
    en cause, 4 quand seule la dernière sauvegarde est trop vieille.
    """
    from comptoir.commands import check as installation_check

    settings = load()
    if resume:
        installation_check.resume(settings)
    mended = installation_check.mended(settings)
    problems = installation_check.problems(settings)
    advice = [] if problems else installation_check.advice(settings)
    examples = "" if problems else installation_check.examples(settings)
    backup = installation_check.last_backup(settings)
    code = _code(problems, overdue=backup["overdue"])
    if as_json:
        found = {"code": code, "problems": problems, "advice": advice, "mended": mended, "backup": backup}
        found["examples"] = examples.split(", ") if examples else []
        last = installation_check.last_write(settings) if not problems else None
        click.echo(json.dumps({**found, "last_write": last}, ensure_ascii=False))
    else:
        _tell(mended, problems, advice, examples)
    return code


def _code(problems: list[str], *, overdue: bool) -> int:
    from comptoir.commands.check import DATABASE

    if any(one.startswith(f"{DATABASE}\u00a0:") for one in problems):
        return DAMAGED
    return TO_MEND if problems else BACKUP_OLD if overdue else SOUND


def _tell(mended: list[str], problems: list[str], advice: list[str], examples: str) -> None:
    for said in mended:
        click.echo(f"Remis en ordre : {said}")
    for problem in problems:
        click.echo(problem)
    if problems:
        click.echo("1 point à corriger." if len(problems) == 1 else f"{len(problems)} points à corriger.")
        return
    if examples:
        click.echo(
            "Tout fonctionne, mais [service] du profil garde des valeurs d’exemple, que les courriers "
            f"imprimeraient\u00a0: {examples}. Mettez-y les vôtres."
        )
    else:
        click.echo("Tout est en ordre : réglages, base, profil, modèles de courrier.")
    for said in advice:
        click.echo(f"À savoir : {said}")
