"""A finding has the form that the folder's page asks for; the page's own example has it too."""

import re
import shlex

import pytest

from tests.docs.names import FLOORS
from tests.docs.pages import text
from tests.project import ROOT

FOLDER = ROOT / "findings"
(EXAMPLE,) = re.findall(r"(?ms)^```sh\n(.*?)^```", text(FOLDER / "README.md"))


def wrong(script: str) -> list[str]:
    """What a finding lacks of the form."""
    installs = re.findall(r"\b(?:pip|uv)[\"']?(?: pip)? install (.+)", script)
    packages = [word for line in installs for word in shlex.split(line) if not word.startswith("-")]
    lacks = {
        "begins with sh and says what it shows": re.match(r"#!/bin/(?:sh|bash)\n# \S.{40,}", script),
        "stops at the first error": re.search(r"(?m)^set -eu", script),
        "works in a folder of its own": "mktemp -d" in script,
        "removes it": re.search(r"(?m)^trap '.*rm -rf", script),
        "pins what it installs": packages and all("==" in one for one in packages),
        "does without the product": not re.search(rf"\b(?:from|import) (?:{'|'.join(FLOORS)})\b", script),
        "names no index and no machine": not re.search(r"--index-url|/(?:home|root|work)/", script),
        "fails when it changes": re.search(r"exit 1|assert ", script),
    }
    return [what for what, there in lacks.items() if not there]


def test_every_finding_has_its_form() -> None:
    assert not {path.name: lacks for path in sorted(FOLDER.glob("*.sh")) if (lacks := wrong(text(path)))}


def test_names_are_words_joined_by_hyphens() -> None:
    others = [path.name for path in FOLDER.iterdir() if path.name != "README.md"]
    assert not [name for name in others if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.sh", name)]


def test_the_example_of_the_page_has_the_form() -> None:
    assert not wrong(EXAMPLE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("package==1.2.3", "package"),
        ("set -eu", ""),
        ("trap", "true"),
        ("exit 1", "true"),
        ("print(", "import models; print("),
        ("--quiet", "--index-url https://mirror"),
    ],
)
def test_what_is_missing_is_seen(before: str, after: str) -> None:
    assert before in EXAMPLE
    assert wrong(EXAMPLE.replace(before, after))
