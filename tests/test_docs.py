"""The pages say what is so: every command, key, setting, field, link and file they name exists."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest

from comptoir import cli
from comptoir.setup.setting import SETTINGS
from comptoir.setup.settings import FILE_VARIABLE
from letters.fields import registry as fields
from letters.fields.context import FIELDS
from letters.fields.kinds import LetterKind
from screens.agenda.agenda import AgendaScreen
from screens.agenda.grid import GridScreen
from screens.agenda.week import WeekScreen
from screens.desk.desk import DeskScreen
from screens.desk.todo import TodoScreen
from screens.desk.worker import WorkerScreen
from screens.frame.commands import EVERYWHERE, PLACES, Command, key_name
from screens.hours.hours import HoursScreen
from screens.hours.misplaced import MisplacedScreen
from tests.project import ROOT
from tests.test_house import WRONG

README = ROOT / "README.md"
GUIDE = ROOT / "docs" / "guide.md"
PAGES = (README, GUIDE, ROOT / "docs" / "dependances.md", ROOT / "CHANGELOG.md")
FOLDERS = ("comptoir", "screens", "letters", "models", "tests", "docs")


def text(path: Path) -> str:
    return path.read_text("utf-8")


def code(words: str) -> Iterator[str]:
    """What a page sets as code: the lines of its blocks, then its spans."""
    for block in re.findall(r"(?ms)^```\w*\n(.*?)^```", words):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", words))


# --- keys


def keys_table(commands: Iterable[Command]) -> str:
    """The keys of a screen as the guide shows them."""
    rows = [f"| {key_name(one.key)} | {one.help} |" for one in commands]
    return "\n".join(["| Touche | Ce qu’elle fait |", "|---|---|", *rows])


def test_the_keys_of_the_readme_are_those_of_the_program() -> None:
    shown = re.findall(r"(?m)^\| ([^|]+) \| `(\w+\.\w+)` \|", text(README))
    assert shown == [(key_name(one.key), one.id) for one in (*PLACES, *EVERYWHERE, *DeskScreen.KEYS)]


def test_the_second_way_of_the_readme_is_that_of_the_program() -> None:
    shown = dict(re.findall(r"(?m)^\| \S+ \| `(place\.\w+)` \| (\d) \|", text(README)))
    assert shown == {one.id: str(number % 10) for number, one in enumerate(PLACES, 1)}


SCREENS = [
    DeskScreen, AgendaScreen, GridScreen, WeekScreen, HoursScreen, MisplacedScreen, TodoScreen, WorkerScreen,
]  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
def test_the_guide_shows_the_keys_of_a_screen(screen: type) -> None:
    expected = keys_table(screen.KEYS)  # type: ignore[attr-defined]
    assert expected in text(GUIDE), f"docs/guide.md should say:\n{expected}"


def test_the_guide_shows_the_keys_of_every_place() -> None:
    expected = keys_table((*PLACES, *EVERYWHERE))
    assert expected in text(GUIDE), f"docs/guide.md should say:\n{expected}"


def test_a_rebound_command_named_in_a_page_exists() -> None:
    known = {one.id for one in (*PLACES, *EVERYWHERE, *DeskScreen.KEYS, *AgendaScreen.KEYS)}
    for page in PAGES:
        assert set(re.findall(r'(?m)^"(\w+\.\w+)" = ', text(page))) <= known, page


# --- commands, settings, make


def refusal(line: str) -> str:
    """What is wrong with a command line of ``comptoir``; empty when the program would take it."""
    command: click.Command = cli.commands
    arguments = iter(shlex.split(line, comments=True)[1:])
    left = 0
    for word in arguments:
        if word.startswith("-"):
            if word in ("--help", "-h"):
                continue
            option = next((one for one in command.params if word in one.opts), None)
            if not isinstance(option, click.Option):
                return f"{word} is no option of {command.name}"
            if not option.is_flag:
                next(arguments, None)
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return f"{word} is no command of {command.name}"
            command = command.commands[word]
            left = sum(isinstance(one, click.Argument) for one in command.params)
        elif left:
            left -= 1
        else:
            return f"{command.name} takes no {word}"
    return ""


def command_lines(page: Path) -> list[str]:
    return [
        line.removeprefix(".venv/bin/")
        for line in code(text(page))
        if re.match(r"(\.venv/bin/)?comptoir( |$)", line)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_names_exists(page: Path) -> None:
    assert not [f"{line}: {wrong}" for line in command_lines(page) if (wrong := refusal(line))]


def test_the_readme_names_every_command_and_option() -> None:
    def words(group: click.Group) -> Iterator[str]:
        for name, command in group.commands.items():
            yield name
            yield from (word for one in command.params for word in one.opts if word.startswith("--"))
            if isinstance(command, click.Group):
                yield from words(command)

    named = set(re.findall(r"[\w-]+", " ".join(code(text(README)))))
    assert set(words(cli.commands)) <= named


@pytest.mark.parametrize(
    "line",
    ["comptoir chek", "comptoir demo --profil x", "comptoir check tout", "comptoir importer usagers x"],
)
def test_a_command_that_does_not_exist_is_seen(line: str) -> None:
    assert refusal(line)


def test_the_settings_of_the_readme_are_those_of_the_program() -> None:
    shown = re.findall(r"(?m)^\| `(\w+)` \| `(COMPTOIR_\w+)` \|", text(README))
    assert shown == [(one.name, one.variable) for one in SETTINGS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_variable_a_page_names_exists(page: Path) -> None:
    assert set(re.findall(r"COMPTOIR_\w+", text(page))) <= {
        FILE_VARIABLE,
        *(one.variable for one in SETTINGS),
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_a_page_names_exists(page: Path) -> None:
    targets = re.findall(r"(?m)^([a-z]+):", text(ROOT / "Makefile"))
    assert {found[1] for line in code(text(page)) if (found := re.match(r"make ([a-z]+)", line))} <= set(
        targets
    )


def test_make_help_names_every_target() -> None:
    makefile = text(ROOT / "Makefile")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile)) - {"help"}
    assert set(re.findall(r'@echo "make (\w+)', makefile)) == targets


# --- letters


def field_table() -> str:
    """Every merge field: what it becomes, an example, and the templates it may stand in."""
    usable = {kind: fields.fields_of(kind) for kind in LetterKind}
    rows = []
    for one in FIELDS.values():
        sample = one.sample if isinstance(one.sample, str) else " / ".join(one.sample)
        shown = f"`{one.name}`" + ("" if isinstance(one.sample, str) else " (lignes)")
        kinds = [kind.value for kind in LetterKind if one.name in usable[kind]]
        where = "tous" if len(kinds) == len(LetterKind) else ", ".join(kinds)
        rows.append(f"| {shown} | {one.description} | {sample} | {where} |")
    return "\n".join(["| Champ | Ce que c’est | Exemple | Modèles |", "|---|---|---|---|", *rows])


def test_the_fields_of_the_guide_are_those_of_the_registry() -> None:
    expected = field_table()
    assert expected in text(GUIDE), f"docs/guide.md should say:\n{expected}"


def test_the_guide_names_the_template_of_each_letter() -> None:
    assert {f"{kind.value}.docx" for kind in LetterKind} <= set(code(text(GUIDE)))


# --- links, files, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_resolves(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if target.startswith("https://"):
            continue
        path, _, heading = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), target
        titles = re.findall(r"(?m)^#+ (.+)$", text(linked)) if heading else []
        slugs = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
        assert not heading or heading in slugs, target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_of_the_project_a_page_names_exists(page: Path) -> None:
    named = [one for one in code(text(page)) if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*", one)]
    assert not [one for one in named if not (ROOT / one).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_the_folder_of_one_machine(page: Path) -> None:
    assert not re.findall(r"(?<![\w~])/(?:root|home|tmp|usr|opt|Users|mnt|work)\b", text(page))


def test_the_guide_has_the_apostrophes_and_spaces_of_french() -> None:
    prose = re.sub(r"`[^`\n]+`", "code", re.sub(r"(?ms)^```.*?^```", "", text(GUIDE)))
    found = [
        prose[max(0, match.start() - 20) : match.end() + 20]
        for line in prose.splitlines()
        if not re.fullmatch(r"[|:-]+", line)
        for match in [WRONG.search(line)]
        if match
    ]
    assert not found
