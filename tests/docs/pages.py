"""The pages of the project, and what of them is code."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.project import ROOT

README = ROOT / "README.md"
DOCS = ROOT / "docs"
BOOK = DOCS / "guide"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "findings").rglob("*.md")])
# Those that the counter or its administrator reads.
FRENCH = [DOCS / f"{name}.md" for name in ("commandes", "premier-jour", "reglages")] + sorted(
    BOOK.glob("*.md")
)


def name(page: Path) -> str:
    """How a test names a page."""
    return page.relative_to(ROOT).as_posix()


def text(page: Path) -> str:
    """What stands on a page."""
    return page.read_text("utf-8")


def code(words: str) -> Iterator[str]:
    """What a page sets as code: the lines of its blocks, then its spans."""
    for block in re.findall(r"(?ms)^```\w*\n(.*?)^```", words):
        yield from block.splitlines()
    yield from spans(words)


def spans(words: str) -> list[str]:
    """What a page sets as code in its sentences."""
    return re.findall(r"`([^`\n]+)`", prose(words))


def prose(words: str) -> str:
    """A page without its blocks of code."""
    return re.sub(r"(?ms)^```.*?^```", "", words)


def slug(title: str) -> str:
    """What a heading is called in a link."""
    return re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
