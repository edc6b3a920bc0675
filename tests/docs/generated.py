"""What the program itself says on the pages: ``make pages`` writes it again.

It stands between ``<!-- généré : name -->`` and ``<!-- fin -->``; what is around is written by hand.
"""

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from comptoir import cli
from comptoir.program.navigation import SCREENS
from comptoir.setup.setting import SETTINGS
from letters.fields import registry
from letters.fields.context import FIELDS
from letters.fields.kinds import LetterKind
from models.glossary import Word
from screens.frame.commands import EVERYWHERE, PLACES, Command, key_name
from tests.docs import book
from tests.docs.pages import PAGES, text
from tests.project import ROOT

PART = re.compile(r"(?ms)^(<!-- généré : (.+?) -->\n\n)(.*?)(^<!-- fin -->$)")


# --- commands


def commands() -> Iterator[str]:
    """Every command of ``comptoir`` with its arguments and options, as ``--help`` says them."""
    yield from _command(cli.commands, "comptoir", "##")
    for name, command in cli.commands.commands.items():
        yield from _command(command, f"comptoir {name}", "##")
        if isinstance(command, click.Group):
            for word, below in command.commands.items():
                yield from _command(below, f"comptoir {name} {word}", "###")


def _command(command: click.Command, name: str, level: str) -> Iterator[str]:
    yield f"{level} {name}"
    yield inspect.cleandoc(command.help or "").replace("\b\n", "")
    if isinstance(command, click.Group) and not command.invoke_without_command:
        return
    context = click.Context(command)
    arguments = [one.metavar or "" for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    needed = [_shown(one, context) for one in options if one.required]
    yield f"```sh\n{' '.join([name, *arguments, *needed])}\n```"
    rows = [f"| `{_shown(one, context)}` | {one.help}{_choices(one)} |" for one in options]
    if rows:
        yield _table("Option", "Ce qu’elle fait", rows=rows)


def _shown(option: click.Option, context: click.Context) -> str:
    """An option and what follows it, as it is typed."""
    if option.is_flag:
        return option.opts[0]
    choice = isinstance(option.type, click.Choice)
    return f"{option.opts[0]} {'MOT' if choice else option.make_metavar(context)}"


def _choices(option: click.Option) -> str:
    if not isinstance(option.type, click.Choice):
        return ""
    return f" Au choix\u00a0: {', '.join(f'`{one}`' for one in option.type.choices)}."


# --- settings, keys, fields of letters


def settings() -> str:
    """Every setting."""
    rows = [f"| `{one.name}` | `{one.variable}` | {one.description} |" for one in SETTINGS]
    return _table("Réglage", "Variable", "Ce qu’il dit", rows=rows)


def every_key() -> Iterator[str]:
    """Every command with the name by which it is moved to another key; screens with the same ones are one."""
    yield "### Les places, et partout"
    yield _table("Touche", "Nom", "Ce qu’elle fait", rows=map(_named_key, (*PLACES, *EVERYWHERE)))
    headings: dict[tuple[Command, ...], list[str]] = {}
    for name in SCREENS:
        if own := screen(name).KEYS if hasattr(screen(name), "KEYS") else ():
            headings.setdefault(own, []).append(screen(name).HEADING)
    for own, titles in headings.items():
        yield f"### {', '.join(titles)}"
        yield _table("Touche", "Nom", "Ce qu’elle fait", rows=map(_named_key, own))


def keys(name: str) -> str:
    """The keys of a screen, or of everywhere, for who presses them."""
    own = (*PLACES, *EVERYWHERE) if name == "partout" else screen(name).KEYS
    return _table("Touche", "Ce qu’elle fait", rows=(f"| {key_name(one.key)} | {one.help} |" for one in own))


def screen(name: str) -> Any:
    """The class of a screen by its name."""
    module, _, found = SCREENS[name].partition(":")
    return getattr(importlib.import_module(module), found)


def _named_key(one: Command) -> str:
    return f"| {key_name(one.key)} | `{one.id}` | {one.help} |"


def fields() -> str:
    """Every merge field: what it becomes, an example, and the templates it may stand in."""
    usable = {kind: registry.fields_of(kind) for kind in LetterKind}
    rows = []
    for one in FIELDS.values():
        sample = one.sample if isinstance(one.sample, str) else " / ".join(one.sample)
        shown = f"`{one.name}`" + ("" if isinstance(one.sample, str) else " (lignes)")
        kinds = [kind.value for kind in LetterKind if one.name in usable[kind]]
        where = "tous" if len(kinds) == len(LetterKind) else ", ".join(kinds)
        rows.append(f"| {shown} | {one.description} | {sample} | {where} |")
    return _table("Champ", "Ce que c’est", "Exemple", "Modèles", rows=rows)


def words() -> str:
    """Every list of words that are kept or shown: how each is read, and its code."""
    rows = []
    for one in stored_words():
        said = (one.__doc__ or "").partition(".")[0].partition(";")[0]
        members = " · ".join(f"{word.label} `{word.value}`".strip() for word in one)
        rows.append(f"| {said} | `{one.__module__}.{one.__name__}` | {members} |")
    return _table("What it says", "Code", "Words", rows=rows)


def stored_words() -> list[type[Word]]:
    """The lists of words of the product, by where they stand."""
    for path in sorted((ROOT / "models").rglob("*.py")) + sorted((ROOT / "letters").rglob("*.py")):
        if "(Word):" in path.read_text("utf-8") and path.stem != "glossary":
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = [one for one in Word.__subclasses__() if one.__module__.startswith(("models.", "letters."))]
    return sorted(ours, key=lambda one: (one.__module__, one.__name__))


def _table(*titles: str, rows: Iterable[str]) -> str:
    return "\n".join([f"| {' | '.join(titles)} |", "|---" * len(titles) + "|", *rows])


# --- the pages


def part(name: str) -> str:
    """What stands in the part ``name`` of a page. Raises ``KeyError`` for a name that is none."""
    what, _, of = name.partition(" ")
    if what == "touches" and of:
        return keys(of)
    made = {
        "commandes": commands,
        "réglages": settings,
        "touches": every_key,
        "champs": fields,
        "mots": words,
        "chapitres": book.contents,
        "index": book.index,
    }[what]()
    return made if isinstance(made, str) else "\n\n".join(made)


def expected(page: Path) -> str:
    """``page`` with each of its generated parts as it should be."""
    return again(page, text(page))


def again(page: Path, words: str) -> str:
    """``words``, which stand on ``page``, with each generated part as it should be."""

    def written(found: re.Match[str]) -> str:
        said = book.neighbours(page) if found[2] == "suite" else part(found[2])
        return f"{found[1]}{said}\n\n{found[4]}"

    return PART.sub(written, words)


if __name__ == "__main__":
    for one in PAGES:
        if (wanted := expected(one)) != text(one):
            one.write_text(wanted, "utf-8")
