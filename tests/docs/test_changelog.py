"""Versions are dated, in their order, and the one that is being made is the next."""

import re
import tomllib
from datetime import date
from importlib.metadata import version

from tests.docs.pages import text
from tests.project import ROOT

CHANGELOG = text(ROOT / "CHANGELOG.md")
RELEASES = re.findall(r"(?m)^## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)$", CHANGELOG)
DECLARED = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"]


def test_what_comes_next_stands_first_then_each_release_with_its_day() -> None:
    titles = re.findall(r"(?m)^## (.+)$", CHANGELOG)
    assert titles[0] == "[Unreleased]"
    assert len(titles) == len(RELEASES) + 1


def test_newer_releases_stand_above_older_ones() -> None:
    assert RELEASES
    numbers = [tuple(map(int, release[:3])) for release in RELEASES]
    days = [date.fromisoformat(release[3]) for release in RELEASES]
    assert numbers == sorted(numbers, reverse=True) and days == sorted(days, reverse=True)


def test_the_version_is_the_newest_release_or_the_one_that_follows() -> None:
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(\.dev0)?", DECLARED)
    assert found, DECLARED
    declared, newest = tuple(map(int, found.groups()[:3])), tuple(map(int, RELEASES[0][:3]))
    assert declared > newest if found[4] else declared == newest


def test_parts_of_a_version_are_called_as_in_every_version() -> None:
    parts = set(re.findall(r"(?m)^### (.+)$", CHANGELOG))
    assert parts <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_program_says_the_version_that_is_declared() -> None:
    assert version("comptoir") == DECLARED, "make venv installs it anew"
