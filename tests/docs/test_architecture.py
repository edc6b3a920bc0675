"""The way of a key leads over files and functions that exist; the wings stand in the order that is held."""

import re
import tomllib

from tests.docs import names
from tests.docs.pages import DOCS, text
from tests.project import ROOT

PAGE = text(DOCS / "architecture.md")
CONTRACTS = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
# Named beside a link, and nothing of ours.
PLAIN = {"action_submit"}


def test_every_name_stands_in_a_file_that_its_sentence_links_to() -> None:
    wrong = []
    for block in names.blocks(PAGE):
        if files := names.files_of(block):
            known = set().union(*map(names.defined, files))
            wrong += [name for name in names.named(block) if name not in known | PLAIN]
    assert not wrong


def test_the_way_is_told_with_names_and_files() -> None:
    way = PAGE.partition("## The way of one key")[2].partition("## The wings")[0]
    steps = re.findall(r"(?ms)^(\d+)\. (.+?)(?=^\d+\. |^#|\Z)", way)
    assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))
    assert all(names.files_of(words) and names.named(words) for _, words in steps)


def test_a_name_that_is_gone_is_seen() -> None:
    block = "[`models/errors.py`](../models/errors.py), `ComptoirError`, `Gone`"
    (file,) = names.files_of(block)
    assert [name for name in names.named(block) if name not in names.defined(file)] == ["Gone"]


def layers(floor: str) -> list[set[str]]:
    """The wings of a floor from the bottom up, as the contract has them."""
    (contract,) = [one for one in CONTRACTS if one.get("containers") == [floor]]
    return [{wing.strip() for wing in layer.split("|")} for layer in reversed(contract["layers"])]


def rows(floor: str) -> list[set[str]]:
    """The wings of a floor as the page has them, row by row."""
    table = PAGE.partition(f"### Wings of `{floor}`")[2].partition("\n#")[0]
    return [set(re.findall(r"`(\w+)`", row)) for row in re.findall(r"(?m)^\| (`.+?) \|", table)]


def test_the_wings_stand_in_the_order_of_the_contracts() -> None:
    for floor in names.FLOORS:
        assert rows(floor) == layers(floor), floor
