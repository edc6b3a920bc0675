"""The pages say what is so: every command, key, setting, link and file they name exists."""

import re
import shlex
from pathlib import Path

import click
import pytest

from comptoir import cli
from comptoir.program.navigation import SCREENS
from comptoir.setup.setting import SETTINGS
from comptoir.setup.settings import FILE_VARIABLE
from letters.fields.kinds import LetterKind
from screens.frame.commands import EVERYWHERE, PLACES, Command, key_name
from tests.docs import generated
from tests.docs.pages import BOOK, DOCS, FRENCH, PAGES, README, code, name, prose, slug, spans, text
from tests.project import ROOT
from tests.test_house import WRONG

FOLDERS = ("comptoir", "screens", "letters", "models", "tests", "docs", "findings", "tools")


# --- keys


def every_command() -> list[Command]:
    """The commands of every screen and those of everywhere."""
    own = [one for name in SCREENS for one in getattr(generated.screen(name), "KEYS", ())]
    return [*PLACES, *EVERYWHERE, *own]


@pytest.mark.parametrize("page", FRENCH, ids=name)
def test_every_key_that_a_page_names_is_one_of_the_program(page: Path) -> None:
    named = set(re.findall(r"(?<![\w+])(?:Ctrl\+[A-Z]|F\d\d?|Page[↑↓])(?!\w)", prose(text(page))))
    # F11 is where an example moves a command to; Ctrl+C stops what runs in a terminal.
    elsewhere = {"F11", "Ctrl+C", "Page↑", "Page↓"}
    assert named <= {key_name(one.key) for one in every_command()} | elsewhere


def test_a_rebound_command_named_in_a_page_exists() -> None:
    known = {one.id for one in every_command()}
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


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_a_page_names_exists(page: Path) -> None:
    assert not [f"{line}: {wrong}" for line in command_lines(page) if (wrong := refusal(line))]


@pytest.mark.parametrize(
    "line",
    ["comptoir chek", "comptoir demo --profil x", "comptoir check tout", "comptoir importer usagers x"],
)
def test_a_command_that_does_not_exist_is_seen(line: str) -> None:
    assert refusal(line)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_variable_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"COMPTOIR_[A-Z]\w+", text(page)))
    assert named <= {FILE_VARIABLE, *(one.variable for one in SETTINGS), "COMPTOIR_TESTS_COMPLETS"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_target_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", text(ROOT / "Makefile")))
    assert {found[1] for line in code(text(page)) if (found := re.match(r"make ([a-z]+)", line))} <= targets


def test_make_help_names_every_target() -> None:
    makefile = text(ROOT / "Makefile")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile)) - {"help"}
    assert set(re.findall(r'@echo "make (\w+)', makefile)) == targets


def test_the_guide_names_the_template_of_each_letter() -> None:
    assert {f"{kind.value}.docx" for kind in LetterKind} <= set(code(text(BOOK / "modeles.md")))


# --- links, files, words


def links(page: Path) -> list[tuple[Path, str]]:
    """(page, heading) of every link of a page that stays in the project."""
    found = re.findall(r"\]\(([^)\s]+)\)", prose(text(page)))
    targets = [one.partition("#") for one in found if not one.startswith("https://")]
    return [((page.parent / path).resolve() if path else page, heading) for path, _, heading in targets]


def headings(page: Path) -> set[str]:
    """What the headings of a page are called in a link."""
    return {slug(title) for title in re.findall(r"(?m)^#+ (.+)$", prose(text(page)))}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_resolves(page: Path) -> None:
    for linked, heading in links(page):
        assert linked.exists(), linked
        assert not heading or heading in headings(linked), f"{linked}#{heading}"


def test_every_page_is_reached_from_the_readme() -> None:
    reached, ahead = {README}, [README]
    while ahead:
        linked = {one for one, _ in links(ahead.pop()) if one.suffix == ".md"}
        ahead += linked - reached
        reached |= linked
    assert set(PAGES) <= reached


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_of_the_project_a_page_names_exists(page: Path) -> None:
    named = [one for one in code(text(page)) if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*", one)]
    assert not [one for one in named if not (ROOT / one).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_the_folder_of_one_machine(page: Path) -> None:
    # The page on a server names the folders that it tells to make there.
    if page != DOCS / "deploiement.md":
        assert not re.findall(r"(?<![\w~])/(?:root|home|tmp|usr|opt|Users|mnt|work)\b", text(page))


@pytest.mark.parametrize("page", FRENCH, ids=name)
def test_a_french_page_has_the_apostrophes_and_spaces_of_french(page: Path) -> None:
    sentences = re.sub(r"<!--.*?-->|`[^`\n]+`", "code", prose(text(page)))
    found = [
        line[max(0, match.start() - 20) : match.end() + 20]
        for line in sentences.splitlines()
        if not re.fullmatch(r"[|:-]+", line)
        for match in [WRONG.search(line)]
        if match
    ]
    assert not found


def test_the_readme_is_one_page() -> None:
    assert len(text(README).splitlines()) <= 60
    assert {"make run", "make test"} <= set(spans(text(README)))
